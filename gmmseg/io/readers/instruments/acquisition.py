"""What the files of all instruments have in common: pictures whose planes lie on axes, decoded one by one."""

import logging
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import NoSuchPageError, PageNeededError, TooManyPixelsError, UnreadableImageError
from gmmseg.imaging.image import ChannelInfo
from gmmseg.imaging.units import LARGEST, MOST_OBLONG, SMALLEST, PixelSize
from gmmseg.io.readers.page_axes import PageAxis, Pages, PageSeries
from gmmseg.io.readers.raster import Meaning, Raster, ReadRequest
from gmmseg.io.readers.tiff_metadata import cleaned

MOST_BYTES_PER_PIXEL = 64  # of decoded data, as of a TIFF
MOST_PLANES = 1_000_000
WHOLE = "Get a whole copy of the file"

PlanePosition = dict[str, int]
"""Where a plane lies: the letter of each axis, and its number there from 0."""


@dataclass(frozen=True, eq=False)
class Acquisition:
    """One picture in a file of an instrument, before it is decoded.

    Attributes
    ----------
    axes : tuple of (str, int)
        Letter and length of each axis that pages lie on, the slowest first, as `PageAxis.of` knows them;
        rows, columns and channels are none.
    height, width, n_channels : int
        Of each page.
    dtype : dtype
        Of its samples.
    plane : callable
        Takes the place of a page and returns its samples (height, width, n_channels), which nobody else
        has; raises whatever it stumbles over.
    meaning : {"grey", "rgb", "channels"}
        What the channels are.
    channels : tuple of ChannelInfo
        What the file says of each; empty where it says nothing.
    pixel_size : tuple of two floats, or None
        Height and width of a pixel, micrometres.
    n_bits : int or None
        How many bits a value has.
    missing : float or None
        The value that stands for no data.
    usable : tuple of str and callable, or None
        What leaves out pixels of a page, and what returns which it does not (height, width) by its place.
    notes : tuple of str
        One sentence for each thing that was passed over.
    """

    axes: tuple[tuple[str, int], ...]
    height: int
    width: int
    n_channels: int
    dtype: np.dtype[Any]
    plane: Callable[[PlanePosition], NDArray[Any]]
    meaning: Meaning = "channels"
    channels: tuple[ChannelInfo, ...] = ()
    pixel_size: PixelSize | None = None
    n_bits: int | None = None
    missing: float | None = None
    usable: tuple[str, Callable[[PlanePosition], NDArray[np.bool_]]] | None = None
    notes: tuple[str, ...] = ()

    @property
    def series(self) -> PageSeries:
        """Its pages."""
        axes: list[PageAxis] = []
        for code, length in self._stacked:
            axes.append(PageAxis.of(code, length, axes))
        return PageSeries(tuple(axes), self.height, self.width, self.n_channels, self.dtype.name)

    @property
    def _stacked(self) -> tuple[tuple[str, int], ...]:
        return tuple((code, length) for code, length in self.axes if length > 1)

    def place(self, index: int) -> PlanePosition:
        """Return where the page of a number from 0 lies."""
        numbers = np.unravel_index(index, [length for _, length in self.axes] or [1])
        return {code: int(number) for (code, _), number in zip(self.axes, numbers, strict=False)}


def series_of(acquisitions: Sequence[Acquisition], request: ReadRequest) -> tuple[PageSeries, ...]:
    """Return the pages of all pictures of a file.

    Raises
    ------
    UnreadableImageError
        If there is none, or more planes are declared than any file has.
    """
    if not any(each.height and each.width for each in acquisitions):
        raise UnreadableImageError(request.name, "it holds no image data", WHOLE)
    if sum(prod(length for _, length in each.axes) for each in acquisitions) > MOST_PLANES:
        raise UnreadableImageError(request.name, f"it declares more than {MOST_PLANES:,} planes", WHOLE)
    return tuple(each.series for each in acquisitions)


