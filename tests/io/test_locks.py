"""Locks that go with their process, and what is said of who has them."""

import errno
import fcntl
import json
import os
import socket
import subprocess
import sys

import pytest

from gmmseg.errors import CannotWriteError
from gmmseg.io import locks
from gmmseg.io.locks import Lock, LockedError, alive, is_elsewhere, is_held, owner_file, owner_of

OLDER = """
import fcntl, os, sys, time
descriptor = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
os.write(descriptor, b'{"pid": 7, "host": "here", "start": "then"}')
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.lock"


def test_a_lock_keeps_others_out_until_it_is_released_and_leaves_nothing(path):
    lock = Lock.acquire(path)
    lock.write_owner()

    with pytest.raises(LockedError):
        Lock.acquire(path)

    assert lock.is_sure
    assert is_held(path)
    facts = json.loads(owner_file(path).read_text())
    assert (facts["pid"], facts["host"]) == (os.getpid(), socket.gethostname())
    lock.release()
    assert list(path.parent.iterdir()) == []
    Lock.acquire(path).release()


def test_a_lock_of_an_earlier_version_is_respected_and_its_words_are_read(path):
    process = subprocess.Popen([sys.executable, "-c", OLDER, path], stdout=subprocess.PIPE, text=True)
    process.stdout.readline()
    try:
        with pytest.raises(LockedError):
            Lock.acquire(path)
        assert owner_of(path) == ({"pid": 7, "host": "here", "start": "then"}, path)
    finally:
        process.kill()
        process.communicate()

    assert not is_held(path)
    Lock.acquire(path).release()


def test_an_earlier_version_is_kept_out_and_reported_by_whom(path):
    lock = Lock.acquire(path)
    lock.write_owner()

    with path.open("r+b") as file, pytest.raises(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    assert json.loads(path.read_text())["pid"] == os.getpid()
    lock.release()


def test_what_was_said_last_counts(path):
    for place, pid, when in ((owner_file(path), 1, 100), (path, 2, 200)):
        place.write_text(json.dumps({"pid": pid}))
        os.utime(place, (when, when))

    assert owner_of(path) == ({"pid": 2}, path)
    os.utime(path, (50, 50))
    assert owner_of(path) == ({"pid": 1}, owner_file(path))


@pytest.mark.parametrize("content", ["", "no json", "[]", "[" * 4000])
def test_what_says_nothing_is_no_owner(path, content):
    path.write_text(content)

    assert owner_of(path)[0] == {}
    assert not is_elsewhere({})


def test_an_owner_is_elsewhere_by_the_name_of_its_machine():
    assert is_elsewhere({"host": "elsewhere"})
    assert not is_elsewhere({"host": socket.gethostname()})


def test_a_link_is_not_followed_and_a_folder_not_made(path):
    other = path.with_name("other")
    other.write_text("mine")
    path.symlink_to(other)

    with pytest.raises(CannotWriteError, match="Too many levels of symbolic links"):
        Lock.acquire(path)
    with pytest.raises(CannotWriteError, match="its folder is not there"):
        Lock.acquire(path.parent / "missing" / "a.lock")

    assert other.read_text() == "mine"
    assert not (path.parent / "missing").exists()


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_on_a_file_system_without_locks_nobody_is_kept_out(path, monkeypatch, number):
    def refuse(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refuse)

    lock = Lock.acquire(path)

    assert not lock.is_sure
    assert is_held(path) is None
    lock.release()
    assert list(path.parent.iterdir()) == []


def test_a_lock_that_is_not_there_cannot_be_held(path):
    with pytest.raises(FileNotFoundError):
        is_held(path)

    assert list(path.parent.iterdir()) == []


def test_processes_are_asked_for_and_sent_nothing(monkeypatch):
    """On Windows, `os.kill` ends a process whatever the signal; 0 is Ctrl-C there."""
    monkeypatch.setattr(os, "kill", lambda *_: pytest.fail("a signal was sent"))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()

    assert alive(os.getpid())
    assert not any(alive(number) for number in (gone.pid, 0, -1, 10**30))


def is_locked(path):
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_what_cannot_be_removed_while_it_is_open_is_removed_afterwards(path, monkeypatch):
    lock = Lock.acquire(path)
    unlink = type(path).unlink

    def guarded(self, **options):
        if self == path and is_locked(path):
            raise PermissionError(errno.EACCES, "it is open", str(self))
        unlink(self, **options)

    monkeypatch.setattr(type(path), "unlink", guarded)
    monkeypatch.setattr(locks.os, "name", "nt")

    try:
        lock.release()
    finally:
        monkeypatch.undo()

    assert not path.exists()
