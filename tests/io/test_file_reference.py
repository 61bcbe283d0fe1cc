"""Pictures are found again by content, wherever they went, and never mistaken for others."""

import hashlib
import os
from pathlib import Path

import pytest

from gmmseg.io import file_reference
from gmmseg.io.file_reference import Fingerprint, Reference, place_of


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "photos" / "a.png"
    path.parent.mkdir()
    path.write_bytes(b"the picture")
    return path


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "work"
    path.mkdir()
    return path


@pytest.fixture
def reference(picture, folder):
    return Reference(place_of(picture, folder), Fingerprint.of(picture), 4, 3)


def test_a_fingerprint_is_size_and_hash_of_the_content(picture):
    found = Fingerprint.of(picture)

    assert (found.size, found.sha256) == (11, hashlib.sha256(b"the picture").hexdigest())
    assert found.fits(picture)


def test_the_way_to_a_picture_is_relative(picture, folder):
    assert place_of(picture, folder) == "../photos/a.png"
    assert place_of(picture, picture.parent) == "a.png"


def test_a_way_through_a_linked_folder_is_the_real_one(picture, tmp_path):
    link = tmp_path / "deep" / "link"
    link.parent.mkdir()
    link.symlink_to(picture.parent)

    assert place_of(link / "a.png", tmp_path / "deep") == "../photos/a.png"


def test_too_long_a_way_is_left_out(folder):
    far = Path("/" + "/".join(["x" * 100] * 20)) / "a.png"

    assert place_of(far, folder) == "a.png"


def test_a_picture_is_found_where_it_was(reference, picture, folder):
    assert reference.found(folder).samefile(picture)


def test_folder_and_picture_may_move_together(reference, picture, folder, tmp_path):
    there = tmp_path / "elsewhere"
    there.mkdir()
    picture.parent.rename(there / "photos")
    folder.rename(there / "work")

    assert reference.found(there / "work").samefile(there / "photos" / "a.png")


def test_a_picture_is_found_beside_its_project(reference, picture, folder):
    picture.rename(folder / "a.png")

    assert reference.found(folder) == folder / "a.png"


def test_a_picture_is_found_in_the_folder_by_name_or_by_content_alone(reference, picture, folder):
    (folder / "sub" / "sub").mkdir(parents=True)
    picture.rename(folder / "sub" / "sub" / "renamed.png")
    assert reference.found(folder) == folder / "sub" / "sub" / "renamed.png"

    (folder / "sub" / "a.png").write_bytes(b"the picture")
    assert reference.found(folder) == folder / "sub" / "a.png"


def test_another_picture_of_that_name_and_size_is_not_taken(reference, picture, folder):
    picture.unlink()
    (folder / "a.png").write_bytes(b"an intruder")

    assert reference.found(folder) is None


def test_a_picture_that_changed_in_its_place_is_not_taken(reference, picture, folder):
    picture.write_bytes(b"THE picture")

    assert reference.found(folder) is None


def test_pipes_devices_and_folders_are_no_pictures(reference, picture, folder):
    picture.unlink()
    os.mkfifo(folder / "a.png")
    picture.symlink_to("/dev/zero")

    assert reference.found(folder) is None
    with pytest.raises(OSError, match="not a file"):
        Fingerprint.of(folder / "a.png")


def test_in_a_huge_folder_the_search_ends(reference, picture, folder, monkeypatch):
    picture.unlink()
    monkeypatch.setattr(file_reference, "LOOKED_AT", 5)
    for i in range(20):
        (folder / f"{i:02}").write_bytes(b"the picturf")

    assert reference.found(folder) is None
