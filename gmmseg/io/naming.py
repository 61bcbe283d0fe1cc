"""Names of the results of several pictures, so that none overwrites another's."""

import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from unicodedata import normalize

import numpy as np

RESULTS = (
    "_labels",
    "_overlay",
    "_mask",
    "_cutout",
    "_probabilities",
    "_probability",
    "_boundaries",
    "_mean",
    "_uncertainty",
    "_objects",
)
RESULTS_FOLDER = "gmmseg-out"  # the folder where results go that nobody names another for
SHORTENED = re.compile(r"(.+)~[0-9a-f]{8}")  # how a word ends that was too long for the file system


def stems(paths: Sequence[Path]) -> list[str]:
    """Return for each path the word that the names of its results begin with.

    It is the file's name without its suffix. Where two pictures would share one (`a.png` and `a.jpg`, or
    `A.png` on a disk that ignores case), the suffix is kept (`a_png`, `a_jpg`); files of one name in several
    folders have these in front (`north_a`, `south_a`). Where they would still share it, those after the first
    are numbered (`a_png_2`).
    """
    folders: dict[str, set[str]] = {}
    for path in paths:
        folders.setdefault(_folded(path.name), set()).add(path.parent.name)
    return distinct(
        [
            (
                f"{path.parent.name}_{path.stem}"
                if path.parent.name and len(folders[_folded(path.name)]) > 1
                else path.stem,
                path.suffix[1:],
            )
            for path in paths
        ]
    )


def distinct(wanted: Sequence[tuple[str, str]]) -> list[str]:
    """Return for each pair of word and suffix a word of its own, as `stems` says."""
    return list(each_distinct(wanted))


def each_distinct(wanted: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield for each pair of word and suffix a word of its own, as `stems` says.

    Parameters
    ----------
    wanted : sequence of (str, str)
        Gone through up to four times. Of a million pairs that are made when they are asked for only those
        are held whose word others have, too.
    """
    marks = TextMarks(_folded(word) for word, _ in wanted)
    again = marks.repeated(_folded(word) for word, _ in wanted)
    shared = {*again, *again.values()}
    made: set[str] = set()  # words that are not simply a picture's own
    moved: set[int] = set()  # pictures whose own word was made for another before

    def is_taken(stem: str, place: int) -> bool:
        if stem in made:
            return True
        own = (each for each in marks.alike(stem) if each < place and each not in shared)
        return any(each not in moved and _folded(wanted[each][0]) == stem for each in own)

    numbers: Counter[str] = Counter()  # the last that was given to a word, so that many need no search
    for place, (word, suffix) in enumerate(wanted):
        if place not in shared and not (made and _folded(word) in made):
            yield word
            continue
        stem = first = word if place not in shared else f"{word}_{suffix}".rstrip("_")
        while is_taken(_folded(stem), place):
            numbers[first] += 1
            stem = f"{first}_{numbers[first] + 1}"
        made.add(_folded(stem))
        if place not in shared:
            moved.add(place)
        yield stem


class TextMarks:
    """Hashes of texts by their number from 0: eight bytes each, so that of a million texts none is held."""

    def __init__(self, texts: Iterable[str]) -> None:
        marks = np.fromiter((hash(text) for text in texts), np.int64)
        self._order = np.argsort(marks, kind="stable")
        self._marks = marks[self._order]

    def alike(self, text: str) -> list[int]:
        """Return the numbers of those that may be a text, as far as their hashes tell."""
        begin = int(np.searchsorted(self._marks, hash(text), "left"))
        end = int(np.searchsorted(self._marks, hash(text), "right"))
        return [int(each) for each in self._order[begin:end]]

    def repeated(self, texts: Iterable[str]) -> dict[int, int]:
        """Return the numbers of texts that are there earlier, too, each with that of the first.

        Parameters
        ----------
        texts : iterable of str
            The same texts once more.
        """
        same = self._marks[1:] == self._marks[:-1]
        if not same.any():
            return {}
        alike = np.zeros(len(self._order), np.bool_)
        alike[self._order[1:][same]] = alike[self._order[:-1][same]] = True
        found: dict[int, int] = {}
        first: dict[str, int] = {}
        for number, text in enumerate(texts):
            if alike[number] and first.setdefault(text, number) != number:
                found[number] = first[text]
        return found


def result_of(name: str, known_stems: Collection[str], endings: Sequence[str]) -> str | None:
    """Return which of `known_stems` a file of that name (without suffix) is a result of, None if of none."""
    for ending in endings:
        begin, mark, _ = name.rpartition(ending)
        if mark and begin in known_stems:
            return begin
        shortened = SHORTENED.fullmatch(begin)
        if shortened:
            return next((word for word in known_stems if word.startswith(shortened[1])), None)
    return None


def without_repeats(paths: Sequence[Path]) -> list[Path]:
    """Return the paths in order, each file once however often and by whatever way it is named."""
    first: dict[str, Path] = {}
    for path in paths:
        first.setdefault(os.path.realpath(path), path)
    return list(first.values())


def results_among(paths: Sequence[Path]) -> dict[Path, Path]:
    """Return the paths that look like results of another of the paths, each with that other.

    A pattern such as `*.png` takes in what an earlier run has written; nobody wants the labels of labels.
    """
    pictures = {_folded(path.stem): path for path in paths}
    found = {}
    for path in paths:
        stem = _folded(path.stem)
        for result in RESULTS:
            begin, mark, _ = stem.rpartition(result)
            if mark and begin in pictures:
                found[path] = pictures[begin]
    return found


def _folded(name: str) -> str:
    """Return the name as file systems that ignore case and composition compare it."""
    return normalize("NFC", name).casefold()
