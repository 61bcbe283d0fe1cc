"""Validation of TIFF files: declared sizes are checked against the file before anything is decoded.

tifffile trusts what a file declares: pages, planes, lists, tiles, embedded pictures. A few hundred bytes
can declare terabytes of each.
"""

import json
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import IO, TYPE_CHECKING, Any

from gmmseg.errors import UnreadableImageError
from gmmseg.io.readers import ome_xml
from gmmseg.io.readers.raster import ReadRequest

if TYPE_CHECKING:
    from tifffile import TiffFile, TiffFrame, TiffPage, TiffPageSeries

MOST_PAGES = 10_000
MOST_PLANES = 1_000_000
MOST_SUBPAGES = 100  # of a page: its smaller versions
LONGEST_TEXT = 2**25  # bytes of a description: what microscopes know of ten thousand planes takes a third
MOST_AXES = 64  # as many as an array can have
SLACK = 2**26  # bytes that are not worth a complaint
SHARED = 16  # how many times its size a file's pages may refer to by using the same bytes

WHOLE = "Get a whole copy of the file"
_SIZES = dict(enumerate((1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 8), 1)) | {16: 8, 17: 8, 18: 8}  # of a value
_WIDTH, _HEIGHT, _DESCRIPTION, _SUBPAGES, _STRIP = 256, 257, 270, 330, 273
_JPEG = (6, 7, 33007, 34892)
_FRAMES = (frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}) | {0xF7}  # markers that tell the size of a JPEG
_ALONE = frozenset((0x00, 0x01, *range(0xD0, 0xDA)))  # markers without a length
_PICTURE = 0xDA  # the marker that what the picture is made of follows
_BLOCK = 64  # pixels to whose multiple the sides of a JPEG may be rounded up
_WINDOW = 4096
_BEGINNING = 1000  # bytes of a text that tell what it is
_XML_KINDS = ("ome", "scn", "philips", "qpi", "bif", "indica")  # whose text describes the pages


@dataclass
class Directories:
    """What the directories of a file say, as far as it matters before they are trusted.

    Attributes
    ----------
    n_bytes : int
        Size of the file.
    sizes : list of int
        Pixels of each page.
    has_long_text : bool
        Whether a description is longer than is read.
    """

    n_bytes: int
    sizes: list[int] = field(default_factory=list)
    has_long_text: bool = False


@dataclass(frozen=True)
class _Tag:
    code: int
    kind: int
    count: int
    value: bytes  # or where it is

    @property
    def n_bytes(self) -> int:
        return _SIZES.get(self.kind, 1) * self.count

    def number(self, order: str) -> int:
        """Return the value as one number, or where the values are."""
        size = min(len(self.value), _SIZES.get(self.kind, 1))
        layout = {1: "B", 2: "H", 4: "I", 8: "Q"}.get(size if self.count == 1 else len(self.value), "B")
        return int(struct.unpack_from(order + layout, self.value)[0])


