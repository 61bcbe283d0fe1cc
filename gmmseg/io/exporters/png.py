"""PNG files from arrays, compressed by libdeflate."""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

AT_ONCE = 2**26  # bytes of a picture that are packed in memory; larger ones are written bit by bit
QUICK = 1  # of the levels of compression: photographs shrink hardly more at 6, which takes many times as long
FLAT = 3  # likewise, for large even areas
RUNS = 3  # zlib's strategy of runs alone: on large even areas quicker than matches, and no larger
SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLOUR_TYPES = {1: 0, 3: 2, 4: 6}  # what the standard calls grey, RGB and RGBA
PALETTE = 3  # and colours by their index
AS_IS, UP = 0, 2  # how rows are written: as they are, or as differences from the row above
LONGEST = 2**30  # bytes of a chunk; the standard's limit is twice that

IntegerPixels = NDArray[np.uint8] | NDArray[np.uint16]


def write_picture(path: Path, picture: IntegerPixels) -> None:
    """Write a picture (h, w), (h, w, 3) or (h, w, 4), uint8 or uint16."""
    if picture.dtype == np.uint16 or picture.size <= AT_ONCE:
        _write_at_once(path, picture, _kind(picture), (UP, QUICK))
        return
    from PIL import Image

    _save(Image.fromarray(np.ascontiguousarray(picture)), path)


def write_flat(path: Path, picture: IntegerPixels) -> None:
    """Write an array (h, w) that has large even areas."""
    if picture.size <= AT_ONCE:
        _write_at_once(path, picture, _kind(picture), (AS_IS, FLAT))
        return
    from PIL import Image

    _save(Image.fromarray(np.ascontiguousarray(picture)), path)


def write_palette(path: Path, indices: NDArray[np.uint8], colours: NDArray[np.uint8]) -> None:
    """Write indices (h, w) into colours (n, 3), n up to 256.

    None is transparent: a picture with a transparent colour is opened as colours by programs that would
    else read the indices.
    """
    if indices.size <= AT_ONCE:
        _write_at_once(path, indices, PALETTE, (AS_IS, FLAT), (_chunk(b"PLTE", colours.tobytes()),))
        return
    from PIL import Image

    picture = Image.fromarray(np.ascontiguousarray(indices))
    picture.putpalette(colours.tobytes())
    _save(picture, path)


def _kind(picture: IntegerPixels) -> int:
    return COLOUR_TYPES[1 if picture.ndim == 2 else picture.shape[2]]


def _write_at_once(
    path: Path, picture: IntegerPixels, kind: int, how: tuple[int, int], more: tuple[bytes, ...] = ()
) -> None:
    """Write what was packed in memory: several times as fast as Pillow, which cannot write deep colours."""
    import imagecodecs

    difference, level = how
    height, width = picture.shape[:2]
    header = struct.pack(">IIBBBBB", width, height, 8 * picture.dtype.itemsize, kind, 0, 0, 0)
    lines: Any = _lines(picture, difference)  # its types do not say that it takes arrays too
    packed = imagecodecs.deflate_encode(lines, level=level)
    with path.open("wb") as file:
        file.write(SIGNATURE)
        file.writelines((_chunk(b"IHDR", header), *more))
        for begin in range(0, len(packed), LONGEST):
            file.writelines(_parts(b"IDAT", packed[begin : begin + LONGEST]))
        file.write(_chunk(b"IEND", b""))


def _lines(picture: IntegerPixels, difference: int) -> NDArray[np.uint8]:
    """Return the bytes of each row after the number of what was done to it, (h, n + 1)."""
    big_endian = np.ascontiguousarray(picture, picture.dtype.newbyteorder(">"))
    rows = big_endian.view(np.uint8).reshape(len(picture), -1)
    out = np.empty((rows.shape[0], rows.shape[1] + 1), np.uint8)
    out[:, 0] = difference
    if difference == AS_IS:
        out[:, 1:] = rows
    else:
        out[0, 1:] = rows[0]
        np.subtract(rows[1:], rows[:-1], out=out[1:, 1:])
    return out


def _chunk(name: bytes, content: bytes) -> bytes:
    return b"".join(_parts(name, content))


def _parts(name: bytes, content: bytes | bytearray) -> Iterator[bytes | bytearray]:
    """Yield length, name, content and check sum of a chunk."""
    yield struct.pack(">I", len(content)) + name
    yield content
    yield struct.pack(">I", zlib.crc32(content, zlib.crc32(name)))


def _save(picture: Any, path: Path) -> None:  # Pillow is imported late
    with path.open("wb") as file:
        picture.save(file, format="PNG", compress_level=QUICK, compress_type=RUNS)
