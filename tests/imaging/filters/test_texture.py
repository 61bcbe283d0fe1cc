import numpy as np
import pytest

from gmmseg.imaging.filters import texture


def stripes(period, *, upright, size=64):
    wave = 50 + 20 * np.sin(2 * np.pi * np.arange(size) / period)
    picture = np.broadcast_to(wave, (size, size))
    return np.ascontiguousarray(picture if upright else picture.T, np.float32)


def test_flat_lightness_has_no_contrast_and_no_direction():
    flat = np.full((20, 30), 40, np.float32)

    found = texture.channels(flat)

    np.testing.assert_allclose(found[:3], np.sqrt(0.05), atol=1e-4)  # the constant under the root
    np.testing.assert_allclose(found[3:], 0, atol=1e-4)


def test_contrast_of_a_sine_follows_the_response_of_two_gaussians():
    sigma, period = 1.4, 10
    frequency = 2 * np.pi / period
    gain = np.exp(-((sigma * frequency) ** 2) / 2) - np.exp(-((1.6 * sigma * frequency) ** 2) / 2)
    expected = np.sqrt((20 * gain) ** 2 / 2 + 0.05)

    found = texture.contrast(stripes(period, upright=True), sigma)

    assert found[32, 20:40].mean() == pytest.approx(expected, rel=0.03)


@pytest.mark.parametrize(("upright", "sign"), [(True, 1), (False, -1)])
def test_upright_and_level_stripes_point_in_opposite_ways(upright, sign):
    first, second = texture.direction(stripes(8, upright=upright))

    assert (sign * first[16:48, 16:48] > 1).all()
    np.testing.assert_allclose(second[16:48, 16:48], 0, atol=1e-3)


def test_both_sides_of_a_stripe_point_the_same_way():
    found = texture.direction(stripes(16, upright=True))[0][32, 16:48]

    assert found.min() > 0.8 * found.max()
