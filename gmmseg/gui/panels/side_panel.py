"""The column on the right: segments above, model below, export at the foot."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from gmmseg.gui.panels.channel_panel import ChannelPanel
from gmmseg.gui.panels.explanation_section import ExplanationSection
from gmmseg.gui.panels.model_panel import ModelPanel
from gmmseg.gui.panels.segment_list import SegmentList
from gmmseg.gui.panels.segment_row import HEIGHT
from gmmseg.gui.widgets import theme
from gmmseg.gui.widgets.controls import PanelScrollArea, heading, line, plain
from gmmseg.gui.widgets.numbers import UNKNOWN, percent
from gmmseg.session.document import SegmentStyle
from gmmseg.session.objects import Object

WIDTH = 298
EMPTY = "Segments appear here as soon as a picture is open."
FINDING = "Looking for segments…"
OBJECTS_HINT = (
    "Choose an object to see and change its marks. Double-click its name to rename it, its swatch to "
    "recolour it, the eye to hide it."
)
MOST_ROWS = 3  # of objects in view at once


class SidePanel(QWidget):
    """Holds the list of segments, the model and the button to export."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(WIDTH)
        self.setMaximumWidth(3 * WIDTH // 2)
        self.segments, self.model = SegmentList(), ModelPanel()
        self.objects = SegmentList("Objects", OBJECTS_HINT)
        self.objects_box = QWidget()
        self.count = plain("", "faint")
        self.empty = plain(EMPTY, "faint")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        inside = QVBoxLayout(self.segments.viewport())
        inside.setContentsMargins(2 * theme.GRID, theme.GRID // 2, 2 * theme.GRID, 0)
        inside.addWidget(self.empty, 0, Qt.AlignmentFlag.AlignTop)
        self.export = QPushButton("Export…")
        self.export.setObjectName("primary")
        self.explanation = ExplanationSection()
        self.channels, self.channels_box = ChannelPanel(), QWidget()
        framed = QVBoxLayout(self.channels_box)
        framed.setContentsMargins(2 * theme.GRID, theme.GRID // 2, 2 * theme.GRID, 0)
        framed.addWidget(self.channels)
        self._lay_out_objects()
        self._lay_out()

    def _lay_out(self) -> None:
        self._head = QHBoxLayout()
        self._head.setContentsMargins(2 * theme.GRID, theme.GRID, theme.GRID, 0)
        self._head.addWidget(heading("Segments"))
        self._head.addWidget(self.count, 1)
        lists = QWidget()
        inner = _bare(QVBoxLayout(lists))
        inner.addLayout(self._head)
        inner.addWidget(self.segments, 5)
        inner.addWidget(self.objects_box)
        self._sections = _bare(QVBoxLayout())
        inner.addLayout(self._sections)
        inner.addWidget(line())
        below = QWidget()
        stacked = _bare(QVBoxLayout(below))
        stacked.addWidget(self.channels_box)
        stacked.addWidget(self.explanation)
        stacked.addWidget(self.model, 1)
        inner.addWidget(PanelScrollArea(below), 4)
        foot = QVBoxLayout()
        foot.setContentsMargins(2 * theme.GRID, theme.GRID // 2, 2 * theme.GRID, theme.GRID)
        foot.addWidget(self.export)
        column = _bare(QVBoxLayout(self))
        column.addWidget(PanelScrollArea(lists), 1)  # on a low screen all of it moves
        column.addWidget(line())
        column.addLayout(foot)

    def _lay_out_objects(self) -> None:
        self._objects_head = QHBoxLayout()
        self._objects_head.setContentsMargins(2 * theme.GRID, theme.GRID // 2, theme.GRID, 0)
        self._objects_head.addWidget(heading("Objects"), 1)
        column = QVBoxLayout(self.objects_box)
        column.setContentsMargins(0, 0, 0, theme.GRID // 2)
        column.setSpacing(theme.GRID // 2)
        column.addWidget(line())
        column.addLayout(self._objects_head)
        column.addWidget(self.objects)
        self.objects_box.hide()

    def show_objects(self, objects: Sequence[Object], n_usable: int) -> None:
        """Show the objects that were marked; without any, there is no place taken."""
        self.objects_box.setVisible(bool(objects))
        looks = [SegmentStyle(object_.name, object_.colour, (), object_.hidden) for object_ in objects]
        n = max(n_usable, 1)
        self.objects.show_looks(looks, [o.cut.n_pixels / n if o.cut else UNKNOWN for o in objects])
        rows = min(max(len(objects), 1), MOST_ROWS)
        self.objects.setFixedHeight(rows * HEIGHT + 2 * self.objects.frameWidth())

    def add_section(self, section: QWidget) -> None:
        """Put one more section between the lists and the model."""
        self._sections.addWidget(section)

    def add_object_tool(self, action: QAction) -> None:
        """Put a small button for an action beside the heading of the objects."""
        self._objects_head.addWidget(_small_button(action))

    def add_tool(self, action: QAction) -> None:
        """Put a small button for an action beside the heading."""
        self._head.addWidget(_small_button(action))

    def show_count(self, n: int, *, is_open: bool) -> None:
        """Say how many segments there are, or why there are none."""
        self.empty.setText(FINDING if is_open else EMPTY)
        self.count.setText(str(n) if n else "")
        self.count.setToolTip("")
        self.empty.setVisible(not n)

    def show_repainted(self, share: float) -> None:
        """Say beside their number what share of the labels was painted by hand, 0 to 1."""
        if share > 0:
            self.count.setText(f"{self.count.text()} · {percent(share)} repainted")
            self.count.setToolTip("Labels painted by hand are not the model's; the eraser takes them away.")


def _bare(column: QVBoxLayout) -> QVBoxLayout:
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.GRID // 2)
    return column


def _small_button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setAccessibleName(action.text().replace("&", ""))
    return button
