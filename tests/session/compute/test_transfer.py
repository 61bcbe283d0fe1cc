"""What people did to one fit, carried over to another whose components stand in another order."""

from dataclasses import replace

import pytest

from gmmseg.session.component_edits import KEPT, NEW, RemoveComponent, SegmentLock, SplitComponent
from gmmseg.session.compute.segmentation import SegmentationRequest
from gmmseg.session.compute.transfer import PriorEdits, TransferredEdits, transfer_edits
from gmmseg.session.document import Document, with_result, with_settings
from gmmseg.session.edits.segments import (
    adjust_component,
    is_locked,
    lock_segments,
    merge_segments,
    remove_segments,
    split_segment,
)
from gmmseg.settings import Settings

NONE = frozenset()


@pytest.fixture
def base(document):
    return document.result.base


def turned(model):
    """The same mixture in another order: component 0 comes second, 1 third, 2 first."""
    return replace(model, mixture=model.mixture.take([2, 0, 1]))


def prior_edits(base, groups=NONE, changes=(), locks=NONE):
    return PriorEdits(base, groups, changes, locks)


def test_acts_follow_their_components(flags, base):
    left = prior_edits(base, frozenset({(0, 1)}), (RemoveComponent(2),), frozenset({SegmentLock(0, 5)}))

    found = transfer_edits(flags, turned(base), left)

    assert found == TransferredEdits(
        frozenset({(1, 2)}), (RemoveComponent(0),), frozenset({SegmentLock(1, 5)})
    )


def test_halves_and_painted_classes_keep_their_keys(flags, base):
    changes = (SplitComponent(1, NEW, NEW + 1), RemoveComponent(NEW + 1))
    groups = frozenset({(0, NEW, KEPT)})

    found = transfer_edits(flags, turned(base), prior_edits(base, groups, changes))

    assert found.changes == (SplitComponent(2, NEW, NEW + 1), RemoveComponent(NEW + 1))
    assert found.groups == frozenset({(1, NEW, KEPT)})
    assert found.lost == ()


def test_what_no_component_is_like_ends_and_is_reported(flags, base, answer_of):
    one = answer_of(
        Document(_source(flags), Settings(n_components=1, method="global"))
    ).base  # red is half of it, no more
    changes = (RemoveComponent(1), RemoveComponent(2), SplitComponent(0, NEW, NEW + 1))

    found = transfer_edits(
        flags, one, prior_edits(base, frozenset({(0, 1)}), changes, frozenset({SegmentLock(0, 0)}))
    )

    assert found == TransferredEdits(
        NONE, (), NONE, ("2 deletions ended", "1 split ended", "1 merge ended", "1 lock ended")
    )


def test_one_component_may_become_several(flags, base, answer_of):
    more = answer_of(Document(_source(flags), Settings(n_components=6, method="global"))).base

    found = transfer_edits(flags, more, prior_edits(base, changes=(RemoveComponent(0),)))

    assert len(found.changes) >= 1
    assert all(isinstance(change, RemoveComponent) for change in found.changes)


@pytest.mark.parametrize("settings", [{"seed": 5}, {"colour": "rgb"}, {"position": 0.0}], ids=str)
def test_other_settings_keep_merges_and_deletions(document, answer_of, settings):
    edited = remove_segments([1])(merge_segments([0, 2])(split_segment(1)(document)))
    edited = with_result(answer_of(edited))(edited)
    shares = edited.shares

    after = with_settings(**settings)(edited)
    assert after.prior_edits is not None
    after = with_result(answer_of(after))(after)

    assert after.prior_edits is None
    assert after.is_current
    assert [style.name for style in after.segment_styles] == [style.name for style in edited.segment_styles]
    assert after.shares == pytest.approx(shares, abs=0.03)


def test_a_lock_stays_through_other_settings(document, answer_of):
    after = with_settings(seed=5)(lock_segments([1])(document))

    after = with_result(answer_of(after))(after)

    assert [is_locked(after, i) for i in range(3)] == [False, True, False]


def test_settings_chosen_one_after_another_keep_the_first_edits(document, answer_of):
    edited = merge_segments([0, 1])(document)
    edited = with_result(answer_of(edited))(edited)

    after = with_settings(seed=6)(with_settings(seed=5)(edited))
    after = with_result(answer_of(after))(after)

    assert sorted(len(style.components) for style in after.segment_styles) == [1, 2]


def test_a_question_with_edits_is_not_plain(flags, base):
    assert not SegmentationRequest(flags, Settings(), prior_edits=prior_edits(base)).is_plain


def test_smoothing_ends_nothing_and_needs_no_fit(document, answer_of):
    edited = lock_segments([0])(split_segment(1)(document))
    edited = with_result(answer_of(edited))(edited)

    after = with_settings(smoothing=3.0)(edited)

    assert (after.changes, after.locks, after.segment_styles) == (
        edited.changes,
        edited.locks,
        edited.segment_styles,
    )
    assert after.prior_edits is None
    assert after.is_settled


def test_adjustments_end_with_the_fit_that_they_were_made_to(document, answer_of):
    edited = adjust_component(0, 0.3)(document)
    edited = with_result(answer_of(edited))(edited)

    after = with_settings(seed=5)(edited)
    result = answer_of(after)
    after = with_result(result)(after)

    assert after.changes == ()
    assert result.inherited.lost == ("1 adjustment ended",)


def _source(flags):
    from gmmseg.session.open_image import OpenImage

    return OpenImage.of(flags)
