"""The pictures of a batch: folders and lists are read, the results of earlier runs left out."""

import fnmatch
import os
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from gmmseg.batch.manifest import NAME, Manifest
from gmmseg.batch.picture import Picture
from gmmseg.batch.picture_list import PictureList
from gmmseg.errors import BadManifestError, GmmsegError, NoPicturesError
from gmmseg.io.atomic import shown
from gmmseg.io.naming import RESULTS_FOLDER, TextMarks
from gmmseg.io.readers.formats import claimed
from gmmseg.io.readers.pages import EVERY, FIRST, ChosenPage, PageChoice, stack_in

LONGEST_LINE = 2**16  # bytes of a line of a list; no system has longer paths
MOST_NAMED = 20  # folders, where nothing is in any of them
FRAMES_ONLY = (b"\x89PNG", b"\xff\xd8\xff")  # how files of formats begin that have frames at most
QUICKLY = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # a pipe is not waited for


def listed(
    inputs: Iterable[Path], patterns: Sequence[str] = (), *, recursive: bool = True, without: Path
) -> PictureList:
    """Return the pictures in folders and files, each once, in an order that is always the same.

    What is named but not there is among them, as is a folder that cannot be looked into: whoever opens it
    tells, and the others go on.

    Parameters
    ----------
    inputs : iterable of Path
        Folders and pictures. A file that is named itself is taken, whatever its suffix.
    patterns : sequence of str
        What names in folders must match, as `*.png`, in small letters or capitals; with a slash, ways from
        the folder. By default: all that have the suffix of a format that is read.
    recursive : bool
        Whether folders in folders are searched; links to folders never are, nor `naming.RESULTS_FOLDER`,
        where other commands put what they made of pictures.
    without : Path
        A folder inside that is not searched: where results go.

    Raises
    ------
    NoPicturesError
        If no input is there, or there are no pictures in them.
    """
    found, given_first, missing, n_given = PictureList(), list[Path](), _Missing(), 0
    for n_given, given in enumerate(inputs, 1):
        if n_given <= MOST_NAMED:
            given_first.append(given)
        if os.path.isdir(given):  # noqa: PTH112 - a list may name what the system refuses to look at
            for each in _files_in(given, patterns, recursive, without):
                found.append(each)
        else:
            found.append(Picture(given, given.name))
            missing.look_at(given)
    if missing.n and missing.n == n_given:
        raise NoPicturesError(missing.sentence, "Check its name and folder")
    if not found:
        names = ", ".join(shown(given) for given in given_first) or "the lists"
        wanted = f" that match {', '.join(patterns)}" if patterns else ""
        remedy = "Give another folder, or other patterns" if patterns else "Give another folder"
        raise NoPicturesError(f"there are no pictures{wanted} in {names}", remedy)
    return _with_distinct_names(_each_once(found))


class _Missing:
    """What was named but is not there, of which the first is told."""

    def __init__(self) -> None:
        self.n, self._first = 0, ""

    def look_at(self, given: Path) -> None:
        if not os.path.lexists(given):
            self.n += 1
            self._first = self._first or shown(given)

    @property
    def sentence(self) -> str:
        if self.n == 1:
            return f"{self._first} is not there"
        return f"{self._first} and {self.n - 1} more are not there"


def _each_once(pictures: PictureList) -> PictureList:
    """Return the pictures without those whose file is that of an earlier one, whatever way it is named."""

    def places() -> Iterator[str]:
        folders: dict[str, str] = {}
        return (place_of(each.location, folders) for each in pictures)

    again = TextMarks(places()).repeated(places())
    return pictures if not again else PictureList(each for i, each in enumerate(pictures) if i not in again)


def spread(
    pictures: PictureList, choice: PageChoice, *, max_pixels: int, formats: Sequence[str]
) -> PictureList:
    """Return the pictures with those pages of a file as pictures of their own that are chosen.

    Without a choice these are all pages of a stack in time or depth, of which none stands for all; of other
    files the first page is the picture. Of a file that has no such page, or cannot be looked into, whoever
    opens it tells.
    """
    if choice.is_simple and choice.selection is not None:
        return pictures  # one page of each, by its number
    if choice.as_channels and choice.selection is None:
        choice = replace(choice, selection=EVERY.selection)
    found: PictureList | None = None  # a list of its own from the first on that is not as it was
    for place, each in enumerate(pictures):
        is_as_it_was = choice == FIRST and _has_frames_only(each.location)
        parts = [each] if is_as_it_was else _parts_of(each, choice, max_pixels, formats)
        if found is None and parts == [each]:
            continue
        found = pictures[:place] if found is None else found
        for part in parts:
            found.append(part)
    return pictures if found is None else _with_distinct_names(found)


