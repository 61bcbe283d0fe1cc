"""Pixels under lines, against the distance of each pixel to each part."""

import math

import numpy as np
import pytest

from gmmseg.imaging import line_kernels


def under(points, radius, shape):
    """Return what is within a radius of a line, by asking every pixel about every part."""
    found = np.zeros(shape, bool)
    for (ax, ay), (bx, by) in zip(points, points[1:] or points, strict=False):
        for y in range(shape[0]):
            for x in range(shape[1]):
                squared = max((bx - ax) ** 2 + (by - ay) ** 2, 1e-12)
                share = min(max(((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / squared, 0), 1)
                away = math.hypot(x - ax - share * (bx - ax), y - ay - share * (by - ay))
                found[y, x] |= away <= radius
    return found


def painted(points, radius, shape):
    steps = np.zeros((shape[0], shape[1] + 1), np.int32)
    line_kernels.add_line(np.array(points, float), radius, radius, np.zeros(2, np.intp), steps)
    return np.cumsum(steps[:, :-1], axis=1) > 0


@pytest.mark.parametrize("radius", [0.5, 1.0, 5.0, 2.7, 40.0])
@pytest.mark.parametrize("whole", [True, False])
def test_pixels_are_those_within_the_radius_of_a_part(radius, whole):
    rng = np.random.default_rng(int(radius * 10))
    for n in (1, 2, 3, 6):
        points = rng.uniform(-6, 26, (n, 2))
        points = np.rint(points) if whole else points  # of whole numbers, many are at the very radius
        points = points.tolist()

        np.testing.assert_array_equal(painted(points, radius, (14, 20)), under(points, radius, (14, 20)))


@pytest.mark.parametrize(
    "points",
    [[(3, 4), (3, 4)], [(2, 5), (15, 5)], [(6, -3), (6, 30)], [(-50, 5), (50, 5.5)], [(9, 99), (9, 98)]],
)
def test_parts_along_an_axis_points_and_parts_outside(points):
    np.testing.assert_array_equal(painted(points, 2.0, (14, 20)), under(points, 2.0, (14, 20)))


def test_a_hundred_thousand_points_are_worked_on_by_their_rows():
    points = np.random.default_rng(0).uniform(0, 1, (100_000, 2)) * (59, 39)

    assert painted(points, 3.0, (40, 60)).all()
