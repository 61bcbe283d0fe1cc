"""TIFF pictures of any sample type and number of channels; axes are read from the file, not guessed.

Only what the file itself declares decides: its series, their axes, the photometric interpretation. Sizes
are checked against the file before anything is decoded, since tifffile trusts what a header declares.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from math import prod
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import (
    CameraFileError,
    NoSuchPageError,
    PageNeededError,
    TooManyPixelsError,
    UnreadableImageError,
)
from gmmseg.imaging.image import Tag
from gmmseg.io.readers import tiff_channels, tiff_codecs, tiff_mask, tiff_metadata, tiff_validation
from gmmseg.io.readers.page_axes import PageAxis, PageSeries
from gmmseg.io.readers.raster import Raster, ReadRequest, upright

if TYPE_CHECKING:
    from tifffile import TiffFile, TiffFrame, TiffPage, TiffPageSeries

MOST_BYTES_PER_PIXEL = 64  # of decoded data: a picture of max_pixels with 16 float channels
_CODECS = {
    *("NONE", "CCITTRLE", "CCITTFAX3", "CCITTFAX4", "LZW", "OJPEG", "JPEG", "ADOBE_DEFLATE", "DEFLATE"),
    *("PACKBITS", "LZMA", "ZSTD", "THUNDERSCAN"),
    *tiff_codecs.CODECS,
}
_WHOLE = tiff_validation.WHOLE
_ORIENTATION = 274
_ICC = 34675
_GEOTIFF = (
    33550,
    33922,
    34264,
    34735,
    34736,
    34737,
)  # scale, tie points, transformation, keys and their values
_MOST_GEOTIFF_VALUES = 10_000
_YCBCR = 6
_TOGETHER = 2**28  # bytes of planes that are held beside the picture that they become
_BAND = 2**19  # bytes that are put together at a time
_BY_XML = (
    "is_ome",
    "is_scn",
    "is_qpi",
    "is_indica",
    "is_philips",
    "is_bif",
)  # recognised by texts that may be odd
_DNG_VERSION, _MAKE = 50706, 271
_MOSAIC, _LINEAR = 32803, 34892  # photometric interpretations of what a sensor saw


@dataclass(frozen=True, eq=False)
class _Plane:
    """One picture of a file: a series, and where it stands on the axes that are not row, column, channel."""

    series: "TiffPageSeries"
    index: int


class _Planes(Sequence[_Plane]):
    """The planes of all series, one after the other: counted, since a few bytes can declare many."""

    def __init__(self, series: Sequence["TiffPageSeries"]) -> None:
        self._series = [(each, _n_planes(each)) for each in series]

    def __len__(self) -> int:
        return sum(n for _, n in self._series)

    def __getitem__(self, index: Any) -> Any:
        for series, n in self._series:
            if index < n:
                return _Plane(series, index)
            index -= n
        raise IndexError(index)


def decode(stream: IO[bytes], request: ReadRequest) -> Raster:
    """Return the picture in `stream`, upright.

    Raises
    ------
    TooManyPixelsError
        If it has more pixels than `request.max_pixels`.
    NoSuchPageError
        If it has no page `request.page`.
    PageNeededError
        If it is a stack in time, depth or an unknown direction, and no page is asked for.
    UnreadableImageError
        If it holds no picture, or one packed in a way that is not read.
    Exception
        Whatever tifffile raises on a damaged file.
    """
    with _opened(stream, request) as (file, passed_over):
        plane, notes = _chosen(file, request)
        page = plane.series.keyframe
        _refuse_sensors(file, page, request)
        _check(plane, stream, request)
        pixels = _pixels(plane, file, stream, request)
        meant = tiff_channels.meant(pixels, page, request).noted(*passed_over, *notes)
        raster = tiff_channels.without_missing(meant, page)
        raster = _masked(raster, plane, file, stream, request)
        size = tiff_channels.pixel_size(file, plane.series)
        info, more = tiff_metadata.channel_info(file, plane.series, page, raster)
        raster = replace(
            raster,
            georeference=georeference(page),
            pixel_size=size,
            channel_info=info,
            n_bits=_n_bits(page),
            offered_size=None if size else tiff_metadata.offered_size(page),
        ).noted(*more)
        orientation = _tag(page, _ORIENTATION)
        profile = _tag(page, _ICC)
    return _turned(raster, orientation, profile if isinstance(profile, bytes) else b"")


@contextmanager
def opened_plane(
    stream: IO[bytes], request: ReadRequest
) -> Iterator[tuple["TiffFile", "TiffPageSeries", list["TiffPage | TiffFrame"], tuple[str, ...]]]:
    """Open the file for its parts to be decoded one by one.

    Yields
    ------
    tuple
        The file, the series of the plane that is asked for, its pages, whose channels follow each other, and
        notes.

    Raises
    ------
    UnreadableImageError
        As `decode`; but parts of it may lie behind the end of the file.
    """
    with _opened(stream, request) as (file, passed_over):
        plane, notes = _chosen(file, request)
        series = plane.series
        _refuse_sensors(file, series.keyframe, request)
        _check_kind(plane, request)
        n_leading = max(len(series.axes) - len(series.keyframe.axes), 0)
        leading = series.shape[:n_leading]
        if series.axes[n_leading:] != series.keyframe.axes or len(series.pages) != prod(leading):
            raise UnreadableImageError(
                request.name, "its pages are stored in an unknown order", "Save it as a plain TIFF"
            )
        found = [series.pages[int(number)] for number in _page_numbers(plane, leading)]
        pages = [page for page in found if page is not None]
        if len(pages) < len(found):
            raise UnreadableImageError(request.name, "one of its pages is missing", _WHOLE)
        yield file, series, pages, (*passed_over, *notes)


def _page_numbers(plane: _Plane, leading: tuple[int, ...]) -> NDArray[np.intp]:
    """Return the numbers of a plane's pages in its series, whose axes before those of pages are `leading`."""
    where = _where(plane)
    return np.arange(len(plane.series.pages)).reshape(leading)[where[: len(leading)]].ravel()


