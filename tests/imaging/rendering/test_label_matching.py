import numpy as np
import pytest

from gmmseg.imaging.rendering.label_matching import covered, match_colours, match_labels


def test_labels_are_matched_to_what_they_overlap_most():
    old = np.repeat([1, 1, 1, 2, 2, 3], 20)[None].repeat(20, axis=0)
    new = np.repeat([2, 2, 2, 3, 3, 1], 20)[None].repeat(20, axis=0)

    assert match_labels(old, new, 3, 3) == (3, 1, 2)


def test_a_label_that_is_new_is_matched_to_none():
    old = np.repeat([1, 1, 1, 1, 2, 2], 20)[None].repeat(20, axis=0)
    new = np.repeat([1, 1, 1, 3, 2, 2], 20)[None].repeat(20, axis=0)

    assert match_labels(old, new, 2, 3) == (1, 2, None)


def test_maps_of_other_sizes_are_compared_place_by_place():
    old = np.repeat([1, 2], 400)[None].repeat(700, axis=0)
    new = np.repeat([2, 1], 100)[None].repeat(175, axis=0)

    assert match_labels(old, new, 2, 2) == (2, 1)


@pytest.mark.parametrize(
    ("segments", "groups", "is_covered"),
    [
        ([(0,), (1,)], [(1,), (0,)], True),
        ([(0,), (1,)], [(0, 1)], True),
        ([(0,), (1,)], [(0,)], False),
        ([(0,)], [(0,), (1,)], False),
        ([(0,)], [], False),
    ],
)
def test_groups_cover_segments_if_each_has_one_and_none_is_idle(segments, groups, is_covered):
    assert covered(segments, groups) is is_covered


def test_what_stays_keeps_its_colour_and_what_is_new_gets_one_that_none_had():
    old, new = np.repeat([1, 2], 50).reshape(10, 10), np.repeat([3, 1, 2], [45, 5, 50]).reshape(10, 10)
    colours = [(1, 2, 3), (4, 5, 6)]

    found = match_colours(old, new, colours, 3)

    assert (found[2], found[1]) == (colours[0], colours[1])
    assert len({*found, *colours}) == 3
