"""The dialog that lists keys and mouse gestures."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from gmmseg.gui.app.actions import ACTIONS, MOUSE, ActionSpec
from gmmseg.gui.widgets import preferences, theme
from gmmseg.gui.widgets.controls import PanelScrollArea, heading, plain

COLUMNS = (("&File", "&Edit", "&Tools"), ("&View", "&Segments"), ("Mouse", "O&bjects", "&Model"))


class ShortcutsDialog(QDialog):
    """Lists every key; stays open beside the window, closes with Esc."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard and mouse")
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(*[3 * theme.GRID] * 4)
        row.setSpacing(3 * theme.GRID)
        for titles in COLUMNS:
            column = QVBoxLayout()
            column.setSpacing(theme.GRID)
            for title in titles:
                column.addWidget(heading(title.replace("&", "")))
                column.addLayout(_table(_entries(title)))
                column.addSpacing(2 * theme.GRID)
            column.addStretch(1)
            row.addLayout(column)
        scroll = PanelScrollArea(whole, sideways=True)
        scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # so that keys move it, too
        scroll.setAccessibleName("Keyboard and mouse")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        preferences.centre(self, scroll.sizeHint().toTuple())


def _entries(title: str) -> list[tuple[str, str]]:
    if title == "Mouse":
        return list(MOUSE)
    specs = [entry for entry in ACTIONS[title] if isinstance(entry, ActionSpec) and entry.keys]
    return [(",  ".join(spec.keys), spec.title.replace("&", "")) for spec in specs]


def _table(entries: list[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(2 * theme.GRID)
    grid.setVerticalSpacing(theme.GRID // 2)
    for i, (keys, meaning) in enumerate(entries):
        grid.addWidget(plain(keys, "faint"), i, 0, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(plain(meaning), i, 1)
    grid.setColumnStretch(1, 1)
    return grid
