"""Where selected pixels go: they make an object, or get the label of the chosen segment; one act each."""

from PySide6.QtCore import QObject, Signal

from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.panels.object_controller import ObjectController
from gmmseg.gui.panels.segment_controller import SegmentController
from gmmseg.gui.translation import mark, tr
from gmmseg.imaging.seeds import INSIDE, MOST_RUNS, OUTSIDE, SelectedPixels
from gmmseg.session.edits.found_objects import repaint_area
from gmmseg.session.objects import COLOURS, Colour

OBJECT, SEGMENT = "object", "segment"
NO_OBJECT = mark("Mark an object first; then the right button removes from it")


class SelectionTarget(QObject):
    """Gives selected pixels to an object or to a segment, as one act that can be undone."""

    changed = Signal()

    def __init__(
        self, controller: SessionController, objects: ObjectController, segments: SegmentController
    ) -> None:
        super().__init__(objects)
        self.controller, self.objects, self.segments = controller, objects, segments
        self.kind = OBJECT

    def choose(self, kind: str) -> None:
        """Let selections make objects, or be given to the chosen segment."""
        self.kind = kind
        self.changed.emit()

    @property
    def colour(self) -> Colour:
        """What pixels are shown in before they are given."""
        styles, row = self.controller.session.shown.segment_styles, self.segments.rows.currentRow()
        if self.kind == SEGMENT and 0 <= row < len(styles):
            return styles[row].colour
        used = {object_.colour for object_ in self.objects.objects}
        return next((colour for colour in COLOURS if colour not in used), COLOURS[0])

    def give(self, selected: SelectedPixels, *, more: bool = False, less: bool = False) -> bool:
        """Make something of selected pixels; return whether that could be done.

        `more` adds them to the current object, `less` takes them away from it.
        """
        area = selected.area(OUTSIDE if less else INSIDE)
        if len(area.runs) < 2:  # no run of pixels is inside
            return self._refuse(tr("Nothing is selected here"))
        if len(area.runs) > MOST_RUNS:
            return self._refuse(tr("This selection is too ragged"))
        if self.kind == SEGMENT:
            return self._give_to_segment(selected, less=less)
        if less and self.objects.current is None:
            return self._refuse(tr(NO_OBJECT))
        if less:
            self.objects.mark(area, tr("Remove from object"))
        elif more and self.objects.current is not None:
            self.objects.mark(area, tr("Add to object"))
        else:
            self.objects.begin(area, tr("Select object"))
        return True

    def _give_to_segment(self, selected: SelectedPixels, *, less: bool) -> bool:
        document, chosen = self.controller.session.document, self.segments.rows.chosen
        if less:
            return self._refuse(tr("Pixels are taken from a segment by giving them to another one"))
        if not document.is_settled:
            return self._refuse(tr("Wait a moment: segments are still being found"))
        if not chosen:
            return self._refuse(tr("Choose a segment in the list first; then a selection is given to it"))
        name = document.segment_styles[chosen[0]].name
        self.controller.apply(
            tr("Give pixels to {name}", name=name), repaint_area(chosen[0], selected.area(INSIDE))
        )
        return True

    def _refuse(self, why: str) -> bool:
        self.controller.status_message.emit(why)
        return False
