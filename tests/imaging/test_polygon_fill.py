"""Polygon filling agrees with scikit-image's, pixel for pixel, and takes long outlines in little work."""

import numpy as np
import pytest
from skimage.draw import polygon

from gmmseg.imaging.polygon_fill import inside_polygon

SHAPE = (20, 30)


def filled(points, shape=SHAPE):
    out = np.zeros(shape, bool)
    rows, columns, inside = inside_polygon(np.array(points, float), shape)
    out[rows, columns] = inside
    return out


def oracle(points, shape=SHAPE):
    columns, rows = zip(*np.array(points, float).tolist(), strict=True)
    out = np.zeros(shape, bool)
    out[polygon(rows, columns, shape)] = True
    return out


@pytest.mark.parametrize("kind", ["corners on centres", "corners on halves", "corners anywhere"])
def test_it_agrees_with_scikit_image_on_and_beside_the_picture(kind):
    rng = np.random.default_rng(0)
    for _ in range(300):
        n = int(rng.integers(1, 12))
        points = {
            "corners on centres": rng.integers(-5, 35, (n, 2)),
            "corners on halves": rng.integers(-10, 70, (n, 2)) / 2,
            "corners anywhere": rng.uniform(-5, 35, (n, 2)),
        }[kind]
        np.testing.assert_array_equal(filled(points), oracle(points), err_msg=str(points.tolist()))


def test_an_outline_that_crosses_itself_leaves_out_what_it_goes_round_twice():
    angles = np.arange(5) * 4 * np.pi / 5  # a star drawn in one line
    points = np.column_stack([15 + 9 * np.sin(angles), 10 - 9 * np.cos(angles)])

    star = filled(points)

    assert not star[10, 15]
    np.testing.assert_array_equal(star, oracle(points))


def test_an_outline_beside_the_picture_holds_nothing():
    assert not filled([(-9, -9), (-2, -9), (-2, -2)]).any()
    assert not filled([(40, 5), (50, 5), (45, 15)]).any()


def test_a_long_outline_in_a_large_picture_has_the_area_of_the_formula():
    angles = np.linspace(0, 2 * np.pi, 20_000, endpoint=False)
    points = np.column_stack([1000 + 800 * np.cos(angles), 700 + 500 * np.sin(angles)])

    inside = filled(points, (1400, 2000))  # point by point, some minutes

    assert inside.sum() == pytest.approx(np.pi * 800 * 500, rel=1e-3)
