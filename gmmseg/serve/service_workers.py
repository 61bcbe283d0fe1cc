"""The worker processes of a service: each does one request at a time, and is replaced when it was ended."""

import asyncio
import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from gmmseg.batch.recipe import Recipe
from gmmseg.batch.workers.timeout import TimeLimit
from gmmseg.batch.workers.worker_process import WorkerProcess
from gmmseg.errors import RequestTimeoutError, TooBusyError
from gmmseg.serve.metrics import Metrics
from gmmseg.serve.options import ServiceOptions

Message = dict[str, Any]

LEAST_MEMORY = 2**30  # bytes that a worker may always use
FOR_EVER = TimeLimit(0)  # the service has its own clock, which runs from the request's start
CONTAINER = Path("/sys/fs/cgroup/memory.max")  # what a container may use
RETRY = 1.0  # seconds after which a process that could not be started is tried again


class ServiceWorkers:
    """Processes that pictures are worked on in, whatever becomes of one.

    Parameters
    ----------
    recipe : Recipe
        What the first request is likely to ask for; each may ask for another.
    options : ServiceOptions
        How many, how long a request may take, and how many may wait.
    metrics : Metrics
        Where ends of processes are counted.
    spool : Path
        A folder of the service's own.
    """

    def __init__(self, recipe: Recipe, options: ServiceOptions, metrics: Metrics, spool: Path) -> None:
        self._recipe, self._options, self._metrics, self._spool = recipe, options, metrics, spool
        self._free: list[WorkerProcess] = []
        self._queue: deque[asyncio.Future[WorkerProcess]] = deque()
        self._every: set[WorkerProcess] = set()
        self._starting: set[asyncio.Task[None]] = set()
        # Each process is waited for by a thread; ending one, and starting the next, takes others.
        self._threads = ThreadPoolExecutor(3 * options.n_workers, thread_name_prefix="gmmseg-serve")
        self._n_ready, self._is_ending = 0, False
        self._seconds = 0.1  # that a picture has taken lately

    def start(self) -> None:
        """Begin to start all processes."""
        for _ in range(self._options.n_workers):
            self._start_one()

    @property
    def is_ready(self) -> bool:
        """Whether any process can be given work."""
        return self._n_ready > 0

    @property
    def pids(self) -> list[int]:
        """The numbers of the processes, those being started among them."""
        return [each.pids[-1] for each in self._every if each.pids]

    def check_room(self) -> None:
        """Raise `TooBusyError` if as many requests wait as are allowed."""
        n = len(self._queue)
        if not self._free and n >= self._options.queue:
            raise TooBusyError(n, max(1, round(n * self._seconds / self._options.n_workers)))

    async def ask(self, task: Message, recipe: Recipe) -> Message:
        """Return the answer to a task by a recipe; whoever stops waiting for it ends the work on it.

        Raises
        ------
        TooBusyError
            If too many wait already.
        RequestTimeoutError
            If it takes too long, waiting included; its process is ended.
        """
        limit = self._options.timeout
        try:
            async with asyncio.timeout(limit) as clock:
                worker = await self._taken(recipe)
                return await self._answer(worker, task, recipe, clock)
        except TimeoutError:
            raise RequestTimeoutError("The work on it", f"{limit:g}") from None

    async def _taken(self, recipe: Recipe) -> WorkerProcess:
        """Return a free process, one that has the recipe already if there is one; who came first is first."""
        self.check_room()
        if self._free:
            worker = next((each for each in self._free if each.recipe is recipe), self._free[-1])
            self._free.remove(worker)
            return worker
        turn: asyncio.Future[WorkerProcess] = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        self._metrics.waiting.set(len(self._queue))
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # it came just as its client left
                self._give_back(turn.result())
            raise
        finally:
            if turn in self._queue:
                self._queue.remove(turn)
            self._metrics.waiting.set(len(self._queue))

    def _give_back(self, worker: WorkerProcess) -> None:
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(worker)
                return
        self._free.append(worker)

    async def _answer(
        self, worker: WorkerProcess, task: Message, recipe: Recipe, clock: asyncio.Timeout
    ) -> Message:
        loop = asyncio.get_running_loop()
        begin, reason = loop.time(), "crash"
        self._metrics.busy.inc()
        answering = loop.run_in_executor(self._threads, _ask, worker, task, recipe)
        try:
            answer = await asyncio.shield(answering)
            if answer is not None and "killed" not in answer:
                reason = ""
                self._seconds += 0.1 * (loop.time() - begin - self._seconds)
        except asyncio.CancelledError:
            reason = "timeout" if clock.expired() else "left"
            raise
        finally:
            self._metrics.busy.dec()
            if reason:
                self._replace(worker, reason)
            else:
                self._give_back(worker)
        return answer or {"status": "failed", "error": "The service is stopping.", "killed": True}

    def _replace(self, worker: WorkerProcess, reason: str) -> None:
        """End a process at once, and start another in its place."""
        self._metrics.ended.labels(reason).inc()
        self._every.discard(worker)
        self._n_ready -= 1
        self._metrics.workers.set(self._n_ready)
        self._threads.submit(worker.end, 0.0)
        if not self._is_ending:
            self._start_one()

    def _start_one(self) -> None:
        task = asyncio.get_running_loop().create_task(self._starting_one())
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    async def _starting_one(self) -> None:
        """Start a process, let it load what pictures need, and let it have work."""
        loop = asyncio.get_running_loop()
        while not self._is_ending:
            memory = memory_share(self._options.n_workers)
            worker = WorkerProcess(self._recipe, 1, memory=memory)
            self._every.add(worker)
            answer = await loop.run_in_executor(self._threads, _ask, worker, self._first_task(), self._recipe)
            worker.time_limit = FOR_EVER
            if answer is not None and "killed" not in answer and worker.pids:
                self._n_ready += 1
                self._metrics.workers.set(self._n_ready)
                self._give_back(worker)
                return
            self._every.discard(worker)
            self._threads.submit(worker.end, 0.0)
            await asyncio.sleep(RETRY)

    def _first_task(self) -> Message:
        """Return a task that makes a process load what the first request would else wait for."""
        folder = self._spool / "first"
        folder.mkdir(exist_ok=True)
        picture = folder / "picture.ppm"
        if not picture.exists():
            picture.write_bytes(b"P6 32 32 255\n" + bytes((37 * i) % 256 for i in range(32 * 32 * 3)))
        return {"path": str(picture), "name": "picture", "folder": str(folder), "stem": "out",
                "kinds": ["labels"], "free": ["labels"]}  # fmt: skip

    async def end(self) -> None:
        """End all processes."""
        self._is_ending = True
        loop = asyncio.get_running_loop()
        every: list[Callable[[], object]] = [lambda each=each: each.end(0.0) for each in self._every]  # type: ignore[misc]
        await asyncio.gather(*(loop.run_in_executor(self._threads, each) for each in every))
        for task in list(self._starting):
            task.cancel()
        await asyncio.gather(*self._starting, return_exceptions=True)
        await loop.run_in_executor(None, self._threads.shutdown)


def _ask(worker: WorkerProcess, task: Message, recipe: Recipe) -> Message | None:
    worker.use(recipe)
    return worker.ask(task)


def memory_share(n_workers: int) -> int | None:
    """Return how many bytes each of so many processes may use; None where that is not known."""
    try:
        whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None
    with suppress(OSError, ValueError):  # "max" is no number: there is no limit
        whole = min(whole, int(CONTAINER.read_text(encoding="ascii")))
    return max(LEAST_MEMORY, whole // max(1, n_workers))
