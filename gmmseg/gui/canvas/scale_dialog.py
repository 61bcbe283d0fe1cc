"""The small window that asks how long a line over the picture is."""

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gmmseg.errors import BadPixelSizeError
from gmmseg.gui.canvas.scale_bar import scale_text
from gmmseg.gui.translation import figure, mark, tr
from gmmseg.gui.widgets import theme
from gmmseg.gui.widgets.controls import plain
from gmmseg.imaging.units import PER_UNIT, PixelSize
from gmmseg.session.edits.scale import LineEnds, size_from_line

UNITS = ("nm", "µm", "mm", "cm", "m")
WIDTH = 320
PROMPT = mark("Type the length, such as 50 or 0.5")


class ScaleDialog(QDialog):
    """Asks for the length of a line; `chosen` tells the size of a pixel, None to take the file's again."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget, line: LineEnds, known: PixelSize | None, *, is_given: bool) -> None:
        """`known` is the size of a pixel as it is now; `is_given` says whether people gave it."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Set the scale"))
        self.setMinimumWidth(WIDTH)
        self._line, self._known = line, known
        length = math.hypot(line[2] - line[0], line[3] - line[1])
        self.length, self.unit = QLineEdit(), QComboBox()
        self.length.setAccessibleName(tr("Length of the line"))
        self.length.setPlaceholderText(tr("Length"))
        self.unit.setAccessibleName(tr("Unit"))
        self.unit.addItems(UNITS)
        self.unit.setCurrentText("µm")
        self.hint = plain(tr(PROMPT), "faint")
        self.hint.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.accepting = QPushButton(tr("Set scale"))
        self.accepting.setObjectName("primary")
        self.accepting.setDefault(True)
        buttons.addButton(self.accepting, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        self.forgetting = QPushButton(tr("Take the file's"))
        self.forgetting.setToolTip(tr("Forget the scale that was set by hand."))
        self.forgetting.clicked.connect(self._forget)
        buttons.addButton(self.forgetting, QDialogButtonBox.ButtonRole.ResetRole)
        self.forgetting.setVisible(is_given)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[2 * theme.GRID] * 4)
        column.setSpacing(theme.GRID)
        column.addWidget(
            plain(tr("The line is {length} pixels long. In truth it is", length=figure(length, ".1f")))
        )
        row = QHBoxLayout()
        row.addWidget(self.length, 1)
        row.addWidget(self.unit)
        column.addLayout(row)
        column.addWidget(self.hint)
        column.addWidget(buttons)
        self.length.textChanged.connect(self._show)
        self.unit.currentTextChanged.connect(self._show)
        self._show()

    @property
    def pixel_size(self) -> PixelSize:
        """The size of a pixel that was typed.

        Raises
        ------
        BadPixelSizeError
            If it is none.
        """
        text = self.length.text().strip().replace(",", ".")
        try:
            length = float(text)
        except ValueError:
            raise BadPixelSizeError(text[:40], "it is not a number") from None
        return size_from_line(self._line, length * PER_UNIT[self.unit.currentText()], self._known)

    def _show(self) -> None:
        """Say what was typed leads to."""
        self.accepting.setEnabled(False)
        if not self.length.text().strip():
            self.hint.setText(tr(PROMPT))
            return
        try:
            height, width = self.pixel_size
        except BadPixelSizeError as error:
            self.hint.setText(str(error))
            return
        sides = (
            scale_text(width)
            if math.isclose(height, width)
            else f"{scale_text(width)} x {scale_text(height)}"
        )
        self.hint.setText(tr("A pixel is {sides}.", sides=sides))
        self.accepting.setEnabled(True)

    def _accept(self) -> None:
        self.chosen.emit(self.pixel_size)
        self.accept()

    def _forget(self) -> None:
        self.chosen.emit(None)
        self.accept()
