"""The column on the right: a section each for segments, model, objects, channels; export at the foot."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gmmseg.gui.panels.channel_panel import ChannelPanel
from gmmseg.gui.panels.explanation.explanation_section import ExplanationSection
from gmmseg.gui.panels.explanation.plot_section import PlotSection
from gmmseg.gui.panels.history_list import HistoryList
from gmmseg.gui.panels.model_panel import ModelPanel
from gmmseg.gui.panels.segment_list import SegmentList
from gmmseg.gui.panels.segment_row import HEIGHT
from gmmseg.gui.translation import mark, tr
from gmmseg.gui.widgets import theme
from gmmseg.gui.widgets.controls import line, plain
from gmmseg.gui.widgets.numbers import UNKNOWN, percent
from gmmseg.gui.widgets.sections import Section, SectionColumn
from gmmseg.session.document import SegmentStyle
from gmmseg.session.objects import Object

WIDTH = 298
EMPTY = mark("Segments appear here as soon as a picture is open.")
FINDING = mark("Looking for segments…")
OBJECTS_HINT = mark(
    "Choose an object to see and change its marks. Double-click its name to rename it, its swatch to "
    "recolour it, the eye to hide it."
)
NO_OBJECTS = mark("Objects that you select by clicks, a box or a lasso are listed here.")
MOST_ROWS = 3  # of objects in view at once
LEAST_ROWS = 4  # of segments


class SidePanel(QWidget):
    """Holds the list of segments, the model and whatever else has a section, and the button to export."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(WIDTH)
        self.setMaximumWidth(2 * WIDTH)
        self.segments, self.model = SegmentList(), ModelPanel()
        self.objects = SegmentList(tr("Objects"), tr(OBJECTS_HINT))
        self.objects_box = QWidget()
        self.empty = plain(tr(EMPTY), "faint")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        inside = QVBoxLayout(self.segments.viewport())
        inside.setContentsMargins(2 * theme.GRID, theme.GRID // 2, 2 * theme.GRID, 0)
        inside.addWidget(self.empty, 0, Qt.AlignmentFlag.AlignTop)
        self.export = QPushButton(tr("Export…"))
        self.export.setObjectName("primary")
        self.explanation, self.plots = ExplanationSection(), PlotSection()
        self.channels, self.channels_box = ChannelPanel(), QWidget()
        framed = QVBoxLayout(self.channels_box)
        framed.setContentsMargins(2 * theme.GRID, 0, 2 * theme.GRID, 0)
        framed.addWidget(self.channels)
        self.column = SectionColumn()
        self._rows = _bare(QVBoxLayout(self))
        self._rows.addWidget(self.column, 1)  # first: what is put into it has its style looked up once
        self.segment_section = self.column.add(
            Section("segments", tr("Segments"), self.segments, least=LEAST_ROWS * HEIGHT)
        )
        self.count = self.segment_section.note
        self.model_section = self.column.add(Section("model", tr("Model"), self.model))
        self.object_section = self.column.add(Section("objects", tr("Objects"), self._objects_body()))
        self.channel_section = self.column.add(
            Section("channels", tr("Channels"), self.channels_box, fold=self.channels)
        )
        self.explanation_section = self.column.add(
            Section(
                "explain", tr("Explain"), self.explanation, fold=self.explanation.fold, shrinks=False
            )  # its words change with the cursor
        )
        self.plot_section = self.column.add(
            Section("plots", tr("Plots"), self.plots, fold=self.plots.fold, shrinks=False)
        )
        self.history = HistoryList()
        self.history_section = self.column.add(
            Section("history", tr("History"), self.history, is_open=False, least=2 * HEIGHT)
        )
        self._lay_out()

    def _lay_out(self) -> None:
        foot = self._foot = QHBoxLayout()
        foot.setContentsMargins(2 * theme.GRID, theme.GRID, 2 * theme.GRID, theme.GRID)
        foot.setSpacing(theme.GRID)
        foot.addWidget(self.export, 1)
        self._rows.addWidget(line())
        self._rows.addLayout(foot)

    def _objects_body(self) -> QWidget:
        body = QWidget()
        self._sections = _bare(QVBoxLayout(body))
        self.no_objects = plain(tr(NO_OBJECTS), "faint")
        self.no_objects.setWordWrap(True)
        self.no_objects.setContentsMargins(2 * theme.GRID, 0, 2 * theme.GRID, 0)
        self.no_objects.setFixedHeight(HEIGHT + theme.GRID // 2)  # the first object moves nothing
        box = _bare(QVBoxLayout(self.objects_box))
        box.setContentsMargins(0, 0, 0, theme.GRID // 2)
        box.addWidget(self.objects)
        self.objects_box.hide()
        for part in (self.no_objects, self.objects_box):
            self._sections.addWidget(part)
        return body

    def show_objects(self, objects: Sequence[Object], n_usable: int) -> None:
        """Show the objects that were marked; without any, there is no place taken."""
        self.objects_box.setVisible(bool(objects))
        self.no_objects.setVisible(not objects)
        segment_styles = [
            SegmentStyle(object_.name, object_.colour, (), object_.hidden) for object_ in objects
        ]
        n = max(n_usable, 1)
        self.objects.show_segments(
            segment_styles, [o.cut.n_pixels / n if o.cut else UNKNOWN for o in objects]
        )
        rows = min(max(len(objects), 1), MOST_ROWS)
        self.objects.setFixedHeight(rows * HEIGHT + 2 * self.objects.frameWidth())

    def add_section(self, section: QWidget) -> None:
        """Put one more part below the list of objects."""
        self._sections.addWidget(section)

    def add_to_foot(self, widget: QWidget) -> None:
        """Put a small control beside the button that exports."""
        self._foot.addWidget(widget)

    def add_object_tool(self, action: QAction) -> None:
        """Put a small button for an action beside the heading of the objects."""
        self.object_section.add_tool(action)

    def add_tool(self, action: QAction) -> None:
        """Put a small button for an action beside the heading of the segments."""
        self.segment_section.add_tool(action)

    def refresh_icons(self) -> None:
        """Draw icons anew, in the colours of now."""
        for part in (self.column, self.model, self.channels, self.explanation, self.plots):
            part.refresh_icons()

    def show_count(self, n: int, *, is_open: bool) -> None:
        """Say how many segments there are, or why there are none."""
        self.empty.setText(tr(FINDING) if is_open else tr(EMPTY))
        self.count.setText(str(n) if n else "")
        self.count.setToolTip("")
        self.empty.setVisible(not n)

    def show_repainted(self, share: float) -> None:
        """Say beside their number what share of the labels was painted by hand, 0 to 1."""
        if share > 0:
            self.count.setText(tr("{n} · {share} repainted", n=self.count.text(), share=percent(share)))
            self.count.setToolTip(
                tr("Labels painted by hand are not the model's; the eraser takes them away.")
            )


def _bare(column: QVBoxLayout) -> QVBoxLayout:
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return column
