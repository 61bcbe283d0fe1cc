"""Names of results."""

from pathlib import Path

import pytest

from gmmseg.io.naming import results_among, stems, without_repeats


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["a.png", "b.png"], ["a", "b"]),
        (["a.png", "a.jpg"], ["a_png", "a_jpg"]),
        (["A.png", "a.png"], ["A_png", "a_png_2"]),
        (["x/a.png", "y/a.png"], ["a_png", "a_png_2"]),
        (["a", "a.png"], ["a", "a_png"]),
        (["a.png", "a.jpg", "a_png.tif"], ["a_png", "a_jpg", "a_png_2"]),
        (["caf\u00e9.png", "cafe\u0301.jpg"], ["caf\u00e9_png", "cafe\u0301_jpg"]),
        (["scan.2.png", "scan.3.png"], ["scan.2", "scan.3"]),
        ([".png"], [".png"]),
    ],
)
def test_no_two_pictures_share_a_name(given, expected):
    assert stems([Path(name) for name in given]) == expected


def test_a_file_named_twice_is_done_once(tmp_path):
    file = tmp_path / "a.png"
    file.touch()
    link = tmp_path / "link.png"
    link.symlink_to(file)
    other = tmp_path / "b.png"

    assert without_repeats([file, other, tmp_path / "." / "a.png", link]) == [file, other]


def test_results_are_told_from_pictures_only_beside_their_picture():
    paths = [Path(name) for name in ("photo.jpg", "photo_labels.png", "photo_mask_2.png", "my_labels.png")]

    assert results_among(paths) == {paths[1]: paths[0], paths[2]: paths[0]}
