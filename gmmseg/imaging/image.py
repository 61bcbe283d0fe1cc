"""A picture as a frozen value: pixels in their own type, what range they span, which are usable."""

from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmseg.errors import BadArrayError, NoUsablePixelsError

CHANNEL_NAMES = {1: ("grey",), 3: ("red", "green", "blue")}


@dataclass(frozen=True, eq=False)
class Image:
    """A picture: an array of pixels and what is known about it.

    Attributes
    ----------
    pixels : ndarray of shape (height, width, n_channels)
        Values in the picture's own type (uint8, uint16 or float32); read-only.
    range : tuple of two floats
        The values that stand for black and for white.
    mask : ndarray of shape (height, width), bool, or None
        True where a pixel is usable; None when all are. Read-only.
    name : str
        What messages call the picture, usually the file's name.
    channels : tuple of str
        One name per channel.
    notes : tuple of str
        One sentence for each thing that reading changed or ignored.
    """

    pixels: NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.float32]
    range: tuple[float, float]
    mask: NDArray[np.bool_] | None = None
    name: str = "image"
    channels: tuple[str, ...] = field(default=("red", "green", "blue"))
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        assert self.pixels.ndim == 3
        assert self.pixels.dtype in (np.uint8, np.uint16, np.float32)
        assert len(self.channels) == self.pixels.shape[2]
        self.pixels.flags.writeable = False
        if self.mask is not None:
            assert self.mask.shape == self.pixels.shape[:2]
            assert self.mask.dtype == np.bool_
            self.mask.flags.writeable = False
            if not self.mask.any():
                raise NoUsablePixelsError(self.name, self.mask.size)

    @classmethod
    def from_array(cls, array: ArrayLike, *, mask: ArrayLike | None = None, name: str = "array") -> Self:
        """Return the picture that an array shows.

        Parameters
        ----------
        array : array-like of shape (height, width) or (height, width, n_channels)
            Bool, integer or float values; row, column, channel. Four channels of an 8-bit array are
            read as red, green, blue and alpha, and pixels of alpha 0 are masked out. Floats keep their
            range, taken as 0 to 1 where all values lie there; values that are not finite are masked out.
        mask : array-like of shape (height, width), optional
            True where a pixel may be used.
        name : str
            What messages call the picture.

        Raises
        ------
        BadArrayError
            If the array is empty, has another number of axes or holds something other than numbers.
        NoUsablePixelsError
            If no pixel is usable.
        """
        pixels = np.asarray(array)
        if pixels.ndim not in (2, 3) or 0 in pixels.shape:
            raise BadArrayError(
                f"its shape is {pixels.shape}", "(height, width) or (height, width, channels), none zero"
            )
        pixels = pixels.reshape(*pixels.shape[:2], -1)
        usable = np.ones(pixels.shape[:2], bool) if mask is None else np.array(mask, bool)
        if usable.shape != pixels.shape[:2]:
            raise BadArrayError(
                f"its mask has shape {usable.shape}", f"{pixels.shape[:2]}, the picture's height and width"
            )
        if pixels.shape[2] == 4 and pixels.dtype == np.uint8:
            usable &= pixels[..., 3] > 0
            pixels = pixels[..., :3]
        if np.issubdtype(pixels.dtype, np.floating):
            finite = np.isfinite(pixels).all(axis=2)
            usable &= finite
            pixels = np.where(finite[..., None], pixels, 0)
        values, span = _in_own_type(pixels)
        n = values.shape[2]
        return cls(
            pixels=np.ascontiguousarray(values),
            range=span,
            mask=None if usable.all() else usable,
            name=name,
            channels=CHANNEL_NAMES.get(n, tuple(f"channel {i + 1}" for i in range(n))),
        )

    @property
    def height(self) -> int:
        """Number of rows."""
        return self.pixels.shape[0]

    @property
    def width(self) -> int:
        """Number of columns."""
        return self.pixels.shape[1]

    @property
    def n_channels(self) -> int:
        """Number of channels."""
        return self.pixels.shape[2]

    @property
    def n_usable(self) -> int:
        """Number of usable pixels."""
        return self.height * self.width if self.mask is None else int(self.mask.sum())

    @property
    def is_colour(self) -> bool:
        """Whether the channels are red, green and blue."""
        return self.channels == CHANNEL_NAMES[3]

    def noted(self, *notes: str) -> Self:
        """Return the same picture with `notes` added."""
        return replace(self, notes=(*self.notes, *notes))

    def masked(self, mask: ArrayLike) -> Self:
        """Return the same picture with only those usable pixels where `mask` (height, width) is true."""
        usable = np.array(mask, bool)
        if usable.shape != (self.height, self.width):
            raise BadArrayError(
                f"its mask has shape {usable.shape}",
                f"{(self.height, self.width)}, the picture's height and width",
            )
        return replace(self, mask=usable if self.mask is None else usable & self.mask)

    def display(self) -> NDArray[np.uint8]:
        """Return the picture as screens show it, (height, width, 3) uint8, range stretched to 0 to 255."""
        shown = self.pixels if self.n_channels == 3 else np.repeat(self.pixels[..., :1], 3, axis=2)
        low, high = self.range
        if shown.dtype == np.uint8 and (low, high) == (0, 255):
            return np.ascontiguousarray(shown)
        scaled = (shown.astype(np.float32) - low) * (255 / (high - low if high > low else 1))
        return np.clip(np.rint(scaled), 0, 255).astype(np.uint8)


def _in_own_type(pixels: NDArray[np.generic]) -> tuple[NDArray[np.generic], tuple[float, float]]:
    """Return the values as uint8, uint16 or float32, and the range that they span."""
    if pixels.dtype == np.bool_:
        return pixels.astype(np.uint8), (0.0, 1.0)
    if pixels.dtype.type in (np.uint8, np.uint16):
        native = pixels.astype(pixels.dtype.newbyteorder("="))
        return native, (0.0, float(np.iinfo(native.dtype).max))
    if not (np.issubdtype(pixels.dtype, np.integer) or np.issubdtype(pixels.dtype, np.floating)):
        raise BadArrayError(f"its values are of type {pixels.dtype}", "bool, integers or floats")
    low, high = float(pixels.min()), float(pixels.max())
    if np.issubdtype(pixels.dtype, np.integer) and low >= 0 and high < 2**16:
        return pixels.astype(np.uint8 if high < 2**8 else np.uint16), (0.0, 255.0 if high < 2**8 else 65535.0)
    if np.issubdtype(pixels.dtype, np.floating) and low >= 0 and high <= 1:
        return pixels.astype(np.float32), (0.0, 1.0)
    largest = max(abs(low), abs(high))
    if largest > 1e30:  # float32 ends at 3e38, and squares of it must not overflow
        return (pixels.astype(np.float64) / (largest / 1e30)).astype(np.float32), (
            low / (largest / 1e30),
            high / (largest / 1e30),
        )
    return pixels.astype(np.float32), (low, high)
