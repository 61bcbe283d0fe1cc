"""Outlines that snap to boundaries: points that are set one by one, or a line that is drawn by hand."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPointF, Qt, Slot
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QApplication

from gmmseg.gui.canvas import mark_overlay
from gmmseg.gui.canvas.canvas import Canvas
from gmmseg.gui.canvas.pointer import ALT, CTRL, SHIFT, PointerEvent
from gmmseg.gui.canvas.selecting.region_tool import ENTER
from gmmseg.gui.canvas.selecting.selection_target import SelectionTarget
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.translation import tr
from gmmseg.imaging.cutting.live_wire import Polyline
from gmmseg.imaging.seeds import Box, Point, SelectedPixels
from gmmseg.session.compute.selecting import OutlineRequest, Wire, WireRequest

REACH = 6.0  # logical pixels within which a point snaps, and a line that is drawn by hand
DRAWN_REACH = 10.0
SLACK = 4.0  # logical pixels within which two clicks are at the same place, and a drag is a click
CLOSING = 9.0  # within which a click on the first point closes the outline
LEAST_POINTS = 2  # an outline that goes round something has so many points, and the lines between them


class LiveWireTool(QObject):
    """Follows the mouse and the keys while an outline is drawn."""

    def __init__(self, canvas: Canvas, controller: SessionController, target: SelectionTarget) -> None:
        super().__init__(canvas)
        self.canvas, self.controller, self.target = canvas, controller, target
        self.selections = controller.selections
        self.anchors: list[Point] = []  # in pixels of the picture
        self.parts: list[tuple[Polyline, float]] = []  # between them, and how far each may be off still
        self._tip: Point | None = None  # where the cursor is
        self._wire: Wire | None = None
        self._request: WireRequest | None = None
        self._drawn: list[PointerEvent] = []
        self._closed: list[Point] | None = None  # an outline that is being snapped
        self._how: dict[str, bool] = {}  # it is given, once it is
        self.selections.wired.connect(self._wired)
        self.selections.outlined.connect(self._outlined)
        self.selections.ready.connect(self._ready)
        self.is_taken = False

    def enter(self) -> None:
        """Begin to look for boundaries."""
        self.is_taken = True
        if self.selections.image is None:
            self.controller.status_message.emit(tr("Wait a moment: boundaries are still being found"))
        self.move()

    def leave(self) -> None:
        """Forget the outline."""
        self.is_taken = False
        self.cancel()
        self._tip = None

    def cancel(self) -> bool:
        """Forget the outline that is being drawn; return whether there was one."""
        was = bool(self.anchors or self._drawn or self._closed)
        self.anchors, self.parts, self._drawn, self._closed = [], [], [], None
        self._wire = self._request = None
        self.selections.of_outline.want(None)
        self.canvas.update()
        return was

    @property
    def _points(self) -> float:
        """How many pixels of the picture a logical pixel of the screen is."""
        return 1 / max(mark_overlay.scale_of(self.canvas), 1e-6)

    @property
    def _is_straight(self) -> bool:
        return bool(QApplication.keyboardModifiers() & SHIFT)

    @Slot()
    def move(self) -> None:
        """Follow the cursor with the wire."""
        if not self.is_taken or self.canvas.pointed is None:
            return
        ratio, at = self.canvas.devicePixelRatio(), self.canvas.pointed
        self._tip = self._inside(self.canvas.camera.picture_point(at.x() * ratio, at.y() * ratio))
        self._ask()
        self.canvas.update()

    def _inside(self, point: Point) -> Point:
        width, height = self.canvas.picture_size
        return min(max(point[0], 0.0), width - 0.01), min(max(point[1], 0.0), height - 0.01)

    def _ask(self) -> None:
        """Have the wire found that begins at the last point, in the part of the picture that is in view."""
        box = self._view_box()
        if box is None:
            return
        request = WireRequest(box, self.anchors[-1] if self.anchors else None)
        if request != self._request:
            self._request = request
            if self._wire is not None and (
                self._wire.paths is None or self._wire.paths.start != request.start
            ):
                self._wire = None
            self._wire = self.selections.wire(request) or self._wire
        elif self._wire is None:
            self._wire = self.selections.wire(request)

    def _view_box(self) -> Box | None:
        """Return the part of the picture that is in view, with the last point."""
        camera, ratio = self.canvas.camera, self.canvas.devicePixelRatio()
        width, height = self.canvas.picture_size
        x0, y0 = camera.picture_point(0, 0)
        x1, y1 = camera.picture_point(self.canvas.width() * ratio, self.canvas.height() * ratio)
        if self.anchors:
            x, y = self.anchors[-1]
            x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x + 1), max(y1, y + 1)
        left, top = max(0, int(x0)), max(0, int(y0))
        right, bottom = min(width, int(x1) + 1), min(height, int(y1) + 1)
        return Box(left, top, right, bottom) if right > left and bottom > top else None

    def _path_to(self, point: Point, *, straight: bool) -> tuple[Polyline, float]:
        """Return the way from the last point to another, and how far it may be off."""
        last, wire = self.anchors[-1], self._wire
        if straight or wire is None or wire.paths is None or wire.paths.start != last:
            return (last, point), 0.0
        return wire.paths.path(point), 2 * wire.costs.step

    def _snapped(self, point: Point) -> Point:
        """Return the place on a boundary near a point."""
        if self._wire is None or self._is_straight or not self._wire.costs.holds(point):
            return point
        return self._inside(self._wire.costs.snapped(point, REACH * self._points))

    def click(self, touch: PointerEvent) -> None:
        """Do nothing: a press without a drag sets a point."""

    def wheel(self, turns: float) -> bool:  # noqa: ARG002 - each tool may use them
        """Leave the wheel to zooming."""
        return False

    def begin(self, touch: PointerEvent) -> None:
        """Begin to draw, or to click."""
        self._drawn = [touch]

    def drag(self, touch: PointerEvent) -> None:
        """Draw on."""
        if self._drawn:
            self._drawn.append(touch)
            self.canvas.update()

    def end(self, touch: PointerEvent) -> None:
        """Set a point, or take what was drawn by hand."""
        drawn, self._drawn = [*self._drawn, touch], []
        far = max(((each.place - drawn[0].place).manhattanLength() for each in drawn), default=0)
        if self._closed is not None:
            return  # one outline at a time
        if far > SLACK:
            self._take_drawn(drawn)
        else:
            self._click(touch)
        self.move()

    def _click(self, touch: PointerEvent) -> None:
        how = {"more": touch.has(CTRL), "less": touch.right or touch.has(ALT)}
        if touch.right:
            self.close(**how)
            return
        if self.anchors and self._is_near(touch, self.anchors[-1], SLACK):
            self.close(**how)  # the second click of two
        elif len(self.anchors) > LEAST_POINTS and self._is_near(touch, self.anchors[0], CLOSING):
            self.close(**how)
        else:
            self._set(self._snapped(self._inside((touch.x, touch.y))), straight=touch.has(SHIFT))

    def _is_near(self, touch: PointerEvent, anchor: Point, reach: float) -> bool:
        away = self.canvas.place_of(*anchor) - touch.place
        snapped = self.canvas.place_of(
            *self._snapped(self._inside((touch.x, touch.y)))
        ) - self.canvas.place_of(*anchor)
        return min(away.manhattanLength(), snapped.manhattanLength()) <= reach

    def _set(self, point: Point, *, straight: bool) -> None:
        if self.anchors:
            self.parts.append(self._path_to(point, straight=straight))
        self.anchors.append(point)
        self._ask()
        self.canvas.update()

    def _take_drawn(self, drawn: Sequence[PointerEvent]) -> None:
        """Take a line that was drawn by hand: alone it is an outline, else a part of one."""
        straight = drawn[0].has(SHIFT)
        line = [self._inside((each.x, each.y)) for each in drawn]
        reach = 0.0 if straight else DRAWN_REACH * self._points
        if self.anchors:
            first = self.anchors[-1]
            self.parts.append(((first, *line), reach))
            self.anchors.append(line[-1])
            return
        self.anchors, self.parts = [line[0], line[-1]], [(tuple(line), reach), ((line[-1], line[0]), reach)]
        self._send(more=drawn[0].has(CTRL), less=drawn[0].right or drawn[0].has(ALT))

    def close(self, *, more: bool = False, less: bool = False) -> None:
        """Go back to the first point, and give away what the outline goes round."""
        if len(self.anchors) < LEAST_POINTS or not self.parts:
            self.controller.status_message.emit(tr("Set more points around what you select"))
            return
        self.parts.append(self._path_to(self.anchors[0], straight=self._is_straight))
        self._send(more=more, less=less)

    def _send(self, *, more: bool, less: bool) -> None:
        self._closed = [point for path, _ in self.parts for point in path]
        self._how = {"more": more, "less": less}
        if self.selections.image is None:
            self.controller.status_message.emit(tr("Wait a moment: boundaries are still being found"))
            self.cancel()
            return
        self.selections.outline(OutlineRequest(tuple(self.parts)))
        self.canvas.update()

    def remove_last(self) -> None:
        """Take back the last point."""
        if self.anchors and self._closed is None:
            self.anchors.pop()
            self.parts = self.parts[: max(len(self.anchors) - 1, 0)]
            self._ask()
            self.canvas.update()

    def key(self, event: QKeyEvent) -> bool:
        """Close on Enter, take a point back on Backspace; return whether it was one of them."""
        if event.key() in ENTER and self.anchors:
            self.close(more=bool(event.modifiers() & CTRL), less=bool(event.modifiers() & ALT))
        elif event.key() == Qt.Key.Key_Backspace and self.anchors:
            self.remove_last()
        else:
            return False
        return True

    def draw(self, painter: QPainter) -> None:
        """Draw the outline as far as it goes, and the wire to the cursor."""
        if self._closed is not None:
            mark_overlay.draw_line(painter, self._on_canvas([*self._closed, self._closed[0]]))
            return
        for path, _ in self.parts:
            mark_overlay.draw_line(painter, self._on_canvas(path))
        if len(self._drawn) > 1:
            points = [self.canvas.place_of(each.x, each.y) for each in self._drawn]
            mark_overlay.draw_line(painter, points)
        elif self.anchors and self._tip is not None:
            path, _ = self._path_to(self._snapped(self._tip), straight=self._is_straight)
            mark_overlay.draw_line(painter, self._on_canvas(path))
        for anchor in self.anchors:
            mark_overlay.draw_anchor(painter, self.canvas.place_of(*anchor), self.target.colour)

    def _on_canvas(self, path: Sequence[Point]) -> list[QPointF]:
        return [self.canvas.place_of(*point) for point in path]

    @Slot()
    def _ready(self) -> None:
        if self.is_taken:
            self.controller.status_message.emit("")  # nobody waits for boundaries any more
            self.move()

    @Slot(object, object)
    def _wired(self, request: WireRequest, wire: Wire) -> None:
        if self.is_taken and request == self._request:
            self._wire = wire
            self.canvas.update()

    @Slot(object)
    def _outlined(self, selected: SelectedPixels) -> None:
        if self.is_taken and self._closed is not None:
            self.cancel()
            self.target.give(selected, **self._how)
            self.move()
