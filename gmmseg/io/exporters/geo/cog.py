"""Cloud-optimised GeoTIFF: tiles and smaller versions in the order in which they are read over a network.

Open Geospatial Consortium, "OGC Cloud Optimized GeoTIFF Standard" (21-026). All directories come first,
then the tiles of the smallest version, then those of larger ones. TIFF's libraries write each page's tiles
behind its directory, so that the few structures are written here; always as BigTIFF.
"""

import os
import struct
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import escape
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.band_sums import resident_dropped
from gmmseg.io.exporters.context import ExportContext, Output
from gmmseg.io.exporters.layers import write_layers

TILE = 512  # pixels of its sides, and those of the smallest version at most
DEFLATE, GREY, PALETTE, SEPARATE, REDUCED = 8, 1, 3, 2, 1  # TIFF's numbers
LEVEL = 6  # of compression
SEVERAL = 2**22  # pixels from which on several threads compress tiles
COPIED = 64  # rows of a smaller version that are copied at a time
MOST_COLOURS = 256
BYTE, ASCII, SHORT, LONG, DOUBLE, LONG8 = 1, 2, 3, 4, 12, 16  # TIFF's types
LAYOUTS = {BYTE: "B", ASCII: "B", SHORT: "H", LONG: "I", DOUBLE: "d", LONG8: "Q"}
FORMATS = {"u": 1, "i": 2, "f": 3}  # of samples
NO_DATA, GDAL_METADATA = 42113, 42112
BY_RESOLUTION, PIXEL_SCALE = 282, 33550

_Entry = tuple[int, int, int, bytes]  # code, type, number of values, the values


@dataclass(frozen=True, eq=False)
class CogPicture:
    """What is written: bands (n, h, w), all their tags but those of size and tiles, and how they shrink."""

    bands: NDArray[Any]
    tags: tuple[tuple[int, int, Any], ...]  # code, type, value
    is_mean: bool = False  # smaller versions: the mean of pixels, else the first of each four


def labels(context: ExportContext) -> Iterator[Output]:
    """Yield the labels."""
    yield Output("_labels_cog.tif", lambda path: write_labels(path, context))


def probabilities(context: ExportContext) -> Iterator[Output]:
    """Yield the probabilities."""
    yield Output("_probabilities_cog.tif", lambda path: write_probabilities(path, context))


def write_labels(path: Path, context: ExportContext) -> None:
    """Write labels as uint8 in the segments' colours, as uint16 where they are many; 0 is no data."""
    found = context.labels
    tags: list[tuple[int, int, Any]] = [(NO_DATA, ASCII, b"0\0"), (262, SHORT, (GREY,))]
    if len(context.colours) < MOST_COLOURS and found.dtype == np.uint8:
        table = np.zeros((MOST_COLOURS, 3), np.uint16)
        table[1 : len(context.colours) + 1] = np.asarray(context.colours, np.uint16) * 257
        tags[1:] = [(262, SHORT, (PALETTE,)), (320, SHORT, tuple(table.T.ravel().tolist()))]
    _write(path, CogPicture(found[None], tuple(tags)), context)


def write_probabilities(path: Path, context: ExportContext) -> None:
    """Write float32 probabilities 0 to 1, a band for each segment, named; unusable pixels are 0."""
    shape = (len(context.numbers), *context.labels.shape)
    names = "".join(
        f'<Item name="DESCRIPTION" sample="{i}" role="description">{escape(name, quote=False)}</Item>'
        for i, name in enumerate(context.names)
    )
    metadata = f"<GDALMetadata>{names}</GDALMetadata>\0".encode()
    tags = ((262, SHORT, (GREY,)), (GDAL_METADATA, ASCII, metadata))
    with tempfile.TemporaryFile() as layers:  # never all of them in memory
        write_layers(layers, 0, context)
        bands = np.memmap(layers, "<f4", "r", shape=shape)
        _write(path, CogPicture(bands, tags, is_mean=True), context)
        del bands


