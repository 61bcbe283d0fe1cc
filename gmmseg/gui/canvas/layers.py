"""Layers over the picture, drawn at the screen's own resolution.

Labels are looked up for each screen pixel, so the cost does not grow with the picture and a boundary is
one screen pixel wide at every zoom. Most of what a pan shows was on the screen before: where the picture
moves by whole pixels of the screen, these are copied, and strips along the edges are all that is drawn.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QImage, QPainter

from gmmseg.gui.canvas.viewport import Viewport
from gmmseg.gui.widgets import patterns

Levels = tuple[NDArray[Any], ...]
Table = NDArray[np.uint8]  # (n, 4): red, green, blue, alpha
BYTES = 256  # codes that a byte can tell apart
MARGIN = 3  # pixels beside an edge of the view whose lines may be due to what was out of it
TINY = 1e-6  # of a pixel
LEAST_KEPT = 0.4  # share of what is in view; where less of it was there before, all of it is drawn


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


@dataclass(frozen=True, eq=False)
class KeptImage:
    """An image of what a camera showed in a part of the view."""

    camera: Viewport
    window: VisiblePart
    image: QImage

    def shows(self, camera: Viewport, window: VisiblePart) -> bool:
        """Return whether it is what a camera shows there."""
        return self.camera == camera and self.window == window


def scrolled(
    before: KeptImage,
    camera: Viewport,
    window: VisiblePart,
    picture: tuple[int, int],
    draw: Callable[[VisiblePart], QImage],
) -> QImage:
    """Return what `camera` shows in `window`, of what was drawn before and what `draw` draws anew."""
    whole = _rect(window)
    kept = _kept(before, camera, picture).intersected(whole)
    if kept.width() * kept.height() < LEAST_KEPT * whole.width() * whole.height():
        return draw(window)
    way = QPoint(round(camera.x - before.camera.x), round(camera.y - before.camera.y))
    out = QImage(whole.size(), before.image.format())
    painter = QPainter(out)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    source = kept.translated(-way).translated(-_rect(before.window).topLeft())
    painter.drawImage(kept.topLeft() - whole.topLeft(), before.image, source)
    for strip in around(kept, whole):
        wider = strip.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN).intersected(whole)
        image = draw(VisiblePart(wider.left(), wider.top(), wider.right() + 1, wider.bottom() + 1))
        painter.drawImage(strip.topLeft() - whole.topLeft(), image, strip.translated(-wider.topLeft()))
    painter.end()
    return out


def around(inner: QRect, outer: QRect) -> list[QRect]:
    """Return in up to four parts what `outer` has around `inner`, which lies in it; all around nothing."""
    if inner.isEmpty():
        return [outer]
    wide, below = outer.width(), outer.bottom() - inner.bottom()
    strips = (
        QRect(outer.left(), outer.top(), wide, inner.top() - outer.top()),
        QRect(outer.left(), inner.bottom() + 1, wide, below),
        QRect(outer.left(), inner.top(), inner.left() - outer.left(), inner.height()),
        QRect(inner.right() + 1, inner.top(), outer.right() - inner.right(), inner.height()),
    )
    return [strip for strip in strips if not strip.isEmpty()]


def _kept(before: KeptImage, camera: Viewport, picture: tuple[int, int]) -> QRect:
    """Return where what was drawn before is still true; nowhere unless it moved by whole pixels."""
    old = before.camera
    if old.scale != camera.scale or not (_is_whole(old.x, camera.x) and _is_whole(old.y, camera.y)):
        return QRect()
    everything = VisiblePart.of(old, (1 << 30, 1 << 30), picture)
    part = before.window
    rect = _rect(part).adjusted(
        MARGIN if part.left > round(old.x) else 0,
        MARGIN if part.top > round(old.y) else 0,
        -MARGIN if part.right < everything.right else 0,
        -MARGIN if part.bottom < everything.bottom else 0,
    )
    return rect.translated(round(camera.x - old.x), round(camera.y - old.y))


def _is_whole(old: float, new: float) -> bool:
    """Return whether both lie a whole number of pixels apart, and are rounded alike."""
    is_whole = abs((new - old) - round(new - old)) < TINY
    return is_whole and abs(abs(new % 1.0 - 0.5)) > TINY  # halves are rounded to even numbers


def _rect(part: VisiblePart) -> QRect:
    return QRect(part.left, part.top, part.right - part.left, part.bottom - part.top)
