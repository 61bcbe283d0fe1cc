import numpy as np

from gmmseg.session.matching import matched


def test_labels_are_matched_to_what_they_overlap_most():
    old = np.repeat([1, 1, 1, 2, 2, 3], 20)[None].repeat(20, axis=0)
    new = np.repeat([2, 2, 2, 3, 3, 1], 20)[None].repeat(20, axis=0)

    assert matched(old, new, 3, 3) == (3, 1, 2)


def test_a_label_that_is_new_is_matched_to_none():
    old = np.repeat([1, 1, 1, 1, 2, 2], 20)[None].repeat(20, axis=0)
    new = np.repeat([1, 1, 1, 3, 2, 2], 20)[None].repeat(20, axis=0)

    assert matched(old, new, 2, 3) == (1, 2, None)


def test_maps_of_other_sizes_are_compared_place_by_place():
    old = np.repeat([1, 2], 400)[None].repeat(700, axis=0)
    new = np.repeat([2, 1], 100)[None].repeat(175, axis=0)

    assert matched(old, new, 2, 2) == (2, 1)
