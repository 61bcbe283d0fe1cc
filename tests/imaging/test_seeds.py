import numpy as np
import pytest

from gmmseg.errors import BadSeedsError, BadStrokesError
from gmmseg.imaging.seeds import (
    INSIDE,
    OUTSIDE,
    UNLABELLED,
    Box,
    Click,
    Lasso,
    Stroke,
    box_in,
    classes_in,
    clicks_in,
    seed_labels,
    strokes_in,
)


def sentence(call, *arguments):
    with pytest.raises((BadSeedsError, BadStrokesError)) as caught:
        call(*arguments)
    return str(caught.value)


def test_of_two_clicks_on_one_pixel_the_later_wins():
    found = seed_labels([Click(1, 0, INSIDE), Click(1, 0, OUTSIDE)], (1, 3))

    assert found.tolist() == [[UNLABELLED, OUTSIDE, UNLABELLED]]


def test_a_stroke_ties_the_pixels_within_its_radius():
    found = seed_labels([Stroke(((1, 2), (4, 2)), 1.0)], (5, 6))

    expected = np.full((5, 6), UNLABELLED)
    expected[2, 0:6] = INSIDE
    expected[[1, 3], 1:5] = INSIDE
    assert found.tolist() == expected.tolist()


def test_a_stroke_of_one_point_is_a_disc_and_may_leave_the_picture():
    found = seed_labels([Stroke(((0, 0),), 1.0, 3)], (3, 3))

    assert found.tolist() == [[3, 3, -1], [3, -1, -1], [-1, -1, -1]]


def test_a_lasso_ties_what_it_goes_round():
    found = seed_labels([Lasso(((0.5, 0.5), (3.5, 0.5), (3.5, 2.5), (0.5, 2.5)))], (4, 5))

    assert np.argwhere(found == INSIDE).tolist() == [[1, 1], [1, 2], [1, 3], [2, 1], [2, 2], [2, 3]]


def test_a_box_may_be_drawn_from_any_corner_and_past_the_edge():
    assert box_in((50, 40, -3, 10), (30, 60)) == Box(0, 10, 50, 30)


@pytest.mark.parametrize("corners", [(3, 4, 3, 9), (70, 0, 90, 10)])
def test_a_box_without_pixels_is_told_in_one_sentence(corners):
    x0, y0, x1, y1 = corners

    assert sentence(box_in, corners, (30, 60)) == (
        f"Cannot cut out an object: the box {x0},{y0},{x1},{y1} holds no pixel of the picture of "
        f"60 by 30 pixels. Draw it around the object."
    )


def test_a_box_of_three_numbers_is_none():
    assert sentence(box_in, (1, 2, 3), (30, 60)) == (
        "Cannot cut out an object: the box (1, 2, 3) is not four numbers. Give it as x0, y0, x1, y1."
    )


def test_a_click_outside_the_picture_is_told_in_one_sentence():
    assert sentence(clicks_in, [(60, 2, True)], (30, 60)) == (
        "Cannot cut out an object: the click at 60,2 lies outside the picture of 60 by 30 pixels. "
        "Choose x from 0 to 59 and y from 0 to 29."
    )


def test_a_click_of_two_values_is_none():
    assert sentence(clicks_in, [(1, 2)], (30, 60)) == (
        "Cannot cut out an object: the click (1, 2) is not a column, a row and True or False. "
        "Give each click as (x, y, True) inside the object or (x, y, False) outside it."
    )


def test_strokes_of_another_size_are_told_in_one_sentence():
    assert sentence(strokes_in, np.zeros((3, 4), int), (30, 60)) == (
        "Cannot cut out an object: the strokes are of 4 by 3 pixels and the picture of 60 by 30. "
        "Draw the strokes on this picture."
    )


@pytest.mark.parametrize("read", [strokes_in, classes_in])
def test_strokes_that_are_no_picture_are_told_by_their_shape(read):
    assert "are of shape () and the picture of 60 by 30." in sentence(read, 1, (30, 60))
    assert "are of shape (2, 30, 60) and the picture of 60 by 30." in sentence(
        read, np.zeros((2, 30, 60), int), (30, 60)
    )


def test_strokes_without_an_object_are_told_in_one_sentence():
    assert sentence(strokes_in, np.full((2, 2), 2), (2, 2)) == (
        "Cannot cut out an object: no stroke marks the object. Draw a stroke of value 1 on it."
    )


def test_strokes_of_strange_values_are_told_in_one_sentence():
    assert sentence(strokes_in, np.array([[1, 255]]), (1, 2)) == (
        "Cannot cut out an object: the strokes hold the value 255. "
        "Use 0 for nothing, 1 for the object, 2 for the rest."
    )


def test_strokes_become_ties():
    assert strokes_in([[0, 1, 2]], (1, 3)).tolist() == [[UNLABELLED, INSIDE, OUTSIDE]]
