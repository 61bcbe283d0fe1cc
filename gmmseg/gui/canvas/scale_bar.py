"""The scale bar: a line of a round length in the corner of the picture."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from gmmseg.gui.widgets import theme
from gmmseg.imaging.units import length_text, round_length

LONGEST = 160.0  # logical pixels
THICK = 4.0
MARGIN = 16.0
PLATE = QColor(20, 20, 22, 150)
INK = QColor(255, 255, 255)
KILOMETRE = 1e9  # micrometres


def scale_text(micrometres: float) -> str:
    """Return a length for people: `50 µm`."""
    if micrometres >= KILOMETRE:
        return f"{micrometres / KILOMETRE:g} km"
    return length_text(micrometres).replace("um", "µm")


def bar_of(micrometres_per_point: float, room: float = LONGEST) -> tuple[float, str]:
    """Return how long the bar is on the screen, in logical pixels, and what stands beside it."""
    length = round_length(room * micrometres_per_point)
    return length / micrometres_per_point, scale_text(length)


def draw(painter: QPainter, view: QRectF, micrometres_per_point: float, font: QFont) -> None:
    """Draw the bar in the lower left corner of a view, on a plate that makes it seen on any picture."""
    wide, text = bar_of(micrometres_per_point, min(LONGEST, view.width() / 3))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(theme.tabular(font))
    metrics = painter.fontMetrics()
    inner = max(wide, float(metrics.horizontalAdvance(text)))
    high = metrics.height() + THICK + 14
    plate = QRectF(view.left() + MARGIN, view.bottom() - MARGIN - high, inner + 20, high)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(PLATE)
    painter.drawRoundedRect(plate, 4, 4)
    left = plate.center().x() - wide / 2
    painter.setPen(INK)
    painter.drawText(
        QRectF(plate.left(), plate.top() + 4, plate.width(), metrics.height()),
        int(Qt.AlignmentFlag.AlignCenter),
        text,
    )
    painter.fillRect(
        QRectF(QPointF(left, plate.bottom() - 6 - THICK), QPointF(left + wide, plate.bottom() - 6)), INK
    )
    painter.restore()
