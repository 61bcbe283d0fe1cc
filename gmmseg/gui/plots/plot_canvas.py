"""A canvas that shows plots in the colours of the window, and tells where people point, click and drag."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gmmseg.gui.widgets import theme
from gmmseg.gui.widgets.qimage import image_of
from gmmseg.plots.style import PlotStyle, drawn, figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Draw = Callable[["Axes", PlotStyle], object]
DrawSheet = Callable[["Figure", PlotStyle], object]
Overlay = Callable[[QPainter, Callable[[float, float], QPointF]], None]
DOTS = 96  # per inch, at a scale of 1
CLICK_SLACK = 4  # pixels that a click may wander


def style_of_now() -> PlotStyle:
    """Return the colours of plots that go with those of the window."""
    colours = theme.colours()
    return PlotStyle(colours.surface, colours.text, colours.line, colours.accent)


class PlotCanvas(QWidget):
    """Shows what a function draws on an axes, or on a sheet, in the size that there is.

    It is drawn anew where the size or the appearance changes, and only while it is seen. What moves, such as
    what people point at, is an overlay, which is painted in no time.
    """

    clicked = Signal(float, float)  # where, in the units of the axes that were clicked
    dragged = Signal(QRectF)  # a part of the axes that people drew over, in its units

    def __init__(self, name: str) -> None:
        """`name` is what the plot is called where it is not seen."""
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.selects = False  # whether dragging chooses a part of the axes
        self.overlay: Overlay | None = None  # paints above the plot; it is given what turns units to places
        self._draw: DrawSheet | None = None
        self.all_axes: list[Axes] = []  # once it was drawn
        self.image: QImage | None = None
        self._pressed: QPointF | None = None
        self._band: QRectF | None = None

    def sizeHint(self) -> QSize:
        """Return a size in which a curve can be read."""
        return QSize(520, 240)

    def minimumSizeHint(self) -> QSize:
        """Return the smallest size in which labels still have room."""
        return QSize(240, 140)

    @property
    def axes(self) -> "Axes | None":
        """The first axes; None before it was drawn."""
        return self.all_axes[0] if self.all_axes else None

    def show_plot(self, draw: Draw | None) -> None:
        """Show what `draw` draws on an axes, or nothing."""
        self.show_sheet(None if draw is None else lambda paper, style: draw(paper.add_subplot(), style))

    def show_sheet(self, draw: DrawSheet | None) -> None:
        """Show what `draw` draws on an empty sheet, or nothing."""
        self._draw, self.image, self.all_axes = draw, None, []
        self.update()

    def _render(self) -> QImage:
        assert self._draw is not None
        style, scale = style_of_now(), self.devicePixelRatioF()
        paper = figure(self.width() / DOTS, self.height() / DOTS, style)
        paper.set_dpi(DOTS * scale)
        self._draw(paper, style)
        self.all_axes = paper.get_axes()
        image = image_of(drawn(paper))
        image.setDevicePixelRatio(scale)
        return image

    def paintEvent(self, _: QPaintEvent) -> None:
        """Paint the plot, or the paper alone."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), style_of_now().paper)
        if self._draw is not None:
            if self.image is None:
                self.image = self._render()
            painter.drawImage(0, 0, self.image)
            if self.overlay is not None and self.all_axes:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setClipRect(self.frame_of(self.all_axes[0]))
                self.overlay(painter, self.place_of)
                painter.setClipping(False)
        if self._band is not None:
            accent = QColor(theme.colours().accent)
            painter.setPen(QPen(accent, 1))
            accent.setAlpha(40)
            painter.setBrush(accent)
            painter.drawRect(self._band)
        painter.end()

    def frame_of(self, axes: "Axes") -> QRectF:
        """Return where an axes is on the canvas."""
        box = axes.get_window_extent()
        scale = self.devicePixelRatioF()
        top = self.height() - box.y1 / scale
        return QRectF(box.x0 / scale, top, box.width / scale, box.height / scale)

    def place_of(self, x: float, y: float) -> QPointF:
        """Return where a place of the first axes, in its units, is on the canvas."""
        scale = self.devicePixelRatioF()
        across, up = self.all_axes[0].transData.transform((x, y))
        return QPointF(float(across) / scale, self.height() - float(up) / scale)

    def _in_units(self, axes: "Axes", at: QPointF) -> tuple[float, float]:
        scale = self.devicePixelRatioF()
        x, y = axes.transData.inverted().transform((at.x() * scale, (self.height() - at.y()) * scale))
        return float(x), float(y)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw anew, in the new size."""
        self.image = None
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew, in other colours."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self.image = None
            self.update()
        super().changeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click, or to draw over a part of the axes."""
        self._pressed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw over a part of the axes."""
        if self._pressed is None or not self.selects or self.axes is None:
            return
        if (event.position() - self._pressed).manhattanLength() > CLICK_SLACK or self._band is not None:
            band = QRectF(self._pressed, event.position()).normalized()
            self._band = band.intersected(self.frame_of(self.axes))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell where an axes was clicked, or which part of it was drawn over."""
        band, self._band, self._pressed = self._band, None, None
        if self._draw is None or self.axes is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self.update()
        if band is not None:
            first, last = (self._in_units(self.axes, at) for at in (band.bottomLeft(), band.topRight()))
            self.dragged.emit(QRectF(QPointF(*first), QPointF(*last)).normalized())
            return
        at = event.position()
        hit = [axes for axes in self.all_axes if axes.axison and self.frame_of(axes).contains(at)]
        if hit or len(self.all_axes) == 1:
            self.clicked.emit(*self._in_units(hit[0] if hit else self.axes, at))
