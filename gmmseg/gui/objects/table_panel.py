"""The panel below the picture with the table of objects, a filter and a histogram."""

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gmmseg.errors import BadConditionError
from gmmseg.gui.objects.histogram import Histogram
from gmmseg.gui.objects.selection import ObjectSelection
from gmmseg.gui.objects.table_model import ObjectTableModel, title_of
from gmmseg.gui.translation import figure, tr
from gmmseg.gui.widgets import icons, theme
from gmmseg.gui.widgets.controls import plain
from gmmseg.imaging.objects.conditions import column_of, rows_where
from gmmseg.imaging.objects.object_table import Column, ObjectTable
from gmmseg.session.compute.found_objects import FoundObjects
from gmmseg.session.document import TableFilter

ROW = 24
WORD = 88  # pixels for the name of a class
FIRST_SHOWN = "area"  # the measurement that the histogram begins with
SIZES = (700, 240)  # pixels of width of table and histogram, at first


class ObjectTableView(QTableView):
    """The table; it tells what keys ask for."""

    pointed = Signal(int)  # the row under the cursor, -1 for none
    copying = Signal()
    deleting = Signal()
    merging = Signal()

    def __init__(self, model: ObjectTableModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName(tr("Objects"))
        self.setAccessibleDescription(tr("A row for each object, with what is measured of it."))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(False)
        self.setFont(theme.tabular(self.font()))
        self.setMouseTracking(True)
        self.entered.connect(self._entered)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header = self.verticalHeader()
        header.setVisible(False)
        header.setDefaultSectionSize(ROW)  # rows are all alike: none is measured
        across = self.horizontalHeader()
        across.setSectionsClickable(True)
        across.setSortIndicatorShown(True)
        across.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        across.setHighlightSections(False)
        across.setSelectionModel(QItemSelectionModel(model, self))  # or each row is asked for each title
        self.setSortingEnabled(True)  # a click on a title sorts, and does not select all

    def _entered(self, index: Any) -> None:
        self.pointed.emit(index.row())

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that no row is pointed at."""
        super().leaveEvent(event)
        self.pointed.emit(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, delete or merge what is selected."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copying.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.deleting.emit()
        elif event.key() == Qt.Key.Key_M and not event.modifiers():
            self.merging.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: Any) -> bool:
        """Have keys that mean something here mean nothing else while the table has the keyboard."""
        own = isinstance(event, QKeyEvent) and (
            event.matches(QKeySequence.StandardKey.Copy)
            or (
                event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_M)
                and not event.modifiers()
            )
        )
        if own and event.type() == QKeyEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)


class ObjectTablePanel(QWidget):
    """Shows objects as rows; tells which are left out, and what people ask for."""

    filtered = Signal(object)  # which objects are left out, (n,) in the order of the table, or None
    exporting = Signal()
    deleting = Signal(object)  # numbers of objects
    merging = Signal()
    closing = Signal()

    def __init__(self, selection: ObjectSelection) -> None:
        super().__init__()
        self.setObjectName("strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.selection, self.model = selection, ObjectTableModel()
        self.view = ObjectTableView(self.model)
        self.condition = QLineEdit()
        self.condition.setPlaceholderText(tr("Show objects where, as: area > 50 and circularity < 0.8"))
        self.condition.setAccessibleName(tr("Condition on objects that are shown"))
        self.condition.setClearButtonEnabled(True)
        self.count = plain("", "faint")
        self.problem = plain("", "faint")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.delete_hidden = QPushButton(tr("Delete hidden"))
        self.delete_hidden.setToolTip(
            tr("Delete the objects that the filter leaves out; undo brings them back.")
        )
        self.copy, self.export = QPushButton(tr("Copy")), QPushButton(tr("Export…"))
        self.copy.setToolTip(tr("Copy the rows that are selected, or all that are shown, for a spreadsheet."))
        self.export.setToolTip(tr("Write the table and other files of all objects."))
        self.close_button = QToolButton()
        self.close_button.setAccessibleName(tr("Close the table of objects"))
        self.measurement, self.histogram = QComboBox(), Histogram()
        self.measurement.setAccessibleName(tr("Measurement of the histogram"))
        self._is_showing = False
        self._awaited: TableFilter | None = None  # until there is a table that it is of
        self._lay_out()
        self._connect()
        self.refresh_icons()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.GRID)
        head.addWidget(self.condition, 1)
        for widget in (self.count, self.delete_hidden, self.copy, self.export, self.close_button):
            head.addWidget(widget)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID // 2)
        column.addWidget(self.measurement)
        column.addWidget(self.histogram, 1)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.addWidget(self.view)
        parts.addWidget(side)
        parts.setStretchFactor(0, 1)
        parts.setSizes(list(SIZES))
        parts.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(2 * theme.GRID, theme.GRID, theme.GRID, theme.GRID)
        whole.setSpacing(theme.GRID // 2)
        whole.addLayout(head)
        whole.addWidget(self.problem)
        whole.addWidget(parts, 1)

    def _connect(self) -> None:
        self.condition.textChanged.connect(self._filter)
        self.histogram.ranged.connect(self._filter)
        self.measurement.currentIndexChanged.connect(self._measured)
        self.model.modelReset.connect(self._show_selection)
        self.view.selectionModel().selectionChanged.connect(self._selected)
        self.selection.changed.connect(self._show_selection)
        self.view.pointed.connect(self._point_at)
        self.selection.pointing.connect(self._light)
        self.view.copying.connect(self.copy_rows)
        self.copy.clicked.connect(self.copy_rows)
        self.view.deleting.connect(self._delete_selected)
        self.view.merging.connect(self.merging)
        self.delete_hidden.clicked.connect(self._delete_hidden)
        self.export.clicked.connect(self.exporting)
        self.close_button.clicked.connect(self.closing)

    def refresh_icons(self) -> None:
        """Draw icons anew, in the colours of now."""
        self.close_button.setIcon(icons.icon("close"))

    def show_objects(self, found: FoundObjects | None) -> None:
        """Show objects under the filter that is set."""
        self._is_showing = True
        names = self.model.names
        self.model.show_objects(found, None)
        if self.model.names != names:
            self._fill_measurements()
            self._set_widths()
        self._set_awaited()
        self._is_showing = False
        self._show_histogram()
        self._filter()
        self._show_selection()

    @property
    def chosen_filter(self) -> TableFilter:
        """The condition and the range that are set."""
        if self._awaited is not None:
            return self._awaited
        chosen, name = self.histogram.range, self.measurement.currentData()
        return TableFilter(self.condition.text(), "" if chosen is None else str(name), chosen)

    def set_filter(self, wanted: TableFilter) -> None:
        """Set condition and range; a range as soon as there is its measurement."""
        self._awaited = wanted
        self.condition.blockSignals(True)
        self.condition.setText(wanted.condition)
        self.condition.blockSignals(False)
        self._set_awaited()
        self._show_histogram()
        self._filter()

    def _set_awaited(self) -> None:
        if self._awaited is None or self.model.table is None:
            return
        place = self.measurement.findData(self._awaited.measurement)
        if place >= 0:
            self.measurement.blockSignals(True)
            self.measurement.setCurrentIndex(place)
            self.measurement.blockSignals(False)
        self.histogram.range = self._awaited.range if place >= 0 else None
        self._awaited = None

    def _set_widths(self) -> None:
        metrics = self.view.fontMetrics()
        for column, name in enumerate(self.model.names):
            room = max(metrics.horizontalAdvance(title_of(name)), WORD if name == "class_name" else 0)
            self.view.setColumnWidth(column, room + 4 * theme.GRID)
        self.view.horizontalHeader().setSortIndicator(0, Qt.SortOrder.AscendingOrder)

    def _fill_measurements(self) -> None:
        table, before = self.model.table, self.measurement.currentData()
        self.measurement.blockSignals(True)
        self.measurement.clear()
        for name in self.model.names:
            if table is not None and isinstance(table[name], np.ndarray) and name != "object":
                self.measurement.addItem(title_of(name), name)
        places = [self.measurement.itemData(i) for i in range(self.measurement.count())]
        usual = column_of(FIRST_SHOWN, places)
        self.measurement.setCurrentIndex(
            places.index(before) if before in places else self.measurement.findData(usual)
        )
        self.measurement.blockSignals(False)
        if before not in places:
            self.histogram.range = None

    def _measured(self) -> None:
        self.histogram.range = None
        self._show_histogram()
        self._filter()

    def _show_histogram(self) -> None:
        table, name = self.model.table, self.measurement.currentData()
        values = table[name] if table is not None and name in table.names else np.empty(0)
        self.histogram.show_values(np.asarray(values))

    def _filter(self) -> None:
        """Show the rows that condition and range allow; a condition that is not understood allows all."""
        table = self.model.table
        if table is None or self._is_showing:
            self.count.setText("")
            self.delete_hidden.setEnabled(False)
            return
        try:
            kept = rows_where(self.condition.text(), table)
            self.problem.hide()
        except BadConditionError as error:
            kept = np.ones(len(table), bool)
            self.problem.setText(str(error))
            self.problem.show()
        name, chosen = self.measurement.currentData(), self.histogram.range
        if chosen is not None and name in table.names:
            values = np.asarray(table[name], np.float64)
            kept = kept & (values >= chosen[0]) & (values <= chosen[1])
        n = int(np.count_nonzero(kept))
        self.model.keep(None if n == len(table) else kept)
        shown = figure(n, ",")
        self.count.setText(
            tr("{number} of {n}", number=shown, n=figure(len(table), ","))
            if n < len(table)
            else tr("{n} objects", n=shown)
        )
        self.delete_hidden.setEnabled(n < len(table))
        self.filtered.emit(None if n == len(table) else ~kept)
        self._show_selection()

    @property
    def left_out(self) -> NDArray[np.bool_] | None:
        """Which objects the filter leaves out, in the order of the table; None where it leaves out none."""
        return None if self.model.kept is None else ~self.model.kept

    def _selected(self) -> None:
        if self._is_showing:
            return
        rows = [
            row
            for part in self.view.selectionModel().selection().toList()
            for row in range(part.top(), part.bottom() + 1)
        ]
        self._is_showing = True
        self.selection.choose(self.model.numbers_at(rows))
        self._is_showing = False

    def _show_selection(self) -> None:
        """Select the rows of the objects that are selected."""
        if self._is_showing:
            return
        rows = self.model.rows_of(self.selection.numbers)
        self._is_showing = True
        flags = QItemSelectionModel.SelectionFlag
        chosen = self.view.selectionModel()
        chosen.select(self.model.selection_of(rows), flags.ClearAndSelect | flags.Rows)
        if rows:
            last = self.model.rows_of(self.selection.numbers[-1:]) or rows
            chosen.setCurrentIndex(self.model.index(last[0], 0), flags.NoUpdate)
            self.view.scrollTo(self.model.index(last[0], max(self.view.columnAt(0), 0)))
        self._is_showing = False

    def _point_at(self, row: int) -> None:
        numbers = self.model.numbers_at([row]) if 0 <= row < self.model.rowCount() else [0]
        self.selection.point_at(numbers[0])

    def _light(self) -> None:
        self.model.light(self.selection.pointed)

    def copy_rows(self) -> None:
        """Put the rows that are selected, or all that are shown, on the clipboard, with a header."""
        from gmmseg.io.exporters.object_files import write_rows

        table = self.model.table
        if table is None:
            return
        rows = self.model.rows_of(self.selection.numbers)
        places = self.model.order[rows] if rows else self.model.order
        columns: dict[str, Column] = {}
        for name in table.names:
            column = table[name]
            columns[name] = column[places] if isinstance(column, np.ndarray) else [column[i] for i in places]
        text = io.StringIO()
        write_rows(text, ObjectTable(columns), delimiter="\t")
        QGuiApplication.clipboard().setText(text.getvalue())

    def _delete_selected(self) -> None:
        self.deleting.emit(self.selection.numbers)

    def _delete_hidden(self) -> None:
        found, gone = self.model.found, self.left_out
        if found is not None and gone is not None:
            self.deleting.emit(tuple(found.objects.numbers[gone].tolist()))
