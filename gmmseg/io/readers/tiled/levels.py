"""A picture larger than memory with its smaller versions, tile by tile, for whoever looks at parts of it."""

import hashlib
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import UnreadableImageError
from gmmseg.imaging.image import Image
from gmmseg.io.file_reference import PageReference
from gmmseg.io.readers import images
from gmmseg.io.readers.raster import ReadRequest
from gmmseg.io.readers.tiled import opening, tiff_bands, zarr_bands
from gmmseg.io.readers.tiled.damage import DamagedTiles
from gmmseg.io.readers.tiled.tiff_bands import TiffBands

TOLERANCE = 2  # pixels by which a side of a smaller version may differ from what the others make it
GRID = 64  # pixels: sides of tiles are multiples of it, so that smaller versions can be made tile by tile
NAMED = 3  # damaged tiles in one sentence

TilePixels = NDArray[Any]
Bits = NDArray[np.bool_]


class TileSource(Protocol):
    """One version of a picture; `TiffBands` and `ZarrBands` say what they answer."""

    shape: tuple[int, int, int]
    dtype: np.dtype[Any]
    damage: DamagedTiles

    @property
    def tile_shape(self) -> tuple[int, int]:
        """Height and width of the tiles."""

    def tile(self, down: int, across: int) -> tuple[TilePixels, Bits | None]:
        """Return the pixels of a tile, and which are usable."""


