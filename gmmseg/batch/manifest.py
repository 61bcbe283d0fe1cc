"""The manifest: a file with a line of JSON for every picture that was begun, done, failed or left out.

A line is appended when something has happened, so that a killed run can be resumed; a line that was cut
short is ignored. When a run has ended the file is rewritten, one line for each picture.
"""

import json
import os
from collections.abc import Iterable, Iterator
from io import FileIO
from pathlib import Path
from threading import Lock
from typing import Any, Self

from gmmseg.batch.manifest_lines import ManifestLine, ManifestLines
from gmmseg.errors import BadManifestError, CannotWriteError, DiskFullError
from gmmseg.io.atomic import FULL, REASONS, shown, writing

NAME = "gmmseg-batch.jsonl"
FORMAT, VERSION = "gmmseg batch", 2
HEADER = FORMAT.encode()  # that no line about a picture is likely to hold
LONGEST_LINE = 2**24  # bytes
BEGUN, DONE, FAILED, SKIPPED = "begun", "done", "failed", "skipped"

Kind = type | tuple[type, ...]

NUMBER = (int, float)
DRIFT: dict[str, Kind] = {
    **dict.fromkeys(("light", "reason"), str),
    **dict.fromkeys(("fall", "unexplained", "shift", "badness"), NUMBER),
}
CLASS: dict[str, Kind] = {
    **dict.fromkeys(("number", "pixels", "regions"), int),
    **dict.fromkeys(("percent", "uncertainty"), NUMBER),
    "name": str,
    "mean_colour": list,
}


class Manifest:
    """What is known about the pictures of a folder of results; threads may share it."""

    def __init__(self, path: Path, header: ManifestLine, lines: ManifestLines) -> None:
        self.path, self.header, self.lines = path, header, lines
        self._file: FileIO | None = None
        self._lock = Lock()

    @classmethod
    def of(cls, folder: Path, name: str = NAME) -> Self:
        """Return what the manifest of that name in a folder says; nothing, if there is none.

        Raises
        ------
        BadManifestError
            If the file is something else, or a newer gmmseg's.
        """
        path = folder / name
        header: ManifestLine = {}
        lines = ManifestLines(path, _checked)
        for text, place in _read(path):
            if HEADER in text and (found := _header_in(text)) is not None:
                header = found
                _check_version(path, header)
                lines.begin_version(place, header["version"])
            else:
                lines.note(text, place)
        if not header and path.exists() and path.stat().st_size > 0 and not _was_cut_short(path):
            raise BadManifestError(shown(path), "it is not the manifest of a batch", "Choose another folder")
        return cls(path, header, lines)

    @property
    def is_new(self) -> bool:
        """Whether there was no manifest."""
        return not self.header

    @property
    def files(self) -> set[str]:
        """Names of the files that were written, from the manifest's folder, with slashes."""
        return {name for line in self.lines.values() for name, _, _ in line.get("files", ())}

    @property
    def was_removed(self) -> bool:
        """Whether someone has removed the file since it was opened, maybe with all its folder."""
        return self._file is not None and os.fstat(self._file.fileno()).st_nlink == 0

    def open(self, header: ManifestLine) -> None:
        """Begin to add lines, for a run that `header` describes."""
        before, self.header = self.header, {"format": FORMAT, "version": VERSION, **header}
        try:
            self._file = self.path.open("ab+", buffering=0)  # what a full disk refused shall not come again
            _cut_off_torn_line(self._file)
        except OSError as error:
            raise _explained(error, self.path) from error
        self.lines.hold()
        if self.header != before:
            self.lines.begin_version(self._append(self.header)[1], VERSION)

    def add(self, line: ManifestLine) -> None:
        """Add a line about a picture, which takes the place of what was known.

        Raises
        ------
        CannotWriteError
            If it cannot be written, as when the disk is full; what is there stays valid.
        """
        with self._lock:
            self.lines.note(*self._append(line))

    def _append(self, line: ManifestLine) -> tuple[bytes, int]:
        """Add a line and return it as it was written, and where."""
        assert self._file is not None
        text = json.dumps(line, sort_keys=True).encode() + b"\n"
        whole, size = text, self._file.seek(0, os.SEEK_END)
        try:
            while text:  # of the last bytes that fit a part is taken
                text = text[self._file.write(text) :]
        except OSError as error:
            os.ftruncate(self._file.fileno(), size)
            raise _explained(error, self.path) from error
        return whole, size

    def close(self, order: Iterable[str] | None = None) -> None:
        """Stop adding lines; with an order of names, put the file in it, one line for each picture.

        Pictures of earlier runs that are not in the order come after it.
        """
        if self._file is None:
            return
        if order is None:
            self._close()
            return
        names = list(order)
        removed = self.was_removed
        if not removed and _says(self.path, self._texts(names)):
            self._close()
            return
        with writing(self.path, overwrite=True) as temporary:
            with temporary.open("wb") as file:
                file.writelines(self._texts(names))
            self._close()  # a system may refuse to replace a file that is open
        self.lines = type(self).of(self.path.parent, self.path.name).lines

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
        self._file = None
        self.lines.release()

    def _texts(self, names: Iterable[str]) -> Iterator[bytes]:
        """Yield the file's lines in an order."""
        yield json.dumps(self.header, sort_keys=True).encode() + b"\n"
        yield from self.lines.texts(iter(names))


