"""Pixel values of any type stored as one of three types, and which values are black and white."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import BadArrayError

Kept = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.float32]

_EXTREME = 1e30  # float32 ends at 3e38 and loses digits below 1e-38: stay well inside
_FINE = 1e-4  # of the largest value: a smaller span would drown in float32's 7 digits
_DARK = 1 / 256  # of white: what is darker throughout is no dark picture but one in another unit
_LOW = 0.25  # of the largest value: values that begin below it are taken to be counted from 0
_FAR = 4  # times the range of nearly all pixels: what lies so far outside of it is a fault
_TAIL = 1e-3  # share of pixels on either side that have no say in that range
_SEVERAL = 100  # pixels: of fewer, each may be what matters
_RARE = 10_000  # one in so many may be faulty
_FEW = 200  # one in so many, or a single one, may go past what values usually are, as a glint does

RangeSource = Literal["declared", "usual", "found"]
SOURCES: tuple[RangeSource, ...] = ("declared", "usual", "found")


@dataclass(frozen=True)
class Span:
    """Which values are black and white, and who says so.

    Attributes
    ----------
    black, white : float
        In the numbers that the picture came with.
    source : {"declared", "usual", "found"}
        Declared by the type or the file; usual for such numbers, 0 to 1 for floats and 0 to 255 for whole
        ones of more than 16 bits; or found in the values themselves, which is as far as they went.
    told : str
        How the note on it begins, where there is one.
    """

    black: float
    white: float
    source: RangeSource = "declared"
    description: str = field(default="", compare=False)

    @property
    def is_found(self) -> bool:
        """Whether nothing but one picture's values says what is black and white."""
        return self.source == "found"

    @property
    def sentence(self) -> str:
        """The note about it, empty where the type or the file declares it."""
        return f"{self.description} taken as black and white." if self.description else ""

    def measures(self, other: "Span") -> bool:
        """Whether this one, a model's, holds for the numbers of a picture that has `other`.

        Else both say what is black and white, and a value is the share of the way between them.
        """
        return self.is_found or other.is_found

    @classmethod
    def joint(cls, spans: Sequence["Span"]) -> "Span":
        """Return the one that pictures with these are measured by where they are fitted together."""
        stated = [span for span in spans if not span.is_found]
        usual = max(stated, key=stated.count) if stated else None
        if usual is not None and len(stated) == len(spans):
            return usual
        black, white = min(span.black for span in spans), max(span.white for span in spans)
        if usual is not None and (usual.black, usual.white) == (black, white):
            return usual
        return cls(black, white, "found")


@dataclass(frozen=True, eq=False)
class TypedPixels:
    """Samples in a type that pictures are kept in.

    Attributes
    ----------
    pixels : ndarray of shape (height, width, n_channels)
        uint8, uint16 or float32, C order; finite.
    range : tuple of two floats
        The values of these samples that stand for black and white.
    span : Span
        The same in the numbers that came, and who says so.
    finite : ndarray of shape (height, width), bool, or None
        Where all channels were finite; None where all pixels were.
    notes : tuple of str
        What was done that is not obvious.
    """

    pixels: Kept
    range: tuple[float, float]
    span: Span
    finite: NDArray[np.bool_] | None = None
    notes: tuple[str, ...] = ()


