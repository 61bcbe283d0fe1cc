import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from gmmseg.imaging.filters.gaussian import gaussian_blur, weights


@pytest.mark.parametrize("sigma", [0.5, 1.4, 6.6])
@pytest.mark.parametrize(("nearest", "mode"), [(False, "reflect"), (True, "nearest")])
@pytest.mark.parametrize("shape", [(23, 31), (4, 5), (1, 9), (1, 1)])
def test_a_plane_is_blurred_as_by_scipy(shape, nearest, mode, sigma):
    plane = np.random.default_rng(0).normal(50, 20, shape).astype(np.float32)

    found = gaussian_blur(plane, sigma, truncate=3.0, nearest=nearest)

    np.testing.assert_allclose(found, gaussian_filter(plane, sigma, mode=mode, truncate=3.0), rtol=1e-6)


def test_channels_are_blurred_apart():
    picture = np.random.default_rng(1).random((12, 9, 3)).astype(np.float32)

    found = gaussian_blur(picture, 1.0)

    np.testing.assert_allclose(found, gaussian_filter(picture, (1, 1, 0)), rtol=1e-6)


def test_weights_of_both_sides_and_the_middle_sum_to_one():
    found = weights(2.0, 4.0)

    assert len(found) == 9
    assert found[0] + 2 * found[1:].sum() == pytest.approx(1)
    assert found[2] / found[0] == pytest.approx(np.exp(-0.5))
