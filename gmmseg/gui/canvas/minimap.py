"""The minimap: all of a large picture in a corner of the canvas, and which part of it is in view."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gmmseg.gui.canvas.canvas import Canvas
from gmmseg.gui.translation import tr
from gmmseg.gui.widgets.qimage import image_of

LARGE = 1_500_000  # pixels from which a picture has one
SIDE = 160  # logical pixels of its longer side
EDGE = 12  # between it and the canvas's edge
LEAST = 0.95  # share of the picture in view from which none is needed


class Minimap(QWidget):
    """Shows where people look in a picture that is larger than the canvas; a click or drag goes there."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._picture: QImage | None = None
        self._of: object = None
        self.setAccessibleName(tr("Minimap"))
        self.setAccessibleDescription(tr("All of the picture; click to look at that place."))
        self.setToolTip(tr("All of the picture. Click or drag to look there."))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        canvas.scaled.connect(self.follow)
        self.hide()

    def follow(self, _scale: float = 0.0) -> None:
        """Show it where only a part of a large picture is in view."""
        wide, high = self._canvas.picture_size
        seen = self.seen
        is_needed = wide * high >= LARGE and seen.width() * seen.height() < LEAST
        self.setVisible(is_needed)
        if not is_needed:
            return
        size = QSize(wide, high).scaled(SIDE, SIDE, Qt.AspectRatioMode.KeepAspectRatio)
        size = size.expandedTo(QSize(8, 8))
        self.setGeometry(self._canvas.width() - size.width() - EDGE, EDGE, size.width(), size.height())
        self.update()

    @property
    def seen(self) -> QRectF:
        """The part of the picture that is in view, as shares of its width and height."""
        wide, high = self._canvas.picture_size
        rect = self._canvas.picture_rect
        if not wide or not high or rect.width() <= 0 or rect.height() <= 0:
            return QRectF(0, 0, 1, 1)
        inside = rect.intersected(QRectF(0, 0, 2 * self._canvas.middle.x(), 2 * self._canvas.middle.y()))
        return QRectF(
            (inside.left() - rect.left()) / rect.width(),
            (inside.top() - rect.top()) / rect.height(),
            inside.width() / rect.width(),
            inside.height() / rect.height(),
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the picture, darker outside of what is in view."""
        painter = QPainter(self)
        whole = QRectF(self.rect())
        painter.drawImage(whole, self._small())
        seen = self.seen
        frame = QRectF(
            seen.left() * whole.width(),
            seen.top() * whole.height(),
            seen.width() * whole.width(),
            seen.height() * whole.height(),
        )
        painter.setPen(QPen(QColor(0, 0, 0, 160), 1))
        painter.drawRect(whole.adjusted(0, 0, -1, -1))
        for colour, wide in ((QColor(0, 0, 0), 3), (QColor(255, 255, 255), 1)):
            painter.setPen(QPen(colour, wide))
            painter.drawRect(frame.adjusted(1, 1, -2, -2))

    def _small(self) -> QImage:
        levels = self._canvas.levels
        if self._picture is None or self._of is not levels:
            level = next((each for each in levels if max(each.shape[:2]) <= 4 * SIDE), levels[-1])
            self._picture, self._of = image_of(np.ascontiguousarray(level[..., :3])), levels
        return self._picture

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look at the place that is clicked."""
        self._centre_on(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow a drag."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._centre_on(event.position())

    def _centre_on(self, place: QPointF) -> None:
        wide, high = self._canvas.picture_size
        x, y = place.x() / self.width() * wide, place.y() / self.height() * high
        way = self._canvas.middle - self._canvas.place_of(x, y)
        self._canvas.pan(way.x(), way.y())
