"""Zeiss's CZI files: scenes are series, tiles are put together, smaller versions are left out.

Read here, not by a library: docs/decisions/0022 says why. The layout is that of "ZISRAW (CZI) File Format",
Carl Zeiss Microscopy GmbH; what is packed is unpacked by imagecodecs.
"""

import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import prod
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import UnreadableImageError
from gmmseg.io.readers.instruments import czi_metadata
from gmmseg.io.readers.instruments.acquisition import WHOLE, Acquisition, PlanePosition
from gmmseg.io.readers.raster import ReadRequest

MOST_BLOCKS = 2_000_000
_MOST_DIMENSIONS = 40
_LONGEST_XML = 2**26  # bytes
_SEGMENT = struct.Struct("<16sqq")  # name, bytes that are allocated, bytes that are used
_HEADER = struct.Struct("<iiii16s16siqqiq")
_ENTRY = struct.Struct("<2siqiiB5xi")  # schema, pixel type, position, part, compression, pyramid, dimensions
_DIMENSION = struct.Struct("<4siifi")  # name, start, size, coordinate, stored size
_BLOCK = struct.Struct("<iiq")  # bytes of its metadata, its attachment and its samples
_FIXED = 256  # bytes of a block before its metadata, at least
_LISTED = 128  # bytes of a directory before its entries
_PIXELS: dict[int, tuple[str, int]] = {  # type and number of samples, by their number in the file
    0: ("u1", 1), 1: ("<u2", 1), 2: ("<f4", 1), 3: ("u1", 3), 4: ("<u2", 3), 8: ("<f4", 3), 9: ("u1", 4),
    12: ("<i4", 1),
}  # fmt: skip
_NONE, _JPEG, _LZW, _JPEG_XR, _ZSTD, _ZSTD_1 = 0, 1, 2, 4, 5, 6
_AXES = {"T": "T", "Z": "Z", "R": "A", "H": "P", "I": "illumination", "V": "view", "B": "block"}


@dataclass(frozen=True)
class _SubBlock:
    """A tile of a plane: where it lies on each axis, its size, and where its samples are."""

    position: int
    compression: int
    pixels: int
    start: dict[str, int]
    size: dict[str, int]
    stored: dict[str, int]

    @property
    def is_whole(self) -> bool:
        """Whether it is no smaller version of others."""
        return all(self.stored[axis] == self.size[axis] for axis in "XY")

    def at(self, axis: str) -> int:
        return self.start.get(axis, 0)


@contextmanager
def opened(stream: IO[bytes], request: ReadRequest) -> Iterator[Sequence[Acquisition]]:
    """Give the scenes of a CZI file."""
    n_bytes = stream.seek(0, 2)
    directory, metadata = _positions(stream)
    blocks = _blocks(stream, directory, n_bytes, request)
    metadata_found, notes = _metadata(stream, metadata, n_bytes)
    scenes: dict[int, list[_SubBlock]] = {}
    for block in blocks:
        scenes.setdefault(block.at("S"), []).append(block)
    yield [_acquisition(scenes[number], stream, metadata_found, notes, request) for number in sorted(scenes)]


def _positions(stream: IO[bytes]) -> tuple[int, int]:
    """Return where the directory and the metadata begin."""
    stream.seek(0)
    name, *_ = _SEGMENT.unpack(stream.read(_SEGMENT.size))
    metadata_found = _HEADER.unpack(stream.read(_HEADER.size))
    if not name.startswith(b"ZISRAWFILE"):
        raise ValueError("its header is missing")
    return metadata_found[7], metadata_found[8]


def _segment(stream: IO[bytes], position: int, name: bytes) -> int:
    """Go to a segment and return how many bytes it uses."""
    stream.seek(max(position, 0))
    found, allocated, used = _SEGMENT.unpack(stream.read(_SEGMENT.size))
    if position <= 0 or found.rstrip(b"\0") != name:
        raise ValueError(f"there is no {name.decode()} where it should be")
    return int(used or allocated)


