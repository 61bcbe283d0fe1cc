"""A batch on a cluster of Dask: groups of pictures go to its workers, which write results whole.

The driver alone writes the manifest. On each worker of the cluster pictures are worked on in processes of
their own, as on one machine, so that a picture that crashes ends one of these and not the worker.
"""

import json
import logging
import os
import platform
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty
from threading import Lock
from typing import Any

from distributed import (
    CancelledError,
    Client,
    Future,
    KilledWorker,
    LocalCluster,
    WorkerPlugin,
    as_completed,
    get_worker,
)

from gmmseg.batch.dispatcher import BegunPicture, Dispatcher
from gmmseg.batch.events import Event, WorkerRefusal
from gmmseg.batch.plan import Picture, Plan
from gmmseg.batch.recipe import Recipe
from gmmseg.batch.workers.timeout import TimeLimit
from gmmseg.batch.workers.worker_process import WorkerProcess
from gmmseg.errors import BadClusterError, CannotWriteError, ClusterLostError
from gmmseg.io.atomic import shown
from gmmseg.job import available_threads
from gmmseg.version import __version__

MOST_IN_A_GROUP = 64  # pictures: half a second of small ones, which outweighs what a task costs
LARGEST_GROUP = 2**25  # bytes of their files: one large picture is a group of its own
AHEAD = 2  # groups for each thread of the cluster that are handed out at a time, and as many again
ATTEMPTS = 2  # of a picture whose process was ended, before it is given up
CONNECT, JOIN, LOST = (
    10.0,
    60.0,
    15.0,
)  # seconds to find the scheduler, for a worker to join, and to come back
LOOK, COUNT = 0.005, 5.0  # seconds between looks at what is ready, and between counts of workers
# What a client says while its scheduler or all workers are gone: they may come back.
GONE = (OSError, TimeoutError, CancelledError, RuntimeError, ValueError)
LIBRARIES = ("numpy", "numba", "scipy", "scikit-image", "pillow", "tifffile", "imagecodecs")

WorkerFacts = dict[str, Any]
WorkerAnswer = dict[str, Any]


