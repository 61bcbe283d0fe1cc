from dataclasses import replace

import numpy as np
import pytest

from gmmseg.imaging.seeds import Area, Stroke
from gmmseg.session.component_edits import KEPT, NEW, RemoveComponent, SegmentLock, SplitComponent
from gmmseg.session.document import with_preview_settings, with_result, with_settings
from gmmseg.session.edits import segments as edits
from gmmseg.session.edits.segments import merge_segments


def names(document):
    return [style.name for style in document.segment_styles]


def test_a_stroke_belongs_to_its_segment_also_after_reordering(document):
    after = edits.paint_segment(2, [(1.0, 2.0)], 3.0)(edits.move_segment(0, 3)(document))

    assert after.strokes == (Stroke(((1.0, 2.0),), 3.0, 0),)
    assert after.answered == after.request


def test_a_new_segment_has_a_name_and_a_colour_of_its_own(document, answer_of):
    after = edits.paint_new_segment([(36.0, 15.0)], 2.0)(document)
    after = with_result(answer_of(after))(after)

    assert names(after) == ["segment 1", "segment 2", "segment 3", "segment 4"]
    assert len({style.colour for style in after.segment_styles}) == 4
    assert after.shares.sum() == pytest.approx(1)
    assert after.segmentation().labels[15, 36] == 4


def test_an_eraser_takes_strokes_it_touches_and_segments_that_lived_by_them(document):
    painted = edits.paint_segment(0, [(5.0, 5.0), (15.0, 5.0)], 1.0)(document)
    painted = edits.paint_new_segment([(30.0, 20.0)], 2.0)(painted)

    assert len(edits.erase_strokes([(10.0, 7.0)], 1.5)(painted).strokes) == 1
    assert names(edits.erase_strokes([(33.0, 20.0)], 1.0)(painted)) == ["segment 1", "segment 2", "segment 3"]
    assert edits.erase_strokes([(2.0, 20.0)], 1.0)(painted) is painted


def disc(document):
    """The area of a disc that is half in the first segment and half in the second."""
    image = document.source.image
    y, x = np.mgrid[: image.height, : image.width]
    return Area.of(np.hypot(x - 20, y - 15) < 8, 1)


def test_a_claimed_area_is_a_segment_whose_every_pixel_stays_its_own(document, answer_of):
    area = disc(document)

    after = edits.add_area(area, "dog", (255, 64, 160))(document)
    after = with_result(answer_of(after))(after)

    assert names(after) == ["segment 1", "segment 2", "segment 3", "dog"]
    assert after.segment_styles[3].colour == (255, 64, 160)
    assert (after.segmentation().labels[area.mask()] == 4).all()


def test_an_area_claimed_again_takes_the_place_of_the_old_one(document):
    first = edits.add_area(disc(document), "dog", (255, 64, 160))(document)
    more = Area.of(np.ones((30, 40), bool), 1)

    again = edits.add_area(more, "dog", (255, 64, 160))(first)

    assert again.strokes == (replace(more, owner=NEW),)
    assert again.segment_styles == first.segment_styles
    assert edits.add_area(more, "dog", (255, 64, 160))(again) is again


def test_a_claimed_segment_has_a_name_and_colour_of_its_own(document):
    taken = document.segment_styles[0]

    after = edits.add_area(disc(document), taken.name, taken.colour)(document)

    assert len(set(names(after))) == 4
    assert len({style.colour for style in after.segment_styles}) == 4


def test_an_eraser_takes_the_strokes_over_an_area_first(document):
    after = edits.add_area(disc(document), "dog", (1, 2, 3))(document)
    after = edits.paint_segment(0, [(20.0, 15.0)], 2.0)(after)

    once = edits.erase_strokes([(20.0, 15.0)], 1.0)(after)
    twice = edits.erase_strokes([(20.0, 15.0)], 1.0)(once)

    assert [isinstance(stroke, Area) for stroke in once.strokes] == [True]
    assert twice.strokes == ()
    assert "dog" not in names(twice)


def test_a_claimed_area_is_asked_about_on_the_small_picture_too(document):
    after = edits.add_area(disc(document), "dog", (1, 2, 3))(document)

    assert with_preview_settings()(after).strokes == after.strokes  # this picture is as small as its preview


def test_a_split_makes_two_segments_that_the_old_answer_still_shows(document, answer_of):
    after = edits.split_segment(1)(document)

    assert after.changes == (SplitComponent(1, NEW, NEW + 1),)
    assert [style.components for style in after.segment_styles] == [(0,), (NEW,), (NEW + 1,), (2,)]
    assert after.owners.tolist() == [-1, 0, 1, 3]
    after = with_result(answer_of(after))(after)
    assert (after.shares > 0).all()


