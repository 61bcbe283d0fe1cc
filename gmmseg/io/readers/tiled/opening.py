"""Opens a picture: whole where it fits into memory, in bands where it is large or that is asked for."""

from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from gmmseg.errors import UnreadableImageError
from gmmseg.imaging.image import Image
from gmmseg.io.readers import formats as known
from gmmseg.io.readers import images
from gmmseg.io.readers.raster import ReadRequest
from gmmseg.io.readers.tiled import tiff_bands, zarr_bands

LARGE = 2**28  # pixels from which on a picture is read in bands without being told to
MOST_BYTES = 2**32  # that a folder is read into memory with, however few files it has
MOST_PIXELS = 10**11  # up to which statistics are exact
_BESIDE = ".msk"


def open_picture(path: str | PathLike[str], *, stream: bool | None = None, **reading: Any) -> Image:
    """Return the picture in a file or a folder of OME-Zarr, with lazy pixels where it is large.

    Parameters
    ----------
    path : path-like
        The file or folder.
    stream : bool, optional
        Whether it is read in bands; by default where it has more than `LARGE` pixels and its format allows
        it.
    **reading
        As `io.readers.images.read` takes them.

    Raises
    ------
    UnreadableImageError
        If it cannot be read, or not in bands though that was asked for.
    """
    file = Path(path)
    if zarr_bands.is_zarr(file):
        image = zarr_bands.read(file, reading.get("max_pixels", MOST_PIXELS))
        assert image.lazy_pixels is not None
        n_values = image.height * image.width * image.n_channels
        is_small = image.height * image.width <= LARGE and n_values * image.lazy_pixels.itemsize <= MOST_BYTES
        return _sized(in_memory(image) if is_small and not stream else image, reading)
    if stream is False:
        return images.read(path, **reading)
    found = _in_bands(file, reading) if stream or _is_large_tiff(file) else None
    return images.read(path, **reading) if found is None else _sized(found, reading)


def may_be_in_bands(path: Path, *, stream: bool | None) -> bool:
    """Return whether `open_picture` may read a picture in bands: by its name and size, and its header."""
    return zarr_bands.is_zarr(path) or (_is_large_tiff(path) if stream is None else stream)


def is_large(path: Path, most: int | None = None) -> bool:
    """Return whether a picture has more than `most` pixels, by default `LARGE`, and may be read in bands."""
    if not zarr_bands.is_zarr(path):
        return _is_large_tiff(path, most)
    height, width = zarr_bands.ZarrBands(path, MOST_PIXELS).shape[:2]
    return height * width > (LARGE if most is None else most)


def _is_large_tiff(path: Path, most: int | None = None) -> bool:
    """Return whether a TIFF may have a page of more than `most` pixels: by its size, then its header."""
    from gmmseg.io.readers import tiff_validation

    if not path.is_file() or known.claimed(path.suffix) not in ("TIFF", None):
        return False
    try:
        with path.open("rb") as stream:
            head = stream.read(known.HEAD)
            if known.identify(head, path.suffix) != "TIFF":
                return False
            sizes = tiff_validation.directories_of(stream, ReadRequest(path.name, "TIFF", None, 1)).sizes
    except (OSError, UnreadableImageError):
        return False  # reading says what is wrong
    return max(sizes, default=0) > (LARGE if most is None else most)


def request_for(path: Path, reading: dict[str, Any]) -> ReadRequest:
    """Return what is asked of a TIFF that is read in bands; `reading` as `io.readers.images.read` takes it.

    Raises
    ------
    UnreadableImageError
        If it is no TIFF, or the page is asked for by axes.
    """
    with images.opened(path) as stream:
        head = stream.read(known.HEAD)
    found = images.format_of_head(path.name, head, known.admitted(reading.get("formats") or known.SAFE))
    if found != "TIFF":
        remedy = "Save it as a tiled TIFF or OME-Zarr, or open it whole (without --stream)"
        raise UnreadableImageError(path.name, f"it is {found}, which cannot be read in bands", remedy)
    page = reading.get("page")
    if reading.get("as_channels") or reading.get("axis") or not (page is None or isinstance(page, int)):
        remedy = "Give the number of one page, or open it whole (without --stream)"
        raise UnreadableImageError(path.name, "pages by axes cannot be read in bands", remedy)
    most = reading.get("max_pixels", MOST_PIXELS)
    return ReadRequest(path.name, "TIFF", page, most, reading.get("alpha") or "auto", path)


def _in_bands(path: Path, reading: dict[str, Any]) -> Image:
    request = request_for(path, reading)
    image = images.guarded(request, lambda: tiff_bands.read(path, request))
    if path.with_name(path.name + _BESIDE).is_file():
        image = image.noted(f"The mask {path.name}{_BESIDE} beside it was not read.")
    return image


def _sized(image: Image, reading: dict[str, Any]) -> Image:
    size = reading.get("pixel_size")
    return image if size is None else replace(image, pixel_size=size)


def in_memory(image: Image) -> Image:
    """Return a picture with lazy pixels with its pixels in memory."""
    lazy = image.lazy_pixels
    assert lazy is not None
    parts = [lazy.decoded(number) for number in range(lazy.n_bands)]
    pixels = np.concatenate([band for band, _ in parts])
    masks = [np.ones(band.shape[:2], np.bool_) if usable is None else usable for band, usable in parts]
    mask = np.concatenate(masks)
    if image.mask is not None:
        mask &= image.mask[: image.height]
    damage = lazy.source.damage.sentence
    return replace(image, pixels=pixels, mask=None if mask.all() else mask).noted(
        *((damage,) if damage else ())
    )