def decoded(acquisitions: Sequence[Acquisition], request: ReadRequest) -> Raster:
    """Return the page asked for; without a wish the first, with a note if there are others.

    Raises
    ------
    TooManyPixelsError
        If it has more pixels than `request.max_pixels`.
    NoSuchPageError
        If it has no page `request.page`.
    PageNeededError
        If the first picture is a stack in time, depth or another direction, and no page is asked for.
    UnreadableImageError
        If there is no picture, or its channels take too much memory.
    Exception
        Whatever a decoder raises on a damaged file.
    """
    pages = Pages(request.name, series_of(acquisitions, request))
    notes: tuple[str, ...] = ()
    if request.page is None:
        if pages.is_stack:
            raise PageNeededError(request.name, tuple((a.code, a.length) for a in pages.series[0].axes))
        if pages.count > 1:
            notes = (f"The first of {pages.count} pages was read; ask for another with --page.",)
    number = 1 if request.page is None else request.page
    if number > pages.count:
        raise NoSuchPageError(request.name, number, pages.count)
    series, index = pages.series_of(number)
    chosen = next(own for own, each in zip(acquisitions, pages.series, strict=True) if each is series)
    _check(chosen, request)
    place = chosen.place(index)
    pixels = chosen.plane(place)
    wanted = (chosen.height, chosen.width, chosen.n_channels)
    if pixels.shape != wanted:
        raise ValueError(f"a plane is {pixels.shape}, and {wanted} is declared")
    raster = _raster(chosen, np.ascontiguousarray(pixels))
    if chosen.usable is not None:
        what, usable = chosen.usable
        raster = raster.masked(usable(place), what)
    return raster.noted(*chosen.notes, *notes)


def _check(chosen: Acquisition, request: ReadRequest) -> None:
    """Refuse a picture that is too large before it is decoded."""
    height, width, n_channels = chosen.height, chosen.width, chosen.n_channels
    if height * width > request.max_pixels:
        raise TooManyPixelsError(request.name, width, height, request.max_pixels)
    n_bytes = height * width * n_channels * chosen.dtype.itemsize
    if n_bytes > request.max_pixels * MOST_BYTES_PER_PIXEL:
        raise UnreadableImageError(
            request.name,
            f"its {n_channels} channels would take {n_bytes / 1e9:.1f} GB",
            "Save fewer channels, or raise --max-pixels",
        )


def _raster(chosen: Acquisition, pixels: NDArray[Any]) -> Raster:
    n, bits = chosen.n_channels, chosen.n_bits
    is_counted = bits is not None and pixels.dtype.kind == "u" and bits <= 8 * pixels.dtype.itemsize <= 16
    span = (0.0, float(2**bits - 1)) if is_counted and bits else None
    info = (
        chosen.channels
        if len(chosen.channels) == n and any(c != ChannelInfo() for c in chosen.channels)
        else ()
    )
    meaning: Meaning = "grey" if n == 1 else "rgb" if chosen.meaning == "rgb" and n == 3 else "channels"
    raster = Raster(
        pixels, meaning, span, pixel_size=_plausible(chosen.pixel_size), channel_info=info, n_bits=bits
    )
    if chosen.missing is None:
        return raster
    from gmmseg.io.readers import tiff_channels

    return tiff_channels.without_value(raster, chosen.missing)


def _plausible(size: PixelSize | None) -> PixelSize | None:
    """Return a size of pixels that can be one: what a damaged file says is not taken."""
    if size is None or not all(SMALLEST <= side <= LARGEST for side in size):
        return None
    return size if max(size) <= MOST_OBLONG * min(size) else None


def channel(name: object = "", colour: Sequence[int] | None = None, wavelength: object = None) -> ChannelInfo:
    """Return the metadata of a channel, without what makes no sense."""
    try:
        length = float(wavelength)  # type: ignore[arg-type]  # whatever it is
    except (TypeError, ValueError):
        length = 0.0
    shown = tuple(int(part) for part in colour) if colour is not None and len(colour) == 3 else None
    if shown is not None and not all(0 <= part <= 255 for part in shown):
        shown = None
    return ChannelInfo(cleaned(str(name or "")), shown, length if 0 < length < 1e7 else None)  # type: ignore[arg-type]


@contextmanager
def silence(*loggers: str) -> Iterator[None]:
    """Keep what libraries warn of, and log, away from the user's terminal."""
    from gmmseg.io.readers.pillow import ONE_AT_A_TIME

    found = [logging.getLogger(name) for name in loggers]

    def refuse(_: logging.LogRecord) -> bool:
        return False

    for logger in found:
        logger.addFilter(refuse)
    try:
        with ONE_AT_A_TIME, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger in found:
            logger.removeFilter(refuse)


def noted(acquisitions: Sequence[Acquisition], *notes: str) -> list[Acquisition]:
    """Return the same with notes added to each."""
    return [replace(each, notes=(*each.notes, *notes)) for each in acquisitions]
