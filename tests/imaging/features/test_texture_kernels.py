import numpy as np
from scipy.ndimage import map_coordinates

from gmmseg.imaging.features.texture_kernels import between_squares


def test_values_between_squares_are_those_of_linear_interpolation():
    planes = np.random.default_rng(0).random((2, 5, 7)).astype(np.float32)
    factor, height, width = 3, 15, 20
    out = np.empty((2, height * width), np.float32)

    between_squares(planes, factor, np.arange(height * width), width, out)

    rows, columns = np.mgrid[:height, :width]
    places = [(rows + 0.5) / factor - 0.5, (columns + 0.5) / factor - 0.5]
    expected = [map_coordinates(plane, places, order=1, mode="nearest") for plane in planes]
    np.testing.assert_allclose(out.reshape(2, height, width), expected, atol=1e-6)