def _says(path: Path, texts: Iterable[bytes]) -> bool:
    """Return whether a file consists of these lines already."""
    try:
        with path.open("rb") as file:
            return all(file.read(len(text)) == text for text in texts) and not file.read(1)
    except OSError:
        return False


def _read(path: Path) -> Iterator[tuple[bytes, int]]:
    """Yield the lines that were not cut short, and where each begins."""
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for
            raise BadManifestError(shown(path), "it is not a file", "Choose another folder")
        with path.open("rb") as file:
            place = 0
            while text := file.readline(LONGEST_LINE):
                if text.endswith(b"\n"):
                    yield text, place
                place += len(text)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        reason = f"the system says {str(error.strerror).lower()!r}"
        raise BadManifestError(shown(path), reason, "Choose another folder") from error


def _header_in(text: bytes) -> ManifestLine | None:
    """Return the header that a line is; None where it is about a picture."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) and values.get("format") == FORMAT else None


def _checked(values: ManifestLine, version: int) -> ManifestLine | None:
    """Return what is known by a line, written by a version; None if it says nothing useful."""
    known = _with_marks(values) if version == 1 else values
    return known if _is_whole(known) else None


def _with_marks(line: ManifestLine) -> ManifestLine:
    """Return a line of the first version, which had no marks of kinds, with an empty one for each file."""
    files = line.get("files")
    if not isinstance(files, list):
        return line
    return line | {"files": [[*each, ""] if isinstance(each, list) else each for each in files]}


def _is_whole(line: ManifestLine) -> bool:
    """Return whether a line says what the next run needs to know; others are as good as not there."""
    files, doing = line.get("files", []), line.get("doing", [])
    named = isinstance(files, list) and all(_is_file(each) for each in files)
    named = named and isinstance(doing, list) and all(isinstance(each, str) for each in doing)
    none_found = line.get("status") in (BEGUN, FAILED) and not {"classes", "drift"} & line.keys()
    is_described = none_found or ("files" in line and _is_described(line))
    return (
        named
        and is_described
        and _fits(line, {"picture": str, "status": str})
        and all(type(line.get(name, "")) is str for name in ("error", "code"))
    )


def _is_described(line: ManifestLine) -> bool:
    """Return whether a line says of what was found all that the table and the page for people need."""
    if not _fits(line, {"log_likelihood": NUMBER, "drift": dict, "classes": list}):
        return False
    notes = line.get("notes", [])
    noted = isinstance(notes, list) and all(isinstance(each, str) for each in notes)
    return noted and _fits(line["drift"], DRIFT) and all(_is_class(each) for each in line["classes"])


def _is_class(value: Any) -> bool:
    if not (isinstance(value, dict) and _fits(value, CLASS)):
        return False
    colour = value["mean_colour"]
    return len(colour) == 3 and all(isinstance(each, NUMBER) for each in colour)


def _fits(values: ManifestLine, kinds: dict[str, Kind]) -> bool:
    return all(isinstance(values.get(name), kind) for name, kind in kinds.items())


def _is_file(value: Any) -> bool:
    """Return whether a value is the name of a file, its size and the mark of its kind."""
    if not (isinstance(value, list) and len(value) == 3):
        return False
    name, size, mark = value
    return isinstance(name, str) and isinstance(size, int) and isinstance(mark, str)


def _check_version(path: Path, header: ManifestLine) -> None:
    version = header.get("version")
    if not isinstance(version, int) or version > VERSION:
        what = f"a newer version of gmmseg made it (format {version!r}; this one reads up to {VERSION})"
        raise BadManifestError(shown(path), what, "Update gmmseg")


def _was_cut_short(path: Path) -> bool:
    """Return whether there is but the beginning of a header, as a full disk or a kill leaves it."""
    with path.open("rb") as file:
        content = file.read(2**21)
    return b"\n" not in content and content.startswith(b'{"f'[: len(content)])


def _cut_off_torn_line(file: FileIO) -> None:
    end = file.seek(0, os.SEEK_END)
    begin = end
    while begin > 0:
        begin = max(0, begin - LONGEST_LINE)
        file.seek(begin)
        content = file.read(end - begin)
        if content.endswith(b"\n"):
            break
        if b"\n" in content or begin == 0:
            file.truncate(begin + content.rfind(b"\n") + 1)
            break
    file.seek(0, os.SEEK_END)


def _explained(error: OSError, path: Path) -> CannotWriteError:
    if error.errno in FULL:
        return DiskFullError(shown(path), 0, 0)
    reason, remedy = REASONS.get(error.errno, (str(error.strerror), "Choose another folder"))
    return CannotWriteError(shown(path), reason, remedy)
