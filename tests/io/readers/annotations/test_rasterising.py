"""Rings to pixels, point by point and as matplotlib has it."""

import numpy as np
import pytest
from matplotlib.path import Path as Polygon

from gmmseg.io.readers.annotations import rasterising
from gmmseg.io.readers.annotations.rasterising import filled


def whole(patch, shape):
    left, top, inside = patch
    mask = np.zeros(shape, bool)
    mask[top : top + inside.shape[0], left : left + inside.shape[1]] = inside
    return mask


def crossed(x, y, ring):
    """Return how many sides a ray to the left meets."""
    sides = zip(ring, np.roll(ring, -1, axis=0), strict=True)
    return sum(
        (y0 > y) != (y1 > y) and x0 + (y - y0) * (x1 - x0) / (y1 - y0) < x for (x0, y0), (x1, y1) in sides
    )


@pytest.mark.parametrize("seed", range(3))
def test_pixels_are_those_whose_centres_lie_in_an_odd_number_of_rings(seed):
    rng, shape = np.random.default_rng(seed), (12, 15)
    rings = [rng.uniform(-5, 20, (n, 2)) for n in (3, 7, 20)]  # they cross themselves and the frame

    found = whole(filled(rings, shape), shape)

    expected = [
        [sum(crossed(x + 0.5, y + 0.5, ring) for ring in rings) % 2 == 1 for x in range(15)]
        for y in range(12)
    ]
    np.testing.assert_array_equal(found, expected)


def test_a_convex_ring_is_filled_as_matplotlib_does_it():
    turns = np.linspace(0, 2 * np.pi, 30)[:-1]
    ring = np.column_stack([9.3 + 6 * np.cos(turns), 8.1 + 7 * np.sin(turns)])
    rows, columns = np.mgrid[:20, :20] + 0.5

    found = whole(filled([ring], (20, 20)), (20, 20))

    inside = Polygon(ring).contains_points(np.column_stack([columns.ravel(), rows.ravel()]))
    np.testing.assert_array_equal(found.ravel(), inside)


def test_what_lies_outside_has_no_pixels():
    assert filled([np.array([[50.0, 1], [60, 1], [60, 9]])], (20, 20))[2].size == 0


@pytest.mark.parametrize("ring", [[[0, 0], [np.nan, 1], [2, 2]], [[0, 0, 1], [1, 1, 1]], [1, 2]])
def test_corners_are_pairs_of_numbers(ring):
    with pytest.raises(ValueError, match="two numbers each"):
        filled([np.array(ring, float)], (20, 20))


def test_an_outline_that_crosses_too_many_rows_is_refused(monkeypatch):
    monkeypatch.setattr(rasterising, "MOST_CROSSINGS", 10)

    with pytest.raises(ValueError, match="crosses rows of pixels 20 times"):
        filled([np.array([[0.0, 0], [5, 10], [9, 0]])], (20, 20))
