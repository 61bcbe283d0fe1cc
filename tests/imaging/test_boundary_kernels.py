import numpy as np
from scipy.ndimage import zoom

from gmmseg.imaging.boundary_kernels import enlarge, half_disc_contrast


def test_enlarging_is_linear_between_the_centres_of_squares():
    plane = np.random.default_rng(0).random((1, 5, 6)).astype(np.float32)
    out = np.empty((1, 14, 17), np.float32)

    enlarge(plane, 3, out)

    oracle = zoom(plane[0], 3, order=1, mode="nearest", grid_mode=True)
    np.testing.assert_allclose(out[0], oracle[:14, :17], atol=1e-5)


def test_rows_may_be_worked_on_apart():
    rng = np.random.default_rng(1)
    padded = rng.random((3, 12, 14)).astype(np.float32)
    offsets = np.array([[0, 0, 0], [1, 2, 1], [2, 1, 2], [1, 0, 3]])
    weights = np.full(4, 0.5, np.float32)
    whole, parts = np.empty((2, 10, 12), np.float32), np.empty((2, 10, 12), np.float32)

    half_disc_contrast(padded, offsets, weights, 0, 10, whole)
    half_disc_contrast(padded, offsets, weights, 4, 10, parts)
    half_disc_contrast(padded, offsets, weights, 0, 4, parts)

    np.testing.assert_array_equal(parts, whole)
