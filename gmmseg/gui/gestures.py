"""From the mouse on the canvas to marks: what each tool makes of clicks and drags."""

from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QPainter

from gmmseg.gui import marks
from gmmseg.gui.canvas import Canvas
from gmmseg.gui.desk import Desk
from gmmseg.gui.object_acts import ObjectActs
from gmmseg.gui.tool_strip import TOOLS, Tool
from gmmseg.gui.touch import Touch
from gmmseg.imaging.seeds import INSIDE, OUTSIDE, Box, Click, Lasso, Point

SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
LEAST_DRAG = 4.0  # logical pixels; a shorter drag was not meant
OBJECT_TOOLS = ("click", "box", "lasso", "wand")


class Gestures(QObject):
    """Follows the mouse over the canvas with the tool that is in the hand."""

    def __init__(self, canvas: Canvas, desk: Desk, objects: ObjectActs) -> None:
        super().__init__(canvas)
        self.canvas, self.desk, self.objects = canvas, desk, objects
        self.tool: Tool = TOOLS[0]
        self.path: list[Touch] = []
        self._hovered = -1
        canvas.sketch = self.draw
        canvas.clicked.connect(self._clicked)
        canvas.begun.connect(self._begun)
        canvas.dragged.connect(self._dragged)
        canvas.ended.connect(self._ended)
        canvas.hovered.connect(self._moved)
        objects.chosen.connect(canvas.update)

    def take(self, tool: Tool) -> None:
        """Take a tool into the hand."""
        self.cancel()
        self.tool = tool
        self.canvas.draws = tool.draws
        self.canvas.show_cursor(tool.cursor)
        if tool.name in OBJECT_TOOLS:
            self.desk.scissors.prepare()
        self.canvas.update()

    def cancel(self) -> bool:
        """Forget what is being drawn; return whether anything was."""
        drawing = bool(self.path)
        self.path = []
        self.canvas.let_go()
        self.canvas.update()
        return drawing

    def draw(self, painter: QPainter) -> None:
        """Draw the marks of the current object, and what is being drawn."""
        thing = self.objects.current
        if thing is not None and not thing.hidden and self.tool.name in OBJECT_TOOLS:
            marks.draw_marks(painter, self.canvas, thing.marks, thing.colour, self._hovered)
        if len(self.path) > 1 and self.tool.name == "box":
            marks.draw_box(painter, self._place(self.path[0]), self._place(self.path[-1]))
        elif len(self.path) > 1 and self.tool.name == "lasso":
            marks.draw_line(painter, [self._place(touch) for touch in self.path])

    def _place(self, touch: Touch) -> QPointF:
        """Return where a touch is on the canvas, which may have been zoomed since."""
        return self.canvas.place_of(touch.x, touch.y)

    def _moved(self, _row: int, _column: int) -> None:
        thing, found = self.objects.current, None
        if thing is not None and self.tool.name == "click":
            place = QPointF(self.canvas.mapFromGlobal(self.canvas.cursor().pos()))
            found = marks.mark_at(self.canvas, thing.marks, place)
        if found != self._hovered:
            self._hovered = -1 if found is None else found
            self.canvas.update()

    def _clicked(self, touch: Touch) -> None:
        if self.tool.name != "click" or self.desk.session.document.source is None:
            return
        thing = self.objects.current
        found = None if thing is None else marks.mark_at(self.canvas, thing.marks, touch.place)
        if found is not None:
            self._hovered = -1
            self.objects.unmark(found)
        elif not touch.inside:
            return
        elif touch.right or touch.has(ALT):
            self._take_away(Click(*touch.pixel, OUTSIDE))
        else:
            self.objects.mark(Click(*touch.pixel), "Add to object" if thing else "Cut out object")

    def _take_away(self, mark: Click | Lasso) -> None:
        if self.objects.current is None:
            self.desk.said.emit("Mark an object first; then the right button takes away from it")
        else:
            self.objects.mark(mark, "Take from object")

    def _begun(self, touch: Touch) -> None:
        self.path = [touch]

    def _dragged(self, touch: Touch) -> None:
        if self.path:
            self.path.append(touch)
            self.canvas.update()

    def _ended(self, touch: Touch) -> None:
        path, self.path = [*self.path, touch], []
        self.canvas.update()
        far = max((point.place - path[0].place).manhattanLength() for point in path)
        if len(path) < 2 or far < LEAST_DRAG or self.desk.session.document.source is None:
            return
        if self.tool.name == "box":
            self._boxed(path[0], touch)
        elif self.tool.name == "lasso":
            self._outlined(path)

    def _boxed(self, first: Touch, last: Touch) -> None:
        width, height = self.canvas.picture_size
        columns = sorted(min(max(round(touch.x), 0), width) for touch in (first, last))
        rows = sorted(min(max(round(touch.y), 0), height) for touch in (first, last))
        if columns[0] == columns[1] or rows[0] == rows[1]:
            self.desk.said.emit("The box holds no pixel of the picture")
        elif first.right:
            (x0, x1), (y0, y1) = columns, rows
            corners = ((x0, y0), (x1 - 1, y0), (x1 - 1, y1 - 1), (x0, y1 - 1))
            self._take_away(Lasso(tuple((float(x), float(y)) for x, y in corners), OUTSIDE))
        else:
            self._enclosed(Box(columns[0], rows[0], columns[1], rows[1]), first)

    def _outlined(self, path: list[Touch]) -> None:
        points = simplified([(touch.x - 0.5, touch.y - 0.5) for touch in path])
        if path[0].right or path[0].has(ALT):
            self._take_away(Lasso(points, OUTSIDE))
        else:
            self._enclosed(Lasso(points, INSIDE), path[0])

    def _enclosed(self, mark: Box | Lasso, first: Touch) -> None:
        if first.has(SHIFT) and self.objects.current is not None:
            self.objects.mark(mark, "Add to object")
        else:
            self.objects.begin(mark, "Cut out object")


def simplified(points: list[Point], tolerance: float = 0.25) -> tuple[Point, ...]:
    """Return points without those that lie within a quarter of a pixel of the last that was kept."""
    kept = points[:1]
    for x, y in points[1:]:
        if (x - kept[-1][0]) ** 2 + (y - kept[-1][1]) ** 2 > tolerance**2:
            kept.append((x, y))
    return tuple(kept)
