"""Pictures of a batch as packed text: what is put in comes out."""

import tracemalloc

import pytest

from gmmseg.batch.picture import Picture
from gmmseg.batch.picture_list import PictureList, names_of

PICTURES = (
    Picture("/in/a.png", "a.png", "a"),
    Picture("/in/sub/ü \udcff.png", "sub/ü \udcff.png", "sub/b"),  # a name that is no text
    Picture("z.tif", "z-2.tif", "z-2", page=2, axis="c"),
    Picture("/", "", ""),
)


def test_pictures_come_out_as_they_were_put_in():
    found = PictureList(PICTURES)

    assert len(found) == 4
    assert list(found) == list(PICTURES)
    assert found == PICTURES
    assert found[-1] == PICTURES[-1]
    assert found[1:3] == PICTURES[1:3]
    assert list(names_of(found)) == list(names_of(PICTURES)) == [each.name for each in PICTURES]
    assert found != PictureList(PICTURES[:3])
    assert hash(found) == hash(PictureList(PICTURES))
    assert found != "pictures"
    with pytest.raises(IndexError):
        found[4]
    others = found.with_stems("wxyz")
    assert [each.stem for each in others] == ["w", "x", "y", "z"]
    assert others.with_stems(each.stem for each in PICTURES) == found
    with pytest.raises(ValueError, match="each takes a stem of its own"):
        found.with_stems("abc")


def test_of_many_pictures_of_a_folder_a_hundred_bytes_each_are_kept():
    folder = "/a/folder/with/a/name/that/is/rather/long/as/those/of/plates/are" * 3

    tracemalloc.start()
    try:
        found = PictureList(Picture(f"{folder}/{i:06d}.png", f"{i:06d}.png", f"{i:06d}") for i in range(4000))
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert held < 100 * len(found)
