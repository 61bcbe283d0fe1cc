"""The column on the right: segments above, model below, export at the foot."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QToolButton, QVBoxLayout, QWidget

from gmmseg.gui import theme
from gmmseg.gui.controls import heading, line, plain
from gmmseg.gui.model_panel import ModelPanel
from gmmseg.gui.segment_list import SegmentList

WIDTH = 304
EMPTY = "Segments appear here as soon as a picture is open."
FINDING = "Looking for segments…"


class SidePanel(QWidget):
    """Holds the list of segments, the model and the button to export."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(WIDTH)
        self.setMaximumWidth(3 * WIDTH // 2)
        self.segments, self.model = SegmentList(), ModelPanel()
        self.count = plain("", "faint")
        self.empty = plain(EMPTY, "faint")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        inside = QVBoxLayout(self.segments.viewport())
        inside.setContentsMargins(2 * theme.GRID, theme.GRID // 2, 2 * theme.GRID, 0)
        inside.addWidget(self.empty, 0, Qt.AlignmentFlag.AlignTop)
        self.export = QPushButton("Export…")
        self.export.setObjectName("primary")
        self._lay_out()

    def _lay_out(self) -> None:
        self._head = QHBoxLayout()
        self._head.setContentsMargins(2 * theme.GRID, theme.GRID, theme.GRID, 0)
        self._head.addWidget(heading("Segments"))
        self._head.addWidget(self.count, 1)
        scroll = QScrollArea()
        scroll.setWidget(self.model)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        foot = QVBoxLayout()
        foot.setContentsMargins(2 * theme.GRID, theme.GRID // 2, 2 * theme.GRID, theme.GRID)
        foot.addWidget(self.export)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID // 2)
        column.addLayout(self._head)
        column.addWidget(self.segments, 5)
        for widget, stretch in ((line(), 0), (scroll, 4), (line(), 0)):
            column.addWidget(widget, stretch)
        column.addLayout(foot)

    def add_tool(self, action: QAction) -> None:
        """Put a small button for an action beside the heading."""
        button = QToolButton()
        button.setDefaultAction(action)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setAccessibleName(action.text().replace("&", ""))
        self._head.addWidget(button)

    def show_count(self, n: int, *, is_open: bool) -> None:
        """Say how many segments there are, or why there are none."""
        self.empty.setText(FINDING if is_open else EMPTY)
        self.count.setText(str(n) if n else "")
        self.empty.setVisible(not n)
