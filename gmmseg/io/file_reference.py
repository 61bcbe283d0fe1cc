"""References to picture files by path, size and hash, so that a project finds its own and no other."""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from gmmseg.io.json_records import LONGEST_TEXT

STRETCHES, STRETCH = 64, 2**16  # of a large file that are looked at; bytes of each
DESCRIBING = (
    ".zattrs",
    ".zgroup",
    "zarr.json",
    "*/.zarray",
    "*/zarr.json",
)  # files of a Zarr, not its chunks
LOOKED_AT = 20_000  # files in a project's folder; more would take longer than asking


@dataclass(frozen=True)
class Fingerprint:
    """What tells a file from all others.

    Attributes
    ----------
    size : int
        Bytes.
    sha256 : str
        Of its content, hexadecimal.
    """

    size: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> "Fingerprint":
        """Return that of a file; `OSError` if it is none that can be read."""
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            facts = os.fstat(descriptor)
            if not stat.S_ISREG(facts.st_mode):  # a pipe would be waited for, a device never end
                raise OSError("not a file")
            return cls(facts.st_size, hashlib.file_digest(file, "sha256").hexdigest())

    @classmethod
    def sampled(cls, path: Path) -> "Fingerprint":
        """Return that of a file of gigabytes by stretches spread over it, or of a folder of OME-Zarr.

        Of a folder these are the files that describe it, and its size is 0. `OSError` if neither can be read.
        """
        digest = hashlib.sha256(b"stretches of a large file")
        if path.is_dir():
            for file in sorted(each for name in DESCRIBING for each in path.glob(name)):
                digest.update(str(file.relative_to(path)).encode() + file.read_bytes())
            return cls(0, digest.hexdigest())
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            digest.update(str(size).encode())
            for i in range(STRETCHES):
                stream.seek(max(size - STRETCH, 0) * i // (STRETCHES - 1))
                digest.update(stream.read(STRETCH))
        return cls(size, digest.hexdigest())

    def fits(self, path: Path) -> bool:
        """Return whether a file has this content; its size is looked at first."""
        try:
            facts = path.stat()
            if stat.S_ISDIR(facts.st_mode):
                return self.size == 0 and Fingerprint.sampled(path) == self
            if not stat.S_ISREG(facts.st_mode) or facts.st_size != self.size:
                return False
            return Fingerprint.sampled(path) == self or Fingerprint.of(path) == self
        except (OSError, ValueError):
            return False


@dataclass(frozen=True)
class PageReference:
    """Which page of a file a picture is.

    Attributes
    ----------
    number : int
        Counted from 1.
    axis : str
        Whose planes are the picture's channels; empty if none's are.
    name : str
        What it is called among the pages of its file, as `z003`; empty where that is not known.
    """

    number: int
    axis: str = ""
    name: str = field(default="", compare=False)

    @property
    def reading(self) -> dict[str, Any]:
        """How it is read, as `io.readers.images.read` takes it by name."""
        channels = {"axis": self.axis, "as_channels": True} if self.axis else {}
        return {"page": self.number, **channels}

    @property
    def key(self) -> str:
        """What tells it from the other pages of its file."""
        return f"{self.number} {self.axis}".rstrip()


@dataclass(frozen=True)
class Reference:
    """What a project knows of a picture.

    Attributes
    ----------
    place : str
        The way to it from the project's folder, with "/" between; its last part is the picture's name.
    fingerprint : Fingerprint
        Of the file.
    width, height : int
        Pixels.
    page : PageReference or None
        Which page of the file it is; None for the first or only one.
    pixel_size : tuple of two floats, or None
        Height and width of a pixel, micrometres, where people have given it, whatever the file says.
    by_tiles : bool
        Whether it was opened tile by tile, as pictures larger than memory are.
    """

    place: str
    fingerprint: Fingerprint
    width: int
    height: int
    page: PageReference | None = None
    pixel_size: tuple[float, float] | None = None
    by_tiles: bool = False

    @property
    def name(self) -> str:
        """The file's name."""
        return PurePosixPath(self.place).name

    def was_at(self, folder: Path) -> Path:
        """Return where the picture was, seen from the project's folder."""
        return folder / self.place

    def found(self, folder: Path) -> Path | None:
        """Return where the picture is, None if no file that is looked at has its content.

        It is looked for where it was, then beside the project, then in the project's folder and the
        folders in it, first under its name and then under any other.
        """
        likely = [self.was_at(folder), folder / self.name]
        at_hand = next((path for path in likely if self.fingerprint.fits(path)), None)
        if at_hand is not None:
            return at_hand
        around = sorted(_files(folder), key=lambda path: (path.name != self.name, path))
        return next((path for path in around if self.fingerprint.fits(path)), None)


def place_of(picture: Path, folder: Path) -> str:
    """Return the way from a project's folder to a picture; its name alone where it has none."""
    real = Path(os.path.realpath(picture.absolute().parent)) / picture.name
    try:
        way = Path(os.path.relpath(real, os.path.realpath(folder))).as_posix()
    except ValueError:  # on another drive
        return picture.name
    return way if len(way) <= LONGEST_TEXT else picture.name


def _files(folder: Path) -> Iterator[Path]:
    seen = 0
    for root, _, names in os.walk(folder):
        for name in names:
            seen += 1
            if seen > LOOKED_AT:
                return
            yield Path(root) / name
