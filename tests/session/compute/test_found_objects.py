"""Objects of a document, and corrections that outlast other labels, against masks made by hand."""

from dataclasses import replace

import numpy as np
import pytest

from gmmseg.errors import NoClassesError
from gmmseg.job import Job
from gmmseg.session.compute.found_objects import ObjectRequest, finding, next_number, objects_of
from gmmseg.session.edits import found_objects as edits
from gmmseg.session.edits.segments import merge_segments, move_segment, rename_segment


def found_in(document, known=None):
    return Job(lambda workers: finding(ObjectRequest.of(document), known, workers), threads=1).run()


def at(found, x, y):
    """Return the number of the object at a pixel."""
    return int(found.objects.labels[y, x])


def test_a_document_has_no_objects_before_anybody_asks(discs):
    assert ObjectRequest.of(discs) is None


def test_objects_are_those_that_a_segmentation_finds(counted):
    found = found_in(counted)

    assert np.array_equal(found.objects.labels, counted.segmentation().objects().labels)
    assert found.counts == {2: 4}
    assert found.lost == ()


def test_chosen_segments_follow_their_keys_when_they_are_moved(discs):
    key = discs.segment_styles[1].key
    document = edits.with_object_options(classes=(key,))(discs)

    moved = move_segment(1, 0)(document)

    assert document.numbered_options.classes == (2,)
    assert moved.numbered_options.classes == (1,)
    assert found_in(moved).counts == {1: 4}


def test_a_segment_that_is_merged_stays_chosen_as_the_other_one(discs):
    document = edits.with_object_options(classes=(discs.segment_styles[1].key,))(discs)

    merged = merge_segments([0, 1])(document)

    assert merged.numbered_options.classes == (1,)


def test_no_class_that_is_there_is_reported(counted):
    gone = replace(counted, object_options=counted.object_options.changed(classes=(99,)))

    with pytest.raises(NoClassesError):
        found_in(gone)


def test_a_correction_costs_no_other_search(counted):
    found = found_in(counted)
    corrected = edits.correct(edits.delete_objects(found, [at(found, 20, 15)]))(counted)

    after = found_in(corrected, found)

    assert after.base is found.base
    assert len(after.objects) == 3
    assert np.array_equal(after.objects.labels, objects_of(ObjectRequest.of(corrected)).labels)


def test_after_corrections_measurements_are_those_of_all_objects_measured_anew(counted):
    """Only what changed is measured: the numbers are the same, bit for bit."""
    found = found_in(counted)
    key, line = counted.segment_styles[0].key, ((20.0, -1.0), (20.0, 31.0))
    document = edits.correct(edits.divide_objects(found, line))(counted)
    found = found_in(document, found)
    document = edits.correct(edits.change_class(found, [at(found, 60, 15)], key))(document)
    found = found_in(document, found)
    pair = [at(found, 18, 44), at(found, 38, 44)]
    document = edits.correct(edits.merge_objects(found, pair))(document)

    after, anew = found_in(document, found).table, found_in(document).table

    assert after.names == anew.names
    assert [list(after[name]) for name in anew.names] == [list(anew[name]) for name in anew.names]


def test_a_correction_stays_where_objects_are_found_otherwise(counted):
    """The pair that touches is merged by hand; without a split it is one object anyway."""
    found = found_in(counted)
    pair = [at(found, 18, 44), at(found, 38, 44)]
    merged = edits.correct(edits.merge_objects(found, pair))(counted)

    after = found_in(edits.with_object_options(split=0.0)(merged))

    assert after.lost == ()
    assert len(after.objects) == 3


def test_a_correction_that_there_is_nothing_to_do_to_is_reported_and_kept(counted):
    found = found_in(counted)
    corrected = edits.correct(edits.delete_objects(found, [at(found, 20, 15)]))(counted)
    larger = edits.with_object_options(min_area=400)(corrected)

    after = found_in(larger)
    back = found_in(edits.with_object_options(min_area=None)(larger))

    assert after.lost == corrected.corrections
    assert len(back.objects) == 3


def test_a_class_that_is_gone_makes_a_correction_wait(counted):
    found = found_in(counted)
    number = at(found, 20, 15)
    changed = edits.correct(edits.change_class(found, [number], 77))(counted)

    after = found_in(changed)

    assert len(after.lost) == 1
    assert len(after.objects) == 4


def test_numbers_of_deleted_objects_are_not_used_again(counted):
    found = found_in(counted)
    last = int(found.objects.numbers[-1])
    deleted = edits.correct(edits.delete_objects(found, [last]))(counted)
    after = found_in(deleted)

    added = edits.take_over(after, _square(after, 2, 2), counted.segment_styles[1].key)

    assert next_number(after.base, deleted.corrections) == last + 1
    assert added.after[0].number == last + 1


def test_names_of_segments_reach_the_table(counted):
    found = found_in(rename_segment(1, "disc")(counted))

    assert set(found.table["class_name"]) == {"disc"}


def _square(found, x, y):
    mask = np.zeros(found.objects.labels.shape, bool)
    mask[y : y + 5, x : x + 5] = True
    return mask
