import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from gmmseg.errors import BadSeedsError, BadStrokesError
from gmmseg.imaging.seeds import (
    INSIDE,
    OUTSIDE,
    UNLABELLED,
    Area,
    Box,
    Click,
    Lasso,
    SelectedPixels,
    Stroke,
    box_in,
    classes_in,
    clicks_in,
    seed_labels,
    strokes_in,
    strokes_touch,
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
def test_a_box_without_pixels_is_reported_in_one_sentence(corners):
    x0, y0, x1, y1 = corners

    assert sentence(box_in, corners, (30, 60)) == (
        f"Cannot cut out an object: the box {x0},{y0},{x1},{y1} holds no pixel of the picture of "
        f"60 by 30 pixels. Draw it around the object."
    )


def test_a_box_of_three_numbers_is_none():
    assert sentence(box_in, (1, 2, 3), (30, 60)) == (
        "Cannot cut out an object: the box (1, 2, 3) is not four numbers. Give it as x0, y0, x1, y1."
    )


def test_a_click_outside_the_picture_is_reported_in_one_sentence():
    assert sentence(clicks_in, [(60, 2, True)], (30, 60)) == (
        "Cannot cut out an object: the click at 60,2 lies outside the picture of 60 by 30 pixels. "
        "Choose x from 0 to 59 and y from 0 to 29."
    )


def test_a_click_of_two_values_is_none():
    assert sentence(clicks_in, [(1, 2)], (30, 60)) == (
        "Cannot cut out an object: the click (1, 2) is not a column, a row and True or False. "
        "Give each click as (x, y, True) inside the object or (x, y, False) outside it."
    )


def test_strokes_of_another_size_are_reported_in_one_sentence():
    assert sentence(strokes_in, np.zeros((3, 4), int), (30, 60)) == (
        "Cannot cut out an object: the strokes are of 4 by 3 pixels and the picture of 60 by 30. "
        "Draw the strokes on this picture."
    )


@pytest.mark.parametrize("read", [strokes_in, classes_in])
def test_strokes_that_are_no_picture_are_reported_by_their_shape(read):
    assert "are of shape () and the picture of 60 by 30." in sentence(read, 1, (30, 60))
    assert "are of shape (2, 30, 60) and the picture of 60 by 30." in sentence(
        read, np.zeros((2, 30, 60), int), (30, 60)
    )


def test_strokes_without_an_object_are_reported_in_one_sentence():
    assert sentence(strokes_in, np.full((2, 2), 2), (2, 2)) == (
        "Cannot cut out an object: no stroke marks the object. Draw a stroke of value 1 on it."
    )


def test_strokes_of_strange_values_are_reported_in_one_sentence():
    assert sentence(strokes_in, np.array([[1, 255]]), (1, 2)) == (
        "Cannot cut out an object: the strokes hold the value 255. "
        "Use 0 for nothing, 1 for the object, 2 for the rest."
    )


def test_strokes_become_ties():
    assert strokes_in([[0, 1, 2]], (1, 3)).tolist() == [[UNLABELLED, INSIDE, OUTSIDE]]


def test_runs_count_pixels_outside_and_inside_by_turns():
    mask = np.array([[0, 1, 1], [1, 0, 0]], bool)

    assert Area.of(mask, 7) == Area((1, 3, 2), 3, 2, 7)
    assert Area.of(~mask, 7) == Area((0, 1, 3, 2), 3, 2, 7)


@given(arrays(bool, array_shapes(min_dims=2, max_dims=2, max_side=12)))
def test_a_mask_comes_back_from_its_runs(mask):
    area = Area.of(mask, 1)

    np.testing.assert_array_equal(area.mask(), mask)
    assert sum(area.runs) == mask.size


def test_an_area_ties_its_pixels_and_later_strokes_win():
    mask = np.zeros((6, 8), bool)
    mask[2:5, 1:7] = True

    tied = seed_labels([Area.of(mask, 3), Stroke(((4.0, 3.0),), 0.5, 5)], (6, 8))

    assert tied[3, 4] == 5
    assert (tied == 3).sum() == 17
    assert (tied == UNLABELLED).sum() == 30


def test_past_the_edge_of_a_smaller_picture_nothing_is_tied():
    assert (seed_labels([Area.of(np.ones((6, 8), bool), 3)], (4, 5)) == 3).all()


@pytest.mark.parametrize("step", [2, 3, 5])
@given(mask=arrays(bool, st.tuples(st.integers(1, 40), st.integers(1, 40))))
def test_a_scaled_area_is_the_mask_with_rows_and_columns_left_out(step, mask):
    small = mask[::step, ::step]

    scaled = Area.of(mask, 1).scaled(small.shape[1] / mask.shape[1])

    assert scaled.width == small.shape[1]
    if mask.shape[1] % step == 0:  # then the ratio is the step's, and so is the height
        np.testing.assert_array_equal(scaled.mask(), small)


@pytest.mark.parametrize(("x", "meets"), [(9.0, True), (10.9, True), (11.1, False)])
def test_two_strokes_touch_where_their_discs_meet(x, meets):
    line, dot = Stroke(((0.0, 0.0), (5.0, 0.0)), 4.0), Stroke(((x, 0.0),), 2.0)

    assert strokes_touch(line, dot) is meets
    assert strokes_touch(dot, line) is meets


@pytest.mark.parametrize(("x", "meets"), [(5.0, True), (7.0, True), (9.0, False)])
def test_a_stroke_touches_an_area_where_they_share_a_pixel(x, meets):
    mask = np.zeros((10, 20), bool)
    mask[2:8, 2:6] = True

    assert strokes_touch(Area.of(mask, 0), Stroke(((x, 4.0),), 2.0)) is meets


def test_a_stroke_beside_the_picture_touches_no_area():
    assert not strokes_touch(Area.of(np.ones((4, 4), bool), 0), Stroke(((50.0, 50.0),), 3.0))


@pytest.mark.parametrize(("x", "meets"), [(500.4, True), (500.6, False)])
def test_a_long_stroke_and_a_dot_are_compared_at_once(x, meets):
    many = Stroke(tuple((float(n % 500), 0.0) for n in range(100_000)), 1.0)
    dots = Stroke(tuple((x, 0.0) for _ in range(100_000)), 0.5)

    for _ in range(20):
        assert strokes_touch(many, Stroke(((x, 0.0),), 0.5)) is meets
    assert strokes_touch(dots, Stroke(((499.0, 0.0),), 1.0)) is meets


@pytest.mark.parametrize("corner", [(0, 0), (5, 3), (-3, -4), (33, 27)])
def test_an_area_of_a_part_is_that_of_the_whole(corner):
    part = np.random.default_rng(0).random((9, 12)) < 0.6
    whole, (left, top) = np.zeros((30, 40), bool), corner
    y, x = np.nonzero(part)
    there = (y + top >= 0) & (y + top < 30) & (x + left >= 0) & (x + left < 40)
    whole[(y + top)[there], (x + left)[there]] = True

    assert Area.of_part(part, corner, (40, 30), 3) == Area.of(whole, 3)
    assert SelectedPixels(part, left, top, (40, 30)).area(3) == Area.of(whole, 3)


def test_rows_that_go_on_at_the_next_are_one_run():
    assert Area.of_part(np.ones((2, 40), bool), (0, 5), (40, 30), 1).runs == (200, 80, 920)


def test_the_middle_of_an_area_lies_well_inside():
    ring = np.zeros((30, 40), bool)
    ring[5:25, 10:30], ring[8:22, 13:27] = True, False

    for mask in (ring, np.ones((30, 40), bool), ring & (np.arange(40) > 20)):
        column, row = Area.of(mask, 1).middle
        assert mask[int(row), int(column)]
    assert Area.of(np.ones((30, 40), bool), 1).middle == (19.0, 15.0)
    assert Area.of_part(np.ones((2, 40), bool), (0, 28), (40, 30), 1).middle == (19.0, 29.0)
    assert Area.of(np.zeros((30, 40), bool), 1).middle == (0.0, 0.0)
    assert Area.of_part(np.zeros((2, 2), bool), (0, 0), (4, 4), 1) == Area.of(np.zeros((4, 4), bool), 1)
