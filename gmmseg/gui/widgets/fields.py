"""Fields of a form: paths, choices, and rows of them."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from gmmseg.gui.widgets import theme
from gmmseg.gui.widgets.controls import plain


def path_in(line: QLineEdit) -> Path:
    """Return the path that was typed."""
    return Path(line.text().strip()).expanduser()


def way(name: str, text: str, hint: str) -> QLineEdit:
    """Return a field for the path of a file or folder."""
    line = QLineEdit(text)
    line.setAccessibleName(name)
    line.setPlaceholderText(hint)
    return line


def choice(name: str, entries: tuple[tuple[str, str, str], ...]) -> QComboBox:
    """Return a box of entries: a word for the program, a title and a hint for people."""
    box = QComboBox()
    box.setAccessibleName(name)
    for i, (word, title, hint) in enumerate(entries):
        box.addItem(title, word)
        box.setItemData(i, hint, Qt.ItemDataRole.ToolTipRole)
    return box


def beside(*parts: QWidget) -> QWidget:
    """Return widgets in a row; the first takes the room."""
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.GRID)
    for i, part in enumerate(parts):
        row.addWidget(part, int(i == 0))
    return whole


def named(name: str, part: QWidget) -> QWidget:
    """Return a widget with its name before it."""
    label = plain(name)
    label.setBuddy(part)
    whole = beside(label, part)
    layout: Any = whole.layout()
    layout.setStretch(0, 0)
    layout.setStretch(1, 1)
    return whole
