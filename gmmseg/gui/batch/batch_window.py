"""The batch window: a folder of pictures through one model, each with its outcome in a row."""

from functools import partial
from pathlib import Path
from threading import Thread

from PySide6.QtCore import QModelIndex, QObject, QSortFilterProxyModel, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gmmseg.batch import EarlyEnd, Event, ImageOutcome, ImageStart, ModelProgress, Picture, Plan, Run
from gmmseg.errors import GmmsegError
from gmmseg.gui.batch import jobs
from gmmseg.gui.batch.form import BatchForm
from gmmseg.gui.batch.run_bar import BatchRunBar
from gmmseg.gui.batch.table import BatchTable
from gmmseg.gui.batch.table_model import DRIFT, SORT_ROLE, BatchTableModel
from gmmseg.gui.batch.thumbnails import BatchThumbnails
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.compute.tasks import TaskRunner, describe
from gmmseg.gui.translation import tr, trn
from gmmseg.gui.widgets import preferences, theme
from gmmseg.gui.widgets.controls import line, plain

SIZE = (1120, 720)
SMALLEST = (860, 520)
FORM = 316  # pixels of width
PACE = 60  # milliseconds between two looks at the progress: a run may report hundreds of pictures at once


class EventRelay(QObject):
    """Carries events of a run from its thread to the window's."""

    event_arrived = Signal(object, object)  # the run, the event


