"""Found objects corrected by hand, and labels painted locally: gestures and acts of the menu to edits."""

from collections.abc import Sequence
from dataclasses import replace
from math import hypot
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from gmmseg.errors import BadAnnotationsError, DifferentSizesError, GmmsegError
from gmmseg.gui.canvas.gestures import Gestures
from gmmseg.gui.canvas.pointer import ALT, PointerEvent
from gmmseg.gui.objects.found_controller import FoundController
from gmmseg.gui.panels.segment_list import SegmentList
from gmmseg.gui.translation import mark, tr, trn
from gmmseg.gui.widgets import save_dialog
from gmmseg.imaging.seeds import INSIDE, OUTSIDE, Stroke
from gmmseg.session.compute.found_objects import FoundObjects
from gmmseg.session.corrections import Correction
from gmmseg.session.document import Document
from gmmseg.session.edits import found_objects as edits
from gmmseg.session.edits.objects import hide_object

FINE = 0.25  # pixels between the points of a line that divides
ENDINGS = "*.png *.tif *.tiff *.bmp *.npz *.npy *.json *.geojson *.gz *.txt *.roi *.zip"
ANNOTATIONS = mark("Annotations ({endings});;All files (*)")
STILL_FINDING = mark("Wait a moment: objects are still being found")


