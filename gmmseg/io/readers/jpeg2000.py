"""JPEG 2000 pictures: any number of components up to 32 bits, signed or not, as their boxes declare."""

import struct
from dataclasses import dataclass, field
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import NoSuchPageError, TooManyPixelsError, UnreadableImageError
from gmmseg.io.readers import plain_png, transparency
from gmmseg.io.readers.raster import Meaning, Raster, ReadRequest

_CODESTREAM = b"\xff\x4f\xff\x51"
_FIRST = 42  # where the codestream tells of its first component, in three bytes
_HEAD = _FIRST + 9  # bytes of it that are looked at
_MOST_BOXES = 1000
_LONGEST_HEADER = 2**24  # bytes of boxes about the picture: profiles take most of them
_MOST_BYTES_PER_PIXEL = 64
_OPENED = 4  # bytes that the decoder takes for a sample
_N_COLOURS = {12: 4, 14: 3, 16: 3, 17: 1, 18: 3, 24: 3}  # CMYK, CIELab, sRGB, grey, sYCC, e-sYCC
_CMYK, _AS_RGB = 12, (16, 18)  # what comes out as red, green and blue
_SPACES = {b"RGB ": 3, b"GRAY": 1, b"CMYK": 4}  # of an ICC profile
_SPACE_AT = slice(16, 20)
_COLOUR, _OPACITY, _MULTIPLIED = 0, 1, 2  # types of channels
_WHOLE = "Get a whole copy of the file"


@dataclass
class _Header:
    """What the boxes and the codestream's header say."""

    width: int = 0
    height: int = 0
    n_components: int = 0
    n_bits: int = 8
    is_signed: bool = False
    is_smaller: bool = False  # whether components have fewer samples than there are pixels
    space: int | None = None
    profile: bytes = b""
    channels: list[tuple[int, int, int]] = field(default_factory=list)  # number, type, colour it belongs to

    @property
    def n_colours(self) -> int | None:
        """How many channels are colours, None where that is not declared."""
        if self.space is not None:
            return _N_COLOURS.get(self.space)
        return _SPACES.get(self.profile[_SPACE_AT])

    @property
    def opacity(self) -> tuple[int, int] | None:
        """The channel that is declared to be transparency, once colours are in their order, and its type."""
        places = {number: number for number, _, _ in self.channels}  # where each is found in the end
        for number, kind, colour in self.channels:
            here, wanted = places[number], colour - 1
            if kind == _COLOUR and here != wanted and wanted in places.values():
                other = next(each for each, place in places.items() if place == wanted)
                places[number], places[other] = wanted, here  # so the decoder exchanges them
        return next(
            ((places[number], kind) for number, kind, _ in self.channels if kind in (_OPACITY, _MULTIPLIED)),
            None,
        )


def decode(stream: IO[bytes], request: ReadRequest) -> Raster:
    """Return the picture in `stream`.

    Raises
    ------
    TooManyPixelsError
        If it has more pixels than `request.max_pixels`.
    NoSuchPageError
        If another page than the first is asked for: there is one.
    UnreadableImageError
        If it claims more components than there can be.
    Exception
        Whatever the decoder raises on a damaged file.
    """
    import imagecodecs

    if request.page not in (None, 1):
        raise NoSuchPageError(request.name, request.page or 1, 1)
    header = _read_header(stream, request)
    _check(header, stream.seek(0, 2), request)
    stream.seek(0)
    if header.is_smaller and header.n_bits <= 8 and header.n_components in (1, 3):
        from gmmseg.io.readers import pillow  # it enlarges components that are stored smaller

        return pillow.decode(stream, request)
    data = stream.read()
    with plain_png.without_chatter():
        pixels = imagecodecs.jpeg2k_decode(data)
    return _raster(pixels.reshape(*pixels.shape[:2], -1), header, request)


def _raster(pixels: NDArray[Any], header: _Header, request: ReadRequest) -> Raster:
    n = pixels.shape[2]
    opacity = header.opacity
    place = None if opacity is None or opacity[0] >= n else opacity[0]
    is_declared = header.n_colours in (1, 3, 4) and (
        header.n_colours > 1 or n <= 2
    )  # many call all bands grey
    n_colours = (header.n_colours if is_declared else None) or (3 if n >= 3 else 1)
    declared = transparency.AlphaDeclaration(
        n_colours,
        place,
        is_multiplied=opacity is not None and opacity[1] == _MULTIPLIED,
        is_open=is_declared,
    )
    full = float(2**header.n_bits - 1)
    found = transparency.split_transparency(pixels, declared, full, request)
    pixels, n = found.pixels, found.pixels.shape[2]
    meaning: Meaning = "grey" if n == 1 else "channels"
    notes = found.notes
    if n == 3 and (header.n_colours == 3 or not header.is_signed):
        meaning = "rgb"
        if header.n_colours != 3:
            notes += ("Three channels of unknown meaning were read as red, green and blue.",)
    elif n == 4 and header.n_colours == 4 and pixels.dtype in (np.uint8, np.uint16):
        meaning = "cmyk"
    if header.is_signed and meaning == "rgb":
        pixels = _shifted(pixels, header.n_bits)
    is_shifted = meaning == "rgb" or not header.is_signed
    return Raster(
        pixels=np.ascontiguousarray(pixels),
        meaning=meaning,
        span=(0.0, full) if is_shifted and header.n_bits <= 16 else None,
        mask=found.mask,
        profile=header.profile if meaning in ("rgb", "cmyk") else b"",
        notes=notes,
    )