@contextmanager
def connected(cluster: str) -> Iterator[Client]:
    """Connect to a cluster: the address of its scheduler, the file of one, or a number of local processes.

    Raises
    ------
    BadClusterError
        If no scheduler answers there, or no worker joins it.
    """
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is told in a sentence
    if cluster.isascii() and cluster.isdigit():
        with _local(int(cluster)) as client:
            yield client
        return
    is_file = Path(cluster).suffix == ".json"
    if is_file and not Path(cluster).is_file():
        raise BadClusterError(
            cluster, "there is no such file", "Give the file of dask scheduler --scheduler-file"
        )
    where = {"scheduler_file": cluster} if is_file else {"address": cluster}
    try:
        client = Client(**where, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        reason = f"no scheduler answers within {CONNECT:g} s ({str(error).partition(chr(10))[0][:200]})"
        raise BadClusterError(cluster, reason, "Start one: dask scheduler, and dask worker ADDRESS") from None
    with client:
        yield client


@contextmanager
def _local(n_workers: int) -> Iterator[Client]:
    most = 4 * available_threads()
    if not 1 <= n_workers <= most:
        raise BadClusterError(str(n_workers), "it is no number of local processes", f"Give 1 to {most}")
    import dask

    with dask.config.set({"distributed.scheduler.allowed-failures": 0}):
        local = LocalCluster(
            n_workers=n_workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs=50,
        )
        with local, Client(local, set_as_default=False) as client:
            yield client


class PicturePlugin(WorkerPlugin):  # type: ignore[misc]  # distributed is untyped
    """What each worker of a cluster is given once: the recipe, and processes to work on pictures in."""

    def __init__(self, name: str, recipe: Recipe, seconds: float | None) -> None:
        self.name = name
        self._text, self._seconds = json.dumps(recipe.as_values()), seconds
        self._free: list[WorkerProcess] = []
        self.every: list[WorkerProcess] = []
        self._lock: Any = None

    def setup(self, worker: Any) -> None:  # noqa: ARG002 - as distributed calls it
        """Begin; processes are started when there is work for them."""
        self._lock = Lock()
        self._recipe = Recipe.from_values(json.loads(self._text))

    def teardown(self, worker: Any) -> None:  # noqa: ARG002 - as distributed calls it
        """End all processes at once; what they were writing is written anew by whoever does it next."""
        for each in list(self.every):
            with suppress(OSError):
                each.end(0.0)

    def answers(self, tasks: Sequence[dict[str, Any]]) -> list[WorkerAnswer | None]:
        """Return the answers to tasks, one after the other; None where the run was ended meanwhile."""
        with self._lock:
            if not self._free:
                fresh = WorkerProcess(self._recipe, 1, TimeLimit(self._seconds))
                self._free.append(fresh)
                self.every.append(fresh)
            process = self._free.pop()
        try:
            return [process.ask(task) for task in tasks]
        finally:
            with self._lock:
                self._free.append(process)


def work(name: str, tasks: Sequence[dict[str, Any]]) -> list[WorkerAnswer | None]:
    """Return the answers to a group of tasks, on a worker that the plugin of that name was given to."""
    return get_worker().plugins[name].answers(tasks)


def facts(probe: str, picture: str) -> WorkerFacts:
    """Return what decides whether a worker can take part: versions, processor, what it sees of folders."""
    import importlib.metadata

    from gmmseg.jit_kernels import library_kernels

    versions = {"gmmseg": __version__, "python": platform.python_version().rpartition(".")[0]}
    for library in LIBRARIES:
        with suppress(importlib.metadata.PackageNotFoundError):
            versions[library] = importlib.metadata.version(library)
    is_shared = library_kernels.shared_library() is not None
    return {
        "versions": versions,
        "kernels": f"the library of {platform.machine()}" if is_shared else processor(),
        "sees results": not probe or (os.path.isfile(probe) and os.access(os.path.dirname(probe), os.W_OK)),  # noqa: PTH113, PTH120 - any system's
        "sees pictures": os.path.lexists(picture),
        "host": platform.node(),
    }


def processor() -> str:
    """Return the kind of processor that kernels are compiled for here."""
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def check_workers(client: Client, plan: Plan, *, writes: bool = True) -> set[str]:
    """Return the addresses of all workers; they have these versions and see the folders of a plan.

    Unless workers `write`, they need not see that of results.

    Raises
    ------
    BadClusterError
        If there is none, or one is not as it should be.
    CannotWriteError
        If the folder of results cannot be written to.
    """
    where = address_of(client)
    try:
        client.wait_for_workers(1, timeout=JOIN)
    except TimeoutError:
        reason = f"no worker has joined it in {JOIN:g} s"
        raise BadClusterError(where, reason, "Start some: dask worker ADDRESS") from None
    try:
        found = differences(client, plan, writes=writes)
    except GONE as error:
        reason = f"it does not answer any more ({type(error).__name__})"
        raise BadClusterError(where, reason, "Start it again, and run the same command") from None
    for worker, difference in found.items():
        if difference is not None:
            what, remedy = difference
            raise BadClusterError(where, f"its worker {worker} {what}", remedy)
    return set(found)


def differences(
    client: Client, plan: Plan, workers: Sequence[str] | None = None, *, writes: bool = True
) -> dict[str, tuple[str, str] | None]:
    """Return what keeps each worker from taking part, as `unlike` does; by default of all that there are.

    One that left before it could answer is not among them.

    Raises
    ------
    CannotWriteError
        If the folder of results cannot be written to.
    OSError, TimeoutError, ValueError
        If the scheduler does not answer.
    """
    probe = plan.folder.resolve() / f".gmmseg-probe-{secrets.token_hex(8)}"
    picture = str(plan.pictures[0].path.resolve()) if plan.pictures else ""
    try:
        if writes:
            probe.write_bytes(b"")
    except OSError as error:
        raise CannotWriteError(shown(plan.folder), str(error.strerror), "Choose another folder") from error
    try:
        found: Mapping[str, Any] = client.run(
            facts, str(probe) if writes else "", picture, workers=workers, on_error="return"
        )
    finally:
        if writes:
            probe.unlink(missing_ok=True)
    own = facts(str(plan.folder.resolve() / "x"), picture)
    answers = {worker: theirs for worker, theirs in found.items() if not isinstance(theirs, OSError)}
    return {worker: unlike(own, theirs, plan) for worker, theirs in answers.items()}


def unlike(own: WorkerFacts, theirs: WorkerFacts | BaseException, plan: Plan) -> tuple[str, str] | None:
    """Return what keeps a worker from taking part, and what to do; None if nothing does."""
    if isinstance(theirs, BaseException):
        return (
            f"has no gmmseg {__version__} ({type(theirs).__name__}: {str(theirs)[:100]})",
            "Install the same version on all workers",
        )
    for name, version in own["versions"].items():
        if theirs["versions"].get(name) != version:
            there = theirs["versions"].get(name, "none")
            return f"has {name} {there} and this machine {version}", "Install the same versions everywhere"
    if own["kernels"] != theirs["kernels"]:
        reason = (
            f"computes by {theirs['kernels']} and this machine by {own['kernels']}, which round otherwise"
        )
        return (
            reason,
            "Build the library of kernels on all (tools/build_kernels.py), or use one kind of machine",
        )
    if not theirs["sees results"]:
        return f"does not see the folder {shown(plan.folder)}, or cannot write to it", (
            "Give a folder on storage that all machines share, by one path"
        )
    if not theirs["sees pictures"]:
        return f"does not see {shown(plan.pictures[0].path)}", (
            "Give pictures on storage that all machines share, by one path"
        )
    return None


def address_of(client: Client) -> str:
    """Return the address of a client's scheduler."""
    return str(client.scheduler.address) if client.scheduler is not None else "an address that is gone"


@dataclass(frozen=True)
class SubmittedGroup:
    """Pictures that are in work together, and the workers that they were handed out to."""

    pictures: list[BegunPicture]
    workers: frozenset[str]


@dataclass
class ClusterPool:
    """Hands out the pictures of a run to a cluster, a bounded number at a time, and records what comes back.

    Attributes
    ----------
    client : distributed.Client
        Of the cluster.
    dispatcher : Dispatcher
        Keeps the manifest.
    recipe : Recipe
        With the model.
    time_limit : TimeLimit or None
        Of each picture.
    stopped : callable
        Says whether the run was cancelled.
    is_full : bool
        Whether the disk is full.
    again : deque of BegunPicture
        Pictures that are tried once more, each alone.
    members : set of str
        Addresses of workers that were checked and may take part; those that join later are checked, too.
    refused : set of str
        Addresses of workers that may not.
    attempts : dict of str to int
        How often the process of a picture was ended, by its name.
    flying : dict of Future to SubmittedGroup
        What is in work.
    """

    client: Client
    dispatcher: Dispatcher
    recipe: Recipe
    time_limit: TimeLimit | None
    stopped: Callable[[], bool]
    is_full: bool = False
    again: deque[BegunPicture] = field(default_factory=deque)
    members: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    attempts: dict[str, int] = field(default_factory=dict)
    flying: dict[Future, SubmittedGroup] = field(default_factory=dict)
    _returned: deque[list[BegunPicture]] = field(default_factory=deque)
    _n_threads: int = 1
    _counted: float = 0.0
    _lost_since: float | None = None

    def events(self, pictures: Iterator[Picture], n: int) -> Iterator[Event]:
        """Yield events to the end; `n` says how many pictures there are.

        Raises
        ------
        ClusterLostError
            If the scheduler does not answer any more.
        """
        name = f"gmmseg-{secrets.token_hex(8)}"
        seconds = None if self.time_limit is None else self.time_limit.seconds
        try:
            self.client.register_plugin(PicturePlugin(name, self.recipe, seconds), name=name)
        except GONE:
            raise ClusterLostError(0) from None
        ready = as_completed(loop=self.client.loop)
        try:
            groups = self._groups(pictures, n)
            while not self.stopped():
                yield from self._hand_out(groups, ready, name)
                if self.flying:
                    yield from self._take_back(ready)
                elif (self.members and not self._returned) or self.is_full:
                    return
                else:  # all workers have left, and others may join
                    self._check_scheduler()
                    time.sleep(LOOK)
        finally:
            self._abandon(name)

    def _hand_out(
        self, groups: Iterator[list[BegunPicture]], ready: as_completed, name: str
    ) -> Iterator[Event]:
        """Submit groups until as many are in work as may be."""
        self.look_at_workers()
        while self.members and not self.is_full and len(self.flying) < AHEAD * self._n_threads + AHEAD:
            group = self.next_group(groups)
            yield from self._pending_events()
            if group is None:
                return
            tasks = [_anywhere(each.task) for each in group]
            # One that joins is given nothing before it was looked at.
            where = frozenset(self.members)
            try:
                future = self.client.submit(work, name, tasks, pure=False, retries=0, workers=sorted(where))
            except GONE:
                self._returned.appendleft(group)
                return
            self.flying[future] = SubmittedGroup(group, where)
            ready.add(future)

    def next_group(self, groups: Iterator[list[BegunPicture]]) -> list[BegunPicture] | None:
        """Return what is handed out next: what was taken back before all else; None where nothing is left."""
        if self._returned:
            return self._returned.popleft()
        return [self.again.popleft()] if self.again else next(groups, None)

    def _groups(self, pictures: Iterator[Picture], n: int) -> Iterator[list[BegunPicture]]:
        """Yield groups of pictures that were begun; those that need nothing are reported."""
        group, size = [], 0
        for picture in pictures:
            begun = self.dispatcher.begin(picture)
            if isinstance(begun, bool):
                self.is_full = self.is_full or begun
                continue
            group.append(begun)
            size += _size(picture.path)
            most = max(1, min(MOST_IN_A_GROUP, n // (4 * self._n_threads)))
            if len(group) >= most or size >= LARGEST_GROUP or self.is_full:
                yield group
                group, size = [], 0
        if group:
            yield group

    def _take_back(self, ready: as_completed) -> Iterator[Event]:
        """Record what the groups that have ended say; wait for the first."""
        while not ready.has_ready():
            if self.stopped():
                return
            if self._check_scheduler():
                self.look_at_workers()
                yield from self._pending_events()
            time.sleep(LOOK)
        for future in ready.next_batch(block=False):
            submitted = self.flying.pop(future, None)  # None where it was taken back
            if submitted is not None:
                self.record(future, submitted.pictures)
            future.release()
        yield from self._pending_events()

    def _check_scheduler(self) -> bool:
        """Return whether the scheduler answers; raise `ClusterLostError` where it has not for long."""
        if self.client.status == "running":
            self._lost_since = None
            return True
        self._lost_since = self._lost_since or time.monotonic()
        if time.monotonic() - self._lost_since > LOST or self.client.status == "closed":
            raise ClusterLostError(len(self.flying))
        return False

    def record(self, future: Future, group: list[BegunPicture]) -> None:
        """Record what became of a group; pictures that are to be tried once more go into `again`."""
        if future.status in ("cancelled", "lost"):
            raise ClusterLostError(len(self.flying) + 1)
        if future.status == "error":
            self._died(future.exception(), group)
            return
        try:
            answers = future.result()
        except GONE as error:  # its worker has left before it was fetched
            self._died(error, group)
            return
        for begun, answer in zip(group, answers, strict=True):
            if answer is None:
                continue  # the run was ended
            if "killed" in answer and self._may_try_again(begun):
                self.again.append(begun)
            else:
                self.is_full = self.dispatcher.finish(begun, answer) or self.is_full

    def _died(self, error: BaseException, group: list[BegunPicture]) -> None:
        """Try the pictures of a group again, each alone, of which a worker of the cluster has died."""
        for begun in group:
            if self._may_try_again(begun):
                self.again.append(begun)
                continue
            if isinstance(error, KilledWorker):
                reason = f"The workers of the cluster that it was given to died, {ATTEMPTS} times"
            else:
                reason = f"A worker of the cluster failed {ATTEMPTS} times ({type(error).__name__}: {error})"
            answer = {"status": "failed", "error": f"{reason}. Leave this picture out.", "killed": True}
            self.is_full = self.dispatcher.finish(begun, answer) or self.is_full

    def _may_try_again(self, begun: BegunPicture) -> bool:
        name = begun.picture.name
        self.attempts[name] = self.attempts.get(name, 0) + 1
        return self.attempts[name] < ATTEMPTS

    def look_at_workers(self) -> None:
        """Count threads now and then, check workers that have joined, and miss those that left.

        Groups that were handed out to workers of which all have left are taken back.
        """
        if time.monotonic() - self._counted < COUNT:
            return
        with suppress(*GONE):
            threads = self.client.nthreads()
            joined = sorted(set(threads) - self.members - self.refused)
            found = differences(self.client, self.dispatcher.plan, joined) if joined else {}
            for worker, difference in found.items():
                if difference is None:
                    self.members.add(worker)
                elif worker in self.client.nthreads():  # else it has left before it could answer
                    self.refused.add(worker)
                    what, remedy = difference
                    reason = f"The worker {worker} takes no part: it {what}. {remedy}."
                    self.dispatcher.events.put(WorkerRefusal(worker, reason))
            self.members &= set(threads)
            self._n_threads = max(1, sum(threads[worker] for worker in self.members))
            self._take_from_those_that_left()
        self._counted = time.monotonic()

    def _take_from_those_that_left(self) -> None:
        left = [future for future, group in self.flying.items() if not group.workers & self.members]
        if left and self.members:
            for future in left:
                self._returned.append(self.flying.pop(future).pictures)
            self.client.cancel(left, force=True)

    def _pending_events(self) -> Iterator[Event]:
        with suppress(Empty):
            while True:
                yield self.dispatcher.events.get_nowait()

    def _abandon(self, name: str) -> None:
        """Let go of what is in work, and of the processes on the workers; the cluster may be gone."""
        with suppress(Exception):  # there is nothing to be done about it, and nothing is lost
            if self.flying:
                self.client.cancel(list(self.flying), force=True)
            if self.client.status == "running":
                self.client.unregister_worker_plugin(name)


def _anywhere(task: dict[str, Any]) -> dict[str, Any]:
    """Return a task that can be done from any folder, and again: what it has written may be replaced."""
    places = {name: os.path.abspath(task[name]) for name in ("path", "folder")}  # noqa: PTH100 - links stay
    return {**task, **places, "free": list(task["kinds"])}


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0
