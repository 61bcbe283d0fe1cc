"""Gestures: what each tool makes of clicks and drags on the canvas."""

from PySide6.QtCore import QObject, QPointF, Signal, Slot
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QPainter

from gmmseg.gui.canvas import mark_overlay
from gmmseg.gui.canvas.canvas import Canvas
from gmmseg.gui.canvas.pointer import ALT, SHIFT, PointerEvent
from gmmseg.gui.canvas.selecting.live_wire_tool import LiveWireTool
from gmmseg.gui.canvas.selecting.region_tool import RegionTool
from gmmseg.gui.canvas.selecting.selection_target import SelectionTarget
from gmmseg.gui.canvas.toolbox import TOOLS, Tool
from gmmseg.gui.canvas.wand_controller import WandController
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.panels.object_controller import ObjectController
from gmmseg.gui.panels.segment_controller import SegmentController
from gmmseg.gui.translation import tr
from gmmseg.imaging.image import Image
from gmmseg.imaging.seeds import INSIDE, OUTSIDE, Box, Click, Lasso, Point, Stroke
from gmmseg.session.edits.scale import LineEnds
from gmmseg.session.objects import COLOURS, Colour

LEAST_DRAG = 4.0  # logical pixels; a shorter drag was not meant
OBJECT_TOOLS = ("click", "box", "lasso", "region", "live_wire", "wand", "paint")
SELECTING_TOOLS = ("region", "live_wire", "wand")  # whose pixels go to an object or to a segment
STROKE_TOOLS = ("brush", "eraser", "paint", "redraw", "repaint")
OWN_STROKES = ("brush", "eraser")  # that show the strokes that the model learns from
FOUND_TOOLS = ("divide", "redraw", "repaint", "size")  # whose lines others make something of
LIGHTEST = 0.15  # of the brush's width, however lightly a pen is pressed
BRUSH = 12.0  # pixels of the picture


