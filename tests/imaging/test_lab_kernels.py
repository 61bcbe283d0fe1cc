"""The compiled loops of Lab, against NumPy and scikit-image."""

import numpy as np
from skimage.color import rgb2lab

from gmmseg.imaging import lab_kernels
from gmmseg.imaging.lab import lab_of_light, light_of_codes


def test_the_cube_root_is_true_to_single_precision():
    x = np.linspace(0.008, 1.01, 5000, dtype=np.float32)

    found = np.array([lab_kernels.cube_root(value) for value in x])

    np.testing.assert_allclose(found, np.cbrt(x.astype(np.float64)), rtol=5e-7)


def test_eight_and_sixteen_bits_give_the_lab_of_scikit_image():
    rng = np.random.default_rng(0)

    for dtype in (np.uint8, np.uint16):
        codes = rng.integers(0, np.iinfo(dtype).max + 1, (3, 3000)).astype(dtype)
        expected = rgb2lab(codes.T[None] / np.iinfo(dtype).max)[0].T

        np.testing.assert_allclose(lab_of_light(light_of_codes(codes)), expected, atol=1e-2)


def test_places_are_row_and_column_of_flat_indices():
    indices = np.array([0, 1, 6, 7, 20])
    out = np.empty((2, 5), np.float32)

    lab_kernels.places(indices, 7, np.array([1.0, 0.0]), np.array([1.0, 0.5]), out)

    rows, columns = np.divmod(indices, 7)
    np.testing.assert_array_equal(out, [rows + 1, columns / 2])
