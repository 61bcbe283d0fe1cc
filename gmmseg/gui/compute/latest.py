"""Newest wins: one question at a time, of which a newer one replaces the one before it."""

import time
from collections.abc import Callable
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from gmmseg.gui.compute.tasks import JobFunction, Task, TaskRunner, Watcher

TaskKey = TypeVar("TaskKey")
Result = TypeVar("Result")


class Latest(QObject, Generic[TaskKey, Result]):
    """Asks one question at a time: a newer one replaces it, late answers are dropped, refused ones stay so.

    A question is a key, anything that can be compared; two equal keys are the same question. One that other
    work pushed out of the queue is asked again by itself.

    Attributes
    ----------
    known : tuple of key and result, or None
        The last good answer, until the next.
    wanted : key or None
        What is being found out.
    """

    ready = Signal(object, object, float)  # key, result, seconds since it was wanted
    failed = Signal(object, object, str)  # key, error, details; never for a key nobody waits for

    def __init__(
        self,
        runner: TaskRunner,
        lane: str,
        *,
        progress: Watcher | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner, self._lane, self._progress = runner, lane, progress
        self.known: tuple[TaskKey, Result] | None = None
        self.wanted: TaskKey | None = None
        self._refused: list[TaskKey] = []  # what failed, or was cancelled by people
        self._job: Callable[[], JobFunction] | None = None
        self._task: Task | None = None
        self._n_requests = 0  # tells answers to the newest task from late ones
        self._begun = 0.0

    def want(self, key: TaskKey | None, job: Callable[[], JobFunction] | None = None) -> None:
        """Find out about `key` and nothing else, None for nothing; `job` makes the job when it is needed.

        Nothing is done for the key that is wanted already, for that of the known answer, nor for one that was
        refused.
        """
        if key == self.wanted:
            return
        self._drop()
        if key is None or self.is_refused(key) or (self.known is not None and key == self.known[0]):
            return
        self.wanted, self._job, self._begun = key, job, time.perf_counter()
        self._ask()

    def cancel(self) -> None:
        """Stop what is being found out because people wish it: it is not asked again before `retry`."""
        if self.wanted is not None:
            self.refuse(self.wanted)
            self._drop()

    def refuse(self, key: TaskKey) -> None:
        """Do nothing for `key` before `retry`."""
        if not self.is_refused(key):
            self._refused.append(key)

    def is_refused(self, key: TaskKey) -> bool:
        """Return whether `key` failed or was cancelled by people, and may not be asked again yet."""
        return key in self._refused

    def retry(self) -> None:
        """Forget what failed or was cancelled by people, so that it may be wanted again."""
        self._refused = []

    def forget(self) -> None:
        """Let go of the last answer."""
        self.known = None

    def _ask(self) -> None:
        assert self._job is not None
        self._n_requests += 1
        self._task = self._runner.submit(
            self._job(),
            lane=self._lane,
            done=partial(self._done, self._n_requests),
            failed=partial(self._has_failed, self._n_requests),
            cancelled=partial(self._superseded, self._n_requests),
            progress=self._progress,
        )

    def _drop(self) -> None:
        task, self._task, self.wanted, self._job = self._task, None, None, None
        if task is not None:
            self._runner.give_up(task)

    def _is_late(self, number: int) -> bool:
        """Return whether the answer to the task of that number interests nobody any more."""
        return self._task is None or number != self._n_requests

    def _settle(self) -> TaskKey:
        """Return the key that was wanted; nothing is any more."""
        key, self._task, self.wanted, self._job = self.wanted, None, None, None
        assert key is not None
        return key

    def _done(self, number: int, result: Result) -> None:
        if not self._is_late(number):
            key = self._settle()
            self.known = (key, result)
            self.ready.emit(key, result, time.perf_counter() - self._begun)

    def _has_failed(self, number: int, error: Exception, details: str) -> None:
        if not self._is_late(number):
            key = self._settle()
            self.refuse(key)
            self.failed.emit(key, error, details)

    def _superseded(self, number: int) -> None:
        if not self._is_late(number):
            self._ask()
