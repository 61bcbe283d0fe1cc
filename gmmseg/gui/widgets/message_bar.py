"""A bar above the canvas that says what went wrong, with the details folded away."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontDatabase, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gmmseg.gui.translation import tr
from gmmseg.gui.widgets import icons, theme
from gmmseg.gui.widgets.controls import plain

DETAILS_HEIGHT = 160
CLOSER = 64  # pixels of width for margins and the button that closes it
LEAST_TEXT = 280  # pixels of width; in less, words are hard to read


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
        self.details.setAccessibleName(tr("Details of the message"))
        self.fold = QToolButton()
        self.fold.setText(tr("Details"))
        self.fold.setCheckable(True)
        self.fold.toggled.connect(self.details.setVisible)
        self.offers: list[QPushButton] = []
        self.closer = QToolButton()
        self.closer.setAccessibleName(tr("Close this message"))
        self.closer.setToolTip(tr("Close"))
        self.closer.clicked.connect(self.hide)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        self._text_layout, self._row = QHBoxLayout(), QHBoxLayout()
        for part in (self._text_layout, self._row):
            part.setSpacing(theme.GRID)
        self._text_layout.addWidget(self.text, 1)
        self._text_layout.addLayout(self._row)
        self._text_layout.setAlignment(self._row, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        row.addLayout(self._text_layout, 1)
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
        for title, slot in offers:
            button = QPushButton(title.replace("&", "&&"))  # names of files are no shortcuts
            button.setMinimumHeight(button.sizeHint().height())
            button.clicked.connect(slot)
            self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            self.offers.append(button)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put buttons below the words where they would leave them no room."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        widths = [offer.sizeHint().width() + theme.GRID for offer in self.offers]
        room, wide, ways = self.width() - CLOSER, sum(widths), QBoxLayout.Direction
        beside = room - wide >= max(wide, LEAST_TEXT)
        self._text_layout.setDirection(ways.LeftToRight if beside else ways.TopToBottom)
        self._row.setDirection(ways.LeftToRight if wide <= room else ways.TopToBottom)

    def minimumSizeHint(self) -> QSize:
        """Return the width of the widest button: the window does not grow for a message."""
        widest = max((offer.sizeHint().width() for offer in self.offers), default=0)
        return QSize(widest + CLOSER, super().minimumSizeHint().height())

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
