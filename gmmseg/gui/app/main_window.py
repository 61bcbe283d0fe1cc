"""The main window. It puts the parts together and connects them; what they do lies elsewhere."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QColor, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from gmmseg.gui.app import actions
from gmmseg.gui.app.actions import abilities
from gmmseg.gui.app.context_menus import ContextMenus
from gmmseg.gui.app.shortcuts_dialog import ShortcutsDialog
from gmmseg.gui.app.start_page import StartPage
from gmmseg.gui.batch.controller import BatchController
from gmmseg.gui.canvas import views
from gmmseg.gui.canvas.canvas import Canvas
from gmmseg.gui.canvas.canvas_area import CanvasArea
from gmmseg.gui.canvas.compare import CompareKey
from gmmseg.gui.canvas.gestures import OBJECT_TOOLS
from gmmseg.gui.canvas.pixel_inspector import PixelInspector
from gmmseg.gui.canvas.toolbox import TOOLS
from gmmseg.gui.canvas.view_bar import ViewBar
from gmmseg.gui.canvas.view_controller import ViewController
from gmmseg.gui.compute.region_maps import NAMES
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.export.controller import ExportController
from gmmseg.gui.panels.model_controller import ModelController
from gmmseg.gui.panels.object_controller import ObjectController
from gmmseg.gui.panels.segment_controller import SegmentController
from gmmseg.gui.panels.side_panel import WIDTH, SidePanel
from gmmseg.gui.project.autosave import AutosaveController
from gmmseg.gui.project.filmstrip import Filmstrip
from gmmseg.gui.project.image_list import ImageList
from gmmseg.gui.project.opening import OpenController
from gmmseg.gui.project.saving import SaveController
from gmmseg.gui.widgets import preferences, theme
from gmmseg.gui.widgets.controls import NumberRow, line
from gmmseg.gui.widgets.message_bar import MessageBar
from gmmseg.gui.widgets.status_bar import StatusLine
from gmmseg.session.edits.segments import is_locked
from gmmseg.session.open_image import OpenImage
from gmmseg.version import __version__


def framed(
    above: Sequence[QWidget], middle: Sequence[QWidget], side: QWidget, status: QWidget
) -> tuple[QWidget, QSplitter]:
    """Return the whole window's content and what parts it: `side` beside `middle`, `status` under both."""
    left = QWidget()
    column = _bare(QVBoxLayout(left))
    for widget in above:
        column.addWidget(widget)
    for place, widget in enumerate(middle):
        column.addWidget(widget, 1 if place == 0 else 0)
    splitter = QSplitter(Qt.Orientation.Horizontal)
    splitter.setHandleWidth(1)
    splitter.addWidget(left)
    splitter.addWidget(side)
    splitter.setStretchFactor(0, 1)
    splitter.setCollapsible(0, False)
    splitter.setCollapsible(1, False)
    whole = QWidget()
    rows = _bare(QVBoxLayout(whole))
    for part in (line(), splitter, line(), status):
        rows.addWidget(part)
    rows.setStretchFactor(splitter, 1)
    return whole, splitter


def _bare(layout: QVBoxLayout) -> QVBoxLayout:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout


SMALLEST = (892, 560)  # a screen of 900 by 600 without the window's frame
RECEDED = 0.4


