"""One run at a time in a folder of results.

The lock is a file that says who has it. Where the system knows locks on open files, a run that ends in
whatever way, by SIGKILL too, lets go of it, and the file it left behind is taken over.
"""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gmmseg.errors import BusyFolderError, CannotWriteError
from gmmseg.io.atomic import REASONS, shown

try:
    import fcntl
except ImportError:  # Windows: who has the lock is told by the process number alone
    fcntl = None  # type: ignore[assignment]

NAME = ".gmmseg-batch.lock"
LONGEST = 4096  # bytes that are read of a lock file


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder while the block runs.

    Raises
    ------
    BusyFolderError
        If another run has it; the sentence says which.
    CannotWriteError
        If the folder may not be written to.
    """
    path = folder / NAME
    descriptor = _taken(path)
    try:
        yield
    finally:
        with suppress(OSError):  # a folder that has vanished took it along
            path.unlink()
        os.close(descriptor)


def _taken(path: Path) -> int:
    while True:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
        except OSError as error:
            reason, remedy = REASONS.get(error.errno, (str(error.strerror), "Choose another folder"))
            raise CannotWriteError(shown(path), reason, remedy) from error
        try:
            _claim(descriptor, path)
            if _is_still(descriptor, path):  # else whoever had it has just let go and removed the file
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _claim(descriptor: int, path: Path) -> None:
    owner = _owner(os.pread(descriptor, LONGEST, 0) if hasattr(os, "pread") else os.read(descriptor, LONGEST))
    held = not _closed_to_others(descriptor) if fcntl else _runs(owner)
    elsewhere = owner.get("host", socket.gethostname()) != socket.gethostname()
    if held or elsewhere:  # another machine's lock may not be seen from here
        note = f"; remove {path.name} there if it has ended" if elsewhere and not held else ""
        raise BusyFolderError(shown(path.parent), f"{_described(owner)}{note}")
    facts = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "start": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    with suppress(OSError):  # on a full disk the lock holds without its words
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, json.dumps(facts).encode() + b"\n")


def _closed_to_others(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a file system without locks: two runs at once are not noticed there
    return True


def _is_still(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _owner(content: bytes) -> dict[str, Any]:
    try:
        facts = json.loads(content)
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}


def _described(owner: dict[str, Any]) -> str:
    if not {"pid", "host", "start"} <= owner.keys():
        return "its lock does not say which"
    return shown(f"process {owner['pid']} on {owner['host']}, since {owner['start']}")


def _runs(owner: dict[str, Any]) -> bool:
    return alive(owner["pid"]) if isinstance(owner.get("pid"), int) else False


def alive(pid: int) -> bool:
    """Return whether a process of that number runs on this machine, not only waits to be buried."""
    if pid < 1:
        return False
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True  # it is someone else's
    return not _has_ended(pid)


def _has_ended(pid: int) -> bool:
    """Return whether a process is a zombie, as one stays whose parent was killed until the system looks."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:  # not every system tells
        return False
    return status.rpartition(")")[2].split()[:1] == ["Z"]
