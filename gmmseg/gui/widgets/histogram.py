"""A histogram with two handles: what is black and what is white."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from gmmseg.gui.translation import figure, tr
from gmmseg.gui.widgets import theme

HEIGHT = 72
FOOT = 10  # pixels below the bars, for the handles
REACH = 10  # pixels within which a press means a handle
STEP = 0.01  # of the width, for each press of a key


class HistogramRange(QWidget):
    """Shows how often values are, and lets people move the ends of a range."""

    sliding = Signal(float, float)
    chosen = Signal(float, float)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self._counts: NDArray[np.int64] = np.zeros(1, np.int64)
        self._ends = (0.0, 1.0)
        self.range = (0.0, 1.0)
        self._colour = QColor(160, 160, 160)
        self._held = -1
        self._last = 1  # the handle that keys move

    def show_values(self, counts: NDArray[np.int64], low: float, high: float) -> None:
        """Show how many values lie in even steps from `low` to `high`."""
        self._counts, self._ends = counts, (low, high)
        self.update()

    def show_range(self, low: float, high: float, colour: tuple[int, int, int]) -> None:
        """Show black and white of a channel, in its colour; tell nobody."""
        if self._held < 0:
            self.range = (low, high)
        self._colour = QColor(*colour)
        self.setAccessibleDescription(
            tr("From {low} to {high}", low=figure(low, ".6g"), high=figure(high, ".6g"))
        )
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size that it likes."""
        return QSize(200, HEIGHT)

    def place_of(self, value: float) -> float:
        """Return where a value is, in pixels from the left; values outside are at the edge."""
        low, high = self._ends
        share = (value - low) / (high - low)
        return FOOT / 2 + min(max(share, 0.0), 1.0) * (self.width() - FOOT)

    def value_at(self, x: float) -> float:
        """Return the value at a place."""
        low, high = self._ends
        share = min(max((x - FOOT / 2) / max(self.width() - FOOT, 1), 0.0), 1.0)
        return low + share * (high - low)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bars, on a scale of logarithms, and the handles."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shades = theme.colours()
        inside = QRectF(FOOT / 2, 0, self.width() - FOOT, self.height() - FOOT)
        heights = np.log1p(self._counts)
        heights = heights / max(float(heights.max()), 1e-9) * (inside.height() - 2)
        wide = inside.width() / len(heights)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(shades.faint))
        for i, high in enumerate(heights.tolist()):
            painter.drawRect(QRectF(inside.left() + i * wide, inside.bottom() - high, wide, high))
        painter.setPen(QPen(QColor(shades.line), 1))
        painter.drawLine(inside.bottomLeft(), inside.bottomRight())
        left, right = (self.place_of(end) for end in self.range)
        veil = QColor(shades.window)
        veil.setAlpha(170)
        painter.fillRect(QRectF(inside.left(), 0, left - inside.left(), inside.height()), veil)
        painter.fillRect(QRectF(right, 0, inside.right() - right, inside.height()), veil)
        painter.setPen(QPen(QColor(shades.text), 1.25))
        painter.drawLine(QPointF(left, inside.bottom()), QPointF(right, 1))
        for place, fill in ((left, QColor(20, 20, 22)), (right, self._colour)):
            painter.drawLine(QPointF(place, 0), QPointF(place, inside.bottom()))
            painter.setBrush(fill)
            tip = QPointF(place, inside.bottom())
            painter.drawPolygon(QPolygonF([tip, tip + QPointF(-5, FOOT - 1), tip + QPointF(5, FOOT - 1)]))
        if self.hasFocus():
            painter.setPen(QPen(QColor(shades.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(0.5, 0.5, self.width() - 1, self.height() - 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the nearer handle."""
        x = event.position().x()
        away = [abs(self.place_of(end) - x) for end in self.range]
        self._held = self._last = 0 if away[0] < away[1] else 1
        if away[0] == away[1]:
            self._held = self._last = int(x > self.place_of(self.range[0]))
        self._move(x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the handle."""
        if self._held >= 0:
            self._move(event.position().x())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Settle."""
        if self._held >= 0:
            self._held = -1
            self.chosen.emit(*self.range)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the handle that was moved last by the arrows."""
        ways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        way = ways.get(Qt.Key(event.key()))
        if way is None:
            super().keyPressEvent(event)
            return
        step = (self._ends[1] - self._ends[0]) * STEP
        self._set(self._last, self.range[self._last] + way * step)
        self.chosen.emit(*self.range)

    def _move(self, x: float) -> None:
        self._set(self._held, self.value_at(x))
        self.sliding.emit(*self.range)

    def _set(self, which: int, value: float) -> None:
        """Move an end, which stays on its side of the other."""
        least = (self._ends[1] - self._ends[0]) * 1e-3
        low, high = self.range
        self.range = (min(value, high - least), high) if which == 0 else (low, max(value, low + least))
        self.update()
