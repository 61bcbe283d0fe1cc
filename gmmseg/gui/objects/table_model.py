"""The model of the table of objects: columns of arrays, sorted and filtered as arrays."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QItemSelection, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from gmmseg.gui.translation import figure, mark, tr
from gmmseg.gui.widgets import theme
from gmmseg.imaging.objects.object_table import ObjectTable
from gmmseg.session.compute.found_objects import FoundObjects

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
HIDDEN = ("class", "image")  # columns that the table of one picture has no need of
TITLES = {"object": mark("Object"), "class_name": mark("Class")}
UNITS = {
    "_um2": "µm²", "_mm2": "mm²", "_m2": "m²", "_ha": "ha", "_um": "µm", "_mm": "mm", "_m": "m", "_px": "px",
    "_deg": "°",
}  # fmt: skip
MEASURES = (
    *(mark("Area"), mark("Area filled"), mark("Area convex"), mark("Perimeter")),
    *(mark("Major axis"), mark("Minor axis"), mark("Eccentricity"), mark("Aspect ratio")),
    *(mark("Orientation"), mark("Solidity"), mark("Extent"), mark("Circularity")),
    *(mark("Equivalent diameter"), mark("Feret max"), mark("Feret min")),
    *(mark("Centroid x"), mark("Centroid y"), mark("Touches border")),
    *(mark("Box left"), mark("Box top"), mark("Box right"), mark("Box bottom")),
)
CHANNELS = (mark("Red"), mark("Green"), mark("Blue"), mark("Grey"), mark("Probability"), mark("Uncertainty"))
OF_CHANNELS = {  # what is measured of the values of each
    "mean": mark("{channel} mean"),
    "sd": mark("{channel} sd"),
    "min": mark("{channel} min"),
    "max": mark("{channel} max"),
    "median": mark("{channel} median"),
    "sum": mark("{channel} sum"),
}
ROLE = Qt.ItemDataRole
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class ObjectTableModel(QAbstractTableModel):
    """Rows of objects, in the order in which they are sorted, without those that a filter leaves out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: FoundObjects | None = None
        self.names: tuple[str, ...] = ()
        self.order: NDArray[np.intp] = np.empty(0, np.intp)  # rows of the table, as they are shown
        self.kept: NDArray[np.bool_] | None = None  # by the filter, in the order of the table
        self.pointed = 0  # number of the object whose row is lit, 0 for none
        self._sorted: tuple[int, Qt.SortOrder] = (0, Qt.SortOrder.AscendingOrder)

    def light(self, number: int) -> None:
        """Light the row of one object, 0 for none."""
        rows = self.rows_of([each for each in (self.pointed, number) if each])
        self.pointed = number
        for row in rows:
            self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))

    @property
    def table(self) -> ObjectTable | None:
        """What is measured."""
        return None if self.found is None else self.found.table

    def show_objects(self, found: FoundObjects | None, kept: NDArray[np.bool_] | None) -> None:
        """Show objects, of them those that are `kept`, in the order of rows; all for None."""
        self.beginResetModel()
        names = () if found is None else tuple(name for name in found.table.names if name not in HIDDEN)
        if names != self.names:
            self._sorted = (0, Qt.SortOrder.AscendingOrder)
        self.found, self.kept, self.names = found, kept, names
        self._arrange()
        self.endResetModel()

    def keep(self, kept: NDArray[np.bool_] | None) -> None:
        """Show those rows that are `kept`, in the order of the table; all for None."""
        self.beginResetModel()
        self.kept = kept
        self._arrange()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; rows that are equal stay in the order of their numbers."""
        self.beginResetModel()
        self._sorted = (column, order)
        self._arrange()
        self.endResetModel()

    def _arrange(self) -> None:
        if self.table is None or not self.names:
            self.order = np.empty(0, np.intp)
            return
        column, direction = self._sorted
        values = np.asarray(self.table[self.names[column]])
        ranks = np.unique(values, return_inverse=True)[1]  # what is not a number comes last
        if direction == Qt.SortOrder.DescendingOrder:
            ranks = -ranks
        order = np.argsort(ranks, kind="stable")
        self.order = order if self.kept is None else order[self.kept[order]]

    def numbers_at(self, rows: Iterable[int]) -> list[int]:
        """Return the numbers of the objects in rows that are shown."""
        if self.found is None:
            return []
        chosen = self.order[np.fromiter(rows, np.intp)]
        return [int(number) for number in self.found.objects.numbers[chosen]]

    def rows_of(self, numbers: Sequence[int]) -> list[int]:
        """Return the rows that show some objects, rising."""
        if self.found is None or not numbers:
            return []
        wanted = np.isin(self.found.objects.numbers[self.order], numbers)
        return [int(row) for row in np.flatnonzero(wanted)]

    def selection_of(self, rows: Sequence[int]) -> QItemSelection:
        """Return rows, rising, as what a view selects: few ranges, where there are many beside each other."""
        chosen, last = QItemSelection(), self.columnCount() - 1
        if not len(rows):
            return chosen
        places = np.asarray(rows)
        breaks = np.flatnonzero(np.diff(places) > 1)
        firsts, lasts = places[np.r_[0, breaks + 1]], places[np.r_[breaks, len(places) - 1]]
        for first, final in zip(firsts.tolist(), lasts.tolist(), strict=True):
            chosen.select(self.index(first, 0), self.index(final, last))
        return chosen

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self.order)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return how many measurements there are."""
        return 0 if parent.isValid() else len(self.names)

    def data(self, index: Index, role: int = ROLE.DisplayRole) -> Any:
        """Return a cell's text, and how it is aligned."""
        if self.table is None or not index.isValid():
            return None
        column = self.table[self.names[index.column()]]
        if role == ROLE.TextAlignmentRole:
            return RIGHT if isinstance(column, np.ndarray) else LEFT
        if role == ROLE.BackgroundRole and self.pointed:
            is_lit = self.numbers_at([index.row()]) == [self.pointed]
            return QColor(theme.colours().raised) if is_lit else None
        if role in (ROLE.DisplayRole, ROLE.ToolTipRole):
            return shown(column[int(self.order[index.row()])], whole=role == ROLE.ToolTipRole)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = ROLE.DisplayRole) -> Any:
        """Return the title of a column, with its unit; its name in files when the cursor rests on it."""
        if orientation != Qt.Orientation.Horizontal or section >= len(self.names):
            return None
        name = self.names[section]
        if role == ROLE.DisplayRole:
            return title_of(name)
        if role == ROLE.ToolTipRole:
            return tr("{name}\nClick to sort.", name=name)
        if role == ROLE.TextAlignmentRole:
            is_text = self.table is not None and not isinstance(self.table[name], np.ndarray)
            return LEFT if is_text else RIGHT
        return None


def title_of(name: str) -> str:
    """Return what people call a column, its unit in brackets."""
    if name in TITLES:
        return tr(TITLES[name])
    for ending, unit in UNITS.items():
        if name.endswith(ending):
            return f"{_spelt_out(name.removesuffix(ending))} ({unit})"
    return _spelt_out(name)


def _spelt_out(name: str) -> str:
    text = name.replace("_", " ")
    text = text[:1].upper() + text[1:]
    channel, _, value = text.rpartition(" ")
    return tr(OF_CHANNELS[value], channel=tr(channel)) if value in OF_CHANNELS and channel else tr(text)


def shown(value: Any, *, whole: bool = False) -> str:
    """Return a value as people read it: four digits, more for `whole` numbers and tips."""
    if isinstance(value, str):
        return value
    if isinstance(value, np.integer):
        return str(int(value))
    number = float(value)
    if not np.isfinite(number):
        return ""
    return figure(number, ".9g" if whole else ".4g" if abs(number) < 1e4 else ".0f")
