"""The magic wand: clicks that grow regions, and their tolerance."""

from dataclasses import replace

from PySide6.QtCore import QObject, Qt

from gmmseg.gui.canvas.pointer import PointerEvent
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.panels.object_controller import ObjectController
from gmmseg.gui.translation import tr
from gmmseg.imaging.cutting.region_growing import Wand
from gmmseg.imaging.seeds import INSIDE, OUTSIDE

TOLERANCE = 2.0  # sigmas
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


class WandController(QObject):
    """Turns clicks of the wand into marks of objects."""

    def __init__(self, controller: SessionController, objects: ObjectController) -> None:
        super().__init__(objects)
        self.controller, self.objects = controller, objects
        self.tolerance, self.connected = TOLERANCE, True

    @property
    def last(self) -> Wand | None:
        """The click that a change of tolerance is about: the current object's last mark."""
        object_ = self.objects.current
        mark = object_.marks[-1] if object_ is not None and object_.marks else None
        return mark if isinstance(mark, Wand) else None

    def click(self, touch: PointerEvent) -> None:
        """Grow a region: a new object, or with Shift more of the current one, with Alt less."""
        result, (column, row) = self.controller.session.document.result, touch.pixel
        if result is None or not self.controller.session.document.is_current:
            self.controller.status_message.emit(tr("Wait a moment: segments are still being found"))
            return
        segment = int(result.segmentation.labels[row, column]) - 1
        if segment < 0:
            self.controller.status_message.emit(tr("This pixel is not usable: nothing can grow from it"))
            return
        less = touch.right or touch.has(ALT)
        owner = OUTSIDE if less else INSIDE
        model = result.segmentation.model
        wand = Wand(column, row, self.tolerance, self.connected, model, segment, owner)
        self._place(wand, more=touch.has(SHIFT), less=less)

    def _place(self, wand: Wand, *, more: bool, less: bool) -> None:
        object_ = self.objects.current
        if less and object_ is None:
            self.controller.status_message.emit(tr("Mark an object first; then Alt removes from it"))
        elif less or (more and object_ is not None):
            self.objects.mark(wand, tr("Remove from object") if less else tr("Add to object"))
        elif object_ is not None and len(object_.marks) == 1 and self.last is not None:
            self.objects.change_mark(wand, tr("Grow region"))  # another try
        else:
            self.objects.begin(wand, tr("Grow region"))

    def slide(self, tolerance: float) -> None:
        """Show the last region at another tolerance."""
        self.tolerance = tolerance
        if self.last is not None:
            self.objects.propose(replace(self.last, tolerance=tolerance))

    def settle(self, tolerance: float) -> None:
        """Grow the last region, and those to come, by another tolerance."""
        self.tolerance = tolerance
        if self.last is not None:
            self.objects.change_mark(replace(self.last, tolerance=tolerance), tr("Change tolerance"))

    def connect_only(self, connected: bool) -> None:
        """Grow over joined pixels only, or over all of the picture."""
        self.connected = connected
        if self.last is not None:
            self.objects.change_mark(replace(self.last, connected=connected), tr("Change contiguous"))