class GroupedTiles:
    """The tiles of a source put together, so that their sides are multiples of `grid`.

    A side that reaches as far as the picture stays as it is.

    Parameters
    ----------
    source : TileSource
        Where they come from: strips of a few rows, say.
    grid : int
        Pixels.
    """

    def __init__(self, source: TileSource, grid: int = GRID) -> None:
        self.source, self.shape, self.dtype, self.damage = source, source.shape, source.dtype, source.damage
        high, wide = source.tile_shape
        self._n_down = grid // math.gcd(high, grid) if high < self.shape[0] else 1
        self._n_across = grid // math.gcd(wide, grid) if wide < self.shape[1] else 1

    @property
    def tile_shape(self) -> tuple[int, int]:
        """Height and width of the tiles."""
        high, wide = self.source.tile_shape
        return high * self._n_down, wide * self._n_across

    def tile(self, down: int, across: int) -> tuple[TilePixels, Bits | None]:
        """Return the pixels of a tile, and which are usable."""
        if self._n_down == self._n_across == 1:
            return self.source.tile(down, across)
        high, wide = self.source.tile_shape
        rows = range(down * self._n_down, min((down + 1) * self._n_down, -(-self.shape[0] // high)))
        columns = range(
            across * self._n_across, min((across + 1) * self._n_across, -(-self.shape[1] // wide))
        )
        found = [[self.source.tile(i, j) for j in columns] for i in rows]
        pixels = np.concatenate([np.concatenate([part for part, _ in row], axis=1) for row in found])
        if all(bits is None for row in found for _, bits in row):
            return pixels, None
        usable = [
            [np.ones(part.shape[:2], np.bool_) if bits is None else bits for part, bits in row]
            for row in found
        ]
        return pixels, np.concatenate([np.concatenate(row, axis=1) for row in usable])


@dataclass(frozen=True, eq=False)
class Level:
    """One version of the picture.

    Attributes
    ----------
    source : TileSource
        Its tiles.
    factor : float
        How many pixels of the picture one of its own is wide; 1 for the picture itself.
    """

    source: TileSource
    factor: float


@dataclass(frozen=True, eq=False)
class PictureLevels:
    """A file that is read tile by tile.

    Attributes
    ----------
    path : Path
        The file, or the folder of OME-Zarr.
    image : Image
        What is known of the picture, with lazy pixels.
    levels : tuple of Level
        The picture itself, then its smaller versions that fit it, the smallest last.
    notes : tuple of str
        One sentence for each version that was left out.
    """

    path: Path
    image: Image
    levels: tuple[Level, ...]
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, path: Path, page: PageReference | None = None) -> "PictureLevels":
        """Open a TIFF or a folder of OME-Zarr; of several pages the first, if none is asked for.

        Raises
        ------
        UnreadableImageError
            If it cannot be read, or not tile by tile.
        OSError
            If the file is not there.
        """
        if zarr_bands.is_zarr(path):
            image = zarr_bands.read(path, opening.MOST_PIXELS)
            assert image.lazy_pixels is not None
            own: Any = image.lazy_pixels.source
            return cls._with_smaller(path, image, own, lambda n: _zarr_level(path, n))
        number = None if page is None else page.number
        request = opening.request_for(path, {"page": number})
        source = images.guarded(request, lambda: tiff_bands.TiffBands(path, request))
        image = images.guarded(request, lambda: tiff_bands.described(source, path, request))
        kept = tuple(note for note in image.notes if not note.startswith(tiff_bands.MISFIT))
        image = replace(image, notes=kept)  # it is said of each level below
        return cls._with_smaller(path, image, source, lambda n: _tiff_level(path, request, n))

    @classmethod
    def _with_smaller(cls, path: Path, image: Image, source: Any, make: Any) -> "PictureLevels":
        levels, notes = [Level(GroupedTiles(source), 1.0)], []
        for number in range(1, source.n_levels):
            try:
                smaller = make(number)
            except (UnreadableImageError, OSError) as error:
                notes.append(f"A smaller version in {path.name} was left out: {error}")
                continue
            (height, width), (own_height, own_width) = smaller.shape[:2], source.shape[:2]
            factor = math.sqrt(own_height * own_width / max(height * width, 1))
            off = max(abs(own_height / factor - height), abs(own_width / factor - width))
            fits = off <= TOLERANCE and smaller.shape[2] == source.shape[2] and smaller.dtype == source.dtype
            if not fits or factor <= levels[-1].factor:
                sides = f"{width} x {height}"
                why = f"does not fit the picture, {own_width} x {own_height}, and was left out"
                notes.append(f"A smaller version in {path.name}, {sides}, {why}.")
                continue
            levels.append(Level(GroupedTiles(smaller), own_width / width))
        return cls(path, image, tuple(levels), tuple(notes))

    @property
    def damage(self) -> str:
        """Which tiles could not be read so far, in one sentence; empty where all could be."""
        found = [
            (round(row * level.factor), round(column * level.factor), what[2])
            for level in self.levels
            for (row, column), what in sorted(level.source.damage.found.items())
        ]
        if not found:
            return ""
        places = "; ".join(f"row {row}, column {column}" for row, column, _ in found[:NAMED])
        more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
        one = len(found) == 1
        subject = "A tile" if one else f"{len(found)} tiles"
        shown = "it is shown as empty" if one else "they are shown as empty"
        return (
            f"{subject} of {self.path.name} could not be read ({found[0][2]}), at {places}{more}: {shown}. "
            f"Get a whole copy of the file."
        )


def _tiff_level(path: Path, request: ReadRequest, number: int) -> TiffBands:
    return images.guarded(request, lambda: tiff_bands.TiffBands(path, request, number))


def _zarr_level(path: Path, number: int) -> zarr_bands.ZarrBands:
    return zarr_bands.ZarrBands(path, opening.MOST_PIXELS, number)


def label_levels(path: Path) -> tuple[TiffBands, ...]:
    """Return the versions of a label map in a tiled TIFF, the largest first; `stored` gives their labels.

    Raises
    ------
    UnreadableImageError
        If it cannot be read tile by tile.
    OSError
        If the file is not there.
    """
    request = opening.request_for(path, {})
    first = images.guarded(request, lambda: tiff_bands.TiffBands(path, request))
    return (first, *(_tiff_level(path, request, number) for number in range(1, first.n_levels)))


@dataclass(frozen=True)
class KeptOverview:
    """Where the small version of a picture without smaller versions is kept, so that it is made once.

    Attributes
    ----------
    folder : Path
        Of all that are kept.
    key : str
        What tells the picture's file, as it is now, from all others.
    """

    folder: Path
    key: str

    MOST = 20  # overviews that are kept, those used last

    @classmethod
    def of(cls, folder: Path, path: Path, shape: tuple[int, ...]) -> "KeptOverview | None":
        """Return the place for the overview of a file; None where the file is not to be found."""
        try:
            facts = path.stat()
        except OSError:
            return None
        facts_text = repr((str(path.absolute()), facts.st_size, facts.st_mtime_ns, shape))
        return cls(folder, hashlib.sha256(facts_text.encode()).hexdigest()[:32])

    @property
    def file(self) -> Path:
        """The file that it is kept in."""
        return self.folder / f"{self.key}.npz"

    def read(self, shape: tuple[int, int, int], dtype: np.dtype[Any]) -> tuple[TilePixels, Bits] | None:
        """Return pixels (h, w, c) and which are usable, (h, w); None where none are kept that fit."""
        try:
            with np.load(self.file, allow_pickle=False) as kept:
                pixels, usable = kept["pixels"], kept["usable"]
        except Exception:  # noqa: BLE001 - whatever lies there: then it is made anew
            return None
        fits = pixels.shape == shape and pixels.dtype == dtype and usable.shape == shape[:2]
        return (pixels, usable.astype(np.bool_)) if fits else None

    def write(self, pixels: TilePixels, usable: Bits) -> None:
        """Keep an overview; where there is no room, it is made anew next time."""
        beside = self.folder / f"{self.key}-new.npz"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            np.savez(beside, pixels=pixels, usable=usable)
            beside.replace(self.file)
            by_age = sorted(self.folder.glob("*.npz"), key=lambda file: file.stat().st_mtime)
            for file in by_age[: -self.MOST]:
                file.unlink(missing_ok=True)
        except OSError:
            beside.unlink(missing_ok=True)
