"""Layers over the picture, drawn at the screen's own resolution.

Labels are looked up for each screen pixel, so the cost does not grow with the picture and a boundary is
one screen pixel wide at every zoom.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.gui.canvas.viewport import Viewport
from gmmseg.gui.widgets import patterns

Levels = tuple[NDArray[Any], ...]
Table = NDArray[np.uint8]  # (n, 4): red, green, blue, alpha


@dataclass(frozen=True, eq=False)
class Layer:
    """Numbers over the picture, and the colours that they are drawn in.

    Attributes
    ----------
    levels : tuple of ndarray of shape (h, w)
        Labels or map values, whole and halved again and again.
    table : ndarray of shape (n, 4), uint8
        Colour and opacity of each number.
    lines : ndarray of shape (n, 4), uint8, or None
        Colour and opacity of the boundary of each number; None draws no boundaries.
    hatching : ndarray of shape (n,), int, or None
        Which of `patterns.TILES` lies over each number; None draws none.
    """

    levels: Levels
    table: Table
    lines: Table | None = None
    hatching: NDArray[np.intp] | None = None


@dataclass(frozen=True)
class VisiblePart:
    """The part of the view that a picture covers, in device pixels, and where that is in the picture."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def of(cls, camera: Viewport, view: tuple[int, int], picture: tuple[int, int]) -> "VisiblePart":
        """Return the part of `view` that the picture (width, height) covers."""
        left, top = max(0, round(camera.x)), max(0, round(camera.y))
        right = min(view[0], round(camera.x + picture[0] * camera.scale))
        bottom = min(view[1], round(camera.y + picture[1] * camera.scale))
        return cls(left, top, max(right, left), max(bottom, top))

    @property
    def is_empty(self) -> bool:
        """Whether nothing of the picture is in view."""
        return self.right <= self.left or self.bottom <= self.top


@dataclass(frozen=True)
class Axis:
    """One direction of a camera: where the picture begins, its scale, and how many pixels it has."""

    origin: float
    scale: float
    size: int

    def indices(self, begin: int, end: int, level: int) -> NDArray[np.intp]:
        """Return for screen pixels from `begin` to `end` the pixel of a level with `level` pixels there."""
        places = (np.arange(begin, end) + 0.5 - self.origin) / self.scale * (level / self.size)
        return np.clip(places.astype(np.intp), 0, level - 1)


def level_for(levels: Levels, width: float) -> NDArray[Any]:
    """Return the smallest level that is at least `width` wide, or the largest there is."""
    return next((level for level in reversed(levels) if level.shape[1] >= width), levels[0])


def drawn(layer: Layer, camera: Viewport, window: VisiblePart, picture: tuple[int, int]) -> NDArray[np.uint8]:
    """Return the layer's part of the window as (height, width, 4) red, green, blue, alpha."""
    level = level_for(layer.levels, picture[0] * camera.scale)
    along = Axis(camera.x, camera.scale, picture[0]), Axis(camera.y, camera.scale, picture[1])
    columns = along[0].indices(window.left, window.right, level.shape[1])
    rows = along[1].indices(window.top, window.bottom, level.shape[0])
    values = np.take(level[rows], columns, axis=1)  # row-major, unlike a second fancy index
    packed = np.ascontiguousarray(layer.table).view(np.uint32).ravel()
    out = packed[values]
    if layer.hatching is not None:
        _hatch(out, values, layer, window, camera)
    if layer.lines is not None:
        edges = boundaries(values)
        lines = np.ascontiguousarray(layer.lines).view(np.uint32).ravel()
        out[edges] = lines[values[edges]]
    return out.view(np.uint8).reshape(*values.shape, 4)


def _hatch(
    out: NDArray[np.uint32], values: NDArray[Any], layer: Layer, window: VisiblePart, camera: Viewport
) -> None:
    """Draw patterns into the colours `out` (h, w) of numbers `values` (h, w); they move with the picture."""
    assert layer.hatching is not None
    rows = (np.arange(window.top, window.bottom) - round(camera.y)) % patterns.SIDE
    columns = (np.arange(window.left, window.right) - round(camera.x)) % patterns.SIDE
    chosen = np.where(layer.table[:, 3] > 0, layer.hatching, 0)
    struck = patterns.TILES[chosen[values], rows[:, None], columns]
    strokes = patterns.strokes_on(layer.table[:, :3]).view(np.uint32).ravel()
    out[struck] = strokes[values[struck]]


def boundaries(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Return where a value differs from the one to the right or the one below."""
    out = np.zeros(values.shape, bool)
    np.not_equal(values[:, 1:], values[:, :-1], out=out[:, :-1])
    out[:-1] |= values[1:] != values[:-1]
    return out
