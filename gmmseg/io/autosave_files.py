"""Files of unsaved work: one for each window, in the user's state folder, with a lock for its owner.

A window holds its lock as long as it runs; the system releases it however the window ends. Work whose
lock is free was left by a window that crashed or was killed.
"""

import os
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_state_path

from gmmseg.errors import CannotWriteError
from gmmseg.io.atomic import PREFIX, REASONS, shown
from gmmseg.io.locks import Lock, alive, is_held
from gmmseg.io.projects import SUFFIX, backup

LOCK = ".lock"
BACKUPS = 1  # the state before the last one, should the disk lose this one
OLD = 3600  # seconds after which a file that was being written belongs to nobody


def folder() -> Path:
    """Return where unsaved work lies."""
    return user_state_path("gmmseg") / "unsaved"


@dataclass
class AutosaveFile:
    """A window's place for unsaved work.

    Attributes
    ----------
    path : Path
        The file to write it to.
    """

    path: Path
    _lock: Lock

    @classmethod
    def acquire(cls) -> "AutosaveFile":
        """Return a place that is ours until this process ends; `CannotWriteError` if there is none."""
        place = folder()
        path = place / f"{os.getpid()}-{secrets.token_hex(4)}{SUFFIX}"
        try:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            reason, remedy = REASONS.get(error.errno, (str(error.strerror), "Choose another folder"))
            raise CannotWriteError(shown(path), reason, remedy) from error
        return cls(path, Lock.acquire(_lock_of(path)))

    def clear(self) -> None:
        """Remove the work: it is saved, or nobody wants it."""
        _remove(self.path)

    def release(self) -> None:
        """Remove the work and give up the place."""
        self.clear()
        self._lock.release()


def abandoned() -> list[Path]:
    """Return work that was left by windows that are no more, the latest first."""
    try:
        files = [
            path for path in folder().iterdir() if path.suffix == SUFFIX and not path.name.startswith(".")
        ]
        dated = [(path.stat().st_mtime, path) for path in files if not _is_held(path)]
    except OSError:
        return []
    return [path for _, path in sorted(dated, reverse=True)]


def discard(path: Path) -> None:
    """Remove work that was left."""
    _remove(path)
    with suppress(OSError):
        _lock_of(path).unlink()


def remove_stale() -> None:
    """Remove what was left that is no work: locks of windows that are no more, files half written."""
    with suppress(OSError):
        for path in folder().iterdir():
            if time.time() - path.stat().st_mtime < OLD:
                continue  # it may just have been made
            work = path.with_name(path.name.removesuffix(LOCK))
            is_free_lock = path != work and not work.exists() and not _is_held(work)
            if is_free_lock or path.name.startswith(PREFIX):
                path.unlink(missing_ok=True)


def _lock_of(path: Path) -> Path:
    return path.with_name(f"{path.name}{LOCK}")


def _remove(path: Path) -> None:
    for each in (backup(path, 1), path):  # the better one last
        with suppress(OSError):
            each.unlink(missing_ok=True)


def _is_held(path: Path) -> bool:
    """Return whether the window that work belongs to still runs."""
    try:
        held = is_held(_lock_of(path))
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return _runs(path) if held is None else held


def _runs(path: Path) -> bool:
    """Return whether the process that a file is named after runs, where no lock can tell."""
    number = path.name.partition("-")[0]
    return number.isdecimal() and alive(int(number[:20]))
