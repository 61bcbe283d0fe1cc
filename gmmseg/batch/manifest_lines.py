"""The lines of a manifest by picture, looked up in the file and not held: a million take 25 MB.

Where the last line about each picture begins is kept under a hash of the picture's name; the line itself is
read, and checked, when it is asked for.
"""

import json
import os
import re
import weakref
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from threading import RLock
from typing import Any

import numpy as np
from numpy.typing import NDArray

ManifestLine = dict[str, Any]

CHUNK = 4096  # bytes: more than most lines
MOST_RECENT = 2**16  # lines whose places lie in a dictionary, before they join the arrays
PICTURE = re.compile(rb'"picture": ?("(?:[^"\\]|\\.)*")')


class ManifestLines(Mapping[str, ManifestLine]):
    """What a manifest's file says of each picture; threads may share it.

    Parameters
    ----------
    path : Path
        The file.
    checked : callable
        Makes of the values of a line, and the version that wrote it, what is known; None where it says
        nothing useful, and an earlier line about the picture counts.
    """

    def __init__(self, path: Path, checked: Callable[[ManifestLine, int], ManifestLine | None]) -> None:
        self._path, self._checked = path, checked
        self._hashes = np.zeros(0, np.uint64)  # sorted
        self._places: NDArray[np.int64] = np.zeros((2, 0), np.int64)  # of the last line, and of the first
        self._recent: dict[int, tuple[int, int]] = {}
        self._versions: list[tuple[int, int]] = []  # from which place on which version wrote
        self._lock = RLock()
        self._descriptor: int | None = None
        self._closing: weakref.finalize[Any, Any] | None = None

    def begin_version(self, place: int, version: int) -> None:
        """Note that lines from a place on are of a version."""
        self._versions.append((place, version))

    def note(self, text: bytes, place: int) -> None:
        """Note that a line that is in the file at a place is the last about its picture."""
        found = PICTURE.search(text)
        if found is None:
            return
        try:
            name = json.loads(found[1])
        except ValueError:
            return
        with self._lock:
            mark = _mark(name)
            first = self._recent[mark][1] if mark in self._recent else place
            self._recent[mark] = place, first
            if len(self._recent) >= MOST_RECENT:
                self._merge()

    def __getitem__(self, name: str) -> ManifestLine:
        with self._lock:
            place = self._place(_mark(name))
            line = None if place is None else self._line(place)[1]
            if place is not None and (line is None or line["picture"] != name):
                line = self._earlier(name)
        if line is None:
            raise KeyError(name)
        return line

    def __iter__(self) -> Iterator[str]:
        for _, line in self._in_order():
            yield line["picture"]

    def __len__(self) -> int:
        return sum(1 for _ in self._in_order())

    def has_line(self, name: str) -> bool:
        """Return whether there is a line about a picture, as its name's hash tells; no line is read."""
        with self._lock:
            return self._place(_mark(name)) is not None

    def texts(self, order: Iterator[str]) -> Iterator[bytes]:
        """Yield each picture's line as it is written, those of an order of names first."""
        with self._lock:
            self._merge()
            is_written = np.zeros(len(self._hashes), np.bool_)
        for name in order:
            mark = np.uint64(_mark(name))
            index = int(np.searchsorted(self._hashes, mark))
            if index == len(self._hashes) or self._hashes[index] != mark or is_written[index]:
                continue
            is_written[index] = True
            yield from self._written(index)
        for index in np.argsort(self._places[1]):
            if not is_written[index]:
                yield from self._written(int(index))

    def hold(self) -> None:
        """Open the file, so that its lines can be read even if someone removes it."""
        with self._lock, suppress(OSError):
            if self._descriptor is None:
                self._descriptor = os.open(self._path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
                self._closing = weakref.finalize(self, os.close, self._descriptor)

    def release(self) -> None:
        """Close the file, which may then be replaced; it is opened again when a line is asked for."""
        with self._lock:
            if self._closing is not None:
                self._closing()
            self._descriptor = self._closing = None

    def _written(self, index: int) -> Iterator[bytes]:
        """Yield the line about a picture as the newest version writes it; none where nothing is known."""
        place = int(self._places[0, index])
        with self._lock:
            text, line = self._line(place)
            is_new = line is not None and self._version(place) > 1
            line = line if line is not None else self._earlier_at(index)
        if is_new:
            yield text
        elif line is not None:
            yield json.dumps(line, sort_keys=True).encode() + b"\n"

    def _in_order(self) -> Iterator[tuple[int, ManifestLine]]:
        """Yield index and line of each picture, in the order in which they came first."""
        with self._lock:
            self._merge()
        for index in np.argsort(self._places[1]):
            with self._lock:
                _, line = self._line(int(self._places[0, index]))
                line = line if line is not None else self._earlier_at(int(index))
            if line is not None:
                yield int(index), line

    def _place(self, mark: int) -> int | None:
        if mark in self._recent:
            return self._recent[mark][0]
        index = int(np.searchsorted(self._hashes, np.uint64(mark)))
        if index < len(self._hashes) and self._hashes[index] == np.uint64(mark):
            return int(self._places[0, index])
        return None

    def _merge(self) -> None:
        """Let what lies in the dictionary join the arrays."""
        if not self._recent:
            return
        marks = np.fromiter(self._recent, np.uint64, len(self._recent))
        places = np.array(list(self._recent.values()), np.int64).T
        self._recent = {}
        order = np.argsort(marks)
        marks, places = marks[order], places[:, order]
        index = np.searchsorted(self._hashes, marks)
        inside = index < len(self._hashes)
        is_known = np.zeros(len(marks), np.bool_)
        is_known[inside] = self._hashes[index[inside]] == marks[inside]
        self._places[0, index[is_known]] = places[0, is_known]
        fresh = ~is_known
        self._hashes = np.insert(self._hashes, index[fresh], marks[fresh])
        self._places = np.insert(self._places, index[fresh], places[:, fresh], axis=1)

    def _version(self, place: int) -> int:
        index = bisect_right(self._versions, place, key=lambda each: each[0]) - 1
        return self._versions[index][1] if index >= 0 else 0

    def _line(self, place: int) -> tuple[bytes, ManifestLine | None]:
        """Return the line at a place, and what it says; None if that is nothing useful."""
        text = self._text(place)
        return text, self._known(text, place)

    def _known(self, text: bytes, place: int) -> ManifestLine | None:
        try:
            values = json.loads(text) if text.endswith(b"\n") else None
        except (ValueError, RecursionError):
            return None
        return self._checked(values, self._version(place)) if isinstance(values, dict) else None

    def _text(self, place: int) -> bytes:
        self.hold()
        if self._descriptor is None:  # someone has removed the file: nothing is known any more
            return b""
        os.lseek(self._descriptor, place, os.SEEK_SET)
        text = os.read(self._descriptor, CHUNK)
        while b"\n" not in text and (more := os.read(self._descriptor, 16 * CHUNK)):
            text += more
        return text[: text.find(b"\n") + 1]

    def _earlier(self, name: str) -> ManifestLine | None:
        """Return what the last line about a picture says that says something; the whole file is read."""
        found = None
        try:
            with self._path.open("rb") as file:
                place = 0
                for text in file:
                    line = self._known(text, place) if json.dumps(name).encode() in text else None
                    found = line if line is not None and line["picture"] == name else found
                    place += len(text)
        except OSError:
            return None
        return found

    def _earlier_at(self, index: int) -> ManifestLine | None:
        match = PICTURE.search(self._text(int(self._places[0, index])))
        return None if match is None else self._earlier(json.loads(match[1]))


def _mark(name: str) -> int:
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
