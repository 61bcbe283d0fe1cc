"""A quiet bar above the canvas that says what went wrong, with the details folded away."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gmmseg.gui import icons, theme
from gmmseg.gui.controls import plain

DETAILS_HEIGHT = 160


class MessageBar(QWidget):
    """Shows one message until it is closed or another one comes."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.text = plain()
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.details = QPlainTextEdit()
        self.details.setReadOnly(True)
        self.details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.details.setFixedHeight(DETAILS_HEIGHT)
        self.details.setAccessibleName("Details of the message")
        self.fold = QToolButton()
        self.fold.setText("Details")
        self.fold.setCheckable(True)
        self.fold.toggled.connect(self.details.setVisible)
        self.offers: list[QPushButton] = []
        self.closer = QToolButton()
        self.closer.setAccessibleName("Close this message")
        self.closer.setToolTip("Close")
        self.closer.clicked.connect(self.hide)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        row = self._row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        row.addWidget(self.text, 1)
        for button in (self.fold, self.closer):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * theme.GRID, theme.GRID // 2, theme.GRID, theme.GRID // 2)
        column.setSpacing(theme.GRID // 2)
        column.addLayout(row)
        column.addWidget(self.details)

    def show_problem(self, text: str, details: str = "") -> None:
        """Say what went wrong."""
        self._show("problem", text, details)

    def show_note(self, text: str) -> None:
        """Say something worth knowing that is no failure."""
        self._show("note", text, "")

    def show_offer(self, text: str, *offers: tuple[str, Callable[[], object]]) -> None:
        """Say something with a button for each thing that can be done about it: its title, what it calls."""
        self._show("note", text, "")
        for place, (title, slot) in enumerate(offers, 1):
            button = QPushButton(title)
            button.clicked.connect(slot)
            self._row.insertWidget(place, button, 0, Qt.AlignmentFlag.AlignTop)
            self.offers.append(button)

    def _show(self, kind: str, text: str, details: str) -> None:
        while self.offers:
            button = self.offers.pop()
            button.hide()
            button.deleteLater()
        self.setObjectName(kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self.text.setText(text)
        self.text.setAccessibleName(text)
        self.details.setPlainText(details)
        self.fold.setVisible(bool(details))
        self.fold.setChecked(False)
        self.details.hide()
        self.refresh_icons()
        self.show()

    def refresh_icons(self) -> None:
        """Draw icons anew, in the colours of now."""
        self.closer.setIcon(icons.icon("close"))
