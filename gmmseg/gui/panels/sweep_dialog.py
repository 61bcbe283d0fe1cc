"""The dialog that compares numbers of segments: a curve, what each number looks like, a suggestion."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gmmseg.errors import UndefinedCriterionError
from gmmseg.gui.plots.plot_canvas import PlotCanvas
from gmmseg.gui.widgets import theme
from gmmseg.gui.widgets.controls import plain
from gmmseg.gui.widgets.qimage import image_of
from gmmseg.inspection.sweep import Suggestion, Sweep, SweepRow
from gmmseg.mixture.fitting.model_selection import Criterion
from gmmseg.plots.style import PlotStyle
from gmmseg.settings import AUTO

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIZE = (768, 640)
THUMBNAIL = 132  # pixels, the longer side
CRITERIA = {
    AUTO: "Automatic",
    "icl": "ICL",
    "bic": "BIC",
    "aic": "AIC",
    "silhouette": "Silhouette",
    "davies_bouldin": "Davies-Bouldin index",
    "stability": "Stability",
}
HINTS = {
    AUTO: "What the method itself goes by: how far apart the next parts to merge are, or the ICL.",
    "icl": "Likelihood less what parameters and overlapping segments cost; the fewest that are good enough.",
    "bic": "Likelihood less what parameters cost, by the number of independent pixels.",
    "aic": "Likelihood less what parameters cost; it favours many segments.",
    "silhouette": "How much nearer pixels are to their own segment than to the next.",
    "davies_bouldin": "How wide segments are beside how far apart they are.",
    "stability": "How well the labels agree with those of fits to halves of the picture.",
}
EMPTY = "Each number of segments is tried on the picture. Click the one that you like."


class SweepDialog(QDialog):
    """Shows a sweep as it grows, and tells what people want of it."""

    starting = Signal(int, int, bool)  # fewest and most segments, whether all covariances are compared
    stopping = Signal()
    adopting = Signal(object)  # the SweepRow that people chose

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Compare numbers of segments")
        self.resize(*SIZE)
        self.sweep: Sweep | None = None
        self._used: dict[str, Any] = {}
        self.low, self.high = self._number(2, "Fewest segments"), self._number(12, "Most segments")
        self.all_covariances = QCheckBox("All covariances")
        self.all_covariances.setToolTip("Compare full, tied, diagonal and spherical covariances, too.")
        self.criterion = QComboBox()
        self.criterion.setAccessibleName("Criterion")
        for name, words in CRITERIA.items():
            self.criterion.addItem(words, name)
            self.criterion.setItemData(self.criterion.count() - 1, HINTS[name], Qt.ItemDataRole.ToolTipRole)
        self.start, self.progress = QPushButton("Compare"), QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setMaximumHeight(theme.GRID // 2)
        self.progress.setAccessibleName("Progress")
        self.plot = PlotCanvas("The criterion over the number of segments")
        self.thumbnails = self._list()
        self.verdict, self.sampling = plain(EMPTY, ""), plain("", "faint")
        self.use = QPushButton("Use")
        self.use.setObjectName("primary")
        self.closing = QPushButton("Close")
        self._lay_out()
        self.low.valueChanged.connect(self._low_changed)
        self.high.valueChanged.connect(self._high_changed)
        self.criterion.currentIndexChanged.connect(self._show)
        self.start.clicked.connect(self._start_or_stop)
        self.plot.clicked.connect(self._plot_clicked)
        self.thumbnails.itemClicked.connect(self._adopt_item)
        self.thumbnails.itemActivated.connect(self._adopt_item)
        self.use.clicked.connect(self._use_suggestion)
        self.closing.clicked.connect(self.close)
        self.show_sweep(None, is_busy=False)

    def _number(self, value: int, name: str) -> QSpinBox:
        box = QSpinBox()
        box.setRange(1, 60)
        box.setValue(value)
        box.setAccessibleName(name)
        return box

    def _list(self) -> QListWidget:
        out = QListWidget()
        out.setAccessibleName("What each number of segments looks like")
        out.setViewMode(QListView.ViewMode.IconMode)
        out.setFlow(QListView.Flow.LeftToRight)
        out.setWrapping(True)
        out.setResizeMode(QListView.ResizeMode.Adjust)
        out.setMovement(QListView.Movement.Static)
        out.setIconSize(QSize(THUMBNAIL, THUMBNAIL))
        out.setSpacing(theme.GRID // 2)
        out.setUniformItemSizes(True)
        out.setGridSize(QSize(THUMBNAIL + theme.GRID, THUMBNAIL - theme.GRID))
        return out

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.GRID)
        for widget in (
            plain("Segments from", ""),
            self.low,
            plain("to", ""),
            self.high,
            self.all_covariances,
        ):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(plain("Criterion", ""))
        head.addWidget(self.criterion)
        head.addWidget(self.start)
        for label in (self.verdict, self.sampling):
            label.setWordWrap(True)
        foot = QHBoxLayout()
        foot.addWidget(self.verdict, 1)
        foot.addWidget(self.use)
        foot.addWidget(self.closing)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[2 * theme.GRID] * 4)
        column.setSpacing(theme.GRID)
        column.addLayout(head)
        column.addWidget(self.progress)
        column.addWidget(self.plot, 1)
        column.addWidget(self.thumbnails, 1)
        column.addLayout(foot)
        column.addWidget(self.sampling)

    def show_sweep(self, sweep: Sweep | None, *, is_busy: bool) -> None:
        """Show a sweep as far as it is, None for none."""
        self.sweep = sweep
        self.start.setText("Stop" if is_busy else "Compare")
        done, requested = (len(sweep.rows), sweep.n_requested) if sweep else (0, 0)
        self.progress.setRange(0, max(requested, 1) if requested or not is_busy else 0)
        self.progress.setValue(done)
        keeps = self.progress.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(keeps)
        self.progress.setVisible(is_busy)
        for widget in (self.low, self.high, self.all_covariances):
            widget.setEnabled(not is_busy)
        self._show()

    def show_problem(self, sentence: str) -> None:
        """Say why there is no sweep."""
        self.verdict.setText(sentence)

    def show_used(self, used: dict[str, Any]) -> None:
        """Mark the number that the picture is segmented with: its settings by name."""
        self._used = used
        self._mark()

    @property
    def suggestion(self) -> Suggestion | None:
        """What is suggested by the criterion that is chosen; None where there is nothing to suggest."""
        if self.sweep is None or not self.sweep.rows:
            return None
        try:
            return self._judged.suggestion
        except UndefinedCriterionError:
            return None

    @property
    def _judged(self) -> Sweep:
        assert self.sweep is not None
        return replace(self.sweep, criterion=self.criterion.currentData())

    @property
    def rows(self) -> list[SweepRow]:
        """What thumbnails are of: the kind that is suggested, or the first."""
        if self.sweep is None or not self.sweep.rows:
            return []
        suggested = self.suggestion
        if suggested is None:
            return self.sweep.of_kind(self.sweep.kinds[0])
        row = next(row for row in self.sweep.rows if row.settings == suggested.settings)
        return self.sweep.of_kind(row.kind)

    def _show(self) -> None:
        self.criterion.setToolTip(HINTS[self.criterion.currentData()])
        if self.sweep is None or not self.sweep.rows:
            self.verdict.setText(EMPTY)
            self.sampling.setText("")
            self.thumbnails.clear()
            self.plot.show_plot(None)
            self.use.setVisible(False)
            return
        suggested = self.suggestion
        self.sampling.setText("\n".join([self.sweep.sampling, *self.sweep.notes]))
        self.use.setVisible(suggested is not None)
        if suggested is None:
            self.verdict.setText(self._why_none())
        else:
            noun = "segment" if suggested.n_components == 1 else "segments"
            self.verdict.setText(suggested.reason)
            self.use.setText(f"Use {suggested.n_components} {noun}")
        chosen = None if suggested is None else suggested.n_components
        self.plot.show_plot(partial(drawing, self._judged, self.criterion.currentData(), chosen))
        self._fill(self.rows)

    def _why_none(self) -> str:
        try:
            self._judged.suggestion  # noqa: B018 - asked for what it raises
        except UndefinedCriterionError as error:
            return str(error)
        return "There is no suggestion yet."

    def _fill(self, rows: Sequence[SweepRow]) -> None:
        with QSignalBlocker(self.thumbnails):
            self.thumbnails.clear()
            for row in rows:
                pixmap = QPixmap.fromImage(image_of(row.picture)).scaled(
                    THUMBNAIL, THUMBNAIL, Qt.AspectRatioMode.KeepAspectRatio
                )
                item = QListWidgetItem(QIcon(pixmap), "")
                item.setData(Qt.ItemDataRole.UserRole, row)
                self.thumbnails.addItem(item)
        self._mark()

    def _mark(self) -> None:
        """Say which number is suggested, and which is used now."""
        suggested = self.suggestion
        with QSignalBlocker(self.thumbnails):
            self.thumbnails.clearSelection()
            for place in range(self.thumbnails.count()):
                item = self.thumbnails.item(place)
                row: SweepRow = item.data(Qt.ItemDataRole.UserRole)
                n = row.candidate.n_components
                is_best = suggested is not None and row.settings == suggested.settings
                is_used = all(getattr(row.settings, name) == value for name, value in self._used.items())
                verdict = [
                    *(["suggested"] if is_best else []),
                    *(["in use"] if self._used and is_used else []),
                ]
                item.setText(" · ".join([str(n), *verdict]))
                font = item.font()
                font.setBold(is_best)
                item.setFont(font)
                if is_best:
                    self.thumbnails.scrollToItem(item)
                item.setToolTip(f"Segment the picture with {n} segments")
                if self._used and is_used:
                    item.setSelected(True)

    def _low_changed(self, value: int) -> None:
        self.high.setValue(max(self.high.value(), value))

    def _high_changed(self, value: int) -> None:
        self.low.setValue(min(self.low.value(), value))

    def _start_or_stop(self) -> None:
        if self.start.text() == "Stop":
            self.stopping.emit()
        else:
            self.starting.emit(self.low.value(), self.high.value(), self.all_covariances.isChecked())

    def _plot_clicked(self, x: float, _y: float) -> None:
        rows = self.rows
        if rows:
            self.adopting.emit(min(rows, key=lambda row: abs(row.candidate.n_components - x)))

    def _adopt_item(self, item: QListWidgetItem) -> None:
        self.adopting.emit(item.data(Qt.ItemDataRole.UserRole))

    def _use_suggestion(self) -> None:
        suggested = self.suggestion
        if suggested is not None:
            self.adopting.emit(next(r for r in self.rows if r.settings == suggested.settings))

    def reject(self) -> None:
        """Stop what runs when the dialog is closed by a key."""
        self.stopping.emit()
        super().reject()


def drawing(sweep: Sweep, criterion: str, chosen: int | None, axes: "Axes", style: PlotStyle) -> None:
    """Draw the curve of a criterion; of what the method goes by where it chooses for itself."""
    from gmmseg.plots.sweep import curves, distances, likelihoods

    lines = sweep.lines()
    rule = sweep.own.get(sweep.kinds[0])
    if criterion == AUTO and len(lines) == 1 and rule is not None:
        known = [pair for pair in rule.distances if np.isfinite(pair[1])]
        if known:
            distances(axes, known, chosen=chosen, style=style)
            return
    if criterion == AUTO and len(lines) == 1:
        likelihoods(axes, lines[0].candidates, chosen=chosen, style=style)
        return
    shown = cast("Criterion", "icl" if criterion == AUTO else criterion)
    curves(axes, lines, shown, chosen=chosen, style=style)