def samples(stream: IO[bytes], request: ReadRequest) -> NDArray[Any]:
    """Return the numbers of the first series as they are stored, with all its planes.

    Raises
    ------
    TooManyPixelsError
        If there are more than `request.max_pixels`.
    UnreadableImageError
        If it holds no picture, or declares more than it can hold.
    Exception
        Whatever tifffile raises on a damaged file.
    """
    with _opened(stream, request) as (file, _):
        if not file.series:
            raise UnreadableImageError(request.name, "it holds no image data", _WHOLE)
        series = file.series[0]
        if prod(series.shape) > request.max_pixels:
            width = series.keyframe.imagewidth
            height = prod(series.shape) // max(1, width)
            raise TooManyPixelsError(request.name, width, height, request.max_pixels)
        for page in series.pages:
            if page is not None:
                tiff_validation.check_page(page, stream, request)
        return np.asarray(series.asarray())


def described(stream: IO[bytes], request: ReadRequest) -> tuple[tuple[PageSeries, ...], tuple[str, ...]]:
    """Return the series of pages in `stream`, and what was passed over; nothing is decoded.

    Raises
    ------
    UnreadableImageError
        If it holds no picture, or declares more than it can hold.
    Exception
        Whatever tifffile raises on a damaged file.
    """
    with _opened(stream, request) as (file, notes):
        found = tuple(_series(each) for each in tiff_mask.pictures(file) if _n_planes(each))
    if not found:
        raise UnreadableImageError(request.name, "it holds no image data", _WHOLE)
    return found, notes


def _series(series: "TiffPageSeries") -> PageSeries:
    axes: list[PageAxis] = []
    for code, length in _stacked(series):
        axes.append(PageAxis.of(code, length, axes))
    extent = dict(zip(series.axes, series.shape, strict=True))
    n_channels = extent.get("S", 1) * extent.get("C", 1)
    is_reduced = bool(series.keyframe.is_reduced)
    return PageSeries(tuple(axes), extent["Y"], extent["X"], n_channels, series.dtype.name, is_reduced)


