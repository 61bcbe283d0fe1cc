"""Nikon's ND2 files, by the library nd2 (T. Lambert, BSD): times, depths and positions are pages.

The library unpacks what is compressed without a bound, and fills what is not there with zeros: both are
looked for in the file's map of chunks first.
"""

import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import UnreadableImageError
from gmmseg.imaging.image import ChannelInfo
from gmmseg.imaging.units import PixelSize
from gmmseg.io.readers.instruments.acquisition import WHOLE, Acquisition, PlanePosition, channel, silence
from gmmseg.io.readers.raster import ReadRequest

if TYPE_CHECKING:
    from nd2 import ND2File

_MAGIC = 0x0ABECEDA
_HEADER = struct.Struct("<IIQ")  # magic, length of the name, length of the data
_MAP = b"ND2 FILEMAP SIGNATURE NAME 0001!"
_MAP_END = b"ND2 CHUNK MAP SIGNATURE 0000001!"
_COMPRESSED = 76  # the first byte of metadata that are packed by zlib, behind which 10 bytes follow
_FRAME = b"ImageDataSeq|"
_PICTURE = "ImageMetadataSeqLV|0"
_STAMP = 8  # bytes before the samples of a frame
_MOST_METADATA = 2**27  # bytes that packed metadata may unfold to
_AXES = {"T": "T", "Z": "Z", "P": "W", "U": "Q"}  # the library's letters, and those of pages


@contextmanager
def opened(stream: IO[bytes], request: ReadRequest) -> Iterator[Sequence[Acquisition]]:
    """Give the one picture of an ND2 file, with its channels; the file stays open meanwhile."""
    n_bytes = stream.seek(0, 2)
    chunks = _chunks(stream, n_bytes)
    _check_metadata(stream, chunks, request)
    stream.seek(0)
    assert request.path is not None
    with silence():
        import nd2

        with nd2.ND2File(request.path) as file:
            yield [_acquisition(file, stream, chunks, request)]


def _acquisition(
    file: "ND2File", stream: IO[bytes], chunks: dict[bytes, int], request: ReadRequest
) -> Acquisition:
    found_attributes = file.attributes
    height, width, n_components = (
        found_attributes.heightPx,
        found_attributes.widthPx or 0,
        found_attributes.componentCount,
    )
    n_planes = found_attributes.channelCount or 1
    per_plane = n_components // n_planes
    n = n_planes * per_plane
    axes = tuple((_AXES.get(code, code), count) for code, count in file.sizes.items() if code not in "CYXS")
    if min(height, width, n, *(count for _, count in axes), 1) < 1:
        raise UnreadableImageError(request.name, "it declares a picture without pixels", WHOLE)
    is_packed = found_attributes.compressionType == "lossless"
    size = height * (found_attributes.widthBytes or 0)
    if not is_packed and size > stream.seek(0, 2):
        raise UnreadableImageError(
            request.name, f"it declares pages of {size:,} bytes, more than it has", WHOLE
        )
    lengths = [count for _, count in axes]

    def plane(place: PlanePosition) -> NDArray[Any]:
        number = int(np.ravel_multi_index([place[code] for code, _ in axes], lengths)) if axes else 0
        _check_frame(stream, chunks, number, size if is_packed else 0)
        frame = file.read_frame(number).reshape(n_planes, height, width, per_plane)
        return np.array(frame.transpose(1, 2, 0, 3)).reshape(height, width, n)

    channels, sides, notes = _metadata(file)
    return Acquisition(
        axes, height, width, n, np.dtype(file.dtype), plane,
        meaning="rgb" if n_planes == 1 and per_plane == 3 else "channels",
        channels=channels if per_plane == 1 else (),
        pixel_size=sides,
        n_bits=found_attributes.bitsPerComponentSignificant or None,
        notes=notes,
    )  # fmt: skip


