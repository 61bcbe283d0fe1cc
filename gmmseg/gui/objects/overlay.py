"""Found objects drawn over a picture: outlines of one screen pixel at every zoom, numbers where they fit."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen

from gmmseg.gui.canvas import layers
from gmmseg.gui.canvas.canvas import Canvas
from gmmseg.gui.canvas.layers import Layer
from gmmseg.gui.canvas.viewport import Viewport
from gmmseg.session.compute.found_objects import FoundObjects

Colour = tuple[int, int, int]

CASING = (0, 0, 0, 140)  # inside the bright line: seen on any picture
SELECTED: Colour = (255, 255, 255)
TINT = 90  # of 255, over objects that are selected
GLEAM = 45  # over the object that is pointed at
FAINT = 70  # of 255, the outlines of objects that a filter leaves out
LEAST_WIDTH = 22  # screen pixels across an object from which its number is written
MOST_NUMBERS = 600  # in view at once; of more none could be read
TEXT = 11  # pixels high


@dataclass(frozen=True, eq=False)
class FoundOverlay:
    """Objects on the screen.

    Attributes
    ----------
    found : FoundObjects
        The objects.
    colours : mapping of int to tuple of three int
        Of each class, by its number.
    selected : collection of int
        Numbers of objects that are selected.
    faint : ndarray of shape (n,), bool, or None
        Which objects a filter leaves out, in the order of rows.
    pointed : int
        Number of the object that is pointed at, 0 for none.
    """

    found: FoundObjects
    colours: Mapping[int, Colour]
    selected: Collection[int] = ()
    faint: NDArray[np.bool_] | None = None
    pointed: int = 0

    def drawn(
        self, camera: Viewport, window: layers.VisiblePart, picture: tuple[int, int]
    ) -> NDArray[np.uint8]:
        """Return the part of the window of the objects, (height, width, 4) red, green, blue, alpha."""
        numbers = self.found.objects.numbers
        index = np.zeros((int(numbers.max(initial=0)) + 1, 4), np.uint8)
        index.view(np.uint32)[numbers, 0] = np.arange(1, len(numbers) + 1)
        packed = layers.drawn(Layer(self.found.levels, index), camera, window, picture)
        places = packed.view(np.uint32)[..., 0]  # 0 for none, else the row and one
        lines, fills = self._tables()
        out = fills.view(np.uint32)[places, 0]
        edge = _edges(places)
        casing = np.array(CASING, np.uint8).view(np.uint32)[0]
        inner = _edges(np.where(edge, 0, places)) & ~edge & (lines[places, 3] == 255)
        out[inner] = casing
        marked = inner & (fills[places, 3] > 0)  # the outline of what is selected is twice as wide
        for where in (edge, marked):
            out[where] = lines.view(np.uint32)[places[where], 0]
        return out.view(np.uint8).reshape(*places.shape, 4)

    def _tables(self) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Return colours of outlines and of areas, (n + 1, 4) each, by the rows of objects and one."""
        objects = self.found.objects
        lines = np.zeros((len(objects) + 1, 4), np.uint8)
        fills = np.zeros_like(lines)
        ink = np.zeros((int(objects.classes.max(initial=0)) + 1, 3), np.uint8)
        for number, colour in self.colours.items():
            if number < len(ink):
                ink[number] = [(part + 255) // 2 for part in colour]
        lines[1:, :3], lines[1:, 3] = ink[objects.classes], 255
        if self.faint is not None:
            lines[1:][self.faint, 3] = FAINT
        rows = np.isin(objects.numbers, list(self.selected))
        lines[1:][rows] = (*SELECTED, 255)
        fills[1:][rows] = (*SELECTED, TINT)
        if self.pointed in self.found.places:
            row = self.found.places[self.pointed] + 1
            lines[row] = (*SELECTED, 255)
            fills[row, :3], fills[row, 3] = SELECTED, max(fills[row, 3], GLEAM)
        return lines, fills

    def write_numbers(self, painter: QPainter, canvas: Canvas) -> None:
        """Write the numbers of objects that are large enough on the screen."""
        table, scale = self.found.table, canvas.camera.scale / canvas.devicePixelRatio()
        left, right, top, bottom = (
            np.asarray(table[f"box_{side}_px"], np.float64) for side in ("left", "right", "top", "bottom")
        )
        first, last = canvas.place_of(0, 0), QPointF(canvas.width(), canvas.height())
        x, y = np.asarray(table["centroid_x_px"]) * scale, np.asarray(table["centroid_y_px"]) * scale
        fits = np.minimum(right - left, bottom - top) * scale >= LEAST_WIDTH
        fits &= (x + first.x() > 0) & (x + first.x() < last.x())
        fits &= (y + first.y() > 0) & (y + first.y() < last.y())
        if self.faint is not None:
            fits &= ~self.faint
        rows = np.flatnonzero(fits)
        if len(rows) > MOST_NUMBERS:
            return
        font = QFont(canvas.font())
        font.setPixelSize(TEXT)
        font.setBold(True)
        path = QPainterPath()
        for row in rows.tolist():
            text = QPainterPath()
            text.addText(0, 0, font, str(int(self.found.objects.numbers[row])))
            box: QRectF = text.boundingRect()
            path.addPath(text.translated(QPointF(x[row], y[row]) + first - box.center()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.strokePath(
            path, QPen(QColor(0, 0, 0, 190), 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        )
        painter.fillPath(path, QColor(255, 255, 255))


def _edges(places: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Return the pixels of objects beside a pixel that is none of the same object."""
    out = np.zeros(places.shape, bool)
    down, across = places[1:] != places[:-1], places[:, 1:] != places[:, :-1]
    out[1:] |= down
    out[:-1] |= down
    out[:, 1:] |= across
    out[:, :-1] |= across
    return out & (places > 0)
