"""One picture larger than memory on a cluster of Dask: its bands go to the workers, which open the file.

`ClusterWorkers` stand in the place of a job's threads. Steps of EM and labels of parts are made by workers of
the cluster; all else, and all files, by the driver. Statistics add exactly in any groups and come back in
order, so that labels, model and table are those of one machine, bit for bit.
"""

import io
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields
from functools import partial, reduce
from operator import add
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar, cast

import cloudpickle
from distributed import CancelledError, Client, Future, get_worker, wait

from gmmseg.batch.cluster import ATTEMPTS, COUNT, GONE, LOST, check_workers, differences
from gmmseg.batch.picture import Picture
from gmmseg.batch.plan import Plan
from gmmseg.batch.recipe import Recipe
from gmmseg.errors import ClusterLostError, PartOfPictureError
from gmmseg.imaging.features.features import BLOCK, Blocks
from gmmseg.imaging.image import Image
from gmmseg.imaging.labelling.label_file import TwoStepFunction
from gmmseg.imaging.lazy_pixels import LazyPixels
from gmmseg.io.readers.tiled.opening import open_picture
from gmmseg.job import Workers
from gmmseg.mixture import em

LARGEST_TASK = 2**25  # pixels: half a second of a step of EM, which outweighs what a task costs
TASKS = 3  # of labels for each thread, where the picture is large enough
STEP_TASKS = 1  # likewise of a step of EM: each thread does its own part every time
KEPT = 4  # payloads, of pictures or labellings, that a worker keeps
TICK = 0.5  # seconds between looks at the cluster while its answers are waited for

FOUND = ("digest", "_largest")  # by the first pass over a picture, which workers do not make
LOCK = type(Lock())

T = TypeVar("T")
R = TypeVar("R")

_known: "OrderedDict[str, Any]" = OrderedDict()  # on a worker: what was unpacked, by its name
_pixels: "OrderedDict[tuple[Any, ...], LazyPixels]" = OrderedDict()  # and the pictures that are open
_lock = Lock()


def opened(path: str, reading: tuple[tuple[str, Any], ...]) -> LazyPixels:
    """Return the lazy pixels of a picture on a worker, whose threads share them."""
    facts = Path(path).stat()
    key = (path, reading, facts.st_size, facts.st_mtime_ns)
    with _lock:
        if key not in _pixels:
            pixels = open_picture(path, stream=True, **dict(reading)).lazy_pixels
            assert pixels is not None
            # Each thread works on bands of its own: with fewer they would drive out each other's.
            each = pixels.band_rows * pixels.shape[1] * pixels.shape[2] * pixels.itemsize
            _pixels[key] = LazyPixels(pixels.source, pixels.name, budget=(2 * _n_threads() + 1) * each)
            while len(_pixels) > KEPT:
                _pixels.popitem(last=False)
        _pixels.move_to_end(key)
        return _pixels[key]


def _n_threads() -> int:
    with suppress(ValueError):  # in no worker
        return int(get_worker().state.nthreads)
    return 1


class _Packer(cloudpickle.Pickler):  # type: ignore[misc]  # cloudpickle is untyped
    """Packs what refers to a picture for workers that open its file themselves."""

    def __init__(self, file: io.BytesIO, image: Image, reading: tuple[tuple[str, Any], ...]) -> None:
        super().__init__(file)
        self._image, self._reading = image, reading

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, LazyPixels):
            return opened, (str(self._image.path), self._reading)
        if isinstance(obj, Image):
            own = {each.name: getattr(obj, each.name) for each in fields(Image)}
            return _image_of, (
                {**own, **{name: obj.__dict__[name] for name in FOUND if name in obj.__dict__}},
            )
        if isinstance(obj, Blocks):  # those that are kept in memory here are made anew there
            return Blocks, (obj.transform, obj.image, obj.usable)
        if isinstance(obj, LOCK):
            return Lock, ()
        return super().reducer_override(obj)