class Gestures(QObject):
    """Follows the mouse over the canvas with the tool that is in the hand."""

    picking = Signal(int, int)  # row and column of a pixel whose segment is to be painted
    drawn = Signal(str, object)  # name of one of `FOUND_TOOLS`, list of PointerEvent
    measured = Signal(object)  # a line over a known length: x, y, x, y in pixels of the picture

    def __init__(
        self,
        canvas: Canvas,
        controller: SessionController,
        objects: ObjectController,
        segments: SegmentController,
    ) -> None:
        super().__init__(canvas)
        self.canvas, self.controller, self.objects, self.segments = canvas, controller, objects, segments
        self.radius = BRUSH / 2  # of brush and eraser, in pixels of the picture
        self.target = SelectionTarget(controller, objects, segments)
        self.wand = WandController(canvas, controller, objects, self.target)
        self.selecting: dict[str, RegionTool | LiveWireTool | WandController] = {
            "wand": self.wand,
            "region": RegionTool(canvas, controller, self.target),
            "live_wire": LiveWireTool(canvas, controller, self.target),
        }
        self._tip: QPointF | None = None
        self._old: tuple[object, QImage, list[Stroke]] | None = None  # strokes that are there, drawn once
        self.tool: Tool = TOOLS[0]
        self.path: list[PointerEvent] = []
        self._hovered = -1
        self._image: Image | None = None  # what is drawn on
        self.measure: LineEnds | None = None  # the line whose length is being asked for
        canvas.sketch, canvas.wheel, canvas.keys = self.draw, self._turned, self._pressed_key
        canvas.clicked.connect(self._clicked)
        canvas.begun.connect(self._begun)
        canvas.dragged.connect(self._dragged)
        canvas.ended.connect(self._ended)
        canvas.hovered.connect(self._moved)
        objects.chosen.connect(canvas.update)
        controller.changed.connect(self._follow)
        self.target.changed.connect(canvas.update)

    @property
    def _own(self) -> RegionTool | LiveWireTool | WandController | None:
        """The tool in the hand, if it follows the mouse itself."""
        return self.selecting.get(self.tool.name)

    def _turned(self, turns: float) -> bool:
        return self._own is not None and self._own.wheel(turns)

    def _pressed_key(self, event: QKeyEvent) -> bool:
        is_undo = event.matches(QKeySequence.StandardKey.Undo)  # here while the action has nothing to undo
        return (is_undo and self.step_back()) or (self._own is not None and self._own.key(event))

    def step_back(self) -> bool:
        """Take back the last point of an outline, or all of a line; return whether there was one."""
        own = self._own
        if isinstance(own, LiveWireTool) and own.anchors:
            own.remove_last()
            return True
        return self.cancel()

    def take(self, tool: Tool) -> None:
        """Take a tool into the hand."""
        self.cancel()
        if self._own is not None:
            self._own.leave()
        self.tool, self._tip, self.measure = tool, self.canvas.pointed, None
        self.canvas.draws = tool.draws
        self.canvas.show_cursor(tool.cursor)
        if tool.name in self.selecting:
            self.selecting[tool.name].enter()
        elif tool.name in OBJECT_TOOLS:
            self.controller.object_cuts.prepare()
        self.canvas.update()

    @Slot()
    def _follow(self) -> None:
        """Forget what is being drawn once another picture is there: it was about the one before."""
        source = self.controller.session.document.source
        image = None if source is None else source.image
        if image is not self._image:
            self._image = image
            self.cancel()

    def cancel(self) -> bool:
        """Forget what is being drawn; return whether anything was."""
        drawing = bool(self.path)
        if self._own is not None:
            drawing = self._own.cancel() or drawing
        self.path = []
        self.canvas.let_go()
        self.canvas.update()
        return drawing

    def draw(self, painter: QPainter) -> None:
        """Draw the marks of the current object, and what is being drawn."""
        object_ = self.objects.current
        strokes = self.tool.name in STROKE_TOOLS
        marked = object_ is not None and not object_.hidden and self.tool.name in OBJECT_TOOLS
        painter.save()
        painter.setClipRect(self.canvas.picture_rect.adjusted(-1, -1, 1, 1))  # a box may lie on its edge
        if object_ is not None and marked:
            mark_overlay.draw_areas(painter, self.canvas, object_)
        if self._own is not None:
            self._own.draw(painter)
        elif strokes:
            self._draw_strokes(painter)
        else:
            self._draw_path(painter)
        painter.restore()
        if object_ is not None and marked:
            mark_overlay.draw_discs(painter, self.canvas, object_, self._hovered)
        if strokes and self._tip is not None:
            mark_overlay.draw_tip(
                painter, self._tip, max(self.radius * mark_overlay.scale_of(self.canvas), 2.0)
            )

    def _draw_path(self, painter: QPainter) -> None:
        """Draw the box, the circle or the line that is being made."""
        if len(self.path) > 1 and self.tool.name == "box":
            mark_overlay.draw_box(painter, self._place(self.path[0]), self._place(self.path[-1]))
        elif len(self.path) > 1 and self.tool.name == "size":
            mark_overlay.draw_circle(painter, self._place(self.path[0]), self._place(self.path[-1]))
        elif len(self.path) > 1 and self.tool.name in ("lasso", "divide"):
            mark_overlay.draw_line(painter, [self._place(touch) for touch in self.path])
        elif self.tool.name == "scale":
            self._draw_measure(painter)

    def _draw_measure(self, painter: QPainter) -> None:
        """Draw the line over a known length, with its ends."""
        line = _line_of(self.path) if len(self.path) > 1 else self.measure
        if line is not None:
            ends = [self.canvas.place_of(*line[:2]), self.canvas.place_of(*line[2:])]
            mark_overlay.draw_measure(painter, *ends)

    def _draw_strokes(self, painter: QPainter) -> None:
        """Draw the strokes that there are, and the one that is being made."""
        if self.tool.name in OWN_STROKES:
            self._draw_old_strokes(painter)
        if self.path and (self.tool.name in ("paint", "redraw") or not self.path[0].right):
            points = [self._place(touch) for touch in self.path]
            wide = 2 * self.radius * pressed(self.path) * mark_overlay.scale_of(self.canvas)
            mark_overlay.draw_stroke(painter, self.canvas, points, wide, self._ink(self.path[0]))

    def _draw_old_strokes(self, painter: QPainter) -> None:
        shown = self.controller.session.shown
        colours = {key: style.colour for style in shown.segment_styles for key in style.components}
        strokes = [each for each in self.controller.session.document.strokes if isinstance(each, Stroke)]
        if not strokes:
            return
        canvas, inks = self.canvas, tuple(colours.get(stroke.owner) for stroke in strokes)
        ratio = canvas.devicePixelRatio()
        key = (canvas.camera, canvas.size(), ratio, tuple(map(id, strokes)), inks)
        if self._old is None or self._old[0] != key:
            image = QImage(canvas.size() * ratio, QImage.Format.Format_ARGB32_Premultiplied)
            image.setDevicePixelRatio(ratio)
            image.fill(0)
            inner = QPainter(image)
            for stroke, ink in zip(strokes, inks, strict=True):
                mark_overlay.draw_line_of(inner, canvas, stroke, ink)
            inner.end()
            self._old = key, image, strokes
        painter.drawImage(0, 0, self._old[1])

    def _ink(self, first: PointerEvent) -> Colour | None:
        """Return the colour of the stroke that begins with a touch; None where it takes away."""
        segment_styles, row = self.controller.session.shown.segment_styles, self.segments.rows.currentRow()
        if self.tool.name in ("brush", "repaint"):
            return segment_styles[row].colour if 0 <= row < len(segment_styles) else None
        if self.tool.name == "redraw":
            return None if first.right else COLOURS[0]
        if self.tool.name == "eraser" or first.right or first.has(ALT):
            return None
        return self.objects.current.colour if self.objects.current else COLOURS[0]

    def _place(self, touch: PointerEvent) -> QPointF:
        """Return where a touch is on the canvas, which may have been zoomed since."""
        return self.canvas.place_of(touch.x, touch.y)

    def _moved(self, _row: int, _column: int) -> None:
        if self._own is not None:
            self._own.move()
            return
        if self.tool.name in STROKE_TOOLS:
            self._tip = self.canvas.pointed  # beside the picture, too: there is no other cursor
            self.canvas.update()
            return
        object_, found = self.objects.current, None
        if object_ is not None and self.tool.name == "click":
            place = self.canvas.pointed
            found = None if place is None else mark_overlay.mark_at(self.canvas, object_.marks, place)
        if found != self._hovered:
            self._hovered = -1 if found is None else found
            self.canvas.update()

    def _clicked(self, touch: PointerEvent) -> None:
        if self._own is not None and self.controller.session.document.source is not None:
            self._own.click(touch)
        if self.tool.name != "click" or self.controller.session.document.source is None:
            return
        object_ = self.objects.current
        found = None if object_ is None else mark_overlay.mark_at(self.canvas, object_.marks, touch.place)
        if found is not None:
            self._hovered = -1
            self.objects.unmark(found)
        elif not touch.inside:
            return
        elif touch.right or touch.has(ALT):
            self._take_away(Click(*touch.pixel, OUTSIDE))
        else:
            self.objects.mark(Click(*touch.pixel), tr("Add to object") if object_ else tr("Select object"))

    def _take_away(self, mark: Click | Lasso | Stroke) -> None:
        if self.objects.current is None:
            self.controller.status_message.emit(
                tr("Mark an object first; then the right button removes from it")
            )
        else:
            self.objects.mark(mark, tr("Remove from object"))

    def _begun(self, touch: PointerEvent) -> None:
        if self._own is not None:
            self._own.begin(touch)
            return
        self.path = [touch]

    def _dragged(self, touch: PointerEvent) -> None:
        if self._own is not None:
            self._own.drag(touch)
        elif self.path:
            self.path.append(touch)
            self._tip = touch.place
            self.canvas.update()

    def _ended(self, touch: PointerEvent) -> None:
        path, self.path = [*self.path, touch], []
        self.canvas.update()
        if self.controller.session.document.source is None:
            return
        if self._own is not None:
            self._own.end(touch)
        elif self.tool.name in FOUND_TOOLS and not self._picks(path[0]):
            self.drawn.emit(self.tool.name, path)
        elif self.tool.name in STROKE_TOOLS:
            self._stroked(path)
        else:
            self._dragged_over(path)

    def _dragged_over(self, path: list[PointerEvent]) -> None:
        """Take the box, the lasso or the known length that was drawn."""
        far = max((point.place - path[0].place).manhattanLength() for point in path)
        if self.tool.name == "scale":
            self.measure = None if far < LEAST_DRAG else _line_of(path)
            if self.measure is not None:
                self.measured.emit(self.measure)
            return
        if len(path) < 2 or far < LEAST_DRAG:
            return
        if self.tool.name == "box":
            self._boxed(path[0], path[-1])
        elif self.tool.name == "lasso":
            self._outlined(path)

    def _stroked(self, path: list[PointerEvent]) -> None:
        if self.tool.name == "paint":
            self._painted(path)
        elif self._picks(path[0]):
            column, row = path[0].pixel
            self.picking.emit(row, column)
        elif path[0].right or not any(touch.inside for touch in path):
            return
        else:
            points = self._line(path)
            act = self.segments.paint if self.tool.name == "brush" else self.segments.erase
            act(points, self.radius * pressed(path))

    def _picks(self, first: PointerEvent) -> bool:
        """Return whether a line that begins so means the segment under it, which is then painted with."""
        return first.right and first.inside and self.tool.name in ("brush", "repaint")

    def line_of(self, path: list[PointerEvent], tolerance: float | None = None) -> tuple[Point, ...]:
        """Return a line through touches, in pixels whose middles are their numbers."""
        return (
            self._line(path)
            if tolerance is None
            else simplified([(touch.x - 0.5, touch.y - 0.5) for touch in path], tolerance)
        )

    def _painted(self, path: list[PointerEvent]) -> None:
        """Add what lies under a stroke to the current object, or take it away."""
        if not any(touch.inside for touch in path):
            return
        if path[0].right or path[0].has(ALT):
            self._take_away(Stroke(self._line(path), self.radius * pressed(path), OUTSIDE))
        else:
            title = tr("Paint object") if self.objects.current is None else tr("Add to object")
            self.objects.mark(Stroke(self._line(path), self.radius * pressed(path), INSIDE), title)

    def _line(self, path: list[PointerEvent]) -> tuple[Point, ...]:
        return simplified([(touch.x - 0.5, touch.y - 0.5) for touch in path], self.radius / 4)

    def resize(self, size: float) -> None:
        """Make brush and eraser `size` pixels of the picture wide."""
        self.radius = size / 2
        self.canvas.update()

    def _boxed(self, first: PointerEvent, last: PointerEvent) -> None:
        width, height = self.canvas.picture_size
        columns = sorted(min(max(round(touch.x), 0), width) for touch in (first, last))
        rows = sorted(min(max(round(touch.y), 0), height) for touch in (first, last))
        if columns[0] == columns[1] or rows[0] == rows[1]:
            self.controller.status_message.emit(tr("The box holds no pixel of the picture"))
        elif first.right:
            (x0, x1), (y0, y1) = columns, rows
            corners = ((x0, y0), (x1 - 1, y0), (x1 - 1, y1 - 1), (x0, y1 - 1))
            self._take_away(Lasso(tuple((float(x), float(y)) for x, y in corners), OUTSIDE))
        else:
            self._enclosed(Box(columns[0], rows[0], columns[1], rows[1]), first)

    def _outlined(self, path: list[PointerEvent]) -> None:
        points = simplified([(touch.x - 0.5, touch.y - 0.5) for touch in path])
        if path[0].right or path[0].has(ALT):
            self._take_away(Lasso(points, OUTSIDE))
        else:
            self._enclosed(Lasso(points, INSIDE), path[0])

    def _enclosed(self, mark: Box | Lasso, first: PointerEvent) -> None:
        if first.has(SHIFT) and self.objects.current is not None:
            self.objects.mark(mark, tr("Add to object"))
        else:
            self.objects.begin(mark, tr("Select object"))


def _line_of(path: list[PointerEvent]) -> LineEnds:
    """Return the line from the first place of a drag to the last; with Shift level or upright."""
    first, last = path[0], path[-1]
    x, y = last.x, last.y
    if last.has(SHIFT):
        x, y = (x, first.y) if abs(x - first.x) >= abs(y - first.y) else (first.x, y)
    return first.x, first.y, x, y


def pressed(path: list[PointerEvent]) -> float:
    """Return how much of the brush's width a stroke has: as hard as the pen was pressed at most."""
    return max(LIGHTEST, *(touch.pressure for touch in path))


def simplified(points: list[Point], tolerance: float = 0.25) -> tuple[Point, ...]:
    """Return points without those that lie within `tolerance` pixels of the last that was kept."""
    kept = points[:1]
    for x, y in points[1:]:
        if (x - kept[-1][0]) ** 2 + (y - kept[-1][1]) ** 2 > tolerance**2:
            kept.append((x, y))
    return tuple(kept)
