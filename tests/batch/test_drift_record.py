"""The record of how pictures differ from a training; tests of `gmmseg drift` compare what is told."""

from dataclasses import replace

import pytest

from gmmseg.batch import drift_record
from gmmseg.batch.drift_record import DriftEntry, DriftRecord, entries, flagged_pictures, verdicts
from gmmseg.errors import BadDriftRecordError

A = DriftEntry("2026-11-30T12:00:00+00:00", "m", "a" * 64, "green", 0.5, 0.25, 0.125)


def test_what_is_added_is_read_back_whatever_was_cut_short(tmp_path):
    path = tmp_path / "r"
    record = DriftRecord(path)
    record.add(A)
    with path.open("ab") as file:
        file.write(b'{"time": "\n[]\n{"light": "purple"}\n')
    record.add(replace(A, light="red"))
    with path.open("ab") as file:
        file.write(b'{"dig')

    assert entries(path) == [A, replace(A, light="red")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kept": "../../etc/passwd"},
        {"light": "blue"},
        {"digest": "x"},
        {"fall": "1"},
        {"fall": 1e99},
        {"model": 3},
    ],
)
def test_nothing_in_a_record_is_trusted(wrong):
    known = {name: getattr(A, name) for name in DriftEntry.__dataclass_fields__}

    assert DriftEntry.of(known) == A
    assert DriftEntry.of({**known, **wrong}) is None


def test_the_older_half_goes_when_it_is_long(tmp_path, monkeypatch):
    monkeypatch.setattr(drift_record, "MOST_ENTRIES", 3)
    record = DriftRecord(tmp_path / "r")

    for number in range(8):
        record.add(replace(A, time=str(number)))

    assert [each.time for each in entries(tmp_path / "r")] == ["4", "5", "6", "7"]


def test_the_newest_flagged_pictures_are_kept_each_once(tmp_path):
    record = DriftRecord(tmp_path / "r", keep=2)
    for light, content in (("green", b"0"), ("red", b"1"), ("amber", b"2"), ("red", b"2"), ("red", b"3")):
        record.add(replace(A, light=light), content, ".png")

    files, models = flagged_pictures(tmp_path / "r")
    assert [file.read_bytes() for file in files] == [b"2", b"3"]
    assert models == ["m"]
    assert flagged_pictures(tmp_path / "r", "b" * 64) == ([], [])
    record.close()
    again = DriftRecord(tmp_path / "r", keep=2)
    again.add(replace(A, light="red"), b"4", ".png")
    assert sorted(file.read_bytes() for file in record.folder.iterdir()) == [b"3", b"4"]


def test_a_record_that_is_opened_again_keeps_what_was_sent_twice(tmp_path):
    record = DriftRecord(tmp_path / "r", keep=2)
    for content in (b"2", b"3", b"3"):
        record.add(replace(A, light="red"), content, ".png")
    record.close()

    again = DriftRecord(tmp_path / "r", keep=2)
    again.add(replace(A, light="red"), b"4", ".png")

    assert sorted(file.read_bytes() for file in record.folder.iterdir()) == [b"3", b"4"]


def test_an_entry_after_a_line_that_was_cut_short_stands_alone(tmp_path):
    record = DriftRecord(tmp_path / "r")
    record.add(A)
    record.close()
    with (tmp_path / "r").open("ab") as file:
        file.write(b'{"when": "20')

    again = DriftRecord(tmp_path / "r")
    again.add(replace(A, light="amber"))
    again.close()

    assert [each.light for each in entries(tmp_path / "r")] == [A.light, "amber"]


def test_a_file_that_is_no_record_is_not_locked_for_good(tmp_path):
    (tmp_path / "r").write_text("hello\n")
    with pytest.raises(BadDriftRecordError, match="no line of it is an entry"):
        DriftRecord(tmp_path / "r")
    (tmp_path / "r").unlink()

    DriftRecord(tmp_path / "r").close()


def test_a_record_is_one_services(tmp_path):
    record = DriftRecord(tmp_path / "r")

    with pytest.raises(BadDriftRecordError, match="another service adds to it"):
        DriftRecord(tmp_path / "r")
    record.close()

    DriftRecord(tmp_path / "r").close()


def test_verdicts_rest_on_the_newest_version_of_each_model():
    old = [replace(A, light="red")] * 50
    new = replace(A, digest="b" * 64)
    fresh = [new] * 12 + [replace(new, light="unknown")] * 30 + [replace(new, light="amber")] * 18

    def verdict(found):
        (reported,) = verdicts(found)
        return reported.verdict

    assert verdict([A] * 19) == "too few"
    assert verdict([A] * 20) == "fine"
    assert verdict(old) == "refit"
    assert verdict([*old, *[new] * 20]) == "fine"
    assert verdict([*old, *fresh]) == "watch"  # 18 of 30 flagged: Wilson's lower end is 42 %
    assert verdict([A] * 95 + [replace(A, light="red")] * 5) == "fine"


def test_what_is_no_record_is_refused(tmp_path):
    (tmp_path / "r").write_text("hello\n")

    for path in (tmp_path / "r", tmp_path, tmp_path / "none"):
        with pytest.raises(BadDriftRecordError):
            entries(path)
    with pytest.raises(BadDriftRecordError):
        DriftRecord(tmp_path / "r")
