"""Means of squares, against NumPy."""

import numpy as np

from gmmseg.imaging.filters.downsampling_kernels import square_means


def test_means_of_three_channels_are_those_of_numpy():
    pixels = np.random.default_rng(1).integers(0, 256, (5, 7, 3)).astype(np.uint8)
    out = np.empty((3, 2, 3), np.float32)

    square_means(pixels, np.ones((1, 1), np.bool_), False, 3, out)

    for row, column in np.ndindex(2, 3):
        square = pixels[3 * row : 3 * row + 3, 3 * column : 3 * column + 3].reshape(-1, 3)
        np.testing.assert_array_equal(out[:, row, column], square.mean(axis=0).astype(np.float32))


def test_every_square_gets_the_mean_of_its_usable_pixels():
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (6, 9, 2)).astype(np.uint8)
    mask = rng.random((6, 9)) < 0.7
    mask[:3, :3] = False  # a square without any
    out = np.zeros((2, 2, 3), np.float32)

    square_means(pixels, mask, True, 3, out)

    for row, column in np.ndindex(2, 3):
        square = np.s_[3 * row : 3 * row + 3, 3 * column : 3 * column + 3]
        if mask[square].any():
            np.testing.assert_allclose(out[:, row, column], pixels[square][mask[square]].mean(0), rtol=1e-6)
        else:
            assert np.isnan(out[:, row, column]).all()
