"""A canvas that shows a plot in the colours of the window."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gmmseg.gui.widgets import theme
from gmmseg.gui.widgets.qimage import image_of
from gmmseg.plots.style import PlotStyle, drawn, figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Draw = Callable[["Axes", PlotStyle], object]
DOTS = 96  # per inch, at a scale of 1


def style_of_now() -> PlotStyle:
    """Return the colours of plots that go with those of the window."""
    colours = theme.colours()
    return PlotStyle(colours.surface, colours.text, colours.line, colours.accent)


class PlotCanvas(QWidget):
    """Shows what a function draws on an axes, in the size that there is; tells where it was clicked.

    It is drawn anew where the size or the appearance changes, and only while it is seen.
    """

    clicked = Signal(float, float)  # where, in the units of the axes

    def __init__(self, name: str) -> None:
        """`name` is what the plot is called where it is not seen."""
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._draw: Draw | None = None
        self.axes: Axes | None = None  # once it was drawn
        self._image: QImage | None = None

    def sizeHint(self) -> QSize:
        """Return a size in which a curve can be read."""
        return QSize(520, 240)

    def minimumSizeHint(self) -> QSize:
        """Return the smallest size in which labels still have room."""
        return QSize(240, 140)

    def show_plot(self, draw: Draw | None) -> None:
        """Show what `draw` draws, or nothing."""
        self._draw, self._image = draw, None
        self.update()

    def _render(self) -> QImage:
        assert self._draw is not None
        style, scale = style_of_now(), self.devicePixelRatioF()
        paper = figure(self.width() / DOTS, self.height() / DOTS, style)
        paper.set_dpi(DOTS * scale)
        self.axes = paper.add_subplot()
        self._draw(self.axes, style)
        image = image_of(drawn(paper))
        image.setDevicePixelRatio(scale)
        return image

    def paintEvent(self, _: QPaintEvent) -> None:
        """Paint the plot, or the paper alone."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), style_of_now().paper)
        if self._draw is not None:
            if self._image is None:
                self._image = self._render()
            painter.drawImage(0, 0, self._image)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw anew, in the new size."""
        self._image = None
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew, in other colours."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._image = None
            self.update()
        super().changeEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell where the axes was clicked."""
        if self.axes is None or self._draw is None:
            return
        scale, at = self.devicePixelRatioF(), event.position()
        x, y = self.axes.transData.inverted().transform((at.x() * scale, (self.height() - at.y()) * scale))
        self.clicked.emit(float(x), float(y))
