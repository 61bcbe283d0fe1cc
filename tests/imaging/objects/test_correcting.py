"""Objects divided along a line, against parts counted by hand."""

import numpy as np
from scipy.ndimage import label

from gmmseg.imaging.objects.correcting import divide_along


def test_a_line_across_divides_in_two_and_every_pixel_goes_to_a_part():
    mask = np.ones((4, 9), bool)

    parts = divide_along(mask, ((3.0, -1.0), (3.0, 5.0)))

    assert [int(part.sum()) for part in parts] == [20, 16]  # the column under the line goes to one side
    assert np.array_equal(parts[0] ^ parts[1], mask)


def test_a_slanted_line_parts_pixels_that_join_along_their_sides():
    mask = np.ones((12, 12), bool)

    parts = divide_along(mask, ((-1.0, 2.3), (13.0, 9.1)))

    assert len(parts) == 2
    assert all(label(part)[1] == 1 for part in parts)
    assert int(sum(part.sum() for part in parts)) == 144


def test_a_line_that_ends_inside_divides_nothing():
    mask = np.ones((6, 6), bool)

    assert len(divide_along(mask, ((2.0, -1.0), (2.0, 3.0)))) == 1


def test_a_line_beside_an_object_of_two_parts_divides_nothing():
    mask = np.zeros((5, 9), bool)
    mask[:, :3] = mask[:, 6:] = True

    assert len(divide_along(mask, ((4.0, -1.0), (4.0, 6.0)))) == 1


def test_a_line_with_a_corner_may_make_three_parts():
    mask = np.ones((9, 9), bool)

    parts = divide_along(mask, ((-1.0, 2.0), (9.0, 2.0), (9.0, 6.0), (-1.0, 6.0)))

    assert len(parts) == 3
