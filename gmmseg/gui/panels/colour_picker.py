"""A small palette that opens beside a swatch."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPixmap
from PySide6.QtWidgets import QColorDialog, QFrame, QGridLayout, QPushButton, QToolButton, QWidget

from gmmseg.gui.translation import tr
from gmmseg.gui.widgets import theme
from gmmseg.imaging.rendering.render import palette
from gmmseg.session.document import Colour

COLUMNS = 6
OFFERED = 12
SWATCH = 24


class ColourPicker(QFrame):
    """Offers the palette's colours, and any other; closes when one is chosen."""

    chosen = Signal(int, tuple)  # the segment, its colour

    def __init__(
        self, parent: QWidget, segment: int, colour: Colour, offered: Sequence[Colour] | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._segment, self._colour = segment, colour
        grid = QGridLayout(self)
        grid.setSpacing(theme.GRID // 2)
        for i, each in enumerate(offered or palette(OFFERED)):
            grid.addWidget(self._swatch(each), i // COLUMNS, i % COLUMNS)
        other = QPushButton(tr("Other…"))
        other.clicked.connect(self._other)
        grid.addWidget(other, OFFERED // COLUMNS, 0, 1, COLUMNS)

    def open_at(self, place: QPoint) -> None:
        """Show the palette at a place on the screen, all of it."""
        self.adjustSize()
        screen = QGuiApplication.screenAt(place) or self.screen()
        corner = screen.availableGeometry().bottomRight() - self.rect().bottomRight()
        self.move(min(place.x(), corner.x()), min(place.y(), corner.y()))
        self.show()

    def _swatch(self, colour: Colour) -> QToolButton:
        picture = QPixmap(SWATCH, SWATCH)
        picture.fill(QColor(*colour))
        button = QToolButton()
        button.setIcon(QIcon(picture))
        button.setIconSize(picture.size())
        button.setAccessibleName(tr("Colour {name}", name=QColor(*colour).name()))
        button.setToolTip(QColor(*colour).name())
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setProperty("colour", QColor(*colour))
        button.clicked.connect(self._picked)
        return button

    def _picked(self) -> None:
        self._finish(self.sender().property("colour"))

    def _other(self) -> None:
        dialog = QColorDialog(QColor(*self._colour), self.parentWidget())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(tr("Colour of the segment"))
        dialog.setModal(False)
        dialog.colorSelected.connect(self._finish)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        dialog.finished.connect(self.deleteLater)
        self.hide()
        dialog.show()

    def _finish(self, colour: QColor) -> None:
        self.chosen.emit(self._segment, (colour.red(), colour.green(), colour.blue()))
        self.close()