def to_stored_type(
    pixels: NDArray[Any],
    declared: tuple[float, float] | None = None,
    usable: NDArray[np.bool_] | None = None,
) -> TypedPixels:
    """Return samples as uint8, uint16 or float32, without a copy where they are so already.

    Parameters
    ----------
    pixels : ndarray of shape (height, width, n_channels)
        Bool, integers or floats in any byte order and memory layout.
    declared : tuple of two floats, optional
        The values that stand for black and white. Without it: 0 to 1 for bool and for floats that lie
        there and are not next to 0 throughout, 0 to the type's end for uint8 and uint16, 0 to 255 for wider
        integers that lie there, what they are for all others. One pixel in 200 may lie beyond 0 to 1 or 0 to
        255, and keeps its value; a few far outside of what the others span count as its ends.
    usable : ndarray of shape (height, width), bool, optional
        Where pixels are values at all: those elsewhere do not say what is black and white, and where that
        is asked of the values they are replaced by one from the middle.

    Raises
    ------
    BadArrayError
        If the values are something else than bool, integers or floats.
    """
    if pixels.dtype == np.bool_:
        return _stated(np.ascontiguousarray(pixels).view(np.uint8), declared or (0.0, 1.0))
    if pixels.dtype.kind == "u" and pixels.dtype.itemsize <= 2:
        native = np.ascontiguousarray(pixels.astype(pixels.dtype.newbyteorder("="), copy=False))
        return _stated(native, declared or (0.0, float(np.iinfo(native.dtype).max)))
    if pixels.dtype.kind not in "iuf":
        raise BadArrayError(f"its values are of type {pixels.dtype}", "bool, integers or floats")
    if declared is None and usable is not None and not usable.all():
        pixels = np.where(usable[..., None], pixels, _typical(pixels[usable]))
    return _from_floats(pixels, declared) if pixels.dtype.kind == "f" else _from_integers(pixels, declared)


def _stated(pixels: Kept, declared: tuple[float, float]) -> TypedPixels:
    return TypedPixels(pixels, declared, Span(*declared))


def _from_integers(pixels: NDArray[Any], declared: tuple[float, float] | None) -> TypedPixels:
    """Return wide or signed integers by the values they take, since no type says what is white."""
    if declared is None:
        pixels, (low, high), faults = _without_faults(pixels)
        begin = f"Whole numbers of type {pixels.dtype.name} run from {low} to {high}:"
        span = _span_of_integers(pixels, low, high, begin)
    else:
        (low, high), faults, span = _ends(pixels), (), Span(*declared)
    notes = (*faults, span.sentence) if span.description else faults
    if low >= 0 and high < 2**16:
        fits = np.uint8 if high < 2**8 else np.uint16
        narrow: Kept = np.ascontiguousarray(pixels, fits)  # type: ignore[assignment]  # one of both
        return TypedPixels(narrow, (span.black, span.white), span, None, notes)
    values, range_, more = _in_float32(pixels, (span.black, span.white))
    return TypedPixels(values, range_, span, None, (*notes, *more))


def _span_of_integers(pixels: NDArray[Any], low: int, high: int, begin: str) -> Span:
    """Return black and white of integers from `low` to `high`, wider than 16 bits or signed."""
    if low >= 0 and high < 2**8:
        return Span(0.0, 255.0, "usual")
    if _nearly_all_within(pixels, 255):
        return Span(0.0, 255.0, "usual", f"{begin} 0 and 255 are")
    return Span(float(low), float(high), "found", begin)


def _from_floats(pixels: NDArray[Any], declared: tuple[float, float] | None) -> TypedPixels:
    finite: NDArray[np.bool_] | None = np.isfinite(pixels).all(axis=2)
    assert finite is not None
    notes: tuple[str, ...] = ()
    if finite.all():
        finite = None
    else:
        missing = finite.size - int(np.count_nonzero(finite))
        pixels = np.where(finite[..., None], pixels, _typical(pixels[finite]))
        notes = (f"Pixels that are not finite numbers are masked out: {missing}.",)
    if declared is None:
        pixels, (low, high), faults = _without_faults(pixels)
        span = _black_and_white(pixels, low, high)
        notes += (*faults, span.sentence) if span.description else faults
    else:
        span = Span(*declared)
    low, high = _ends(pixels)
    if 0 < max(abs(low), abs(high)) < 1 / _EXTREME:  # float32 would call them all 0
        span = Span(low, high, "found", span.description)
    values, range_, more = _in_float32(pixels, (span.black, span.white))
    return TypedPixels(values, range_, span, finite, notes + more)


