"""The walk along cracks, on pieces whose outlines are known by hand."""

import numpy as np

from gmmseg.imaging.rendering import contour_kernels as kernels


def walked(pieces):
    pieces = np.asarray(pieces, np.int32)
    size, none = np.zeros(1, np.int64), np.empty((0, 2), np.int32)
    n = kernels.rings(pieces, np.zeros(pieces.shape, np.uint8), none, size, np.empty(0, np.int32))
    points, ends, owners = np.empty((size[0], 2), np.int32), np.empty(n, np.int64), np.empty(n, np.int32)
    kernels.rings(pieces, np.zeros(pieces.shape, np.uint8), points, ends, owners)
    return points.tolist(), ends.tolist(), owners.tolist()


def test_one_pixel_has_four_corners():
    assert walked([[0, 0], [0, 7]]) == ([[1, 1], [1, 2], [2, 2], [2, 1]], [4], [7])


def test_neighbours_each_have_their_own_ring():
    _, ends, owners = walked([[1, 2]])

    assert (ends, owners) == ([4, 8], [1, 2])


def test_a_hole_comes_after_its_outer_ring():
    _, ends, owners = walked([[1, 1, 1], [1, 0, 1], [1, 1, 1]])

    assert (ends, owners) == ([4, 8], [1, 1])


def test_a_hole_that_touches_the_outside_at_a_corner_is_a_ring_of_its_own():
    points, ends, _ = walked([[1, 1, 0], [1, 0, 1], [1, 1, 1]])

    assert ends == [6, 10]
    assert [2, 1] in points[:6]
    assert [2, 1] in points[6:]
