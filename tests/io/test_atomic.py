"""Files appear whole or not at all, whatever fails and whenever."""

import errno
import os
import stat
import subprocess
from pathlib import Path

import pytest

from gmmseg.errors import AlreadyThereError, CannotWriteError, DiskFullError, GmmsegError, OwnInputError
from gmmseg.io import atomic

FAULTS = (
    OSError(errno.ENOSPC, "No space left on device"),
    OSError(errno.EIO, "Input/output error"),
    OSError(errno.EACCES, "Permission denied"),
    KeyboardInterrupt(),
)


class FaultySystem:
    """Lets every call through but the n-th, which fails."""

    def __init__(self, patch, fault, nth):
        self.fault, self.nth, self.seen = fault, nth, 0
        for name in ("open", "fsync", "link"):
            patch.setattr(atomic.os, name, self.guarded(getattr(os, name)))
        patch.setattr(Path, "replace", self.guarded(Path.replace))
        patch.setattr(Path, "write_bytes", self.guarded(Path.write_bytes))

    def guarded(self, function):
        def call(*arguments, **options):
            self.seen += 1
            if self.seen == self.nth:
                raise self.fault
            return function(*arguments, **options)

        return call


def write_two(folder, *, overwrite):
    with atomic.writing_together(overwrite=overwrite) as begin:
        for name in ("a", "b"):
            begin(folder / name).write_bytes(b"new " + name.encode())


def contents(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_file_appears_when_the_block_ends_and_not_before(tmp_path):
    with atomic.writing(tmp_path / "a") as temporary:
        temporary.write_bytes(b"new")
        seen_inside = sorted(file.name for file in tmp_path.iterdir())

    assert seen_inside == [temporary.name]
    assert temporary.parent == tmp_path
    assert temporary.name.startswith(".gmmseg-")
    assert len(temporary.name) < 30
    assert contents(tmp_path) == {"a": b"new"}


def test_a_new_file_has_the_permissions_that_the_user_gives_new_files(tmp_path):
    before = os.umask(0o027)
    try:
        with atomic.writing(tmp_path / "a"):
            pass
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


def test_a_file_that_is_there_is_refused_before_the_block_runs(tmp_path):
    (tmp_path / "a").write_bytes(b"old")

    with pytest.raises(AlreadyThereError) as caught, atomic.writing(tmp_path / "a"):
        pytest.fail("the block ran")

    assert str(caught.value) == (
        f"a already exists in {tmp_path}, and nothing was written. "
        "Allow overwriting, or choose another folder."
    )
    assert contents(tmp_path) == {"a": b"old"}


@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path, monkeypatch, links):
    if not links:
        monkeypatch.setattr(atomic.os, "link", without_links)

    def write():
        with atomic.writing(tmp_path / "a") as temporary:
            temporary.write_bytes(b"new")
            (tmp_path / "a").write_bytes(b"somebody else's")

    with pytest.raises(AlreadyThereError):
        write()

    assert contents(tmp_path) == {"a": b"somebody else's"}


def test_a_file_system_without_links_gets_its_file(tmp_path, monkeypatch):
    monkeypatch.setattr(atomic.os, "link", without_links)

    write_two(tmp_path, overwrite=False)

    assert contents(tmp_path) == {"a": b"new a", "b": b"new b"}


def without_links(source, target):
    raise OSError(errno.EPERM, "Operation not permitted")


def test_overwriting_replaces(tmp_path):
    (tmp_path / "a").write_bytes(b"old")

    write_two(tmp_path, overwrite=True)

    assert contents(tmp_path) == {"a": b"new a", "b": b"new b"}


def test_of_several_files_those_that_may_be_are_replaced(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).write_text("old")

    with atomic.writing_together(overwrite={tmp_path / "a"}) as begin:
        begin(tmp_path / "a").write_text("new")
        begin(tmp_path / "c").write_text("new")
        with pytest.raises(AlreadyThereError):
            begin(tmp_path / "b")

    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "a": "new",
        "b": "old",
        "c": "new",
    }


def test_a_link_is_replaced_and_not_followed(tmp_path):
    (tmp_path / "precious").write_bytes(b"old")
    (tmp_path / "a").symlink_to(tmp_path / "precious")

    with atomic.writing(tmp_path / "a", overwrite=True) as temporary:
        temporary.write_bytes(b"new")

    assert contents(tmp_path) == {"a": b"new", "precious": b"old"}
    assert not (tmp_path / "a").is_symlink()


def test_an_error_in_the_block_leaves_everything_as_it_was(tmp_path):
    (tmp_path / "a").write_bytes(b"old")

    def write():
        with atomic.writing(tmp_path / "a", overwrite=True) as temporary:
            temporary.write_bytes(b"half of")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write()

    assert contents(tmp_path) == {"a": b"old"}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: getattr(fault, "strerror", "interrupt"))
@pytest.mark.parametrize("overwrite", [False, True], ids=["new", "overwrite"])
def test_whichever_call_fails_every_file_is_old_or_new_and_no_temporary_is_left(tmp_path, fault, overwrite):
    old = {"a": b"old a", "b": b"old b"} if overwrite else {}
    for nth in range(1, 100):
        folder = tmp_path / str(nth)
        folder.mkdir()
        for name, data in old.items():
            (folder / name).write_bytes(data)

        with pytest.MonkeyPatch.context() as patch:
            system = FaultySystem(patch, fault, nth)
            failure = outcome(folder, overwrite=overwrite)

        after = contents(folder)
        if system.seen < nth:
            assert failure is None
            assert after == {"a": b"new a", "b": b"new b"}
            break
        assert set(after) in ({"a", "b"}, set(old))
        assert all(data in (old.get(name), b"new " + name.encode()) for name, data in after.items())
        assert failure is None or isinstance(failure, (GmmsegError, KeyboardInterrupt))
    assert nth > 8


