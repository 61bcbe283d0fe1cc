"""Work off the window's thread: one thread, one task at a time; each task answers the one who asked, once."""

import logging
import time
import traceback
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from gmmseg.errors import GmmsegError
from gmmseg.gui.translation import tr
from gmmseg.job import Cancelled, Job, Progress, Workers

log = logging.getLogger(__name__)

JobFunction = Callable[[Workers], Generator[Progress, None, Any]]
Watcher = Callable[[Progress], object]
REPORT_EVERY = 0.03  # seconds; more often, nobody could see
# What a new task of each lane makes pointless.
SUPERSEDES = {
    "copy": {"copy"},
    "drag": {"drag"},
    "nine": set[str](),
    "warm": set[str](),
    "open": {"open"},
    "page": {"page"},
    "add": set[str](),
    "fit": {"warm", "preview", "fit", "map", "regions", "objects", "cards", "plots", "probabilities"},
    "preview": {"warm", "preview", "fit", "map", "regions", "objects", "cards", "plots", "probabilities"},
    "probabilities": {"probabilities"},
    "cards": {"cards"},
    "plots": {"plots"},
    "calibration": {"calibration"},
    "comparison": {"comparison"},
    "describe": {"describe"},
    "objects": {"objects"},
    "map": {"map"},
    "display": {"display"},
    "regions": {"regions"},
    "plan": {"plan"},
    "batch": set[str](),
    "thumbnail": set[str](),
    "report": {"report"},
    "export": set[str](),
    "cut": {"cut"},
    "sweep": {"sweep"},
    "save": {"save"},
    "keep": {"keep"},
    "annotations": set[str](),
    "whole": set[str](),
    "select": {"select"},
    "region": {"region"},
    "wire": {"wire"},
    "outline": {"outline"},
    "sigmas": {"sigmas"},
    "wand": {"wand"},
}
THREAD_TIMEOUT = 10_000  # milliseconds to wait for the thread at the end
EXPECTED = (GmmsegError, OSError)  # errors whose own sentence says all that people need


def describe(error: Exception, what: str) -> str:
    """Return the sentence for people about an error that ended `what`, such as "Opening a.png"."""
    if isinstance(error, EXPECTED):
        return str(error)
    if isinstance(error, MemoryError):
        return tr("{what} failed because there was not enough memory. Nothing was lost.", what=what)
    message = str(error).partition("\n")[0]
    fault = f"{type(error).__name__}: {message}" if message else type(error).__name__
    return tr(
        "{what} failed because of a fault in gmmseg ({fault}). Nothing was lost.", what=what, fault=fault
    )


@dataclass(frozen=True, eq=False)
class Task:
    """A job, its lane, and its callbacks: exactly one of `done`, `failed`, `cancelled`.

    Attributes
    ----------
    lane : str
        What kind of work it is, a key of `SUPERSEDES`: a new task supersedes older ones of some lanes.
    job : Job
        The work, which can be cancelled.
    done : callable
        Called with the result.
    failed : callable or None
        Called with the exception and its traceback, which is empty where the exception's own sentence
        says all.
    cancelled : callable or None
        Called if it was cancelled, be it at work or in the queue.
    progress : callable or None
        Called with a `Progress` now and then.
    begun : float
        When it was asked for, on the clock of `time.perf_counter`.
    """

    lane: str
    job: Job[Any]
    done: Callable[[Any], object]
    failed: Callable[[Exception, str], object] | None = None
    cancelled: Callable[[], object] | None = None
    progress: Watcher | None = None
    begun: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        """Time since it was asked for."""
        return time.perf_counter() - self.begun


class TaskWorker(QObject):
    """Does tasks one after another on the thread it lives in; answers each exactly once."""

    progressed = Signal(object, object)  # the task, its Progress
    finished = Signal(object, object)  # the task, its result
    failed = Signal(object, object, str)  # the task, the exception, its traceback
    cancelled = Signal(object)  # the task

    @Slot(object)
    def run(self, task: Task) -> None:
        """Do `task`; answer with one of finished, failed, cancelled."""
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
            details = "" if isinstance(error, EXPECTED) else traceback.format_exc()
            self.failed.emit(task, error, details)
        else:
            self.finished.emit(task, result)


