"""A picture as a frozen value: pixels in their own type, the range they span, and which are usable."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import Any, Literal, Self, TypeVar, cast, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmseg.errors import BadArrayError, BadSettingError, NoUsablePixelsError
from gmmseg.imaging.lazy_pixels import LazyPixels, PackedMask
from gmmseg.imaging.pixel_types import Span, to_stored_type
from gmmseg.imaging.preparation import Preparation
from gmmseg.imaging.units import PixelSize

Tag = tuple[int, int, int, Any]  # of a TIFF: code, type, count, value
Alpha = Literal["auto", "channel", "mask"]
ALPHAS: tuple[Alpha, ...] = get_args(Alpha)

CHANNEL_NAMES = {1: ("grey",), 3: ("red", "green", "blue")}
T = TypeVar("T")
_DERIVING = RLock()  # what is made of a picture is made once
_LARGE = 1e100  # more than black, white and one over their distance are, for nothing to overflow
_SHAPES = "(height, width) or (height, width, channels), none zero"
_OPAQUE = 255
_TAKEN_FOR_ALPHA = (
    "The fourth channel was taken for transparency, though most of it lies between none and full "
    '(pixels masked out: {}); Image.from_array(..., alpha="channel") takes it as a channel.'
)
_FEW = 16  # channels: an axis of more is not taken for one of channels where another of at most as many is
_PLAIN_MODES = ("1", "L", "RGB", "RGBA", "I", "F", "I;16", "I;16L", "I;16B", "I;16N")  # of Pillow


@dataclass(frozen=True)
class ChannelInfo:
    """What a file says of one of its channels.

    Attributes
    ----------
    name : str
        Empty where it does not say.
    colour : tuple of three int, or None
        Red, green and blue that programs show it in, 0 to 255.
    wavelength : float or None
        Of the light, nanometres: that which is recorded.
    shown : tuple of two floats, or None
        The values that it is to be shown from and to, black and white, in the numbers of the file.
    """

    name: str = ""
    colour: tuple[int, int, int] | None = None
    wavelength: float | None = None
    shown: tuple[float, float] | None = None


@dataclass(frozen=True, eq=False)
class Image:
    """A picture: an array of pixels and what is known about it.

    Attributes
    ----------
    pixels : ndarray of shape (height, width, n_channels)
        Values in the picture's own type (uint8, uint16 or float32); read-only. Of a picture larger than
        memory `LazyPixels`, which decode what is asked for.
    range : tuple of two floats
        The values that stand for black and for white.
    mask : ndarray of shape (height, width), bool, or None
        True where a pixel is usable; None when all are. Read-only. Of a picture with lazy pixels a
        `PackedMask`.
    name : str
        What messages call the picture, usually the file's name.
    channels : tuple of str
        One name per channel.
    notes : tuple of str
        One sentence for each thing that reading changed or ignored.
    georeference : tuple of Tag
        What a GeoTIFF says of its place on earth, as it says it: handed on to every TIFF that is written.
    pixel_size : tuple of two floats, or None
        Height and width of a pixel, micrometres, where a microscope's file says: handed on likewise.
    path : Path or None
        The file that it was read from, for those that are to name it.
    given_span : Span or None
        `range` in the numbers that the picture came with, and who says so; None where `range` says all.
    channel_info : tuple of ChannelInfo
        What the file says of each channel; empty where it says nothing.
    n_bits : int or None
        How many bits a value has in the file, where that is known.
    original : Image or None
        The picture as it was read, where this one was made of it: it is shown, and measured.
    preparation : Preparation or None
        How this one was made of it.
    """

    pixels: NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.float32]
    range: tuple[float, float]
    mask: NDArray[np.bool_] | None = None
    name: str = "image"
    channels: tuple[str, ...] = field(default=("red", "green", "blue"))
    notes: tuple[str, ...] = ()
    georeference: tuple[Tag, ...] = ()
    pixel_size: PixelSize | None = None
    path: Path | None = None
    given_span: Span | None = None
    channel_info: tuple[ChannelInfo, ...] = ()
    n_bits: int | None = None
    original: "Image | None" = None
    preparation: Preparation | None = None

    def __repr__(self) -> str:
        channels = ", ".join(self.channels[:4]) + (", ..." if len(self.channels) > 4 else "")
        size = f"{self.pixels.shape[1]} x {self.pixels.shape[0]}"
        return f"Image({self.name!r}, {size}, {self.pixels.dtype}, channels {channels})"

    def __post_init__(self) -> None:
        assert self.pixels.ndim == 3
        assert self.pixels.dtype in (np.uint8, np.uint16, np.float32)
        assert len(self.channels) == self.pixels.shape[2]
        assert len(self.channel_info) in (0, self.pixels.shape[2])
        if not self.is_lazy:
            self.pixels.flags.writeable = False
        if self.mask is not None:
            assert self.mask.shape == self.pixels.shape[:2]
            assert self.mask.dtype == np.bool_
            if not self.is_lazy:
                self.mask.flags.writeable = False
            if not self.mask.any():
                raise NoUsablePixelsError(self.name, self.mask.size)

    @classmethod
    def from_array(
        cls,
        array: ArrayLike,
        *,
        mask: ArrayLike | None = None,
        name: str = "array",
        channel_axis: int | None = None,
        alpha: Alpha = "auto",
    ) -> Self:
        """Return the picture that an array shows.

        Parameters
        ----------
        array : array-like of shape (height, width) or (height, width, n_channels)
            Bool, integer or float values; row, column, channel. Floats, and integers
            that are signed or wider than 16 bits, are taken to run from black to white over the values they
            have (floats between 0 and 1, unless all are below 1/256, and integers between 0 and 255: over
            that range, also where one pixel in 200, or a single one, goes past it by up to four times as
            much; other floats that begin between 0 and a quarter of the largest: from 0). Of these, one pixel
            in 10,000, or a single one, may lie far outside of all others: it counts as the nearest end of
            theirs, and a note says so. Values that are not finite, and those that a masked array hides, are
            masked out and count for none of this. The array is copied.
            A model keeps the black and white that it was fitted with: other pictures are measured by these.
        mask : array-like of shape (height, width), optional
            True where a pixel may be used.
        name : str
            What messages call the picture.
        channel_axis : int, optional
            Which of three axes is that of the channels, as in scikit-image; by default the last, unless
            by their lengths only the first can be: this is asked about.
        alpha : {"auto", "channel", "mask"}
            What the last channel is. By default, the fourth of an 8-bit array is alpha, and pixels of
            alpha 0 are masked out; with "channel" it is one like the others, and with "mask" the last of
            two or four channels is alpha whatever the type.

        Raises
        ------
        BadArrayError
            If the array is empty, has another number of axes, seems to have its channels first or holds
            something other than numbers; or if it is a Pillow image whose numbers are no colours.
        BadSettingError
            If `alpha` or `channel_axis` is something else.
        NoUsablePixelsError
            If no pixel is usable.
        """
        if alpha not in ALPHAS:
            raise BadSettingError("alpha", alpha, f"one of {', '.join(ALPHAS)}")
        pixels, usable = _as_given(array, channel_axis)
        notes: tuple[str, ...] = ()
        n = pixels.shape[2]
        is_habit = alpha == "auto" and n == 4 and pixels.dtype == np.uint8
        if is_habit or (alpha == "mask" and n in (2, 4)):
            last = pixels[..., -1]
            if is_habit and 2 * np.count_nonzero((last > 0) & (last < _OPAQUE)) > last.size:
                notes = (_TAKEN_FOR_ALPHA.format(int(np.count_nonzero(last == 0))),)
            usable &= last > 0
            pixels = pixels[..., :-1]
        is_colour = pixels.shape[2] == 3
        image = cls.owning(pixels.copy(), mask=usable, name=name, is_colour=is_colour).noted(*notes)
        return image if mask is None else image.masked(mask)

    @classmethod
    def owning(
        cls,
        pixels: NDArray[Any],
        *,
        span: tuple[float, float] | None = None,
        mask: NDArray[np.bool_] | None = None,
        name: str = "array",
        is_colour: bool = False,
    ) -> Self:
        """Return the picture that `pixels` show, without a copy where their type is one that is kept.

        Parameters
        ----------
        pixels : ndarray of shape (height, width, n_channels)
            Bool, integers or floats; nobody may write to them afterwards.
        span : tuple of two floats, optional
            The values that stand for black and white.
        mask : ndarray of shape (height, width), bool, optional
            True where pixels are values at all, which alone say what is black and white where nothing else
            does; nobody may write to it afterwards.
        name : str
            What messages call the picture.
        is_colour : bool
            Whether three channels are red, green and blue.

        Raises
        ------
        BadArrayError
            If the values are something else than bool, integers or floats.
        NoUsablePixelsError
            If no pixel is usable.
        """
        values = to_stored_type(pixels, span, mask)
        if values.finite is not None:
            mask = values.finite if mask is None else mask & values.finite
        n = values.pixels.shape[2]
        numbered = tuple(f"channel {i + 1}" for i in range(n))
        return cls(
            pixels=values.pixels,
            range=values.range,
            mask=None if mask is None or mask.all() else np.ascontiguousarray(mask),
            name=name,
            channels=CHANNEL_NAMES[n] if n == 1 or (n == 3 and is_colour) else numbered,
            notes=values.notes,
            given_span=values.span,
        )

    @classmethod
    def in_bands(
        cls, pixels: LazyPixels, *, span: tuple[float, float] | None = None, is_colour: bool = False
    ) -> Self:
        """Return the picture of pixels that are decoded when they are asked for, all usable.

        Its first pass finds which are not.

        Parameters
        ----------
        pixels : LazyPixels
            Of shape (height, width, n_channels).
        span, is_colour
            As `owning` takes them.
        """
        n = pixels.shape[2]
        numbered = tuple(f"channel {i + 1}" for i in range(n))
        return cls(
            pixels=cast("NDArray[np.uint8]", pixels),
            range=span or (0.0, float(np.iinfo(pixels.dtype).max)),
            name=pixels.name,
            channels=CHANNEL_NAMES[n] if n == 1 or (n == 3 and is_colour) else numbered,
        )

    @property
    def is_lazy(self) -> bool:
        """Whether its pixels are decoded when they are asked for: it is larger than memory."""
        return self.lazy_pixels is not None

    @property
    def lazy_pixels(self) -> LazyPixels | None:
        """The pixels where they are decoded when they are asked for, else None."""
        pixels: object = self.pixels
        return pixels if isinstance(pixels, LazyPixels) else None

    @property
    def packed_mask(self) -> PackedMask | None:
        """The mask of a picture with lazy pixels; None where all are usable, and in other pictures."""
        mask: object = self.mask
        return mask if isinstance(mask, PackedMask) else None

    @property
    def span(self) -> Span:
        """Which values are black and white, in the numbers that the picture came with, and who says so."""
        return Span(*self.range) if self.given_span is None else self.given_span

    @property
    def source(self) -> "Image":
        """The picture as it was read: this one, unless it was made of another."""
        return self if self.original is None else self.original

    @property
    def channel_names(self) -> tuple[str, ...]:
        """What people call the channels: what the file says, else red, green, blue, grey or a number."""
        if not self.channel_info:
            return self.channels
        return tuple(info.name or own for info, own in zip(self.channel_info, self.channels, strict=True))

    def values_of(self, channel: int, rows: slice = slice(None)) -> NDArray[Any]:
        """Return a channel in the numbers that the picture came with.

        Parameters
        ----------
        channel : int
            Which, counted from 0.
        rows : slice
            Rows of the picture; by default all.

        Returns
        -------
        ndarray of shape (n_rows, width)
            In the type of `pixels` where these are the numbers, else float64.
        """
        values, own = self.pixels[rows, :, channel], self.span
        if (own.black, own.white) == self.range:
            return values
        low, high = self.range  # values were scaled, to keep them apart
        share = (values.astype(np.float64) - low) / (high - low if high > low else 1.0)
        return np.asarray(own.black + share * (own.white - own.black))

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
        if self.packed_mask is not None:
            return self.packed_mask.n_usable
        return self.height * self.width if self.mask is None else int(np.count_nonzero(self.mask))

    @property
    def is_colour(self) -> bool:
        """Whether the channels are red, green and blue."""
        return self.channels == CHANNEL_NAMES[3]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of shape, type, range, mask and pixels, hexadecimal: the same for the same picture."""
        digest = self.begun_digest()
        for row in range(0, self.height, 256):
            digest.update(np.ascontiguousarray(self.pixels[row : row + 256]).data)
        return self.ended_digest(digest)

    def begun_digest(self) -> "hashlib._Hash":
        """Return the hash of shape, type, range and whether there is a mask: what follows are the pixels."""
        ends = (self.span.black, self.span.white)
        scaled = () if ends == self.range else (ends,)
        facts = (self.pixels.shape, self.pixels.dtype.name, self.range, self.mask is not None, *scaled)
        return hashlib.sha256(repr(facts).encode())

    def ended_digest(self, digest: "hashlib._Hash") -> str:
        """Return the digest, given the hash of all but the mask."""
        if self.mask is not None:
            packed = np.packbits(self.mask) if self.packed_mask is None else self.packed_mask.packed
            digest.update(packed.data)
        return digest.hexdigest()

    def range_of(self, span: Span) -> tuple[float, float]:
        """Return the values of `pixels` that stand for black and white of `span`, a model's."""
        if not span.measures(self.span) or span == self.span:
            return self.range
        black, white = span.black, span.white
        own = self.span
        if (own.black, own.white) != self.range:  # values were scaled, to keep them apart
            largest = max(abs(own.black), abs(own.white))
            low = own.black / largest
            length = own.white / largest - low or 1.0
            black, white = ((value / largest - low) / length for value in (black, white))
        black, white = (max(-_LARGE, min(value, _LARGE)) for value in (black, white))
        return black, max(white, black + 1 / _LARGE) if span.white > span.black else black

    def with_range(self, black_and_white: tuple[float, float]) -> "Image":
        """Return the same picture as if these values of `pixels` were black and white; the last is kept."""
        if black_and_white == self.range:
            return self
        known: Image | None = self.__dict__.get("_between")
        if known is None or known.range != black_and_white:
            known = self.__dict__["_between"] = replace(self, range=black_and_white)
        return known

    def derived(self, make: Callable[["Image"], T]) -> T:
        """Return `make(self)`, computed once and kept with the picture."""
        with _DERIVING:
            kept: dict[Any, Any] = self.__dict__.setdefault("_derived", {})
            if make not in kept:
                kept[make] = make(self)
        return cast("T", kept[make])

    def keep(self, key: object, value: T) -> T:
        """Keep `value` with the picture as if `key` had derived it, and return it."""
        with _DERIVING:
            self.__dict__.setdefault("_derived", {}).setdefault(key, value)
        return value

    def noted(self, *notes: str) -> Self:
        """Return the same picture with `notes` added."""
        return replace(self, notes=(*self.notes, *notes))

    def sized(self, pixel_size: PixelSize | None) -> Self:
        """Return the same picture with this height and width of a pixel, micrometres; None keeps its own."""
        return self if pixel_size is None else replace(self, pixel_size=pixel_size)

    def masked(self, mask: ArrayLike) -> Self:
        """Return the same picture with only those usable pixels where `mask` (height, width) is true.

        Raises
        ------
        BadArrayError
            If the mask has another shape than the picture.
        NoUsablePixelsError
            If no pixel is left.
        """
        usable = np.array(mask, bool)
        if usable.shape != (self.height, self.width):
            raise BadArrayError(
                f"its mask has shape {usable.shape}",
                f"{(self.height, self.width)}, the picture's height and width",
            )
        if self.is_lazy:
            packed = PackedMask.of(usable)
            if self.packed_mask is not None:
                packed.packed &= self.packed_mask.packed
            whole = packed.n_usable == packed.size
            return replace(self, mask=None if whole else cast("NDArray[np.bool_]", packed))
        if self.mask is not None:
            usable &= self.mask
        return replace(self, mask=None if usable.all() else usable)

    @cached_property
    def _largest(self) -> int:
        """The largest value of whole numbers in the channels that are shown."""
        if self.is_lazy:
            return int(np.iinfo(np.uint16).max)  # until the first pass knows it
        return int((self.pixels if self.n_channels == 3 else self.pixels[..., :1]).max())

    def display(self, rows: slice = slice(None)) -> NDArray[np.uint8]:
        """Return the picture as screens show it.

        Its range is stretched to 0 to 255. A 16-bit picture that uses less than an eighth of its range, as
        cameras of 12 bits do, is stretched by what it uses. Other than three channels: the first, as grey.
        A picture that was made of another is shown as that one.

        Parameters
        ----------
        rows : slice
            Rows of the picture; by default all.

        Returns
        -------
        ndarray of shape (n_rows, width, 3), uint8
            Red, green and blue.
        """
        if self.original is not None:
            return self.original.display(rows)
        chosen = self.pixels[rows] if self.n_channels == 3 else self.pixels[rows, :, :1]
        low, high = self.range
        if chosen.dtype == np.uint16 and self._largest < high / 8:
            high = float(self._largest)
        if chosen.dtype == np.uint8 and (low, high) == (0, 255):
            shown = chosen
        elif chosen.dtype == np.float32:
            shown = np.empty(chosen.shape, np.uint8)
            for row in range(len(chosen)):
                shown[row] = _stretched(chosen[row], low, high)
        else:
            shown = _stretched(np.arange(2 ** (8 * chosen.itemsize)), low, high)[chosen]
        return np.ascontiguousarray(shown if self.n_channels == 3 else np.repeat(shown, 3, axis=2))


