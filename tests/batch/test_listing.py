"""Which pictures a batch is about."""

import os
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from gmmseg.batch.listing import from_list, listed, spread
from gmmseg.batch.manifest import Manifest
from gmmseg.errors import NoPicturesError, NoSuchAxisError
from gmmseg.io.readers.formats import SAFE
from gmmseg.io.readers.images import read
from gmmseg.io.readers.pages import FIRST, PageChoice


def tree(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return folder


def names(found):
    return [each.name for each in found]


def test_folders_are_walked_for_pictures_in_order(tmp_path):
    tree(tmp_path / "in", "b.png", "a.JPG", "notes.txt", "sub/deep/c.tif", ".hidden.png", ".git/d.png")

    assert names(listed([tmp_path / "in"], without=tmp_path / "out")) == ["a.JPG", "b.png", "sub/deep/c.tif"]
    assert names(listed([tmp_path / "in"], recursive=False, without=tmp_path)) == ["a.JPG", "b.png"]


def test_patterns_choose_by_name_or_by_way(tmp_path):
    tree(tmp_path, "a.png", "b.tif", "sub/c.png", "sub/d.dat")

    assert names(listed([tmp_path], ["*.png"], without=tmp_path / "out")) == ["a.png", "sub/c.png"]
    assert names(listed([tmp_path], ["sub/*"], without=tmp_path / "out")) == ["sub/c.png", "sub/d.dat"]


def test_patterns_do_not_mind_capitals(tmp_path):
    tree(tmp_path, "a.JPG", "b.jpg", "c.png")

    for pattern in ("*.jpg", "*.JPG", "[A-B].Jpg"):
        found = names(listed([tmp_path], [pattern], without=tmp_path / "out"))
        assert sorted(found) == ["a.JPG", "b.jpg"]


def test_the_folder_of_results_is_not_walked(tmp_path):
    tree(tmp_path, "a.png", "out/a_labels.png")

    assert names(listed([tmp_path], without=tmp_path / "out")) == ["a.png"]


def test_results_of_other_commands_are_no_pictures_unless_they_are_asked_for(tmp_path):
    tree(tmp_path, "a.png", "gmmseg-out/a_overlay.png", "sub/gmmseg-out/b_overlay.png", "sub/b.png")

    assert names(listed([tmp_path], without=tmp_path / "out")) == ["a.png", "sub/b.png"]
    assert names(listed([tmp_path / "gmmseg-out"], without=tmp_path / "out")) == ["a_overlay.png"]


def test_links_are_followed_to_files_but_not_to_folders(tmp_path):
    folder = tree(tmp_path / "in", "a.png", "sub/b.png")
    (folder / "sub" / "loop").symlink_to(folder)
    (folder / "again.png").symlink_to(folder / "a.png")
    (folder / "self.png").symlink_to(folder / "self.png")

    assert names(listed([folder], without=tmp_path / "out")) == ["a.png", "self.png", "sub/b.png"]


def test_a_file_named_twice_is_listed_once_whatever_its_suffix(tmp_path):
    tree(tmp_path, "a.raw", "b.png")

    found = listed([tmp_path / "a.raw", tmp_path, tmp_path / "a.raw"], without=tmp_path / "out")

    assert names(found) == ["a.raw", "b.png"]


def test_nothing_to_work_on_is_reported(tmp_path):
    (tmp_path / "in").mkdir()

    with pytest.raises(NoPicturesError) as empty:
        listed([tmp_path / "in"], ["*.png"], without=tmp_path)
    with pytest.raises(NoPicturesError) as missing:
        listed([tmp_path / "missing"], without=tmp_path)

    assert str(empty.value) == (
        f"Cannot begin: there are no pictures that match *.png in {tmp_path / 'in'}. "
        "Give another folder, or other patterns."
    )
    assert str(missing.value) == (
        f"Cannot begin: {tmp_path / 'missing'} is not there. Check its name and folder."
    )


def test_a_list_names_pictures_a_line_each_in_any_bytes(tmp_path):
    path = tmp_path / "list.txt"
    path.write_bytes(b"# tonight\r\na.png\n\nsub/\xff b.png\n/abs/c.png")

    found = list(from_list(path))

    assert [os.fsencode(each.name) for each in found] == [b"a.png", b"\xff b.png", b"c.png"]
    assert found[0] == tmp_path / "a.png"
    with pytest.raises(NoPicturesError, match="cannot be read"):
        list(from_list(tmp_path / "missing.txt"))
    path.write_bytes(b"x" * 2**17)
    with pytest.raises(NoPicturesError, match="too long"):
        list(from_list(path))
    path.write_bytes(b"# none tonight\n")
    with pytest.raises(NoPicturesError, match="no pictures in the lists"):
        listed(from_list(path), without=tmp_path / "out")


def test_what_is_named_but_not_there_is_listed_so_that_it_can_be_reported(tmp_path):
    tree(tmp_path, "a.png")

    found = listed([tmp_path / "gone.png", tmp_path / "a.png", Path("x\0.png")], without=tmp_path / "out")

    assert names(found) == ["gone.png", "a.png", "x\0.png"]
    with pytest.raises(NoPicturesError) as caught:
        listed([tmp_path / "gone.png", tmp_path / "lost"], without=tmp_path / "out")
    assert str(caught.value) == (
        f"Cannot begin: {tmp_path / 'gone.png'} and 1 more are not there. Check its name and folder."
    )


def test_a_folder_that_is_closed_is_listed_so_that_it_can_be_reported(tmp_path, monkeypatch):
    tree(tmp_path / "in", "a.png", "closed/b.png", "z.png")
    scandir = os.scandir

    def closed(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)
    found = listed([tmp_path / "in"], without=tmp_path / "out")

    assert names(found) == ["a.png", "z.png", "closed"]


def test_pictures_of_several_folders_never_share_a_name(tmp_path):
    tree(tmp_path, "one/a.png", "two/a.png", "two/b.png", "deep/two/a.png")

    found = listed([tmp_path / way for way in ("one", "two", "deep/two")], without=tmp_path / "out")

    assert names(found) == ["a.png", "two/a.png", "b.png", "deep/two/a.png"]


def test_what_an_earlier_run_wrote_in_a_folder_inside_is_not_walked(tmp_path, found):
    tree(tmp_path, "a.png", "old/a_mean.png", "old/sub/b_mean.png", "old/c.png")
    files = [["a_mean.png", 0, "mean"], ["sub/b_mean.png", 0, "mean"]]
    manifest = Manifest.of(tmp_path / "old")
    manifest.open({})
    manifest.add({"picture": "a.png", "status": "done", "files": files, **found})
    manifest.close()

    assert names(listed([tmp_path], without=tmp_path / "new")) == ["a.png", "old/c.png"]
    assert "a_mean.png" in names(listed([tmp_path / "old"], without=tmp_path / "new"))  # it was asked for


def test_results_that_lie_among_their_pictures_are_not_taken_for_pictures(tmp_path, found):
    tree(tmp_path, "a.png", "a_mean.png", "sub/b.png", "sub/b_mean.png")
    manifest = Manifest.of(tmp_path)
    manifest.open({})
    for name in ("a", "sub/b"):
        files = [[f"{name}_mean.png", 0, "mean"]]
        manifest.add({"picture": f"{name}.png", "status": "done", "files": files, **found})
    manifest.close()

    assert names(listed([tmp_path], without=tmp_path / "new")) == ["a.png", "sub/b.png"]


def test_a_record_with_a_name_that_the_system_refuses_keeps_nothing_back(tmp_path, found):
    tree(tmp_path, "a.png")
    manifest = Manifest.of(tmp_path)
    manifest.open({})
    manifest.add({"picture": "x" * 300, "status": "done", "files": [], **found})
    manifest.close()

    assert names(listed([tmp_path], without=tmp_path / "new")) == ["a.png"]


def test_a_list_may_begin_with_a_mark_of_its_encoding(tmp_path):
    (tmp_path / "list.txt").write_text("a.png\r\nb.png\r\n", encoding="utf-8-sig")

    assert list(from_list(tmp_path / "list.txt")) == [tmp_path / "a.png", tmp_path / "b.png"]


def test_a_line_too_long_for_a_name_is_listed_so_that_it_can_be_reported(tmp_path):
    (tmp_path / "list.txt").write_text("a" * 5000 + "\n")
    tree(tmp_path, "b.png")

    found = listed([*from_list(tmp_path / "list.txt"), tmp_path / "b.png"], without=tmp_path / "new")

    assert names(found) == ["a" * 5000, "b.png"]


@pytest.fixture
def mixture(tmp_path):
    """Files of one page, of several that follow each other, and a stack in time and depth."""
    zeros = np.zeros((2, 3, 4, 5), np.uint8)
    tifffile.imwrite(tmp_path / "b.tif", zeros, imagej=True, metadata={"axes": "TZYX"})
    tifffile.imwrite(tmp_path / "c.tif", zeros[0], metadata={"axes": "IYX"}, photometric="minisblack")
    Image.fromarray(zeros[0, 0]).save(tmp_path / "a.png")
    (tmp_path / "d.png").write_bytes(b"no picture")
    return listed([tmp_path], without=tmp_path / "out")


def spread_out(pictures, *asked):
    choice = PageChoice.requested(*asked) if asked else FIRST
    return [(each.name, each.page) for each in spread(pictures, choice, max_pixels=10**6, formats=SAFE)]


def test_a_stack_is_so_many_pictures_and_other_files_are_one(mixture):
    assert spread_out(mixture) == [
        ("a.png", None),
        *((f"b_t{t:02d}_z{z:03d}.tif", 3 * (t - 1) + z) for t in (1, 2) for z in (1, 2, 3)),
        ("c.tif", None),
        ("d.png", None),
    ]


def test_pages_of_every_file_are_chosen(mixture):
    everything = spread_out(mixture, "all")

    assert [name for name, _ in everything if name.startswith("c")] == [
        "c_p001.tif",
        "c_p002.tif",
        "c_p003.tif",
    ]
    assert everything[0] == ("a.png", None)
    assert spread_out(mixture, "t=2,z=3")[1] == ("b_t02_z003.tif", 6)
    assert [page for _, page in spread_out(mixture, 3)] == [None] * 4  # the recipe says which


def test_whoever_opens_a_file_without_such_a_page_says_why(mixture):
    refused = dict(spread_out(mixture, "2-3", "z"))

    assert refused["a.png"] == "z=2-3"
    assert refused["b_t01_z003.tif"] == 3
    with pytest.raises(NoSuchAxisError):
        read(mixture[0].path, page="z=2-3")


def test_planes_that_are_channels_are_no_pictures_of_their_own(mixture):
    found = spread(mixture[1:2], PageChoice.requested(None, "z", True), max_pixels=10**6, formats=SAFE)

    assert [(each.name, each.reading) for each in found] == [
        ("b_t01.tif", {"page": 1, "axis": "z", "as_channels": True}),
        ("b_t02.tif", {"page": 2, "axis": "z", "as_channels": True}),
    ]
    assert read(found[1].path, **found[1].reading).n_channels == 3


def test_a_file_that_is_called_like_a_page_keeps_its_name(tmp_path):
    zeros = np.zeros((2, 4, 5), np.uint8)
    tifffile.imwrite(tmp_path / "a.tif", zeros, imagej=True, metadata={"axes": "ZYX"})
    tifffile.imwrite(tmp_path / "a_z002.tif", zeros[0])

    found = spread_out(listed([tmp_path], without=tmp_path / "out"))

    assert [page for _, page in found] == [1, 2, None]
    assert len({name for name, _ in found}) == 3