def outcome(folder, *, overwrite):
    try:
        write_two(folder, overwrite=overwrite)
    except BaseException as error:  # noqa: BLE001 - an interrupt is one of the outcomes
        return error
    return None


def test_a_fault_is_reported_in_one_sentence_that_names_the_file(tmp_path, monkeypatch):
    def fail(descriptor):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(atomic.os, "fsync", fail)

    with pytest.raises(CannotWriteError) as caught, atomic.writing(tmp_path / "a"):
        pass

    assert str(caught.value) == (
        f"Cannot write {tmp_path}/a: the disk reports a fault. Choose a folder on another disk."
    )


def test_a_folder_that_is_not_there_is_reported(tmp_path):
    with pytest.raises(CannotWriteError) as caught, atomic.writing(tmp_path / "gone" / "a"):
        pass

    assert str(caught.value) == (
        f"Cannot write {tmp_path}/gone/a: its folder is not there. Choose another folder."
    )


def test_a_folder_in_place_of_the_file_is_reported(tmp_path):
    (tmp_path / "a").mkdir()

    with pytest.raises(CannotWriteError) as caught, atomic.writing(tmp_path / "a", overwrite=True):
        pass

    assert str(caught.value) == (
        f"Cannot write {tmp_path}/a: a folder of that name is in its place. "
        "Choose another folder or another name."
    )
    assert [file.name for file in tmp_path.iterdir()] == ["a"]


@pytest.fixture
def small_disk(tmp_path):
    """Return a folder on a disk of one megabyte."""
    if os.geteuid() != 0:
        pytest.skip("needs root, to mount a small disk")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "gmmseg", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount a small disk")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_keeps_the_old_file_and_says_how_much_is_missing(small_disk):
    (small_disk / "a").write_bytes(b"old")

    with (
        pytest.raises(DiskFullError) as caught,
        atomic.writing(small_disk / "a", overwrite=True) as temporary,
    ):
        temporary.write_bytes(bytes(2_000_000))

    assert contents(small_disk) == {"a": b"old"}
    assert str(caught.value) == (
        f"Cannot write {small_disk}/a: the disk is full, more than 1.0 MB are needed and 1.0 MB are free. "
        "Free some space or choose a folder on another disk."
    )


def test_names_are_shown_on_one_line():
    assert atomic.shown("two\nlines\udcff") == "two\N{REPLACEMENT CHARACTER}lines\N{REPLACEMENT CHARACTER}"


def test_a_file_that_is_read_is_known_by_every_name(tmp_path):
    picture, link, other = (tmp_path / name for name in ("picture.png", "link.png", "other.png"))
    picture.touch()
    other.touch()
    link.symlink_to(picture)

    atomic.check_is_no_input(other, [picture, link, tmp_path / "missing.png"])

    with pytest.raises(OwnInputError) as caught:
        atomic.check_is_no_input(link, [other, picture])
    assert (
        str(caught.value) == f"Cannot write {link}: it is a file that was read for it. Choose another name."
    )


@pytest.fixture
def windows(monkeypatch):
    """Let `os` behave as Python says that it does on Windows, where files are written and named."""
    real_open, real_fsync, written = os.open, os.fsync, []

    def open_(path, flags, mode=0o777, **options):
        if Path(path).is_dir():
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        descriptor = real_open(path, flags, mode, **options)
        if flags & (os.O_RDWR | os.O_WRONLY):
            written.append(descriptor)
        elif descriptor in written:
            written.remove(descriptor)
        return descriptor

    def fsync(descriptor):
        if descriptor not in written:
            raise OSError(errno.EBADF, "Bad file descriptor")
        real_fsync(descriptor)

    def link(source, target):
        error = OSError(errno.EINVAL, "Incorrect function", str(source))
        error.winerror = 1
        raise error

    for name, function in (("open", open_), ("fsync", fsync), ("link", link)):
        monkeypatch.setattr(atomic.os, name, function)
    monkeypatch.delattr(atomic.os, "O_DIRECTORY")
    return monkeypatch


def test_on_windows_files_and_folders_are_written_as_elsewhere(tmp_path, windows):
    with atomic.writing_together() as begin:
        begin(tmp_path / "a").write_bytes(b"new a")
        folder = begin(tmp_path / "b")
        folder.unlink()
        folder.mkdir()
        (folder / "c").write_bytes(b"new c")
    with atomic.writing(tmp_path / "a", overwrite=True) as temporary:
        temporary.write_bytes(b"newer a")
    with pytest.raises(AlreadyThereError), atomic.writing(tmp_path / "a") as temporary:
        pass

    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]
    assert (tmp_path / "a").read_bytes() == b"newer a"
    assert (tmp_path / "b/c").read_bytes() == b"new c"


def test_on_windows_a_file_that_another_program_has_open_is_reported(tmp_path, windows):
    def replace(path, target):
        error = PermissionError(errno.EACCES, "used by another process", str(path))
        error.winerror = 32
        raise error

    (tmp_path / "a").write_bytes(b"old")
    windows.setattr(Path, "replace", replace)

    with (
        pytest.raises(CannotWriteError) as caught,
        atomic.writing(tmp_path / "a", overwrite=True) as temporary,
    ):
        temporary.write_bytes(b"new")

    assert contents(tmp_path) == {"a": b"old"}
    assert str(caught.value) == (
        f"Cannot write {tmp_path}/a: another program has it open, or it may not be written to. "
        "Close it there, or choose another name."
    )
