"""The list of segments."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QDropEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from gmmseg.gui.panels.segment_row import AREA, HEIGHT, LIT, LOCKED, LOOK, SHARE, RowDelegate, RowLayout
from gmmseg.gui.translation import mark, tr
from gmmseg.gui.widgets.numbers import percent
from gmmseg.imaging.rendering.colours import Colour
from gmmseg.session.document import SegmentStyle

HINT = mark(
    "Point at a segment to see it alone. Double-click its name to rename it, its swatch to recolour it, "
    "the eye to hide it; drag to reorder."
)
FEWEST_ROWS = 3  # that there is room for
BELOW = 6  # pixels under the last row


class SegmentList(QListWidget):
    """Shows looks and shares; tells what people do with them."""

    pointed = Signal(int)  # the row under the cursor, -1 for none
    renamed = Signal(int, str)
    recolouring = Signal(int, QPoint)  # the row, where on the screen its swatch is
    toggled = Signal(int)
    soloed = Signal(int)
    moved = Signal(int, int)  # the row, the place it goes before
    menu_requested = Signal(QPoint)  # for the menu, at a place on the screen

    def __init__(self, name: str = "", hint: str = "") -> None:
        super().__init__()
        self.setItemDelegate(RowDelegate(self))
        self.setAccessibleName(name or tr("Segments"))
        self.setAccessibleDescription(hint or tr(HINT))
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMinimumHeight(HEIGHT)
        self.itemChanged.connect(self._edited)
        self.entered.connect(self._entered)
        self._lit = -1
        self._colours: Callable[[int], Sequence[Colour]] | None = None  # in place of segments' own
        self._last: tuple[Sequence[SegmentStyle], Sequence[float], Collection[int], Sequence[str]] = (
            (),
            (),
            (),
            (),
        )

    def show_segments(
        self,
        segment_styles: Sequence[SegmentStyle],
        shares: Sequence[float],
        locked: Collection[int] = (),
        areas: Sequence[str] = (),
    ) -> None:
        """Show these segments, some of them `locked`, by row; selection stays where it was.

        `areas` are shown in place of shares where they are given.
        """
        self._last = (segment_styles, shares, locked, areas)
        if self._colours is not None:
            colours = self._colours(len(segment_styles))
            segment_styles = [
                replace(style, colour=colour) for style, colour in zip(segment_styles, colours, strict=True)
            ]
        if self.count() != len(segment_styles):
            self.updateGeometry()
        with QSignalBlocker(self):
            while self.count() > len(segment_styles):
                self.takeItem(self.count() - 1)
            while self.count() < len(segment_styles):
                self.addItem(_item())
            area_texts = areas or [""] * len(segment_styles)
            for i, (style, share, area) in enumerate(zip(segment_styles, shares, area_texts, strict=True)):
                self._fill(self.item(i), style, share, area, is_locked=i in locked)
        self.viewport().update()

    def show_colours(self, colours: Callable[[int], Sequence[Colour]] | None) -> None:
        """Show the swatches in colours for so many segments, None in their own."""
        self._colours = colours
        self.show_segments(*self._last)

    def show_patterns(self, is_on: bool) -> None:
        """Draw the pattern of each segment over its swatch, or none."""
        delegate = self.itemDelegate()
        if isinstance(delegate, RowDelegate):
            delegate.is_hatched = is_on
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """Return the size at which all rows are in view."""
        rows = max(self.count(), FEWEST_ROWS)
        return QSize(super().sizeHint().width(), rows * HEIGHT + 2 * self.frameWidth() + BELOW)

    def light(self, row: int) -> None:
        """Light the row of the segment under the cursor, -1 for none."""
        if row == self._lit:
            return
        with QSignalBlocker(self):
            for i in (self._lit, row):
                if 0 <= i < self.count():
                    self.item(i).setData(LIT, i == row)
        self._lit = row
        self.viewport().update()

    @property
    def chosen(self) -> list[int]:
        """Rows that are selected, from the top."""
        return sorted(self.row(item) for item in self.selectedItems())

    def choose(self, row: int) -> None:
        """Select a row alone."""
        self.setCurrentRow(row, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def edit_name(self) -> None:
        """Edit the name of the current row."""
        if self.currentItem() is not None:
            self.editItem(self.currentItem())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Let a click on the eye hide or show; anything else selects."""
        row, places = self._at(event.position().toPoint())
        if places and event.button() == Qt.MouseButton.LeftButton:
            if places.eye.adjusted(-6, -6, 6, 6).contains(event.position().toPoint()):
                alone = event.modifiers() & Qt.KeyboardModifier.AltModifier
                (self.soloed if alone else self.toggled).emit(row)
                return
            if places.swatch.adjusted(-2, -2, 2, 2).contains(event.position().toPoint()):
                self.choose(row)
                self.recolouring.emit(row, self.viewport().mapToGlobal(places.swatch.bottomLeft()))
                return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Rename, but not by two quick clicks on the eye."""
        row, places = self._at(event.position().toPoint())
        if places and places.eye.adjusted(-6, -6, 6, 6).contains(event.position().toPoint()):
            self.toggled.emit(row)
            return
        super().mouseDoubleClickEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell when the cursor is below the last row."""
        super().mouseMoveEvent(event)
        if self._at(event.position().toPoint())[1] is None:
            self.pointed.emit(-1)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that no row is pointed at."""
        super().leaveEvent(event)
        self.pointed.emit(-1)

    def event(self, event: QEvent) -> bool:
        """Rename by F2 what has the keyboard: there are two lists, and one shortcut of that key."""
        own = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F2 and self.currentRow() >= 0
        if own and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hide or show with space, move with Alt and an arrow."""
        row = self.currentRow()
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() == Qt.Key.Key_Space and row >= 0:
            self.toggled.emit(row)
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier and Qt.Key(event.key()) in steps:
            to = row + steps[Qt.Key(event.key())]
            if 0 <= to < self.count():
                self.moved.emit(row, to + (to > row))
                self.choose(to)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the segments."""
        self.menu_requested.emit(event.globalPos())

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell where a row was dropped; the document moves it, not the list."""
        if event.source() is not self or not self.chosen:
            event.ignore()
            return
        row, places = self._at(event.position().toPoint())
        to = self.count()
        if places:
            below = event.position().y() > self.visualItemRect(self.item(row)).center().y()
            to = row + bool(below)
        source = self.currentRow()
        event.setDropAction(Qt.DropAction.IgnoreAction)  # else the view takes the dragged row away
        event.accept()
        if to not in (source, source + 1):
            self.moved.emit(source, to)
            self.choose(to - (to > source))

    def _at(self, point: QPoint) -> tuple[int, RowLayout | None]:
        index = self.indexAt(point)
        return index.row(), RowLayout.of(self.visualRect(index)) if index.isValid() else None

    def _fill(
        self, item: QListWidgetItem, style: SegmentStyle, share: float, area: str, *, is_locked: bool
    ) -> None:
        item.setData(AREA, area)
        item.setToolTip(style.name)
        item.setData(LOOK, style)
        item.setData(LOCKED, is_locked)
        item.setData(SHARE, float(share))
        state = [*([tr("hidden")] if style.hidden else []), *([tr("locked")] if is_locked else [])]
        item.setData(
            Qt.ItemDataRole.AccessibleTextRole,
            ", ".join([style.name, area or percent(share, exact=True), *state]),
        )
        item.setText(style.name)  # what the editor and the keyboard search begin with

    def _edited(self, item: QListWidgetItem) -> None:
        style, name = item.data(LOOK), item.data(Qt.ItemDataRole.EditRole)
        if isinstance(style, SegmentStyle) and name and name != style.name:
            self.renamed.emit(self.row(item), str(name))

    def _entered(self, index: object) -> None:
        self.pointed.emit(index.row())  # type: ignore[attr-defined]


def _item() -> QListWidgetItem:
    item = QListWidgetItem()
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
    return item
