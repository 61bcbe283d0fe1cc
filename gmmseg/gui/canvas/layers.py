"""Layers over the picture, drawn at the screen's own resolution.

Labels are looked up for each screen pixel, so the cost does not grow with the picture and a boundary is
one screen pixel wide at every zoom.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from gmmseg.gui.canvas.viewport import Viewport
from gmmseg.gui.widgets import patterns

Levels = tuple[NDArray[Any], ...]
Table = NDArray[np.uint8]  # (n, 4): red, green, blue, alpha
BYTES = 256  # codes that a byte can tell apart


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

    def rect(self, ratio: float) -> QRectF:
        """Return the part in logical pixels, each of which has `ratio` device pixels."""
        wide, high = self.right - self.left, self.bottom - self.top
        return QRectF(self.left / ratio, self.top / ratio, wide / ratio, high / ratio)

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
    codes, table = coded(layer, camera, window, picture)
    packed = np.ascontiguousarray(table).view(np.uint32).ravel()
    return np.take(packed, codes).view(np.uint8).reshape(*codes.shape, 4)


def coded(
    layer: Layer, camera: Viewport, window: VisiblePart, picture: tuple[int, int]
) -> tuple[NDArray[Any], Table]:
    """Return the layer's part of the window as codes (height, width), and the colour of each code.

    Codes are bytes where there are few: as such they are drawn several times as fast.
    """
    level = level_for(layer.levels, picture[0] * camera.scale)
    along = Axis(camera.x, camera.scale, picture[0]), Axis(camera.y, camera.scale, picture[1])
    columns = along[0].indices(window.left, window.right, level.shape[1])
    rows = along[1].indices(window.top, window.bottom, level.shape[0])
    near = level[:, columns[0] : columns[-1] + 1]  # what is out of view is not even copied
    values = np.take(near[rows], columns - columns[0], axis=1)  # row-major, unlike a second fancy index
    n = len(layer.table)
    parts = [layer.table]
    is_small = values.dtype == np.uint8 and n * (1 + _n_extra(layer)) <= BYTES
    codes = values if is_small else values.astype(np.intp)
    edges = None if layer.lines is None else boundaries(values)
    if layer.hatching is not None:
        struck = _hatched(values, layer, window, camera)
        if edges is not None:
            struck &= ~edges
        codes = codes + struck.astype(codes.dtype) * codes.dtype.type(n)
        parts.append(patterns.strokes_on(layer.table[:, :3]))
    if edges is not None and layer.lines is not None:
        codes = codes + edges.astype(codes.dtype) * codes.dtype.type(n * len(parts))
        parts.append(layer.lines)
    return codes, np.concatenate(parts)


def _n_extra(layer: Layer) -> int:
    """Return how many tables there are beside that of the numbers."""
    return (layer.lines is not None) + (layer.hatching is not None)


def _hatched(values: NDArray[Any], layer: Layer, window: VisiblePart, camera: Viewport) -> NDArray[np.bool_]:
    """Return where numbers `values` (h, w) are struck by their patterns, which move with the picture."""
    assert layer.hatching is not None
    rows = (np.arange(window.top, window.bottom) - round(camera.y)) % patterns.SIDE
    columns = (np.arange(window.left, window.right) - round(camera.x)) % patterns.SIDE
    chosen = np.where(layer.table[:, 3] > 0, layer.hatching, 0)
    places = rows[:, None] * patterns.SIDE + columns
    return np.take(patterns.TILES[chosen].ravel(), values * np.intp(patterns.SIDE**2) + places)


def boundaries(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Return where a value differs from the one to the right or the one below."""
    out = np.zeros(values.shape, bool)
    np.not_equal(values[:, 1:], values[:, :-1], out=out[:, :-1])
    out[:-1] |= values[1:] != values[:-1]
    return out
