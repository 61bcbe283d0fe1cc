"""Atomic writing: files are written whole or not at all.

Every file is first written under a temporary name in the same folder, flushed to the disk, and then
renamed in one step of the file system. Whatever goes wrong before that step (a full disk, a lost
connection, an interrupt, a crash) leaves what was there before.
"""

import errno
import os
import secrets
import shutil
import socket
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path

from gmmseg.errors import AlreadyThereError, CannotWriteError, DiskFullError, GmmsegError, OwnInputError

PREFIX = ".gmmseg-"  # of temporary files: hidden, and short enough for any folder that takes the real name
SPARE = 2**16  # less free space than this, in bytes, is a full disk even where an error does not say so

REASONS: dict[int | None, tuple[str, str]] = {
    errno.EACCES: ("its folder may not be written to", "Choose another folder"),
    errno.EPERM: ("its folder may not be written to", "Choose another folder"),
    errno.EROFS: ("its disk is read-only", "Choose a folder on another disk"),
    errno.ENOENT: ("its folder is not there", "Choose another folder"),
    errno.ENOTDIR: ("its folder is not a folder but a file", "Choose another folder"),
    errno.EISDIR: ("a folder of that name is in its place", "Choose another folder or another name"),
    errno.ENAMETOOLONG: ("its name or path is too long", "Choose a shorter name"),
    errno.EFBIG: ("it is larger than this disk or account allows", "Choose another disk or write less"),
    errno.EIO: ("the disk reports a fault", "Choose a folder on another disk"),
}
FULL = (errno.ENOSPC, errno.EDQUOT)
NO_LINKS = (  # the last where Windows says "incorrect function", as of FAT
    *(errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV, errno.EINVAL),
)
IN_USE = (5, 32, 33)  # what Windows says of a file that another program has open
IS_IN_USE = (
    "another program has it open, or it may not be written to",
    "Close it there, or choose another name",
)


@dataclass(frozen=True)
class StagedFile:
    """A file that is being written under a temporary name."""

    path: Path
    temporary: Path
    overwrite: bool


@contextmanager
def writing(path: Path, *, overwrite: bool = False) -> Iterator[Path]:
    """Give a temporary path to write to, which becomes `path` when the block ends well.

    Parameters
    ----------
    path : Path
        Where the file shall be; its folder must exist.
    overwrite : bool
        Whether a file that is there may be replaced.

    Yields
    ------
    Path
        An empty file in the same folder, which may be replaced by a folder. It is gone when the block has
        ended, well or not.

    Raises
    ------
    AlreadyThereError
        If the file exists and may not be replaced, even if it appears only while the block runs.
    CannotWriteError
        If the file cannot be written; `DiskFullError` if there is no space for it.
    """
    with writing_together(overwrite=overwrite) as begin:
        yield begin(path)


@contextmanager
def writing_together(*, overwrite: bool | Collection[Path] = False) -> Iterator[Callable[[Path], Path]]:
    """Give a function from path to temporary path; all files appear when the block ends well.

    Nothing appears unless every file is whole and on the disk. Parameters, errors: as `writing`; where only
    some of the files may be replaced, `overwrite` is their paths.
    """
    staged_files: list[StagedFile] = []

    def begin(path: Path) -> Path:
        may = overwrite if isinstance(overwrite, bool) else path in overwrite
        if not may and os.path.lexists(path):
            raise AlreadyThereError((shown(path.name),), shown(path.parent))
        temporary = path.parent / f"{PREFIX}{host_mark()}-{os.getpid()}-{secrets.token_hex(4)}"
        staged_files.append(
            StagedFile(path, temporary, may)
        )  # before it exists, so that an interrupt leaves none
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        return temporary

    try:
        yield begin
        for file in staged_files:
            for path in (file.temporary, *sorted(file.temporary.rglob("*"))):
                _bring_to_disk(path)
        _publish(staged_files)
    except OSError as error:
        if isinstance(error, GmmsegError) or not staged_files:
            raise
        raise _explained(error, staged_files) from error
    finally:
        _sweep(staged_files)


@cache
def host_mark() -> str:
    """Return six hexadecimal digits by which temporary files of this machine are known on a shared disk.

    Processes of a container are numbered anew, so that it counts as a machine of its own.
    """
    numbering = ""
    with suppress(OSError):
        numbering = os.readlink("/proc/self/ns/pid")  # noqa: PTH115 - it is the name of no file
    return blake2b(f"{socket.gethostname()} {numbering}".encode(), digest_size=3).hexdigest()


