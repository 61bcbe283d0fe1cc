"""Netpbm pictures (PBM, PGM, PPM, PAM, PFM) in full precision, which Pillow would reduce to 8 bits.

What a header declares is checked here, in bounded time and against the size of the file; netpbmfile, which
trusts both, decodes the samples behind a header that is written anew.
"""

import re
from dataclasses import dataclass
from math import prod
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import NoSuchPageError, TooManyPixelsError, UnreadableImageError
from gmmseg.io.readers import transparency
from gmmseg.io.readers.raster import Raster, ReadRequest

_LONGEST_HEADER = 2**16
_TOKEN = re.compile(rb"(?:\s|#[^\r\n]*[\r\n])*([^\s#]+)")
_CHANNELS = {b"P1": 1, b"P2": 1, b"P3": 3, b"P4": 1, b"P5": 1, b"P6": 3, b"Pf": 1, b"PF": 3}
_MOST = 2**16 - 1


@dataclass(frozen=True)
class _Header:
    kind: bytes
    width: int
    height: int
    n_channels: int
    white: float  # the value that stands for white; PFM: its sign tells the byte order
    length: int  # bytes
    has_alpha: bool = False

    def written(self) -> bytes:
        """Return the header with nothing in it but these numbers."""
        white = f"{self.white:g}"
        if self.kind == b"P7":
            sides = f"WIDTH {self.width}\nHEIGHT {self.height}\nDEPTH {self.n_channels}"
            return f"P7\n{sides}\nMAXVAL {white}\nENDHDR\n".encode()
        last = "" if self.kind in (b"P1", b"P4") else f"{white}\n"
        return self.kind + f"\n{self.width} {self.height}\n{last}".encode()


class _CheckedFile:
    """A header that was checked and samples that will be, as netpbmfile reads them: one after the other.

    At its beginning the header alone is read, so that no sample is taken for a part of it.
    """

    samples: bytes | memoryview = b""

    def __init__(self, header: bytes) -> None:
        self._header, self._position = header, 0

    def seek(self, position: int, whence: int = 0) -> int:
        self._position = position if whence == 0 else len(self._header)
        return self._position

    def read(self, _: int = -1) -> bytes | memoryview:
        return self.samples if self._position else self._header

    def close(self) -> None:
        """Do nothing: the stream is its owner's."""


def decode(stream: IO[bytes], request: ReadRequest) -> Raster:
    """Return the picture in `stream`.

    Raises
    ------
    TooManyPixelsError
        If it has more pixels than `request.max_pixels`.
    NoSuchPageError
        If another page than the first is asked for: only the first is read.
    UnreadableImageError
        If header or data are damaged.
    """
    if request.page not in (None, 1):
        raise NoSuchPageError(request.name, request.page or 1, 1)
    stream.seek(0)
    header = _parsed(stream.read(_LONGEST_HEADER), request)
    if header.width * header.height > request.max_pixels:
        raise TooManyPixelsError(request.name, header.width, header.height, request.max_pixels)
    stream.seek(header.length)
    pixels = _values(stream, header, request)
    n_colours = 3 if header.n_channels >= 3 else 1
    place = header.n_channels - 1 if header.has_alpha else None
    declared = transparency.AlphaDeclaration(n_colours, place)
    found = transparency.split_transparency(pixels, declared, header.white, request)
    is_float = header.kind in (b"Pf", b"PF")
    return Raster(
        pixels=np.ascontiguousarray(found.pixels),
        meaning={1: "grey", 3: "rgb"}.get(found.pixels.shape[2], "channels"),  # type: ignore[arg-type]
        span=None if is_float else (0.0, float(header.white)),
        mask=found.mask,
        notes=found.notes,
    )


def _parsed(start: bytes, request: ReadRequest) -> _Header:
    kind = start[:2]
    if kind == b"P7":
        return _parsed_pam(start, request)
    if kind not in _CHANNELS:
        raise _damaged(request, "its kind of PPM is unknown")
    position, numbers = 2, []
    for _ in range(2 if kind in (b"P1", b"P4") else 3):
        found = _TOKEN.match(start, position)
        numbers.append(_number(found[1], request) if found else _number(b"", request))
        position = found.end() if found else position
    width, height, white = (*numbers, 1.0)[:3]
    return _checked(_Header(kind, int(width), int(height), _CHANNELS[kind], white, position + 1), request)


