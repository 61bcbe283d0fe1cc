"""Picks regions of the hierarchy: the one under the cursor lights up, the wheel walks up and down."""

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QPainter

from gmmseg.gui.canvas.canvas import Canvas
from gmmseg.gui.canvas.pointer import ALT, SHIFT, PointerEvent
from gmmseg.gui.canvas.selecting.selection_overlay import SelectionOverlay
from gmmseg.gui.canvas.selecting.selection_target import SelectionTarget
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.translation import mark, tr
from gmmseg.imaging.regions.region_picking import RegionPicker
from gmmseg.imaging.seeds import SelectedPixels

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
WAYS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
WAITING = mark("Wait a moment: regions are still being found")


class RegionTool(QObject):
    """Follows the mouse and the keys while regions are picked."""

    def __init__(self, canvas: Canvas, controller: SessionController, target: SelectionTarget) -> None:
        super().__init__(canvas)
        self.canvas, self.controller, self.target = canvas, controller, target
        self.selections = controller.selections
        self.overlay = SelectionOverlay(canvas)
        self.at: tuple[int, int] | None = None  # row and column that is pointed at
        self.region = -1
        self._level: float | None = None  # of the hierarchy
        self._lit: SelectedPixels | None = None
        self._waiting: dict[str, bool] | None = None  # how a region is given once its pixels are known
        self._held = 0.0  # parts of a turn of the wheel that made no whole one yet
        self.is_taken = False
        self.selections.ready.connect(self._ready)
        self.selections.picked.connect(self._picked)

    @property
    def picker(self) -> RegionPicker | None:
        """The regions of the open picture, once they are known."""
        image = self.selections.image
        return None if image is None else image.picker

    def enter(self) -> None:
        """Begin to light up what is under the cursor."""
        self.is_taken = True
        if self.picker is None:
            self.controller.status_message.emit(tr(WAITING))
        self.move()

    def leave(self) -> None:
        """Light up nothing any more."""
        self.is_taken = False
        self.at, self.region, self._lit, self._waiting = None, -1, None, None

    def cancel(self) -> bool:
        """Return that nothing is being drawn."""
        return False

    def move(self) -> None:
        """Light up the region under the cursor."""
        place = self.canvas.pointed
        pixel = None if place is None else self.canvas.pixel_at(place)
        if place is not None:
            self.point_at(pixel)

    def point_at(self, pixel: tuple[int, int] | None) -> None:
        """Light up the region of a pixel (row, column), or nothing."""
        self.at = pixel
        picker = self.picker
        if pixel is None or picker is None:
            self._light(-1)
            return
        if self._level is None:
            self._level = picker.usual_level
        self._light(picker.region_at(*pixel, self._level))

    def wheel(self, turns: float) -> bool:
        """Light up a larger region, or a smaller one; return whether that was meant."""
        self._held += turns
        steps = int(self._held)
        self._held -= steps
        for _ in range(abs(steps)):
            self.step(up=steps > 0)
        return True

    def step(self, *, up: bool) -> None:
        """Walk up the hierarchy of regions, or down."""
        picker = self.picker
        if picker is None or self.at is None or self.region < 0:
            return
        found = picker.step_up(self.region) if up else picker.step_down(self.region, *self.at)
        if found == self.region:
            self.controller.status_message.emit(
                tr("There is no larger region here") if up else tr("There is no smaller region here")
            )
        self._level = picker.level_of(found)
        self._light(found)

    def key(self, event: QKeyEvent) -> bool:
        """Go by arrows, through the hierarchy with Shift; give on Enter. Return whether it was one."""
        picker, key = self.picker, event.key()
        if key in ENTER:
            self._give(more=bool(event.modifiers() & SHIFT), less=bool(event.modifiers() & ALT))
        elif key in WAYS and picker is not None:
            if event.modifiers() & SHIFT and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self.step(up=key == Qt.Key.Key_Up)
            else:
                self._point_beside(picker, *WAYS[Qt.Key(key)])
        else:
            return False
        return True

    def _point_beside(self, picker: RegionPicker, down: int, right: int) -> None:
        """Point at the next region in a direction; at the middle of what is in view first."""
        width, height = self.canvas.picture_size
        if self.at is None:
            middle = self.canvas.pixel_at(self.canvas.middle)
            self.point_at(middle or (height // 2, width // 2))
            return
        row, column = self.at
        level = picker.usual_level if self._level is None else self._level
        step = picker.tree.factor
        while 0 <= row + down * step < height and 0 <= column + right * step < width:
            row, column = row + down * step, column + right * step
            if picker.region_at(row, column, level) != self.region:
                break
        self.point_at((row, column))

    def click(self, touch: PointerEvent) -> None:
        """Give the region under the cursor to what selections are given to."""
        if touch.inside:
            column, row = touch.pixel
            if self.picker is None:
                self.controller.status_message.emit(tr(WAITING))
                return
            self.point_at((row, column))
            self._give(more=touch.has(SHIFT), less=touch.right or touch.has(ALT))

    def begin(self, touch: PointerEvent) -> None:
        """Do nothing: a drag moves the picture."""

    drag = end = begin

    def draw(self, painter: QPainter) -> None:
        """Draw the region that is lit up."""
        picker = self.picker
        if self.region >= 0 and picker is not None:
            if self._lit is None:
                self._lit = self.selections.pixels_of(self.region) or picker.outline(self.region)
            self.overlay.draw(painter, self._lit, self.target.colour)

    def _light(self, region: int) -> None:
        if region != self.region:
            self.region, self._lit, self._waiting = region, None, None
            self.canvas.update()

    def _give(self, *, more: bool, less: bool) -> None:
        if self.region < 0:
            return
        pixels = self.selections.pixels_of(self.region)
        if pixels is None:
            self._waiting = {"more": more, "less": less}  # in a moment
        else:
            self.target.give(pixels, more=more, less=less)

    @Slot()
    def _ready(self) -> None:
        self._level = None  # the picture is another one
        if self.is_taken:
            self.controller.status_message.emit("")
            self.move()
            self.canvas.update()

    @Slot(int, object)
    def _picked(self, region: int, pixels: SelectedPixels) -> None:
        if region == self.region and self.is_taken:
            self._lit = pixels
            waiting, self._waiting = self._waiting, None
            if waiting is not None:
                self.target.give(pixels, **waiting)
            self.canvas.update()
