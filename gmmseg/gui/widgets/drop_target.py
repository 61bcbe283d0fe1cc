"""What is shown over the window while files are dragged over it: what happens where they are let go."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gmmseg.gui.translation import tr
from gmmseg.gui.widgets import theme

INSET = 12  # pixels between the frame and the edge of the window
VEIL = 225  # opacity, 0 to 255


class DropTarget(QWidget):
    """A frame with a sentence over the whole of another widget."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(tr("Drop target"))
        self._text = ""
        parent.installEventFilter(self)
        self.hide()

    def show_text(self, text: str) -> None:
        """Show what happens when people let go now."""
        self._text = text
        self.setAccessibleDescription(text)
        self._cover()
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the parent whatever size it gets."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._cover()
        return super().eventFilter(watched, event)

    def _cover(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a veil, a dashed frame and the sentence."""
        shades, painter = theme.colours(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(shades.window)
        veil.setAlpha(VEIL)
        painter.fillRect(self.rect(), veil)
        painter.setPen(QPen(QColor(shades.accent), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(INSET, INSET, -INSET, -INSET), 8, 8)
        font = painter.font()
        font.setPointSizeF(1.6 * font.pointSizeF())
        painter.setFont(font)
        painter.setPen(QColor(shades.text))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self._text)