class BatchWindow(QDialog):
    """Asks for a batch, shows it go on, and opens what came out."""

    opening = Signal(object, object)  # the plan, the picture

    def __init__(self, parent: QWidget, controller: SessionController) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Batch"))
        self.setWindowFlags(Qt.WindowType.Window)
        self.setModal(False)
        self.setAcceptDrops(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.plan: Plan | None = None
        self.run: Run | None = None
        self._cancelled, self._reason, self._is_starting = False, "", False
        self._refusal = ""  # why a run could not begin
        self._soon = QTimer(self, singleShot=True, interval=PACE)
        self._hint = ""  # what is missing, while the foot says so
        self._stopper: Thread | None = None
        self.runner, self.planner = TaskRunner(self), TaskRunner(self)  # a run, and what is small beside it
        self.relay = EventRelay(self)
        self.form, self.progress_bar, self.rows = BatchForm(controller), BatchRunBar(), BatchTableModel()
        self.thumbnails = BatchThumbnails(self.rows, self)
        self.table = self._table()
        self._lay_out()
        self._connect()
        self._show_readiness()
        preferences.centre(self, SIZE)

    def _table(self) -> BatchTable:
        self.sorted = QSortFilterProxyModel(self)
        self.sorted.setSourceModel(self.rows)
        self.sorted.setSortRole(SORT_ROLE)
        return BatchTable(self.sorted)

    def _lay_out(self) -> None:
        scroll = QScrollArea()
        scroll.setWidget(self.form)
        scroll.setWidgetResizable(True)
        scroll.setFixedWidth(FORM)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        upper = QHBoxLayout()
        upper.setSpacing(2 * theme.GRID)
        upper.addWidget(scroll)
        upper.addLayout(self._outcomes(), 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*[2 * theme.GRID] * 4)
        whole.setSpacing(theme.GRID)
        whole.addLayout(upper, 1)
        whole.addWidget(line())
        whole.addWidget(self.progress_bar)
        self.setMinimumSize(*preferences.bounded(SMALLEST))

    def _outcomes(self) -> QVBoxLayout:
        self.lights = plain("", "faint")
        self.worst = QPushButton(tr("Worst first"))
        self.worst.setCheckable(True)
        self.worst.setAutoDefault(False)
        self.worst.setToolTip(tr("Put pictures that failed, and those least like the model's own, on top."))
        head = QHBoxLayout()
        head.addWidget(self.lights, 1)
        head.addWidget(self.worst)
        column = QVBoxLayout()
        column.setSpacing(theme.GRID)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        return column

    def _connect(self) -> None:
        self.form.changed.connect(self._show_readiness)
        self.form.moved.connect(self._list_pictures)
        self.progress_bar.starting.connect(self.start)
        self.progress_bar.stopping.connect(self.cancel)
        self.progress_bar.reporting.connect(self._report)
        self.progress_bar.showing.connect(self._show_folder)
        self.worst.toggled.connect(self._sort_worst)
        self.table.activated.connect(self._open)
        self.table.horizontalHeader().sortIndicatorChanged.connect(self._sorted)
        self.relay.event_arrived.connect(self._handle_event)
        self._soon.timeout.connect(self._show_progress)

    @property
    def is_running(self) -> bool:
        """Whether a run goes on, or its pictures are being looked for."""
        return self.run is not None or self._is_starting

    def _list_pictures(self) -> None:
        """List the pictures of the folder, unless a run goes on."""
        if self.is_running or not self.form.inputs.text().strip():
            return
        self.form.show_count(tr("Looking…"))
        job = partial(jobs.planning, self.form.listing())
        self.planner.submit(job, lane="plan", done=self._listed, failed=self._not_planned)

    def _listed(self, plan: Plan) -> None:
        self._count(plan)
        if self.plan is not None and _is_about_the_same(self.plan, plan):
            return  # what is known of the pictures stays, with the plan by which it was found
        self.plan = plan
        self.rows.show_pictures(plan.pictures)
        self.thumbnails.show_plan(plan)
        self._forget()
        if self.progress_bar.message.text() != self._refusal:  # people may have moved on to Start meanwhile
            self.progress_bar.message.setText(self.form.missing)

    def _forget(self) -> None:
        """Show nothing of the run before: it was about other pictures, or other results."""
        self.lights.setText("")
        self.progress_bar.forget()

    def _count(self, plan: Plan) -> None:
        n = len(plan.pictures)
        self.form.show_count(trn("%n picture", "%n pictures", n), plan.pictures[0].name)

    def start(self) -> None:
        """Begin, or go on with what is left."""
        if self.is_running or self.form.missing:
            return
        try:
            order = self.form.order()
        except GmmsegError as error:
            self._refusal = str(error)
            self.progress_bar.message.setText(self._refusal)
            return
        self.form.keep()
        self._is_starting, self._cancelled = True, False
        self._show_readiness()
        self.progress_bar.message.setText(tr("Looking for pictures…"))
        self.planner.submit(
            partial(jobs.planning, order),
            lane="plan",
            done=self._begin,
            failed=self._not_planned,
            cancelled=self._start_cancelled,
        )

    def _begin(self, plan: Plan) -> None:
        if self._cancelled:
            self._start_cancelled()
            return
        if self.plan is None or self.plan.pictures != plan.pictures:
            self.rows.show_pictures(plan.pictures)
        self.plan = plan
        self.thumbnails.show_plan(plan)
        self._count(plan)  # the start may have overtaken the look at the folder
        self.rows.begin(jobs.colours_of(plan) if plan.recipe.source == "model" else ())
        self.lights.setText("")
        self._reason, self._is_starting = "", False
        self.run = Run(plan, workers=self.form.workers.value(), time_limit=self.form.limit.time_limit)
        self.progress_bar.begin(len(plan.pictures))
        self._show_readiness()
        notify = partial(self.relay.event_arrived.emit, self.run)
        self.runner.submit(
            partial(jobs.running, self.run, notify),
            lane="batch",
            done=lambda _: self._ended(),
            failed=self._run_failed,
            cancelled=self._ended,
        )

    def cancel(self) -> None:
        """Stop the run soon; what is done stays done."""
        if not self.is_running or self._cancelled:
            return
        self._cancelled = True
        self.progress_bar.cancel.setEnabled(False)
        self.progress_bar.message.setText(tr("Stopping…"))
        if self.run is None:
            self.planner.cancel({"plan"})
            return
        self._stopper = Thread(target=self.run.cancel)  # processes have a moment to put down what they hold
        self._stopper.start()

    def _handle_event(self, run: Run, event: Event) -> None:
        if run is not self.run or self.plan is None:
            return
        if isinstance(event, ModelProgress):
            self.progress_bar.prepare(event.progress.stage, event.progress.fraction)
        elif isinstance(event, EarlyEnd):
            self._reason = event.reason
        elif isinstance(event, ImageStart):
            self.progress_bar.start_clock()
            self.rows.take(event)
        elif isinstance(event, ImageOutcome):
            self._take(event)

    def _take(self, event: ImageOutcome) -> None:
        if not self.rows.colours and self.plan is not None:
            self.rows.colours = jobs.colours_of(self.plan)
        self.rows.take(event)
        self.thumbnails.renew(event.picture.name)
        self.progress_bar.finish(fresh=event.fresh, failed=event.line["status"] == "failed")
        if not self._soon.isActive():
            self._soon.start()

    def _show_progress(self) -> None:
        self.lights.setText(self.rows.summary)
        if self.is_running and not self._cancelled:
            self.progress_bar.show_progress()

    def _ended(self, sentence: str = "") -> None:
        self.run = None
        self.rows.stop()
        self._soon.stop()
        self._show_progress()
        self._join()
        self.progress_bar.end(cancelled=self._cancelled, reason=sentence or self._reason)
        self._show_readiness()

    def _join(self) -> None:
        if self._stopper is not None:
            self._stopper.join()
            self._stopper = None

    def _run_failed(self, error: Exception, _details: str) -> None:
        self._ended(describe(error, tr("The batch")))

    def _not_planned(self, error: Exception, _details: str) -> None:
        self._is_starting, self.plan = False, None
        self.rows.show_pictures(())
        self._forget()
        self.form.show_count("")
        self._show_readiness()
        self.progress_bar.message.setText(describe(error, tr("Looking for pictures")))

    def _start_cancelled(self) -> None:
        self._is_starting = False
        self.progress_bar.message.setText(tr("Cancelled."))
        self._show_readiness()

    def _reported(self, page: Path) -> None:
        self._show_readiness()
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(page.absolute())))

    def _not_reported(self, error: Exception, _details: str) -> None:
        self._show_readiness()
        self.progress_bar.message.setText(describe(error, tr("Writing the report")))

    def _show_readiness(self) -> None:
        missing = "" if self.is_running else self.form.missing
        self.form.setEnabled(not self.is_running)
        self.progress_bar.go.setEnabled(not (self.is_running or missing))
        self.progress_bar.go.setToolTip(missing)
        self.progress_bar.cancel.setEnabled(self.is_running and not self._cancelled)
        self.progress_bar.report.setEnabled(not self.is_running)
        if self.progress_bar.message.text() in ("", self._hint) and not self.is_running:
            self.progress_bar.message.setText(missing)
        self._hint = missing

    def _sort_worst(self, checked: bool) -> None:
        descending = Qt.SortOrder.DescendingOrder
        self.table.sortByColumn(
            DRIFT if checked else -1, descending if checked else Qt.SortOrder.AscendingOrder
        )

    def _sorted(self, column: int, order: Qt.SortOrder) -> None:
        worst = column == DRIFT and order == Qt.SortOrder.DescendingOrder
        self.worst.blockSignals(True)
        self.worst.setChecked(worst)
        self.worst.blockSignals(False)

    def picture_at(self, index: QModelIndex) -> Picture:
        """Return the picture of a row of the table."""
        return self.rows.rows[self.sorted.mapToSource(index).row()].picture

    def _open(self, index: QModelIndex) -> None:
        if self.plan is not None:
            self.opening.emit(self.plan, self.picture_at(index))

    def _report(self) -> None:
        if self.plan is not None and not self.is_running:
            self.progress_bar.report.setEnabled(False)
            pace = (self.progress_bar.worked, self.progress_bar.took)
            job = partial(jobs.reporting, self.plan, pace)
            self.planner.submit(job, lane="report", done=self._reported, failed=self._not_reported)

    def _show_folder(self) -> None:
        if self.plan is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.plan.folder.absolute())))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take folders and files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the folder that was dropped, or the one of a file."""
        event.acceptProposedAction()
        ways = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if ways:
            self.take(ways[0] if ways[0].is_dir() else ways[0].parent)

    def take(self, folder: Path) -> None:
        """Take a folder of pictures, unless one is being worked on."""
        if not self.is_running:
            self.form.show_folder(str(folder))

    def reject(self) -> None:
        """Stop the run on Esc; close where none goes on."""
        if self.is_running:
            self.cancel()
        else:
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what runs, and wait for it."""
        self.hide()
        self._soon.stop()
        self.cancel()
        self.thumbnails.close()
        for runner in (self.planner, self.runner):
            runner.close()
        self._join()
        super().closeEvent(event)


def _is_about_the_same(plan: Plan, other: Plan) -> bool:
    """Return whether two plans have the same pictures and put results in the same folder."""
    first, second = ([(each.path, each.name) for each in one.pictures] for one in (plan, other))
    return first == second and plan.folder == other.folder
