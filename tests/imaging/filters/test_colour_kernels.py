import numpy as np
import pytest
from skimage.color import rgb2hsv, rgb2lab

from gmmseg.imaging.filters import colour_kernels as kernels
from gmmseg.imaging.filters.colour_kernels import cube_root
from gmmseg.imaging.filters.lab import RELATIVE
from gmmseg.jit_kernels import kernel

ONE, NONE = np.ones(3, np.float32), np.zeros(3, np.float32)


@kernel
def cube_roots(x, out):
    for i in range(x.size):
        out[i] = cube_root(x[i])


def test_the_cube_root_is_true_to_single_precision():
    x = np.geomspace(0.008, 8, 4000).astype(np.float32)

    found = np.empty_like(x)
    cube_roots(x, found)

    np.testing.assert_allclose(found, np.cbrt(x.astype(np.float64)), rtol=5e-7)


def test_light_becomes_the_lab_of_scikit_image():
    rng = np.random.default_rng(0)
    unit = np.concatenate([rng.random((500, 3)), rng.random((500, 3)) * 0.1])
    light = np.where(unit > 0.04045, ((unit + 0.055) / 1.055) ** 2.4, unit / 12.92)
    rows = light.T.astype(np.float32).copy()

    kernels.lab(rows, RELATIVE, ONE * 2, ONE)

    np.testing.assert_allclose((rows.T - 1) / 2, rgb2lab(unit), atol=1e-2)


def test_hue_is_a_place_on_the_wheel():
    rng = np.random.default_rng(1)
    unit = np.concatenate([rng.random((500, 3)), np.eye(3), 1 - np.eye(3), np.zeros((1, 3)), np.ones((1, 3))])
    hue, saturation, value = rgb2hsv(unit).T
    rows = unit.T.astype(np.float32).copy()

    kernels.hues(rows, ONE * 2, ONE)

    angle = 2 * np.pi * hue
    expected = [saturation * np.cos(angle), saturation * np.sin(angle), value]
    np.testing.assert_allclose((rows - 1) / 2, expected, atol=1e-5)


@pytest.mark.parametrize("n", [1, kernels.TILE, 2 * kernels.TILE + 3])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_codes_go_through_the_table_of_their_channel_and_rows_named_twice_are_sums(n, dtype):
    rng = np.random.default_rng(2)
    codes = rng.integers(0, 50, (n, 3)).astype(dtype)
    tables = rng.random((3, 50)).astype(np.float32)
    out = np.full((2, n), np.nan, np.float32)

    kernels.through_tables(codes, np.array([[0, 0], [1, 1], [1, 2]]), tables, out)

    first, second, third = (tables[c][codes[:, c]] for c in range(3))
    np.testing.assert_array_equal(out, [first, second + third])


def test_other_values_go_along_the_line_of_their_channel():
    values = np.random.default_rng(3).random((700, 2)).astype(np.float32)
    out = np.full((1, 700), np.nan, np.float32)

    kernels.through_scales(
        values, np.array([[0, 0], [0, 1]]), np.array([0.5, 0.25]), np.array([2.0, -3.0]), out
    )

    expected = (values.astype(float) - [0.5, 0.25]) @ [2, -3]
    np.testing.assert_allclose(out[0], expected, atol=5e-7)


@pytest.mark.parametrize("width", [1, 7, 1000])
def test_places_are_row_and_column_of_flat_indices(width):
    factor, shift = np.array([1.0, 0.5]), np.array([1.0, 0.0])
    out, picked = np.empty((2, 300), np.float32), np.empty((2, 300), np.float32)

    kernels.positions(13, width, factor, shift, out)
    kernels.positions_at(np.arange(312, 12, -1), width, factor, shift, picked)

    rows, columns = np.divmod(np.arange(13, 313), width)
    np.testing.assert_array_equal(out, [rows + 1, columns / 2])
    np.testing.assert_array_equal(picked[:, ::-1], out)