def _typical(found: NDArray[Any]) -> Any:
    """Return one of the values (n, channels) that are there, from their middle."""
    some = found[:: max(1, len(found) // _RARE)]
    return np.quantile(some, 0.5, method="lower") if some.size else found.dtype.type(0)


def _black_and_white(pixels: NDArray[Any], low: float, high: float) -> Span:
    """Return which values floats from `low` to `high` have for black and white."""
    if low >= 0 and high <= 1 and (high >= _DARK or low == high):
        return Span(0.0, 1.0, "usual")
    begin = f"Values run from {low:g} to {high:g}:"
    if _nearly_all_within(pixels, 1):
        return Span(0.0, 1.0, "usual", f"{begin} 0 and 1 are")
    black = 0.0 if 0 <= low < _LOW * high else low
    return Span(black, high, "found", begin if black == low else f"{begin} {black:g} and {high:g} are")


def _nearly_all_within(pixels: NDArray[Any], white: int) -> bool:
    """Return whether all pixels but a few lie between 0 and `white`, and these not far from there."""
    n = pixels.shape[0] * pixels.shape[1]
    low, high = _ends(pixels)
    if n < _SEVERAL or low < -_FAR * white or high > (1 + _FAR) * white:
        return False
    beyond = ((pixels < 0) | (pixels > white)).any(axis=2)
    n_beyond = int(np.count_nonzero(beyond))
    return n_beyond <= max(1, n // _FEW) and bool(pixels[~beyond].max() >= _DARK * white)


def _ends(pixels: NDArray[Any]) -> tuple[Any, Any]:
    """Return the smallest and the largest value as Python's own numbers."""
    own = float if pixels.dtype.kind == "f" else int
    return own(pixels.min()), own(pixels.max())


def _without_faults(pixels: NDArray[Any]) -> tuple[NDArray[Any], tuple[Any, Any], tuple[str, ...]]:
    """Return pixels with a few that are far outside of all others brought to the ends; these; what to tell.

    A hot pixel, or a value that says "none", would else be white, and all that the picture shows black.
    """
    low, high = _ends(pixels)
    n = pixels.shape[0] * pixels.shape[1]
    some = pixels.reshape(n, -1)[:: max(1, n // 2**16)]
    top = float(np.quantile(some.max(axis=1), 1 - _TAIL, method="lower"))
    bottom = float(np.quantile(some.min(axis=1), _TAIL, method="higher"))
    least, most = bottom - _FAR * (top - bottom), top + _FAR * (top - bottom)
    if n < _SEVERAL or top <= bottom or (least <= low and high <= most):
        return pixels, (low, high), ()
    faulty = ((pixels < max(least, low)) | (pixels > min(most, high))).any(axis=2)
    n_faulty = int(np.count_nonzero(faulty))
    if n_faulty > 1 + n // _RARE:
        return pixels, (low, high), ()
    ends = _ends(pixels[~faulty])
    others = f"{ends[0]:g} to {ends[1]:g}"
    note = f"Pixels far outside of {others}, where all others lie, count as its ends: {n_faulty}."
    return np.clip(pixels, *ends), ends, (note,)


def _in_float32(
    pixels: NDArray[Any], span: tuple[float, float]
) -> tuple[NDArray[np.float32], tuple[float, float], tuple[str, ...]]:
    """Return the values in float32; scaled, with a note, where float32 could not tell them apart."""
    low, high = span
    largest = max(abs(low), abs(high))
    fine = pixels.dtype.itemsize > 4 or pixels.dtype.kind != "f"
    too_fine = fine and high - low < _FINE * largest
    within = low == high == 0 or 1 / _EXTREME <= largest <= _EXTREME
    if within and (low == high or not too_fine):
        return np.ascontiguousarray(pixels, np.float32), span, ()
    if low == high:
        return np.zeros(pixels.shape, np.float32), (0.0, 1.0), ()
    share = pixels.astype(np.float64) / largest  # first, so that the difference cannot overflow
    share = (share - low / largest) / (high / largest - low / largest)
    note = "They were scaled to 0 to 1, to keep them apart in single precision."
    return np.ascontiguousarray(share, np.float32), (0.0, 1.0), (note,)
