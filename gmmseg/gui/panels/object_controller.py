"""The actions on objects: from the canvas, from their list, from the menu."""

from typing import Any

from PySide6.QtCore import QObject, QPoint, Signal, Slot

from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.panels.colour_picker import ColourPicker
from gmmseg.gui.panels.side_panel import SidePanel
from gmmseg.gui.translation import tr
from gmmseg.imaging.seeds import INSIDE, MOST_RUNS, Area
from gmmseg.session.edits import objects as edits
from gmmseg.session.edits.segments import add_area
from gmmseg.session.objects import Mark, Object


class ObjectController(QObject):
    """Turns gestures on objects into edits of the document; knows which object is the current one."""

    chosen = Signal()  # another object is the current one

    def __init__(self, *, panel: SidePanel, controller: SessionController) -> None:
        super().__init__(panel)
        self.panel, self.rows, self.controller = panel, panel.objects, controller
        self.key: int | None = None
        controller.changed.connect(self.refresh)
        rows = self.rows
        rows.renamed.connect(self._rename)
        rows.recolouring.connect(self._recolour)
        rows.toggled.connect(self._toggle)
        rows.soloed.connect(self._toggle)
        rows.itemSelectionChanged.connect(self._selected)

    @Slot()
    def refresh(self) -> None:
        """Show the objects of now."""
        shown = self.controller.session.shown
        self.panel.show_objects(shown.objects, shown.source.image.n_usable if shown.source else 1)
        self.show_current()

    @property
    def objects(self) -> tuple[Object, ...]:
        """The objects of the document."""
        return self.controller.session.document.objects

    @property
    def current(self) -> Object | None:
        """The object that marks are added to; None where the next mark begins a new one."""
        return self.controller.session.document.object_of(self.key)

    def choose(self, key: int | None) -> None:
        """Make an object the current one, or none."""
        self.key = key
        self.show_current()
        self.chosen.emit()

    def choose_at(self, row: int, column: int) -> bool:
        """Make the object current that is seen at a pixel; return whether there is one."""
        for object_ in reversed(self.objects):
            if object_.cut is not None and not object_.hidden and object_.cut.levels[0][row, column]:
                self.choose(object_.key)
                return True
        return False

    def show_current(self) -> None:
        """Select the row of the current object."""
        keys = [object_.key for object_ in self.objects]
        self.rows.blockSignals(True)
        if self.key in keys:
            self.rows.choose(keys.index(self.key))
        else:
            self.rows.clearSelection()
            self.rows.setCurrentRow(-1)
        self.rows.blockSignals(False)

    def begin(self, mark: Mark, title: str) -> None:
        """Make a new object of a mark."""
        self.controller.apply(title, edits.add_object(mark))
        self.choose(self.objects[-1].key)

    def mark(self, mark: Mark, title: str) -> None:
        """Add a mark to the current object, or begin one."""
        if self.current is None:
            self.begin(mark, title)
        else:
            assert self.key is not None
            self.controller.apply(title, edits.add_mark(self.key, mark))

    def change_mark(self, mark: Mark, title: str) -> None:
        """Put a mark in place of the current object's last."""
        assert self.key is not None
        self.controller.apply(title, edits.replace_last_mark(self.key, mark))

    def propose(self, mark: Mark) -> None:
        """Show what the current object would be with another last mark."""
        assert self.key is not None
        self.controller.session.propose(edits.replace_last_mark(self.key, mark))

    def unmark(self, index: int) -> None:
        """Take a mark of the current object away."""
        assert self.key is not None
        self.controller.apply(tr("Remove mark"), edits.remove_mark(self.key, index))

    def begin_next(self) -> None:
        """Let the next mark begin an object."""
        self.choose(None)
        self.controller.status_message.emit(tr("The next mark begins a new object"))

    def delete(self) -> None:
        """Take the current object away."""
        if self.key is not None and self.current is not None:
            self.controller.apply(tr("Delete object"), edits.remove_object(self.key))
            self.choose(None)

    def add_as_segment(self) -> None:
        """Make a segment of the current object, and of pixels like its own."""
        object_ = self.current
        if object_ is None:
            return
        if object_.cut is None or not object_.is_cut or not self.controller.session.document.is_settled:
            self.controller.status_message.emit(
                tr("Wait a moment: the object or the segments are still being found")
            )
            return
        area = Area.of(object_.cut.levels[0] > 0, INSIDE)
        if not object_.cut.n_pixels or len(area.runs) > MOST_RUNS:
            fault = (
                tr("{name} is too ragged: it cannot become a segment", name=object_.name)
                if object_.cut.n_pixels
                else tr("{name} has no pixels: it cannot become a segment", name=object_.name)
            )
            self.controller.status_message.emit(fault)
            return
        before = self.controller.session.document
        self.controller.apply(tr("Add object as segment"), add_area(area, object_.name, object_.colour))
        if self.controller.session.document is before:
            self.controller.status_message.emit(tr("{name} is a segment already", name=object_.name))

    def _rename(self, row: int, name: str) -> None:
        old = self.objects[row].name
        self.controller.apply(tr("Rename object"), edits.rename_object(self.objects[row].key, name))
        if self.objects[row].name != old:  # the last message may have had the old name
            self.controller.status_message.emit(
                tr("{old} is called {new} now", old=old, new=self.objects[row].name)
            )

    def _recolour(self, row: int, place: QPoint) -> None:
        popup = ColourPicker(self.rows, row, self.objects[row].colour)
        popup.chosen.connect(self._coloured)
        popup.open_at(place)

    def _coloured(self, row: int, colour: Any) -> None:
        self.controller.apply(
            tr("Recolour object"), edits.recolour_object(self.objects[row].key, tuple(colour))
        )

    def _toggle(self, row: int) -> None:
        object_ = self.objects[row]
        title = tr("Show object") if object_.hidden else tr("Hide object")
        self.controller.apply(title, edits.hide_object(object_.key, not object_.hidden))

    def _selected(self) -> None:
        rows = self.rows.chosen
        self.key = self.objects[rows[0]].key if rows and rows[0] < len(self.objects) else None
        self.chosen.emit()