def check_is_no_input(path: Path, inputs: Iterable[Path]) -> None:
    """Raise `OwnInputError` if `path` is one of the files it is made from, by whatever way it is named."""
    if any(_is_same(path, each) for each in inputs):
        raise OwnInputError(shown(path))


def _is_same(first: Path, second: Path) -> bool:
    try:
        return first.samefile(second)
    except OSError:  # one of them is not there, or cannot be looked at, which is reported where it is used
        return False


def _sweep(staged_files: list[StagedFile]) -> None:
    """Remove what is left of temporary files."""
    for file in staged_files:
        _remove(file.temporary)


def _remove(path: Path) -> None:
    """Remove a file, or a folder with all that is in it, if it is there."""
    with suppress(OSError):  # a folder that vanished took it along
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _publish(staged_files: list[StagedFile]) -> None:
    """Give every file its name; if one cannot have it, take back those that replaced nothing."""
    placed: list[StagedFile] = []
    try:
        for file in staged_files:
            placed.append(file)
            _place(file)
    except BaseException:
        for file in placed[:-1]:
            if not file.overwrite:
                _remove(file.path)
        raise
    for folder in {file.path.parent for file in staged_files}:
        with suppress(OSError):  # some file systems cannot; the files themselves are on the disk
            _bring_to_disk(folder)


def _place(file: StagedFile) -> None:
    """Give a file its name in one step that fails, rather than replaces, unless asked to."""
    if file.temporary.is_dir():
        _place_folder(file)
        return
    if file.overwrite:
        file.temporary.replace(file.path)
        return
    try:
        os.link(file.temporary, file.path)  # unlike a rename, it never replaces
    except FileExistsError:
        raise AlreadyThereError((shown(file.path.name),), shown(file.path.parent)) from None
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        _place_without_links(file)


def _place_folder(file: StagedFile) -> None:
    """Give a folder its name; one that is to be replaced steps aside first and comes back if that fails."""
    if not os.path.lexists(file.path):
        file.temporary.rename(file.path)
        return
    if not file.overwrite:
        raise AlreadyThereError((shown(file.path.name),), shown(file.path.parent))
    aside = file.temporary.with_name(f"{file.temporary.name}-old")
    file.path.rename(aside)
    try:
        file.temporary.rename(file.path)
    except BaseException:
        aside.rename(file.path)
        raise
    _remove(aside)


def _place_without_links(file: StagedFile) -> None:
    """Take the name first, empty, where a file system (FAT, some networks) has no links."""
    try:
        os.close(os.open(file.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    except FileExistsError:
        raise AlreadyThereError((shown(file.path.name),), shown(file.path.parent)) from None
    try:
        file.temporary.replace(file.path)
    except BaseException:
        file.path.unlink(missing_ok=True)
        raise


def _bring_to_disk(path: Path) -> None:
    """Have the system write out what it holds of a file or folder."""
    if not path.is_dir():
        # Windows brings nothing to the disk that was opened for reading alone.
        _synchronise(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    elif hasattr(os, "O_DIRECTORY"):  # it opens no folders either, nor needs it to
        _synchronise(path, os.O_RDONLY | os.O_DIRECTORY)


def _synchronise(path: Path, how: int) -> None:
    descriptor = os.open(path, how)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _explained(error: OSError, staged_files: list[StagedFile]) -> GmmsegError:
    """Return the sentence for the system's error on the last file that was begun."""
    named = {str(file.temporary): file.path for file in staged_files}
    path = named.get(str(error.filename), staged_files[-1].path)
    left = _free(path.parent)
    if error.errno in FULL or (error.errno is None and left is not None and left < SPARE):
        needed = sum(_size(file.temporary) for file in staged_files)
        _sweep(staged_files)  # first, so that the free space in the message is what a next attempt finds
        free = _free(path.parent) or 0
        return DiskFullError(shown(path), max(needed, free), free)  # what was begun is the least it takes
    reason, remedy = REASONS.get(error.errno, (error.strerror or str(error), "Choose another folder"))
    if getattr(error, "winerror", None) in IN_USE and path.is_file():
        reason, remedy = IS_IN_USE
    return CannotWriteError(shown(path), reason, remedy)


def _free(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def _size(path: Path) -> int:
    try:
        return sum(each.stat().st_size for each in (path, *path.rglob("*")))
    except OSError:
        return 0


def shown(path: Path | str) -> str:
    """Return a path for messages: on one line, with what cannot be shown replaced."""
    text = os.fsencode(path).decode("utf-8", "replace")
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)
