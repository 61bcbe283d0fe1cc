"""WebP and LERC inside a TIFF: whether they can be decoded, and whether their sizes are the page's.

Both declare a size of their own, and their decoders trust it.
"""

import struct
import zlib
from typing import IO, TYPE_CHECKING

from gmmseg.errors import UnreadableImageError
from gmmseg.io.readers.raster import ReadRequest

if TYPE_CHECKING:
    from tifffile import TiffFrame, TiffPage

CODECS = ("WEBP", "LERC")
_WEBP, _LERC = 50001, 34887
_LERC_PARAMETERS = 50674
_IN_DEFLATE = 1
_HEAD = 64  # bytes that tell the size
_LERC_HEAD = 38
_SLACK = 4096  # bytes that a LERC may take beside its numbers
_WHOLE = "Get a whole copy of the file"
_REMEDY = "Save it with LZW or deflate compression"


def check_page(page: "TiffPage | TiffFrame", stream: IO[bytes], request: ReadRequest) -> None:
    """Refuse a page with a part that cannot be read, or is larger than the page says.

    Raises
    ------
    UnreadableImageError
        If it is such a page.
    """
    frame = page.keyframe
    assert frame is not None
    name = {_WEBP: "WEBP", _LERC: "LERC"}.get(int(frame.compression))
    if name is None:
        return
    _check_library(name, request)
    width = frame.tilewidth if frame.is_tiled else frame.imagewidth
    height = frame.tilelength if frame.is_tiled else min(frame.rowsperstrip, frame.imagelength)
    for offset, size in zip(page.dataoffsets, page.databytecounts, strict=False):
        if not size:
            continue  # a part without data is empty
        stream.seek(offset)
        if name == "WEBP":
            found = _webp_size(stream.read(min(size, _HEAD)))
        else:
            n_bytes = width * height * frame.samplesperpixel * ((frame.bitspersample + 7) // 8)
            head = _unwrapped(stream.read(size), frame, n_bytes + _SLACK, request)
            found = _lerc_size(head, frame.samplesperpixel, request)
        if found is None:
            raise UnreadableImageError(request.name, f"its {name} data are damaged", _WHOLE)
        if found[0] > width or found[1] > height:
            raise UnreadableImageError(
                request.name,
                f"the {name} inside ({found[0]} x {found[1]}) is larger than its part of the page "
                f"({width} x {height})",
                _WHOLE,
            )


def _check_library(name: str, request: ReadRequest) -> None:
    import imagecodecs

    if not getattr(imagecodecs, name).available:
        raise _packed(request, name)


def _webp_size(head: bytes) -> tuple[int, int] | None:
    """Return width and height that a WebP claims, None if it does not."""
    kind, body = head[12:16], head[20:]
    if head[:4] != b"RIFF" or head[8:12] != b"WEBP" or len(body) < 10:
        return None
    if kind == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if kind == b"VP8L":
        packed = int.from_bytes(body[1:5], "little")
        return packed % 2**14 + 1, (packed >> 14) % 2**14 + 1
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", body[6:10])
        return width % 2**14, height % 2**14
    return None


def _unwrapped(data: bytes, frame: "TiffPage", most: int, request: ReadRequest) -> bytes:
    """Return a LERC, which may be packed once more; one that unfolds to too much is not."""
    if data.startswith((b"Lerc", b"Cnt")):
        return data
    tag = frame.tags.get(_LERC_PARAMETERS)
    if tag is None or not isinstance(tag.value, tuple) or tag.value[1:2] != (_IN_DEFLATE,):
        raise _packed(request, "LERC in Zstandard")
    try:
        unfolded = zlib.decompressobj().decompress(data, most)
    except zlib.error:
        return b""
    return unfolded if len(unfolded) < most else b""


def _lerc_size(data: bytes, n_channels: int, request: ReadRequest) -> tuple[int, int] | None:
    """Return width and height that a LERC claims, None if it does not or holds more than one picture."""
    if data[:6] != b"Lerc2 " or len(data) < _LERC_HEAD:
        if data.startswith(b"CntZImage"):
            raise _packed(request, "an old kind of LERC")
        return None
    (version,) = struct.unpack_from("<i", data, 6)
    place = 14 if version >= 3 else 10  # a checksum stands before
    numbers = list(struct.unpack_from("<6i", data, place))
    if version < 4:
        numbers.insert(2, 1)
    height, width, n_each, n_valid, _, n_bytes = numbers[:6]
    if min(height, width, n_each) < 1 or n_each > n_channels or n_bytes < len(data):
        return None
    if n_valid != height * width:  # they would come out as 0
        raise _packed(request, "a LERC that leaves pixels out")
    return width, height


def _packed(request: ReadRequest, what: str) -> UnreadableImageError:
    return UnreadableImageError(request.name, f"its TIFF data are packed with {what}", _REMEDY)
