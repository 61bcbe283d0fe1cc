"""A job: a computation that reports its progress and can be cancelled from any thread.

It knows nothing of pictures. The function is given `Workers`, threads that work on the parts of one job
in order, so that the result does not depend on how many there are.
"""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Event
from typing import Generic, TypeVar

from gmmseg.settings import THREADS

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Progress:
    """How far a job has come.

    Attributes
    ----------
    stage : str
        What is being done, for people.
    fraction : float
        Of the whole job, 0 to 1; an estimate that never falls.
    """

    stage: str
    fraction: float


class Cancelled(Exception):  # noqa: N818 - it is a request that was met, not an error
    """The job was cancelled."""


@dataclass(frozen=True)
class TwoStepFunction(Generic[T, R]):
    """A function in two steps, of which the first may run in another process.

    Attributes
    ----------
    first : callable
        Of an item; it changes nothing.
    second : callable
        Of the item and what `first` made of it, None where that was not needed; it may write.
    is_needed : callable
        Whether the first step is needed for an item.
    """

    first: Callable[[T], object]
    second: Callable[[T, object], R]
    is_needed: Callable[[T], bool]

    def __call__(self, item: T) -> R:
        """Return what both steps make of an item."""
        return self.second(item, self.first(item) if self.is_needed(item) else None)


class Workers:
    """Threads that work on the blocks of one job, in order, and stop when it is cancelled.

    Without an executor it is the thread that asks for them: handing work over takes a tenth as long as a
    small picture's work does.
    """

    def __init__(self, executor: Executor | None, cancelled: Event, n_threads: int = 1) -> None:
        self._executor, self._cancelled, self.n_threads = executor, cancelled, n_threads

    def pause(self) -> None:
        """Raise `Cancelled` if the job was cancelled; long work on one item calls it now and then."""
        if self._cancelled.is_set():
            raise Cancelled

    def begin(self, function: Callable[[], object]) -> None:
        """Begin what keeps its own result and is asked for later; without threads it waits until then."""
        if self._executor is not None:
            self._executor.submit(function)

    def map(self, function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """Yield `function(item)` for every item, in order; items are made on the threads that work."""

        def work(index: int) -> R:
            self.pause()
            return function(items[index])

        indices = range(len(items))
        return map(work, indices) if self._executor is None else self._executor.map(work, indices)

    def stream(self, function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Yield `function(item)` for every item, in order, as `map`, but with few results at a time.

        One more is begun than there are threads: what waits to be used is held in memory.
        """
        if self._executor is None:
            for item in items:
                self.pause()
                yield function(item)
            return
        waiting: deque[Future[R]] = deque()
        try:
            for item in items:
                self.pause()
                waiting.append(self._executor.submit(function, item))
                if len(waiting) > self.n_threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


class Job(Generic[T]):
    """A computation that reports its progress and can be cancelled from any thread.

    Parameters
    ----------
    function : callable
        Given `Workers`, returns a generator of `Progress` that returns the result.
    threads : int, optional
        Threads to work on, 1 to 1024; at most as many as there are processors, which is the default.
    """

    def __init__(
        self, function: Callable[[Workers], Generator[Progress, None, T]], *, threads: int | None = None
    ) -> None:
        most = available_threads()
        self._threads = most if threads is None else min(THREADS.accept("threads", threads), most)
        self._function, self._cancelled = function, Event()

    def cancel(self) -> None:
        """Make `run` raise `Cancelled` soon, if it is running or still to run."""
        self._cancelled.set()

    def run(self, watch: Callable[[Progress], object] = lambda _: None) -> T:
        """Run to the end and return the result; `watch` is called with every `Progress`.

        Raises
        ------
        Cancelled
            If `cancel` was called.
        """
        with _workers(self._threads, self._cancelled) as workers:
            steps, fraction = self._function(workers), 0.0
            while not self._cancelled.is_set():
                try:
                    progress = next(steps)
                except StopIteration as end:
                    return end.value
                fraction = min(max(fraction, progress.fraction), 1.0)
                watch(replace(progress, fraction=fraction))
        raise Cancelled


@contextmanager
def _workers(threads: int, cancelled: Event) -> Iterator[Workers]:
    if threads == 1:
        yield Workers(None, cancelled)
        return
    executor = ThreadPoolExecutor(threads, thread_name_prefix="gmmseg")
    try:
        yield Workers(executor, cancelled, threads)
    except BaseException:  # Ctrl-C too: blocks in the queue must not run on
        cancelled.set()
        executor.shutdown(wait=False, cancel_futures=True)  # a kernel being compiled cannot be interrupted
        raise
    executor.shutdown()


def available_threads() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