class TaskRunner(QObject):
    """Hands tasks to the worker, newest first in mind, and calls their owners back on the window's thread."""

    busied = Signal(bool)  # whether there is work
    _sent = Signal(object)
    _dropped = Signal(object)  # a task that was cancelled before its turn came

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.running: Task | None = None
        self.waiting: list[Task] = []
        self._closed = False
        self.engine = QThread(self)  # the thread that work is done on
        self.engine.setObjectName("engine")
        self._worker = TaskWorker()
        self._worker.moveToThread(self.engine)
        self._sent.connect(self._worker.run, Qt.ConnectionType.QueuedConnection)
        # queued: an owner that asks again is not called inside its own `submit`
        self._dropped.connect(self._answer_dropped, Qt.ConnectionType.QueuedConnection)
        self._worker.progressed.connect(self._progressed)
        self._worker.finished.connect(self._finished)
        self._worker.failed.connect(self._failed)
        self._worker.cancelled.connect(self._cancelled)
        self.engine.start()

    @property
    def is_busy(self) -> bool:
        """Whether there is work."""
        return self.running is not None

    def submit(
        self,
        job: JobFunction,
        *,
        lane: str,
        done: Callable[[Any], object],
        failed: Callable[[Exception, str], object] | None = None,
        cancelled: Callable[[], object] | None = None,
        progress: Watcher | None = None,
    ) -> Task:
        """Do a job as soon as possible, cancel what it makes pointless, and return the task it is now.

        Exactly one of `done`, `failed` and `cancelled` is called later, never before this returns; none once
        the runner is closed.
        """
        task = Task(lane, Job(job), done, failed, cancelled, progress)
        if not self._closed:
            self.cancel(SUPERSEDES[lane])
            self.waiting.append(task)
            self._next()
        return task

    def cancel(self, lanes: set[str] | None = None) -> None:
        """Cancel running and waiting work, of some lanes or all."""
        for task in (self.running, *self.waiting):
            if task is not None and (lanes is None or task.lane in lanes):
                self.give_up(task)

    def give_up(self, task: Task) -> None:
        """Cancel one task and nothing else."""
        if task is self.running:
            task.job.cancel()
        elif task in self.waiting:
            self.waiting.remove(task)
            self._dropped.emit(task)

    def has(self, lane: str) -> bool:
        """Whether work of a lane runs or waits."""
        return any(task.lane == lane for task in (self.running, *self.waiting) if task)

    def close(self) -> None:
        """Cancel everything, wait for the thread and end it; nobody is called any more."""
        self._closed = True
        self.cancel()
        self.engine.quit()
        if not self.engine.wait(THREAD_TIMEOUT):
            log.error("the engine did not stop within %s ms", THREAD_TIMEOUT)
            self.engine.wait()

    def _next(self) -> None:
        if self.running is None and self.waiting:
            self.running = self.waiting.pop(0)
            self._sent.emit(self.running)
            self.busied.emit(True)

    def _end(self) -> None:
        self.running = None
        self._next()
        if self.running is None:
            self.busied.emit(False)

    @Slot(object, object)
    def _progressed(self, task: Task, progress: Progress) -> None:
        if task.progress is not None and not self._closed:
            task.progress(progress)

    @Slot(object, object)
    def _finished(self, task: Task, result: object) -> None:
        self._answer(task.done, result)

    @Slot(object, object, str)
    def _failed(self, task: Task, error: Exception, details: str) -> None:
        self._answer(task.failed, error, details)

    @Slot(object)
    def _cancelled(self, task: Task) -> None:
        self._answer(task.cancelled)

    @Slot(object)
    def _answer_dropped(self, task: Task) -> None:
        if task.cancelled is not None and not self._closed:
            task.cancelled()

    def _answer(self, answer: Callable[..., object] | None, *what: object) -> None:
        """Call the owner of the task that ran, and go on with the next, even where the owner has a fault."""
        if self._closed:
            return
        try:
            if answer is not None:
                answer(*what)
        finally:
            self._end()