def _write(path: Path, picture: CogPicture, context: ExportContext) -> None:
    versions = list(_versions(picture))
    tags = [
        *picture.tags,
        *((code, kind, value) for code, kind, _, value in context.segmentation.image.georeference),
    ]
    if not context.segmentation.image.georeference:
        tags += _resolution(context)
    with path.open("wb") as file:
        _write_file(file, versions, tags)


def _versions(picture: CogPicture) -> Iterator[NDArray[Any]]:
    """Yield the bands, and halves of them until one tile holds a band."""
    bands = picture.bands
    while True:
        yield bands
        if max(bands.shape[1:]) <= TILE:
            return
        if picture.is_mean:
            padded = np.pad(bands, ((0, 0), (0, bands.shape[1] % 2), (0, bands.shape[2] % 2)), "edge")
            n, height, width = padded.shape
            halves = padded.reshape(n, height // 2, 2, width // 2, 2)
            bands = halves.mean(axis=(2, 4), dtype=np.float32)
        else:
            bands = _every_other(bands)


def _every_other(bands: NDArray[Any]) -> NDArray[Any]:
    """Return every other row and column; few pixels as a copy, or each would hold a page of a file."""
    found = bands[:, ::2, ::2]
    if found.size >= SEVERAL:
        return found
    copy = np.empty(found.shape, found.dtype)
    for top in range(0, found.shape[1], COPIED):
        copy[:, top : top + COPIED] = found[:, top : top + COPIED]
        resident_dropped(bands)
    return copy


def _write_file(
    file: BinaryIO, versions: Sequence[NDArray[Any]], tags: Sequence[tuple[int, int, Any]]
) -> None:
    """Write directories with room for what is not known yet, then tiles from the smallest version on."""
    tiles = [_n_tiles(bands) for bands in versions]
    own = [
        _entries(bands, tags, [0] * n, [0] * n, is_first=i == 0)
        for i, (bands, n) in enumerate(zip(versions, tiles, strict=True))
    ]
    starts = [16]
    for entries in own:
        starts.append(starts[-1] + _size(entries))
    file.write(struct.pack("<2sHHHQ", b"II", 43, 8, 0, 16))
    file.seek(starts[-1])
    places: list[tuple[list[int], list[int]]] = [([], []) for _ in versions]
    for bands, (offsets, sizes) in reversed(list(zip(versions, places, strict=True))):
        for packed in _packed_tiles(bands):
            offsets.append(file.tell())
            sizes.append(len(packed))
            file.write(packed)
    for i, (bands, (offsets, sizes)) in enumerate(zip(versions, places, strict=True)):
        entries = _entries(bands, tags, offsets, sizes, is_first=i == 0)
        following = starts[i + 1] if i + 1 < len(versions) else 0
        file.seek(starts[i])
        file.write(_directory(entries, starts[i], following))


def _packed_tiles(bands: NDArray[Any]) -> Iterator[bytes]:
    """Yield the tiles compressed, which several threads do at a time."""
    n_threads = os.cpu_count() or 1
    if bands.size < SEVERAL:
        yield from (zlib.compress(tile, LEVEL) for tile in _tiles(bands))
        return
    with ThreadPoolExecutor(n_threads) as pool:
        tiles, across = _tiles(bands), -(-bands.shape[2] // TILE)
        while some := list(islice(tiles, across)):
            yield from pool.map(lambda tile: zlib.compress(tile, LEVEL), some)
            resident_dropped(bands)


def _n_tiles(bands: NDArray[Any]) -> int:
    n, height, width = bands.shape
    return n * -(-height // TILE) * -(-width // TILE)


def _tiles(bands: NDArray[Any]) -> Iterator[bytes]:
    """Yield the tiles of each band, row by row; those at the right and at the bottom are filled with 0."""
    little = bands.dtype.newbyteorder("<")
    for band in bands:
        height, width = band.shape
        for top in range(0, height, TILE):
            for left in range(0, width, TILE):
                part = band[top : top + TILE, left : left + TILE]
                tile = np.zeros((TILE, TILE), little)
                tile[: part.shape[0], : part.shape[1]] = part
                yield tile.tobytes()


def _entries(
    bands: NDArray[Any], tags: Sequence[tuple[int, int, Any]], offsets: Sequence[int], sizes: Sequence[int],
    *, is_first: bool,
) -> list[_Entry]:  # fmt: skip
    """Return the entries of a directory in order: place and resolution stand in the first alone."""
    n, height, width = bands.shape
    item = bands.dtype.itemsize
    entries: list[tuple[int, int, Any]] = [
        (254, LONG, (0 if is_first else REDUCED,)),
        (256, LONG, (width,)),
        (257, LONG, (height,)),
        (258, SHORT, (8 * item,) * n),
        (259, SHORT, (DEFLATE,)),
        (277, SHORT, (n,)),
        (284, SHORT, (SEPARATE if n > 1 else 1,)),
        (322, SHORT, (TILE,)),
        (323, SHORT, (TILE,)),
        (324, LONG8, tuple(offsets)),
        (325, LONG8, tuple(sizes)),
        (339, SHORT, (FORMATS[bands.dtype.kind],) * n),
        *(tag for tag in tags if is_first or _is_of_samples(tag[0])),
    ]
    if n > 1:
        entries.append(
            (338, SHORT, (0,) * (n - 1))
        )  # samples beside the first: of no meaning that TIFF knows
    return sorted(_packed(*tag) for tag in entries)


def _is_of_samples(code: int) -> bool:
    return code not in (GDAL_METADATA, BY_RESOLUTION, 283, 296) and not PIXEL_SCALE <= code < NO_DATA - 1


def _packed(code: int, kind: int, value: Any) -> _Entry:
    if isinstance(value, str):
        value = value.encode("ascii", "replace") + b"\0"
    values = value if isinstance(value, (tuple, bytes)) else (value,)
    if kind == 5:  # fractions: pairs of numbers
        return code, kind, len(values) // 2, struct.pack(f"<{len(values)}I", *values)
    return code, kind, len(values), struct.pack(f"<{len(values)}{LAYOUTS[kind]}", *values)


def _size(entries: Sequence[_Entry]) -> int:
    """Return how many bytes a directory takes with what does not fit into its entries."""
    return 16 + 20 * len(entries) + sum(_padded(len(data)) for *_, data in entries if len(data) > 8)


def _padded(n: int) -> int:
    return -(-n // 8) * 8


def _directory(entries: Sequence[_Entry], start: int, following: int) -> bytes:
    """Return a directory and behind it the values that do not fit into its entries."""
    head, behind = [struct.pack("<Q", len(entries))], b""
    end = start + 16 + 20 * len(entries)
    for code, kind, n, data in entries:
        value = data.ljust(8, b"\0")
        if len(data) > 8:
            value = struct.pack("<Q", end + len(behind))
            behind += data.ljust(_padded(len(data)), b"\0")
        head.append(struct.pack("<HHQ", code, kind, n) + value)
    return b"".join(chain(head, [struct.pack("<Q", following), behind]))


def _resolution(context: ExportContext) -> list[tuple[int, int, Any]]:
    """Return how many pixels come on a centimetre, where the size of a pixel is known and no map says it."""
    size = context.segmentation.image.pixel_size
    if size is None:
        return []
    height, width = (_fraction(1e4 / side) for side in size)
    return [(282, 5, width), (283, 5, height), (296, SHORT, (3,))]


def _fraction(value: float) -> tuple[int, int]:
    """Return a number as TIFF's fraction."""
    from fractions import Fraction

    found = Fraction(value).limit_denominator(2**20)
    return (found.numerator, found.denominator) if 0 < found.numerator < 2**32 else (1, 1)