def _image_of(values: dict[str, Any]) -> Image:
    """Return a picture with what its first pass has found, and without all else that was derived of it."""
    found = object.__new__(Image)
    found.__dict__.update(values)
    return found


def unpacked(name: str, payload: bytes) -> Any:
    """Return what a payload of that name holds; it is unpacked once on a worker."""
    with _lock:
        if name in _known:
            _known.move_to_end(name)
            return _known[name]
    found = cloudpickle.loads(payload)
    with _lock:
        _known[name] = found
        while len(_known) > KEPT:
            _known.popitem(last=False)
    return found


def statistics_of(
    name: str, payload: bytes, begin: int, end: int, parameters: em.Parameters
) -> em.Statistics:
    """Return the statistics of some blocks of a picture together, on a worker."""
    blocks: Blocks = unpacked(name, payload)
    return reduce(add, (em.expectation(blocks[number], parameters) for number in range(begin, end)))


def results_of(name: str, payload: bytes, numbers: Sequence[int]) -> list[Any]:
    """Return what a function makes of some items, on a worker; the payload holds both."""
    function, items = unpacked(name, payload)
    return [function(items[number]) for number in numbers]


@dataclass
class ClusterMembers:
    """The workers of a cluster that take part in the work on one picture.

    Attributes
    ----------
    client : distributed.Client
        Of the cluster.
    plan : Plan
        Of nothing but the picture, for what is checked of a worker.
    addresses : list of str
        Those that were checked, in an order that stays, so that each keeps its bands.
    refused : set of str
        Those that have other versions, or do not see the picture.
    threads : dict of str to int
        How many each has.
    """

    client: Client
    plan: Plan
    addresses: list[str]
    refused: set[str] = field(default_factory=set)
    threads: dict[str, int] = field(default_factory=dict)
    _looked: float = 0.0

    @property
    def n_threads(self) -> int:
        """How many threads they have together."""
        return max(1, sum(self.threads.get(worker, 1) for worker in self.addresses))

    def worker_for(self, place: int) -> str:
        """Return the worker for the task of a number: always the same, whose memory may hold its bands."""
        slots = [worker for worker in self.addresses for _ in range(self.threads.get(worker, 1))]
        return slots[place % len(slots)]

    @classmethod
    def of(cls, client: Client, path: Path) -> "ClusterMembers":
        """Return all workers of a cluster, which are checked.

        Raises
        ------
        BadClusterError
            If there is none, or one has other versions or does not see the picture.
        """
        plan = Plan([Picture(path.absolute(), path.name)], path.parent, Recipe())
        found = cls(client, plan, sorted(check_workers(client, plan, writes=False)))
        with suppress(*GONE):  # one that has left in this moment is missed when it is given work
            found.threads = dict(client.nthreads())
        return found

    def look(self) -> None:
        """Now and then, check who has joined and miss who has left."""
        if time.monotonic() - self._looked < COUNT:
            return
        self._looked = time.monotonic()
        with suppress(*GONE):
            threads = self.client.nthreads()
            joined = sorted(set(threads).difference(self.addresses, self.refused))
            found = differences(self.client, self.plan, joined, writes=False) if joined else {}
            self.refused |= {worker for worker, difference in found.items() if difference is not None}
            good = [worker for worker, difference in found.items() if difference is None]
            self.addresses = [worker for worker in (*self.addresses, *good) if worker in threads]
            self.threads = dict(threads)


@dataclass
class _Task:
    """What a worker is asked, where it was sent, and how often it failed."""

    function: Callable[..., Any]
    payload: str
    arguments: tuple[Any, ...]
    place: int
    future: Future | None = None
    workers: frozenset[str] = frozenset()
    failed: int = 0


@dataclass
class _Payload:
    """What tasks share, packed, and where it is on the cluster."""

    owner: object
    content: bytes
    future: Future | None = None


