"""Lengths of pixels and areas in true units."""

import math
import re
from typing import NamedTuple

from gmmseg.errors import BadPixelSizeError

PixelSize = tuple[float, float]  # height and width, micrometres

PER_UNIT = {"nm": 1e-3, "um": 1.0, "µm": 1.0, "μm": 1.0, "mm": 1e3, "cm": 1e4, "m": 1e6}
SMALLEST, LARGEST = 1e-6, 1e12  # micrometres: from less than an atom to more than a continent
LONGEST = 100  # characters
MOST_OBLONG = 1000  # times that one side may be as long as the other
_SIZE = re.compile(r"([^x×]+?)(?:[x×]([^x×]+?))?\s*(nm|um|µm|μm|mm|cm|m)", re.IGNORECASE)


class Units(NamedTuple):
    """The units that suit a picture: of lengths, of areas, and of large areas, which densities are given per.

    Lengths are counted in micrometres, areas in square metres.
    """

    length: str
    micrometres: float
    area: str
    square_metres: float
    large_area: str
    large_square_metres: float


_UNITS = (  # for pixels whose longer side is up to so many micrometres
    (20.0, Units("um", 1.0, "um2", 1e-12, "mm2", 1e-6)),
    (1e4, Units("mm", 1e3, "mm2", 1e-6, "m2", 1.0)),
    (math.inf, Units("m", 1e6, "m2", 1.0, "ha", 1e4)),
)


def pixel_size_of(text: str | float | tuple[float, float]) -> PixelSize:
    """Return height and width of a pixel, micrometres.

    Parameters
    ----------
    text : str, float or tuple of two floats
        A length with a unit as `0.25um`, or width and height as `0.25x0.5um`; a number is micrometres, and
        two numbers are height and width in micrometres, as `Image.pixel_size` has them.

    Raises
    ------
    BadPixelSizeError
        If it is none, 0, negative, or beyond what pixels have.
    """
    if isinstance(text, str):
        return _parsed(text)
    try:
        if isinstance(text, bool):
            raise TypeError
        height, width = (text, text) if isinstance(text, (int, float)) else text
        return _checked(str(text), float(height), float(width))
    except (TypeError, ValueError) as error:
        if isinstance(error, BadPixelSizeError):
            raise
        raise BadPixelSizeError(str(text)[:LONGEST], "it is not one or two numbers") from None


def _parsed(text: str) -> PixelSize:
    match = _SIZE.fullmatch(text.strip()) if len(text) <= LONGEST else None
    try:
        if match is None:
            raise ValueError
        width = float(match[1])
        height = width if match[2] is None else float(match[2])
    except ValueError:
        reason = "it is not a number, or two, with a unit"
        raise BadPixelSizeError(text[:LONGEST], reason) from None
    unit = PER_UNIT[match[3].lower()]
    return _checked(text, height * unit, width * unit)


def _checked(text: str, height: float, width: float) -> PixelSize:
    for side in (width, height):
        if not math.isfinite(side) or side <= 0:
            raise BadPixelSizeError(text, "a side has to be above 0")
        if not SMALLEST <= side <= LARGEST:
            reason = f"{side:g} um is no side of a pixel, which has {SMALLEST:g} to {LARGEST:g} um"
            raise BadPixelSizeError(text, reason)
    if max(height, width) > MOST_OBLONG * min(height, width):
        raise BadPixelSizeError(text, f"its sides may differ {MOST_OBLONG:,} times at most")
    return height, width


def units_of(size: PixelSize) -> Units:
    """Return the units that suit a picture with such pixels: micrometres, millimetres or metres."""
    return next(units for side, units in _UNITS if max(size) <= side)


def area_units(size: PixelSize | None) -> tuple[tuple[str, float], ...]:
    """Return names of units that suit areas of such pixels, each with the area of one pixel in it."""
    if size is None:
        return ()
    height, width = size
    square_metres = height * width * 1e-12
    units = units_of(size)
    return (
        (units.area, square_metres / units.square_metres),
        (units.large_area, square_metres / units.large_square_metres),
    )


def round_length(most: float) -> float:
    """Return the largest of 1, 2, 5, 10, 20, ... times a power of ten micrometres that is at most `most`."""
    power = 10.0 ** math.floor(math.log10(most))
    found: float = max(each * power for each in (1, 2, 5) if each * power <= most * (1 + 1e-9))
    return found


def length_text(micrometres: float) -> str:
    """Return a length as people write it, as 84.7 um or 10 m."""
    for unit, per, most in (("nm", 1e-3, 0.1), ("um", 1.0, 1e3), ("mm", 1e3, 1e6), ("m", 1e6, math.inf)):
        if micrometres < most:
            return f"{micrometres / per:.4g} {unit}"
    raise AssertionError
