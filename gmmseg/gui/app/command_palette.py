"""The command palette: every action, found by a few letters of its name."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAction, QColor, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gmmseg.gui.app.actions import ACTIONS, ActionSpec
from gmmseg.gui.panels.segment_row import Index
from gmmseg.gui.translation import tr
from gmmseg.gui.widgets import preferences, theme

SIZE = (520, 400)
ROW = 30  # pixels
NAME = int(Qt.ItemDataRole.UserRole)
KEYS = NAME + 1
ENABLED = NAME + 2
STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class CommandPalette(QDialog):
    """Lists actions that match what is typed; Enter does the chosen one."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Command palette"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._actions = actions
        self.field, self.rows = QLineEdit(), QListWidget()
        self.field.setPlaceholderText(tr("Type what you want to do"))
        self.field.setAccessibleName(tr("Command"))
        self.field.setClearButtonEnabled(True)
        self.rows.setAccessibleName(tr("Commands"))
        self.rows.setItemDelegate(CommandDelegate(self.rows))
        self.rows.setUniformItemSizes(True)
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the field has the keyboard
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.GRID] * 4)
        column.setSpacing(theme.GRID)
        column.addWidget(self.field)
        column.addWidget(self.rows, 1)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self.search)
        self.rows.itemClicked.connect(self._choose)
        self.resize(*preferences.bounded(SIZE))
        top = parent.mapToGlobal(QPoint((parent.width() - self.width()) // 2, 64))
        self.move(top)
        self.search("")

    def search(self, query: str) -> None:
        """Show the actions whose names have these letters, the best first."""
        self.rows.clear()
        for name, title, menu in ranked(query, entries(self._actions)):
            action = self._actions[name]
            item = QListWidgetItem(f"{menu}: {title}")
            item.setData(NAME, name)
            keys = [key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts()]
            item.setData(KEYS, ", ".join(keys))
            item.setData(ENABLED, action.isEnabled())
            self.rows.addItem(item)
        if self.rows.count():
            self.rows.setCurrentRow(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys walk the list while the field has the keyboard, and Enter choose."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key in STEPS:
                row = self.rows.currentRow() + STEPS[key]
                self.rows.setCurrentRow(min(max(row, 0), self.rows.count() - 1))
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self.rows.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is None or not item.data(ENABLED):
            return
        action = self._actions[item.data(NAME)]
        self.close()
        action.trigger()


class CommandDelegate(QStyledItemDelegate):
    """Draws the name on the left and the keys on the right."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the height of a row."""
        return QSize(100, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a row."""
        shades, rect = theme.colours(), option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            fill = QColor(shades.accent)
            fill.setAlpha(56)
            painter.fillRect(rect, fill)
        inner = QRect(rect).adjusted(theme.GRID, 0, -theme.GRID, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        keys = str(index.data(KEYS))
        painter.setPen(QColor(shades.faint))
        painter.drawText(inner, int(middle | Qt.AlignmentFlag.AlignRight), keys)
        painter.setPen(QColor(shades.text if index.data(ENABLED) else shades.off))
        room = inner.width() - painter.fontMetrics().horizontalAdvance(keys) - theme.GRID
        text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, int(middle), text)
        painter.restore()


def entries(actions: Mapping[str, QAction]) -> list[tuple[str, str, str]]:
    """Return name, title and menu of every action, those that are possible now first."""
    found = [
        (spec.name, actions[spec.name].text().replace("&&", "\0").replace("&", "").replace("\0", "&"), menu)
        for title, specs in ACTIONS.items()
        for menu in (tr(title).replace("&", ""),)
        for spec in specs
        if isinstance(spec, ActionSpec) and spec.name != "palette"
    ]
    return sorted(found, key=lambda entry: not actions[entry[0]].isEnabled())


def ranked(query: str, known: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Return the entries that match `query`, the best first.

    Best is a title that begins with them, then one with a word that does, then one that has them anywhere,
    then one that has their letters in this order; all words may also be spread over menu and title.
    """
    wanted = " ".join(query.casefold().split())
    scored = [(_score(wanted, entry), i, entry) for i, entry in enumerate(known)]
    return [entry for score, _, entry in sorted(scored, key=lambda each: each[:2]) if score < NONE]


NONE = 9  # the score of what does not match


def _score(wanted: str, entry: tuple[str, str, str]) -> int:
    title, whole = entry[1].casefold(), f"{entry[2]} {entry[1]}".casefold()
    if title.startswith(wanted):
        return 0
    if any(word.startswith(wanted) for word in title.split()) or f" {wanted}" in title:
        return 1
    if wanted in title:
        return 2
    if all(part in whole for part in wanted.split()):
        return 3
    letters = iter(title)
    return 4 if all(letter in letters for letter in wanted if letter != " ") else NONE
