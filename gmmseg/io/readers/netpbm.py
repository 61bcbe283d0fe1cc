"""Netpbm pictures (PBM, PGM, PPM, PAM, PFM) in full precision, which Pillow would reduce to 8 bits."""

import re
from dataclasses import dataclass
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
    shape = (header.height, header.width, header.n_channels)
    match header.kind:
        case b"P1" | b"P2" | b"P3":
            return _plain(stream, header, request).reshape(shape)
        case b"P4":
            row = (header.width + 7) // 8
            packed = _binary(stream, np.dtype(np.uint8), header.height * row, request)
            unpacked = np.unpackbits(packed.reshape(header.height, row), axis=1)[:, : header.width]
            return (1 - unpacked).reshape(shape)  # 1 is black
        case b"Pf" | b"PF":
            stored = np.dtype("<f4" if header.white < 0 else ">f4")
            values = _binary(stream, stored, int(np.prod(shape)), request).reshape(shape)
            return values[::-1].astype(np.float32)  # the bottom row comes first
        case _:
            wide = np.dtype(">u2" if header.white > 255 else np.uint8)
            integers = _binary(stream, wide, int(np.prod(shape)), request).reshape(shape)
            return integers.astype(wide.newbyteorder("="), copy=False)


def _binary(stream: IO[bytes], dtype: np.dtype[Any], count: int, request: ReadRequest) -> NDArray[Any]:
    start = stream.tell()
    available = stream.seek(0, 2) - start
    stream.seek(start)
    if available < count * dtype.itemsize:
        raise _damaged(request, f"it holds {available} of {count * dtype.itemsize} bytes of pixels")
    data = bytearray(count * dtype.itemsize)
    stream.readinto(data)  # type: ignore[attr-defined]
    return np.frombuffer(data, dtype)


def _plain(stream: IO[bytes], header: _Header, request: ReadRequest) -> NDArray[Any]:
    count = header.height * header.width * header.n_channels
    text = re.sub(rb"#[^\r\n]*", b"", stream.read())
    if header.kind == b"P1":
        digits = np.frombuffer(re.sub(rb"\s+", b"", text), np.uint8)[:count] - ord("0")
        values = np.where(digits > 1, 2, 1 - digits)
    else:
        try:
            values = np.array(text.split(maxsplit=count)[:count], np.int64)
        except (ValueError, OverflowError):
            raise _damaged(request, "there is something else than numbers among its pixels") from None
    if len(values) < count:
        raise _damaged(request, f"it holds {len(values)} of {count} values")
    if values.min() < 0 or values.max() > header.white:
        raise _damaged(request, f"its values do not lie between 0 and {header.white:g}")
    return values.astype(np.uint8 if header.white <= 255 else np.uint16)


def _damaged(request: ReadRequest, what: str) -> UnreadableImageError:
    return UnreadableImageError(
        request.name, f"its PPM data are damaged: {what}", "Get a whole copy of the file"
    )
