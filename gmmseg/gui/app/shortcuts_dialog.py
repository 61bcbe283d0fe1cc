"""The dialog that lists keys and mouse gestures, and finds them by a word."""

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from gmmseg.gui.app.actions import ACTIONS, MOUSE, ActionSpec
from gmmseg.gui.translation import mark, tr
from gmmseg.gui.widgets import preferences, theme
from gmmseg.gui.widgets.controls import PanelScrollArea, heading, plain

KEY_NAMES = (
    *(mark("Ctrl"), mark("Shift"), mark("Alt"), mark("Esc"), mark("Delete")),
    *(mark("Up"), mark("Down"), mark("PgUp"), mark("PgDown")),
)
COLUMNS = (
    ("&File", "&Edit", "&Tools"),
    ("&View", "&Segments"),
    (mark("Mouse"), "O&bjects", "&Model", "Hel&p"),
)


class KeyTable(QWidget):
    """The keys of one menu under its name."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = tr(title).replace("&", "")
        self.rows: list[tuple[QLabel, QLabel, str]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.GRID)
        column.setSpacing(theme.GRID)
        column.addWidget(heading(self._title))
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * theme.GRID)
        grid.setVerticalSpacing(theme.GRID // 2)
        for i, (keys, meaning) in enumerate(_entries(title)):
            pair = plain(keys, "faint"), plain(meaning)
            grid.addWidget(pair[0], i, 0, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(pair[1], i, 1)
            self.rows.append((*pair, f"{self._title} {keys} {meaning}".casefold()))
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)

    def search(self, query: str) -> bool:
        """Show the rows that have all of some words; return whether there is one."""
        parts = query.casefold().split()
        for keys, meaning, text in self.rows:
            fits = all(part in text for part in parts)
            keys.setVisible(fits)
            meaning.setVisible(fits)
        found = any(all(part in text for part in parts) for *_, text in self.rows)
        self.setVisible(found)
        return found


class ShortcutsDialog(QDialog):
    """Lists every key; stays open beside the window, closes with Esc."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard and mouse"))
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Search keys"))
        self.field.setAccessibleName(tr("Search keys"))
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self.search)
        self.tables: list[KeyTable] = []
        self.nothing = plain(
            tr("No key does that; the command palette (Ctrl+Shift+P) lists everything."), "faint"
        )
        self.nothing.setWordWrap(True)
        self.nothing.hide()
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(*[3 * theme.GRID] * 4)
        row.setSpacing(3 * theme.GRID)
        for titles in COLUMNS:
            column = QVBoxLayout()
            column.setSpacing(theme.GRID)
            for title in titles:
                self.tables.append(KeyTable(title))
                column.addWidget(self.tables[-1])
            column.addStretch(1)
            row.addLayout(column)
        scroll = PanelScrollArea(whole, sideways=True)
        scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # so that keys move it, too
        scroll.setAccessibleName(tr("Keyboard and mouse"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, theme.GRID, 0, 0)
        for part in (self.field, self.nothing):
            framed = QHBoxLayout()
            framed.setContentsMargins(3 * theme.GRID, 0, 3 * theme.GRID, 0)
            framed.addWidget(part)
            outer.addLayout(framed)
        outer.addWidget(scroll, 1)
        wide, high = scroll.sizeHint().toTuple()
        preferences.centre(self, (wide, high + self.field.sizeHint().height() + 2 * theme.GRID))

    def search(self, query: str) -> None:
        """Show the keys that have all of some words."""
        found = [table.search(query) for table in self.tables]
        self.nothing.setVisible(not any(found))


def key_text(key: str) -> str:
    """Return a key of the table as it is printed on a keyboard of the language."""
    return re.sub(r"[A-Za-z]{2,}", lambda name: tr(name[0]), key)


def _entries(title: str) -> list[tuple[str, str]]:
    if title == "Mouse":
        return [(tr(gesture), tr(meaning)) for gesture, meaning in MOUSE]
    specs = [entry for entry in ACTIONS[title] if isinstance(entry, ActionSpec) and entry.keys]
    return [
        (",  ".join(key_text(key) for key in spec.keys), tr(spec.title).replace("&", "")) for spec in specs
    ]
