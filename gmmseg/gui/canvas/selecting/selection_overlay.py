"""Selected pixels over the canvas before they are given to anything: a tint and an outline."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QImage, QPainter

from gmmseg.gui.canvas.canvas import Canvas
from gmmseg.gui.canvas.object_overlay import tinted
from gmmseg.gui.widgets.qimage import image_of
from gmmseg.imaging.seeds import SelectedPixels
from gmmseg.session.objects import Colour

MARGIN = 2  # device pixels around what is seen, for its outline


class SelectionOverlay:
    """Draws selected pixels; what was drawn is kept until the selection or the view is another one."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self._key: object = None
        self._kept: SelectedPixels | None = None
        self._image: QImage | None = None
        self._at = QPointF()

    def draw(self, painter: QPainter, selected: SelectedPixels, colour: Colour) -> None:
        """Draw the part of a selection that is in view."""
        canvas = self.canvas
        key = (id(selected), colour, canvas.camera, canvas.width(), canvas.height())
        if key != self._key:
            self._key, self._kept = key, selected  # kept, so that its identity stays its own
            self._image = self._drawn(selected, colour)
        if self._image is not None:
            painter.save()
            ratio = canvas.devicePixelRatio()
            painter.scale(1 / ratio, 1 / ratio)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            painter.drawImage(self._at, self._image)
            painter.restore()

    def _drawn(self, selected: SelectedPixels, colour: Colour) -> QImage | None:
        canvas, ratio = self.canvas, self.canvas.devicePixelRatio()
        camera, unit = canvas.camera, canvas.picture_size[0] / selected.size[0]
        scale = camera.scale * unit  # device pixels for each element of the mask
        height, width = selected.mask.shape
        left, top = camera.x + selected.left * scale, camera.y + selected.top * scale
        whole = QRect(
            int(left) - MARGIN,
            int(top) - MARGIN,
            int(width * scale) + 2 * MARGIN,
            int(height * scale) + 2 * MARGIN,
        )
        view = QRect(0, 0, round(canvas.width() * ratio), round(canvas.height() * ratio))
        seen = whole.intersected(view.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN))
        if seen.isEmpty():
            return None
        columns = _indices(seen.left(), seen.width(), left, scale, width)
        rows = _indices(seen.top(), seen.height(), top, scale, height)
        padded = np.zeros((height + 1, width + 1), bool)  # -1 is beside the mask
        padded[:height, :width] = selected.mask
        inside = np.take(padded[rows], columns, axis=1)
        self._at = QPointF(seen.left(), seen.top())
        return image_of(tinted(inside, colour)).convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def _indices(begin: int, n: int, origin: float, scale: float, size: int) -> NDArray[np.intp]:
    """Return which row or column of a mask each device pixel shows, -1 for none."""
    places = np.floor((np.arange(begin, begin + n) + 0.5 - origin) / scale).astype(np.intp)
    places[(places < 0) | (places >= size)] = -1
    return places
