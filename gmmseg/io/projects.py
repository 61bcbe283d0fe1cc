"""Project files, `.gmmseg`: one JSON record, written atomically, with three backups.

They hold nothing but texts and numbers, so nothing that could run or unpack. `session.project.encoding`
and `session.project.decoding` define the contents; this module writes and reads them, and a checksum
tells a damaged file from a whole one.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from gmmseg.errors import BadProjectError, CannotWriteError, UnreadableProjectError
from gmmseg.io.atomic import shown, writing
from gmmseg.io.json_records import NotARecordError, Record, dumps, read_record

SUFFIX = ".gmmseg"
FORMAT, VERSION = "gmmseg project", 3
LARGEST = 32_000_000  # bytes; some hundred thousand strokes
TOO_LARGE = "Remove strokes or objects"  # what to do then
BACKUPS = 3
BACKUP = re.compile(rf"{re.escape(SUFFIX)}\.bak[1-{BACKUPS}]$", re.IGNORECASE)

Values = dict[str, Any]


def _with_method(values: Values) -> Values:
    """Return values of version 2 with the only method that there was, for every picture."""
    found = dict(values)
    if isinstance(settings := values.get("settings"), list):
        found["settings"] = [{"method": "global", **s} if isinstance(s, dict) else s for s in settings]
    for name in ("before", "after"):
        if isinstance(leaves := values.get(name), list):
            found[name] = [_with_method(leaf) if isinstance(leaf, dict) else leaf for leaf in leaves]
    return found


STEPS: dict[int, Callable[[Values], Values]] = {
    1: lambda values: {**values, "before": [], "after": []},  # there was one picture
    2: _with_method,
}
"""For each older version what makes of its values those of the next version."""


@dataclass(frozen=True)
class StoredProject:
    """What a project file holds.

    Attributes
    ----------
    record : Record
        Values, none of them looked at yet but for format, version and checksum.
    path : Path
        The file.
    is_newer : bool
        Whether a newer gmmseg wrote it: writing over it would lose what only that one knows.
    """

    record: Record
    path: Path
    is_newer: bool

    @property
    def is_backup(self) -> bool:
        """Whether it is an older state that was kept beside a project."""
        return BACKUP.search(self.path.name) is not None


def is_project(path: str | os.PathLike[str]) -> bool:
    """Return whether a file is a project, or the backup of one, by its name."""
    name = Path(path).name
    return name.lower().endswith(SUFFIX) or BACKUP.search(name) is not None


def backup(path: Path, number: int) -> Path:
    """Return where the project that was replaced last is kept (1), the one before it (2), and so on."""
    return path.with_name(f"{path.name}.bak{number}")


def older(path: Path) -> list[Path]:
    """Return the states before that of a project or backup that are there, the newest first."""
    own = BACKUP.search(path.name)
    first = int(path.name[-1]) if own else 0
    project = path.with_name(path.name.removesuffix(path.suffix)) if own else path
    return [each for n in range(first + 1, BACKUPS + 1) if (each := backup(project, n)).is_file()]


def write(values: Values, path: Path, *, never: Collection[Path] = (), backups: int = BACKUPS) -> Path:
    """Write a project and return its path; what is replaced becomes the first of the backups.

    Parameters
    ----------
    values : dict
        As JSON knows them.
    path : Path
        Where to; what is there is replaced in one step.
    never : collection of Path
        Pictures, which are not replaced.
    backups : int
        How many older states are kept.

    Raises
    ------
    CannotWriteError
        If it cannot be written, is a picture, or grows too large to be read again; what was there stays.
    """
    target = Path(os.path.realpath(path))  # a link stays one
    if any(_same(target, picture) for picture in never):
        raise CannotWriteError(shown(path), "it is the picture itself", "Choose another name")
    whole = {**values, "format": FORMAT, "version": VERSION}
    content = dumps({**whole, "checksum": checksum(whole)}).encode("ascii")
    if len(content) > LARGEST:
        reason = f"it would have {len(content) / 1e6:.0f} MB, and {LARGEST / 1e6:.0f} MB can be read again"
        raise CannotWriteError(shown(path), reason, TOO_LARGE)
    with writing(target, overwrite=True) as temporary:
        temporary.write_bytes(content)
        _keep(target, backups)
    return path


def read(path: Path) -> StoredProject:
    """Return what a project file holds; whatever is in it, nothing is executed or unpacked.

    Raises
    ------
    UnreadableProjectError
        If it is not a whole project file, or its child `BadProjectError` if a field is not as it must be.
    """
    values = _values(path)
    whole = Record(values, partial(BadProjectError, path.name, remedy=_remedy(path)))
    if values.get("format") != FORMAT:
        reason = f"it does not say that it is a {FORMAT}"
        raise UnreadableProjectError(path.name, reason, _remedy(path))
    version = whole.whole("version", 1, 10**6)
    content = {name: value for name, value in values.items() if name != "checksum"}
    if whole.text("checksum") != _checksum(content, path):
        reason = "it was damaged or changed by hand, its checksum does not fit its content"
        raise UnreadableProjectError(path.name, reason, _remedy(path))
    for step in range(version, VERSION):
        content = STEPS[step](content)
    is_newer = version > VERSION
    return StoredProject(Record(content, whole.error, is_newer=is_newer), path, is_newer)


def checksum(values: Values) -> str:
    """Return the SHA-256 of values as they are written, hexadecimal."""
    return hashlib.sha256(dumps(values).encode("ascii")).hexdigest()


def _checksum(values: Values, path: Path) -> str:
    try:
        return checksum(values)
    except ValueError:  # 1e999 is read as infinity, which cannot be written
        raise UnreadableProjectError(path.name, "it holds a number without end", _remedy(path)) from None


def _values(path: Path) -> Values:
    try:
        return read_record(path, LARGEST)
    except NotARecordError as error:
        raise UnreadableProjectError(path.name, str(error), _remedy(path)) from None
    except FileNotFoundError:
        raise UnreadableProjectError(
            path.name, "there is no such file", "Check its name and folder"
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        sentence = f"the system says {reason.lower()!r}"
        raise UnreadableProjectError(path.name, sentence, "Check its path and permissions") from None


def _remedy(path: Path) -> str:
    """Return what to do about a file that cannot be read: there may be an older state of it."""
    there = older(path)
    return f"Open the state before it, {there[0].name}" if there else "Give a file that gmmseg has saved"


def _keep(path: Path, n: int) -> None:
    """Let the file at `path` become the first of `n` backups, and each of them the next one."""
    with suppress(OSError):  # a backup that cannot be made is no reason not to save
        first = backup(path, 1)
        if n < 1 or not path.is_file() or (first.exists() and first.samefile(path)):
            return  # the last attempt to save ended after this: its backup is there already
        for number in range(n - 1, 0, -1):
            if backup(path, number).is_file():
                backup(path, number).replace(backup(path, number + 1))
        try:
            os.link(path, first)
        except OSError:  # a file system without links
            with writing(first, overwrite=True) as temporary:
                shutil.copyfile(path, temporary)


def _same(path: Path, picture: Path) -> bool:
    try:
        return path.samefile(picture)
    except OSError:
        return False