class _Traversal:
    """A traversal of the chain of directories, which may be empty, endless or run in a circle."""

    def __init__(self, stream: IO[bytes], request: ReadRequest) -> None:
        self.stream, self.request = stream, request
        self.found = Directories(stream.seek(0, 2))
        stream.seek(0)
        head = stream.read(16)
        self.order = "<" if head[:2] == b"II" else ">"
        self.big = head[2:4] in (b"+\0", b"\0+")
        self.first = self._number(8 if self.big else 4, "Q" if self.big else "I")
        self.n_referred = 0

    def all(self) -> Directories:
        seen: set[int] = set()
        position = self.first
        while position and position not in seen:  # pages that were met come first; a circle adds none
            seen.add(position)
            if len(seen) > MOST_PAGES:
                raise UnreadableImageError(
                    self.request.name, f"it has more than {MOST_PAGES} pages", "Split it into smaller files"
                )
            tags, end = self._tags(position)
            sides = {tag.code: tag.number(self.order) for tag in tags if tag.code in (_WIDTH, _HEIGHT)}
            self.found.sizes.append(sides.get(_WIDTH, 0) * sides.get(_HEIGHT, 0))
            self._check_tags(tags)
            position = self._number(end, "Q" if self.big else "I")
        if not seen:
            raise UnreadableImageError(self.request.name, "it holds no image data", WHOLE)
        return self.found

    def _number(self, position: int, layout: str) -> int:
        layout = self.order + layout
        self.stream.seek(position)
        data = self.stream.read(struct.calcsize(layout))
        return int(struct.unpack(layout, data)[0]) if len(data) == struct.calcsize(layout) else 0

    def _tags(self, position: int) -> tuple[list[_Tag], int]:
        """Return the tags of a directory and where it ends."""
        count = "Q" if self.big else "H"
        n_tags, size = self._number(position, count), 20 if self.big else 12
        begin = position + struct.calcsize(count)
        self.stream.seek(begin)
        data = self.stream.read(min(n_tags, 2**16) * size)
        layout = self.order + ("HHQ8s" if self.big else "HHI4s")
        entries = struct.iter_unpack(layout, data[: len(data) - len(data) % size])
        return [_Tag(*entry) for entry in entries], begin + n_tags * size

    def _check_tags(self, tags: list[_Tag], *, deep: bool = True) -> None:
        """Count what a directory refers to, and look at its texts and, once, at the pages below it."""
        for tag in tags:
            if tag.n_bytes <= len(tag.value):
                continue
            self._count(min(tag.n_bytes, self.found.n_bytes))
            if tag.code == _DESCRIPTION:
                _check_description(self._text(tag), self.request)
        for offset in self._below(tags) if deep else ():
            if 0 < offset < self.found.n_bytes:
                self._check_tags(self._tags(offset)[0], deep=False)

    def _count(self, n_bytes: int) -> None:
        self.n_referred += n_bytes
        if self.n_referred > SHARED * self.found.n_bytes + SLACK:
            raise UnreadableImageError(
                self.request.name,
                f"its tags declare more than {self.n_referred / 1e6:,.0f} MB, and the file has "
                f"{_size(self.found.n_bytes)}",
                WHOLE,
            )

    def _text(self, tag: _Tag) -> bytes:
        self.stream.seek(tag.number(self.order))
        if tag.n_bytes <= LONGEST_TEXT:
            return self.stream.read(tag.n_bytes)
        self.found.has_long_text = True
        begin = self.stream.read(_BEGINNING)
        if begin.lstrip().startswith(b"<"):
            return begin  # XML, which is passed over
        raise _too_long(self.request)

    def _below(self, tags: list[_Tag]) -> Iterator[int]:
        for tag in tags:
            if tag.code != _SUBPAGES:
                continue
            if tag.count > MOST_SUBPAGES:
                raise UnreadableImageError(
                    self.request.name,
                    f"one of its pages has {tag.count:,} below it, and at most {MOST_SUBPAGES} are read",
                    "Save it without smaller versions",
                )
            layout = "Q" if _SIZES.get(tag.kind) == 8 else "I"
            if tag.n_bytes <= len(tag.value):
                yield tag.number(self.order)
                continue
            begin, size = tag.number(self.order), struct.calcsize(layout)
            yield from (self._number(begin + i * size, layout) for i in range(tag.count))


def directories_of(stream: IO[bytes], request: ReadRequest) -> Directories:
    """Return what the directories say, having looked whether it can be.

    Raises
    ------
    UnreadableImageError
        If there are none, more than `MOST_PAGES`, or they refer to more than a file of this size holds.
    """
    return _Traversal(stream, request).all()


def check_texts(file: "TiffFile", directories: Directories, request: ReadRequest) -> tuple[str, ...]:
    """Refuse texts of microscopes' programs that declare more than there can be, before they are trusted.

    XML that is damaged, endless or defines words of its own is passed over: the pages are then what the
    file's directories say, and what is returned is a note of it.

    Raises
    ------
    UnreadableImageError
        If they do.
    """
    text = file.pages.first.description
    notes: tuple[str, ...] = ()
    if directories.has_long_text or len(text) > LONGEST_TEXT:
        notes = _pass_over(file, f"are longer than {LONGEST_TEXT / 2**20:.0f} MB")
    elif text.lstrip().startswith("<"):
        notes = _check_xml(file, text, directories, request)
    _check_micromanager(file, directories, request)
    return notes