def _blocks(stream: IO[bytes], position: int, n_bytes: int, request: ReadRequest) -> list[_SubBlock]:
    """Return the tiles that are no smaller versions of others, or all, if all are."""
    used = _segment(stream, position, b"ZISRAWDIRECTORY")
    data = stream.read(min(max(used, 0), n_bytes))
    (n,) = struct.unpack_from("<i", data)
    if n > MOST_BLOCKS:
        raise UnreadableImageError(request.name, f"it has more than {MOST_BLOCKS:,} tiles", WHOLE)
    found, at, elsewhere = [], _LISTED, False
    for _ in range(n):
        schema, pixels, where, part, compression, _, n_dimensions = _ENTRY.unpack_from(data, at)
        if schema != b"DV" or not 0 < n_dimensions <= _MOST_DIMENSIONS:
            raise ValueError("its directory is damaged")
        at += _ENTRY.size
        block = _SubBlock(where, compression, pixels, {}, {}, {})
        for _ in range(n_dimensions):
            axis, start, size, _, stored = _DIMENSION.unpack_from(data, at)
            at += _DIMENSION.size
            code = axis.rstrip(b"\0").decode("ascii")
            block.start[code], block.size[code], block.stored[code] = start, size, stored or size
        if min(block.size.get("X", 0), block.size.get("Y", 0), *block.stored.values()) < 1:
            raise ValueError("its directory is damaged")
        elsewhere |= part != 0
        found.append(block)
    if elsewhere:
        raise UnreadableImageError(
            request.name, "it is one of several parts of a file", "Save it as one file with ZEN"
        )
    return [block for block in found if block.is_whole] or found


def _metadata(
    stream: IO[bytes], position: int, n_bytes: int
) -> tuple[czi_metadata.CziMetadata, tuple[str, ...]]:
    """Return the metadata of the picture, and a note where they are damaged."""
    try:
        _segment(stream, position, b"ZISRAWMETADATA")
        (size,) = struct.unpack("<i252x", stream.read(256))
        text = stream.read(min(max(size, 0), n_bytes, _LONGEST_XML))
    except (ValueError, struct.error):
        return czi_metadata.CziMetadata(), ("It has no metadata: channels have no names.",)
    return czi_metadata.read(text)


def _acquisition(
    blocks: Sequence[_SubBlock], stream: IO[bytes], metadata_found: czi_metadata.CziMetadata,
    notes: tuple[str, ...],
    request: ReadRequest,
) -> Acquisition:  # fmt: skip
    """Return a scene: the smallest rectangle around its tiles."""
    kinds = {block.pixels for block in blocks}
    unknown = [kind for kind in kinds if kind not in _PIXELS]
    if unknown or len({_PIXELS[kind] for kind in kinds}) > 1:
        raise UnreadableImageError(
            request.name,
            f"it has pixels of the types {', '.join(map(str, sorted(kinds)))}, which make no common picture",
            "Save its channels as files of their own",
        )
    kind, n_samples = _PIXELS[blocks[0].pixels]
    left, top = (min(block.at(axis) for block in blocks) for axis in "XY")
    width, height = (
        max(block.at(axis) + block.size[axis] for block in blocks) - first
        for axis, first in (("X", left), ("Y", top))
    )
    first = {axis: min(block.at(axis) for block in blocks) for axis in [*_AXES, "C"]}
    lengths = {axis: max(block.at(axis) for block in blocks) - first[axis] + 1 for axis in [*_AXES, "C"]}
    n_channels = lengths.pop("C")
    planes: dict[tuple[int, ...], list[_SubBlock]] = {}
    for block in sorted(blocks, key=lambda block: block.at("M")):
        planes.setdefault(tuple(block.at(axis) - first[axis] for axis in [*_AXES, "C"]), []).append(block)

    def plane(place: PlanePosition) -> NDArray[Any]:
        out = np.zeros((height, width, n_channels, n_samples), kind)
        where = tuple(place[code] for code in _AXES.values())
        tiles = [(i, block) for i in range(n_channels) for block in planes.get((*where, i), ())]
        if not tiles:
            raise ValueError("this page has no tiles")
        for i, block in tiles:
            y, x = block.at("Y") - top, block.at("X") - left
            out[y : y + block.size["Y"], x : x + block.size["X"], i] = _samples(block, stream, request)
        return out.reshape(height, width, n_channels * n_samples)

    def usable(place: PlanePosition) -> NDArray[np.bool_]:
        out = np.zeros((height, width), bool)
        where = tuple(place[code] for code in _AXES.values())
        for block in (block for i in range(n_channels) for block in planes.get((*where, i), ())):
            y, x = block.at("Y") - top, block.at("X") - left
            out[y : y + block.size["Y"], x : x + block.size["X"]] = True
        return out

    is_rgb = n_samples >= 3 and n_channels == 1
    return Acquisition(
        tuple((code, lengths[axis]) for axis, code in _AXES.items()), height, width, n_channels * n_samples,
        np.dtype(kind), plane,
        usable=("the mosaic of tiles", usable),
        meaning="rgb" if is_rgb else "channels",
        channels=metadata_found.channels[first["C"] :][:n_channels] if n_samples == 1 else (),
        pixel_size=metadata_found.pixel_size,
        n_bits=metadata_found.n_bits,
        notes=notes,
    )  # fmt: skip