@contextmanager
def _opened(stream: IO[bytes], request: ReadRequest) -> Iterator[tuple["TiffFile", tuple[str, ...]]]:
    """Open the file when what it declares has been checked; with it comes what was passed over."""
    import tifffile

    directories = tiff_validation.directories_of(stream, request)
    stream.seek(0)
    name = request.name.replace("_MMStack", "_mmstack")  # by this tifffile would look for further files
    with silence(), tifffile.TiffFile(stream, name=name, _multifile=False) as file:
        notes = tiff_validation.check_texts(file, directories, request)
        tiff_validation.check_series(file.series, directories.n_bytes, request)
        yield file, notes


def _n_bits(page: "TiffPage") -> int | None:
    bits = page.bitspersample
    return bits if isinstance(bits, int) and 0 < bits <= 64 else None


@contextmanager
def silence() -> Iterator[None]:
    """Keep what tifffile logs about odd tags from the user's terminal."""
    logger = logging.getLogger("tifffile")

    def refuse(_: logging.LogRecord) -> bool:
        return False

    logger.addFilter(refuse)
    try:
        yield
    finally:
        logger.removeFilter(refuse)


def _chosen(file: "TiffFile", request: ReadRequest) -> tuple[_Plane, tuple[str, ...]]:
    """Return the plane asked for; without a wish the first, with a note if there are others."""
    pictures = tiff_mask.pictures(file)
    planes = _Planes(pictures)
    if not len(planes):
        raise UnreadableImageError(request.name, "it holds no image data", _WHOLE)
    if request.page is not None:
        if request.page > len(planes):
            raise NoSuchPageError(request.name, request.page, len(planes))
        return planes[request.page - 1], ()
    chosen, n_whole = _whole(pictures)
    axes = _stacked(planes[chosen].series)
    if any(axis != "I" for axis, _ in axes):  # pages that merely follow each other are "I"
        raise PageNeededError(request.name, axes)
    n = len(planes)
    if chosen:
        before = "page 1 is" if chosen == 1 else f"pages 1 to {chosen} are"
        choice = f"Page {chosen + 1} of {n} was read, since {before} marked as a smaller version"
    elif n == 1 or n_whole == 1:
        return planes[0], ()
    else:
        choice = f"The first of {n} pages was read"
    return planes[chosen], (f"{choice}; ask for another with --page.",)


def _whole(pictures: Sequence["TiffPageSeries"]) -> tuple[int, int]:
    """Return the place of the first plane that is not marked as a smaller version, and how many are not."""
    counts = [_n_planes(each) for each in pictures]
    whole = [i for i, each in enumerate(pictures) if counts[i] and not each.keyframe.is_reduced]
    return (sum(counts[: whole[0]]) if whole else 0), sum(counts[i] for i in whole)


def _refuse_sensors(file: "TiffFile", page: "TiffPage", request: ReadRequest) -> None:
    """Refuse a camera's raw file that is not named as one: its small pictures are not what it shows."""
    first = file.pages.first
    if _DNG_VERSION in first.tags:
        raise CameraFileError(request.name, "DNG")
    if int(page.photometric) in (_MOSAIC, _LINEAR):
        make = _tag(first, _MAKE)
        parts = make.split() if isinstance(make, str) else []
        raise CameraFileError(request.name, parts[0].title() if parts else "a sensor's mosaic")