def _check_xml(
    file: "TiffFile", text: str, directories: Directories, request: ReadRequest
) -> tuple[str, ...]:
    try:
        metadata = ome_xml.described(text)
    except ome_xml.TooMuchTextError as error:
        return _pass_over(file, f"have {error}")
    if metadata.longest > MOST_PLANES:
        raise _too_many(metadata.longest, directories.n_bytes, request)
    _check_planes((_n_frames(each, directories) for each in metadata.pictures), directories.n_bytes, request)
    n_named = sum(_n_named(part, len(directories.sizes)) for each in metadata.pictures for part in each.parts)
    if n_named > MOST_PLANES:
        raise _too_many(n_named, directories.n_bytes, request)
    is_damaged_ome = metadata.is_damaged and "<OME" in text[:_BEGINNING]
    return ("The file's metadata are damaged XML and were passed over.",) if is_damaged_ome else ()


def _pass_over(file: "TiffFile", what: str) -> tuple[str, ...]:
    """Have tifffile take the pages as they follow each other; return the note that says why."""
    for kind in _XML_KINDS:
        setattr(file, f"is_{kind}", False)
    return (f"The file's metadata {what} and were passed over.",)


def check_series(series: Sequence["TiffPageSeries"], n_bytes: int, request: ReadRequest) -> None:
    """Refuse a file that declares more planes than it can hold.

    Raises
    ------
    UnreadableImageError
        If it does.
    """
    _check_planes(map(_planes_of, series), n_bytes, request)
    for each in series:
        n_planes = _planes_of(each)
        stored = prod(each.shape) * each.dtype.itemsize
        if len(each.pages) < n_planes and each.keyframe.compression == 1 and stored > n_bytes + SLACK:
            raise _too_many(n_planes, n_bytes, request)


def check_page(page: "TiffPage | TiffFrame", stream: IO[bytes], request: ReadRequest) -> None:
    """Refuse a page whose tiles, or whose pictures inside, are larger than itself, before it is decoded.

    Raises
    ------
    UnreadableImageError
        If it is such a page.
    """
    frame = page.keyframe
    assert frame is not None
    n_bytes = stream.seek(0, 2)
    if frame.is_tiled:
        _check_tiles(frame, request)
    if sum(page.databytecounts) > n_bytes + 2 * frame.nbytes + SLACK:
        raise UnreadableImageError(
            request.name,
            f"its parts declare {sum(page.databytecounts) / 1e6:,.0f} MB, and the file has {_size(n_bytes)}",
            WHOLE,
        )
    if int(frame.compression) in _JPEG:
        parts = list(zip(page.dataoffsets, page.databytecounts, strict=False))
        if frame.jpegheader is not None and _STRIP in frame.tags:  # one JPEG that is declared to be of tiles
            parts = [(int(frame.tags[_STRIP].value[0]), n_bytes)]
        for offset, size in parts:
            _check_jpeg(frame, jpeg_size(stream, offset, min(offset + size, n_bytes)), request)


def jpeg_size(stream: IO[bytes], begin: int, end: int) -> tuple[int, int] | None:
    """Return width and height that a JPEG between two places of a file declares, None if it does not."""
    position = begin
    while (found := _marker(stream, position, end)) is not None:
        stream.seek(found)
        segment = stream.read(8)
        if len(segment) < 8 or segment[0] == _PICTURE:
            return None
        marker, length, _, height, width = struct.unpack(">BHBHH", segment)
        if marker in _FRAMES:
            return width, height
        position = found + (1 if marker in _ALONE else 1 + length)
    return None


def _marker(stream: IO[bytes], position: int, end: int) -> int | None:
    """Return where the next marker of a JPEG is, behind the bytes of ones that announce it."""
    is_announced = False
    while position < end:
        stream.seek(position)
        window = stream.read(min(_WINDOW, end - position))
        if not window:
            return None
        skipped = 0 if is_announced else window.find(b"\xff")
        if skipped < 0:
            position += len(window)
            continue
        is_announced = True
        rest = window[skipped:].lstrip(b"\xff")
        position += len(window) - len(rest)
        if rest:
            return position
    return None


def _check_description(text: bytes, request: ReadRequest) -> None:
    """Refuse a description of more axes than an array can have, whose product alone takes minutes."""
    n_axes = 0
    if text.startswith(b'{"shape":'):
        try:
            shape = json.loads(text.rstrip(b"\0")).get("shape")
        except (ValueError, RecursionError):
            return  # tifffile says so
        n_axes = len(shape) if isinstance(shape, list) else 0
    elif text.startswith(b"shape="):
        n_axes = text.count(b",")
    if n_axes > MOST_AXES:
        raise UnreadableImageError(
            request.name, f"it declares {n_axes:,} axes, and an array has at most {MOST_AXES}", WHOLE
        )


