"""The main window. It puts the parts together and connects them; what they do lies elsewhere."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from gmmseg.assets import sample_images
from gmmseg.gui.app import actions, language_menu
from gmmseg.gui.app.actions import Handler
from gmmseg.gui.app.command_palette import CommandPalette
from gmmseg.gui.app.context_menus import ContextMenus
from gmmseg.gui.app.hints import HintController
from gmmseg.gui.app.shortcuts_dialog import ShortcutsDialog
from gmmseg.gui.app.start_page import StartPage
from gmmseg.gui.app.tour import Stop, Tour
from gmmseg.gui.batch.controller import BatchController
from gmmseg.gui.canvas.canvas import Canvas
from gmmseg.gui.canvas.canvas_area import CanvasArea
from gmmseg.gui.canvas.channel_controller import ChannelController
from gmmseg.gui.canvas.compare import CompareKey
from gmmseg.gui.canvas.comparison import ComparisonController
from gmmseg.gui.canvas.display_controller import DisplayController
from gmmseg.gui.canvas.minimap import Minimap
from gmmseg.gui.canvas.page_bar import PageBar
from gmmseg.gui.canvas.pixel_inspector import PixelInspector
from gmmseg.gui.canvas.scale_controller import ScaleController
from gmmseg.gui.canvas.toolbox import TOOLS
from gmmseg.gui.canvas.view_bar import ViewBar
from gmmseg.gui.canvas.view_controller import ViewController
from gmmseg.gui.canvas.views import VIEWS
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.export.controller import OBJECTS, ExportController
from gmmseg.gui.export.copy_controller import CopyController
from gmmseg.gui.export.drag_handle import DragHandle
from gmmseg.gui.large.large_controller import LargePictureController, is_refused, reason
from gmmseg.gui.large.whole_controller import WholeController
from gmmseg.gui.objects.mode import ObjectMode
from gmmseg.gui.panels.explanation.explanation_controller import ExplanationController
from gmmseg.gui.panels.explanation.plot_controller import PlotController
from gmmseg.gui.panels.history_controller import HistoryController
from gmmseg.gui.panels.model_controller import ModelController
from gmmseg.gui.panels.object_controller import ObjectController
from gmmseg.gui.panels.segment_controller import SegmentController
from gmmseg.gui.panels.side_panel import WIDTH, SidePanel
from gmmseg.gui.panels.sweep_controller import SweepController
from gmmseg.gui.project.autosave import AutosaveController
from gmmseg.gui.project.filmstrip import Filmstrip
from gmmseg.gui.project.image_list import ImageList
from gmmseg.gui.project.opening import OpenController
from gmmseg.gui.project.page_controller import PageController
from gmmseg.gui.project.saving import SaveController
from gmmseg.gui.project.seed_controller import SeedController
from gmmseg.gui.translation import tr
from gmmseg.gui.widgets import preferences, theme
from gmmseg.gui.widgets.controls import NumberRow, line
from gmmseg.gui.widgets.drop_target import DropTarget
from gmmseg.gui.widgets.message_bar import MessageBar
from gmmseg.gui.widgets.status_bar import StatusLine
from gmmseg.session.edits.segments import is_locked
from gmmseg.version import __version__


def fill(
    window: QMainWindow,
    *,
    above: Sequence[QWidget],
    middle: Sequence[QWidget],
    side: QWidget,
    status: QWidget,
) -> QSplitter:
    """Fill a window and return what parts it: `side` beside `middle`, `status` under both.

    From the outside in: with every parent that a widget gets, Qt looks at the style of all that is in it.
    """
    whole = QWidget()
    window.setCentralWidget(whole)
    rows = _bare(QVBoxLayout(whole))
    rows.addWidget(line())
    splitter = QSplitter(Qt.Orientation.Horizontal)
    splitter.setHandleWidth(1)
    rows.addWidget(splitter, 1)
    left = QWidget()
    splitter.addWidget(left)
    column = _bare(QVBoxLayout(left))
    for widget in above:
        column.addWidget(widget)
    for place, widget in enumerate(middle):
        column.addWidget(widget, 1 if place == 0 else 0)
    splitter.addWidget(side)
    splitter.setStretchFactor(0, 1)
    splitter.setCollapsible(0, False)
    splitter.setCollapsible(1, False)
    rows.addWidget(line())
    rows.addWidget(status)
    return splitter


def _refuse(part: QAction | QWidget, why: str) -> None:
    """Grey an action or a control and say why; with no reason any more, say what it said before."""
    usual = part.property("usual_tip")
    if why and usual is None:
        part.setProperty("usual_tip", part.toolTip())
        part.setToolTip(why)
        part.setEnabled(False)
    elif not why and usual is not None:
        part.setProperty("usual_tip", None)
        part.setToolTip(usual)
        part.setEnabled(True)


def _bare(layout: QVBoxLayout) -> QVBoxLayout:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout


WIDEST = 360  # pixels of the column on the right, where nobody made it wider
SMALLEST = (892, 560)  # a screen of 900 by 600 without the window's frame


class MainWindow(QMainWindow):
    """A picture, its segments, everything that can be done with them, and the project's other pictures.

    It is built from the bottom up, and each part is given what it uses; no part knows the window.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("gmmseg")
        self.setMinimumSize(*preferences.bounded(SMALLEST))
        self.setAcceptDrops(True)
        self._may_close = False
        self.controller = SessionController(self)
        self.session = self.controller.session
        self.controller.changed.connect(self._show_page)  # first: a canvas is to have its size
        self._build_widgets()
        self._build_controllers()
        self._lay_out()
        self._build_project()
        self.tour: Tour | None = None
        self.hints = HintController(self.canvas_area.options)
        self._build_actions()
        self._connect()
        self.set_appearance(preferences.text("appearance", "system"))
        preferences.restore_geometry(self)
        self.controller.changed.emit()

    def _build_widgets(self) -> None:
        self.view_bar, self.canvas, self.start = ViewBar(), Canvas(), StartPage()
        self.messages, self.side, self.status = MessageBar(), SidePanel(), StatusLine()
        self.filmstrip, self.compare = Filmstrip(), CompareKey(self)
        self.page_bar, self.drop_target = PageBar(), DropTarget(self)

    def _build_controllers(self) -> None:
        """Let people do things to the picture that is shown."""
        controller, side = self.controller, self.side
        self.object_controller = ObjectController(panel=side, controller=controller)
        self.segment_controller = SegmentController(panel=side, controller=controller)
        self.model_controller = ModelController(panel=side.model, controller=controller)
        self.explanation = ExplanationController(
            section=side.explanation, rows=side.segments, controller=controller
        )
        self.history_controller = HistoryController(
            rows=side.history, section=side.history_section, controller=controller
        )
        self.sweep_controller = SweepController(panel=side.model, controller=controller)
        self.canvas_area = CanvasArea(
            canvas=self.canvas,
            controller=controller,
            objects=self.object_controller,
            segments=self.segment_controller,
        )
        self.minimap = Minimap(self.canvas)
        self.display_controller = DisplayController(canvas=self.canvas, controller=controller)
        self.channel_controller = ChannelController(
            panel=side.channels, display=self.display_controller, controller=controller
        )
        self.view_controller = ViewController(
            canvas=self.canvas,
            view_bar=self.view_bar,
            controller=controller,
            rows=side.segments,
            compare=self.compare,
        )
        self.comparison = ComparisonController(
            canvas=self.canvas, view=self.view_controller, controller=controller
        )
        self.plot_controller = PlotController(section=side.plots, rows=side.segments, controller=controller)
        self.object_mode = ObjectMode(
            canvas=self.canvas, area=self.canvas_area, side=side, compare=self.compare, controller=controller
        )
        self.scale_controller = ScaleController(
            canvas=self.canvas, gestures=self.canvas_area.gestures, controller=controller
        )
        self.pixel_inspector = PixelInspector(
            canvas=self.canvas, rows=side.segments, status=self.status, controller=controller
        )

        self.large_controller = LargePictureController(
            canvas=self.canvas, controller=controller, inspector=self.pixel_inspector
        )
        self.display_controller.show_large = self.large_controller.show
        self.whole_controller = WholeController(
            large=self.large_controller, controller=controller, messages=self.messages, parent=self
        )

    def _build_project(self) -> None:
        """Let people come with pictures and go with files."""
        session, controller, messages = self.session, self.controller, self.messages
        self.save_controller = SaveController(
            session=session, controller=controller, messages=messages, parent=self
        )
        self.large_controller.is_held = lambda: self.save_controller.runner.is_busy
        self.autosave_controller = AutosaveController(
            session=session, controller=controller, messages=messages, save=self.save_controller, parent=self
        )
        self.image_list = ImageList(
            session=session,
            controller=controller,
            filmstrip=self.filmstrip,
            canvas=self.canvas,
            gestures=self.canvas_area.gestures,
            messages=messages,
            save=self.save_controller,
            parent=self,
        )
        self.page_controller = PageController(
            controller=controller,
            bar=self.page_bar,
            canvas=self.canvas,
            gestures=self.canvas_area.gestures,
            display=self.display_controller,
            messages=messages,
            save=self.save_controller,
        )
        self.seed_controller = SeedController(controller=controller, parent=self)
        self.open_controller = OpenController(
            controller=controller,
            save=self.save_controller,
            images=self.image_list,
            messages=messages,
            seeds=self.seed_controller,
            parent=self,
        )
        self.batch_controller = BatchController(
            controller=controller,
            save=self.save_controller,
            messages=messages,
            status=self.status,
            parent=self,
        )
        self.export_controller = ExportController(session=session, parent=self)
        self.copy_controller = CopyController(
            controller=controller,
            rows=self.side.segments,
            objects=self.object_controller,
            opacity=lambda: self.view_controller.opacity,
            parent=self,
        )
        self.drag_handle = DragHandle(self.copy_controller)
        self.side.add_to_foot(self.drag_handle)

    def _build_actions(self) -> None:
        self.actions_by_name = actions.bind(self._handlers(), parent=self)
        self.menus = actions.fill(self.menuBar(), self.actions_by_name)
        self.canvas_area.add_actions(self.actions_by_name)
        self.context_menus = ContextMenus(
            actions=self.actions_by_name,
            segments=self.menus["Segments"],
            objects=self.object_controller,
            inspector=self.pixel_inspector,
            found=self.object_mode,
            parent=self,
        )
        for name in ("merge", "part"):
            self.side.add_tool(self.actions_by_name[name])
        for name in ("object_segment", "new_object", "delete_object"):
            self.side.add_object_tool(self.actions_by_name[name])
        for name in ("live", "again", "compare_numbers"):
            self.side.model_section.add_tool(self.actions_by_name[name])
        self.actions_by_name["live"].setChecked(True)
        self.object_mode.add_actions(self.actions_by_name)
        self.actions_by_name["panels"].setChecked(True)
        self.actions_by_name["safe_colours"].setChecked(self.view_controller.safe_colours)
        self.actions_by_name["patterns"].setChecked(self.view_controller.is_hatched)
        self.view_controller.chosen_object = lambda: self.object_controller.key
        self.actions_by_name["areas"].setChecked(self.segment_controller.shows_areas)
        self.scale_controller.follow(self.actions_by_name["scale_bar"])

    def _handlers(self) -> dict[str, Handler]:
        """Return what each action of the table does."""
        images, save, view = self.image_list, self.save_controller, self.view_controller
        objects, segments, model = self.object_controller, self.segment_controller, self.model_controller
        return {
            "open": self.open_controller.choose,
            "open_large": self.open_controller.choose_large,
            "learn": self.seed_controller.choose,
            "label_whole": self.whole_controller.ask,
            "whole_labels": self.whole_controller.toggle,
            "fit_view": self.large_controller.fit_here,
            "add_pictures": images.ask_to_add,
            "remove_picture": images.remove_shown,
            "batch": self.batch_controller.show_window,
            "save": save.save,
            "save_as": save.save_as,
            "export": self._export,
            "save_model": model.save_model,
            "quit": self.close,
            "undo": self._undo,
            "redo": self.controller.redo,
            "paste": self.open_controller.paste,
            "copy_overlay": self.copy_controller.copy_overlay,
            "copy_picture": self.copy_controller.copy_picture,
            "copy_mask": self.copy_controller.copy_mask,
            "copy_cutout": self.copy_controller.copy_cutout,
            "copy_table": self.copy_controller.copy_table,
            "cancel": self.cancel,
            **{f"view_{each.name}": partial(view.show, each.name) for each in VIEWS},
            "fainter": view.fade,
            "stronger": view.strengthen,
            "fit": view.fit,
            "whole": view.show_actual_pixels,
            "zoom_selection": view.show_selection,
            "safe_colours": view.toggle_safe_colours,
            "patterns": view.toggle_patterns,
            "zoom_in": view.zoom_in,
            "zoom_out": view.zoom_out,
            "scale_bar": self.scale_controller.toggle,
            "compare_views": self.comparison.toggle,
            "page_before": self._show_previous,
            "page_after": self._show_next,
            "picture_before": images.show_previous,
            "picture_after": images.show_next,
            "panels": self._toggle_panels,
            "full_screen": self._toggle_full_screen,
            **{f"look_{style}": partial(self.set_appearance, style) for style in theme.APPEARANCES},
            **{f"tool_{tool.name}": partial(self.canvas_area.take, tool.name) for tool in TOOLS},
            "smaller_brush": self.canvas_area.shrink_brush,
            "larger_brush": self.canvas_area.enlarge_brush,
            "new_object": objects.begin_next,
            "object_segment": objects.add_as_segment,
            "delete_object": objects.delete,
            "export_objects": partial(self._export, OBJECTS),
            "rename": segments.rename,
            "recolour": segments.recolour,
            "toggle": segments.toggle,
            "solo": segments.show_only,
            "show_all": segments.show_all,
            "merge": segments.merge,
            "part": segments.unmerge,
            "new_segment": segments.begin_segment,
            "split": segments.split,
            "remove": segments.remove,
            "lock": segments.lock,
            "areas": segments.toggle_areas,
            "deal_colours": segments.deal_colours,
            "raise": segments.move_up,
            "lower": segments.move_down,
            **self.object_mode.handlers(),
            "more": model.increase,
            "fewer": model.decrease,
            "auto": model.toggle_auto,
            "compare_numbers": self.sweep_controller.show,
            "try_nine": model.try_nine,
            "next_seed": model.try_next_seed,
            "describe_model": self.explanation.describe_model,
            "compare_model": self.explanation.compare_model,
            "export_code": self.explanation.export_code,
            "live": model.toggle_live,
            "again": model.recompute,
            "defaults": model.restore_defaults,
            "palette": self._show_palette,
            "keys": self._show_keys,
            "tour": self.begin_tour,
            "hints": self.hints.begin_again,
            "about": self._show_about,
        }

    def _lay_out(self) -> None:
        self.stack = QStackedWidget()
        self.stack.addWidget(self.start)
        self.stack.addWidget(self.canvas_area)
        self.splitter = fill(
            self,
            above=(self.view_bar, line(), self.messages),
            middle=(
                self.object_mode.above_table(self.stack),
                self.whole_controller.bar,
                self.page_bar,
                self.filmstrip,
            ),
            side=self.side,
            status=self.status,
        )

    def _connect(self) -> None:
        controller, area, opening = self.controller, self.canvas_area, self.open_controller
        for signal, slot in (
            (controller.changed, self._enable),
            (controller.failed, self.messages.show_problem),
            (controller.status_message, self.status.show_message),
            (controller.progressed, self.status.show_progress),
            (controller.busied, self.status.show_busy),
            (self.canvas.scaled, self.status.show_zoom),
            (self.canvas.hovered, self.explanation.follow),
            (self.canvas.hovered, self.plot_controller.follow),
            (self.plot_controller.lit, self.canvas.show_light),
            (self.side.explanation.previewed, self.plot_controller.preview),
            (self.explanation.other_loaded, self.comparison.show_model),
            (self.comparison.toggled, self.actions_by_name["compare_views"].setChecked),
            (area.taken, self.pixel_inspector.follow),
            (area.taken, self.view_controller.follow_tool),
            (area.taken, self.hints.follow_tool),
            (self.side.model.changed, self.hints.follow_setting),
            (self.actions_by_name["more"].triggered, self.hints.follow_number),
            (self.actions_by_name["fewer"].triggered, self.hints.follow_number),
            (self.compare.changed, self.hints.follow_comparison),
            (self.start.touring, self.begin_tour),
            (area.menu_requested, self.context_menus.show_at),
            (self.pixel_inspector.probed, self.side.channels.show_values),
            (area.gestures.picking, self.pixel_inspector.choose_at),
            (self.view_controller.view_changed, self._view_changed),
            (self.side.segments.menu_requested, self.context_menus.show_segments),
            (self.side.segments.itemSelectionChanged, self._enable),
            (self.side.objects.menu_requested, self.context_menus.show_objects),
            (self.side.model.previewed, self.view_controller.follow_setting),
            (self.side.model.changed, self.view_controller.follow_setting),
            (self.side.model.preparation.left, self.give_keyboard_back),
            (self.side.export.clicked, self._export_clicked),
            (self.object_mode.changed, self._enable),
            (self.whole_controller.changed, self._enable),
            (self.large_controller.problem, self.messages.show_problem),
            (self.large_controller.note, self.messages.show_note),
            (self.large_controller.shown, self._put_down),
            (self.object_mode.exporting, self._export),
            (self.object_controller.chosen, self._enable),
            (self.segment_controller.renewing, area.take_brush),
            (self.status.cancel.clicked, controller.cancel),
            (self.save_controller.title_changed, self._show_title),
            (self.start.opening, opening.choose),
            (self.start.picked, opening.open),
            (self.controller.changed, self._show_recent),
            (opening.opened, self.canvas.setFocus),
            (opening.folder_dropped, self.batch_controller.work_through),
            (self.batch_controller.shown, self._come_forward),
            (self.menus["recent"].aboutToShow, partial(opening.fill_recent, self.menus["recent"])),
            (
                self.menus["object_class"].aboutToShow,
                partial(self.object_mode.fill_classes, self.menus["object_class"]),
            ),
            (
                self.menus["language"].aboutToShow,
                partial(language_menu.fill, self.menus["language"], self.messages),
            ),
            (self.menus["samples"].aboutToShow, partial(opening.fill_samples, self.menus["samples"])),
            (QApplication.styleHints().colorSchemeChanged, self._scheme_changed),
        ):
            signal.connect(slot)
        for row in self.findChildren(NumberRow):
            row.left.connect(self.give_keyboard_back)

    def open(self, path: str | Path) -> None:
        """Open the picture at `path`."""
        self.open_controller.open(path)

    @Slot()
    def _show_page(self) -> None:
        """Show the picture, or where to begin while there is none."""
        is_open = self.session.shown.source is not None
        self.stack.setCurrentWidget(self.canvas_area if is_open else self.start)

    @Slot()
    def _show_recent(self) -> None:
        if self.session.shown.source is None:
            self.start.show_recent(preferences.recent())

    @Slot(str, bool)
    def _show_title(self, title: str, is_saved: bool) -> None:
        self.setWindowTitle(title)
        self.setWindowModified(not is_saved)

    @Slot()
    def _put_down(self) -> None:
        """Take the hand where the tool of now cannot be had for the picture that is shown."""
        if is_refused(f"tool_{self.canvas_area.tool}"):
            self.canvas_area.take("hand")

    @Slot(str)
    def _view_changed(self, name: str) -> None:
        self.actions_by_name[f"view_{name}"].setChecked(True)
        self._enable()

    @Slot()
    def _enable(self) -> None:
        """Let people choose only actions that are possible now."""
        chosen = self.side.segments.chosen
        able = actions.enabled(
            self.session,
            chosen,
            self.view_controller.view,
            current=self.object_controller.current is not None,
        ) | self.object_mode.enabled(self.actions_by_name)
        is_large = self.large_controller.picture is not None
        able |= self._about_large(is_large=is_large)
        if is_large:
            able["export"] = able["label_whole"]
        for name, action in self.actions_by_name.items():
            refused = is_large and is_refused(name)
            _refuse(action, reason() if refused else "")
            if refused or name in able:
                action.setEnabled(not refused and able.get(name, True))
        _refuse(self.object_mode.section.switch, reason() if is_large else "")
        self.side.export.setEnabled(able["export"])
        self.drag_handle.setEnabled(able["export"] and not is_large)
        self.view_bar.set_available(picture=able["fit"], segments=able["view_overlay"])
        document = self.session.document
        rows = [row for row in chosen if row < len(document.segment_styles)]
        locked = bool(rows) and all(is_locked(document, row) for row in rows)
        self.actions_by_name["lock"].setChecked(locked)
        for name, title, act in (
            ("undo", tr("&Undo {act}") if self.session.undoable else tr("&Undo"), self.session.undoable),
            ("redo", tr("&Redo {act}") if self.session.redoable else tr("&Redo"), self.session.redoable),
        ):
            label = act.replace("&", "&&")  # Qt underlines what follows a single one
            self.actions_by_name[name].setText(title.format(act=label))
            self.actions_by_name[name].setEnabled(bool(act))

    def _about_large(self, *, is_large: bool) -> dict[str, bool]:
        """Return whether what is about pictures larger than memory is possible now."""
        whole = self.whole_controller
        self.actions_by_name["whole_labels"].setChecked(whole.is_shown)
        return {
            "label_whole": whole.is_possible,
            "whole_labels": whole.labels is not None,
            "fit_view": is_large and self.session.document.model is not None,
        }

    def set_appearance(self, name: str) -> None:
        """Show the window in light or dark colours, or in those of the system."""
        chosen = name if name in theme.APPEARANCES else "system"
        theme.apply(chosen)
        preferences.keep("appearance", chosen)
        self.actions_by_name[f"look_{chosen}"].setChecked(True)
        self.canvas.backdrop = QColor(theme.colours().backdrop)
        actions.refresh_icons(self.actions_by_name)
        for part in (self.side, self.view_bar, self.page_bar, self.drag_handle):
            part.refresh_icons()
        self.object_mode.refresh_icons()
        self.messages.refresh_icons()
        self.canvas.update()

    def _scheme_changed(self) -> None:
        if preferences.text("appearance", "system") == "system":
            self.set_appearance("system")

    def _undo(self) -> None:
        """Take back the last point of what is being drawn; else what was done last."""
        if not self.canvas_area.gestures.step_back():
            self.controller.undo()

    def cancel(self) -> None:
        """Forget what is being drawn; else stop what runs; else close the message and let go of all."""
        if self.canvas_area.gestures.cancel() or self.page_controller.pause():
            return
        if self.controller.is_busy:
            self.controller.cancel()
        else:
            self.messages.hide()
            self.side.segments.clearSelection()
            self.object_mode.selection.choose(())
        self.give_keyboard_back()

    @Slot()
    def give_keyboard_back(self) -> None:
        """Let keys mean what they do over the picture again, after one of the panels had them."""
        focus = self.focusWidget()
        if self.canvas_area.isVisible():
            self.canvas.setFocus()
        elif focus is not None:
            focus.clearFocus()

    def _export(self, kinds: str = "") -> None:
        """Ask what to export where; of a picture larger than memory, the labels of all of it."""
        if self.large_controller.picture is not None:
            self.whole_controller.ask()
            return
        self.export_controller.ask(
            rows=self.side.segments.chosen, opacity=self.view_controller.opacity, kinds=kinds
        )

    @Slot()
    def _export_clicked(self) -> None:
        self._export()

    def _show_previous(self) -> None:
        """Show the page before this one; where there is but one, the picture before."""
        pages = self.page_controller
        (pages if pages.has_pages else self.image_list).show_previous()

    def _show_next(self) -> None:
        """Show the page after this one; where there is but one, the picture after."""
        pages = self.page_controller
        (pages if pages.has_pages else self.image_list).show_next()

    def _toggle_panels(self) -> None:
        """Show or hide the column on the right."""
        self.side.setVisible(not self.side.isVisible())

    def _toggle_full_screen(self) -> None:
        """Fill the screen, or no longer."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _show_keys(self) -> None:
        """Show the sheet of keys."""
        ShortcutsDialog(self).show()

    def _show_palette(self) -> None:
        """Let people find any action by a few letters."""
        CommandPalette(self.actions_by_name, self).open()

    def begin_tour(self) -> None:
        """Point at six places of the window; on a sample picture where none is open."""
        if self.session.document.source is None:
            samples = sample_images()
            if samples:
                self.open(samples[0])
        if not self.side.isVisible():
            self.side.show()
        for section in (self.side.segment_section, self.side.model_section):
            section.set_open(True)
        if self.tour is None:
            self.tour = Tour(self._stops(), self)
            self.tour.ended.connect(self._tour_ended)

    @Slot()
    def _tour_ended(self) -> None:
        self.tour = None
        self.give_keyboard_back()

    def _stops(self) -> tuple[Stop, ...]:
        side = self.side
        return (
            Stop(
                lambda: self.stack,
                tr("The picture"),
                tr(
                    "It is divided into segments that look alike, as soon as it is open. The wheel zooms, "
                    "dragging moves it, a click chooses a segment."
                ),
            ),
            Stop(
                lambda: side.segment_section,
                tr("Segments"),
                tr(
                    "Point at one to see it alone. Double-click its name to rename it, its swatch to "
                    "recolour it; select several and press M to merge them."
                ),
            ),
            Stop(
                lambda: side.model_section,
                tr("Model"),
                tr(
                    "How many segments, how smooth: drag and see. A preset sets all of it for a kind of "
                    "picture."
                ),
            ),
            Stop(
                lambda: self.canvas_area.toolbox,
                tr("Tools"),
                tr(
                    "Cut an object out by clicks, a box or an outline along boundaries, pick a region, "
                    "paint a segment, repaint labels. Each says above the picture what to do."
                ),
            ),
            Stop(
                lambda: self.view_bar,
                tr("Views"),
                tr("Overlay, segments, boundaries, uncertainty: keys 1 to 9. Hold C for the bare picture."),
            ),
            Stop(
                lambda: side.export,
                tr("Export"),
                tr(
                    "Masks, tables, outlines and reports. Everything else is in the command palette: "
                    "Ctrl+Shift+P."
                ),
            ),
        )

    def _show_about(self) -> None:
        """Say what this is."""
        self.messages.show_note(
            tr("gmmseg {version} turns pictures into masks with Gaussian mixtures.", version=__version__)
        )

    @Slot()
    def _come_forward(self) -> None:
        self.raise_()
        self.activateWindow()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take anything: what cannot be opened is answered with a sentence."""
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()
            self.drop_target.show_text(self.open_controller.drop_text(event.mimeData()))

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Show the window again: what was dragged went elsewhere."""
        self.drop_target.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the picture that was dropped."""
        self.drop_target.hide()
        event.acceptProposedAction()
        self.open_controller.take(event.mimeData())

    def showEvent(self, event: QShowEvent) -> None:
        """Make the panels as wide as they were, now that the window has its size."""
        super().showEvent(event)
        if not event.spontaneous():
            QTimer.singleShot(0, self.splitter, self._restore_panels)

    def _restore_panels(self) -> None:
        usual = max(WIDTH, min(self.splitter.width() // 4, WIDEST))
        preferences.restore_panels(self.splitter, usual)
        self.side.column.restore()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about what is not saved; remember the window's place, stop what runs, and wait for it."""
        if not self._may_close:
            self.save_controller.confirm_then(self._close)
        if not self._may_close:
            event.ignore()  # people are asked; if they agree, it closes later
            return
        preferences.save_geometry(self)
        if self.side.isVisible():
            preferences.save_panels(self.splitter)
        self.side.column.save()
        self.side.column.close_all()
        self.hide()  # what runs may take a moment to stop
        for part in (
            self.large_controller,
            self.whole_controller,
            self.scale_controller,
            self.page_controller,
            self.image_list,
            self.save_controller,
            self.autosave_controller,
            self.batch_controller,
            self.export_controller,
            self.copy_controller,
            self.model_controller,
            self.controller,
        ):
            part.close()
        super().closeEvent(event)

    def _close(self) -> None:
        self._may_close = True
        if self.isVisible():
            self.close()
