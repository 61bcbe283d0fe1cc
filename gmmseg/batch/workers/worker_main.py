"""The main loop of a worker process: reads tasks from its input, a line of JSON each, and answers in JSON.

It ends when its input does, so none outlives the program that started it. It is started anew and not
forked: a decoder that crashes it does not affect the program.
"""

import gc
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any

Message = dict[str, Any]
Send = Callable[[Message], object]


def main() -> None:
    """Work until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who gives the tasks
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # lets a half-written file be removed
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # what a library prints is no answer
    tasks: SimpleQueue[Message] = SimpleQueue()
    threading.Thread(target=_read_tasks, args=(sys.stdin, tasks), daemon=True).start()
    first = tasks.get()
    _limit_memory(first.get("memory"))
    try:
        _run_tasks(first, tasks, answers)
    except KeyboardInterrupt:
        os._exit(130)  # a thread that compiles or decodes would hold the process


def _limit_memory(share: int | None = None) -> None:
    """Let a picture that eats memory fail here, rather than take the window or other programs along.

    More than the machine has, or than the share of it in bytes that was allowed, is an error at once; where
    several workers use it up together, the system ends one of them first.
    """
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")
    with suppress(ImportError, AttributeError, OSError, ValueError):  # not every system knows all of this
        import resource

        most = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        most = most if share is None else min(most, share)
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        resource.setrlimit(resource.RLIMIT_DATA, (most if hard < 0 else min(most, hard), hard))


def _read_tasks(stream: IO[str], tasks: "SimpleQueue[Message]") -> None:
    """Pass on tasks as they come; without anyone to answer to, end at once."""
    for line in stream:
        tasks.put(json.loads(line))
    os._exit(0)


def _run_tasks(first: Message, tasks: "SimpleQueue[Message]", answers: IO[str]) -> None:
    gc.disable()  # what is imported stays: to look through it again and again takes a seventh of the time
    from gmmseg.batch.recipe import Recipe

    def send(line: Message) -> None:
        answers.write(json.dumps(line) + "\n")
        answers.flush()

    recipe, threads = Recipe.from_values(first["recipe"]), first["threads"]
    while True:
        message = tasks.get()
        if "recipe" in message:  # from here on another, as a service with several models asks
            recipe, threads = Recipe.from_values(message["recipe"]), message["threads"]
            continue
        send(outcome_of(message, recipe, threads, send))
        if not gc.isenabled():
            gc.freeze()
            gc.enable()


def outcome_of(task: Message, recipe: Any, threads: int | None, send: Send = lambda _: None) -> Message:
    """Return the outcome of a task; any error is caught here, so that the other pictures go on."""
    from gmmseg.errors import DiskFullError, GmmsegError

    try:
        return _run_task(task, recipe, threads, send)
    except DiskFullError as error:
        return {"status": "failed", "error": str(error), "code": error.code, "disk_full": True}
    except GmmsegError as error:
        return {"status": "failed", "error": str(error), "code": error.code}
    except MemoryError:
        sentence = "There is not enough memory for it. Use fewer workers, or make the picture smaller."
        return {"status": "failed", "error": sentence, "code": "out-of-memory"}
    except Exception as error:  # noqa: BLE001 - the wall around one picture
        sentence = f"This is a fault in gmmseg, please report it: {type(error).__name__}: {error}"
        return {"status": "failed", "error": sentence, "code": "internal"}


def _run_task(task: Message, recipe: Any, threads: int | None, send: Send) -> Message:
    from gmmseg.batch.workers.image_task import ImageTask, process
    from gmmseg.batch.workers.pooled_fit import fit_files

    send({"pixels": 0})  # from here on it is the picture that takes time
    if "pool" in task:
        return fit_files(
            [Path(each) for each in task["pool"]], recipe, threads, send, task.get("readings", ())
        )
    paths = {"path": Path(task["path"]), "folder": Path(task["folder"])}
    return process(ImageTask(**task | paths), recipe, threads, lambda n_pixels: send({"pixels": n_pixels}))