class MainWindow(QMainWindow):
    """A picture, its segments, everything that can be done with them, and the project's other pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("gmmseg")
        self.setMinimumSize(*preferences.bounded(SMALLEST))
        self.setAcceptDrops(True)
        self.controller = SessionController(self)
        self.session = self.controller.session
        self.strip, self.canvas, self.start = ViewBar(), Canvas(), StartPage()
        self.message, self.side, self.status = MessageBar(), SidePanel(), StatusLine()
        self.view, self.view_controller = views.VIEWS[1], ViewController(self.canvas, self.strip)
        self._pointed = -1
        self._source: OpenImage | None = None
        self._make_acts()
        self.bench = CanvasArea(self.canvas, self.controller, self.object_controller, self.segment_controller)
        self._lay_out()
        self.saver, self.autosaver, self.image_list = (
            SaveController(self),
            AutosaveController(self),
            ImageList(self),
        )
        self.batch_controller, self.export_controller = BatchController(self), ExportController(self)
        self.actions_by_name, self.menus = actions.build(self, self._slots())
        self.bench.add_actions(self.actions_by_name)
        self.opener, self.popups = OpenController(self), ContextMenus(self)
        self.probe = PixelInspector(self.canvas, self.side.segments, self.status, self.controller)
        self._connect()
        self.set_appearance(preferences.text("appearance", "system"))
        preferences.restore_geometry(self)
        self.refresh()

    def _make_acts(self) -> None:
        """Let people do things to what the panels show."""
        self.object_controller = ObjectController(self.side.objects, self.controller)
        self.segment_controller = SegmentController(self.side.segments, self.controller)
        self.model_controller = ModelController(self.side.model, self.controller)

    def _lay_out(self) -> None:
        self.stack, self.pictures = QStackedWidget(), Filmstrip()
        self.stack.addWidget(self.start)
        self.stack.addWidget(self.bench)
        whole, self.splitter = framed(
            (self.strip, line(), self.message), (self.stack, self.pictures), self.side, self.status
        )
        self.setCentralWidget(whole)

    def _slots(self) -> dict[str, Any]:
        bound: dict[str, Any] = {}
        on_picture = (
            self.view_controller,
            self.segment_controller,
            self.model_controller,
            self.object_controller,
        )
        for actor in (
            self,
            *on_picture,
            self.batch_controller,
            self.export_controller,
            self.saver,
            self.image_list,
        ):
            for name in (act.name for acts in actions.MENUS.values() for act in acts):
                if hasattr(actor, f"do_{name}"):
                    bound[name] = getattr(actor, f"do_{name}")
        bound["open"] = self._choose
        bound |= {f"view_{view.name}": self.do_view for view in views.VIEWS}
        bound |= {f"tool_{tool.name}": self.bench.do_tool for tool in TOOLS}
        bound |= {f"look_{look}": self.do_look for look in theme.APPEARANCES}
        return bound

    def _choose(self) -> None:
        self.opener.choose()

    def open(self, path: str | Path) -> None:
        """Open the picture at `path`."""
        self.opener.open(path)

    def _connect(self) -> None:
        controller, canvas, rows = self.controller, self.canvas, self.side.segments
        for signal, slot in (
            (controller.changed, self.refresh),
            (controller.maps.ready, self._show_layer),
            (controller.failed, self.message.show_problem),
            (controller.said, self.status.say),
            (controller.progressed, self.status.show_progress),
            (controller.busied, self.status.show_busy),
            (canvas.scaled, self.status.show_zoom),
            (self.bench.taken, self.probe.follow),
            (self.bench.taken, self._show_layer),
            (rows.pointed, self._point_at),
            (rows.asked, self.popups.show_segments),
            (self.side.objects.asked, self.popups.show_objects),
            (self.bench.asked, self.popups.show_at),
            (rows.itemSelectionChanged, self._selected),
            (self.strip.chosen, self.show_view),
            (self.strip.opacity_changed, self._show_layer),
            (self.status.cancel.clicked, controller.cancel),
            (self.side.export.clicked, self.export_controller.do_export),
            (QApplication.styleHints().colorSchemeChanged, self._scheme_changed),
        ):
            signal.connect(slot)
        self._add_buttons()
        self._connect_rest()

    def _connect_rest(self) -> None:
        self._peek = CompareKey(self)
        self._peek.changed.connect(self._show_layer)
        self._peek.changed.connect(self._show_objects)
        self.object_controller.chosen.connect(self._enable)
        self.bench.gestures.picking.connect(self.probe.choose_at)
        self.controller.regions.ready.connect(self._show_regions)
        for signal in (self.side.model.previewed, self.side.model.changed):
            signal.connect(self._look_at)
        self.segment_controller.renewing.connect(self.bench.take_brush)
        for row in self.findChildren(NumberRow):
            row.left.connect(self.give_keyboard_back)
        self.actions_by_name["panels"].setChecked(True)

    def _add_buttons(self) -> None:
        for name in ("merge", "part"):
            self.side.add_tool(self.actions_by_name[name])
        for name in ("object_segment", "new_object", "delete_object"):
            self.side.add_object_tool(self.actions_by_name[name])

    def refresh(self) -> None:
        """Show the document of now."""
        shown = self.session.shown
        if shown.source is None:
            self.stack.setCurrentWidget(self.start)
            self._source = None
        elif self._source is None or shown.source.levels is not self._source.levels:
            self._source = shown.source
            self.stack.setCurrentWidget(self.bench)
            self.canvas.show_picture(shown.source.levels, shown.source.masks)
        answered = shown.result is not None
        self.side.segments.show_looks(
            shown.looks if answered else (),
            shown.shares.tolist() if answered else (),
            {i for i in range(len(shown.looks)) if is_locked(shown, i)},
        )
        self.side.show_count(len(shown.looks) if answered else 0, is_open=shown.source is not None)
        notes = shown.result.segmentation.notes if shown.result else ()
        self.side.model.show_settings(shown.settings, len(shown.looks), notes)
        self.side.show_objects(shown.objects, shown.source.image.n_usable if shown.source else 1)
        self.object_controller.show_current()
        self._show_layer()
        self._show_objects()
        self._enable()
        self.canvas.tell_hovered()  # another picture, name or answer may lie under the cursor now
        self.saver.show_title()

    def _show_layer(self) -> None:
        shown, view = self.session.shown, self.view
        if shown.result is None or self._peek.is_on:
            self.canvas.show_layer(None)
            return
        if view.name == "regions":
            found = self.controller.regions.latest()
            if found is not None:
                self.canvas.show_layer(views.region_layer(found), with_picture=False)
            return
        if view.is_map:
            self._show_map()
            return
        pointed = self._pointed if self._pointed < len(shown.looks) else -1
        opacity = self.strip.opacity.value() / 100
        if self.bench.tool in OBJECT_TOOLS:
            opacity *= RECEDED  # objects are what is looked at then
        layer = views.label_layer(shown, view, opacity, pointed)
        self.canvas.show_layer(layer, with_picture=view.with_picture)

    def _show_objects(self) -> None:
        self.bench.show_objects(bare=self._peek.is_on)

    def _show_regions(self, n: int) -> None:
        if self.view.name == "regions":
            self.status.say(f"{n} region{'s' if n != 1 else ''}")
            self._show_layer()

    def _look_at(self, name: str, _value: object) -> None:
        """Show regions when people change what decides them, or else they would see nothing happen."""
        if name in NAMES and self.view.name != "regions" and self.session.document.source is not None:
            self.show_view("regions")

    def _show_map(self) -> None:
        shown = self.session.shown
        row = max(min(self.side.segments.currentRow(), len(shown.looks) - 1), 0)
        uncertain = self.view.name == "uncertainty"
        title = "Uncertainty" if uncertain else shown.looks[row].name
        self.strip.legend.show_ramp(self.view, title, ("0", "1"))
        values = self.controller.maps.of(None if uncertain else row)
        if values is not None:
            self.canvas.show_layer(views.map_layer(values, self.view), with_picture=False)

    def show_view(self, name: str) -> None:
        """Look at the document another way."""
        self.view = next(view for view in views.VIEWS if view.name == name)
        self.strip.show_view(name)
        self.actions_by_name[f"view_{name}"].setChecked(True)
        rows = self.side.segments
        if name == "probability" and rows.count() and not rows.chosen:
            rows.choose(max(rows.currentRow(), 0))  # so that the list says whose probability it is
        self._show_layer()

    def _enable(self) -> None:
        able = abilities(
            self.session,
            self.side.segments.chosen,
            self.view,
            current=self.object_controller.current is not None,
        )
        for name, is_able in able.items():
            self.actions_by_name[name].setEnabled(is_able)
        self.side.export.setEnabled(able["export"])
        self.strip.set_available(picture=able["fit"], segments=able["view_overlay"])
        document, chosen = self.session.document, self.side.segments.chosen
        rows = [row for row in chosen if row < len(document.looks)]
        locked = bool(rows) and all(is_locked(document, row) for row in rows)
        self.actions_by_name["lock"].setChecked(locked)
        history = self.session.history
        for name, removal, entries in (
            ("undo", self.image_list.membership.undoable, history.past),
            ("redo", self.image_list.membership.redoable, history.future),
        ):
            act = removal.name if removal else entries[-1].name if entries else ""
            told = act.replace("&", "&&")  # Qt underlines what follows a single one
            self.actions_by_name[name].setText(f"&{name.capitalize()} {told}".rstrip())
            self.actions_by_name[name].setEnabled(bool(act))

    def set_appearance(self, name: str) -> None:
        """Show the window in light or dark colours, or in those of the system."""
        chosen = name if name in theme.APPEARANCES else "system"
        theme.apply(chosen)
        preferences.keep("appearance", chosen)
        self.actions_by_name[f"look_{chosen}"].setChecked(True)
        self.canvas.backdrop = QColor(theme.colours().backdrop)
        actions.refresh_icons(self.actions_by_name)
        for part in (self.side.model, self.strip):
            part.refresh_icons()
        self.message.refresh_icons()
        self.canvas.update()

    def _scheme_changed(self) -> None:
        if preferences.text("appearance", "system") == "system":
            self.set_appearance("system")

    def _point_at(self, row: int) -> None:
        if row != self._pointed:
            self._pointed = row
            self._show_layer()

    def _selected(self) -> None:
        self._enable()
        if self.view.name == "probability":
            self._show_layer()

    def do_view(self) -> None:
        """Look at the document another way."""
        self.show_view(self.sender().objectName().removeprefix("view_"))

    def do_look(self) -> None:
        """Choose light or dark."""
        self.set_appearance(self.sender().objectName().removeprefix("look_"))

    def do_quit(self) -> None:
        """Close the window."""
        self.close()

    def do_undo(self) -> None:
        """Go one act back."""
        if not self.image_list.membership.undo():
            self.controller.undo()

    def do_redo(self) -> None:
        """Go one act forth."""
        if not self.image_list.membership.redo():
            self.controller.redo()

    def do_cancel(self) -> None:
        """Forget what is being drawn; else stop what runs; else close the message and let go of all."""
        if self.bench.gestures.cancel():
            return
        if self.controller.is_busy:
            self.controller.cancel()
        else:
            self.message.hide()
            self.side.segments.clearSelection()
        self.give_keyboard_back()

    def give_keyboard_back(self) -> None:
        """Let keys mean what they do over the picture again, after one of the panels had them."""
        focus = self.focusWidget()
        if self.bench.isVisible():
            self.canvas.setFocus()
        elif focus is not None:
            focus.clearFocus()

    def do_panels(self) -> None:
        """Show or hide the column on the right."""
        self.side.setVisible(not self.side.isVisible())

    def do_full_screen(self) -> None:
        """Fill the screen, or no longer."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def do_keys(self) -> None:
        """Show the sheet of keys."""
        ShortcutsDialog(self).show()

    def do_about(self) -> None:
        """Say what this is."""
        self.message.show_note(f"gmmseg {__version__} turns pictures into masks with Gaussian mixtures.")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take anything: what cannot be opened is answered with a sentence."""
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the picture that was dropped."""
        event.acceptProposedAction()
        self.opener.take(event.mimeData())

    def showEvent(self, event: QShowEvent) -> None:
        """Make the panels as wide as they were, now that the window has its size."""
        super().showEvent(event)
        if not event.spontaneous():
            QTimer.singleShot(0, self.splitter, lambda: preferences.restore_panels(self.splitter, WIDTH))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about what is not saved; remember the window's place, stop what runs, and wait for it."""
        if not self.saver.may_close():
            event.ignore()
            return
        preferences.save_geometry(self)
        if self.side.isVisible():
            preferences.save_panels(self.splitter)
        self.hide()  # what runs may take a moment to stop
        for part in (
            self.image_list,
            self.saver,
            self.autosaver,
            self.batch_controller,
            self.export_controller,
            self.controller,
        ):
            part.close()
        super().closeEvent(event)
