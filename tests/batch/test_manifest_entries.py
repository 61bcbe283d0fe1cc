"""Lines of the manifest about a picture, from one run to the next."""

import pytest

from gmmseg.batch.manifest_entries import (
    begun_entry,
    completed_entry,
    ended_entry,
    failed_entry,
    half_written,
    same,
)

MARKED = {"picture": "a.png", "stem": "a", "recipe": "r", "sha256": "s"}
FACTS = {"classes": [], "drift": {}}
LABELS, OVERLAY = ["a_labels.png", 5, "labels"], ["a_overlay.png", 7, "overlay 0.5"]
DONE = {**MARKED, **FACTS, "status": "done", "files": [LABELS]}
ANSWER = {**FACTS, "status": "done", "files": [OVERLAY]}
FAILED = {**MARKED, "status": "failed", "error": "no"}


def test_files_of_more_kinds_join_those_that_are_known():
    before = begun_entry(MARKED, DONE, ["overlay"])

    assert before == {**DONE, "status": "begun", "doing": ["overlay"]}
    assert ended_entry(before, ANSWER, ["overlay"]) == {**DONE, "files": [LABELS, OVERLAY]}


@pytest.mark.parametrize("change", [{"sha256": "t"}, {"recipe": "q"}, {"stem": "b"}])
def test_files_of_another_picture_or_way_do_not_stay_known(change):
    line = MARKED | change

    before = begun_entry(line, DONE, ["overlay"])

    assert same(DONE, line) == {}
    assert before == {**line, "status": "begun", "doing": ["overlay"]}
    assert ended_entry(before, ANSWER, ["overlay"]) == {**line, **ANSWER}


def test_files_that_are_written_anew_take_the_place_of_what_was_known():
    known = {**DONE, "files": [LABELS, OVERLAY]}

    before = begun_entry(MARKED, known, ["overlay"])

    assert before["files"] == [LABELS]
    faint = ["a_overlay.png", 8, "overlay 0.2"]
    assert ended_entry(before, {**ANSWER, "files": [faint]}, ["overlay"])["files"] == [LABELS, faint]


def test_files_are_in_the_order_of_their_kinds_whichever_was_first():
    before = begun_entry(MARKED, {**DONE, "files": [OVERLAY]}, ["labels"])

    assert ended_entry(before, {**ANSWER, "files": [LABELS]}, ["labels"])["files"] == [LABELS, OVERLAY]


def test_files_of_kinds_that_another_version_knows_stay_known():
    novel = ["a.xyz", 3, "novel"]

    before = begun_entry(MARKED, {**DONE, "files": [novel]}, ["overlay"])

    assert ended_entry(before, ANSWER, ["overlay"])["files"] == [OVERLAY, novel]


def test_what_a_kill_may_have_left_stays_known_while_other_kinds_are_written():
    killed = completed_entry(begun_entry(MARKED, None, ["overlay"]))

    before = begun_entry(MARKED, killed, ["labels"])
    after = ended_entry(before, {**ANSWER, "files": [LABELS]}, ["labels"])

    assert before["doing"] == ["labels", "overlay"]
    assert after == {**DONE, "doing": ["overlay"]}
    assert "doing" not in ended_entry(begun_entry(MARKED, after, ["overlay"]), ANSWER, ["overlay"])


def test_one_that_was_killed_may_have_left_files_of_what_it_was_doing_only():
    before = begun_entry(MARKED, DONE, ["overlay"])

    assert half_written(before, MARKED) == {"overlay"}
    assert (
        half_written(before, MARKED | {"stem": "b"})
        == half_written(DONE, MARKED)
        == half_written(None, MARKED)
        == frozenset()
    )
    assert completed_entry(before) == {**DONE, "doing": ["overlay"]}


def test_what_is_there_stays_known_when_more_of_it_fails():
    before = begun_entry(MARKED, DONE, ["overlay"])
    failed = ended_entry(before, {"status": "failed", "error": "no"}, ["overlay"])

    assert failed == FAILED
    assert failed_entry(failed, DONE) == DONE
    assert failed_entry(failed, before) == {**DONE, "doing": ["overlay"]}


def test_where_nothing_was_known_the_failure_is_and_what_may_be_torn():
    before = begun_entry(MARKED, None, ["overlay"])

    assert failed_entry(FAILED, None) == FAILED
    assert failed_entry(FAILED, before) == {**FAILED, "doing": ["overlay"]}
    assert half_written(failed_entry(FAILED, before), MARKED) == {"overlay"}
    assert failed_entry(FAILED, {**DONE, "status": "skipped", "files": []}) == FAILED