class ClusterWorkers(Workers):
    """Workers of a cluster in the place of a job's threads, for one picture with lazy pixels.

    Parameters
    ----------
    local : Workers
        The job's threads, which do all that is small.
    members : ClusterMembers
        Who takes part.
    image : Image
        The picture, from a file that all workers see.
    reading : dict
        What `open_picture` took to read it.
    """

    def __init__(
        self, local: Workers, members: ClusterMembers, image: Image, reading: dict[str, Any] | None = None
    ) -> None:
        self._local, self._members, self._image = local, members, image
        read = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in (reading or {}).items()
        }
        self._reading = tuple(sorted(read.items()))
        self.n_threads = local.n_threads
        self._payloads: dict[str, _Payload] = {}

    def pause(self) -> None:
        """Raise `Cancelled` if the job was cancelled."""
        self._local.pause()

    def stream(self, function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Yield results in order, as the job's threads do: the digest of a picture is of all its bytes."""
        return self._local.stream(function, items)

    def map(self, function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """Yield `function(item)` for every item, in order; of statistics, the sums of groups of them."""
        is_step = isinstance(function, partial) and function.func is em.expectation
        if is_step and isinstance(items, Blocks) and items.image.is_lazy:
            return cast("Iterator[R]", self._statistics(items, **cast("Any", function).keywords))
        if isinstance(function, TwoStepFunction):
            return self._in_two_steps(function, items)
        return self._local.map(function, items)

    def _statistics(self, blocks: Blocks, parameters: em.Parameters) -> Iterator[em.Statistics]:
        name = self._sent(blocks, blocks)
        tasks = [
            _Task(statistics_of, name, (some.start, some.stop, parameters), place)
            for place, some in enumerate(self.groups(len(blocks), BLOCK, STEP_TASKS))
        ]
        return self._done(tasks)

    def _in_two_steps(self, function: TwoStepFunction[T, R], items: Sequence[T]) -> Iterator[R]:
        name = self._sent(function, (function.first, items))
        size = self._image.height * self._image.width / max(1, len(items))
        groups = [
            (some, [number for number in some if function.is_needed(items[number])])
            for some in self.groups(len(items), size)
        ]
        tasks = [
            _Task(results_of, name, (needed,), place) for place, (_, needed) in enumerate(groups) if needed
        ]
        answers = self._done(tasks)
        try:
            for some, needed in groups:
                results = dict(zip(needed, next(answers) if needed else (), strict=True))
                for number in some:
                    yield function.second(items[number], results.pop(number, None))
        finally:
            self._forget(function)

    def groups(self, n: int, size: float, n_each: int = TASKS) -> list[range]:
        """Return `n` items of so many pixels in groups of neighbours, one for each task.

        There are `n_each` groups for each thread of the cluster, or more where these would be too large.
        """
        fewest = max(1, n_each * self._members.n_threads)
        each = max(1, min(int(LARGEST_TASK / max(size, 1)), -(-n // fewest)))
        return [range(begin, min(begin + each, n)) for begin in range(0, n, each)]

    def _sent(self, owner: object, content: object) -> str:
        """Return the name of the payload that holds what belongs to `owner`; it is packed and sent once."""
        for name, payload in self._payloads.items():
            if payload.owner is owner:
                return name
        file = io.BytesIO()
        _Packer(file, self._image, self._reading).dump(content)
        name = f"gmmseg-{secrets.token_hex(8)}"
        self._payloads[name] = _Payload(owner, file.getvalue())
        return name

    def _payload(self, name: str) -> Future:
        """Return where a payload is; it is sent again where all workers that had it have left."""
        payload = self._payloads[name]
        if payload.future is None or payload.future.status != "finished":
            client = self._members.client
            payload.future = client.scatter([payload.content], broadcast=True, hash=False)[0]
        return payload.future

    def _forget(self, owner: object) -> None:
        self._payloads = {name: each for name, each in self._payloads.items() if each.owner is not owner}

    def _done(self, tasks: list[_Task]) -> Iterator[Any]:
        """Yield the results of tasks in their order, a bounded number in flight.

        Raises
        ------
        ClusterLostError
            If the scheduler does not answer any more, or all workers have left for long.
        PartOfPictureError
            If a task fails again and again.
        """
        waiting, flying = deque(tasks), deque[_Task]()
        try:
            while waiting or flying:
                self.pause()
                while waiting and len(flying) < 2 * TASKS * self._members.n_threads:
                    flying.append(waiting.popleft())
                    self._submit(flying[-1])
                yield self._result(flying[0], flying)
                flying.popleft()
        finally:
            left = [task.future for task in flying if task.future is not None]
            if left:
                with suppress(Exception):  # the cluster may be gone
                    self._members.client.cancel(left, force=True)

    def _submit(self, task: _Task) -> None:
        members = self._members
        if not members.addresses:
            task.future, task.workers = None, frozenset()
            return
        is_again = task.failed > 0 or task.workers
        where = members.addresses if is_again else [members.worker_for(task.place)]
        try:
            task.future = members.client.submit(
                task.function,
                task.payload,
                self._payload(task.payload),
                *task.arguments,
                pure=False,
                retries=0,
                workers=list(where),
            )
        except GONE:
            task.future, task.workers = None, frozenset()
        else:
            task.workers = frozenset(where)

    def _result(self, task: _Task, flying: Iterable[_Task]) -> Any:
        """Return the result of a task; meanwhile, tasks of workers that have left go to others."""
        lost_since: float | None = None
        while True:
            self.pause()
            future = task.future
            if future is not None:
                with suppress(TimeoutError, CancelledError), self._members.client.as_current():
                    wait([future], timeout=TICK)
            else:
                time.sleep(TICK)
            if future is not None and future.status == "finished":
                with suppress(*GONE):  # its worker may have left before it was fetched
                    result, task.future = future.result(), None
                    future.release()
                    return result
                self._try_again(task, future)
                continue
            client = self._members.client
            is_gone = client.status != "running" or not self._members.addresses or future is None
            lost_since = (lost_since or time.monotonic()) if is_gone else None
            if client.status == "closed" or (lost_since and time.monotonic() - lost_since > LOST):
                raise ClusterLostError(1)
            if future is not None and future.status in ("error", "cancelled", "lost"):
                self._try_again(task, future)
            self._members.look()
            self._send_again(flying)

    def _send_again(self, flying: Iterable[_Task]) -> None:
        """Send tasks to others whose workers have left, and those that could not be sent."""
        for task in flying:
            is_lost = task.future is None or not task.workers & set(self._members.addresses)
            if is_lost and (task.future is None or task.future.status != "finished"):
                self._submit(task)
                if task.future is None:
                    return  # nor would the others be taken

    def _try_again(self, task: _Task, future: Future) -> None:
        error: BaseException | None = None
        with suppress(CancelledError):
            error = future.exception() if future.status == "error" else None
        task.failed += 1
        if task.failed >= ATTEMPTS + 1:
            state = "its result was lost" if future.status == "finished" else future.status
            reason = f"{type(error).__name__}: {error}" if error is not None else state
            raise PartOfPictureError(self._image.name, task.failed, reason[:200])
        self._submit(task)


def on_cluster(
    local: Workers, client: Client | None, image: Image, reading: dict[str, Any] | None = None
) -> Workers:
    """Return workers of a cluster for a picture with lazy pixels; the job's own threads for any other.

    Raises
    ------
    BadClusterError
        If the cluster has no workers, or one has other versions or does not see the file.
    """
    if client is None or not image.is_lazy or image.path is None:
        return local
    known = {name: value for name, value in (reading or {}).items() if name != "pixel_size"}
    return ClusterWorkers(local, ClusterMembers.of(client, image.path), image, known)
