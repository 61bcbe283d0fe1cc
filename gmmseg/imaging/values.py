"""Numbers of any type as the three that a picture is kept in, with the range they span."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import BadArrayError

Kept = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.float32]

_EXTREME = 1e30  # float32 ends at 3e38 and loses digits below 1e-38: stay well inside
_FINE = 1e-4  # of the largest value: a smaller span would drown in float32's 7 digits


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
        there, 0 to the type's end for uint8 and uint16, what they are for all others.

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
    low, high = int(pixels.min()), int(pixels.max())
    if low >= 0 and high < 2**8:
        return Values(np.ascontiguousarray(pixels, np.uint8), span or (0.0, 255.0))
    note = f"Whole numbers of type {pixels.dtype.name} run from {low} to {high}: taken as black and white."
    if low >= 0 and high < 2**16:
        return Values(
            np.ascontiguousarray(pixels, np.uint16), span or (float(low), float(high)), None, (note,)
        )
    values, span, notes = _in_float32(pixels, span or (float(low), float(high)))
    return Values(values, span, None, (note, *notes))


def _from_floats(pixels: NDArray[Any], span: tuple[float, float] | None) -> Values:
    finite: NDArray[np.bool_] | None = np.isfinite(pixels).all(axis=2)
    assert finite is not None
    notes: tuple[str, ...] = ()
    if finite.all():
        finite = None
    else:
        missing = finite.size - int(np.count_nonzero(finite))
        fill = pixels[finite].min() if finite.any() else pixels.dtype.type(0)
        pixels = np.where(finite[..., None], pixels, fill)
        notes = (f"Pixels that are not finite numbers are masked out: {missing}.",)
    low, high = float(pixels.min()), float(pixels.max())
    if span is None and low >= 0 and high <= 1:
        span = (0.0, 1.0)
    if span is None:
        span = (low, high)
        notes += (f"Values run from {low:g} to {high:g}: taken as black and white.",)
    if max(abs(low), abs(high)) < 1 / _EXTREME:  # float32 would call them all 0
        span = (low, high)
    values, span, more = _in_float32(pixels, span)
    return Values(values, span, finite, notes + more)


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
