from dataclasses import replace

import numpy as np
import pytest

from gmmseg.imaging.cutting.clicks import (
    CERTAIN,
    ClickState,
    clamp_to_seeds,
    click_stage,
    cut_click,
    kept_pixels,
    with_click,
    without_specks,
)
from gmmseg.imaging.cutting.prepared_image import PreparedImage
from gmmseg.imaging.image import Image
from gmmseg.imaging.seeds import INSIDE, OUTSIDE, Click


def test_clicks_inside_and_outside_have_constants_of_their_own_after_the_first():
    assert [click_stage(n, INSIDE, has_mask=True) for n in (2, 3, 4, 7, 8, 20)] == [1, 1, 3, 3, 5, 5]
    assert [click_stage(n, OUTSIDE, has_mask=True) for n in (2, 3, 4, 7, 8, 20)] == [2, 2, 4, 4, 6, 6]
    assert [click_stage(1, owner, has_mask=False) for owner in (INSIDE, OUTSIDE)] == [0, 0]


def test_the_first_click_after_a_box_or_strokes_counts_as_the_second():
    assert click_stage(1, INSIDE, has_mask=True) == 1


def test_around_a_click_evidence_agrees_with_it_and_the_later_wins():
    evidence = np.zeros((20, 20), np.float32)

    clamp_to_seeds(evidence, (Click(5, 5, INSIDE), Click(6, 5, OUTSIDE)))

    assert evidence[5, 6] == -CERTAIN
    assert evidence[5, 5] == CERTAIN
    assert evidence[15, 15] == 0


def test_only_pieces_with_a_click_are_kept():
    mask = np.zeros((9, 9), bool)
    mask[1:4, 1:4] = mask[6:8, 6:8] = True

    kept = without_specks(mask, (Click(2, 2),))

    assert kept[1:4, 1:4].all()
    assert kept.sum() == 9


def test_small_holes_are_filled_unless_a_click_made_them():
    mask = np.ones((40, 40), bool)
    mask[0] = False
    mask[10, 10] = mask[20, 20] = False

    filled = without_specks(mask, (Click(5, 5), Click(20, 20, OUTSIDE)))

    assert filled[10, 10]
    assert not filled[20, 20]
    assert not filled[0].any()


@pytest.fixture(scope="module")
def three_fields():
    """Return a scene of three fields side by side, 40 columns each."""
    colours = np.repeat([[200, 60, 40], [60, 150, 60], [40, 60, 200]], 40, axis=0)[None]
    noise = np.random.default_rng(0).normal(0, 4, (60, 120, 3))
    return PreparedImage.of(Image.from_array(np.clip(colours + noise, 0, 255).astype(np.uint8)))


@pytest.mark.parametrize(("clicks", "reaches"), [((), 0.5), ((Click(100, 5),), 2)])
def test_a_click_beside_the_object_takes_nothing_that_it_is_not_near(three_fields, clicks, reaches):
    before = ClickState.of(three_fields, np.ones((60, 120), bool))
    for click in clicks:
        before = replace(with_click(three_fields, before, click), mask=before.mask)
    after = with_click(three_fields, before, Click(20, 30, OUTSIDE))

    kept = kept_pixels(three_fields, before, after, 20.0)

    y, x = np.mgrid[:60, :120]
    other_field = x >= 42
    assert kept[other_field & (np.hypot(y - 30, x - 20) > reaches * 20)].all()
    assert not kept[np.hypot(y - 30, x - 20) <= reaches * 20].any()


def test_what_a_click_on_the_object_holds_is_not_lost_to_one_beside_it(three_fields):
    before = ClickState.of(three_fields, np.ones((60, 120), bool))
    for click in (Click(60, 30), Click(20, 30, OUTSIDE), Click(100, 30, OUTSIDE)):
        after = with_click(three_fields, before, click)
        before = replace(after, mask=before.mask)

    kept = kept_pixels(three_fields, before, after, 100.0)

    regions = three_fields.affinity.index
    assert kept[regions == regions[30, 60]].all()
    assert not kept[regions == regions[30, 100]].any()


def test_clicks_beside_an_object_in_a_box_leave_the_rest_of_it(three_fields):
    state = ClickState.of(three_fields, np.ones((60, 120), bool))

    state = cut_click(three_fields, state, Click(20, 30, OUTSIDE))

    assert not state.mask[30, 20]
    assert state.mask[:, 42:].all()


def test_a_piece_that_is_cut_off_stays_where_it_is_held():
    mask, kept = np.zeros((9, 9), bool), np.zeros((9, 9), bool)
    mask[1:4, 1:4] = mask[6:8, 6:8] = mask[1:3, 6:8] = kept[6, 6] = True

    found = without_specks(mask, (Click(2, 2),), kept=kept)

    assert found[6:8, 6:8].all()
    assert not found[1:3, 6:8].any()