def _parsed_pam(start: bytes, request: ReadRequest) -> _Header:
    end = start.find(b"ENDHDR\n")
    fields = dict(re.findall(rb"^([A-Z]+)[ \t]+(\S+)", start[: max(end, 0)], re.MULTILINE))
    width, height, depth, white = (
        _number(fields.get(key, b""), request) for key in (b"WIDTH", b"HEIGHT", b"DEPTH", b"MAXVAL")
    )
    if not 1 <= depth <= 1000:
        raise _damaged(request, f"it claims {depth:g} channels")
    kind = fields.get(b"TUPLTYPE", b"")
    has_alpha = kind.endswith(b"_ALPHA") and depth in (2, 4)
    header = _Header(b"P7", int(width), int(height), int(depth), white, end + 7, has_alpha)
    return _checked(header, request)


def _number(token: bytes, request: ReadRequest) -> float:
    try:
        number = float(token)
    except ValueError:
        number = np.nan
    if not np.isfinite(number):
        raise _damaged(request, "its header is not whole")
    return number


def _checked(header: _Header, request: ReadRequest) -> _Header:
    if header.width < 1 or header.height < 1:
        raise _damaged(request, f"it claims {header.width} x {header.height} pixels")
    white = header.white
    sound = white != 0 if header.kind in (b"Pf", b"PF") else 1 <= white <= _MOST and white == int(white)
    if not sound:
        raise _damaged(request, f"it claims {white:g} as the largest value")
    return header


def _values(stream: IO[bytes], header: _Header, request: ReadRequest) -> NDArray[Any]:
    """Return the samples (height, width, n_channels)."""
    from netpbmfile import NetpbmFile

    checked = _CheckedFile(header.written())
    shape = (header.height, header.width, header.n_channels)
    with NetpbmFile(checked) as file:  # type: ignore[arg-type]  # it seeks and reads, and nothing more
        if header.kind in (b"P1", b"P2", b"P3"):
            checked.samples = _plain(stream, header, request)
        else:
            row = -(-header.width // 8) if header.kind == b"P4" else prod(shape[1:]) * file.dtype.itemsize
            checked.samples = _binary(stream, header.height * row, request)
        try:
            found = file.asarray().reshape(-1)[: prod(shape)].reshape(shape)  # the first of several pictures
        except (ValueError, OverflowError):  # of numbers that are too large
            raise _beyond(header, request) from None
    if found.dtype == bool:
        return (~found).astype(np.uint8)  # 1 is black
    found = found.astype(found.dtype.newbyteorder("="), copy=False)
    if found.dtype == np.float32:
        return found[::-1]  # the bottom row comes first
    if header.kind in (b"P2", b"P3") and found.max() > header.white:
        raise _beyond(header, request)
    return found


def _binary(stream: IO[bytes], n_bytes: int, request: ReadRequest) -> memoryview:
    start = stream.tell()
    available = stream.seek(0, 2) - start
    stream.seek(start)
    if available < n_bytes:
        raise _damaged(request, f"it holds {available} of {n_bytes} bytes of pixels")
    data = bytearray(n_bytes)
    stream.readinto(data)  # type: ignore[attr-defined]
    return memoryview(data)


def _plain(stream: IO[bytes], header: _Header, request: ReadRequest) -> bytes:
    """Return enough numbers as text, with nothing else among them."""
    count = header.height * header.width * header.n_channels
    text = re.sub(rb"#[^\r\n]*", b"", stream.read())
    if header.kind == b"P1":
        text = b"".join(text.split())[:count]  # digits may follow each other without space between them
        n_values = len(text)
    else:
        foreign = re.search(rb"[^\d\s]", text)
        if foreign:  # behind the picture, anything may follow
            text = text[: foreign.start()].rstrip(b"0123456789")
        numbers = text.split(maxsplit=count)
        n_values = min(len(numbers), count)
        text = text[: len(text) - sum(map(len, numbers[count:]))]
        if foreign and n_values < count:
            raise _damaged(request, "there is something else than numbers among its pixels")
    if n_values < count:
        raise _damaged(request, f"it holds {n_values} of {count} values")
    if header.kind == b"P1" and text.translate(None, b"01"):
        raise _beyond(header, request)
    return text


def _beyond(header: _Header, request: ReadRequest) -> UnreadableImageError:
    return _damaged(request, f"its values do not lie between 0 and {header.white:g}")


def _damaged(request: ReadRequest, what: str) -> UnreadableImageError:
    return UnreadableImageError(
        request.name, f"its PPM data are damaged: {what}", "Get a whole copy of the file"
    )