class CorrectionController(QObject):
    """Turns lines that are drawn, and acts on objects that are selected, into edits of the document."""

    def __init__(self, *, found: FoundController, gestures: Gestures, rows: SegmentList) -> None:
        super().__init__(found)
        self.found, self.gestures, self.rows = found, gestures, rows
        self.controller, self.selection = found.controller, found.selection
        gestures.drawn.connect(self._drawn)

    @property
    def _document(self) -> Document:
        return self.controller.session.document

    def _ready(self) -> FoundObjects | None:
        """Return the objects of now; None, with a message, while others are being found."""
        search = self.controller.object_search
        if self.found.is_on and search.is_current:
            return search.objects
        self.controller.status_message.emit(
            tr(STILL_FINDING) if self.found.is_on else tr("Count objects first (J)")
        )
        return None

    def _do(self, correction: Correction | None, nothing: str) -> bool:
        """Do a correction; where there is nothing to do, say why."""
        if correction is None:
            self.controller.status_message.emit(nothing)
            return False
        self.controller.apply(correction.title, edits.correct(correction))
        return True

    @Slot(object)
    def delete(self, numbers: Sequence[int]) -> None:
        """Delete objects."""
        found = self._ready()
        if found is not None and self._do(edits.delete_objects(found, numbers), tr("Select an object first")):
            self.selection.choose(())

    def delete_selected(self) -> None:
        """Delete the objects that are selected."""
        self.delete(self.selection.numbers)

    @Slot()
    def merge_selected(self) -> None:
        """Make one object of those that are selected, whether they touch or not."""
        found = self._ready()
        if found is None:
            return
        correction = edits.merge_objects(found, self.selection.numbers)
        if (
            self._do(correction, tr("Select two objects or more: Shift-click adds one"))
            and correction is not None
        ):
            self.selection.choose([correction.after[0].number])

    def change_class(self, key: int) -> None:
        """Make a segment the class of the objects that are selected."""
        found = self._ready()
        if found is not None:
            correction = edits.change_class(found, self.selection.numbers, key)
            self._do(
                correction,
                tr("These objects are of that class")
                if self.selection.numbers
                else tr("Select an object first"),
            )

    def take_over(self) -> None:
        """Make objects that are counted of those that were cut out by clicks, boxes or strokes."""
        found, document = self._ready(), self._document
        if found is None:
            return
        ready = [
            object_
            for object_ in document.objects
            if object_.cut is not None and object_.is_cut and not object_.hidden
        ]
        masks = [(object_, object_.cut.levels[0] > 0) for object_ in ready if object_.cut is not None]
        made = [
            (object_, edits.take_over(found, mask, self._class_of(found, mask))) for object_, mask in masks
        ]
        kept = [(object_, correction) for object_, correction in made if correction is not None]
        if not kept:
            self.controller.status_message.emit(tr("There is no cut-out object in view to take over"))
            return

        def edit(document: Document) -> Document:
            for object_, correction in kept:
                document = hide_object(object_.key)(edits.correct(correction)(document))
            return document

        n = len(kept)
        self.controller.apply(trn("Take over object", "Take over %n objects", n), edit)

    def import_objects(self) -> None:
        """Let people choose a file of annotations, whose objects take the place of those that were found."""
        if self._ready() is None:
            return
        dialog = save_dialog.file_dialog(
            self.rows.window(),
            tr("Import objects"),
            str(save_dialog.beside(self._document.source)),
            tr(ANNOTATIONS, endings=ENDINGS),
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.take_in)
        dialog.open()

    @Slot(str)
    def take_in(self, path: str) -> None:
        """Count the objects of a file of annotations in the place of those that were found."""
        from gmmseg.io.readers.annotations import object_maps

        found = self._ready()
        if found is None:
            return
        image = found.objects.image
        try:
            read = object_maps.read(path, (image.height, image.width), picture=image.name)
        except DifferentSizesError as error:
            (height, width), here = error.truth, f"{image.width} by {image.height}"
            what = f"it is of a picture of {width} by {height} pixels and {image.name} has {here}"
            self.controller.failed.emit(str(BadAnnotationsError(Path(path).name, what)), "")
            return
        except GmmsegError as error:
            self.controller.failed.emit(str(error), "")
            return
        names = {name: key for key, name in found.request.segments}
        numbers = np.unique(read.labels[read.labels > 0]).tolist()
        known = {n: names[name] for n, name in read.class_names.items() if name in names}
        rest = [number for number in numbers if number not in known]
        other = self._class_of(found, np.isin(read.labels, rest)) if rest else 0
        segments = dict.fromkeys(rest, other) | known
        if self._do(
            edits.take_in(found, read.labels, segments), tr("{name} has no object here", name=Path(path).name)
        ):
            self.selection.choose(())
            message = trn("%n object was imported.", "%n objects were imported.", len(numbers))
            self.controller.status_message.emit(" ".join((message, *read.notes)))

    def _class_of(self, found: FoundObjects, mask: NDArray[np.bool_]) -> int:
        """Return the key of the class that most pixels of a mask have, of those that objects are made of."""
        labels = self._document.segmentation().labels
        chosen = found.base.chosen or tuple(range(1, len(found.request.segments) + 1))
        n = np.bincount(labels[mask], minlength=len(found.request.segments) + 1)
        return found.request.segments[max(chosen, key=lambda number: n[number]) - 1][0]

    @Slot(str, object)
    def _drawn(self, tool: str, path: list[PointerEvent]) -> None:
        if tool == "size":
            self._measure(path)
        elif any(touch.inside for touch in path):
            {"divide": self._divide, "redraw": self._redraw, "repaint": self._repaint}[tool](path)

    def _measure(self, path: list[PointerEvent]) -> None:
        across = hypot(path[-1].x - path[0].x, path[-1].y - path[0].y)
        if across >= 1:
            self.found.change("typical_size", round(across, 1))

    def _divide(self, path: list[PointerEvent]) -> None:
        found = self._ready()
        if found is not None:
            line = self.gestures.line_of(path, FINE)
            correction = edits.divide_objects(found, line, self.selection.numbers)
            chosen = tr("the selected objects") if self.selection.numbers else tr("an object")
            self._do(correction, tr("Draw the line all across {chosen}", chosen=chosen))

    def _redraw(self, path: list[PointerEvent]) -> None:
        found, numbers = self._ready(), self.selection.numbers
        if found is None:
            return
        if len(numbers) > 1 or (path[0].right and not numbers):
            self.controller.status_message.emit(tr("Select the one object that is redrawn"))
            return
        owner = OUTSIDE if path[0].right else INSIDE
        stroke = Stroke(self.gestures.line_of(path), self.gestures.radius, owner)
        number = numbers[0] if numbers else None
        key = self._class_of(found, _under(stroke, found)) if number is None else 0
        correction = edits.paint_object(found, number, stroke, segment=key, over=path[0].has(ALT))
        done = self._do(correction, tr("Nothing changed: other objects keep their pixels unless Alt is held"))
        if done and correction is not None and number is None:
            self.selection.choose([correction.after[0].number])

    def _repaint(self, path: list[PointerEvent]) -> None:
        document, chosen = self._document, self.rows.chosen
        if not document.is_settled:
            self.controller.status_message.emit(tr("Wait a moment: segments are still being found"))
        elif not chosen:
            self.controller.status_message.emit(tr("Choose a segment in the list, then paint its label"))
        else:
            name = document.segment_styles[chosen[0]].name
            line = self.gestures.line_of(path)
            self.controller.apply(
                tr("Repaint as {name}", name=name), edits.repaint(chosen[0], line, self.gestures.radius)
            )


def _under(stroke: Stroke, found: FoundObjects) -> NDArray[np.bool_]:
    """Return the pixels under a stroke."""
    from gmmseg.imaging.seeds import seed_labels

    shape = found.objects.labels.shape
    return seed_labels([replace(stroke, owner=INSIDE)], (shape[0], shape[1])) == INSIDE
