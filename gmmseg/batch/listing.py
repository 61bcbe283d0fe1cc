"""The pictures of a batch: folders and lists are read, the results of earlier runs left out."""

import fnmatch
import os
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from gmmseg.batch.manifest import NAME, Manifest
from gmmseg.errors import BadManifestError, GmmsegError, NoPicturesError
from gmmseg.io.atomic import shown
from gmmseg.io.readers.formats import claimed
from gmmseg.io.readers.pages import EVERY, FIRST, ChosenPage, PageChoice, stack_in

LARGEST_LIST = 64_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of a batch.

    Attributes
    ----------
    location : str
        Where it is, as text: a path would take three times the memory, and there may be a million.
    name : str
        What it is called in the batch: its way from the folder that was given, with slashes. No two
        pictures of a batch have the same.
    stem : str
        How the names of its results begin: a way from the folder of results, with slashes. Empty until
        there is a plan.
    page : int, str or None
        Which page of the file, where the file has several that are pictures.
    axis : str or None
        Whose planes are its channels, if any's are.
    """

    location: str | Path
    name: str
    stem: str = ""
    page: int | str | None = None
    axis: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "location", os.fspath(self.location))

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self.location)

    @property
    def reading(self) -> dict[str, Any]:
        """Which picture of the file it is, as `images.read` takes it by name; empty where there is one."""
        channels = {} if self.axis is None else {"axis": self.axis or None, "as_channels": True}
        return channels if self.page is None else {"page": self.page, **channels}


def listed(
    inputs: Sequence[Path], patterns: Sequence[str] = (), *, recursive: bool = True, without: Path
) -> list[Picture]:
    """Return the pictures in folders and files, each once, in an order that is always the same.

    What is named but not there is among them, as is a folder that cannot be looked into: whoever opens it
    tells, and the others go on.

    Parameters
    ----------
    inputs : sequence of Path
        Folders and pictures. A file that is named itself is taken, whatever its suffix.
    patterns : sequence of str
        What names in folders must match, as `*.png`, in small letters or capitals; with a slash, ways from
        the folder. By default: all that have the suffix of a format that is read.
    recursive : bool
        Whether folders in folders are searched; links to folders never are.
    without : Path
        A folder inside that is not searched: where results go.

    Raises
    ------
    NoPicturesError
        If no input is there, or there are no pictures in them.
    """
    found: dict[str, Picture] = {}
    folders: dict[Path, str] = {}
    for given in inputs:
        is_folder = os.path.isdir(given)  # noqa: PTH112 - a list may name what the system refuses to look at
        found_here = (
            _files_in(given, patterns, recursive, without) if is_folder else [Picture(given, given.name)]
        )
        for each in found_here:
            found.setdefault(place_of(each.path, folders), each)
    missing = [given for given in inputs if not os.path.lexists(given)]
    if missing and len(missing) == len(inputs):
        raise NoPicturesError(_none_there(missing), "Check its name and folder")
    if not found:
        names = ", ".join(shown(given) for given in inputs)
        wanted = f" that match {', '.join(patterns)}" if patterns else ""
        remedy = "Give another folder, or other patterns" if patterns else "Give another folder"
        raise NoPicturesError(f"there are no pictures{wanted} in {names}", remedy)
    return _with_distinct_stems(list(found.values()))


def spread(
    pictures: Sequence[Picture], choice: PageChoice, *, max_pixels: int, formats: Sequence[str]
) -> list[Picture]:
    """Return the pictures with those pages of a file as pictures of their own that are chosen.

    Without a choice these are all pages of a stack in time or depth, of which none stands for all; of other
    files the first page is the picture. Of a file that has no such page, or cannot be looked into, whoever
    opens it tells.
    """
    if choice.is_simple and choice.selection is not None:
        return list(pictures)  # one page of each, by its number
    if choice.as_channels and choice.selection is None:
        choice = replace(choice, selection=EVERY.selection)
    found: list[Picture] = []
    for each in pictures:
        try:
            pages = _chosen(each.path, choice, max_pixels, formats)
        except GmmsegError:
            pages = None
        if pages is None:
            found.append(each if choice == FIRST else _refused(each, choice))
        elif len(pages) == 1 and not pages[0].name:
            number = pages[0].number if pages[0].axis is not None else None  # else it is the whole file
            found.append(replace(each, page=number, axis=pages[0].axis))
        else:
            found += (_page_of(each, page) for page in pages)
    return _with_distinct_stems(found)


def _chosen(
    path: Path, choice: PageChoice, max_pixels: int, formats: Sequence[str]
) -> list[ChosenPage] | None:
    """Return the pages of a file that are pictures; None where it is one picture, its first."""
    if choice != FIRST:
        return choice.of(path, max_pixels=max_pixels, formats=formats)
    stack = stack_in(path, max_pixels=max_pixels, formats=formats)
    return None if stack is None else EVERY.among(stack)


def _refused(picture: Picture, choice: PageChoice) -> Picture:
    """Return a picture with what was asked for, so that whoever opens it says why there is no such page."""
    text = None if choice.selection is None else choice.selection.text
    if choice.as_channels:
        return replace(picture, page=text, axis=choice.axis or "")
    return replace(picture, page=text if choice.axis is None else f"{choice.axis}={text}")


def _page_of(picture: Picture, page: ChosenPage) -> Picture:
    way = PurePosixPath(picture.name)
    name = way.with_name(f"{page.stem(way.stem)}{way.suffix}").as_posix()
    return replace(picture, name=name, page=page.number, axis=page.axis)


def place_of(path: Path, folders: dict[Path, str] | None = None) -> str:
    """Return where a file is, whatever way it is named.

    Where `folders` are kept from one file to the next, each folder is looked at but once.
    """
    try:
        if folders is None or path.name in ("", "..") or os.path.islink(path):  # noqa: PTH114 - of any name
            return os.path.realpath(path)
        if path.parent not in folders:
            folders[path.parent] = os.path.realpath(path.parent)
        return os.path.join(folders[path.parent], path.name)  # noqa: PTH118 - a Path would take longer, often
    except ValueError:  # a list may hold what no path can, as a zero byte
        return str(path)


def _none_there(missing: Sequence[Path]) -> str:
    first = shown(missing[0])
    return (
        f"{first} is not there" if len(missing) == 1 else f"{first} and {len(missing) - 1} more are not there"
    )


def _with_distinct_stems(pictures: Sequence[Picture]) -> list[Picture]:
    """Return the pictures; where two of several folders have one name, the later has its folder in front."""
    taken: set[str] = set()
    found = []
    for each in pictures:
        name, parts = each.name, []
        if name in taken:
            parts = [part for part in each.path.parent.parts if part not in ("", ".", "..", each.path.anchor)]
        while name in taken:
            name = f"{parts.pop()}/{name}" if parts else f"again/{name}"
        taken.add(name)
        found.append(each if name == each.name else replace(each, name=name))
    return found


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
    lines = (line.strip(b"\r") for line in content.removeprefix(BOM_UTF8).split(b"\n"))
    return [path.parent / os.fsdecode(line) for line in lines if line.strip() and not line.startswith(b"#")]


def _files_in(folder: Path, patterns: Sequence[str], recursive: bool, without: Path) -> Iterator[Picture]:
    barred = os.path.realpath(without)
    if os.path.realpath(folder) == barred:
        barred = ""  # results lie among the pictures: their names distinguish them
    closed: list[OSError] = []
    written = _written(folder, among_pictures=True) if barred else set()
    for place, folders, files in os.walk(folder, onerror=closed.append):
        inner = sorted(folders) if recursive else []
        folders[:] = [
            each
            for each in inner
            if not each.startswith(".") and os.path.realpath(Path(place, each)) != barred
        ]
        way = Path(place).relative_to(folder)
        begin = "" if way == Path() else f"{way.as_posix()}/"
        if NAME in files and place != str(folder):  # an earlier run of other results went there
            written |= _written(Path(place))
        for name in sorted(files):
            wanted = not name.startswith(".") and _wanted((way / name).as_posix(), patterns)
            if wanted and os.path.join(place, name) not in written:  # noqa: PTH118 - a Path would take longer, often
                yield Picture(os.path.join(place, name), f"{begin}{name}")  # noqa: PTH118 - as above
    for error in closed:
        path = Path(os.fsdecode(error.filename))
        yield Picture(path, path.relative_to(folder).as_posix() if path != folder else path.name)


def _written(folder: Path, *, among_pictures: bool = False) -> set[str]:
    """Return the paths of what a run has written to a folder, as far as can be known.

    Whoever gives a folder of nothing but results asks for them: `among_pictures` returns those only that lie
    where pictures are that they were made from.
    """
    with suppress(BadManifestError):
        manifest = Manifest.of(folder)
        files = manifest.files
        pictures = manifest.lines.keys() - files
        if not among_pictures or any(_is_file(folder / name) for name in pictures):
            return {str(folder / name) for name in files}
    return set()


def _is_file(path: Path) -> bool:
    """Return whether there is such a file; no record decides whether the system refuses to look."""
    return os.path.isfile(path)  # noqa: PTH113 - a Path would raise where the name is too long


def _wanted(name: str, patterns: Iterable[str]) -> bool:
    if not patterns:
        return claimed(os.path.splitext(name)[1]) is not None  # noqa: PTH122 - a Path would take longer, often
    last = name.rpartition("/")[2]
    pairs = ((name if "/" in pattern else last, pattern) for pattern in patterns)
    # On every system alike: cameras write .JPG, and half a folder would be passed over without a word.
    return any(fnmatch.fnmatchcase(each.casefold(), pattern.casefold()) for each, pattern in pairs)
