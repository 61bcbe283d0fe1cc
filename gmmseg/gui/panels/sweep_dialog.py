"""The dialog that compares numbers of segments: all criteria, what each number looks like, a suggestion."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QPixmap, QResizeEvent
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
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gmmseg.errors import UndefinedCriterionError
from gmmseg.gui.panels import criteria
from gmmseg.gui.panels.sweep_table import SweepTable
from gmmseg.gui.plots.plot_canvas import PlotCanvas
from gmmseg.gui.translation import mark, stage_text, tr, trn
from gmmseg.gui.widgets import theme
from gmmseg.gui.widgets.controls import plain
from gmmseg.gui.widgets.qimage import image_of
from gmmseg.inspection.sweep import Suggestion, Sweep, SweepRow
from gmmseg.plots.style import PlotStyle

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SIZE = (1000, 760)
THUMBNAIL = 112  # pixels, the longer side
DELAY = 150  # milliseconds between two looks at a sweep that grows
BLANK = (2, 3)  # height and width of what is not there yet
SUGGESTED = mark("suggested")
IN_USE = mark("in use")
EMPTY = mark("Each number of segments is tried on the picture. Click the one that you like.")
TRYING = mark("Trying numbers of segments. What is done can be used already; Stop keeps it.")


class SweepDialog(QDialog):
    """Shows a sweep as it grows, and tells what people want of it."""

    starting = Signal(int, int, bool)  # fewest and most segments, whether all covariances are compared
    stopping = Signal()
    adopting = Signal(object)  # the SweepRow that people chose

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Compare numbers of segments"))
        self.resize(*SIZE)
        self.sweep: Sweep | None = None
        self._used: dict[str, Any] = {}
        self._is_busy = False
        self.low, self.high = self._number(2, tr("Fewest segments")), self._number(12, tr("Most segments"))
        self.all_covariances = QCheckBox(tr("All covariances"))
        self.all_covariances.setToolTip(tr("Compare full, tied, diagonal and spherical covariances, too."))
        self.criterion = QComboBox()
        self.criterion.setAccessibleName(tr("Criterion"))
        for name, title in criteria.TITLES.items():
            self.criterion.addItem(tr(title), name)
            self.criterion.setItemData(
                self.criterion.count() - 1, tr(criteria.HINTS[name]), Qt.ItemDataRole.ToolTipRole
            )
        self.start, self.progress = QPushButton(tr("Compare")), QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setMaximumHeight(theme.GRID // 2)
        self.progress.setAccessibleName(tr("Progress"))
        self.stage = plain("", "faint")
        self.plot = PlotCanvas(tr("All criteria over the number of segments"))
        self.table = SweepTable()
        self.views = QTabWidget()
        self.views.setDocumentMode(True)
        self.views.addTab(self.plot, tr("Curves"))
        self.views.addTab(self.table, tr("Table"))
        self.thumbnails = self._list()
        self.verdict, self.sampling = plain(tr(EMPTY), ""), plain("", "faint")
        self.use = QPushButton(tr("Use"))
        self.use.setObjectName("primary")
        self.closing = QPushButton(tr("Close"))
        self._later = QTimer(self, singleShot=True, interval=DELAY)
        self._later.timeout.connect(self._show)
        self._lay_out()
        self.low.valueChanged.connect(self._low_changed)
        self.high.valueChanged.connect(self._high_changed)
        self.criterion.currentIndexChanged.connect(self._show)
        self.start.clicked.connect(self._start_or_stop)
        self.plot.clicked.connect(self._plot_clicked)
        self.table.chosen.connect(self.adopting)
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
        out.setAccessibleName(tr("What each number of segments looks like"))
        out.setViewMode(QListView.ViewMode.IconMode)
        out.setFlow(QListView.Flow.LeftToRight)
        out.setWrapping(True)
        out.setResizeMode(QListView.ResizeMode.Adjust)
        out.setMovement(QListView.Movement.Static)
        out.setIconSize(QSize(THUMBNAIL, THUMBNAIL))
        out.setSpacing(theme.GRID // 2)
        out.setUniformItemSizes(True)
        return out

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.GRID)
        for widget in (
            plain(tr("Segments from"), ""),
            self.low,
            plain(tr("to"), ""),
            self.high,
            self.all_covariances,
        ):
            head.addWidget(widget)
        head.addWidget(self.start)
        head.addWidget(self.stage, 1)
        head.addWidget(plain(tr("Suggest by"), ""))
        head.addWidget(self.criterion)
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
        column.addWidget(self.views, 1)
        column.addWidget(self.thumbnails)
        column.addLayout(foot)
        column.addWidget(self.sampling)

    def show_sweep(self, sweep: Sweep | None, *, is_busy: bool) -> None:
        """Show a sweep as far as it is, None for none; while it grows, now and then."""
        self.sweep = sweep
        begins, self._is_busy = is_busy and not self._is_busy, is_busy
        self.start.setText(tr("Stop") if is_busy else tr("Compare"))
        done, requested = (len(sweep.rows), sweep.n_requested) if sweep else (0, 0)
        self.progress.setRange(0, max(requested, 1) if requested or not is_busy else 0)
        self.progress.setValue(done)
        keeps = self.progress.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(keeps)
        self.progress.setVisible(is_busy)
        if requested:
            self.stage.setText(
                ""
                if done == requested
                else tr(
                    "{number} of {n}" if is_busy else "{number} of {n}, stopped", number=done, n=requested
                )
            )
        elif not is_busy:
            self.stage.setText("")
        for widget in (self.low, self.high, self.all_covariances):
            widget.setEnabled(not is_busy)
        if not is_busy or begins or done == 1:
            self._later.stop()
            self._show()
        elif not self._later.isActive():
            self._later.start()

    def show_stage(self, stage: str) -> None:
        """Say what is done before the first number is there."""
        if self._is_busy and (self.sweep is None or not self.sweep.rows):
            self.stage.setText(f"{stage_text(stage)}…")

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

    @property
    def ends(self) -> tuple[int, int]:
        """The fewest and the most segments that there are, or will be."""
        numbers = [row.candidate.n_components for row in self.sweep.rows] if self.sweep else []
        if numbers and not self._is_busy:
            return min(numbers), max(numbers)
        return self.low.value(), self.high.value()

    def _show(self) -> None:
        self.criterion.setToolTip(tr(criteria.HINTS[self.criterion.currentData()]))
        suggested = self.suggestion
        is_empty = self.sweep is None or not self.sweep.rows
        self.use.setVisible(suggested is not None)
        if suggested is not None:
            self.verdict.setText(suggested.reason)
            self.use.setText(trn("Use %n segment", "Use %n segments", suggested.n_components))
        elif is_empty:
            self.verdict.setText(tr(TRYING) if self._is_busy else tr(EMPTY))
        else:
            self.verdict.setText(self._why_none())
        sentences = [self.sweep.sampling, *self.sweep.notes] if self.sweep is not None else []
        self.sampling.setText("\n".join(sentences))
        if is_empty and not self._is_busy:
            self.plot.show_sheet(None)
        else:
            judged = Sweep("") if self.sweep is None else self._judged
            self.plot.show_sheet(partial(drawing, judged, self.ends, suggested))
        self.table.show_rows(self.sweep, self.rows, suggested)
        self._fill()

    def _why_none(self) -> str:
        try:
            self._judged.suggestion  # noqa: B018 - asked for what it raises
        except UndefinedCriterionError as error:
            return str(error)
        return tr("There is no suggestion yet.")

    def _fill(self) -> None:
        """Show what numbers look like, those that are to come as blanks."""
        rows = self.rows
        pictures = self.sweep.pictures(rows[0].kind) if self.sweep is not None and rows else []
        with QSignalBlocker(self.thumbnails):
            self.thumbnails.clear()
            for row, picture in zip(rows, pictures, strict=True):
                pixmap = QPixmap.fromImage(image_of(picture)).scaled(
                    THUMBNAIL,
                    THUMBNAIL,
                    Qt.AspectRatioMode.KeepAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
                icon = QIcon(pixmap)
                icon.addPixmap(pixmap, QIcon.Mode.Selected)  # or its colours would be veiled
                item = QListWidgetItem(icon, "")
                item.setData(Qt.ItemDataRole.UserRole, row)
                self.thumbnails.addItem(item)
            last = rows[-1].candidate.n_components if rows else self.ends[0] - 1
            for n in range(last + 1, self.ends[1] + 1) if self._is_busy else ():
                blank = QListWidgetItem(QIcon(self._blank(pictures)), str(n))
                blank.setFlags(Qt.ItemFlag.NoItemFlags)
                self.thumbnails.addItem(blank)
        self._fit(pictures)
        self._mark()

    def _fit(self, pictures: Sequence[NDArray[np.uint8]]) -> None:
        """Give the list the height of the rows that it has, two at most: the rest is the curves'."""
        height, width = pictures[0].shape[:2] if pictures else BLANK
        font = QFont(self.thumbnails.font())
        font.setBold(True)
        longest = QFontMetrics(font).horizontalAdvance(f"00 · {tr(SUGGESTED)} · {tr(IN_USE)}")
        cell = QSize(
            max(THUMBNAIL, longest) + theme.GRID,
            round(THUMBNAIL * height / max(height, width)) + 4 * theme.GRID,
        )
        self.thumbnails.setGridSize(cell)
        for place in range(self.thumbnails.count()):  # else words get the width of the picture above them
            self.thumbnails.item(place).setSizeHint(cell)
        across = max(1, (self.width() - 5 * theme.GRID) // cell.width())
        n_rows = min(2, max(1, -(-self.thumbnails.count() // across)))
        self.thumbnails.setFixedHeight(n_rows * cell.height() + theme.GRID)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let thumbnails have the rows that they need at this width."""
        super().resizeEvent(event)
        self._later.start()

    def _blank(self, pictures: Sequence[NDArray[np.uint8]]) -> QPixmap:
        """Return what stands for a picture that is to come, in the shape of the others."""
        height, width = pictures[0].shape[:2] if pictures else BLANK
        scale = THUMBNAIL / max(height, width)
        blank = QPixmap(round(scale * width), round(scale * height))
        blank.fill(QColor(theme.colours().raised))
        return blank

    def _mark(self) -> None:
        """Say which number is suggested, and which is used now."""
        suggested = self.suggestion
        with QSignalBlocker(self.thumbnails):
            self.thumbnails.clearSelection()
            for place in range(self.thumbnails.count()):
                item = self.thumbnails.item(place)
                row: SweepRow | None = item.data(Qt.ItemDataRole.UserRole)
                if row is None:
                    continue
                n = row.candidate.n_components
                is_best = suggested is not None and row.settings == suggested.settings
                is_used = bool(self._used) and all(
                    getattr(row.settings, name) == value for name, value in self._used.items()
                )
                marks = [*([tr(SUGGESTED)] if is_best else []), *([tr(IN_USE)] if is_used else [])]
                item.setText(" · ".join([str(n), *marks]))
                font = item.font()
                font.setBold(is_best)
                item.setFont(font)
                if is_best:
                    self.thumbnails.scrollToItem(item)
                item.setToolTip(
                    trn("Segment the picture with %n segment", "Segment the picture with %n segments", n)
                )
                item.setSelected(is_used)

    def _low_changed(self, value: int) -> None:
        self.high.setValue(max(self.high.value(), value))

    def _high_changed(self, value: int) -> None:
        self.low.setValue(min(self.low.value(), value))

    def _start_or_stop(self) -> None:
        if self._is_busy:
            self.stopping.emit()
        else:
            self.starting.emit(self.low.value(), self.high.value(), self.all_covariances.isChecked())

    def _plot_clicked(self, x: float, _y: float) -> None:
        rows = self.rows
        if rows:
            self.adopting.emit(min(rows, key=lambda row: abs(row.candidate.n_components - x)))

    def _adopt_item(self, item: QListWidgetItem) -> None:
        row = item.data(Qt.ItemDataRole.UserRole)
        if row is not None:
            self.adopting.emit(row)

    def _use_suggestion(self) -> None:
        suggested = self.suggestion
        if suggested is not None:
            self.adopting.emit(next(r for r in self.rows if r.settings == suggested.settings))

    def reject(self) -> None:
        """Stop what runs when the dialog is closed by a key."""
        self.stopping.emit()
        super().reject()


def drawing(
    sweep: Sweep, ends: tuple[int, int], suggested: Suggestion | None, paper: "Figure", style: PlotStyle
) -> None:
    """Draw all criteria of a sweep as far as it is; what decides is pointed out."""
    from gmmseg.plots.sweep import small_multiples

    small_multiples(
        paper.subplots(2, 3).ravel(),
        sweep.lines(),
        known=sweep.merge_distances if sweep.rows else (),
        ends=ends,
        chosen=None if suggested is None else suggested.n_components,
        criterion=sweep.criterion,
        style=style,
    )