def _samples(block: _SubBlock, stream: IO[bytes], request: ReadRequest) -> NDArray[Any]:
    """Return the samples of a tile (height, width, n), as large as it is shown."""
    kind, n = _PIXELS[block.pixels]
    stored = (block.stored["Y"], block.stored["X"], n)
    size = prod(stored) * np.dtype(kind).itemsize
    if stored[0] * stored[1] > request.max_pixels:
        raise ValueError("a tile has more pixels than are shown of it")
    _segment(stream, block.position, b"ZISRAWSUBBLOCK")
    start = block.position + _SEGMENT.size
    n_metadata, _, n_data = _BLOCK.unpack(stream.read(_BLOCK.size))
    _, _, _, _, _, _, n_dimensions = _ENTRY.unpack(stream.read(_ENTRY.size))
    fixed = max(_FIXED, _BLOCK.size + _ENTRY.size + n_dimensions * _DIMENSION.size)
    end = stream.seek(0, 2)
    stream.seek(start + fixed + max(n_metadata, 0))
    if not 0 < n_data <= end or (block.compression == _NONE and n_data < size):
        raise ValueError("a tile has fewer bytes than pixels")
    found = _unpacked(stream.read(n_data), block.compression, stored, kind, request)
    if n >= 3 and block.compression not in (_JPEG, _JPEG_XR):  # stored as blue, green, red
        found = found[..., [2, 1, 0, *range(3, n)]]
    if block.is_whole:
        return found
    rows, columns = (
        np.minimum(
            np.arange(block.size[axis]) * block.stored[axis] // block.size[axis], block.stored[axis] - 1
        )
        for axis in "YX"
    )
    return found[rows][:, columns]


def _unpacked(
    data: bytes, compression: int, shape: tuple[int, ...], kind: str, request: ReadRequest
) -> NDArray[Any]:
    """Return the samples in `data`; never more than there should be are unpacked."""
    import imagecodecs

    size = prod(shape) * np.dtype(kind).itemsize
    if compression in (_JPEG, _JPEG_XR):
        out = np.empty(shape if shape[2] > 1 else shape[:2], kind)
        decode = imagecodecs.jpeg8_decode if compression == _JPEG else imagecodecs.jpegxr_decode
        return np.asarray(decode(data, out=out)).reshape(shape)
    if compression == _LZW:
        data = bytes(imagecodecs.lzw_decode(data, out=size))
    elif compression in (_ZSTD, _ZSTD_1):
        n_head, is_split = (0, False) if compression == _ZSTD else _zstd_header(data)
        data = bytes(imagecodecs.zstd_decode(data[n_head:], out=size))
        if is_split:  # all low bytes, then all high ones
            data = np.frombuffer(data, np.uint8).reshape(2, -1).T.tobytes()
    elif compression != _NONE:
        raise UnreadableImageError(
            request.name,
            f"its tiles are packed in the way {compression}, and JPEG, JPEG XR, LZW and zstd are read",
            "Save it uncompressed with ZEN",
        )
    return np.frombuffer(data[:size], kind).reshape(shape)


def _zstd_header(data: bytes) -> tuple[int, bool]:
    """Return the length of what comes before the packed data, and whether bytes were split by worth."""
    n = data[0]
    if n == 1:
        return 1, False
    if n == 3 and data[1] == 1:
        return 3, bool(data[2] & 1)
    raise ValueError("the header of a packed tile is damaged")
