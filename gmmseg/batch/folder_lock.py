"""A lock on a folder of results: one run at a time.

However a run ends, by SIGKILL too, the system releases the lock, and what it left behind is taken over.
"""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gmmseg.errors import BusyFolderError
from gmmseg.io.atomic import PREFIX, host_mark, shown
from gmmseg.io.locks import Lock, LockedError, Owner, alive, is_elsewhere, owner_of

__all__ = ["NAME", "alive", "locked"]

NAME = ".gmmseg-batch.lock"


def name_of(manifest: str) -> str:
    """Return the name of the lock of a shard, by that of its manifest."""
    return f".{manifest}.lock"


@contextmanager
def locked(folder: Path, name: str = NAME) -> Iterator[None]:
    """Hold the lock of a folder while the block runs; by another name, that of one of its shards.

    Raises
    ------
    BusyFolderError
        If another run has it; the sentence says which.
    CannotWriteError
        If the folder may not be written to.
    """
    lock = _acquired(folder / name)
    try:
        yield
    finally:
        lock.release()


def _acquired(path: Path) -> Lock:
    owner, place = owner_of(path)
    try:
        lock = Lock.acquire(path)
    except LockedError:
        raise BusyFolderError(shown(path.parent), _described(owner_of(path)[0] or owner)) from None
    if is_elsewhere(owner):  # it may hold the lock all the same
        lock.unlock()
        note = f"; remove {place.name} there if it has ended"
        raise BusyFolderError(shown(path.parent), f"{_described(owner)}{note}")
    lock.write_owner()
    return lock


def _described(owner: Owner) -> str:
    if not {"pid", "host", "start"} <= owner.keys():
        return "its lock does not say which"
    return shown(f"process {owner['pid']} on {owner['host']}, since {owner['start']}")


TEMPORARY = re.compile(re.escape(PREFIX) + r"(?:([0-9a-f]{6})-)?(\d+)-[0-9a-f]{8}")  # host, process
LONG_AGO = 86_400.0  # seconds for which no living process leaves a file that it writes as it is


def remove_stale(folder: Path) -> list[Path]:
    """Remove temporary files of processes that have ended, in a folder and those in it; return them.

    Processes of other machines cannot be asked for: of theirs those go that nobody has written to for a day.
    Earlier versions named no machine; such files are taken for this one's.
    """
    removed = []
    for place, _, files in os.walk(folder):
        for name in files:
            found = TEMPORARY.fullmatch(name)
            if found is None:
                continue
            path = Path(place, name)
            if _is_old(path) if found[1] not in (None, host_mark()) else not alive(int(found[2])):
                with suppress(OSError):  # someone else's: it stays
                    path.unlink()
                    removed.append(path)
    return removed


def _is_old(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime > LONG_AGO
    except OSError:
        return False
