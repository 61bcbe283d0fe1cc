"""The options of the current tool, in a thin bar above the picture."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from gmmseg.gui.canvas.toolbox import Tool
from gmmseg.gui.translation import tr
from gmmseg.gui.widgets import theme
from gmmseg.gui.widgets.controls import NumberRow, plain

HEIGHT = 36
LEAST_ROOM = 48  # pixels; in less, no hint can be read


class ToolOptions(QWidget):
    """Shows the hint and the options of one tool; always there, so that the picture stays where it is."""

    understood = Signal()  # people have read the hint for newcomers

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self.hint = plain("", "faint")
        self.hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._options: list[tuple[QWidget, tuple[str, ...]]] = []
        self._buttons: list[QToolButton] = []
        self._rows: list[tuple[NumberRow, int]] = []  # and how wide each may be
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(2 * theme.GRID, 0, theme.GRID, 0)
        self._row.setSpacing(theme.GRID)
        self._row.addWidget(self.hint, 1)
        self._newcomer = ""  # what newcomers are told while the hand is taken
        self._tool: Tool | None = None
        self.got = QToolButton()
        self.got.setText(tr("Got it"))
        self.got.setObjectName("auto")
        self.got.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.got.setAccessibleName(tr("Got it: show the next hint"))
        self.got.setToolTip(tr("Never show this hint again"))
        self.got.clicked.connect(self.understood)
        self._row.addWidget(self.got)
        self.got.hide()

    def add_option(self, widget: QWidget, tools: tuple[str, ...]) -> None:
        """Show a widget while one of some tools is in the hand."""
        self._row.addWidget(widget)
        self._options.append((widget, tools))

    def add_row(self, row: NumberRow, tools: tuple[str, ...], width: int) -> None:
        """Show a slider with its number while one of some tools is in the hand."""
        row.label.setFixedWidth(row.label.fontMetrics().horizontalAdvance(row.label.text()) + theme.GRID // 2)
        row.setMaximumWidth(width)
        row.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._rows.append((row, width))
        self.add_option(row, tools)
        self._row.setStretchFactor(row, width)  # it is as wide as it may be before a hint has any room

    def add_action(self, action: QAction, tools: tuple[str, ...]) -> None:
        """Show a button for an action while one of some tools is in the hand."""
        button = QToolButton()
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(16, 16))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setAccessibleName(action.text().replace("&", ""))
        self._buttons.append(button)
        self.add_option(button, tools)

    def show_hint(self, text: str) -> None:
        """Show a hint for newcomers while the hand is taken; none where it is empty."""
        self._newcomer = text
        if self._tool is not None:
            self.show_tool(self._tool)

    def show_tool(self, tool: Tool) -> None:
        """Show what belongs to a tool."""
        self._tool = tool
        is_hint = bool(self._newcomer) and tool.name == "hand"
        self.hint.setToolTip(self._newcomer if is_hint else tr(tool.hint))
        self.got.setVisible(is_hint)
        for widget, tools in self._options:
            widget.setVisible(tool.name in tools)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Return next to nothing: the window does not grow for a tool."""
        return QSize(LEAST_ROOM, HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what there is room for: first the words of buttons go, then sliders, then names of numbers.

        A hint takes two lines where one is too short, and the room of words and sliders where two are.
        """
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        beside, alone = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly
        is_cut = False
        for style, slides, names in (
            (beside, True, True),
            (alone, True, True),
            (alone, False, True),
            (alone, False, False),
        ):
            if is_cut and not names:
                break  # a number without its name is worse than a hint that is cut
            for button in self._buttons:
                button.setToolButtonStyle(style)
            for row, width in self._rows:
                row.slider.setVisible(slides)
                row.label.setVisible(names)
                row.setMaximumWidth(width if slides else row.minimumSizeHint().width())
            self._row.invalidate()
            if self._row.minimumSize().width() > self.width():
                continue
            self._row.activate()
            is_cut = self._shown_hint().replace("\n", " ") != self.hint.toolTip()
            if not is_cut:
                break
        self._row.activate()
        self.hint.setText(self._shown_hint())

    def _shown_hint(self) -> str:
        """Return as much of the hint as there is room for."""
        text, room = self.hint.toolTip(), self.hint.width()
        return fitting(text, self.hint.fontMetrics(), room) if room > LEAST_ROOM else ""


def fitting(text: str, metrics: QFontMetrics, room: int) -> str:
    """Return a text in two lines of at most `room` pixels, or one if it fits; what is too long is elided."""
    if metrics.horizontalAdvance(text) <= room:
        return text
    parts = text.split(" ")
    n = 1
    while n < len(parts) and metrics.horizontalAdvance(" ".join(parts[: n + 1])) <= room:
        n += 1
    lines = (" ".join(parts[:n]), " ".join(parts[n:]))
    return "\n".join(metrics.elidedText(line, Qt.TextElideMode.ElideRight, room) for line in lines)
