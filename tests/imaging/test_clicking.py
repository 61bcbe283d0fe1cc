import numpy as np

from gmmseg.imaging.clicking import CERTAIN, cleaned, stage, tie
from gmmseg.imaging.seeds import INSIDE, OUTSIDE, Click


def test_clicks_inside_and_outside_have_constants_of_their_own_after_the_first():
    assert [stage(n, INSIDE, has_mask=True) for n in (2, 3, 4, 7, 8, 20)] == [1, 1, 3, 3, 5, 5]
    assert [stage(n, OUTSIDE, has_mask=True) for n in (2, 3, 4, 7, 8, 20)] == [2, 2, 4, 4, 6, 6]
    assert [stage(1, owner, has_mask=False) for owner in (INSIDE, OUTSIDE)] == [0, 0]


def test_the_first_click_after_a_box_or_strokes_counts_as_the_second():
    assert stage(1, INSIDE, has_mask=True) == 1


def test_around_a_click_evidence_agrees_with_it_and_the_later_wins():
    evidence = np.zeros((20, 20), np.float32)

    tie(evidence, (Click(5, 5, INSIDE), Click(6, 5, OUTSIDE)))

    assert evidence[5, 6] == -CERTAIN
    assert evidence[5, 5] == CERTAIN
    assert evidence[15, 15] == 0


def test_only_pieces_with_a_click_are_kept():
    mask = np.zeros((9, 9), bool)
    mask[1:4, 1:4] = mask[6:8, 6:8] = True

    kept = cleaned(mask, (Click(2, 2),))

    assert kept[1:4, 1:4].all()
    assert kept.sum() == 9


def test_small_holes_are_filled_unless_a_click_made_them():
    mask = np.ones((40, 40), bool)
    mask[0] = False
    mask[10, 10] = mask[20, 20] = False

    filled = cleaned(mask, (Click(5, 5), Click(20, 20, OUTSIDE)))

    assert filled[10, 10]
    assert not filled[20, 20]
    assert not filled[0].any()
