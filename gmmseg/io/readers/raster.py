"""A decoded picture: samples, what they mean, and what else the file declares."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.image import Alpha, ChannelInfo, Tag
from gmmseg.imaging.units import PixelSize

Meaning = Literal["grey", "rgb", "cmyk", "lab", "channels"]

BAND = 2**20  # pixels that are converted at a time: small beside the picture, large beside the overhead


@dataclass(frozen=True, eq=False)
class Raster:
    """A decoded picture, upright, before its colours are settled.

    Attributes
    ----------
    pixels : ndarray of shape (height, width, n_channels)
        Values as they stand in the file; writeable, nobody else's.
    meaning : {"grey", "rgb", "cmyk", "lab", "channels"}
        What the channels are; "channels" if no more is known than that there are several.
    span : tuple of two floats, or None
        The values that stand for black and white; None where the type decides.
    mask : ndarray of shape (height, width), bool, or None
        True where a pixel is not transparent; None when none is.
    profile : bytes
        The ICC profile, empty if there is none.
    notes : tuple of str
        One sentence for each thing that decoding changed or ignored.
    georeference : tuple of Tag
        What a GeoTIFF says of its place on earth.
    pixel_size : tuple of two floats, or None
        Height and width of a pixel, micrometres, where the file says.
    orientation : int
        How it was turned upright, from 1 to 8 as EXIF counts: what lies beside the file is turned likewise.
    channel_info : tuple of ChannelInfo
        What the file says of each channel; empty where it says nothing.
    n_bits : int or None
        How many bits a value has in the file.
    offered_size : tuple of two floats, or None
        Height and width of a pixel, micrometres, by a resolution that is meant for print as often as not.
    """

    pixels: NDArray[Any]
    meaning: Meaning
    span: tuple[float, float] | None = None
    mask: NDArray[np.bool_] | None = None
    profile: bytes = b""
    notes: tuple[str, ...] = ()
    georeference: tuple[Tag, ...] = ()
    pixel_size: PixelSize | None = None
    orientation: int = 1
    channel_info: tuple[ChannelInfo, ...] = ()
    n_bits: int | None = None
    offered_size: PixelSize | None = None

    def masked(self, usable: NDArray[np.bool_], what: str) -> Self:
        """Return the same with what `usable` (height, width) leaves out masked, and a note if that is any."""
        n_left_out = usable.size - int(np.count_nonzero(usable))
        if not n_left_out:
            return self
        mask = usable if self.mask is None else self.mask & usable
        return replace(self, mask=mask).noted(f"Pixels that {what} leaves out are masked out: {n_left_out}.")

    def noted(self, *notes: str) -> Self:
        """Return the same with `notes` added."""
        return replace(self, notes=(*self.notes, *notes))


@dataclass(frozen=True)
class ReadRequest:
    """What is wanted of a file.

    Attributes
    ----------
    name : str
        The file's name, for messages.
    format : str
        The format that its first bytes show.
    page : int or None
        Page or frame, counted from 1; None takes the first and says so if there are others.
    max_pixels : int
        Pictures with more are refused.
    alpha : {"auto", "channel", "mask"}
        What a channel beside the colours is: transparency where it is declared so, always a channel, or
        transparency though nobody says so.
    path : Path or None
        The file, for libraries that open files by themselves.
    """

    name: str
    format: str
    page: int | None
    max_pixels: int
    alpha: Alpha = "auto"
    path: Path | None = None


def upright(pixels: NDArray[Any], orientation: int) -> NDArray[Any]:
    """Return a view of `pixels` (height, width, ...) turned as an EXIF orientation from 1 to 8 asks."""
    turned = pixels.swapaxes(0, 1) if orientation >= 5 else pixels
    rows = slice(None, None, -1 if orientation in (3, 4, 7, 8) else 1)
    columns = slice(None, None, -1 if orientation in (2, 3, 6, 7) else 1)
    return turned[rows, columns]


def as_stored(pixels: NDArray[Any], orientation: int) -> NDArray[Any]:
    """Return a view of upright `pixels` turned back: the inverse of `upright`."""
    return upright(pixels, {6: 8, 8: 6}.get(orientation, orientation))


def bands(height: int, width: int) -> Iterator[tuple[int, int]]:
    """Yield (first, last + 1) of stretches of rows that hold about `BAND` pixels each."""
    rows = max(1, BAND // max(1, width))
    for top in range(0, height, rows):
        yield top, min(top + rows, height)