def _stretched(values: NDArray[Any], low: float, high: float) -> NDArray[np.uint8]:
    share = (values.astype(np.float32) - np.float32(low)) / np.float32(high - low if high > low else 1)
    return np.rint(np.clip(share, 0, 1) * 255).astype(np.uint8)


def _as_given(array: ArrayLike, channel_axis: int | None) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Return an array as (height, width, n_channels), and where nothing hides it."""
    _check_is_no_code(array)
    hidden = np.ma.getmaskarray(array) if isinstance(array, np.ma.MaskedArray) else None
    try:
        pixels = np.asarray(array)
    except ValueError:  # rows of different lengths
        raise BadArrayError("its rows differ in length", _SHAPES) from None
    if pixels.ndim not in (2, 3) or 0 in pixels.shape:
        raise BadArrayError(f"its shape is {pixels.shape}", _SHAPES)
    if pixels.ndim == 3:
        axis = _axis_of_channels(pixels.shape, channel_axis)
        pixels = np.moveaxis(pixels, axis, -1)
        hidden = None if hidden is None else np.moveaxis(hidden, axis, -1)
    pixels = pixels.reshape(*pixels.shape[:2], -1)
    usable = np.ones(pixels.shape[:2], np.bool_)
    if hidden is not None:
        usable &= ~hidden.reshape(pixels.shape).any(axis=2)
    return pixels, usable


def _check_is_no_code(array: object) -> None:
    """Refuse a Pillow image whose numbers stand for something else than grey or red, green and blue."""
    mode = getattr(array, "mode", None)
    if type(array).__module__.startswith("PIL.") and isinstance(mode, str) and mode not in _PLAIN_MODES:
        raise BadArrayError(
            f"it is a Pillow image of mode {mode}, whose numbers are not red, green and blue",
            "an array or an image of grey or RGB: use picture.convert('RGB'), "
            "or give the picture itself to gmmseg.segment or gmmseg.cut",
        )


def _axis_of_channels(shape: tuple[int, ...], given: int | None) -> int:
    """Return which of three axes holds the channels: the last, unless another is given."""
    if given is not None:
        if isinstance(given, bool) or not isinstance(given, int) or not -3 <= given < 3:
            raise BadSettingError("channel_axis", given, "0, 1 or 2, or counted from the end")
        return given
    first, second, last = shape
    if first <= _FEW < last and first < second:
        raise BadArrayError(
            f"its shape is {shape}, and only the first of these can be that of channels",
            f"(height, width, channels): use np.moveaxis(array, 0, -1); "
            f"a picture that has {first} rows is taken by Image.from_array(array, channel_axis=-1)",
        )
    return -1
