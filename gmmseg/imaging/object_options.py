"""How objects are made of classes: which classes, how they are divided, and which are left out."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, Self

import numpy as np

from gmmseg.errors import BadSettingError, NoClassesError
from gmmseg.imaging.image import PixelSize

STRENGTH = 0.9  # of the split where nothing else is said
LARGEST_AREA = 2**40  # pixels
LARGEST_SIZE = 1e6  # pixels that an object may be across
SMALLEST_PIXEL, LARGEST_PIXEL = 1e-6, 1e9  # micrometres: an atom is larger, and so are the pixels of maps
UNITS = {"nm": 1e-3, "um": 1.0, "µm": 1.0, "μm": 1.0, "mm": 1e3, "cm": 1e4, "m": 1e6}
_SIZE = re.compile(r"([0-9.eE+-]+)(?:\s*[x×]\s*([0-9.eE+-]+))?\s*([a-zµμ]+)")

Classes = tuple[int | str, ...] | Literal["all"] | None


@dataclass(frozen=True)
class ObjectOptions:
    """How objects are made of the classes of a picture.

    Attributes
    ----------
    classes : tuple of int or str, "all", or None
        Classes by number or name; all of them; all but the largest for None.
    split : float
        How readily pieces are divided at their necks, 0 (never) to 1.
    typical_size : float or None
        How far objects are across, pixels; found in the picture for None.
    brightness : bool
        Whether a darker line between two bright objects counts as a neck, too: for fluorescence.
    fill_holes : bool
        Whether holes of any size inside one object belong to it.
    min_area : int or None
        Smaller objects are left out, pixels; for None, those below a tenth of the typical area.
    max_area : int or None
        Larger objects are left out, pixels; none for None.
    min_circularity : float
        Objects of a smaller circularity are left out, from 0.
    min_solidity : float
        Objects of a smaller solidity are left out, 0 to 1.
    exclude_border : bool
        Whether objects that touch the frame, or pixels that are masked out, are left out.
    """

    classes: Classes = None
    split: float = STRENGTH
    typical_size: float | None = None
    brightness: bool = False
    fill_holes: bool = False
    min_area: int | None = None
    max_area: int | None = None
    min_circularity: float = 0.0
    min_solidity: float = 0.0
    exclude_border: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "classes", _classes(self.classes))
        object.__setattr__(self, "split", _number("split", self.split, 0, 1))
        if self.typical_size is not None:
            size = _number("typical_size", self.typical_size, 0, LARGEST_SIZE, above=True)
            object.__setattr__(self, "typical_size", size)
        for name in ("min_area", "max_area"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, _whole(name, getattr(self, name)))
        for name in ("brightness", "fill_holes", "exclude_border"):
            if not isinstance(getattr(self, name), bool):
                raise BadSettingError(name, getattr(self, name), "true or false")
        for name in ("min_circularity", "min_solidity"):
            object.__setattr__(self, name, _number(name, getattr(self, name), 0, 1))
        if None not in (self.min_area, self.max_area) and self.max_area < self.min_area:  # type: ignore[operator]  # None is out
            raise BadSettingError("max_area", self.max_area, f"at least min_area, {self.min_area}")

    def as_values(self) -> dict[str, Any]:
        """Return what differs from the defaults, as values that JSON knows."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        changed = {name: value for name, value in values.items() if value != getattr(_DEFAULT, name)}
        if isinstance(self.classes, tuple):
            changed["classes"] = list(self.classes)
        return changed

    def changed(self, **how: Any) -> Self:
        """Return the options with others in the place of those given, each of them checked."""
        self._check_names(how)
        return replace(self, **how)

    @classmethod
    def _check_names(cls, how: Mapping[str, object]) -> None:
        known = sorted(each.name for each in fields(cls))
        for name, value in how.items():
            if name not in known:
                raise BadSettingError(name[:40], value, f"one of {', '.join(known)}")

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> Self:
        """Return the options that `as_values` has described, each of them checked."""
        cls._check_names(values)
        return cls(**values)


def _classes(given: object) -> Classes:
    if given is None or given == "all":
        return given
    if isinstance(given, (int, str, np.integer)):
        given = (given,)
    if not isinstance(given, Sequence) or not all(
        isinstance(each, (int, str, np.integer)) and not isinstance(each, bool) for each in given
    ):
        raise BadSettingError("classes", given, "numbers or names of classes, or 'all'")
    if not given:
        raise NoClassesError
    return tuple(each if isinstance(each, str) else int(each) for each in given)


def _number(name: str, value: object, low: float, high: float, *, above: bool = False) -> float:
    expected = f"a number {'above' if above else 'from'} {low:g} {'and up ' if above else ''}to {high:g}"
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise BadSettingError(name, value, expected)
    if not low <= value <= high or (above and value == low):  # NaN is in no range
        raise BadSettingError(name, float(value), expected)
    return float(value)


def _whole(name: str, value: object) -> int:
    expected = f"a whole number of pixels from 0 to {LARGEST_AREA}"
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise BadSettingError(name, value, expected)
    if not 0 <= value <= LARGEST_AREA:
        raise BadSettingError(name, int(value), expected)
    return int(value)


def accepted_pixel_size(value: object) -> PixelSize:
    """Return height and width of a pixel, micrometres, given as one number, as two, or as text with a unit.

    Text has one length, or width and height as in "0.25x0.5um"; its unit is nm, um, mm, cm or m.

    Raises
    ------
    BadSettingError
        If it is none of these, or no size that a pixel can have.
    """
    expected = "a length with its unit, as 0.25um (nm, um, mm, cm or m), or width and height as 0.25x0.5um"
    if isinstance(value, str):
        return _told(value, expected)
    sides = value if isinstance(value, (tuple, list)) else (value, value)
    if len(sides) != 2 or not all(
        isinstance(side, (int, float, np.integer, np.floating)) and not isinstance(side, bool)
        for side in sides
    ):
        raise BadSettingError("pixel_size", value, "height and width in micrometres")
    return _sides(float(sides[0]), float(sides[1]), value)


def _told(text: str, expected: str) -> PixelSize:
    match = _SIZE.fullmatch(text.strip())
    if match is None or match[3] not in UNITS:
        raise BadSettingError("pixel_size", text, expected)
    try:
        width = float(match[1]) * UNITS[match[3]]
        height = float(match[2]) * UNITS[match[3]] if match[2] else width
    except ValueError:
        raise BadSettingError("pixel_size", text, expected) from None
    return _sides(height, width, text)


def _sides(height: float, width: float, value: object) -> PixelSize:
    fine = all(math.isfinite(side) and SMALLEST_PIXEL <= side <= LARGEST_PIXEL for side in (height, width))
    if not fine or max(height, width) > 1e3 * min(height, width):
        range_ = f"from {SMALLEST_PIXEL:g} to {LARGEST_PIXEL:g} micrometres"
        expected = f"{range_}, with sides that differ at most 1000 times"
        raise BadSettingError("pixel_size", value, expected)
    return height, width


_DEFAULT = ObjectOptions()
