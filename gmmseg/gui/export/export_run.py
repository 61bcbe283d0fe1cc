"""An export under way: what was asked for, and what is heard of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from gmmseg.gui.compute.tasks import TaskRunner, describe
from gmmseg.gui.translation import mark, tr
from gmmseg.job import Progress

if TYPE_CHECKING:
    from gmmseg.session.project.export import ExportItem, ExportOptions, ExportOutcome

CANCELLED = mark("Cancelled.")


@dataclass(frozen=True, eq=False)
class ExportRequest:
    """What is to be written: pictures of the project at `path`, and how."""

    leaves: "tuple[ExportItem, ...]"
    edition: "ExportOptions"
    path: Path


class ExportRun(QObject):
    """Writes what was asked for, and tells those who listen; one who is gone by then hears nothing."""

    published = Signal(object)  # the ExportOutcome of a picture
    progressed = Signal(str, float)  # what is being done, how far it is
    ended = Signal(str)  # a sentence about what ended it before its end, or nothing
    _reported = Signal(object)  # from the thread that writes, be it before anybody listens

    def __init__(self, runner: TaskRunner, request: ExportRequest) -> None:
        super().__init__(runner)
        from gmmseg.session.project.export import exporting

        self._runner = runner
        self._reported.connect(self._report, Qt.ConnectionType.QueuedConnection)
        job = partial(exporting, request.leaves, request.edition, request.path, self._reported.emit)
        self._task = runner.submit(
            job,
            lane="export",
            done=lambda _: self._end(""),
            failed=self._failed,
            cancelled=partial(self._end, tr(CANCELLED)),
            progress=self._watch,
        )

    def cancel(self) -> None:
        """Stop soon; what is written stays."""
        self._runner.give_up(self._task)

    @Slot(object)
    def _report(self, outcome: "ExportOutcome") -> None:
        self.published.emit(outcome)

    def _watch(self, progress: Progress) -> None:
        self.progressed.emit(progress.stage, progress.fraction)

    def _failed(self, error: Exception, _details: str) -> None:
        self._end(describe(error, tr("Exporting")))

    def _end(self, sentence: str) -> None:
        self.ended.emit(sentence)
        self.deleteLater()


Submit = Callable[[ExportRequest], ExportRun]
