"""Numbers of any type as the three that a picture is kept in, with the range they span."""

from dataclasses import dataclass
from typing import Any

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


@dataclass(frozen=True, eq=False)
class Values:
    """Samples in a type that pictures are kept in.

    Attributes
    ----------
    pixels : ndarray of shape (height, width, n_channels)
        uint8, uint16 or float32, C order; finite.
    span : tuple of two floats
        The values that stand for black and white.
    finite : ndarray of shape (height, width), bool, or None
        Where all channels were finite; None where all pixels were.
    notes : tuple of str
        What was done that is not obvious.
    """

    pixels: Kept
    span: tuple[float, float]
    finite: NDArray[np.bool_] | None = None
    notes: tuple[str, ...] = ()


def kept(pixels: NDArray[Any], span: tuple[float, float] | None = None) -> Values:
    """Return samples as uint8, uint16 or float32, without a copy where they are so already.

    Parameters
    ----------
    pixels : ndarray of shape (height, width, n_channels)
        Bool, integers or floats in any byte order and memory layout.
    span : tuple of two floats, optional
        The values that stand for black and white. Without it: 0 to 1 for bool and for floats that lie
        there and are not next to 0 throughout, 0 to the type's end for uint8 and uint16, what they are
        for all others; there a few pixels far outside of what the others span count as its ends.

    Raises
    ------
    BadArrayError
        If the values are something else than bool, integers or floats.
    """
    if pixels.dtype == np.bool_:
        return Values(np.ascontiguousarray(pixels).view(np.uint8), span or (0.0, 1.0))
    if pixels.dtype.kind == "u" and pixels.dtype.itemsize <= 2:
        native = np.ascontiguousarray(pixels.astype(pixels.dtype.newbyteorder("="), copy=False))
        return Values(native, span or (0.0, float(np.iinfo(native.dtype).max)))
    if pixels.dtype.kind in "iu":
        return _from_integers(pixels, span)
    if pixels.dtype.kind == "f":
        return _from_floats(pixels, span)
    raise BadArrayError(f"its values are of type {pixels.dtype}", "bool, integers or floats")


def _from_integers(pixels: NDArray[Any], span: tuple[float, float] | None) -> Values:
    """Return wide or signed integers by the values they take, since no type says what is white."""
    pixels, (low, high), faults = _without_faults(pixels) if span is None else (pixels, _ends(pixels), ())
    if low >= 0 and high < 2**8:
        return Values(np.ascontiguousarray(pixels, np.uint8), span or (0.0, 255.0), None, faults)
    note = f"Whole numbers of type {pixels.dtype.name} run from {low} to {high}: taken as black and white."
    if low >= 0 and high < 2**16:
        narrow = np.ascontiguousarray(pixels, np.uint16)
        return Values(narrow, span or (float(low), float(high)), None, (*faults, note))
    values, span, notes = _in_float32(pixels, span or (float(low), float(high)))
    return Values(values, span, None, (*faults, note, *notes))


def _from_floats(pixels: NDArray[Any], span: tuple[float, float] | None) -> Values:
    finite: NDArray[np.bool_] | None = np.isfinite(pixels).all(axis=2)
    assert finite is not None
    notes: tuple[str, ...] = ()
    if finite.all():
        finite = None
    else:
        missing = finite.size - int(np.count_nonzero(finite))
        pixels = np.where(finite[..., None], pixels, _typical(pixels[finite]))
        notes = (f"Pixels that are not finite numbers are masked out: {missing}.",)
    if span is None:
        pixels, (low, high), faults = _without_faults(pixels)
        span, more = _black_and_white(low, high)
        notes += (*faults, *more)
    low, high = _ends(pixels)
    if max(abs(low), abs(high)) < 1 / _EXTREME:  # float32 would call them all 0
        span = (low, high)
    values, span, more = _in_float32(pixels, span)
    return Values(values, span, finite, notes + more)


def _typical(found: NDArray[Any]) -> Any:
    """Return one of the values (n, channels) that are there, from their middle."""
    some = found[:: max(1, len(found) // _RARE)]
    return np.quantile(some, 0.5, method="lower") if some.size else found.dtype.type(0)


def _black_and_white(low: float, high: float) -> tuple[tuple[float, float], tuple[str, ...]]:
    """Return which values floats from `low` to `high` have for black and white, and what to tell."""
    if low >= 0 and high <= 1 and (high >= _DARK or low == high):
        return (0.0, 1.0), ()
    black = 0.0 if 0 <= low < _LOW * high else low
    those = "" if black == low else f"{black:g} and {high:g} are "
    return (black, high), (f"Values run from {low:g} to {high:g}: {those}taken as black and white.",)


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
