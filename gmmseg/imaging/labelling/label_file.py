"""Labels of a picture larger than memory: a file of them, written part by part, that knows which are done.

In a folder the file stays when the work is ended by force, and parts that are done count when it is taken up
again; without one it has no name and goes when it is no longer used.
"""

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, Generic, Self, TypeVar, cast
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import DiskFullError
from gmmseg.imaging.features.features import Blocks
from gmmseg.imaging.image import Image
from gmmseg.imaging.labelling.label import Labeller, PixelIndices, Winners
from gmmseg.imaging.lazy_pixels import Bits
from gmmseg.imaging.model import Model
from gmmseg.imaging.positional_io import read_at, write_at
from gmmseg.imaging.segmentation import label_type
from gmmseg.mixture import em

AT_ONCE = 2**24  # labels that are read or renumbered at a time
LABELS, DONE = "labels.raw", "parts"
KEY = 64  # bytes: what the parts belong to

T = TypeVar("T")
R = TypeVar("R")
MapSequences = Callable[[Callable[[Any], Any], Sequence[Any]], Iterable[Any]]


@dataclass(frozen=True)
class TwoStepFunction(Generic[T, R]):
    """A function in two steps, of which the first may run in another process.

    Attributes
    ----------
    first : callable
        Of an item; it changes nothing.
    second : callable
        Of the item and what `first` made of it, None where that was not needed; it may write.
    is_needed : callable
        Whether the first step is needed for an item.
    """

    first: Callable[[T], object]
    second: Callable[[T, object], R]
    is_needed: Callable[[T], bool]

    def __call__(self, item: T) -> R:
        """Return what both steps make of an item."""
        return self.second(item, self.first(item) if self.is_needed(item) else None)


@dataclass(eq=False)
class LabelFile:
    """The labels (h, w) of one picture in a file.

    Attributes
    ----------
    folder : Path or None
        Where the file stays until it is `removed`; None for a file without a name.
    """

    folder: Path | None = None
    shape: tuple[int, int] = (0, 0)
    dtype: np.dtype[Any] = field(default_factory=lambda: np.dtype(np.uint8))
    done: set[int] = field(default_factory=set)
    _files: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    _labels: int = -1
    _parts: int = -1
    _lock: Lock = field(default_factory=Lock)

    @classmethod
    def of(cls, image: Image) -> Self:
        """Return the file of the labels of `image`: one without a name, unless it keeps another."""
        assert image.lazy_pixels is not None
        if image.lazy_pixels.label_file is None:
            image.lazy_pixels.label_file = cls()
        return cast("Self", image.lazy_pixels.label_file)

    @classmethod
    def beside(cls, result: Path) -> Self:
        """Return the file for the labels of results that are written as `result`, a folder and a stem."""
        return cls(result.with_name(f".gmmseg-bands-{result.name}"))

    def take(self, image: Image) -> None:
        """Have the labels of `image` be in this file."""
        assert image.lazy_pixels is not None
        image.lazy_pixels.label_file = self

    def begin(self, image: Image, n_segments: int, key: str, n_parts: int) -> None:
        """Make room for the labels of `image`; with the same `key` as before, parts that are done count.

        Raises
        ------
        DiskFullError
            If the disk has not the room.
        """
        self.close()
        self.shape, self.dtype = (image.height, image.width), np.dtype(label_type(n_segments))
        self.done = set()
        n_bytes = self.shape[0] * self.shape[1] * self.dtype.itemsize
        place = Path(tempfile.gettempdir()) if self.folder is None else self.folder
        place.mkdir(parents=True, exist_ok=True)
        there = (place / LABELS).stat() if self.folder and (place / LABELS).exists() else None
        free = shutil.disk_usage(place).free + (0 if there is None else n_allocated(there))
        if free < n_bytes:
            raise DiskFullError(str(place), n_bytes, free)
        if self.folder is None:
            file = tempfile.TemporaryFile()  # noqa: SIM115 - the stack closes it
            self._labels = self._files.enter_context(file).fileno()
            os.ftruncate(self._labels, n_bytes)
            return
        how = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
        self._labels, self._parts = (os.open(place / name, how, 0o666) for name in (LABELS, DONE))
        self._files.callback(os.close, self._labels)
        self._files.callback(os.close, self._parts)
        head = key.encode()[:KEY].ljust(KEY)
        known = read_at(self._parts, KEY + n_parts, 0)
        if known[:KEY] == head and len(known) == KEY + n_parts and there and there.st_size == n_bytes:
            self.done = set(np.flatnonzero(np.frombuffer(known[KEY:], np.uint8)).tolist())
            return
        os.ftruncate(self._parts, 0)  # first: what is there belongs to nothing any more
        os.ftruncate(self._labels, 0)  # what no part writes, masked pixels between them, is 0
        os.ftruncate(self._labels, n_bytes)
        write_at(self._parts, head + bytes(n_parts), 0)

    def write(self, begin: int, labels: NDArray[Any]) -> None:
        """Write labels (n,) from flat index `begin` on."""
        data, at = memoryview(np.ascontiguousarray(labels, self.dtype).tobytes()), begin * self.dtype.itemsize
        while data:
            try:
                n = write_at(self._labels, data, at)
            except OSError as error:
                if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                    raise
                place = Path(tempfile.gettempdir()) if self.folder is None else self.folder
                raise DiskFullError(str(place), len(data), shutil.disk_usage(place).free) from error
            data, at = data[n:], at + n

    def read(self, begin: int, end: int) -> NDArray[Any]:
        """Return the labels (n,) from flat index `begin` to `end`."""
        size = self.dtype.itemsize
        return np.frombuffer(read_at(self._labels, (end - begin) * size, begin * size), self.dtype).copy()

    def finish(self, part: int) -> None:
        """Note that a part is done; it counts from then on, whatever happens to this process."""
        with self._lock:
            self.done.add(part)
            if self._parts >= 0:
                write_at(self._parts, b"\1", KEY + part)

    def forget(self) -> None:
        """Note that labels are changed in place: taken up again, all parts are to be done anew."""
        if self._parts >= 0:
            write_at(self._parts, bytes(KEY), 0)

    def change(self, function: Callable[[NDArray[Any]], NDArray[Any]]) -> None:
        """Replace all labels by what `function` makes of stretches of them, (n,)."""
        self.forget()
        n = self.shape[0] * self.shape[1]
        for begin in range(0, n, AT_ONCE):
            self.write(begin, function(self.read(begin, min(begin + AT_ONCE, n))))

    def keep(self, name: str, key: str, **arrays: NDArray[Any]) -> None:
        """Keep arrays in the folder, where there is one, until it is removed."""
        if self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        beside = self.folder / f"{name}-new.npz"
        np.savez(beside, key=np.array(key), **arrays)  # type: ignore[arg-type]  # its stubs know no keywords
        beside.replace(self.folder / f"{name}.npz")

    def kept(self, name: str, key: str) -> dict[str, NDArray[Any]] | None:
        """Return the arrays kept by this name; None where none are, or they belong to another `key`."""
        if self.folder is None:
            return None
        try:
            with np.load(self.folder / f"{name}.npz", allow_pickle=False) as file:
                found = dict(file)
        except (OSError, ValueError, EOFError, BadZipFile):
            return None
        return found if str(found.pop("key", "")) == key else None

    def array(self) -> NDArray[Any]:
        """Return the labels as an array (h, w) that lies in the file, read-only."""
        with os.fdopen(os.dup(self._labels), "rb") as file:
            return np.memmap(file, self.dtype, "r", shape=self.shape)

    def close(self) -> None:
        """Close what is open; arrays that were given out stay."""
        self._files.close()
        self._labels = self._parts = -1

    def __del__(self) -> None:
        self.close()

    def remove(self) -> None:
        """Remove the folder: the labels are where they were to be."""
        self.close()
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