def test_a_half_can_be_split_again(document, answer_of):
    twice = edits.split_segment(1)(edits.split_segment(1)(document))

    after = with_result(answer_of(twice))(twice)

    assert len(after.segment_styles) == 5
    assert after.shares.sum() == pytest.approx(1)


def test_a_removed_segment_goes_with_its_strokes(document, answer_of):
    after = edits.remove_segments([1])(edits.paint_segment(1, [(25.0, 15.0)], 2.0)(document))

    assert after.changes == (RemoveComponent(1),)
    assert after.strokes == ()
    after = with_result(answer_of(after))(after)
    assert [style.components for style in after.segment_styles] == [(0,), (2,)]
    assert names(after) == ["segment 1", "segment 2"]
    assert after.shares.sum() == pytest.approx(1)


def test_the_last_segment_cannot_be_removed(document):
    assert edits.remove_segments([0, 1, 2])(document) is document


def test_a_painted_segment_cannot_be_left_alone(document):
    painted = edits.paint_new_segment([(36.0, 15.0)], 2.0)(document)

    assert edits.remove_segments([0, 1, 2])(painted) is painted
    assert len(edits.remove_segments([0, 1])(painted).segment_styles) == 2


def test_locks_come_and_go(document):
    held = edits.lock_segments([0, 2])(edits.paint_segment(1, [(25.0, 15.0)], 2.0)(document))

    assert held.locks == {SegmentLock(0, 1), SegmentLock(2, 1)}
    assert edits.is_locked(held, 0)
    assert not edits.is_locked(held, 1)
    assert edits.lock_segments([0], False)(held).locks == {SegmentLock(2, 1)}


def test_a_locked_segment_and_its_strokes_stay(document, answer_of):
    held = edits.paint_segment(1, [(25.0, 15.0)], 2.0)(document)
    held = edits.lock_segments([1])(with_result(answer_of(held))(held))

    for edit in (
        edits.remove_segments([1]),
        edits.remove_segments([0, 1]),
        edits.split_segment(1),
        edits.erase_strokes([(25.0, 15.0)], 2.0),
        merge_segments([0, 1]),
    ):
        assert edit(held) is held
    free = edits.lock_segments([1], False)(held)
    assert len(edits.remove_segments([1])(free).segment_styles) == 2
    assert len(edits.remove_segments([0])(held).segment_styles) == 2


def test_painted_segments_keep_name_and_stroke_through_other_settings(document, answer_of):
    painted = edits.rename_segment(1, "grass")(edits.paint_segment(1, [(25.0, 15.0)], 2.0)(document))
    painted = with_result(answer_of(painted))(painted)

    asking = with_settings(n_components=4)(painted)
    after = with_result(answer_of(asking))(asking)

    assert asking.strokes[0].owner == KEPT
    assert "grass" in names(after)
    assert after.segmentation().labels[15, 25] == names(after).index("grass") + 1


def test_painting_goes_on_after_other_settings(document, answer_of):
    painted = edits.paint_segment(1, [(25.0, 15.0)], 2.0)(document)
    painted = with_result(answer_of(painted))(painted)
    other = with_settings(seed=3)(painted)
    other = with_result(answer_of(other))(other)
    row = next(i for i, style in enumerate(other.segment_styles) if KEPT in style.components)

    more = edits.paint_segment(row, [(5.0, 15.0)], 2.0)(other)
    after = with_result(answer_of(more))(more)

    labels = after.segmentation().labels
    assert labels[15, 25] == labels[15, 5] == row + 1


def test_a_merged_segment_can_be_painted(document, answer_of):
    both = merge_segments([0, 1])(document)
    after = edits.paint_segment(0, [(36.0, 15.0)], 2.0)(both)
    after = with_result(answer_of(after))(after)

    assert len(after.segment_styles) == 2
    assert after.segmentation().labels[15, 36] == 1


def test_strokes_shrink_with_a_preview(document, monkeypatch):
    monkeypatch.setattr("gmmseg.session.open_image.PREVIEW_PIXELS", 300)
    painted = edits.paint_segment(0, [(20.0, 10.0)], 4.0)(document)

    small = with_preview_settings()(painted)

    assert small.source.image.width == 20
    assert small.strokes[0].points == ((10.0, 5.0),)
    assert small.strokes[0].radius == 2.0


def test_nothing_is_changed_by_hand_while_segments_are_found_anew(document):
    painted = edits.paint_segment(0, [(5.0, 5.0)], 2.0)(document)
    asking = with_settings(n_components=5)(painted)

    for edit in (
        edits.paint_segment(0, [(5.0, 5.0)], 2.0),
        edits.paint_new_segment([(5.0, 5.0)], 2.0),
        edits.erase_strokes([(5.0, 5.0)], 2.0),
        edits.split_segment(1),
        edits.remove_segments([1]),
        edits.lock_segments([1]),
        merge_segments([0, 1]),
    ):
        assert edit(asking) is asking
