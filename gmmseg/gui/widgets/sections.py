"""A column of sections that open, close, are dragged to any height, and float as windows of their own."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QContextMenuEvent, QEnterEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gmmseg.gui.translation import tr
from gmmseg.gui.widgets import icons, preferences, theme
from gmmseg.gui.widgets.controls import Fold, PanelScrollArea, line, plain

HEAD = 36  # pixels
LEAST = 96  # pixels of an open section's body that are always in view
HANDLE = 5  # pixels that people take to drag
UNBOUNDED = 16_777_215  # Qt's own largest size


class Section(QWidget):
    """A part of the column: its head is always in view, its body while it is open."""

    toggled = Signal(bool)  # whether it is open
    outgrown = Signal()  # its content wants another height
    floating = Signal(bool)  # whether people want it in a window of its own

    def __init__(
        self,
        name: str,
        title: str,
        body: QWidget,
        *,
        is_open: bool = True,
        least: int = LEAST,
        fold: Fold | None = None,
        shrinks: bool = True,
    ) -> None:
        """`name` is what it is remembered by; `fold` a fold in the body whose own button this head replaces.

        A section that `shrinks` becomes lower when its content does; others stay, so that nothing dances.
        """
        super().__init__()
        self.name, self.title, self.body, self.least, self._fold = name, title, body, least, fold
        self.height_chosen = 0  # pixels that people dragged it to; 0 follows the content
        self._tallest, self._shrinks = 0, shrinks
        self.setAccessibleName(title)
        self.button = QToolButton(self)
        self.button.setText(title)
        self.button.setObjectName("section")
        self.button.setCheckable(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button.setAccessibleName(tr("{title}: open or close", title=title))
        self.note = plain("", "faint")
        self.floater = self._small("float", tr("Put {title} into a window of its own, or back", title=title))
        self.floater.clicked.connect(self._float_clicked)
        self.floater.hide()
        self._tools = QHBoxLayout()
        self._tools.setSpacing(0)
        scrolls = isinstance(body, QScrollArea) or hasattr(body, "verticalScrollBar")
        self._area: QWidget = body if scrolls else PanelScrollArea(body)
        self._lay_out()
        body.installEventFilter(self)
        if fold is not None:
            fold.button.hide()
            is_open = fold.button.isChecked()
            fold.button.toggled.connect(self.button.setChecked)
        self.button.setChecked(is_open)
        self.button.toggled.connect(self._toggled)
        self._show_open()

    def _lay_out(self) -> None:
        head = QWidget(self)
        head.setFixedHeight(HEAD)
        head.setMinimumWidth(1)  # a narrow column is never wider than its contents need
        self._head = head
        policy = self.floater.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.floater.setSizePolicy(policy)
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.GRID, 0, theme.GRID, 0)
        row.setSpacing(theme.GRID // 2)
        row.addWidget(self.button)
        row.addWidget(self.note, 1)
        row.addLayout(self._tools)
        row.addWidget(self.floater)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line())
        column.addWidget(head)
        column.addWidget(self._area, 1)

    def _small(self, icon: str, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icons.icon(icon))
        button.setIconSize(QSize(16, 16))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setToolTip(text)
        button.setAccessibleName(text)
        return button

    def add_tool(self, action: QAction) -> None:
        """Put a small button for an action into the head."""
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setObjectName("small")
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setAccessibleName(action.text().replace("&", ""))
        self._tools.addWidget(button)

    @property
    def is_open(self) -> bool:
        """Whether its body is in view."""
        return self.button.isChecked()

    def set_open(self, is_open: bool) -> None:
        """Open or close it."""
        self.button.setChecked(is_open)

    @property
    def wanted(self) -> int:
        """The height it should have, in pixels."""
        if not self.is_open:
            return HEAD + 1
        hint = self._content
        self._tallest = hint if self._shrinks else max(self._tallest, hint)
        return self.height_chosen or max(HEAD + 1 + self._tallest, self.lowest)

    @property
    def whole(self) -> int:
        """The height at which nothing of it is scrolled out of sight, in pixels."""
        return HEAD + 1 + self._content

    @property
    def _content(self) -> int:
        """The height of all that is in it, with words as many lines high as its width makes them."""
        hint = self.body.sizeHint().height()
        return max(hint, self.body.heightForWidth(self._area.width()) if self.body.hasHeightForWidth() else 0)

    @property
    def lowest(self) -> int:
        """The least height it can have, in pixels."""
        low = min(self.least, self._content)
        return HEAD + 1 + (low if self.is_open else 0)

    def _toggled(self, is_open: bool) -> None:
        self._tallest = 0
        if self._fold is not None:
            self._fold.button.setChecked(is_open)
        self._show_open()
        self.toggled.emit(is_open)

    def _show_open(self) -> None:
        self._area.setVisible(self.is_open)
        self.bound()
        self.refresh_icons()

    def bound(self) -> None:
        """Let it be no lower than it can be shown, and no higher than its head where it is closed."""
        self.setMinimumHeight(self.lowest)
        self.setMaximumHeight(UNBOUNDED if self.is_open else self.lowest)

    def refresh_icons(self) -> None:
        """Draw icons anew, in the colours of now."""
        self.button.setIcon(icons.icon("chevron_down" if self.is_open else "chevron_right"))
        self.floater.setIcon(icons.icon("float"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell when the content wants another height."""
        if watched is self.body and event.type() == QEvent.Type.LayoutRequest:
            self.outgrown.emit()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Tell when the content wants another height, where it scrolls by itself."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.outgrown.emit()
        return super().event(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the button that lets it float."""
        super().enterEvent(event)
        self.floater.show()

    def leaveEvent(self, event: QEvent) -> None:
        """Hide it again."""
        super().leaveEvent(event)
        self.floater.setVisible(self.is_floating)

    @property
    def is_floating(self) -> bool:
        """Whether it stands in a window of its own."""
        return isinstance(self.window(), FloatingWindow)

    def _float_clicked(self) -> None:
        self.floating.emit(not self.is_floating)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to open, close and float it."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Close") if self.is_open else tr("Open"), self.button.toggle)
        menu.addAction(tr("Dock") if self.is_floating else tr("Float"), self._float_clicked)
        menu.popup(event.globalPos())


class FloatingWindow(QWidget):
    """A window for one section; closing it puts the section back."""

    closing = Signal()

    def __init__(self, section: Section, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self.setWindowTitle(section.title)
        self.section = section
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(section)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that the section is to go back."""
        super().closeEvent(event)
        self.closing.emit()


class SectionColumn(QScrollArea):
    """Sections from top to bottom; where there is no room, each scrolls its content, and last of all this."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.sections: list[Section] = []
        self._windows: dict[str, FloatingWindow] = {}
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.setObjectName("sections")
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(HANDLE)
        self._filler = QLabel()
        self._filler.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._filler.setMinimumHeight(0)
        self._splitter.addWidget(self._filler)
        self._splitter.splitterMoved.connect(self._dragged)
        self.setWidget(self._splitter)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.arrange)

    def add(self, section: Section) -> Section:
        """Put a section below those there are, open and as high as it was when people left."""
        self.sections.append(section)
        self._splitter.insertWidget(self._splitter.count() - 1, section)
        self._splitter.setStretchFactor(self._splitter.count() - 1, 1)
        self._remembered(section)
        section.toggled.connect(self._toggled)
        section.outgrown.connect(self._outgrown)
        section.floating.connect(self._float)
        self._arrange_later()
        return section

    def section(self, name: str) -> Section:
        """Return the section of that name."""
        return next(section for section in self.sections if section.name == name)

    @property
    def docked(self) -> list[Section]:
        """The sections that stand in the column."""
        return [section for section in self.sections if section.name not in self._windows]

    def float(self, section: Section, place: QRect | None = None) -> None:
        """Put a section into a window of its own."""
        if section.name in self._windows:
            return
        corner = section.mapToGlobal(section.rect().topLeft())
        size = section.size()
        section.set_open(True)
        window = self._windows[section.name] = FloatingWindow(section, self.window())
        window.closing.connect(self._floating_closed)
        section.show()
        screen = section.screen().availableGeometry()
        high = min(max(section.whole, 240), screen.height() - 80)
        usual = QRect(corner.x() - size.width() - 40, corner.y(), size.width(), high)
        usual.moveBottom(min(usual.bottom(), screen.bottom()))
        window.setGeometry(place or usual)
        window.show()
        self._arrange_later()

    def dock(self, section: Section) -> None:
        """Put a section back to its place in the column."""
        window = self._windows.pop(section.name, None)
        if window is None:
            return
        order = [each for each in self.sections if each is section or each.name not in self._windows]
        self._splitter.insertWidget(order.index(section), section)
        section.show()
        window.hide()
        window.deleteLater()
        self._arrange_later()

    def _float(self, is_wanted: bool) -> None:
        section = self.sender()
        assert isinstance(section, Section)
        if is_wanted:
            self.float(section)
        else:
            self.dock(section)

    def _floating_closed(self) -> None:
        window = self.sender()
        assert isinstance(window, FloatingWindow)
        self.dock(window.section)

    def _toggled(self, is_open: bool) -> None:
        section = self.sender()
        assert isinstance(section, Section)
        self.arrange()
        if is_open and section.name not in self._windows:  # all of it is to be seen, where there is room
            QTimer.singleShot(0, section, lambda: self._bring_into_view(section))

    def _bring_into_view(self, section: Section) -> None:
        self.ensureWidgetVisible(section, 0, 0)
        self.horizontalScrollBar().setValue(0)

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Walk by Tab without moving sideways."""
        moved = super().focusNextPrevChild(is_next)
        self.horizontalScrollBar().setValue(0)
        return moved

    def _outgrown(self) -> None:
        self._arrange_later()

    def _arrange_later(self) -> None:
        if not self._later.isActive():
            self._later.start()

    def _dragged(self, _position: int, _index: int) -> None:
        """Keep the heights that people drag sections to."""
        for section in self.docked:
            if section.is_open:
                section.height_chosen = section.height()

    def arrange(self) -> None:
        """Give each section the height it wants; where there is too little, all give way to their least."""
        docked = self.docked
        for section in docked:
            section.bound()
        n = len(docked)
        room = self.viewport().height() - HANDLE * n
        heights = shared([s.wanted for s in docked], [s.lowest for s in docked], room)
        self._splitter.setSizes([*heights, max(room - sum(heights), 0)])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new room."""
        super().resizeEvent(event)
        self.arrange()

    def minimumSizeHint(self) -> QSize:
        """Return a size at which something can be seen still."""
        bar = self.verticalScrollBar().sizeHint().width()
        widest = max((section.minimumSizeHint().width() for section in self.docked), default=0)
        return QSize(widest + bar, LEAST)

    def refresh_icons(self) -> None:
        """Draw icons anew, in the colours of now."""
        for section in self.sections:
            section.refresh_icons()

    def save(self) -> None:
        """Remember which sections are open, how high, and which float where."""
        for section in self.sections:
            window = self._windows.get(section.name)
            place = window.geometry().getRect() if window is not None else ()
            numbers = (int(section.is_open), section.height_chosen, *place)  # type: ignore[misc]
            preferences.keep(f"section/{section.name}", " ".join(str(n) for n in numbers))

    def restore(self) -> None:
        """Let those float that floated, where a screen is still there; once the window is shown."""
        for section in self.sections:
            numbers = _numbers(preferences.text(f"section/{section.name}", ""))
            if len(numbers) == 6 and preferences.is_on_screen(QRect(*numbers[2:])):
                self.float(section, QRect(*numbers[2:]))

    def _remembered(self, section: Section) -> None:
        numbers = _numbers(preferences.text(f"section/{section.name}", ""))
        if len(numbers) in (2, 6):
            section.set_open(bool(numbers[0]))
            section.height_chosen = max(numbers[1], 0)

    def close_all(self) -> None:
        """Close what floats, without forgetting that it does."""
        for section in list(self.sections):
            self.dock(section)


def shared(wanted: Sequence[int], lowest: Sequence[int], room: int) -> list[int]:
    """Return heights as wanted where there is room, else less of each in proportion to what it can give."""
    over = sum(wanted) - room
    gives = [max(want - low, 0) for want, low in zip(wanted, lowest, strict=True)]
    total = sum(gives)
    if over <= 0 or total == 0:
        return list(wanted)
    part = min(over / total, 1.0)
    return [want - round(give * part) for want, give in zip(wanted, gives, strict=True)]


def _numbers(text: str) -> list[int]:
    """Return the whole numbers of a remembered text; none where it is something else."""
    parts = text.split()
    return [int(part) for part in parts] if all(part.lstrip("-").isdecimal() for part in parts) else []
