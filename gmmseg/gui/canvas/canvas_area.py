"""The canvas with the tools at its left and their options above it."""

from collections.abc import Mapping

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from gmmseg.gui.canvas.canvas import Canvas
from gmmseg.gui.canvas.gestures import BRUSH, OBJECT_TOOLS, SELECTING_TOOLS, STROKE_TOOLS, Gestures
from gmmseg.gui.canvas.pointer import PointerEvent
from gmmseg.gui.canvas.selecting.selection_target import OBJECT, SEGMENT
from gmmseg.gui.canvas.tool_options import ToolOptions
from gmmseg.gui.canvas.toolbox import ToolBox, tool_of
from gmmseg.gui.canvas.wand_controller import TOLERANCE
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.panels.object_controller import ObjectController
from gmmseg.gui.panels.segment_controller import SegmentController
from gmmseg.gui.translation import tr, trn
from gmmseg.gui.widgets.controls import NumberRow, line

SIZES = (1, 1000)  # pixels of the picture that the brush may be wide
BRUSH_STEP = 1.25
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
        self.brush = NumberRow(tr("Size"), tr("How wide brush and eraser are."), BRUSH, (1, 100), (*SIZES, 1))
        self.brush.chosen.connect(self.gestures.resize)
        self.brush.sliding.connect(self.gestures.resize)
        self.options.add_row(self.brush, STROKE_TOOLS, SIZE_ROW)
        self._add_target_option()
        self._add_wand_options()
        self.take("hand")

    def _add_target_option(self) -> None:
        """Let people choose what becomes of pixels that are selected."""
        self.target = QComboBox()
        for title, kind in ((tr("To an object"), OBJECT), (tr("To the segment"), SEGMENT)):
            self.target.addItem(title, kind)
        self.target.setToolTip(
            tr(
                "What becomes of selected pixels: an object that is cut out, or the label of the segment "
                "chosen in the list. The model learns nothing from it."
            )
        )
        self.target.setAccessibleName(tr("Where selected pixels go"))
        self.target.setAccessibleDescription(self.target.toolTip())
        self.target.currentIndexChanged.connect(self._target_chosen)
        self.options.add_option(self.target, SELECTING_TOOLS)

    def _target_chosen(self, _index: int) -> None:
        self.gestures.target.choose(self.target.currentData())
        self.canvas.setFocus()  # the next key is meant for the picture

    def shrink_brush(self) -> None:
        """Make the brush smaller by a fifth."""
        self._scale_brush(1 / BRUSH_STEP)

    def enlarge_brush(self) -> None:
        """Make the brush larger by a quarter."""
        self._scale_brush(BRUSH_STEP)

    def _scale_brush(self, factor: float) -> None:
        low, high = SIZES
        old = round(2 * self.gestures.radius)
        size = round(old * factor)
        if size == old:  # a narrow brush changes by a pixel
            size += 1 if factor > 1 else -1
        size = min(max(size, low), high)
        self.brush.show_value(size)
        self.gestures.resize(size)
        self.controller.status_message.emit(
            trn("The brush is %n pixel wide", "The brush is %n pixels wide", size)
        )

    def _add_wand_options(self) -> None:
        wand, hint = self.gestures.wand, tr("How unlike pixels may be before growing stops, in sigmas.")
        self.tolerance = NumberRow(tr("Tolerance"), hint, TOLERANCE, (0, 5), (0, 20, 0.1))
        wand.dragged.connect(self.tolerance.show_value)
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
