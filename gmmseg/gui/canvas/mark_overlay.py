"""Marks drawn over the canvas: discs with a sign, boxes, lassos, strokes; the same size at any zoom."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from gmmseg.gui.canvas.canvas import Canvas
from gmmseg.imaging.cutting.region_growing import Wand
from gmmseg.imaging.seeds import Area, Box, Click, Lasso, Stroke
from gmmseg.session.objects import Colour, Mark, Object, adds

RADIUS = 8.0  # logical pixels of a disc
ANCHOR = 4.0  # of a point that an outline is held by
REACH = 10.0  # within which a click means the disc
DARK, LIGHT = QColor(20, 20, 22), QColor(255, 255, 255)
DASH = (4.0, 4.0)
SOLID = Qt.PenStyle.SolidLine


def anchor(mark: Mark) -> tuple[float, float]:
    """Return the place (x, y) in the picture where a mark's disc is."""
    if isinstance(mark, (Click, Wand)):
        return mark.x + 0.5, mark.y + 0.5
    if isinstance(mark, Box):
        return float(mark.x1), float(mark.y0)
    if isinstance(mark, Area):
        return mark.middle[0] + 0.5, mark.middle[1] + 0.5
    return mark.points[0]


def mark_at(canvas: Canvas, marks: Sequence[Mark], place: QPointF) -> int | None:
    """Return which mark's disc lies at a place on the canvas, the latest first."""
    for index in reversed(range(len(marks))):
        if isinstance(marks[index], Stroke):
            continue
        away = canvas.place_of(*anchor(marks[index])) - place
        if away.x() ** 2 + away.y() ** 2 <= REACH**2:
            return index
    return None


def draw_areas(painter: QPainter, canvas: Canvas, object_: Object) -> None:
    """Draw the boxes, lassos and strokes of an object.

    Paint is seen until the object is cut by it; then the outline says the same and hides less.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for mark in object_.marks:
        if isinstance(mark, Box):
            corners = (canvas.place_of(mark.x0, mark.y0), canvas.place_of(mark.x1, mark.y1))
            draw_box(painter, *corners)
        elif isinstance(mark, Lasso):
            points = [canvas.place_of(*point) for point in mark.points]
            draw_line(painter, [*points, points[0]])
        elif isinstance(mark, Stroke) and not object_.is_cut:
            draw_line_of(painter, canvas, mark, object_.colour if adds(mark) else None)


def draw_discs(painter: QPainter, canvas: Canvas, object_: Object, hovered: int) -> None:
    """Draw the discs of an object's marks; a click removes the `hovered` one, -1 for none."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for i, mark in enumerate(object_.marks):
        if isinstance(mark, Stroke):
            continue  # painting is taken back by undo, or painted over
        sign = "x" if i == hovered else "+" if adds(mark) else "-"
        draw_disc(painter, canvas.place_of(*anchor(mark)), object_.colour if adds(mark) else None, sign)