def _parts_of(picture: Picture, choice: PageChoice, max_pixels: int, formats: Sequence[str]) -> list[Picture]:
    """Return the pages of a file that are pictures of their own; the picture itself where it is one."""
    try:
        pages = _chosen(picture.path, choice, max_pixels, formats)
    except GmmsegError:
        pages = None
    if pages is None:
        return [picture if choice == FIRST else _refused(picture, choice)]
    if len(pages) == 1 and not pages[0].name:
        number = pages[0].number if pages[0].axis is not None else None  # else it is the whole file
        return [replace(picture, page=number, axis=pages[0].axis)]
    return [_page_of(picture, page) for page in pages]


def _has_frames_only(location: str | Path) -> bool:
    """Return whether a file surely is none that could hold a stack, by its first bytes: most are PNG or JPEG.

    Of any other, and one that cannot be read, `_chosen` finds out at leisure: twenty times as long.
    """
    try:
        descriptor = os.open(location, QUICKLY)
    except (OSError, ValueError):
        return False
    try:
        return os.read(descriptor, 4).startswith(FRAMES_ONLY)
    except OSError:
        return False
    finally:
        os.close(descriptor)


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


def place_of(location: str | Path, folders: dict[str, str] | None = None) -> str:
    """Return where a file is, whatever way it is named.

    Where `folders` are kept from one file to the next, each folder is looked at but once.
    """
    text = str(location)
    head, name = os.path.split(text)
    try:
        if folders is None or name in ("", ".", "..") or os.path.islink(text):  # noqa: PTH114 - of any name
            return os.path.realpath(text)
        place = folders.get(head)
        if place is None:
            place = folders[head] = os.path.realpath(head)
        return os.path.join(place, name)  # noqa: PTH118 - a Path would take longer, often
    except ValueError:  # a list may hold what no path can, as a zero byte
        return text


def _with_distinct_names(pictures: PictureList) -> PictureList:
    """Return the pictures; where two of several folders have one name, the later has its folder in front."""
    if not TextMarks(pictures.names).repeated(pictures.names):
        return pictures
    taken: set[str] = set()
    found = PictureList()
    for each in pictures:
        name, parts = each.name, []
        if name in taken:
            parts = [part for part in each.path.parent.parts if part not in ("", ".", "..", each.path.anchor)]
        while name in taken:
            name = f"{parts.pop()}/{name}" if parts else f"again/{name}"
        taken.add(name)
        found.append(each if name == each.name else replace(each, name=name))
    return found


def from_list(path: Path) -> Iterator[Path]:
    """Yield the paths in a text file, one a line; relative ones are looked for beside it.

    Raises
    ------
    NoPicturesError
        If the file cannot be read, or a line is longer than any path.
    """
    try:
        with path.open("rb") as file:
            yield from _paths_in(file, path)
    except OSError as error:
        reason = f"the list {shown(path)} cannot be read ({error.strerror})"
        raise NoPicturesError(reason, "Check its path") from None


def _paths_in(file: BinaryIO, path: Path) -> Iterator[Path]:
    is_first = True
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise NoPicturesError(f"a line of the list {shown(path)} is too long", "Give a text file")
        if is_first:
            line, is_first = line.removeprefix(BOM_UTF8), False
        line = line.removesuffix(b"\n").strip(b"\r")
        if line.strip() and not line.startswith(b"#"):
            yield path.parent / os.fsdecode(line)


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
            if not each.startswith(".")
            and each != RESULTS_FOLDER
            and os.path.realpath(Path(place, each)) != barred
        ]
        way = Path(place).relative_to(folder)
        begin = "" if way == Path() else f"{way.as_posix()}/"
        if NAME in files and place != str(folder):  # an earlier run of other results went there
            written |= _written(Path(place))
        files.sort()
        for name in files:
            if not name.startswith(".") and _wanted(f"{begin}{name}", patterns):
                location = os.path.join(place, name)  # noqa: PTH118 - a Path would take longer, often
                if location not in written:
                    yield Picture(location, f"{begin}{name}")
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
