"""The record of a batch."""

import json
import os

import pytest

from gmmseg.batch.manifest import NAME, Manifest
from gmmseg.errors import BadManifestError

CLASS = {"number": 1, "name": "sky", "pixels": 6, "percent": 60.0, "mean_colour": [1, 2, 3]}
CLASS |= {"regions": 2, "uncertainty": 0.25}
DRIFT = {"light": "green", "reason": "why", "fall": 0.5, "unexplained": 0, "shift": 0.1, "badness": 0.1}


def line(name, status="done", **more):
    facts = (
        {"files": [], "log_likelihood": -4.5, "classes": [CLASS], "drift": DRIFT} if status == "done" else {}
    )
    return {"picture": name, "status": status, **facts, **more}


def opened(folder):
    manifest = Manifest.of(folder)
    manifest.open({"recipe": "r"})
    return manifest


def lines(folder):
    return [json.loads(each) for each in (folder / NAME).read_text().splitlines()]


def test_what_was_added_is_known_to_the_next_run(tmp_path):
    manifest = opened(tmp_path)
    manifest.add(line("a\udcff.png", "begun"))
    manifest.add(line("a\udcff.png"))
    manifest.add(line("b.png", "failed", error="no"))
    manifest.close()

    again = Manifest.of(tmp_path)

    assert (Manifest.of(tmp_path / "other").is_new, again.is_new) == (True, False)
    assert again.header["recipe"] == "r"
    assert again.lines == {"a\udcff.png": line("a\udcff.png"), "b.png": line("b.png", "failed", error="no")}


def test_the_first_version_had_no_marks_of_kinds_and_names_files_all_the_same(tmp_path):
    header = {"format": "gmmseg batch", "version": 1, "recipe": "r"}
    old = [line("a.png", files=[["a_labels.png", 9]]), line("b.png", files=[3]), line("c.png", files=3)]
    (tmp_path / NAME).write_text("".join(json.dumps(each) + "\n" for each in (header, *old)))

    manifest = opened(tmp_path)
    manifest.close(["a.png"])

    assert Manifest.of(tmp_path).lines == {"a.png": line("a.png", files=[["a_labels.png", 9, ""]])}
    assert Manifest.of(tmp_path).files == {"a_labels.png"}
    assert lines(tmp_path)[0]["version"] == 2


def test_a_line_that_was_cut_short_is_forgotten(tmp_path):
    manifest = opened(tmp_path)
    manifest.add(line("a.png"))
    manifest.close()
    with (tmp_path / NAME).open("ab") as file:
        file.write(b'{"picture": "b.png", "status": "do')

    again = opened(tmp_path)
    again.add(line("c.png"))
    again.close()

    assert list(Manifest.of(tmp_path).lines) == ["a.png", "c.png"]
    assert [each.get("picture") for each in lines(tmp_path)] == [None, "a.png", "c.png"]


def test_a_run_that_has_ended_leaves_a_line_a_picture_in_order(tmp_path):
    manifest = opened(tmp_path)
    for name in ("c", "a", "b"):
        manifest.add(line(name, "begun"))
        manifest.add(line(name))
    manifest.add(line("gone"))
    manifest.close(["a", "b", "c"])
    content = (tmp_path / NAME).read_bytes()

    again = opened(tmp_path)
    again.close(["a", "b", "c"])

    assert [each.get("picture") for each in lines(tmp_path)] == [None, "a", "b", "c", "gone"]
    assert (tmp_path / NAME).read_bytes() == content


def test_a_manifest_that_was_removed_meanwhile_is_written_anew(tmp_path):
    manifest = opened(tmp_path)
    manifest.add(line("a"))
    (tmp_path / NAME).unlink()

    manifest.close(["a"])

    assert [each.get("picture") for each in lines(tmp_path)] == [None, "a"]


BROKEN = [{"picture": 3}, {"files": "a.png"}, {"files": [["a.png", 1]]}, {"status": None}, {"doing": [{}]}]
BROKEN += [{"files": [[1, 2, "labels"]]}, {"files": [["a.png", 2, {}]]}]
BROKEN += [
    {"drift": DRIFT | {"light": 7}},
    {"drift": None},
    {"drift": {}},
    {"classes": "x"},
    {"classes": [{}]},
]
BROKEN += [
    {"classes": [CLASS | {"mean_colour": [1, 2]}]},
    {"log_likelihood": "x"},
    {"notes": [1]},
    {"error": 5},
]
BROKEN += [{"status": "failed", "classes": 3}, {"status": "begun", "drift": {}}]


@pytest.mark.parametrize("change", BROKEN)
def test_a_line_that_says_nothing_useful_is_forgotten(tmp_path, change):
    manifest = opened(tmp_path)
    manifest.close()
    with (tmp_path / NAME).open("a") as file:
        file.write(
            json.dumps(line("a.png") | change) + "\n" + json.dumps({"picture": "b", "status": "done"}) + "\n"
        )

    assert Manifest.of(tmp_path).lines == {}


def test_other_files_and_newer_manifests_are_refused(tmp_path):
    (tmp_path / NAME).write_text("something else\n")
    with pytest.raises(BadManifestError) as other:
        Manifest.of(tmp_path)
    (tmp_path / NAME).write_text('{"format": "gmmseg batch", "version": 3}\n')
    with pytest.raises(BadManifestError) as newer:
        Manifest.of(tmp_path)

    (tmp_path / NAME).unlink()
    os.mkfifo(tmp_path / NAME)
    with pytest.raises(BadManifestError, match="it is not a file"):
        Manifest.of(tmp_path)

    assert str(other.value) == (
        f"Cannot go on from {tmp_path / NAME}: it is not the manifest of a batch. Choose another folder."
    )
    assert "a newer version of gmmseg made it (format 3; this one reads up to 2)" in str(newer.value)


def test_a_header_that_was_cut_short_is_begun_anew(tmp_path):
    (tmp_path / NAME).write_bytes(b'{"format": "gmm')

    manifest = opened(tmp_path)
    manifest.close([])

    assert [each["format"] for each in lines(tmp_path)] == ["gmmseg batch"]
