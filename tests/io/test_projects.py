"""Project files: whole or not at all, the states before kept, and nothing that is wrong gets in."""

import errno
import io
import json
import os
import pickle
import subprocess
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmmseg.errors import BadProjectError, CannotWriteError, DiskFullError, UnreadableProjectError
from gmmseg.io import projects

VALUES = {"name": "a\N{GRINNING FACE}", "numbers": [1, 2.5, -3], "parts": [{"flag": True}], "none": None}

plain = st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(max_size=20)
json_values = st.recursive(
    plain | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def state(n):
    return {**VALUES, "n": n}


def number_in(path):
    return projects.read(path).record.values["n"]


def values_or_sentence(path):
    try:
        return projects.read(path).record.values
    except UnreadableProjectError as error:
        return str(error).split(": ")[0]


@settings(deadline=None)  # a disk takes the time it takes
@given(values=st.dictionaries(st.text(max_size=8), json_values, max_size=6))
def test_whatever_is_written_comes_back(values, tmp_path_factory):
    path = tmp_path_factory.mktemp("round") / "p.gmmseg"
    kept = {name: value for name, value in values.items() if name not in {"format", "version", "checksum"}}

    projects.write(values, path)

    found = projects.read(path)
    assert {name: found.record.values[name] for name in kept} == kept
    assert not found.is_newer


def test_a_file_is_text_that_people_can_read_and_compare(tmp_path):
    path = projects.write(VALUES, tmp_path / "p.gmmseg")

    lines = path.read_text(encoding="ascii").splitlines()

    assert lines[0] == "{"
    assert '  "format": "gmmseg project",' in lines
    assert '  "numbers": [1, 2.5, -3],' in lines


def test_any_flipped_byte_gives_the_same_values_or_one_sentence(tmp_path):
    path = projects.write(VALUES, tmp_path / "p.gmmseg", backups=0)
    whole, values = path.read_bytes(), projects.read(path).record.values

    for place in range(len(whole)):
        for flip in (0x01, 0x20, 0x41, 0x80):
            spoilt = bytearray(whole)
            spoilt[place] ^= flip
            path.write_bytes(spoilt)
            assert values_or_sentence(path) in (values, "Cannot read p.gmmseg as a project")


def test_a_file_cut_short_anywhere_is_refused(tmp_path):
    path = projects.write(VALUES, tmp_path / "p.gmmseg")
    whole = path.read_bytes()

    for end in range(len(whole) - 1):
        path.write_bytes(whole[:end])
        with pytest.raises(UnreadableProjectError):
            projects.read(path)


class Canary:
    def __reduce__(self):
        return os.mkdir, ("executed",)


def npz(array):
    content = io.BytesIO()
    np.savez(content, array)
    return content.getvalue()


def archive():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr("../escaped", "x")
    return content.getvalue()


HOSTILE = {
    "a pickle": pickle.dumps(Canary()),
    "a pickle of text": pickle.dumps(Canary(), protocol=0),
    "an array of objects": npz(np.array([Canary()], object)),
    "a header that asks for 7 TiB": (
        b"\x93NUMPY\x01\x00v\x00" + str({"descr": "<f8", "fortran_order": False, "shape": (10**12,)}).encode()
    ),
    "a member that leads outside": archive(),
    "a zip bomb": b"PK\x03\x04" + bytes(10**6),
    "nothing": b"",
    "a hundred thousand brackets": b"[" * 100_000,
    "a member twice": b'{"format": "gmmseg project", "format": "x"}',
    "no number": b'{"format": "gmmseg project", "version": NaN}',
    "no end": b'{"format": "gmmseg project", "version": 1, "checksum": "", "n": 1e999}',
    "other JSON": b'{"type": "FeatureCollection"}',
    "a list": b"[1, 2]",
    "a version that is none": b'{"format": "gmmseg project", "version": "1"}',
    "no checksum": b'{"format": "gmmseg project", "version": 1}',
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_refused_and_nothing_is_executed(content, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.gmmseg").write_bytes(content)

    with pytest.raises(UnreadableProjectError) as caught:
        projects.read(Path("p.gmmseg"))

    assert str(caught.value).startswith("Cannot read p.gmmseg as a project: ")
    assert [path.name for path in tmp_path.iterdir()] == ["p.gmmseg"]


def test_too_large_a_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "p.gmmseg"
    with path.open("wb") as file:
        file.truncate(10 * projects.LARGEST)  # no bytes on the disk

    with pytest.raises(UnreadableProjectError) as caught:
        projects.read(path)

    assert str(caught.value) == (
        "Cannot read p.gmmseg as a project: it is larger than 32 MB. Give a file that gmmseg has saved."
    )


def test_a_missing_file_and_a_folder_are_reported(tmp_path):
    with pytest.raises(UnreadableProjectError, match=r"there is no such file\. Check its name and folder\.$"):
        projects.read(tmp_path / "p.gmmseg")
    with pytest.raises(UnreadableProjectError, match="the system says 'is a directory'"):
        projects.read(tmp_path)


def test_a_file_changed_by_hand_is_reported_with_the_state_before_it(tmp_path):
    path = projects.write(state(1), tmp_path / "p.gmmseg")
    projects.write(state(2), path)
    path.write_text(path.read_text().replace('"n": 2', '"n": 3'))

    with pytest.raises(UnreadableProjectError) as caught:
        projects.read(path)

    assert str(caught.value) == (
        "Cannot read p.gmmseg as a project: it was damaged or changed by hand, its checksum does not fit its "
        "content. Open the state before it, p.gmmseg.bak1."
    )
    assert number_in(tmp_path / "p.gmmseg.bak1") == 1


def test_the_states_before_are_those_that_are_there_and_older(tmp_path):
    path = tmp_path / "p.gmmseg"
    for n in range(4):
        projects.write(state(n), path)
    projects.backup(path, 2).unlink()

    assert [each.name for each in projects.older(path)] == ["p.gmmseg.bak1", "p.gmmseg.bak3"]
    assert [each.name for each in projects.older(projects.backup(path, 1))] == ["p.gmmseg.bak3"]
    assert projects.older(projects.backup(path, 3)) == []


def with_version(path, version, **more):
    values = {**json.loads(path.read_text()), "version": version, **more}
    del values["checksum"]
    path.write_text(json.dumps({**values, "checksum": projects.checksum(values)}))


def test_a_newer_file_is_read_with_what_is_known(tmp_path):
    path = projects.write(VALUES, tmp_path / "p.gmmseg")
    with_version(path, 7, more="than we know")

    found = projects.read(path)

    assert found.is_newer
    found.record.only("format", "version", "name", "numbers", "parts", "none")  # does not complain of "more"
    with pytest.raises(BadProjectError):
        found.record.only("format", "missing")


def test_an_older_file_is_brought_up_to_date_step_by_step(tmp_path, monkeypatch):
    monkeypatch.setattr(projects, "VERSION", 1)
    path = projects.write({"was": 1}, tmp_path / "p.gmmseg")
    monkeypatch.setattr(projects, "VERSION", 3)
    monkeypatch.setitem(projects.STEPS, 1, lambda values: {**values, "second": values["was"] + 1})
    monkeypatch.setitem(projects.STEPS, 2, lambda values: {**values, "third": values["second"] + 1})

    found = projects.read(path)

    assert found.record.values["third"] == 3
    assert not found.is_newer
    assert json.loads(path.read_text())["version"] == 1  # the file itself stays


def test_there_is_a_step_from_every_older_version():
    assert set(projects.STEPS) == set(range(1, projects.VERSION))


def test_the_three_states_before_are_kept_the_newest_first(tmp_path):
    path = tmp_path / "p.gmmseg"
    for n in range(6):
        projects.write(state(n), path)

    kept = [number_in(projects.backup(path, number)) for number in (1, 2, 3)]

    assert (number_in(path), kept) == (5, [4, 3, 2])
    assert len(list(tmp_path.iterdir())) == 4


def test_backups_need_no_links(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "p.gmmseg"
    for n in range(3):
        projects.write(state(n), path)

    assert [number_in(projects.backup(path, number)) for number in (1, 2)] == [1, 0]


def test_attempts_that_fail_push_no_backup_out(tmp_path, monkeypatch):
    path = tmp_path / "p.gmmseg"
    for n in range(4):
        projects.write(state(n), path)

    def fail(self, target):
        if target == path:
            raise OSError(errno.EIO, "Input/output error")
        return os.replace(self, target)  # noqa: PTH105 - this stands in for Path.replace

    monkeypatch.setattr(Path, "replace", fail)
    for n in range(10, 15):
        with pytest.raises(CannotWriteError):
            projects.write(state(n), path)

    assert number_in(path) == 3
    assert [number_in(projects.backup(path, number)) for number in (1, 2, 3)] == [3, 2, 1]


@pytest.mark.parametrize("name", ["open", "fsync", "replace", "link"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_whichever_step_fails_the_project_is_old_or_new(tmp_path, monkeypatch, name, number):
    path = tmp_path / "p.gmmseg"
    for n in range(3):
        projects.write(state(n), path)
    real, fail = getattr(os, name), {"at": 0}

    def failing(*arguments, **options):
        fail["at"] -= 1
        if fail["at"] == 0:
            raise OSError(number, os.strerror(number))
        return real(*arguments, **options)

    monkeypatch.setattr(os, name, failing)
    for nth in range(1, 6):
        before, fail["at"] = number_in(path), nth
        sentence = written_or_sentence(state(100 + nth), path)
        fail["at"] = 0

        assert (str(path) in sentence) if sentence else True
        assert number_in(path) == (before if sentence else 100 + nth)
        names = {each.name for each in tmp_path.iterdir()}
        assert names <= {"p.gmmseg", *(f"p.gmmseg.bak{i}" for i in (1, 2, 3))}


def written_or_sentence(values, path):
    try:
        projects.write(values, path)
    except CannotWriteError as error:
        return str(error)
    return ""


def test_the_picture_is_never_written_over_not_by_a_link_either(tmp_path):
    picture, link = tmp_path / "photo.gmmseg", tmp_path / "link.gmmseg"
    picture.write_bytes(b"pixels")
    link.symlink_to(picture)

    for path in (picture, link):
        with pytest.raises(CannotWriteError) as caught:
            projects.write(VALUES, path, never=[picture])
        assert str(caught.value) == f"Cannot write {path}: it is the picture itself. Choose another name."

    assert picture.read_bytes() == b"pixels"


def test_a_link_to_a_project_stays_one(tmp_path):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    path = projects.write(state(1), folder / "p.gmmseg")
    link = tmp_path / "link.gmmseg"
    link.symlink_to(path)

    projects.write(state(2), link)

    assert link.is_symlink()
    assert (number_in(path), number_in(folder / "p.gmmseg.bak1")) == (2, 1)


def test_a_vanished_folder_is_reported(tmp_path):
    path = tmp_path / "gone" / "p.gmmseg"

    with pytest.raises(CannotWriteError) as caught:
        projects.write(VALUES, path)

    assert str(caught.value) == f"Cannot write {path}: its folder is not there. Choose another folder."


def test_a_project_that_could_not_be_read_again_is_not_written(tmp_path, monkeypatch):
    path = projects.write(state(1), tmp_path / "p.gmmseg")
    monkeypatch.setattr(projects, "LARGEST", 2_000_000)

    with pytest.raises(CannotWriteError) as caught:
        projects.write({"n": 2, "text": "x" * 3_000_000}, path)

    assert str(caught.value) == (
        f"Cannot write {path}: it would have 3 MB, and 2 MB can be read again. Remove strokes or objects."
    )
    assert number_in(path) == 1


def test_a_full_disk_leaves_the_old_project(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("needs root, to mount a small disk")
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=32k", "gmmseg", folder]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        path = projects.write(state(1), folder / "p.gmmseg")

        with pytest.raises(DiskFullError) as caught:
            projects.write({"text": "x" * 100_000}, path)

        assert str(caught.value).startswith(f"Cannot write {path}: the disk is full, more than ")
        assert [each.name for each in folder.iterdir()] == ["p.gmmseg"]
        assert number_in(path) == 1
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("a.gmmseg", True),
        ("A.GMMSEG", True),
        ("a.gmmseg.bak2", True),
        ("a.gmmseg.bak4", False),
        ("a.png", False),
        ("gmmseg", False),
        ("a.gmm.json", False),
    ],
)
def test_projects_are_reported_by_their_names(name, is_one):
    assert projects.is_project(Path("folder") / name) is is_one
