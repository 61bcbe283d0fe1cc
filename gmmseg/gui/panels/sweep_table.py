"""The table of a sweep: every figure of every number of segments, the best of each column in bold."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from gmmseg.gui.panels import criteria
from gmmseg.gui.translation import tr, trn
from gmmseg.gui.widgets import theme
from gmmseg.inspection.sweep import FIGURES, Suggestion, Sweep, SweepRow


class SweepTable(QTableWidget):
    """Shows the figures of one kind of mixture; a click on a row chooses its number."""

    chosen = Signal(object)  # the SweepRow

    def __init__(self) -> None:
        super().__init__(0, 1 + len(FIGURES))
        self.setAccessibleName(tr("Figures of each number of segments"))
        self.setHorizontalHeaderLabels([tr("segments"), *(tr(title) for title, _, _ in FIGURES.values())])
        for column, name in enumerate(FIGURES, 1):
            title = self.horizontalHeaderItem(column)
            if title is not None:
                title.setToolTip(tr(criteria.HINTS[name]))
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(3 * theme.GRID)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._rows: Sequence[SweepRow] = ()
        self.cellClicked.connect(self._clicked)
        self.cellActivated.connect(self._clicked)

    def show_rows(self, sweep: Sweep | None, rows: Sequence[SweepRow], suggested: Suggestion | None) -> None:
        """Show rows of a sweep, all of one kind; an arrow stands before what is suggested."""
        self._rows = rows
        best = {name: sweep.best_of(rows[0].kind, name) for name in FIGURES} if sweep and rows else {}
        figures = theme.tabular(self.font())
        bold = theme.tabular(self.font())
        bold.setBold(True)
        with QSignalBlocker(self):
            self.setRowCount(len(rows))
            for place, row in enumerate(rows):
                is_suggested = suggested is not None and row.settings == suggested.settings
                first = f"{'→ ' if is_suggested else ''}{row.candidate.n_components}"
                texts = [first, *(row.figure_text(name) for name in FIGURES)]
                marks = [is_suggested, *(row in best[name] for name in FIGURES)]
                for column, (text, is_marked) in enumerate(zip(texts, marks, strict=True)):
                    item = QTableWidgetItem(text)
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                    item.setFont(bold if is_marked else figures)
                    if is_suggested:
                        item.setForeground(QColor(theme.colours().accent))
                    item.setToolTip(
                        trn(
                            "Segment the picture with %n segment",
                            "Segment the picture with %n segments",
                            row.candidate.n_components,
                        )
                    )
                    self.setItem(place, column, item)

    def _clicked(self, place: int, _column: int) -> None:
        if 0 <= place < len(self._rows):
            self.chosen.emit(self._rows[place])
