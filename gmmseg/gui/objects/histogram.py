"""The histogram of a measurement: bars of Freedman and Diaconis' width, and a range that is dragged on it.

Freedman and Diaconis (1981), "On the histogram as a density estimator: L2 theory", Zeitschrift für
Wahrscheinlichkeitstheorie und verwandte Gebiete 57, 453-476.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gmmseg.gui.objects.table_model import shown
from gmmseg.gui.translation import tr
from gmmseg.gui.widgets import theme

MOST_BINS, FEWEST_BINS = 80, 5
WIDE = 30  # the largest over the smallest value from which the axis is logarithmic
FOOT, MARGIN = 18, 8  # pixels below the bars, and beside them
LEAST_DRAG = 3  # pixels


class Histogram(QWidget):
    """Shows how values are distributed; a range of them is chosen by dragging, all by a double click."""

    ranged = Signal(object)  # (lowest, highest), or None for all

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumSize(120, 72)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Histogram"))
        self.setToolTip(tr("Drag over the bars to show objects in that range alone; double-click shows all."))
        self.range: tuple[float, float] | None = None
        self.edges: NDArray[np.float64] = np.empty(0)
        self.counts: NDArray[np.int64] = np.empty(0, np.int64)
        self.is_log = False
        self._grip: float | None = None
        self._moved = False

    def show_values(self, values: NDArray[Any]) -> None:
        """Show the distribution of values; what is not a number is left out. The range stays."""
        finite = np.asarray(values, np.float64)
        finite = finite[np.isfinite(finite)]
        self.is_log = is_wide(finite)
        self.edges, self.counts = histogram(finite, is_log=self.is_log)
        self.update()

    def choose(self, chosen: tuple[float, float] | None) -> None:
        """Show a range, None for all, and tell of it."""
        if chosen != self.range:
            self.range = chosen
            self.ranged.emit(chosen)
        self.update()

    @property
    def _bars(self) -> QRectF:
        return QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -FOOT)

    def place_of(self, value: float) -> float:
        """Return where on the axis a value is, in pixels."""
        low, high = self._scaled(self.edges[0]), self._scaled(self.edges[-1])
        share = (self._scaled(value) - low) / max(high - low, 1e-300)
        return float(self._bars.left() + min(max(share, 0.0), 1.0) * self._bars.width())

    def value_at(self, x: float) -> float:
        """Return the value at a place on the axis."""
        low, high = self._scaled(self.edges[0]), self._scaled(self.edges[-1])
        share = min(max((x - self._bars.left()) / max(self._bars.width(), 1), 0.0), 1.0)
        found = low + share * (high - low)
        return float(np.exp(found)) if self.is_log else float(found)

    def _scaled(self, value: float) -> float:
        return float(np.log(max(value, 1e-300))) if self.is_log else float(value)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a range."""
        if event.button() == Qt.MouseButton.LeftButton and len(self.edges):
            self._grip, self._moved = event.position().x(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw a range while the mouse is dragged."""
        if self._grip is None:
            return
        x = event.position().x()
        if self._moved or abs(x - self._grip) >= LEAST_DRAG:
            self._moved = True
            first, last = sorted((self.value_at(self._grip), self.value_at(x)))
            self.choose((first, last))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """End a range."""
        self._grip = None

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Choose all values again."""
        self._grip = None
        self.choose(None)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw bars, those out of the range pale, and the numbers of the ends."""
        painter, shades, bars = QPainter(self), theme.colours(), self._bars
        painter.setFont(theme.tabular(self.font()))
        if not len(self.counts):
            painter.setPen(QColor(shades.faint))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, tr("No values"))
            return
        if self.range is not None:
            left, right = (self.place_of(value) for value in self.range)
            painter.fillRect(QRectF(left, bars.top(), right - left, bars.height()), QColor(shades.raised))
        highest = max(int(self.counts.max()), 1)
        for first, last, count in zip(self.edges, self.edges[1:], self.counts.tolist(), strict=False):
            left, right = self.place_of(float(first)), self.place_of(float(last))
            height = bars.height() * count / highest
            inside = self.range is None or (last >= self.range[0] and first <= self.range[1])
            bar = QRectF(left, bars.bottom() - height, max(right - left - 1, 1), height)
            painter.fillRect(bar, QColor(shades.accent if inside else shades.off))
        painter.fillRect(QRectF(bars.left(), bars.bottom(), bars.width(), 1), QColor(shades.line))
        painter.setPen(QColor(shades.faint))
        foot = QRectF(bars.left(), bars.bottom(), bars.width(), FOOT)
        ends = self.range or (float(self.edges[0]), float(self.edges[-1]))
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, shown(ends[0]))
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, shown(ends[1]))
        if self.range is not None:
            painter.setPen(QColor(shades.accent))
            for value in self.range:
                x = self.place_of(value)
                painter.drawLine(QPointF(x, bars.top()), QPointF(x, bars.bottom()))


def is_wide(values: NDArray[np.float64]) -> bool:
    """Return whether values, all above 0, differ by so much that their logarithms are shown."""
    return bool(len(values)) and bool(values.min() > 0) and bool(values.max() > WIDE * values.min())


def histogram(
    values: NDArray[np.float64], *, is_log: bool = False
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the edges of bars (n + 1,) and how many values are in each (n,); nothing without values."""
    if not len(values):
        return np.empty(0), np.empty(0, np.int64)
    scaled = np.log(values) if is_log else values
    spread = float(np.subtract(*np.percentile(scaled, [75, 25])))
    width = 2 * spread / len(scaled) ** (1 / 3)
    reach = float(scaled.max() - scaled.min())
    n = int(np.ceil(reach / width)) if width > 0 else FEWEST_BINS
    counts, edges = np.histogram(scaled, bins=min(max(n, FEWEST_BINS), MOST_BINS))
    return (np.exp(edges) if is_log else edges), counts.astype(np.int64)