def _shifted(pixels: NDArray[Any], n_bits: int) -> NDArray[Any]:
    """Return signed colours as unsigned ones: black is the lowest number there is."""
    kind = np.uint8 if n_bits <= 8 else np.uint16 if n_bits <= 16 else np.uint32
    return (pixels.astype(np.int64) + 2 ** (n_bits - 1)).astype(kind)


def _read_header(stream: IO[bytes], request: ReadRequest) -> _Header:
    """Return what the file says, without decoding it."""
    header = _Header()
    stream.seek(0)
    begin = 0
    if stream.read(4) != _CODESTREAM:
        begin = _read_boxes(stream, header)
    stream.seek(begin)
    head = stream.read(_HEAD)
    if head[:4] != _CODESTREAM or len(head) < _FIRST + 3:
        raise _damaged("it holds no codestream", request)
    right, bottom, left, top = struct.unpack_from(">4I", head, 8)
    header.width, header.height = right - left, bottom - top
    (header.n_components,) = struct.unpack_from(">H", head, 40)
    header.n_bits, header.is_signed = (head[_FIRST] & 0x7F) + 1, bool(head[_FIRST] & 0x80)
    steps = (head[_FIRST + 3 * i + 1 : _FIRST + 3 * i + 3] for i in range(min(header.n_components, 3)))
    header.is_smaller = any(step != b"\1\1" for step in steps)
    return header


def _read_boxes(stream: IO[bytes], header: _Header) -> int:
    """Take what the boxes say, and return where the codestream begins."""
    end, position = stream.seek(0, 2), 0
    for _ in range(_MOST_BOXES):
        kind, begin, after = _box(stream, position, end)
        if kind == b"jp2c" or not kind:
            return begin
        if kind == b"jp2h":
            stream.seek(begin)
            _take_header(stream.read(min(after - begin, _LONGEST_HEADER)), header)
        position = after
    return end


def _box(stream: IO[bytes], position: int, end: int) -> tuple[bytes, int, int]:
    """Return the kind of a box, where its content begins and where it ends; no kind where there is none."""
    stream.seek(position)
    head = stream.read(16)
    if len(head) < 8:
        return b"", end, end
    length, kind = struct.unpack_from(">I4s", head)
    begin = position + 8
    if length == 1 and len(head) == 16:
        length, begin = struct.unpack_from(">Q", head, 8)[0], position + 16
    elif length == 0:
        length = end - position
    after = position + length
    return (kind, begin, min(after, end)) if after >= begin else (b"", end, end)


def _take_header(data: bytes, header: _Header) -> None:
    position = 0
    while position + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        if length < 8:
            return
        body = data[position + 8 : position + length]
        if kind == b"colr" and header.space is None and not header.profile:
            if body[:1] == b"\x01" and len(body) >= 7:
                (header.space,) = struct.unpack_from(">I", body, 3)
            elif body[:1] in (b"\x02", b"\x03"):
                header.profile = body[3:]
        elif kind == b"cdef" and len(body) >= 2:
            (n,) = struct.unpack_from(">H", body)
            header.channels = list(struct.iter_unpack(">HHH", body[2 : 2 + 6 * min(n, (len(body) - 2) // 6)]))
        position += length


def _check(header: _Header, n_bytes: int, request: ReadRequest) -> None:
    """Refuse what is larger than asked, or than a file of its size can be."""
    if header.width < 1 or header.height < 1 or header.n_components < 1:
        raise _damaged(f"it claims {header.width} x {header.height} pixels", request)
    n_pixels = header.width * header.height
    if n_pixels > request.max_pixels:
        raise TooManyPixelsError(request.name, header.width, header.height, request.max_pixels)
    n_opened = n_pixels * header.n_components * _OPENED
    if header.n_components > n_bytes or n_opened > request.max_pixels * _MOST_BYTES_PER_PIXEL:
        raise UnreadableImageError(
            request.name,
            f"its {header.n_components} components would take {n_opened / 1e9:.1f} GB",
            "Read fewer components, or raise --max-pixels",
        )


def _damaged(what: str, request: ReadRequest) -> UnreadableImageError:
    return UnreadableImageError(request.name, f"its JPEG2000 data are damaged: {what}", _WHOLE)
