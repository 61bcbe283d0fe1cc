"""A worker process as its parent sees it: started when needed, and again when it has died or hangs."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from threading import Lock
from typing import IO, Any

from gmmseg.assets import PACKAGE
from gmmseg.batch.recipe import Recipe
from gmmseg.batch.workers.timeout import TimeLimit, Watchdog

PACKAGE_PARENT = PACKAGE.parent  # where this very gmmseg lies: the worker shall not find another
# The folder one stands in is not looked in for modules (-P): there may be anything among the pictures.
START_CODE = (
    "import sys; sys.path.append(sys.argv[1]); from gmmseg.batch.workers.worker_main import main; main()"
)
COMMAND = (sys.executable, "-P", "-c", START_CODE, str(PACKAGE_PARENT))
POOLS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
# Memory that pictures of one size give back is kept for the next, which would else be handed out and cleared
# page by page again: a tenth of the time for small ones. Thresholds of the GNU C library, in bytes.
HEAP = {"MALLOC_MMAP_THRESHOLD_": str(2**25), "MALLOC_TRIM_THRESHOLD_": str(2**27)}
TIMEOUT = 3.0  # seconds that a worker has to clean up

Message = dict[str, Any]


class WorkerProcess:
    """Does one task after another in a process of its own."""

    def __init__(
        self,
        recipe: Recipe,
        threads: int,
        time_limit: TimeLimit | None = None,
        *,
        memory: int | None = None,
    ) -> None:
        self._setup = {"recipe": recipe.as_values(), "threads": threads, "memory": memory}
        self.recipe = recipe
        self._process: subprocess.Popen[str] | None = None
        self._lock, self._ended = Lock(), False
        self._threads, self.time_limit = threads, time_limit or TimeLimit()
        self._watchdog: Watchdog | None = None
        self.pids: list[int] = []

    def ask(self, task: Message) -> Message | None:
        """Return the answer to a task; None if the worker was ended meanwhile.

        If the process dies of it or takes too long, that is the answer, and the next task gets a new process.
        """
        messages = list(self.messages(task))
        return messages[-1] if messages and "status" in messages[-1] else None

    def messages(self, task: Message) -> Iterator[Message]:
        """Yield the worker's messages while a task is done, the answer last; it has a `status`.

        There is no answer if the worker was ended meanwhile.
        """
        try:
            process = self._running_process()
        except OSError as error:
            yield {"status": "failed", "error": f"No process could be started: {_start_failure(error)}."}
            return
        if process is not None:
            yield from self._messages(process, task)

    def _messages(self, process: "subprocess.Popen[str]", task: Message) -> Iterator[Message]:
        """Yield the messages of a process about a task."""
        assert process.stdin is not None
        assert process.stdout is not None
        assert self._watchdog is not None
        with self._watchdog.watch(self.time_limit) as watchdog:
            with suppress(OSError):  # it has ended: there will be no answer either
                process.stdin.write(json.dumps(task) + "\n")
                process.stdin.flush()
            for line in _lines(process.stdout):
                if "pixels" in line:
                    watchdog.allow(line["pixels"])
                if "status" in line:
                    watchdog.allow(None)
                    if watchdog.has_expired:  # too late, but there it is
                        self._reap(process)
                    yield line
                    return
                yield line
            limit = watchdog.limit
        if not self._ended:
            ending = self._reap(process)
            reason = _timeout_failure(limit) if watchdog.has_expired else ending
            yield {"status": "failed", "error": f"{reason}, or leave this picture out.", "killed": True}

    def use(self, recipe: Recipe) -> None:
        """Do further tasks by another recipe; none may be in work."""
        if recipe is self.recipe:
            return
        self.recipe, self._setup = recipe, {**self._setup, "recipe": recipe.as_values()}
        process = self._process
        if process is not None and process.stdin is not None:
            with suppress(OSError):  # it has ended: the next task will show it
                process.stdin.write(json.dumps(self._setup) + "\n")
                process.stdin.flush()

    def end(self, patience: float = TIMEOUT) -> None:
        """Make the process end, whatever it does; `ask` then returns None.

        It has so many seconds to clean up before it is killed.
        """
        with self._lock:
            self._ended, process = True, self._process
        if process is None:
            return
        assert self._watchdog is not None
        self._watchdog.end()
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        _close(process)

    def _running_process(self) -> "subprocess.Popen[str] | None":
        with self._lock:
            if self._ended:
                return None
            if self._process is None:
                self._process = self._start_process()
                self._watchdog = Watchdog(self._process)
                self.pids.append(self._process.pid)
            return self._process

    def _start_process(self) -> "subprocess.Popen[str]":
        environment = os.environ | dict.fromkeys(POOLS, str(self._threads)) | HEAP
        process = subprocess.Popen(  # noqa: S603 - the command is our own
            COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if os.environ.get("GMMSEG_DEBUG") else subprocess.DEVNULL,
            text=True,
            encoding="ascii",
            env=environment,
            start_new_session=True,  # Ctrl-C in the terminal is not for it
        )
        assert process.stdin is not None
        with suppress(OSError):  # it ended at once: the first task will show it
            process.stdin.write(json.dumps(self._setup) + "\n")
            process.stdin.flush()
        return process

    def _reap(self, process: "subprocess.Popen[str]") -> str:
        """Wait for a process that has ended, close its streams and return how it ended."""
        assert self._watchdog is not None
        self._watchdog.end()
        status = process.wait()
        _close(process)
        with self._lock:
            self._process = None
        ending = f"by signal {signal_name(-status)}" if status < 0 else f"with status {status}"
        likely = ", probably for want of memory" if status == -9 else ""
        return f"The process that worked on it was ended {ending}{likely}. Use fewer workers"


def signal_name(number: int) -> str:
    """Return the name of a signal, or its number where it has none, as those of real time have not."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def _start_failure(error: OSError) -> str:
    return f"the system says {str(error.strerror).lower()!r}. Use fewer workers, or close other programs"


def _timeout_failure(seconds: float) -> str:
    return f"It took longer than {seconds:g} s, and the process that worked on it was ended. Allow more time"


def _lines(stream: IO[str]) -> Iterator[Message]:
    """Yield what a process says, to its end; a line that was cut short is nothing."""
    with suppress(OSError, ValueError):  # the stream may be closed by whoever ends the process
        while (line := stream.readline()).endswith("\n"):
            yield json.loads(line)


def _close(process: "subprocess.Popen[str]") -> None:
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
