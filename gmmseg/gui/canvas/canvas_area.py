"""The canvas with the tools at its left and their options above it."""

from collections.abc import Mapping

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from gmmseg.gui.canvas.canvas import Canvas
from gmmseg.gui.canvas.gestures import BRUSH, OBJECT_TOOLS, STROKE_TOOLS, Gestures
from gmmseg.gui.canvas.pointer import PointerEvent
from gmmseg.gui.canvas.tool_options import ToolOptions
from gmmseg.gui.canvas.toolbox import ToolBox, tool_of
from gmmseg.gui.canvas.wand_controller import TOLERANCE
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.panels.object_controller import ObjectController
from gmmseg.gui.panels.segment_controller import SegmentController
from gmmseg.gui.translation import tr
from gmmseg.gui.widgets.controls import NumberRow, line

SIZE_ROW, TOLERANCE_ROW = 176, 240  # pixels of width for the brush's size and the wand's tolerance


class CanvasArea(QWidget):
    """Where the picture is worked on by hand."""

    taken = Signal(str)  # the name of the tool that is in the hand now
    menu_requested = Signal(int, int, QPoint)  # for a menu: row and column of the pixel, place on the screen

    def __init__(
        self,
        *,
        canvas: Canvas,
        controller: SessionController,
        objects: ObjectController,
        segments: SegmentController,
    ) -> None:
        super().__init__()
        self.canvas, self.controller = canvas, controller
        self.options = ToolOptions()
        self.gestures = Gestures(canvas, controller, objects, segments)
        canvas.clicked.connect(self._clicked)
        right = QWidget()
        rule = line()
        column = QVBoxLayout(right)
        for widget in (self.options, rule):
            column.addWidget(widget)
        column.addWidget(canvas, 1)
        self._row = QHBoxLayout(self)
        self._row.addWidget(right, 1)
        for layout in (column, self._row):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)

    def add_actions(self, actions: Mapping[str, QAction]) -> None:
        """Put the tools' actions into place, and take the hand."""
        self.actions_by_name = actions
        self.toolbox = ToolBox(actions)
        self._row.insertWidget(0, self.toolbox)
        self._row.insertWidget(1, line(upright=True))
        for name in ("object_segment", "new_object"):
            self.options.add_action(actions[name], OBJECT_TOOLS)
        self.options.add_action(actions["new_segment"], ("brush",))
        self.brush = NumberRow(
            tr("Size"), tr("How wide brush and eraser are."), BRUSH, (1, 100), (1, 1000, 1)
        )
        self.brush.chosen.connect(self.gestures.resize)
        self.brush.sliding.connect(self.gestures.resize)
        self.options.add_row(self.brush, STROKE_TOOLS, SIZE_ROW)
        self._add_wand_options()
        self.take("hand")

    def _add_wand_options(self) -> None:
        wand, hint = self.gestures.wand, tr("How unlike pixels may be before growing stops, in sigmas.")
        self.tolerance = NumberRow(tr("Tolerance"), hint, TOLERANCE, (0, 5), (0, 20, 0.1))
        self.tolerance.sliding.connect(wand.slide)
        self.tolerance.chosen.connect(wand.settle)
        self.joined = QCheckBox(tr("Contiguous"))
        self.joined.setToolTip(
            tr("Take only pixels that are connected to the clicked one, not the whole picture's.")
        )
        self.joined.setChecked(True)
        self.joined.toggled.connect(wand.connect_only)
        self.options.add_option(self.joined, ("wand",))
        self.options.add_row(self.tolerance, ("wand",), TOLERANCE_ROW)

    @property
    def tool(self) -> str:
        """The name of the tool in the hand."""
        return self.gestures.tool.name

    def take(self, name: str) -> None:
        """Take a tool into the hand."""
        tool = tool_of(name)
        self.gestures.take(tool)
        self.options.show_tool(tool)
        self.actions_by_name[f"tool_{name}"].setChecked(True)
        self.taken.emit(name)

    def show_found_tools(self, is_on: bool) -> None:
        """Offer the tools for objects that are found in segments, or no longer."""
        self.toolbox.show_found(is_on)
        if not is_on and self.gestures.tool.on_found:
            self.take("hand")

    def _clicked(self, touch: PointerEvent) -> None:
        if touch.right and touch.inside and self.tool == "hand":
            column, row = touch.pixel
            self.menu_requested.emit(row, column, self.canvas.mapToGlobal(touch.place.toPoint()))

    def take_brush(self) -> None:
        """Take the brush, to paint a new segment."""
        self.take("brush")