def draw_disc(painter: QPainter, centre: QPointF, colour: Colour | None, sign: str) -> None:
    """Draw a disc with a sign, "+", "-" or "x", in a colour or, for None, dark."""
    fill = QColor(*colour) if colour else DARK
    painter.setPen(QPen(QColor(0, 0, 0, 110), 3.5))
    painter.setBrush(fill)
    painter.drawEllipse(centre, RADIUS, RADIUS)
    painter.setPen(QPen(LIGHT, 1.5))
    painter.drawEllipse(centre, RADIUS, RADIUS)
    ink = LIGHT if fill.lightness() < 150 else DARK
    painter.setPen(QPen(ink, 1.75, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    arm = 3.5 if sign != "x" else 2.75
    ways = {"+": ((1, 0), (0, 1)), "-": ((1, 0),), "x": ((1, 1), (1, -1))}[sign]
    for dx, dy in ways:
        way = QPointF(arm * dx, arm * dy)
        painter.drawLine(centre - way, centre + way)


def draw_anchor(painter: QPainter, centre: QPointF, colour: Colour) -> None:
    """Draw a point that an outline is held by."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(0, 0, 0, 130), 3.0))
    painter.setBrush(QColor(*colour))
    painter.drawEllipse(centre, ANCHOR, ANCHOR)
    painter.setPen(QPen(LIGHT, 1.25))
    painter.drawEllipse(centre, ANCHOR, ANCHOR)


def draw_box(painter: QPainter, first: QPointF, second: QPointF) -> None:
    """Draw a dashed box that is seen on any picture."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in _pens():
        painter.setPen(pen)
        painter.drawRect(QRectF(first, second).normalized())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def draw_circle(painter: QPainter, first: QPointF, second: QPointF) -> None:
    """Draw a dashed circle that has two points opposite each other."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    way = (second - first) / 2
    radius = (way.x() ** 2 + way.y() ** 2) ** 0.5
    for pen in _pens():
        painter.setPen(pen)
        painter.drawEllipse((first + second) / 2, radius, radius)


def draw_measure(painter: QPainter, first: QPointF, last: QPointF) -> None:
    """Draw a line over a length, with a bar across each end, that is seen on any picture."""
    way = last - first
    length = max((way.x() ** 2 + way.y() ** 2) ** 0.5, 1.0)
    across = QPointF(-way.y(), way.x()) * (REACH / 2 / length)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for colour, wide in ((QColor(0, 0, 0, 150), 4.0), (LIGHT, 1.75)):
        painter.setPen(QPen(colour, wide))
        for begin, end in ((first, last), (first - across, first + across), (last - across, last + across)):
            painter.drawLine(begin, end)


def draw_line(painter: QPainter, points: Sequence[QPointF]) -> None:
    """Draw a dashed line through points that is seen on any picture."""
    if not points:
        return
    path = QPainterPath(points[0])
    for point in points[1:]:
        path.lineTo(point)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in _pens():
        painter.setPen(pen)
        painter.drawPath(path)


def scale_of(canvas: Canvas) -> float:
    """Return how many logical pixels of the canvas a pixel of the picture takes."""
    return canvas.camera.scale / canvas.devicePixelRatio()


def draw_line_of(painter: QPainter, canvas: Canvas, stroke: Stroke, colour: Colour | None) -> None:
    """Draw a stroke of the picture, in a colour or pale."""
    points = [canvas.place_of(x + 0.5, y + 0.5) for x, y in stroke.points]
    draw_stroke(painter, canvas, points, 2 * stroke.radius * scale_of(canvas), colour)


def draw_stroke(
    painter: QPainter, canvas: Canvas, points: Sequence[QPointF], width: float, colour: Colour | None
) -> None:
    """Draw a stroke in the colour of its segment, or pale, with a thin edge around it.

    One line after another, each narrower, takes the place of the last: the outline of a long stroke that
    crosses itself would take far longer to find.
    """
    width = max(width, 3.0)
    path = QPainterPath(points[0])
    last = points[0]
    for point in points[1:]:
        if (point - last).manhattanLength() >= 1.0:  # nearer ones cannot be told apart
            path.lineTo(point)
            last = point
    if path.elementCount() == 1:
        path.lineTo(points[0] + QPointF(0.01, 0))
    reach = width / 2 + 2
    seen = path.boundingRect().adjusted(-reach, -reach, reach, reach).toAlignedRect() & canvas.rect()
    if seen.isEmpty():
        return
    ratio = canvas.devicePixelRatio()
    image = QImage(seen.size() * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(0)
    fill = QColor(*colour) if colour else QColor(LIGHT)
    fill.setAlpha(150)
    casing = QColor(0, 0, 0, 150)
    inner = QPainter(image)
    inner.setRenderHint(QPainter.RenderHint.Antialiasing)
    inner.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    inner.translate(-seen.topLeft())
    lines = ((width + 2.5, casing), (width + 1.25, LIGHT), (width - 1.25, casing), (width - 2.5, fill))
    for wide, ink in lines:
        inner.setPen(QPen(ink, max(wide, 0.5), SOLID, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        inner.drawPath(path)
    inner.end()
    painter.drawImage(seen.topLeft(), image)


def draw_tip(painter: QPainter, centre: QPointF, radius: float) -> None:
    """Draw how far the brush reaches."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(QColor(0, 0, 0, 170), 2.5), QPen(LIGHT, 1.25)):
        painter.setPen(pen)
        painter.drawEllipse(centre, radius, radius)


def _pens() -> tuple[QPen, QPen]:
    dashes = QPen(LIGHT, 1.25, Qt.PenStyle.CustomDashLine)
    dashes.setDashPattern(DASH)
    return QPen(QColor(0, 0, 0, 170), 1.25), dashes