def _metadata(
    file: "ND2File",
) -> tuple[tuple[ChannelInfo, ...], PixelSize | None, tuple[str, ...]]:
    """Return the metadata of channels and the size of pixels; nothing, and a note, where that is damaged."""
    try:
        found = file.metadata.channels or []  # a dict in old files, which fails
        channels = tuple(
            channel(
                each.channel.name,
                (each.channel.color.r, each.channel.color.g, each.channel.color.b),
                each.channel.emissionLambdaNm or each.channel.excitationLambdaNm,
            )
            for each in found
        )
        volume = found[0].volume
        width, height, *_ = (float(side) for side in volume.axesCalibration)
        sides = (height, width) if all(volume.axesCalibrated[:2]) else None
    except (AttributeError, IndexError, KeyError, NameError, TypeError, ValueError):  # the library's
        return (), _calibration(file), ("What it says of its channels is odd or damaged, and was left out.",)
    return channels, sides, ()


def _calibration(file: "ND2File") -> PixelSize | None:
    """Return the size of pixels as it is stored, which the library gives with channels only."""
    try:
        (found_attributes,) = file.unstructured_metadata(strip_prefix=False, include={_PICTURE}).values()
        found_attributes = found_attributes.get("SLxPictureMetadata", found_attributes)
        side, aspect = float(found_attributes["dCalibration"]), float(found_attributes.get("dAspect", 1) or 1)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    return (side * aspect, side) if found_attributes.get("bCalibrated") else None


def _chunks(stream: IO[bytes], n_bytes: int) -> dict[bytes, int]:
    """Return where each chunk of a file begins, by its name."""
    stream.seek(max(0, n_bytes - 40))
    end, start = struct.unpack("<32sQ", stream.read(40))
    if end != _MAP_END or start >= n_bytes:
        raise ValueError("its map of chunks is not there")
    stream.seek(start)
    magic, n_name, n_data = _HEADER.unpack(stream.read(_HEADER.size))
    if magic != _MAGIC or not stream.read(min(n_name, n_bytes)).startswith(_MAP):
        raise ValueError("its map of chunks is not there")
    data = stream.read(min(n_data, n_bytes))
    found: dict[bytes, int] = {}
    at = 0
    while (stop := data.find(b"!", at) + 1) and not data.startswith(_MAP_END, at):
        if stop + 16 > len(data):
            break
        found[data[at:stop]] = struct.unpack_from("<Q", data, stop)[0]
        at = stop + 16
    return found


def _check_metadata(stream: IO[bytes], chunks: dict[bytes, int], request: ReadRequest) -> None:
    """Refuse metadata that unfold to more than anybody writes."""
    for name, start in chunks.items():
        if not name.startswith((b"ImageAttributes", b"ImageMetadata", b"ImageTextInfo")):
            continue
        data = _data(stream, start, _MOST_METADATA)
        if data[:1] == bytes([_COMPRESSED]) and _unfolded(data[12:], _MOST_METADATA) > _MOST_METADATA:
            raise UnreadableImageError(
                request.name, f"its metadata unfold to more than {_MOST_METADATA / 1e6:.0f} MB", WHOLE
            )


def _check_frame(stream: IO[bytes], chunks: dict[bytes, int], number: int, size: int) -> None:
    """Refuse a frame that is not there, or that unfolds to more than `size` bytes (0: it is not packed)."""
    start = chunks.get(_FRAME + b"%d!" % number)
    if start is None:
        raise ValueError(f"frame {number + 1} is missing")
    if size and _unfolded(_data(stream, start, stream.seek(0, 2))[_STAMP:], size) != size:
        raise ValueError(f"frame {number + 1} is not of the size that is declared")


def _data(stream: IO[bytes], start: int, most: int) -> bytes:
    stream.seek(start)
    head = stream.read(_HEADER.size)
    if len(head) < _HEADER.size:
        raise ValueError("a chunk is outside of the file")
    magic, n_name, n_data = _HEADER.unpack(head)
    if magic != _MAGIC:
        raise ValueError("a chunk is not where it is said to be")
    stream.seek(n_name, 1)
    return stream.read(min(n_data, most))


def _unfolded(packed: bytes, most: int) -> int:
    """Return how many bytes zlib makes of some, counted up to one more than `most`."""
    return len(zlib.decompressobj().decompress(packed, most + 1))
