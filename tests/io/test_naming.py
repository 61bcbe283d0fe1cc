"""Names of results."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from gmmseg.io.naming import TextMarks, distinct, results_among, stems, without_repeats


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["a.png", "b.png"], ["a", "b"]),
        (["a.png", "a.jpg"], ["a_png", "a_jpg"]),
        (["A.png", "a.png"], ["A_png", "a_png_2"]),
        (["x/a.png", "y/a.png", "b.png"], ["x_a", "y_a", "b"]),
        (["x/a.png", "z/x/a.png", "y/x_a.png"], ["a_png", "a_png_2", "x_a"]),
        (["x/a.png", "y/a.png", "x_a.jpg"], ["x_a_png", "y_a", "x_a_jpg"]),
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


def test_results_are_distinguished_from_pictures_only_beside_their_picture():
    paths = [Path(name) for name in ("photo.jpg", "photo_labels.png", "photo_mask_2.png", "my_labels.png")]

    assert results_among(paths) == {paths[1]: paths[0], paths[2]: paths[0]}


def one_after_the_other(wanted):
    """Return words of their own by the plain way that holds all of them."""
    counts = Counter(word.casefold() for word, _ in wanted)
    taken, found, numbers = set(), [], Counter()
    for word, suffix in wanted:
        first = word if counts[word.casefold()] == 1 else f"{word}_{suffix}".rstrip("_")
        stem = first
        while stem.casefold() in taken:
            numbers[first] += 1
            stem = f"{first}_{numbers[first] + 1}"
        taken.add(stem.casefold())
        found.append(stem)
    return found


def test_words_of_many_pictures_are_those_of_the_plain_way():
    rng = np.random.default_rng(4)
    words = ("a", "A", "a_png", "a_png_2", "b", "b_png", "B_2", "c", "a_jpg", "d")
    suffixes = ("png", "jpg", "")

    for n in (1, 2, 3, 5, 8, 12, 20) * 12:
        wanted = [(words[i], suffixes[j]) for i, j in rng.integers(0, (10, 3), (n, 2))]
        found = distinct(wanted)
        assert found == one_after_the_other(wanted)
        assert len({each.casefold() for each in found}) == n


def test_texts_of_one_hash_are_distinguished(monkeypatch):
    monkeypatch.setattr("gmmseg.io.naming.hash", len, raising=False)
    texts = ["aa", "bb", "c", "aa", "dd", "c", "bb"]

    assert TextMarks(texts).repeated(texts) == {3: 0, 5: 2, 6: 1}
    assert distinct([(text, "png") for text in texts]) == [
        "aa_png", "bb_png", "c_png", "aa_png_2", "dd", "c_png_2", "bb_png_2",
    ]  # fmt: skip
