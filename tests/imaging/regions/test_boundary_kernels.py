import numpy as np
import pytest
from scipy.ndimage import zoom

from gmmseg.imaging.regions.boundary_kernels import (
    AT_ONCE,
    RUN,
    downsample_padded,
    enlarge,
    half_disc_contrast,
    strongest,
)


def test_enlarging_is_linear_between_the_centres_of_squares():
    plane = np.random.default_rng(0).random((1, 5, 6)).astype(np.float32)
    out = np.empty((1, 14, 17), np.float32)

    enlarge(plane, 3, out)

    oracle = zoom(plane[0], 3, order=1, mode="nearest", grid_mode=True)
    np.testing.assert_allclose(out[0], oracle[:14, :17], atol=1e-5)


def test_rows_may_be_worked_on_apart():
    rng = np.random.default_rng(1)
    padded = rng.random((3, 12, RUN + 2)).astype(np.float32)
    places = rng.integers(0, 3, (4, AT_ONCE, 2))
    weights = np.full((4, AT_ONCE), 0.5 / AT_ONCE, np.float32)
    whole, parts = np.empty((2, 10, 12), np.float32), np.empty((2, 10, 12), np.float32)

    half_disc_contrast(padded, places, weights, 0, 10, whole)
    half_disc_contrast(padded, places, weights, 4, 10, parts)
    half_disc_contrast(padded, places, weights, 0, 4, parts)

    np.testing.assert_array_equal(parts, whole)


@pytest.mark.parametrize(
    ("height", "width", "factor"), [(7, 9, 1), (8, 12, 2), (7, 9, 2), (9, 10, 4), (1, 2, 4)]
)
def test_squares_are_averaged_and_mirrored_at_the_edge(height, width, factor):
    planes = np.random.default_rng(2).random((2, height, width)).astype(np.float32)
    whole = np.pad(planes, ((0, 0), (0, -height % factor), (0, -width % factor)), mode="edge")
    means = whole.reshape(2, whole.shape[1] // factor, factor, -1, factor).mean(axis=(2, 4))
    expected = np.pad(means, ((0, 0), (3, 3), (3, 3)), mode="symmetric")
    out = np.full((2, expected.shape[1], expected.shape[2] + 5), 9, np.float32)

    downsample_padded(planes, factor, 3, out)

    np.testing.assert_allclose(out[:, :, :-5], expected, rtol=1e-6)
    assert not out[:, :, -5:].any()


def test_what_is_next_to_nothing_is_none():
    out = np.empty((1, 3, 4), np.float32)

    downsample_padded(np.array([[[1e-30, 0.5]]], np.float32), 1, 1, out)

    np.testing.assert_array_equal(out[0], [[0, 0, 0.5, 0.5]] * 3)


def test_strength_is_that_of_the_strongest_orientation_over_all_weights():
    contrasts = np.random.default_rng(3).random((7, 4, 6, 5)).astype(np.float32)
    out = np.full((6, 5), -1, np.float32)

    strongest(contrasts, np.float32(0.4), np.float32(3), 1, 5, out)

    expected = ((0.4 * contrasts[0] + contrasts[1:].sum(axis=0) / 3) / 2.4).max(axis=0)
    np.testing.assert_allclose(out[1:5], expected[1:5], rtol=1e-6)
    assert (out[[0, 5]] == -1).all()
