"""Areas: what a mask says, as runs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from gmmseg.imaging.areas import Area
from gmmseg.imaging.seeds import UNLABELLED, Stroke, seed_labels


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
