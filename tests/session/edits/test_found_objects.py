"""Corrections of objects and local painting, against masks made by hand."""

import numpy as np
import pytest

from gmmseg.errors import BadSettingError
from gmmseg.imaging.seeds import INSIDE, OUTSIDE, Stroke
from gmmseg.job import Job
from gmmseg.session.compute.found_objects import ObjectRequest, finding
from gmmseg.session.compute.segmentation import answering
from gmmseg.session.document import with_result
from gmmseg.session.edits import found_objects as edits
from gmmseg.session.edits.segments import remove_segments


def found_in(document):
    return Job(lambda workers: finding(ObjectRequest.of(document), None, workers), threads=1).run()


def corrected(document, correction):
    return found_in(edits.correct(correction)(document))


def at(found, x, y):
    return int(found.objects.labels[y, x])


@pytest.fixture
def found(counted):
    return found_in(counted)


def test_objects_are_deleted_and_the_others_keep_their_numbers(counted, found):
    number, other = at(found, 20, 15), at(found, 60, 15)

    after = corrected(counted, edits.delete_objects(found, [number]))

    assert at(after, 20, 15) == 0
    assert at(after, 60, 15) == other
    assert len(after.objects) == 3


def test_objects_of_a_map_take_the_place_of_all_that_were_found(counted, found):
    labels = np.zeros(found.objects.labels.shape, np.int64)
    labels[2:10, 3:20], labels[2:10, 20:30], labels[40:50, 5:9] = 7, 3, 70_000
    first, second = (style.key for style in counted.segment_styles[:2])

    after = corrected(counted, edits.take_in(found, labels, {3: first, 7: second, 70_000: second}))

    assert np.array_equal(after.objects.labels, labels)
    assert [after.segment_of(number) for number in (3, 7, 70_000)] == [first, second, second]
    assert edits.take_in(found, np.zeros_like(labels), {}) is None


def test_objects_are_merged_whether_they_touch_or_not(counted, found):
    pair = [at(found, 20, 15), at(found, 60, 15)]
    before = np.isin(found.objects.labels, pair)

    after = corrected(counted, edits.merge_objects(found, pair))

    assert at(after, 20, 15) == at(after, 60, 15) != 0
    assert np.array_equal(after.objects.labels == at(after, 20, 15), before)


def test_an_object_is_split_along_a_line_and_the_larger_part_keeps_its_number(counted, found):
    number = at(found, 20, 15)
    line = ((17.0, 0.0), (17.0, 29.0))

    after = corrected(counted, edits.divide_objects(found, line))

    assert at(after, 22, 15) == number
    assert at(after, 14, 15) not in (0, number)
    assert np.array_equal(after.objects.labels > 0, found.objects.labels > 0)
    assert len(after.objects) == 5


def test_a_line_divides_only_what_is_selected(counted, found):
    left, right = at(found, 20, 15), at(found, 60, 15)
    line = ((0.0, 15.0), (89.0, 15.0))

    assert len(edits.divide_objects(found, line).before) == 2
    assert len(edits.divide_objects(found, line, [right]).before) == 1
    assert edits.divide_objects(found, ((0.0, 0.0), (0.0, 5.0)), [left]) is None


def test_the_class_of_objects_is_changed(counted, found):
    number, key = at(found, 20, 15), counted.segment_styles[0].key

    after = corrected(counted, edits.change_class(found, [number], key))

    assert after.segment_of(number) == key
    assert after.counts == {1: 1, 2: 3}
    assert edits.change_class(after, [number], key) is None


def test_paint_adds_to_an_object_and_leaves_the_others_their_pixels(counted, found):
    pair = at(found, 18, 44), at(found, 38, 44)
    stroke = Stroke(((28.0, 44.0), (45.0, 44.0)), 4.0, INSIDE)
    other = found.objects.labels == pair[1]

    after = corrected(counted, edits.paint_object(found, pair[0], stroke))
    over = corrected(counted, edits.paint_object(found, pair[0], stroke, over=True))

    assert np.array_equal(after.objects.labels == pair[1], other)
    assert (over.objects.labels == pair[1]).sum() < other.sum()
    assert at(over, 44, 44) == pair[0]


