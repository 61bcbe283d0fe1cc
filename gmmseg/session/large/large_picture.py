"""A picture larger than memory that is looked at: its scales, tiles of them, parts of it as pictures.

Scales are the versions that the file has, and between and below them some that are made: by averaging tiles
where a file has no smaller versions, and by halving the smallest one, which is in memory.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.image import Image
from gmmseg.imaging.rendering.composite import ChannelStyle, Styles, usual_styles
from gmmseg.io.file_reference import Fingerprint, PageReference
from gmmseg.io.readers.tiled.levels import GroupedTiles, KeptOverview, Level, PictureLevels
from gmmseg.session.large.part import PicturePart
from gmmseg.session.large.tile_cache import PixelTile, TileCache

ARRAY_TILE = 512  # pixels of the sides of tiles of scales that are in memory
BINNED = (2, 4)  # times by which tiles are reduced where there is no smaller version
APART = 1.4  # times by which a version of the file is at least smaller than what is made of the one before
SMALLEST = 256  # pixels; no scale has a longer side below this
BYTES_ADDED = 16  # squares of bytes of this side add up, with half of their number, in 16 bits
LEAST_PART = 192  # pixels of the sides of a part, where the picture has as many

TilePixels = NDArray[Any]
Bits = NDArray[np.bool_]


@dataclass(frozen=True)
class LargeOptions:
    """How pictures larger than memory are opened.

    Attributes
    ----------
    limit : int
        Pixels above which a picture is opened so: by default as the command line reads it in bands.
    tile_bytes : int
        Bytes of tiles that are kept, those used last: half as they are decoded, half as they are drawn.
    part_pixels : int
        Pixels of the part on the screen that is segmented, at most.
    at_once : int
        Pixels of the smallest version, at most, for it to be read when the picture is opened.
    overview_pixels : int
        Pixels, at most, of the small version that is made where there is none.
    as_saved : bool
        Whether a project's picture is opened so where it was so when it was saved, however small it is. What
        shows no part of a picture but takes all of it leaves this off.
    """

    limit: int = 2**28
    tile_bytes: int = 2**28
    part_pixels: int = 2_000_000
    at_once: int = 2**22
    overview_pixels: int = 2**24
    as_saved: bool = False


USUAL = LargeOptions()


@dataclass(frozen=True, eq=False)
class Scale:
    """One size at which the picture can be had.

    Attributes
    ----------
    shape : tuple of two int
        Height and width.
    tile_shape : tuple of two int
        Height and width of its tiles.
    level : Level or None
        The file's version that its tiles are made of; None for one in memory.
    n : int
        How many pixels of the version's each of its own averages along a side.
    array : tuple of ndarray, or None
        TilePixels (h, w, c) and which are usable, of a scale in memory.
    """

    shape: tuple[int, int]
    tile_shape: tuple[int, int]
    level: Level | None = None
    n: int = 1
    array: tuple[TilePixels, Bits] | None = None

    @classmethod
    def of_level(cls, level: Level, n: int = 1) -> "Scale":
        """Return a file's version, reduced `n` times."""
        if n > 1:  # each tile is to become whole pixels
            level = replace(level, source=GroupedTiles(level.source, n))
        height, width = (-(-side // n) for side in level.source.shape[:2])
        return cls((height, width), level.source.tile_shape, level, n)

    @classmethod
    def of_array(cls, pixels: TilePixels, usable: Bits) -> "Scale":
        """Return a scale in memory."""
        return cls(usable.shape, (ARRAY_TILE, ARRAY_TILE), array=(pixels, usable))

    def box(self, down: int, across: int) -> tuple[slice, slice]:
        """Return the rows and columns of a tile."""
        high, wide = self.tile_shape
        return (
            slice(down * high, min((down + 1) * high, self.shape[0])),
            slice(across * wide, min((across + 1) * wide, self.shape[1])),
        )

    def read(self, down: int, across: int) -> PixelTile:
        """Return a tile, decoded now."""
        rows, columns = self.box(down, across)
        if self.array is not None:
            pixels, usable = self.array
            return PixelTile(pixels[rows, columns], usable[rows, columns])
        assert self.level is not None
        source = self.level.source
        if self.n == 1:
            return PixelTile(*source.tile(down, across))
        size = rows.stop - rows.start, columns.stop - columns.start
        pixels = np.zeros((*size, source.shape[2]), source.dtype)
        usable = np.zeros(size, np.bool_)
        high, wide = (side // self.n for side in self.tile_shape)
        for i in range(self.n):
            for j in range(self.n):
                top, left = (
                    (down * self.n + i) * self.tile_shape[0],
                    (across * self.n + j) * self.tile_shape[1],
                )
                if top < source.shape[0] and left < source.shape[1]:
                    part, bits = binned(*source.tile(down * self.n + i, across * self.n + j), self.n)
                    where = slice(i * high, i * high + len(part)), slice(j * wide, j * wide + part.shape[1])
                    pixels[where], usable[where] = part, bits
        return PixelTile(pixels, None if usable.all() else usable)


def binned(pixels: TilePixels, usable: Bits | None, n: int) -> tuple[TilePixels, Bits]:
    """Return the means of squares of n x n pixels, those at the ends smaller, and where any pixel counts."""
    height, width, n_channels = pixels.shape
    rows, columns = np.arange(0, height, n), np.arange(0, width, n)
    kept = pixels if usable is None else np.where(usable[..., None], pixels, 0).astype(pixels.dtype)
    if height % n or width % n:
        sums = np.add.reduceat(np.add.reduceat(kept, rows, 0, np.uint32), columns, 1)
    else:
        dtype = np.uint16 if pixels.dtype == np.uint8 and n <= BYTES_ADDED else np.uint32
        flat = kept.reshape(height // n, n, width * n_channels)
        across: NDArray[Any] = flat[:, 0].astype(dtype)
        for i in range(1, n):
            np.add(across, flat[:, i], out=across)
        parts = across.reshape(height // n, width // n, n, n_channels)
        sums = parts[:, :, 0].copy()
        for i in range(1, n):
            np.add(sums, parts[:, :, i], out=sums)
    if usable is None:
        high, wide = np.diff([*rows, height]), np.diff([*columns, width])
        counts = np.outer(high, wide)
    else:
        counts = np.add.reduceat(np.add.reduceat(usable, rows, 0, np.int64), columns, 1)
    if usable is None and sums.dtype == np.uint16:
        return ((sums + n * n // 2) // (n * n)).astype(pixels.dtype), counts > 0
    most = np.maximum(counts, 1).astype(np.uint32)[..., None]
    return ((sums.astype(np.uint32) + most // 2) // most).astype(pixels.dtype), counts > 0


def _scales_of(levels: Sequence[Level]) -> list[Scale]:
    """Return the versions of a file, and between those that are far apart some that are made.

    With versions four times apart a view would take up to sixteen times its pixels in tiles.
    """
    found = []
    for level, smaller in zip(levels, (*levels[1:], None), strict=True):
        apart = smaller.factor / level.factor if smaller is not None else 1.0
        found += [Scale.of_level(level), *(Scale.of_level(level, n) for n in BINNED if n * APART < apart)]
    return found


class LargePicture:
    """What is known of a large picture and its tiles; all may be called from several threads.

    Parameters
    ----------
    levels : PictureLevels
        The file.
    options : LargeOptions
        How much memory it may take.
    kept : KeptOverview or None
        Where an overview is kept that had to be made.
    """

    def __init__(
        self, levels: PictureLevels, options: LargeOptions = USUAL, kept: KeptOverview | None = None
    ) -> None:
        self.levels, self.options, self.image = levels, options, levels.image
        self.tiles: TileCache[PixelTile] = TileCache(options.tile_bytes // 2)
        self.fingerprint = Fingerprint.sampled(levels.path)
        self.page: PageReference | None = None
        self._kept = kept
        self._begin_overview()

    @classmethod
    def open(
        cls,
        path: Path,
        page: PageReference | None = None,
        options: LargeOptions = USUAL,
        folder: Path | None = None,
    ) -> "LargePicture":
        """Open a file and read its smallest version, if that is small enough.

        Parameters
        ----------
        path : Path
            A TIFF or a folder of OME-Zarr.
        page : PageReference or None
            Which page of it.
        options : LargeOptions
            How much memory it may take.
        folder : Path or None
            Where overviews are kept that had to be made; None to keep none.

        Raises
        ------
        UnreadableImageError
            If it cannot be read tile by tile.
        OSError
            If it is not there.
        """
        levels = PictureLevels.of(path, page)
        kept = None if folder is None else KeptOverview.of(folder, path, levels.levels[0].source.shape)
        found = cls(levels, options, kept)
        found.page = page
        return found

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.levels.path

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.image.width, self.image.height

    def _begin_overview(self) -> None:
        """Read the smallest version, or begin one that is made of it."""
        smallest, options = self.levels.levels[-1], self.options
        height, width, n_channels = smallest.source.shape
        self.scales: tuple[Scale, ...] = tuple(_scales_of(self.levels.levels))
        self.step = 1  # times that the overview is smaller than the smallest version in the file
        if height * width > options.at_once:
            self.step = 2
            while height * width > options.overview_pixels * self.step**2:
                self.step *= 2
            self.scales += tuple(Scale.of_level(smallest, n) for n in BINNED if n < self.step)
        shape = -(-height // self.step), -(-width // self.step), n_channels
        pixels, usable = np.zeros(shape, smallest.source.dtype), np.zeros(shape[:2], np.bool_)
        self.overview = Scale.of_array(pixels, usable)
        self.scales = (*(self.scales[:-1] if self.step == 1 else self.scales), self.overview)
        self.is_complete = False
        self._tiles_read = GroupedTiles(smallest.source, self.step)
        self._todo: Sequence[tuple[int, int]] = ()
        self.n_todo = self.n_done = 0
        known = None if self._kept is None else self._kept.read(shape, smallest.source.dtype)
        if known is not None and self.step > 1:
            pixels[...], usable[...] = known
            self._complete()
            return
        places = interlaced(
            *(
                -(-side // tile)
                for side, tile in zip((height, width), self._tiles_read.tile_shape, strict=True)
            )
        )
        self._todo, self.n_todo = places, len(places)
        if self.step == 1:
            while self.extend(len(places)):
                pass

    def begin(self, seconds: float) -> None:
        """Put tiles spread over the picture into the overview, so long, or until one could be read."""
        assert self.overview.array is not None
        end = time.perf_counter() + seconds
        while self.n_done < self.n_todo and (time.perf_counter() < end or not self.overview.array[1].any()):
            self.extend(1)

    def extend(self, n: int) -> bool:
        """Put the next `n` tiles into the overview; return whether some are left.

        One that there was not the memory for is the next again.
        """
        smallest = self._tiles_read
        assert self.overview.array is not None
        pixels, usable = self.overview.array
        high, wide = smallest.tile_shape
        for down, across in self._todo[self.n_done : self.n_done + n]:
            tile, bits = smallest.tile(down, across)
            part, counts = binned(tile, bits, self.step)
            top, left = down * high // self.step, across * wide // self.step
            where = slice(top, top + len(part)), slice(left, left + part.shape[1])
            part, counts = part[: usable.shape[0] - top], counts[: usable.shape[0] - top]
            pixels[where], usable[where] = part, counts
            self.n_done += 1
        if self.n_done < self.n_todo:
            return True
        if not self.is_complete:
            self._complete()
            if self._kept is not None and self.step > 1 and not self.damage:
                self._kept.write(pixels, usable)
        return False

    def _complete(self) -> None:
        """Add halves of the overview, now that all of it is there."""
        assert self.overview.array is not None
        halves, (pixels, usable) = [], self.overview.array
        while max(usable.shape) >= 2 * SMALLEST and min(usable.shape) >= 2:
            pixels, usable = binned(pixels, usable, 2)
            halves.append(Scale.of_array(pixels, usable))
        self.scales = (*self.scales, *halves)
        self.is_complete = True

    @property
    def damage(self) -> str:
        """Which tiles could not be read, in one sentence; empty where all could be."""
        return self.levels.damage

    def factors(self, scale: int) -> tuple[float, float]:
        """Return how many pixels of the picture one of a scale is wide and high."""
        found, (width, height) = self.scales[scale], self.size
        return width / found.shape[1], height / found.shape[0]

    def scale_for(self, zoom: float) -> int:
        """Return the scale that has a pixel for each of the screen, at so many of these per picture pixel."""
        wanted = self.size[0] * zoom
        fine = [i for i, scale in enumerate(self.scales) if scale.shape[1] >= wanted * 0.99]
        return fine[-1] if fine else 0

    def tile(self, scale: int, down: int, across: int) -> PixelTile:
        """Return a tile of a scale, decoded unless it is kept."""
        found = self.scales[scale]
        if found.array is not None:
            return found.read(down, across)
        kept = self.tiles.get((scale, down, across))
        if kept is None:
            kept = found.read(down, across)
            self.tiles.put((scale, down, across), kept, kept.nbytes)
        return kept

    def kept(self, scale: int, down: int, across: int) -> PixelTile | None:
        """Return a tile of a scale if nothing has to be decoded for it."""
        if self.scales[scale].array is not None:
            return self.scales[scale].read(down, across)
        return self.tiles.get((scale, down, across))

    def values_at(self, row: int, column: int) -> NDArray[Any] | None:
        """Return the values (c,) of a pixel of the picture; None while its tile is not there."""
        high, wide = self.scales[0].tile_shape
        tile = self.kept(0, row // high, column // wide)
        return None if tile is None else tile.pixels[row % high, column % wide]

    @property
    def first_part(self) -> PicturePart:
        """All of the picture, at the largest scale in memory that may be segmented."""
        inside = [i for i, each in enumerate(self.scales) if each.array is not None]
        fine = [i for i in inside if np.prod(self.scales[i].shape) <= self.options.part_pixels]
        return self._part((fine or inside[-1:])[0], (0.0, 0.0, float(self.size[0]), float(self.size[1])))

    def part_for(self, box: tuple[float, float, float, float], zoom: float) -> PicturePart | None:
        """Return the part that is segmented where people look; None while the overview is being made.

        Parameters
        ----------
        box : tuple of four floats
            What is on the screen: left, top, right and bottom in pixels of the picture.
        zoom : float
            Screen pixels per picture pixel.
        """
        for scale in range(self.scale_for(zoom), len(self.scales)):
            part = self._part(scale, box)
            if part.n_pixels <= self.options.part_pixels:
                is_ready = self.is_complete or self.scales[scale] is not self.overview
                return part if is_ready else None
        return self._part(len(self.scales) - 1, box) if self.is_complete else None

    def _part(self, scale: int, box: tuple[float, float, float, float]) -> PicturePart:
        across, down = self.factors(scale)
        height, width = self.scales[scale].shape
        left, right = _within(box[0] / across, box[2] / across, width)
        top, bottom = _within(box[1] / down, box[3] / down, height)
        return PicturePart(scale, top, left, bottom, right, across, down, self.size)

    def image_of(self, part: PicturePart, pause: Callable[[], None] = lambda: None) -> Image:
        """Return a part as a picture of its own.

        Raises
        ------
        NoUsablePixelsError
            If no pixel there can be read.
        """
        scale = self.scales[part.scale]
        pixels = np.empty(
            (part.bottom - part.top, part.right - part.left, self.image.n_channels), self.image.pixels.dtype
        )
        usable = np.ones(pixels.shape[:2], np.bool_)
        high, wide = scale.tile_shape
        for down in range(part.top // high, -(-part.bottom // high)):
            for across in range(part.left // wide, -(-part.right // wide)):
                pause()
                tile = self.tile(part.scale, down, across)
                top, left = down * high - part.top, across * wide - part.left
                from_row, from_column = max(-top, 0), max(-left, 0)
                found = tile.pixels[from_row : len(pixels) - top, from_column : pixels.shape[1] - left]
                where = (
                    slice(top + from_row, top + from_row + len(found)),
                    slice(left + from_column, left + from_column + found.shape[1]),
                )
                pixels[where] = found
                if tile.usable is not None:
                    usable[where] = tile.usable[
                        from_row : len(pixels) - top, from_column : pixels.shape[1] - left
                    ]
        size = self.image.pixel_size
        size = None if size is None else (size[0] * part.down, size[1] * part.across)
        mask = None if usable.all() else usable
        return replace(self.image, pixels=pixels, mask=mask, pixel_size=size, georeference=(), path=None)

    @property
    def small(self) -> Image:
        """The smallest scale of the overview that shows something, as a picture; black where nothing is."""
        assert self.overview.array is not None
        return replace(self.image, pixels=self.overview.array[0].copy(), mask=None)

    def styles(self) -> Styles | None:
        """Return how all tiles are drawn, so that they look alike; None for plain 8 bits, as they are."""
        if self.image.pixels.dtype == np.uint8 and (self.image.is_colour or self.image.n_channels == 1):
            return None
        small = self.small
        found = usual_styles(small)
        largest = float(small.pixels.max())
        if (
            self.image.is_colour and 0 < largest < found[0].high / 8
        ):  # a camera of 12 bits, as `Image.display`
            return tuple(ChannelStyle(s.is_shown, s.colour, s.low, largest, s.gamma) for s in found)
        return found


def _within(begin: float, end: float, length: int) -> tuple[int, int]:
    """Return a stretch of whole pixels around another, not too short, within a length."""
    first, last = int(np.floor(begin)), int(np.ceil(end))
    lack = LEAST_PART - (last - first)
    if lack > 0:
        first -= lack // 2
        last = first + LEAST_PART
    first = min(max(first, 0), max(length - LEAST_PART, 0))
    return first, min(max(last, first + min(LEAST_PART, length)), length)


def interlaced(n_down: int, n_across: int) -> list[tuple[int, int]]:
    """Return all places of a grid, spread over it first and then ever closer together."""
    found, seen = [], set()
    step = 1 << max(max(n_down, n_across, 1) - 1, 0).bit_length()
    while step:
        for down in range(0, n_down, step):
            for across in range(0, n_across, step):
                if (down, across) not in seen:
                    seen.add((down, across))
                    found.append((down, across))
        step //= 2
    return found
