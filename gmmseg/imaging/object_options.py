"""How objects are made of classes: which classes, how they are divided, and which are left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, Self

import numpy as np

from gmmseg.errors import BadSettingError, NoClassesError

STRENGTH = 0.9  # of the split by default
LARGEST_AREA = 2**40  # pixels
LARGEST_SIZE = 1e6  # pixels that an object may be across

ClassChoice = tuple[int | str, ...] | Literal["all"] | None


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
        Whether a darker line between two bright objects counts as a neck, objects end where they are much
        darker than inside, and much dimmer ones are left out: for fluorescence.
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

    classes: ClassChoice = None
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


def _classes(given: object) -> ClassChoice:
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


_DEFAULT = ObjectOptions()
