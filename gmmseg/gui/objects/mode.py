"""The objects mode: its parts, put together for the window."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QColor, QIcon, QKeyEvent, QPixmap
from PySide6.QtWidgets import QMenu, QSplitter, QWidget

from gmmseg.gui.canvas.canvas import Canvas
from gmmseg.gui.canvas.canvas_area import CanvasArea
from gmmseg.gui.canvas.compare import CompareKey
from gmmseg.gui.canvas.gestures import OBJECT_TOOLS
from gmmseg.gui.canvas.pointer import PointerEvent
from gmmseg.gui.canvas.toolbox import TOOLS
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.objects.correction_controller import CorrectionController
from gmmseg.gui.objects.found_controller import FoundController
from gmmseg.gui.objects.section import ObjectSection
from gmmseg.gui.objects.table_panel import ObjectTablePanel
from gmmseg.gui.panels.side_panel import SidePanel
from gmmseg.gui.translation import tr
from gmmseg.session.edits.found_objects import set_table_filter
from gmmseg.session.open_image import OpenImage

TABLE_KINDS = "objects-csv,objects-summary-csv"  # ticked where people export from the table
HEIGHTS = (560, 260)  # pixels of picture and table, at first
CHOOSING = ("hand",)  # tools whose clicks select objects
ADDING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier


class ObjectMode(QObject):
    """Everything of the window that is about objects that are found in segments."""

    changed = Signal()  # what can be done
    exporting = Signal(str)  # kinds of files

    def __init__(
        self,
        *,
        canvas: Canvas,
        area: CanvasArea,
        side: SidePanel,
        compare: CompareKey,
        controller: SessionController,
    ) -> None:
        super().__init__(area)
        self.canvas, self.area, self.controller = canvas, area, controller
        self.section = ObjectSection()
        side.add_section(self.section)
        self.found = FoundController(
            section=self.section, canvas=canvas, compare=compare, controller=controller
        )
        self.selection = self.found.selection
        self.table = ObjectTablePanel(self.selection)
        self.table.hide()
        self.corrections = CorrectionController(found=self.found, gestures=area.gestures, rows=side.segments)
        canvas.installEventFilter(self)
        self._is_wanted = False  # whether people opened the table
        self._filtered: OpenImage | None = None  # the picture whose filter is set
        for signal, slot in (
            (self.found.shown, self._show_objects),
            (self.selection.changed, self._selected),
            (self.table.filtered, self.found.leave_out),
            (self.table.filtered, self._keep_filter),
            (self.table.exporting, self._export),
            (self.table.closing, self.toggle_table),
            (self.table.deleting, self.corrections.delete),
            (self.table.merging, self.corrections.merge_selected),
            (self.table.view.customContextMenuRequested, self._ask_in_table),
            (canvas.clicked, self._clicked),
            (canvas.hovered, self._hovered),
            (controller.changed, self._follow_filter),
            (controller.changed, self._show_table),
        ):
            signal.connect(slot)

    def above_table(self, upper: QWidget) -> QSplitter:
        """Return a widget with the table below it."""
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setHandleWidth(1)
        parts.addWidget(upper)
        parts.addWidget(self.table)
        parts.setStretchFactor(0, 1)
        parts.setChildrenCollapsible(False)
        parts.setSizes(list(HEIGHTS))
        return parts

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what each action on objects does."""
        return {
            "count_objects": self.found.toggle,
            "object_table": self.toggle_table,
            "merge_found": self.corrections.merge_selected,
            "delete_found": self.corrections.delete_selected,
            "take_over": self.corrections.take_over,
            "import_objects": self.corrections.import_objects,
        }

    def add_actions(self, actions: Mapping[str, QAction]) -> None:
        """Put the actions that have a button of their own into place."""
        self._actions = actions
        for name in ("object_table", "tool_size"):
            self.section.add_tool(actions[name])

    def enabled(self, actions: Mapping[str, QAction]) -> dict[str, bool]:
        """Return for actions on objects whether they are possible; tick those that are on."""
        document, n = self.controller.session.document, len(self.selection.numbers)
        is_open, is_on = document.source is not None, document.object_options is not None
        actions["count_objects"].setChecked(self.found.is_on)
        actions["object_table"].setChecked(not self.table.isHidden())
        self.area.show_found_tools(is_on)
        return {
            "count_objects": is_open,
            "merge_found": is_on and n > 1,
            "delete_found": is_on and n > 0,
            "take_over": is_on and bool(document.objects),
            "import_objects": is_open,  # where objects are not counted, it says so
            **{f"tool_{tool.name}": is_on for tool in TOOLS if tool.on_found},
            "object_table": is_on,
        }

    def fill_classes(self, menu: QMenu) -> None:
        """Offer each segment as the class of the objects that are selected."""
        menu.clear()
        for style in self.controller.session.document.segment_styles:
            swatch = QPixmap(16, 16)
            swatch.fill(QColor(*style.colour))
            entry = menu.addAction(QIcon(swatch), style.name.replace("&", "&&"))
            entry.triggered.connect(partial(self.corrections.change_class, style.key))
            entry.setEnabled(self.found.is_on and bool(self.selection.numbers))

    def choose_at(self, row: int, column: int) -> bool:
        """Select the object at a pixel, unless it is selected already; return whether there is one."""
        number = self.number_at(row, column)
        if number and number not in self.selection.numbers:
            self.selection.choose([number])
        return bool(number)

    def show_menu(self, place: QPoint) -> None:
        """Show the menu of the objects that are selected at a place on the screen."""
        menu = QMenu(self.area)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in ("merge_found", "delete_found"):
            menu.addAction(self._actions[name])
        self.fill_classes(menu.addMenu(tr("Change c&lass")))
        for name in ("tool_divide", "tool_redraw", "object_table"):
            menu.addAction(self._actions[name])
        menu.popup(place)

    @Slot(QPoint)
    def _ask_in_table(self, place: QPoint) -> None:
        if self.selection.numbers:
            self.show_menu(self.table.view.viewport().mapToGlobal(place))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Delete and merge objects that are selected by the keys that do it with segments and cut-outs."""
        if not isinstance(event, QKeyEvent) or event.modifiers() or not self._means(event.key()):
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            delete = event.key() != Qt.Key.Key_M
            (self.corrections.delete_selected if delete else self.corrections.merge_selected)()
            return True
        return super().eventFilter(watched, event)

    def _means(self, key: int) -> bool:
        """Return whether a key is about objects that are selected."""
        least = {Qt.Key.Key_Delete: 1, Qt.Key.Key_Backspace: 1, Qt.Key.Key_M: 2}.get(Qt.Key(key))
        is_at_hand = self.area.tool not in OBJECT_TOOLS  # those for cut-outs mean these
        return least is not None and self.found.is_on and is_at_hand and len(self.selection.numbers) >= least

    def toggle_table(self) -> None:
        """Show the table of objects, or no longer."""
        self._is_wanted = not self._is_wanted
        self._show_table()

    def refresh_icons(self) -> None:
        """Draw icons anew, in the colours of now."""
        self.section.refresh_icons()
        self.table.refresh_icons()

    @Slot()
    def _show_table(self) -> None:
        is_shown = self._is_wanted and self.found.is_on
        if is_shown == self.table.isHidden():
            self.table.setVisible(is_shown)
            self._show_objects()

    @Slot()
    def _follow_filter(self) -> None:
        """Set the filter that is kept with a picture when it is opened; later on keep what is set."""
        document = self.controller.session.document
        if document.source is not self._filtered:
            self._filtered = document.source
            self.table.set_filter(document.table_filter)
        elif self.table.chosen_filter != document.table_filter:  # an earlier document has another one
            self._keep_filter()

    @Slot()
    def _keep_filter(self) -> None:
        session = self.controller.session
        if session.document.source is self._filtered and self._filtered is not None:
            wanted = self.table.chosen_filter
            if wanted != session.document.table_filter:
                session.amend(set_table_filter(wanted))

    @Slot()
    def _show_objects(self) -> None:
        """Fill the table while it is shown."""
        if not self.table.isHidden():
            self.table.show_objects(self.found.objects)
        self.changed.emit()

    @Slot()
    def _export(self) -> None:
        self.exporting.emit(TABLE_KINDS)

    @Slot()
    def _selected(self) -> None:
        """Bring the object that was chosen last into view."""
        self.changed.emit()
        found, numbers = self.found.objects, self.selection.numbers
        if found is None or len(numbers) != 1 or numbers[0] not in found.places:
            return
        rows, columns = found.window_of(numbers[0])
        x, y = (columns.start + columns.stop) / 2, (rows.start + rows.stop) / 2
        place = self.canvas.place_of(x, y)
        if not self.canvas.rect().contains(place.toPoint()):
            self.canvas.pan(self.canvas.width() / 2 - place.x(), self.canvas.height() / 2 - place.y())

    def number_at(self, row: int, column: int) -> int:
        """Return the number of the object at a pixel, 0 where there is none."""
        found = self.found.objects
        return 0 if found is None or not self.found.is_on else int(found.objects.labels[row, column])

    @Slot(int, int)
    def _hovered(self, row: int, column: int) -> None:
        """Light up the object under the cursor, and its row."""
        found = self.found.objects
        inside = found is not None and 0 <= row < found.objects.labels.shape[0]
        self.selection.point_at(self.number_at(row, column) if inside and self.area.tool in CHOOSING else 0)

    @Slot(object)
    def _clicked(self, touch: PointerEvent) -> None:
        """Select the object that was clicked; Shift or Ctrl adds, a click beside all selects none."""
        if self.area.tool not in CHOOSING or touch.right or not self.found.is_on or not touch.inside:
            return
        column, row = touch.pixel
        number, adds = self.number_at(row, column), touch.has(ADDING)
        if number and adds:
            self.selection.toggle(number)
        elif not adds:
            self.selection.choose([number] if number else [])