def test_paint_takes_pixels_away_and_all_of_them_delete_the_object(counted, found):
    number = at(found, 20, 15)
    little = Stroke(((12.0, 15.0),), 2.0, OUTSIDE)
    all_of_it = Stroke(((20.0, 15.0),), 30.0, OUTSIDE)

    some = corrected(counted, edits.paint_object(found, number, little))
    none = corrected(counted, edits.paint_object(found, number, all_of_it))

    assert at(some, 12, 15) == 0
    assert at(some, 20, 15) == number
    assert len(none.objects) == 3
    assert edits.paint_object(found, number, Stroke(((85.0, 55.0),), 1.0, OUTSIDE)) is None


def test_paint_without_an_object_makes_one(counted, found):
    key = counted.segment_styles[1].key
    stroke = Stroke(((78.0, 50.0),), 4.0, INSIDE)

    after = corrected(counted, edits.paint_object(found, None, stroke, segment=key))

    assert at(after, 78, 50) == 5
    assert after.counts == {2: 5}


def test_what_was_cut_out_takes_the_place_of_objects_mostly_in_it(counted, found):
    mask = np.zeros(found.objects.labels.shape, bool)
    mask[3:28, 8:33] = True  # all of the disc at 20, 15

    after = corrected(counted, edits.take_over(found, mask, counted.segment_styles[1].key))

    assert len(after.objects) == 4
    assert int((after.objects.labels == at(after, 9, 4)).sum()) == 625


def test_options_are_checked(discs):
    with pytest.raises(BadSettingError):
        edits.with_object_options(split=2.0)(discs)


def test_switching_off_keeps_corrections(counted, found):
    document = edits.correct(edits.delete_objects(found, [1]))(counted)

    off = edits.find_objects(False)(document)

    assert ObjectRequest.of(off) is None
    assert off.corrections == document.corrections


def test_lost_corrections_are_forgotten(counted, found):
    document = edits.correct(edits.delete_objects(found, [1]))(counted)

    assert edits.drop_corrections(document.corrections)(document).corrections == ()


def repainted(document, *strokes):
    """Return a document after strokes in its second segment, answered by what is known."""
    for points, radius in strokes:
        document = edits.repaint(1, points, radius)(document)
    return _answered(document)


def _answered(document):
    known = document.result
    result = Job(lambda workers: answering(document.request, known, workers), threads=1).run()
    return with_result(result)(document)


def test_local_painting_changes_labels_under_the_stroke_and_nothing_else(discs):
    rows, columns = np.mgrid[:60, :90]
    under = (columns - 80) ** 2 + (rows - 10) ** 2 <= 25
    before = discs.segmentation().labels

    after = repainted(discs, (((80.0, 10.0),), 5.0))

    labels = after.segmentation().labels
    assert np.array_equal(labels[under], np.full(under.sum(), 2))
    assert np.array_equal(labels[~under], before[~under])
    assert after.result.n_repainted == under.sum()
    assert after.result.base is discs.result.base
    assert after.is_current


def test_local_painting_is_said_to_be_one(discs):
    after = repainted(discs, (((80.0, 10.0),), 5.0))

    assert after.segmentation().notes[-1].startswith("81 pixels (1.5 %) were painted by hand")
    assert after.result.segmentation.notes == discs.result.segmentation.notes


def test_shares_count_what_was_painted(discs):
    after = repainted(discs, (((80.0, 10.0),), 5.0))

    gained = after.shares - discs.shares
    np.testing.assert_allclose(gained, [-81 / 5400, 81 / 5400], atol=1e-12)


def test_a_stroke_of_a_segment_that_is_gone_is_left_out(discs):
    painted = edits.repaint(1, ((80.0, 10.0),), 5.0)(discs)

    alone = remove_segments([1])(painted)

    assert len(alone.repaints) == 1
    assert alone.request.repaints == ()


def test_what_is_painted_follows_its_segment_into_another_fit(discs, answer_of):
    from gmmseg.session.document import with_settings

    painted = repainted(discs, (((80.0, 10.0),), 5.0))
    other = with_settings(seed=5)(painted)

    again = _answered(with_result(answer_of(other))(other))

    assert again.is_current
    disc = again.segmentation().labels[15, 20]
    assert again.segmentation().labels[10, 80] == disc
