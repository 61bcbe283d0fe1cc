"""Which pictures a batch is about: folders walked, lists read, results left out."""

import fnmatch
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gmmseg.errors import NoPicturesError
from gmmseg.io.atomic import shown
from gmmseg.io.formats import claimed

LARGEST_LIST = 64_000_000  # bytes


@dataclass(frozen=True)
class Found:
    """A picture's file.

    Attributes
    ----------
    path : Path
        Where it is.
    name : str
        What it is called in this batch: its way from the folder that was given, with slashes.
    """

    path: Path
    name: str


def listed(
    inputs: Sequence[Path], patterns: Sequence[str] = (), *, recursive: bool = True, without: Path
) -> list[Found]:
    """Return the pictures in folders and files, each once, in an order that is always the same.

    Parameters
    ----------
    inputs : sequence of Path
        Folders and pictures. A file that is named itself is taken, whatever its suffix.
    patterns : sequence of str
        What names in folders must match, as `*.png`; with a slash, ways from the folder. By default: all
        that have the suffix of a format that is read.
    recursive : bool
        Whether folders in folders are walked; links to folders never are.
    without : Path
        A folder inside that is not walked: where results go.

    Raises
    ------
    NoPicturesError
        If an input is not there, or there are no pictures in them.
    """
    found: dict[str, Found] = {}
    for given in inputs:
        if not os.path.lexists(given):
            raise NoPicturesError(f"{shown(given)} is not there", "Check its name and folder")
        walked = (
            _walked(given, patterns, recursive, without) if given.is_dir() else [Found(given, given.name)]
        )
        for each in walked:
            found.setdefault(os.path.realpath(each.path), each)
    if not found:
        names = ", ".join(shown(given) for given in inputs)
        wanted = f" that match {', '.join(patterns)}" if patterns else ""
        remedy = "Give another folder, or other patterns" if patterns else "Give another folder"
        raise NoPicturesError(f"there are no pictures{wanted} in {names}", remedy)
    return list(found.values())


def from_list(path: Path) -> list[Path]:
    """Return the paths in a text file, one a line; relative ones are looked for beside it."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_LIST + 1)
    except OSError as error:
        reason = f"the list {shown(path)} cannot be read ({error.strerror})"
        raise NoPicturesError(reason, "Check its path") from None
    if len(content) > LARGEST_LIST:
        raise NoPicturesError(f"the list {shown(path)} is too long", "Give folders instead")
    lines = (line.strip(b"\r") for line in content.split(b"\n"))
    return [path.parent / os.fsdecode(line) for line in lines if line.strip() and not line.startswith(b"#")]


def _walked(folder: Path, patterns: Sequence[str], recursive: bool, without: Path) -> Iterator[Found]:
    barred = os.path.realpath(without)
    if os.path.realpath(folder) == barred:
        barred = ""  # results lie among the pictures: they are told apart by their names
    for place, folders, files in os.walk(folder):
        inner = sorted(folders) if recursive else []
        folders[:] = [
            each
            for each in inner
            if not each.startswith(".") and os.path.realpath(Path(place, each)) != barred
        ]
        way = Path(place).relative_to(folder)
        for name in sorted(files):
            if not name.startswith(".") and _wanted((way / name).as_posix(), patterns):
                yield Found(Path(place, name), (way / name).as_posix())


def _wanted(name: str, patterns: Iterable[str]) -> bool:
    if not patterns:
        return claimed(os.path.splitext(name)[1]) is not None  # noqa: PTH122 - a Path would take longer, often
    last = name.rpartition("/")[2]
    return any(fnmatch.fnmatch(name if "/" in pattern else last, pattern) for pattern in patterns)
