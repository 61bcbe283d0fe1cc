"""CIE Lab, against scikit-image."""

import numpy as np
from skimage.color import rgb2lab

from gmmseg.imaging.filters.lab import lab


def test_colours_are_those_of_scikit_image():
    grid = np.linspace(0, 1, 18)
    colours = np.stack(np.meshgrid(grid, grid, grid), axis=-1).reshape(-1, 3)

    found = lab(colours.T)

    assert found.dtype == np.float32
    np.testing.assert_allclose(found.T, rgb2lab(colours), atol=1e-2)


def test_black_and_white_are_the_ends_of_the_grey_axis():
    np.testing.assert_allclose(lab(np.array([[0.0, 1.0]] * 3)), [[0, 100], [0, 0], [0, 0]], atol=1e-2)