def n_allocated(status: os.stat_result) -> int:
    """Return how many bytes a file takes of the disk; Windows, which does not say, leaves no holes in one."""
    n_blocks: int | None = getattr(status, "st_blocks", None)
    return status.st_size if n_blocks is None else 512 * n_blocks


def labelling_in_file(
    image: Image, labeller: Labeller, n_segments: int, key: str, map_parts: MapSequences
) -> Generator[float, None, tuple[NDArray[Any], NDArray[np.intp]]]:
    """Yield shares of the way and return what `label` does, the labels in the file of `image`."""
    file, parts = LabelFile.of(image), labeller.parts()
    file.begin(image, n_segments, key, len(parts))
    sizes = np.zeros(n_segments + 1, np.intp)

    def write(number: int, winners: object) -> NDArray[np.intp]:
        place = labeller.place(parts[number])
        begin, end = _ends(place)
        if winners is None:
            return np.bincount(file.read(begin, end), minlength=n_segments + 1)
        found = np.zeros(end - begin, file.dtype)
        found[slice(None) if isinstance(place, slice) else place - begin] = cast("Winners", winners) + 1
        file.write(begin, found)
        file.finish(number)
        return np.bincount(found, minlength=n_segments + 1)

    work = TwoStepFunction(partial(_winners, labeller, parts), write, lambda number: number not in file.done)
    for i, found in enumerate(map_parts(work, range(len(parts)))):
        sizes += found
        yield (i + 1) / len(parts)
    return file.array(), sizes[1:]


def _winners(labeller: Labeller, parts: Sequence[Any], number: int) -> Winners:
    return labeller.winners(parts[number], lambda: None)


def _ends(place: PixelIndices) -> tuple[int, int]:
    if isinstance(place, slice):
        return place.start, place.stop
    return (int(place[0]), int(place[-1]) + 1) if len(place) else (0, 0)


def rejecting_in_file(image: Image, blocks: Blocks, model: Model, map_parts: MapSequences) -> NDArray[Any]:
    """Return what `reject_unexplained` does of the labels in the file of `image`."""
    file, threshold = LabelFile.of(image), model.threshold
    file.forget()

    def write(number: int, far: object) -> None:
        place = blocks.place(number)
        begin, end = _ends(place)
        found = file.read(begin, end)
        indices = np.arange(end - begin) if isinstance(place, slice) else place - begin
        found[indices[cast("Bits", far)]] = 0
        file.write(begin, found)

    work = TwoStepFunction(partial(_far, blocks, model.mixture, threshold), write, lambda _: True)
    for _ in map_parts(work, range(len(blocks))):
        pass
    return file.array()


def _far(blocks: Blocks, mixture: em.Parameters, threshold: float, number: int) -> Bits:
    return np.asarray(em.scores(blocks[number], mixture) < threshold)
