"""The objects that are found: what people choose in the section on them, what is drawn on the picture."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QPainter

from gmmseg.errors import BadSettingError
from gmmseg.gui.canvas.canvas import Canvas
from gmmseg.gui.canvas.compare import CompareKey
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.objects.overlay import FoundOverlay
from gmmseg.gui.objects.section import TITLES, ClassRow, ObjectSection
from gmmseg.gui.objects.selection import ObjectSelection
from gmmseg.gui.translation import tr, within
from gmmseg.session.compute.found_objects import FoundObjects
from gmmseg.session.edits import found_objects as edits


class FoundController(QObject):
    """Turns what people do with the section into edits of the document, and shows the objects of now."""

    shown = Signal()  # other objects than before, or others of them

    def __init__(
        self,
        *,
        section: ObjectSection,
        canvas: Canvas,
        compare: CompareKey,
        controller: SessionController,
    ) -> None:
        super().__init__(section)
        self.section, self.canvas, self.compare, self.controller = section, canvas, compare, controller
        self.session, self.search = controller.session, controller.object_search
        self.selection = ObjectSelection(self)
        self.left_out: NDArray[np.bool_] | None = None  # by a filter, in the order of rows
        self._overlay: FoundOverlay | None = None
        canvas.captions = self._write_numbers
        for signal, slot in (
            (controller.changed, self.refresh),
            (self.search.found, self._found),
            (self.selection.changed, self.show_overlay),
            (self.selection.pointing, self.show_overlay),
            (compare.changed, self.show_overlay),
            (section.switched, self._switch),
            (section.previewed, self._preview),
            (section.changed, self.change),
            (section.toggled, self._toggle),
            (section.forgetting, self._forget),
        ):
            signal.connect(slot)

    @property
    def objects(self) -> FoundObjects | None:
        """The objects that are shown; the last ones while others are being found."""
        return self.search.objects

    @property
    def is_on(self) -> bool:
        """Whether objects are looked for."""
        return self.session.shown.object_options is not None

    @Slot()
    def refresh(self) -> None:
        """Show the options and counts of now."""
        document, found = self.session.shown, self.objects
        sizes = found.objects.typical_sizes if found is not None else ()
        self.section.show_options(document.object_options, sizes, is_open=document.source is not None)
        if document.object_options is not None:
            self.section.show_classes(self._classes())
            notes = found.objects.notes if found is not None else ()
            problem = (self.search.problem,) if self.search.problem else ()
            self.section.show_note(problem or notes, len(found.lost) if found is not None else 0)
        self.show_overlay()

    def _classes(self) -> list[ClassRow]:
        document, found = self.session.shown, self.objects
        options, counts = document.object_options, {}
        chosen: set[int] = set()
        if options is not None and isinstance(options.classes, tuple):
            chosen = {key for key in options.classes if isinstance(key, int)}
        elif options is not None and options.classes == "all":
            chosen = {style.key for style in document.segment_styles}
        if found is not None:
            keys = [key for key, _ in found.request.segments]
            counts = {keys[number - 1]: n for number, n in found.counts.items()}
            if options is not None and options.classes is None:
                chosen = {keys[number - 1] for number in found.base.chosen}
        return [
            ClassRow(style.key, style.name, style.colour, style.key in chosen, counts.get(style.key))
            for style in document.segment_styles
        ]

    @Slot()
    def _found(self) -> None:
        found = self.objects
        self.left_out = None
        if found is not None:
            self.selection.choose(number for number in self.selection.numbers if number in found.places)
        self.refresh()
        self.shown.emit()

    @Slot()
    def show_overlay(self) -> None:
        """Draw the objects of now; none on the bare picture."""
        found, document = self.objects, self.session.shown
        if found is None or self.compare.is_on or document.object_options is None:
            self._overlay = None
            self.canvas.show_found(None)
            return
        rows = {key: style.colour for style in document.segment_styles for key in (style.key,)}
        colours = {
            number: rows.get(key, (255, 255, 255))
            for number, (key, _) in enumerate(found.request.segments, 1)
        }
        faint = (
            self.left_out if self.left_out is not None and len(self.left_out) == len(found.objects) else None
        )
        self._overlay = FoundOverlay(found, colours, self.selection.numbers, faint, self.selection.pointed)
        self.canvas.show_found(self._overlay.drawn)

    def leave_out(self, rows: NDArray[np.bool_] | None) -> None:
        """Draw some objects faintly: those that a filter leaves out, in the order of rows."""
        self.left_out = rows
        self.show_overlay()

    def _write_numbers(self, painter: QPainter) -> None:
        if self._overlay is not None:
            self._overlay.write_numbers(painter, self.canvas)

    @Slot(bool)
    def _switch(self, is_on: bool) -> None:
        self.controller.apply(
            tr("Count objects") if is_on else tr("Count no objects"), edits.find_objects(is_on)
        )

    def toggle(self) -> None:
        """Look for objects, or no longer."""
        if self.session.document.source is not None:
            self._switch(not self.is_on)

    @Slot(str, object)
    def _preview(self, name: str, value: object) -> None:
        self.session.propose(edits.with_object_options(**{name: value}))

    @Slot(str, object)
    def change(self, name: str, value: object) -> None:
        """Change how objects are found; a value out of its range is refused with a message."""
        try:
            self.controller.apply(
                tr("change of {setting}", setting=within(TITLES[name])),
                edits.with_object_options(**{name: value}),
            )
        except BadSettingError as error:
            self.session.propose(None)
            self.controller.failed.emit(str(error), "")
            self.refresh()

    @Slot(int, bool)
    def _toggle(self, key: int, is_on: bool) -> None:
        chosen = [row.key for row in self._classes() if (is_on if row.key == key else row.chosen)]
        if not chosen:
            self.controller.status_message.emit(tr("Objects are made of one segment at least"))
            self.refresh()
            return
        self.change("classes", tuple(chosen))

    @Slot()
    def _forget(self) -> None:
        if self.objects is not None:
            self.controller.apply(tr("Forget corrections"), edits.drop_corrections(self.objects.lost))
