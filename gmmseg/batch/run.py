"""A run of a batch: carries out a plan with several processes and reports what happens as events.

    run = Run(plan, workers=2)
    for event in run.events():
        ...

Any thread may stop it with `run.cancel()`; pictures that are then being processed are abandoned, and
another run of the same plan goes on from there.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Event as Flag
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from gmmseg.batch import folder_lock, object_annotations, object_tables, summary
from gmmseg.batch.dispatcher import Dispatcher
from gmmseg.batch.events import EarlyEnd, Event, ImageOutcome, ImageStart, ModelProgress, WorkerRefusal
from gmmseg.batch.folder_lock import locked
from gmmseg.batch.manifest import BEGUN, Manifest
from gmmseg.batch.manifest_lines import ManifestLines
from gmmseg.batch.picture_list import names_of
from gmmseg.batch.plan import Picture, Plan
from gmmseg.batch.recipe import Recipe
from gmmseg.batch.reference_model import preparing_model, remove_outdated_model
from gmmseg.batch.workers.timeout import TimeLimit
from gmmseg.batch.workers.worker_process import WorkerProcess
from gmmseg.errors import ClusterLostError, NoModelError
from gmmseg.io.atomic import shown
from gmmseg.io.exporters.registry import make_folder
from gmmseg.job import Cancelled, available_threads
from gmmseg.settings import THREADS

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["EarlyEnd", "Event", "ImageOutcome", "ImageStart", "ModelProgress", "Run", "WorkerRefusal"]

REMOVED = "{} was removed while the run went on, perhaps with results. Run again: what is gone is made anew."
TICK = 0.2  # seconds after which a listener gets a chance to be interrupted


class Run:
    """One run of a plan.

    Parameters
    ----------
    plan : Plan
        What is to be done.
    workers : int, optional
        Processes, among which the processors are shared out; by default one for each.
    time_limit : TimeLimit, optional
        How long each picture may take; whoever takes longer fails, and the others go on.
    client : distributed.Client, optional
        Of a cluster whose workers see the same folders: pictures are worked on there, one on each of its
        threads, and `workers` counts for nothing. A model of all pictures is made here.

    Attributes
    ----------
    members : set of str
        Addresses of the cluster's workers that take part.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        workers: int | None = None,
        time_limit: TimeLimit | None = None,
        client: "Client | None" = None,
    ) -> None:
        most = available_threads()
        n_workers = most if workers is None else THREADS.accept("workers", workers)
        self.plan = plan
        self._n_workers = max(1, min(n_workers, len(plan.pictures)))
        self._threads = max(1, most // self._n_workers)
        self._time_limit, self._cancelled, self._client = time_limit, Flag(), client
        self._workers: list[WorkerProcess] = []
        self._is_full, self._trouble = False, ""
        self.members: set[str] = set()
        self._lock = Lock()

    def cancel(self) -> None:
        """Abandon the pictures in work and end soon; from any thread."""
        self._cancelled.set()
        with self._lock:
            workers = list(self._workers)
        threads = [Thread(target=_end, args=(worker,), daemon=True) for worker in workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def events(self) -> Iterator[Event]:
        """Yield events to the end. Leaving the loop early cancels the run.

        Raises
        ------
        BadClusterError
            If workers of the cluster have other versions, or do not see the folders.
        BusyFolderError
            If another run is writing to the same folder.
        CannotWriteError
            If the folder cannot be written to.
        """
        folder = self.plan.folder
        make_folder(folder)
        if self._client is not None:
            from gmmseg.batch.cluster import check_workers

            self.members = check_workers(self._client, self.plan)
        with ExitStack() as stack:
            stack.enter_context(locked(folder, _lock_name(self.plan)))
            self._remove_stale()
            manifest = Manifest.of(folder, self.plan.manifest_name)
            remove_outdated_model(self.plan, manifest)
            manifest.open({"recipe": self.plan.recipe.digest})
            stack.callback(self._conclude, manifest)
            stack.callback(self.cancel)
            try:
                recipe, crashed = yield from self._preparing()
            except Cancelled:
                return
            except NoModelError as error:
                yield from self._failing_all(error, manifest)
            else:
                yield from self._processing(recipe, crashed, manifest)
        if self._trouble:
            yield EarlyEnd(self._trouble)

    def _preparing(self) -> Generator[Event, None, tuple[Recipe, dict[str, str]]]:
        """Yield progress and return the recipe with its model, and what became of pictures that were lost."""
        worker = WorkerProcess(self.plan.recipe, available_threads(), self._time_limit)
        with self._lock:
            self._workers = [worker]
        if self._stopped():  # before there was anyone to end
            worker.end()
        steps = preparing_model(self.plan, worker)
        try:
            while True:
                yield ModelProgress(next(steps))
        except StopIteration as end:
            return end.value
        finally:
            worker.end()

    def _failing_all(self, error: NoModelError, manifest: Manifest) -> Iterator[Event]:
        """Report what was wrong with each picture, where none is good for a model."""
        events: SimpleQueue[Event] = SimpleQueue()
        dispatcher = Dispatcher(self.plan, self.plan.recipe, manifest, events)
        for picture, reason in zip(self.plan.pictures, error.reasons, strict=True):
            dispatcher.report_failed(picture, reason, code=error.code)
            yield events.get()
        yield EarlyEnd(str(error), error.code)

    def _processing(self, recipe: Recipe, crashed: dict[str, str], manifest: Manifest) -> Iterator[Event]:
        events: SimpleQueue[Event | BaseException | None] = SimpleQueue()
        dispatcher = Dispatcher(self.plan, recipe, manifest, events, crashed)
        if self._client is not None:
            yield from self._processing_on_cluster(recipe, dispatcher)
            return
        pool = WorkerPool(dispatcher, unknown_first(self.plan.pictures, manifest.lines), self._stopped)
        with self._lock:
            self._workers = [
                WorkerProcess(recipe, self._threads, self._time_limit) for _ in range(self._n_workers)
            ]
        threads = [Thread(target=pool.work, args=(each,), daemon=True) for each in self._workers]
        for thread in threads:
            thread.start()
        try:
            yield from _events_of(events, len(threads))
        finally:
            if any(thread.is_alive() for thread in threads):
                self.cancel()
            for thread in threads:
                thread.join()
        self._is_full = pool.disk_full.is_set()
        if self._is_full:
            yield EarlyEnd("The disk is full: the remaining pictures were not tried.", "disk-full")

    def _processing_on_cluster(self, recipe: Recipe, dispatcher: Dispatcher) -> Iterator[Event]:
        from gmmseg.batch.cluster import ClusterPool

        pool = ClusterPool(
            self._client, dispatcher, recipe, self._time_limit, self._stopped, members=self.members
        )
        try:
            pictures = unknown_first(self.plan.pictures, dispatcher.manifest.lines)
            yield from pool.events(pictures, len(self.plan.pictures))
        except ClusterLostError as error:
            yield EarlyEnd(str(error), error.code)
        self._is_full = pool.is_full
        if self._is_full:
            yield EarlyEnd("The disk is full: the remaining pictures were not tried.", "disk-full")

    def _stopped(self) -> bool:
        return self._cancelled.is_set()

    def _conclude(self, manifest: Manifest) -> None:
        """Put the manifest in order where the run came to its end, and write the summary."""
        lines = manifest.lines
        whole = all(
            lines.get(name, {}).get("status") not in (None, BEGUN) for name in names_of(self.plan.pictures)
        )
        removed = manifest.was_removed
        try:
            if not self.plan.is_shard:  # those of all shards are written when they are joined
                summary.write(self.plan, manifest)
                object_tables.write(self.plan, manifest)
                object_annotations.write(self.plan, manifest)
            manifest.close(names_of(self.plan.pictures) if whole else None)
        except OSError as error:  # the lines that were added are enough for the next run
            self._trouble = "" if self._is_full else str(error)
        if removed:  # which is why the table could not be written, if it could not
            self._trouble = REMOVED.format(shown(manifest.path))
        manifest.close()
        self._remove_stale()

    def _remove_stale(self) -> None:
        """Remove what processes that have ended left; shards on other machines may be writing theirs."""
        if not self.plan.is_shard:
            folder_lock.remove_stale(self.plan.folder)


def unknown_first(pictures: Sequence[Picture], lines: ManifestLines) -> Iterator[Picture]:
    """Yield pictures of which nothing is recorded before the others.

    So a run that goes on has work for all processes at once: to see that a million are up to date takes
    minutes, in which their files are looked at.
    """
    noted = bytearray(len(pictures))
    for number, name in enumerate(names_of(pictures)):
        if lines.has_line(name):
            noted[number] = True
        else:
            yield pictures[number]
    number = noted.find(1)
    while number >= 0:
        yield pictures[number]
        number = noted.find(1, number + 1)


def _lock_name(plan: Plan) -> str:
    return folder_lock.name_of(plan.manifest_name) if plan.is_shard else folder_lock.NAME


def _end(worker: WorkerProcess) -> None:
    with suppress(OSError):  # one that cannot be ended keeps none of the others from it
        worker.end()


@dataclass
class WorkerPool:
    """State shared by the threads of a run: each drives a worker and takes the next free picture."""

    dispatcher: Dispatcher
    pictures: Iterator[Picture]
    stopped: Callable[[], bool]
    disk_full: Flag = field(default_factory=Flag)
    lock: Any = field(default_factory=Lock)

    def work(self, worker: WorkerProcess) -> None:
        """Process pictures by a worker until there are no more or the run is stopped."""
        try:
            while not (self.stopped() or self.disk_full.is_set()):
                with self.lock:
                    picture = next(self.pictures, None)
                if picture is None:
                    return
                if self.dispatcher.run_picture(picture, worker):
                    self.disk_full.set()
        except BaseException as error:  # noqa: BLE001 - handed to whoever listens
            self.dispatcher.events.put(error)
        finally:
            self._end_worker(worker)

    def _end_worker(self, worker: WorkerProcess) -> None:
        """End a worker and say that this thread has come to its end, whatever comes of that."""
        try:
            worker.end()
        except Exception as error:  # noqa: BLE001 - handed to whoever listens
            self.dispatcher.events.put(error)
        finally:  # else they would listen for ever
            self.dispatcher.events.put(None)


def _events_of(events: "SimpleQueue[Any]", n_threads: int) -> Iterator[Event]:
    running = n_threads
    while running:
        try:
            event = events.get(timeout=TICK)
        except Empty:
            continue
        if event is None:
            running -= 1
        elif isinstance(event, BaseException):
            raise event
        else:
            yield event
