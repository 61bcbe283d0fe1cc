"""The magic wand: presses that grow regions, and their tolerance, which dragging changes."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter

from gmmseg.gui.canvas.canvas import Canvas
from gmmseg.gui.canvas.pointer import ALT, SHIFT, PointerEvent
from gmmseg.gui.canvas.selecting.selection_overlay import SelectionOverlay
from gmmseg.gui.canvas.selecting.selection_target import SEGMENT, SelectionTarget
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.panels.object_controller import ObjectController
from gmmseg.gui.translation import tr
from gmmseg.imaging.cutting.region_growing import Wand, grow_region
from gmmseg.imaging.seeds import INSIDE, OUTSIDE, SelectedPixels

TOLERANCE = 2.0  # sigmas
LARGEST = 20.0  # sigmas
PER_SIGMA = 60.0  # logical pixels of a drag that change the tolerance by one
LEAST_DRAG = 4.0  # logical pixels


class WandController(QObject):
    """Turns presses of the wand into marks of objects, or into pixels that are given to a segment."""

    dragged = Signal(float)  # the tolerance, while it changes under the hand

    def __init__(
        self,
        canvas: Canvas,
        controller: SessionController,
        objects: ObjectController,
        target: SelectionTarget,
    ) -> None:
        super().__init__(objects)
        self.canvas, self.controller, self.objects, self.target = canvas, controller, objects, target
        self.selections = controller.selections
        self.tolerance, self.connected = TOLERANCE, True
        self.overlay = SelectionOverlay(canvas)
        self._pressed: PointerEvent | None = None
        self._wand: Wand | None = None  # what is growing under the hand
        self._is_dragged = self._gives_less = False
        self._preview: tuple[Wand, SelectedPixels] | None = None
        self.selections.measured.connect(canvas.update)
        self.selections.grown.connect(self._grown)

    @property
    def last(self) -> Wand | None:
        """The click that a change of tolerance is about: the current object's last mark."""
        object_ = self.objects.current
        mark = object_.marks[-1] if object_ is not None and object_.marks else None
        return mark if isinstance(mark, Wand) else None

    def enter(self) -> None:
        """Get ready for the first press."""
        self.controller.object_cuts.prepare()

    def leave(self) -> None:
        """Forget the region that is growing."""
        self.cancel()

    def move(self) -> None:
        """Do nothing: a region grows under a pressed button only."""

    def click(self, touch: PointerEvent) -> None:
        """Do nothing: presses are taken as they begin and end."""

    def wheel(self, turns: float) -> bool:  # noqa: ARG002 - each tool may use them
        """Leave the wheel to zooming."""
        return False

    def key(self, event: QKeyEvent) -> bool:  # noqa: ARG002 - each tool may use them
        """Leave keys to the canvas."""
        return False

    def begin(self, touch: PointerEvent) -> None:
        """Begin to grow a region at a pixel."""
        if not touch.inside:
            return
        result, (column, row) = self.controller.session.document.result, touch.pixel
        if result is None or not self.controller.session.document.is_current:
            self.controller.status_message.emit(tr("Wait a moment: segments are still being found"))
            return
        segment = int(result.segmentation.labels[row, column]) - 1
        if segment < 0:
            self.controller.status_message.emit(tr("This pixel is not usable: nothing can grow from it"))
            return
        owner = OUTSIDE if touch.right or touch.has(ALT) else INSIDE
        model = result.segmentation.model
        self._wand = Wand(column, row, self.tolerance, self.connected, model, segment, owner)
        self._pressed, self._is_dragged = touch, False
        self.selections.sigmas(self._wand)  # while people begin to drag

    def drag(self, touch: PointerEvent) -> None:
        """Change the tolerance: more to the right or upwards, less to the left or downwards."""
        pressed, wand = self._pressed, self._wand
        if pressed is None or wand is None:
            return
        way = touch.place - pressed.place
        if not self._is_dragged and way.manhattanLength() < LEAST_DRAG:
            return
        self._is_dragged = True
        tolerance = self.tolerance + (way.x() - way.y()) / PER_SIGMA
        self._wand = replace(wand, tolerance=round(min(max(tolerance, 0.0), LARGEST), 2))
        self.dragged.emit(self._wand.tolerance)
        self.canvas.update()

    def end(self, touch: PointerEvent) -> None:  # noqa: ARG002 - where it ends does not matter
        """Take the region: a new object, or with Shift more of the current one, with Alt less."""
        pressed, wand = self._pressed, self._wand
        self._pressed = self._wand = self._preview = None
        if pressed is None or wand is None:
            return
        self.tolerance = wand.tolerance
        less = wand.owner == OUTSIDE
        if self.target.kind == SEGMENT:
            self._gives_less = less
            self.selections.grow(wand)
            return
        self._place(wand, more=pressed.has(SHIFT), less=less)

    def cancel(self) -> bool:
        """Forget the region that is growing; return whether there was one."""
        was = self._wand is not None
        self._pressed = self._wand = self._preview = None
        if was:
            self.dragged.emit(self.tolerance)
        return was

    def draw(self, painter: QPainter) -> None:
        """Draw the region as it grows under the hand, as it is in the small picture."""
        wand = self._wand if self._is_dragged else None
        if wand is None:
            return
        if self._preview is None or self._preview[0] != wand:
            sigmas = self.selections.sigmas(wand)
            if sigmas is None:
                return
            height, width = sigmas.shape
            ratio = width / self.canvas.picture_size[0]
            x, y = min(int(wand.x * ratio), width - 1), min(int(wand.y * ratio), height - 1)
            mask = grow_region(sigmas, replace(wand, x=x, y=y))
            self._preview = wand, SelectedPixels(mask, 0, 0, (width, height))
        self.overlay.draw(painter, self._preview[1], self.target.colour)

    @Slot(object)
    def _grown(self, selected: SelectedPixels) -> None:
        self.target.give(selected, less=self._gives_less)

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
