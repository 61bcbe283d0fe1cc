"""What the results of several pictures are called, so that none takes another's place."""

import os
from collections import Counter
from collections.abc import Sequence
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
)


def stems(paths: Sequence[Path]) -> list[str]:
    """Return for each path the word that the names of its results begin with.

    It is the file's name without its suffix. Where two pictures would share one (`a.png` and `a.jpg`, or
    `A.png` on a disk that ignores case), the suffix is kept (`a_png`, `a_jpg`); where they would still
    share it, those after the first are numbered (`a_png_2`).
    """
    counts = Counter(_folded(path.stem) for path in paths)
    taken: set[str] = set()
    found = []
    for path in paths:
        alone = counts[_folded(path.stem)] == 1
        wanted = path.stem if alone else f"{path.stem}_{path.suffix[1:]}".rstrip("_")
        stem, number = wanted, 1
        while _folded(stem) in taken:
            number += 1
            stem = f"{wanted}_{number}"
        taken.add(_folded(stem))
        found.append(stem)
    return found


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