def _check_micromanager(file: "TiffFile", directories: Directories, request: ReadRequest) -> None:
    """Refuse a stack of Micro-Manager whose table of planes spans more than there can be.

    Its further files are not looked for: a file does not choose what else is read.
    """
    file.is_ndtiff = False
    if not file.is_mmstack:
        return
    table: Any = file.micromanager_metadata["IndexMap"]  # type: ignore[index]
    spans = [int(each) + 1 for each in table[:, :4].max(axis=0)] if len(table) else []
    if prod(spans) > min(MOST_PLANES, directories.n_bytes):
        raise _too_many(prod(spans), directories.n_bytes, request)


def _n_frames(picture: ome_xml.Pixels, directories: Directories) -> int:
    """Return how many pages the planes of a picture take, by the smallest page that is named for it."""
    if "Type" not in picture.attributes and "DimensionOrder" not in picture.attributes:  # Leica's
        return prod(1 + max((_at(part, axis) for part in picture.parts), default=0) for axis in "cz")
    pages = [_at(part, "IFD") for part in picture.parts] or [0]
    sizes = [directories.sizes[page] for page in pages if page < len(directories.sizes)]
    smallest = max(1, min(sizes, default=1))
    return max(picture.n_planes, picture.n_planes * picture.n_pixels // smallest)


def _n_named(part: Any, n_pages: int) -> int:
    named = _at(part, "PlaneCount") or _at(part, "NumPlanes")
    return named or (1 if "IFD" in part else n_pages)


def _at(part: Any, name: str) -> int:
    try:
        return abs(int(part.get(name, 0)))
    except ValueError:
        return 0


def _planes_of(series: "TiffPageSeries") -> int:
    return prod(n for axis, n in zip(series.axes, series.shape, strict=True) if axis not in "YXSC")


def _check_planes(counts: Iterator[int], n_bytes: int, request: ReadRequest) -> None:
    n_planes = sum(counts)
    if n_planes > min(MOST_PLANES, n_bytes):
        raise _too_many(n_planes, n_bytes, request)


def _check_tiles(frame: "TiffPage", request: ReadRequest) -> None:
    n_tile = prod((frame.tilewidth, frame.tilelength, frame.tiledepth, frame.samplesperpixel))
    itemsize = 1 if frame.dtype is None else frame.dtype.itemsize
    if n_tile * itemsize > max(2 * frame.nbytes, SLACK):
        raise UnreadableImageError(
            request.name,
            f"its tiles ({frame.tilewidth} x {frame.tilelength}) are larger than the page "
            f"({frame.imagewidth} x {frame.imagelength})",
            WHOLE,
        )


def _check_jpeg(frame: "TiffPage", size: tuple[int, int] | None, request: ReadRequest) -> None:
    sides = (
        max(frame.imagewidth, frame.tilewidth or 0),
        max(frame.imagelength, frame.tilelength or 0),
    )
    if size and any(side > -(-most // _BLOCK) * _BLOCK for side, most in zip(size, sides, strict=True)):
        raise UnreadableImageError(
            request.name,
            f"the JPEG inside ({size[0]} x {size[1]}) is larger than the page "
            f"({frame.imagewidth} x {frame.imagelength})",
            WHOLE,
        )


def _too_long(request: ReadRequest) -> UnreadableImageError:
    reason = f"its metadata are longer than {LONGEST_TEXT / 2**20:.0f} MB"
    return UnreadableImageError(request.name, reason, "Save it as a plain TIFF")


def _too_many(n_planes: float, n_bytes: int, request: ReadRequest) -> UnreadableImageError:
    most = f", and at most {MOST_PLANES:,} are read" if n_bytes >= n_planes else ""
    reason = f"it declares {n_planes:,.0f} planes, and the file has {_size(n_bytes)}{most}"
    return UnreadableImageError(request.name, reason, "Split it into smaller files" if most else WHOLE)


def _size(n_bytes: int) -> str:
    return f"{n_bytes:,} bytes" if n_bytes < 10**6 else f"{n_bytes / 1e6:,.0f} MB"
