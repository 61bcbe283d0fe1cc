"""OME-Zarr (NGFF 0.4 and 0.5) in bands of rows: a band is a row of chunks of the largest level."""

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import MissingLibraryError, UnreadableImageError
from gmmseg.imaging.image import ChannelInfo, Image
from gmmseg.imaging.lazy_pixels import LazyPixels
from gmmseg.io.readers.annotations import ome_zarr
from gmmseg.io.readers.tiff_metadata import cleaned
from gmmseg.io.readers.tiled.damage import DamagedTiles
from gmmseg.io.readers.tiled.tiff_bands import LARGEST_BAND

MOST_CHANNELS = 1000
LARGEST_CHUNK = 2**30  # bytes
PRIMARIES = ("FF0000", "00FF00", "0000FF")
MICROMETRES = {"micrometer": 1.0, "nanometer": 1e-3, "millimeter": 1e3, "meter": 1e6, "angstrom": 1e-4}


class ZarrBands:
    """The bands of the picture in a folder of OME-Zarr, or of a smaller version.

    `PixelSource` says what they answer. `level` is the place of the version: 0 for the picture itself.
    """

    def __init__(self, path: Path, max_pixels: int, level: int = 0) -> None:
        self.name, self.damage = path.name, DamagedTiles()
        try:
            import zarr
        except ImportError:
            raise MissingLibraryError("OME-Zarr", "zarr", "zarr", "read") from None
        try:
            root: Any = zarr.open_group(path, mode="r")
            self.attributes = ome_zarr.attributes_of(root)
            multiscale = self.attributes["multiscales"][0]
            self.n_levels = len(multiscale["datasets"])
            self.level = multiscale["datasets"][level]
            self.array: Any = root[ome_zarr.plain_name(self.level["path"])]
            self.axes = [_axis(each) for each in multiscale.get("axes", "tczyx"[-self.array.ndim :])]
            self.units = [_unit(each) for each in multiscale.get("axes", ())]
        except Exception as error:  # noqa: BLE001 - zarr answers damaged folders with errors of any class
            reason = " ".join(str(error).split())[:80] or type(error).__name__
            raise self._refused(
                f"it is no OME-Zarr that can be read ({reason})", "Give its outermost folder"
            ) from None
        self._check(max_pixels)
        extent = dict(zip(self.axes, self.array.shape, strict=True))
        chunk = dict(zip(self.axes, self.array.chunks, strict=True))
        self.shape = (extent["y"], extent["x"], extent.get("c", 1))
        self.is_bool = self.array.dtype == np.bool_
        self.dtype = np.dtype(np.uint8) if self.is_bool else self.array.dtype.newbyteorder("=")
        self.band_rows, self._across = min(chunk["y"], extent["y"]), chunk["x"]

    def _refused(self, reason: str, remedy: str) -> UnreadableImageError:
        return UnreadableImageError(self.name, reason, remedy)

    def _check(self, max_pixels: int) -> None:
        shape, chunks, dtype = self.array.shape, self.array.chunks, self.array.dtype
        extent = dict(zip(self.axes, shape, strict=False))
        several = {a: n for a, n in extent.items() if a not in "yxc" and n != 1}
        if len(self.axes) != len(shape) or not {"y", "x"} <= set(extent) or 0 in shape:
            raise self._refused(
                f"its array has shape {shape} on the axes {', '.join(self.axes)}", "Save it anew"
            )
        if several:
            planes = ", ".join(f"{n} on {a}" for a, n in several.items())
            raise self._refused(f"it is a stack of planes ({planes})", "Save the plane that is meant")
        if dtype.kind not in "bu" or dtype.itemsize > 2:
            remedy = "Save it with 8 or 16 bits, unsigned"
            raise self._refused(
                f"its values are {dtype}, whose black and white follow from all pixels", remedy
            )
        if extent["y"] * extent["x"] > max_pixels or extent.get("c", 1) > MOST_CHANNELS:
            raise self._refused(
                f"its shape {shape} is beyond the limit", f"Raise --max-pixels above {max_pixels}"
            )
        chunk = dict(zip(self.axes, chunks, strict=True))
        n_band = min(chunk["y"], extent["y"]) * extent["x"] * extent.get("c", 1) * dtype.itemsize
        if math.prod(chunks) * dtype.itemsize > LARGEST_CHUNK or n_band > LARGEST_BAND:
            raise self._refused(f"its chunks of {chunks} do not fit into memory", "Save it in smaller chunks")

    def n_parts(self, band: int) -> int:  # noqa: ARG002 - all have as many
        """Return how many chunks lie beside each other."""
        return -(-self.shape[1] // self._across)

    def read(self, band: int, part: int, out: NDArray[Any], usable: NDArray[np.bool_] | None = None) -> None:
        """Write the pixels of the chunks, one for each channel, that lie above each other."""
        pixels, mask = self.tile(band, part)
        where = slice(part * self._across, (part + 1) * self._across)
        out[:, where] = pixels
        if usable is not None and mask is not None:
            usable[:, where] = mask

    @property
    def tile_shape(self) -> tuple[int, int]:
        """Height and width of the chunks."""
        return self.band_rows, self._across

    def tile(self, down: int, across: int) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
        """Return the pixels (h, w, c) of a chunk, and which are usable, (h, w); as `TiffBands.tile` does."""
        top, left = down * self.band_rows, across * self._across
        height = min(self.band_rows, self.shape[0] - top)
        width = min(self._across, self.shape[1] - left)
        where = {"y": slice(top, top + height), "x": slice(left, left + width), "c": slice(None)}
        try:
            found = np.asarray(self.array[tuple(where.get(axis, 0) for axis in self.axes)])
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - codecs answer damaged chunks with errors of any class
            reason = " ".join(str(error).split())[:60] or type(error).__name__
            self.damage.add((top, left), (height, width), reason)
            return np.zeros((height, width, self.shape[2]), self.dtype), np.zeros((height, width), np.bool_)
        kept = [axis for axis in self.axes if axis in "yxc"]
        order = sorted(range(len(kept)), key=lambda i: "yxc".index(kept[i]))
        return found.transpose(order).reshape(height, width, self.shape[2]).astype(
            self.dtype, copy=False
        ), None

    @property
    def pixel_size(self) -> tuple[float, float] | None:
        """Height and width of a pixel, micrometres, where the folder says."""
        for each in self.level.get("coordinateTransformations", ()):
            scale = each.get("scale") if isinstance(each, Mapping) and each.get("type") == "scale" else None
            if isinstance(scale, list) and len(scale) == len(self.axes) == len(self.units):
                sides = [
                    float(scale[i]) * MICROMETRES.get(self.units[i], math.nan)
                    for i in (self.axes.index("y"), self.axes.index("x"))
                ]
                if all(1e-7 < side < 1e12 for side in sides):
                    return sides[0], sides[1]
        return None

    @property
    def channels(self) -> tuple[tuple[ChannelInfo, ...], bool]:
        """What the folder says of channels, and whether they are red, green and blue."""
        omero = self.attributes.get("omero")
        channels = omero.get("channels") if isinstance(omero, Mapping) else None
        if (
            not isinstance(channels, list)
            or len(channels) != self.shape[2]
            or not all(isinstance(s, Mapping) for s in channels)
        ):
            return (), False
        colours = tuple(str(each.get("color", "")).upper() for each in channels)
        info = tuple(ChannelInfo(cleaned(str(each.get("label", "")))) for each in channels)
        return info, colours == PRIMARIES and self.dtype == np.uint8


def read(path: Path, max_pixels: int) -> Image:
    """Return the picture in a folder of OME-Zarr with lazy pixels."""
    source = ZarrBands(path, max_pixels)
    info, is_colour = source.channels
    span = (0.0, 1.0) if source.is_bool else None
    image = Image.in_bands(LazyPixels(source, path.name), span=span, is_colour=is_colour)
    image = replace(image, pixel_size=source.pixel_size, path=path.absolute())
    names = tuple(each.name for each in info)
    if is_colour or not all(names) or len(set(names)) < len(names):
        return image
    return replace(image, channel_info=info, channels=names if image.n_channels > 1 else image.channels)


def is_zarr(path: Path) -> bool:
    """Return whether a path is a folder of Zarr."""
    return any((path / name).is_file() for name in (".zgroup", ".zattrs", "zarr.json"))


def _axis(axis: Any) -> str:
    return str(axis.get("name", "") if isinstance(axis, Mapping) else axis).lower()


def _unit(axis: Any) -> str:
    return str(axis.get("unit", "")) if isinstance(axis, Mapping) else ""
