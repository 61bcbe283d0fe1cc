"""Names of the results of several pictures, so that none overwrites another's."""

import os
import re
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from unicodedata import normalize

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
SHORTENED = re.compile(r"(.+)~[0-9a-f]{8}")  # how a word ends that was too long for the file system


def stems(paths: Sequence[Path]) -> list[str]:
    """Return for each path the word that the names of its results begin with.

    It is the file's name without its suffix. Where two pictures would share one (`a.png` and `a.jpg`, or
    `A.png` on a disk that ignores case), the suffix is kept (`a_png`, `a_jpg`); where they would still
    share it, those after the first are numbered (`a_png_2`).
    """
    return distinct([(path.stem, path.suffix[1:]) for path in paths])


def distinct(wanted: Sequence[tuple[str, str]]) -> list[str]:
    """Return for each pair of word and suffix a word of its own, as `stems` says."""
    if len({_folded(word) for word, _ in wanted}) == len(wanted):
        return [word for word, _ in wanted]
    counts = Counter(_folded(word) for word, _ in wanted)
    numbers: Counter[str] = Counter()  # the last that was given to a word, so that many need no search
    taken: set[str] = set()
    found = []
    for word, suffix in wanted:
        first = word if counts[_folded(word)] == 1 else f"{word}_{suffix}".rstrip("_")
        stem = first
        while _folded(stem) in taken:
            numbers[first] += 1
            stem = f"{first}_{numbers[first] + 1}"
        taken.add(_folded(stem))
        found.append(stem)
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
