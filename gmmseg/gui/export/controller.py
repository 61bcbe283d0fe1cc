"""Exports: the dialog that asks for them, and the thread that writes them."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gmmseg.errors import GmmsegError
from gmmseg.gui.compute.tasks import Task, TaskRunner
from gmmseg.job import Progress

if TYPE_CHECKING:
    from gmmseg.gui.app.main_window import MainWindow
    from gmmseg.session.project.export import ExportItem, ExportOptions

OBJECTS = "object-masks,object-cutouts"
CANCELLED = "Cancelled."


@dataclass(frozen=True, eq=False)
class ExportRequest:
    """What is to be written: pictures of the project at `path`, and how."""

    leaves: "tuple[ExportItem, ...]"
    edition: "ExportOptions"
    path: Path


class ExportController(QObject):
    """Opens the dialog and has done what it says."""

    told = Signal(object, object)  # the order, what was Published of it
    progressed = Signal(object, str, float)  # the order, what is being done, how far it is
    ended = Signal(object, str)  # the order, a sentence about what ended it before its end

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.window, self.controller = window, window.controller
        self.runner = TaskRunner(self)
        self.runner.progressed.connect(self._progressed)
        self.runner.finished.connect(self._finished)
        self.runner.failed.connect(self._failed)
        self.runner.cancelled.connect(self._cancelled)

    def do_export(self) -> None:
        """Ask what to export where."""
        from gmmseg.gui.export.dialog import ExportDialog

        kinds = OBJECTS if self.sender().objectName() == "export_objects" else ""
        if self.controller.session.document.is_current:
            window = self.window
            opacity = window.strip.opacity.value() / 100
            ExportDialog(window, self, window.side.segments.chosen, opacity, kinds).show()

    do_export_objects = do_export

    @property
    def project(self) -> Path:
        """What the project is called in messages."""
        session = self.controller.session
        source = session.document.source
        return session.home or Path(source.image.name if source else "")

    def submit(self, order: ExportRequest) -> None:
        """Have an order done."""
        from gmmseg.session.project.export import exporting

        tell = partial(self.told.emit, order)
        road = partial(exporting, order.leaves, order.edition, order.path, tell)
        self.runner.submit(Task.along("export", road, order))

    def cancel(self, order: ExportRequest) -> None:
        """Stop an order soon; what is written stays."""
        self.runner.give_up(order)

    def close(self) -> None:
        """Stop everything."""
        self.runner.close()

    @Slot(object, object)
    def _progressed(self, task: Task, progress: Progress) -> None:
        self.progressed.emit(task.about, progress.stage, progress.fraction)

    @Slot(object, object)
    def _finished(self, task: Task, _result: object) -> None:
        self.ended.emit(task.about, "")

    @Slot(object)
    def _cancelled(self, task: Task) -> None:
        self.ended.emit(task.about, CANCELLED)

    @Slot(object, object, str)
    def _failed(self, task: Task, error: Exception, _details: str) -> None:
        self.ended.emit(task.about, sentence_of(error))


def sentence_of(error: Exception) -> str:
    """Return what people are told about an error that ended an export."""
    if isinstance(error, (GmmsegError, OSError)):
        return str(error)
    if isinstance(error, MemoryError):
        return "There was not enough memory."
    return (
        f"Exporting failed because of a fault in gmmseg ({type(error).__name__}: {error}). Nothing was lost."
    )
