"""Corrections of objects by hand: which objects gave way to which, pixel by pixel.

A correction names no object by its number, since numbers change with the options that objects are found by:
it holds the pixels of those it is about, and is done to whatever lies there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]

LARGEST_NUMBER = 2**31 - 1  # of an object


@dataclass(frozen=True)
class ObjectShape:
    """The pixels of an object.

    Attributes
    ----------
    left, top, width, height : int
        The box that holds them, pixels of the picture.
    runs : tuple of int
        How many pixels of the box lie outside, inside, outside and so on, row by row; their sum is `width`
        times `height`.
    """

    left: int
    top: int
    width: int
    height: int
    runs: tuple[int, ...]

    @classmethod
    def of(cls, mask: Mask, left: int = 0, top: int = 0) -> Self:
        """Return the shape of the pixels where a mask (h, w) is true, its corner at `left`, `top`; one is."""
        rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        inside = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        flat = np.ascontiguousarray(inside).reshape(-1).view(np.int8)
        ends = np.flatnonzero(np.diff(flat, prepend=np.int8(0)))
        runs = tuple(np.diff(ends, prepend=0, append=flat.size).tolist())
        height, width = inside.shape
        return cls(left + int(columns[0]), top + int(rows[0]), width, height, runs)

    @property
    def mask(self) -> Mask:
        """Which pixels of the box belong to it, (height, width)."""
        inside = np.arange(len(self.runs)) % 2 == 1
        return np.repeat(inside, self.runs).reshape(self.height, self.width)

    @property
    def n_pixels(self) -> int:
        """Number of pixels."""
        return sum(self.runs[1::2])

    @property
    def window(self) -> tuple[slice, slice]:
        """Rows and columns of the box in the picture."""
        return (
            slice(self.top, self.top + self.height),
            slice(self.left, self.left + self.width),
        )


@dataclass(frozen=True)
class CorrectedObject:
    """An object as people made it.

    Attributes
    ----------
    number : int
        The number it has, unless another object has it.
    segment : int
        Key of the segment that is its class.
    shape : ObjectShape
        Its pixels.
    """

    number: int
    segment: int
    shape: ObjectShape


@dataclass(frozen=True)
class Correction:
    """Objects that gave way to others.

    Attributes
    ----------
    title : str
        What people did.
    before : tuple of ObjectShape
        The objects as they were; none where a new one was made.
    after : tuple of CorrectedObject
        Those in their place; none where they were deleted.
    """

    title: str
    before: tuple[ObjectShape, ...]
    after: tuple[CorrectedObject, ...] = ()

    @property
    def shapes(self) -> tuple[ObjectShape, ...]:
        """All shapes in it."""
        return (*self.before, *(each.shape for each in self.after))

    def moved(self, keys: Mapping[int, int]) -> Self:
        """Return the same with other segments as the classes of its objects, by their keys."""
        if not any(each.segment in keys for each in self.after):
            return self
        after = tuple(replace(each, segment=keys.get(each.segment, each.segment)) for each in self.after)
        return replace(self, after=after)


def box_around(shapes: Iterable[ObjectShape]) -> tuple[slice, slice]:
    """Return rows and columns of the box that holds some shapes."""
    every = list(shapes)
    rows = slice(min(s.top for s in every), max(s.top + s.height for s in every))
    columns = slice(min(s.left for s in every), max(s.left + s.width for s in every))
    return rows, columns
