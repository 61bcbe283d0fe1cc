"""File locks that the system releases however a process ends, and who holds them.

A lock is a file that is held open; what it says of its owner stands in a file beside it, since one system
keeps others from reading a locked file, and opening it to lock it may empty it. Earlier versions wrote
the owner into the lock itself: it is read there, too, and written there for them.
"""

import errno
import json
import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from gmmseg.errors import CannotWriteError
from gmmseg.io.atomic import REASONS, shown

if TYPE_CHECKING:
    from filelock import BaseFileLock

LONGEST = 4096  # bytes that are read of an owner's facts
OWNER = ".owner"  # how the name of the file beside a lock ends
TIMEOUT, PAUSE = 0.2, 0.02  # seconds in which another may be just releasing a lock, or probing it
NO_LOCKS = (errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EINVAL)

Owner = dict[str, Any]


class LockedError(Exception):
    """Another process holds a lock; it never leaves `io` and `batch`."""


@dataclass(eq=False)
class Lock:
    """A lock that is ours until it is released or this process ends.

    Attributes
    ----------
    path : Path
        The file that is locked.
    """

    path: Path
    _held: "BaseFileLock | None"  # None on a file system without locks, where nobody is kept out

    @classmethod
    def acquire(cls, path: Path) -> Self:
        """Return the lock on a file, which is made if it is not there.

        Raises
        ------
        LockedError
            If another process, or another lock of this one, has it.
        CannotWriteError
            If the file cannot be made, or is a link.
        """
        from filelock import FileLock, Timeout

        lock = FileLock(path, TIMEOUT, poll_interval=PAUSE, thread_local=False, fallback_to_soft=False)
        try:
            path.parent.stat()  # it would be made
            lock.acquire()
        except Timeout:
            raise LockedError from None
        except OSError as error:
            if error.errno in NO_LOCKS:
                return cls(path, None)
            reason, remedy = REASONS.get(error.errno, (str(error.strerror), "Choose another folder"))
            raise CannotWriteError(shown(path), reason, remedy) from error
        return cls(path, lock)

    def write_owner(self) -> None:
        """Write who holds the lock, for others to read."""
        facts = {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "start": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        for path in (owner_file(self.path), self.path):
            with suppress(OSError):  # on a full disk the lock holds without its owner's facts
                path.write_bytes(json.dumps(facts).encode() + b"\n")

    def unlock(self) -> None:
        """Release the lock; its file stays."""
        if self._held is not None:
            self._held.release()

    @property
    def is_sure(self) -> bool:
        """Whether it keeps others out: a file system may have no locks."""
        return self._held is not None

    def release(self) -> None:
        """Release the lock, and remove its files."""
        for path in (owner_file(self.path), self.path):
            with suppress(
                OSError
            ):  # a folder that has vanished took it along; where it is open, it goes below
                path.unlink()
        self.unlock()
        if os.name == "nt":  # there, a file that is open cannot be removed
            with suppress(OSError):
                self.path.unlink()


def owner_file(path: Path) -> Path:
    """Return the path of the file that says who holds a lock."""
    return path.with_name(f"{path.name}{OWNER}")


def owner_of(path: Path) -> tuple[Owner, Path]:
    """Return what was written last about the owner of a lock, and where; nothing where nothing was."""
    found = [(*_read(place), place) for place in (owner_file(path), path)]
    _, facts, place = max(found, key=lambda each: (bool(each[1]), each[0]))
    return facts, place


def is_elsewhere(owner: Owner) -> bool:
    """Return whether an owner is on another machine, whose lock may not be seen from here."""
    return bool(owner.get("host", socket.gethostname()) != socket.gethostname())


def is_held(path: Path) -> bool | None:
    """Return whether a process holds the lock on a file; None where that cannot be found out.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    OSError
        If it cannot be looked at.
    """
    path.stat()
    try:
        lock = Lock.acquire(path)
    except LockedError:
        return True
    except CannotWriteError as error:
        raise OSError(str(error)) from error
    lock.unlock()
    return False if lock.is_sure else None


def alive(pid: int) -> bool:
    """Return whether a process of that number runs on this machine, not only waits to be reaped.

    It is asked for and not sent a signal: on Windows, any signal ends it.
    """
    import psutil

    if pid < 1:
        return False
    try:
        status = psutil.Process(pid).status()
    except psutil.AccessDenied:
        return True  # it is someone else's
    except (psutil.NoSuchProcess, OverflowError, ValueError):
        return False
    return status not in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)


def _read(path: Path) -> tuple[int, Owner]:
    """Return when a file was written, and what it says of an owner."""
    try:
        with path.open("rb") as file:
            when, facts = os.fstat(file.fileno()).st_mtime_ns, json.loads(file.read(LONGEST))
    except (OSError, ValueError, RecursionError):
        return 0, {}
    return when, facts if isinstance(facts, dict) else {}
