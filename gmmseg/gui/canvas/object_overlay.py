"""Objects drawn over a picture: a tint, and an outline of one screen pixel at every zoom."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmseg.gui.canvas import layers
from gmmseg.gui.canvas.layers import Layer, Levels
from gmmseg.gui.canvas.viewport import Viewport

Colour = tuple[int, int, int]
TINT = 0.28
CASING = (0, 0, 0, 150)  # dark line beside the bright one: seen on any picture


@dataclass(frozen=True, eq=False)
class ObjectOutline:
    """An object on the screen: 1 in it and 0 elsewhere, whole and halved again, and its colour."""

    levels: Levels
    colour: Colour
    tint: float = TINT


def outlined(
    outline: ObjectOutline, camera: Viewport, window: layers.VisiblePart, picture: tuple[int, int]
) -> NDArray[np.uint8]:
    """Return the part of the window of an object, (height, width, 4) red, green, blue, alpha."""
    flags = np.array([[0, 0, 0, 0], [1, 1, 1, 1]], np.uint8)
    inside = layers.drawn(Layer(outline.levels, flags), camera, window, picture)[..., 0] > 0
    return tinted(inside, outline.colour, outline.tint)


def tinted(inside: NDArray[np.bool_], colour: Colour, tint: float = TINT) -> NDArray[np.uint8]:
    """Return what is drawn over pixels (h, w) of the screen that belong to something, as (h, w, 4)."""
    edge = inside & _beside(~inside)
    edge |= inside & _beside(~(inside & ~edge))
    codes = inside.astype(np.uint8)
    codes[_beside(inside)] = 2
    codes[edge] = 3
    table = np.array([(0, 0, 0, 0), (*colour, round(255 * tint)), CASING, (*colour, 255)], np.uint8)
    return table.view(np.uint32).ravel()[codes].view(np.uint8).reshape(*inside.shape, 4)


def _beside(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the pixels outside that touch one inside, at a side."""
    touched = np.zeros_like(inside)
    touched[:, 1:] |= inside[:, :-1]
    touched[:, :-1] |= inside[:, 1:]
    touched[1:] |= inside[:-1]
    touched[:-1] |= inside[1:]
    return touched & ~inside
