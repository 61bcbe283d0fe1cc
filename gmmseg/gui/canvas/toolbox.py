"""The toolbox at the left of the canvas."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from gmmseg.gui.translation import mark, tr
from gmmseg.gui.widgets import theme

WIDTH = 40
ICON = 22
BUTTON = 32
MOST_COLUMNS = 2


@dataclass(frozen=True)
class Tool:
    """A way to use the mouse on the picture.

    Attributes
    ----------
    name, title, key, icon : str
        What it is called by the program and by people, its key and picture.
    hint : str
        What to do with it, for people.
    draws : bool
        Whether dragging draws; otherwise it moves the picture.
    cursor : Qt.CursorShape
        The cursor over the canvas.
    on_found : bool
        Whether it is of use only while objects are found in segments.
    """

    name: str
    title: str
    key: str
    icon: str
    hint: str
    draws: bool = True
    cursor: Qt.CursorShape = Qt.CursorShape.CrossCursor
    on_found: bool = False

    @property
    def tip(self) -> str:
        """What shows when the cursor rests on its button."""
        return f"{tr(self.title)}  ({self.key})\n{tr(self.hint)}"


TOOLS: tuple[Tool, ...] = (
    Tool(
        "hand",
        mark("Hand"),
        "V",
        "hand",
        mark("Drag to move the picture, click to choose a segment."),
        draws=False,
        cursor=Qt.CursorShape.OpenHandCursor,
    ),
    Tool(
        "click",
        mark("Select object by clicks"),
        "P",
        "click",
        mark("Click adds, right-click removes; click a mark to remove it."),
        draws=False,
    ),
    Tool(
        "box",
        mark("Select object by box"),
        "X",
        "box",
        mark("Drag a box around an object. Shift adds, right-drag removes."),
    ),
    Tool(
        "lasso",
        mark("Select object by lasso"),
        "L",
        "lasso",
        mark("Draw around an object. Shift adds, right-drag removes."),
    ),
    Tool(
        "region",
        mark("Pick a region"),
        "Shift+P",
        "region",
        mark("Wheel: larger or smaller (Ctrl+wheel zooms). Click takes it, Shift adds, right-click removes."),
        draws=False,
    ),
    Tool(
        "live_wire",
        mark("Outline along boundaries"),
        "Shift+L",
        "live_wire",
        mark("Click points, double-click closes; or draw. Shift: straight, Ctrl adds, right-click removes."),
    ),
    Tool(
        "wand",
        mark("Magic wand"),
        "W",
        "wand",
        mark("Click takes similar pixels, drag for more. Shift adds, Alt removes."),
    ),
    Tool(
        "paint",
        mark("Paint an object"),
        "O",
        "paint",
        mark("Paint adds, right-drag or Alt removes; cuts keep to it."),
        cursor=Qt.CursorShape.BlankCursor,
    ),
    Tool(
        "brush",
        mark("Paint a segment"),
        "B",
        "brush",
        mark("Paint the chosen segment; right-click chooses another."),
        cursor=Qt.CursorShape.BlankCursor,
    ),
    Tool(
        "eraser",
        mark("Erase strokes"),
        "E",
        "eraser",
        mark("Rub over strokes to remove them."),
        cursor=Qt.CursorShape.BlankCursor,
    ),
    Tool(
        "repaint",
        mark("Repaint labels"),
        "I",
        "repaint",
        mark("Give pixels the chosen segment's label at once; the model learns nothing from it."),
        cursor=Qt.CursorShape.BlankCursor,
    ),
    Tool(
        "divide",
        mark("Split objects by a line"),
        "D",
        "divide",
        mark("Draw a line across objects that are counted; where some are selected, only these are split."),
        on_found=True,
    ),
    Tool(
        "redraw",
        mark("Redraw an object"),
        "U",
        "redraw",
        mark("Paint adds to the selected object, or makes one; right-drag removes, Alt paints over others."),
        cursor=Qt.CursorShape.BlankCursor,
        on_found=True,
    ),
    Tool(
        "size",
        mark("Typical size"),
        "Y",
        "size",
        mark("Drag a circle as wide as a typical object."),
        on_found=True,
    ),
    Tool(
        "scale",
        mark("Set the scale"),
        "Q",
        "ruler",
        mark("Draw a line over a length that you know, then type it."),
    ),
)


def tool_of(name: str) -> Tool:
    """Return the tool of a name."""
    return next(tool for tool in TOOLS if tool.name == name)


class ToolBox(QWidget):
    """A button for each tool."""

    def __init__(self, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self.setObjectName("strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        grid = self._grid = QGridLayout(self)
        grid.setContentsMargins(4, theme.GRID, 4, theme.GRID)
        grid.setSpacing(theme.GRID // 2)
        grid.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._columns = 0
        self._buttons: list[QToolButton] = []
        self._with_found = False
        for tool in TOOLS:
            button = QToolButton(self)  # one that is shown without a parent would be a window
            button.setObjectName("tool")
            action = actions[f"tool_{tool.name}"]
            action.setToolTip(tool.tip)
            button.setDefaultAction(action)
            button.setIconSize(QSize(ICON, ICON))
            button.setFixedSize(BUTTON, BUTTON)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setAccessibleName(tr("Tool: {title}", title=tr(tool.title)))
            button.setAccessibleDescription(tr(tool.hint))
            self._buttons.append(button)
        self._arrange(1)

    def show_found(self, is_on: bool) -> None:
        """Show the tools for found objects, or hide them."""
        if is_on != self._with_found:
            self._with_found = is_on
            columns, self._columns = self._columns, 0
            self._arrange(columns)
            self.updateGeometry()

    @property
    def _shown(self) -> list[QToolButton]:
        """The buttons that are of use now."""
        return [
            button
            for button, tool in zip(self._buttons, TOOLS, strict=True)
            if self._with_found or not tool.on_found
        ]

    def minimumSizeHint(self) -> QSize:
        """Return the size with all columns: the strip gives way before the screen does."""
        return QSize(self._width(self._columns), self._height(MOST_COLUMNS))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand in two columns where the window is low."""
        super().resizeEvent(event)
        fitting = (n for n in range(1, MOST_COLUMNS) if self._height(n) <= self.height())
        self._arrange(next(fitting, MOST_COLUMNS))

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        shown = self._shown
        for button in self._buttons:
            self._grid.removeWidget(button)
            button.setVisible(button in shown)
        for i, button in enumerate(shown):
            self._grid.addWidget(button, i // columns, i % columns)
        self.setFixedWidth(self._width(columns))

    def _width(self, columns: int) -> int:
        return WIDTH + (columns - 1) * (BUTTON + theme.GRID // 2)

    def _height(self, columns: int) -> int:
        rows = -(-len(self._shown) // columns)
        return rows * (BUTTON + theme.GRID // 2) - theme.GRID // 2 + 2 * theme.GRID
