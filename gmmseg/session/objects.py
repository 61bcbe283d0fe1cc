"""Selected objects: the marks as they were made, and the mask that they give."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.cutting.region_growing import Wand
from gmmseg.imaging.seeds import INSIDE, Area, Box, Click, Lasso, Stroke

Colour = tuple[int, int, int]
Mark = Click | Box | Lasso | Stroke | Wand | Area

# Seldom found in pictures, far from each other, and told apart by colour-blind people.
COLOURS: tuple[Colour, ...] = (
    (255, 64, 160),
    (0, 200, 255),
    (255, 200, 0),
    (130, 90, 255),
    (60, 220, 90),
    (255, 120, 40),
)


@dataclass(frozen=True, eq=False)
class Cut:
    """The mask that marks have given.

    Attributes
    ----------
    marks : tuple of Mark
        By which.
    levels : tuple of ndarray of shape (h, w), uint8
        1 in the object, 0 elsewhere, whole and halved again and again.
    n_pixels : int
        Size of the object.
    """

    marks: tuple[Mark, ...]
    levels: tuple[NDArray[np.uint8], ...]
    n_pixels: int

    @property
    def nbytes(self) -> int:
        """Bytes of memory held."""
        return sum(level.nbytes for level in self.levels)


@dataclass(frozen=True)
class Object:
    """One object in a picture.

    Attributes
    ----------
    key : int
        Tells it from all other objects of the document, also when these come and go.
    name : str
        What people call it.
    colour : tuple of three int
        Red, green and blue, 0 to 255.
    marks : tuple of Mark
        In the order they were made; each builds on the ones before.
    hidden : bool
        Whether it is left out of the view.
    cut : Cut or None
        What was cut out last; out of date while `is_cut` is false.
    """

    key: int
    name: str
    colour: Colour
    marks: tuple[Mark, ...] = ()
    hidden: bool = False
    cut: Cut | None = field(default=None, compare=False)

    @property
    def is_cut(self) -> bool:
        """Whether the mask belongs to the present marks."""
        return self.cut is not None and self.cut.marks == self.marks

    def taking(self, cut: Cut) -> "Object":
        """Return the object with a cut."""
        return replace(self, cut=cut)


def adds(mark: Mark) -> bool:
    """Whether a mark adds to its object rather than taking away."""
    return isinstance(mark, Box) or mark.owner == INSIDE
