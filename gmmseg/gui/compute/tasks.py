"""A task runner: one thread that runs one task at a time, while the window stays responsive."""

import logging
import time
import traceback
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from gmmseg.job import Cancelled, Job, Progress, Workers

log = logging.getLogger(__name__)

JobFunction = Callable[[Workers], Generator[Progress, None, Any]]
REPORT_EVERY = 0.03  # seconds; more often, nobody could see
# What a new task of each lane makes pointless.
SUPERSEDES = {
    "warm": set[str](),
    "open": {"open"},
    "page": {"page"},
    "add": set[str](),
    "fit": {"warm", "fit", "map", "regions"},
    "map": {"map"},
    "regions": {"regions"},
    "plan": {"plan"},
    "batch": set[str](),
    "thumbnail": set[str](),
    "report": {"report"},
    "export": set[str](),
    "cut": {"cut"},
    "save": {"save"},
    "keep": {"keep"},
}
THREAD_TIMEOUT = 10_000  # milliseconds to wait for the thread at the end


@dataclass(frozen=True, eq=False)
class Task:
    """A road to walk, and in which lane.

    Attributes
    ----------
    lane : str
        What kind of work it is, a key of `SUPERSEDES`: a new task supersedes older ones of some lanes.
    job : Job
        The walk, which can be cancelled.
    about : object
        What the one who asked wants back with the result.
    """

    lane: str
    job: Job[Any]
    about: object = None
    begun: float = field(default_factory=time.perf_counter)

    @classmethod
    def along(cls, lane: str, road: JobFunction, about: object = None) -> "Task":
        """Return the task of walking `road`."""
        return cls(lane, Job(road), about)

    @property
    def seconds(self) -> float:
        """Time since it was asked for."""
        return time.perf_counter() - self.begun


class TaskWorker(QObject):
    """Walks tasks one after another on the thread it lives in; answers each exactly once."""

    progressed = Signal(object, object)  # the task, its Progress
    finished = Signal(object, object)  # the task, its result
    failed = Signal(object, object, str)  # the task, the exception, its traceback
    cancelled = Signal(object)  # the task

    @Slot(object)
    def run(self, task: Task) -> None:
        """Walk `task`; answer with one of finished, failed, cancelled."""
        last = 0.0

        def watch(progress: Progress) -> None:
            nonlocal last
            now = time.perf_counter()
            if now - last > REPORT_EVERY:
                last = now
                self.progressed.emit(task, progress)

        try:
            result = task.job.run(watch)
        except Cancelled:
            self.cancelled.emit(task)
        except Exception as error:  # the thread's outer wall: nothing escapes into Qt
            log.debug("task in lane %s failed", task.lane, exc_info=True)
            self.failed.emit(task, error, traceback.format_exc())
        else:
            self.finished.emit(task, result)


class TaskRunner(QObject):
    """Sends tasks to the worker, newest first in mind, and brings answers back to the window's thread."""

    progressed = Signal(object, object)
    finished = Signal(object, object)
    failed = Signal(object, object, str)
    cancelled = Signal(object)
    busied = Signal(bool)  # whether there is work
    _sent = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.running: Task | None = None
        self.waiting: list[Task] = []
        self._closed = False
        self._thread = QThread(self)
        self._thread.setObjectName("engine")
        self._worker = TaskWorker()
        self._worker.moveToThread(self._thread)
        self._sent.connect(self._worker.run, Qt.ConnectionType.QueuedConnection)
        self._worker.progressed.connect(self._progressed)
        self._worker.finished.connect(self._finished)
        self._worker.failed.connect(self._failed)
        self._worker.cancelled.connect(self._cancelled)
        self._thread.start()

    @property
    def is_busy(self) -> bool:
        """Whether there is work."""
        return self.running is not None

    def submit(self, task: Task) -> None:
        """Do `task` as soon as possible; cancel what it makes pointless."""
        if self._closed:
            return
        self.cancel(SUPERSEDES[task.lane])
        self.waiting.append(task)
        self._next()

    def cancel(self, lanes: set[str] | None = None) -> None:
        """Cancel running and waiting work, of some lanes or all."""
        self.waiting = [task for task in self.waiting if lanes is not None and task.lane not in lanes]
        if self.running and (lanes is None or self.running.lane in lanes):
            self.running.job.cancel()

    def give_up(self, about: object) -> None:
        """Cancel what was asked for with `about`, and nothing else; it is answered, even if it only waits."""
        if self.running and self.running.about is about:
            self.running.job.cancel()
        for task in [task for task in self.waiting if task.about is about]:
            self.waiting.remove(task)
            self.cancelled.emit(task)

    def has(self, lane: str) -> bool:
        """Whether work of a lane runs or waits, and is not cancelled."""
        return any(task.lane == lane for task in (self.running, *self.waiting) if task)

    def close(self) -> None:
        """Cancel everything, wait for the thread and end it; the engine does nothing any more."""
        self._closed = True
        self.cancel()
        self._thread.quit()
        if not self._thread.wait(THREAD_TIMEOUT):
            log.error("the engine did not stop within %s ms", THREAD_TIMEOUT)
            self._thread.wait()

    def _next(self) -> None:
        if self.running is None and self.waiting:
            self.running = self.waiting.pop(0)
            self._sent.emit(self.running)
            self.busied.emit(True)

    def _done(self) -> None:
        self.running = None
        self._next()
        if self.running is None:
            self.busied.emit(False)

    @Slot(object, object)
    def _progressed(self, task: Task, progress: Progress) -> None:
        if not self._closed:
            self.progressed.emit(task, progress)

    @Slot(object, object)
    def _finished(self, task: Task, result: object) -> None:
        if not self._closed:
            self.finished.emit(task, result)
            self._done()

    @Slot(object, object, str)
    def _failed(self, task: Task, error: Exception, details: str) -> None:
        if not self._closed:
            self.failed.emit(task, error, details)
            self._done()

    @Slot(object)
    def _cancelled(self, task: Task) -> None:
        if not self._closed:
            self.cancelled.emit(task)
            self._done()