def _masked(
    raster: Raster, plane: _Plane, file: "TiffFile", stream: IO[bytes], request: ReadRequest
) -> Raster:
    """Return the raster with those pixels masked that the mask page behind the plane's page leaves out."""
    series = plane.series
    found = tiff_mask.behind(file, series.pages[plane.index * len(series.pages) // _n_planes(series)])
    if found is None:
        return raster
    mask = _Plane(*found)
    _check(mask, stream, request)
    usable: NDArray[np.bool_] = np.any(_pixels(mask, file, stream, request) > 0, axis=2)
    return raster.masked(usable, "the file's own mask")


def _stacked(series: "TiffPageSeries") -> tuple[tuple[str, int], ...]:
    """Return the axes beside row, column and channel, with how many planes lie on each."""
    return tuple((a, n) for a, n in zip(series.axes, series.shape, strict=True) if a not in "YXSC" and n > 1)


def _n_planes(series: "TiffPageSeries") -> int:
    if 0 in series.shape or not {"Y", "X"} <= set(series.axes):
        return 0
    return prod(n for _, n in _stacked(series))


def _check(plane: _Plane, stream: IO[bytes], request: ReadRequest) -> None:
    """Refuse a plane that is too large, or packed in an unknown way, or not there, before decoding it."""
    _check_kind(plane, request)
    _check_extent(plane.series.keyframe, stream, request)


def _check_kind(plane: _Plane, request: ReadRequest) -> None:
    """Refuse a plane that is too large, or packed in an unknown way."""
    series, page = plane.series, plane.series.keyframe
    extent = dict(zip(series.axes, series.shape, strict=True))
    height, width = extent["Y"], extent["X"]
    if height * width > request.max_pixels:
        raise TooManyPixelsError(request.name, width, height, request.max_pixels)
    n_channels = extent.get("S", 1) * extent.get("C", 1)
    n_bytes = height * width * n_channels * series.dtype.itemsize
    if n_bytes > request.max_pixels * MOST_BYTES_PER_PIXEL:
        raise UnreadableImageError(
            request.name,
            f"its {n_channels} channels would take {n_bytes / 1e9:.1f} GB",
            "Read fewer channels, or raise --max-pixels",
        )
    codec = getattr(page.compression, "name", str(page.compression))
    if codec not in _CODECS:
        raise UnreadableImageError(
            request.name, f"its TIFF data are packed with {codec}", "Save it with LZW or deflate compression"
        )
    if page.photometric == 2 and series.dtype.kind in "iu" and series.dtype.itemsize > 2:
        raise UnreadableImageError(
            request.name,
            f"it stores colours as {series.dtype.name}, for which no two programs agree on what is white",
            "Save it with 8 or 16 bits, or as float",
        )


def _check_extent(page: "TiffPage", stream: IO[bytes], request: ReadRequest) -> None:
    """Refuse a page whose data lie outside the file, at least in part."""
    end = stream.seek(0, 2)
    parts = list(zip(page.dataoffsets, page.databytecounts, strict=False))
    if not any(size for _, size in parts):
        raise UnreadableImageError(request.name, "it holds no image data", _WHOLE)
    if page.compression == 1:
        start = min(offset for offset, size in parts if size)
        row = (page.imagewidth * page.samplesperpixel * page.bitspersample + 7) // 8
        cut = page.photometric != _YCBCR and end - start < row * page.imagelength
    else:
        cut = any(offset + size > end for offset, size in parts)
    if cut:
        raise UnreadableImageError(request.name, "its TIFF data are cut short", _WHOLE)


def _pixels(plane: _Plane, file: "TiffFile", stream: IO[bytes], request: ReadRequest) -> NDArray[Any]:
    """Return the plane's samples (height, width, n_channels) and decode no other plane."""
    series, page_axes = plane.series, plane.series.keyframe.axes
    n_leading = len(series.axes) - len(page_axes)
    leading_shape = series.shape[: max(n_leading, 0)]
    where = _where(plane)
    if series.axes[len(leading_shape) :] != page_axes or len(series.pages) != np.prod(leading_shape):
        if series.dataoffset is None:
            raise UnreadableImageError(
                request.name, "its pages are stored in an unknown order", "Save it as a plain TIFF"
            )
        stored = series.dtype.newbyteorder(file.byteorder)
        mapped = np.memmap(stream, stored, "r", series.dataoffset, series.shape)
        return np.array(_arranged(mapped[where], series.axes))
    numbers = _page_numbers(plane, leading_shape)
    parts = (_page(series, int(number), stream, request)[where[n_leading:]] for number in numbers)
    first = _arranged(next(parts), page_axes)
    if len(numbers) == 1:
        return first
    return _interleaved(first, (_arranged(part, page_axes) for part in parts), len(numbers))


def _interleaved(first: NDArray[Any], rest: Iterator[NDArray[Any]], n: int) -> NDArray[Any]:
    """Return `n` planes (h, w, channels each) as one; small ones band by band, which stay in the cache."""
    height, width, n_each = first.shape
    pixels = np.empty((height, width, n_each * n), first.dtype)
    parts: Iterable[NDArray[Any]] = chain((first,), rest)
    rows = height
    if pixels.nbytes <= _TOGETHER:
        parts, rows = list(parts), max(1, _BAND // pixels[0].nbytes)
    for top in range(0, height, rows):
        for i, part in enumerate(parts):
            pixels[top : top + rows, :, i * n_each : (i + 1) * n_each] = part[top : top + rows]
    return pixels


def _page(series: "TiffPageSeries", number: int, stream: IO[bytes], request: ReadRequest) -> NDArray[Any]:
    page = series.pages[number]
    if page is None:
        raise UnreadableImageError(request.name, "one of its pages is missing", _WHOLE)
    tiff_validation.check_page(page, stream, request)
    tiff_codecs.check_page(page, stream, request)
    return page.asarray()


def _where(plane: _Plane) -> tuple[int | slice, ...]:
    """Return what to index the series with to get the plane: all of rows, columns and channels."""
    series = plane.series
    position = iter(np.unravel_index(plane.index, [n for _, n in _stacked(series)]))
    return tuple(
        slice(None) if axis in "YXSC" else int(next(position)) if n > 1 else 0
        for axis, n in zip(series.axes, series.shape, strict=True)
    )


def _arranged(pixels: NDArray[Any], axes: str) -> NDArray[Any]:
    """Return `pixels`, whose axes are those of `axes` that a plane has, as (height, width, n_channels)."""
    kept = [axis for axis in axes if axis in "YXSC"]
    order = sorted(range(len(kept)), key=lambda i: "YXCS".index(kept[i]))
    pixels = pixels.transpose(order)
    return pixels.reshape(*pixels.shape[:2], -1)


def _tag(page: "TiffPage", code: int) -> object:
    tag = page.tags.get(code)
    return None if tag is None else tag.value


def georeference(page: "TiffPage") -> tuple[Tag, ...]:
    """Return the tags that place the picture on earth; what is of no use as such is left out."""
    tags = (page.tags.get(code) for code in _GEOTIFF)
    return tuple(
        (tag.code, int(tag.dtype), tag.count, tag.value)
        for tag in tags
        if tag is not None
        and tag.count <= _MOST_GEOTIFF_VALUES
        and isinstance(tag.value, (str, int, float, tuple))
    )


def _turned(raster: Raster, orientation: object, profile: bytes) -> Raster:
    raster = replace(raster, profile=profile)
    if not isinstance(orientation, int) or orientation not in range(2, 9):
        return raster
    raster = replace(raster, orientation=orientation)
    mask = None if raster.mask is None else upright(raster.mask, orientation)
    turned = replace(raster, pixels=np.ascontiguousarray(upright(raster.pixels, orientation)), mask=mask)
    if orientation >= 5:
        sizes = (raster.pixel_size, raster.offered_size)
        size, offered = (None if each is None else (each[1], each[0]) for each in sizes)
        turned = replace(turned, pixel_size=size, offered_size=offered)
    if raster.georeference:  # it speaks of rows and columns as they were
        turned = replace(turned, georeference=()).noted(
            "Its place on earth was dropped, since it was turned."
        )
    return turned.noted(f"The picture was turned upright, as its orientation tag {orientation} asks.")
