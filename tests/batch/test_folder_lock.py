"""One run at a time."""

import json
import os
import socket
import subprocess
import sys

import pytest

from gmmseg.batch.folder_lock import NAME, alive, locked, remove_stale
from gmmseg.errors import BusyFolderError, CannotWriteError
from gmmseg.io.atomic import host_mark, writing_together

HOLD = (
    "import sys, time; from pathlib import Path; from gmmseg.batch.folder_lock import locked\n"
    "with locked(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
)


def hold(folder):
    """Start another process that holds the lock of a folder."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    return process


def test_the_lock_says_whose_it_is_and_goes_with_its_run(tmp_path):
    with locked(tmp_path):
        facts = json.loads((tmp_path / NAME).read_text())

    assert (facts["pid"], facts["host"]) == (os.getpid(), socket.gethostname())
    assert list(tmp_path.iterdir()) == []


def test_a_second_run_reports_which_is_the_first_and_a_dead_one_gives_way(tmp_path):
    process = hold(tmp_path)
    try:
        with pytest.raises(BusyFolderError) as caught, locked(tmp_path):
            pass
    finally:
        process.kill()
        process.communicate()

    begin = f"Another run is writing to {tmp_path}: process {process.pid} on {socket.gethostname()}, since "
    assert str(caught.value).startswith(begin)
    with locked(tmp_path):
        assert json.loads((tmp_path / NAME).read_text())["pid"] == os.getpid()


def test_a_lock_of_another_machine_is_respected(tmp_path):
    (tmp_path / NAME).write_text('{"pid": 1, "host": "elsewhere", "start": "2026-01-01"}')

    with pytest.raises(BusyFolderError, match=r"on elsewhere, .*; remove .gmmseg-batch.lock there if it"):
        locked(tmp_path).__enter__()


@pytest.mark.parametrize("content", ["", "no json", "[]", '{"pid": 99999999}'])
def test_a_lock_that_nobody_holds_is_taken_over_whatever_it_says(tmp_path, content):
    (tmp_path / NAME).write_text(content)

    with locked(tmp_path):
        facts = json.loads((tmp_path / NAME).read_text())

    assert facts["pid"] == os.getpid()


def test_a_folder_that_is_not_there_is_reported(tmp_path):
    with pytest.raises(CannotWriteError, match="its folder is not there"):
        locked(tmp_path / "missing").__enter__()


def test_processes_are_distinguished_from_numbers():
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()

    assert alive(os.getpid())
    assert not alive(gone.pid)
    assert not alive(0)
    assert not alive(10**30)


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux tells what has become of a process"
)
def test_a_process_that_has_ended_and_that_nobody_has_asked_about_is_not_alive():
    process = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and is left as it is

    assert not alive(process.pid)

    process.wait()


def test_files_of_dead_processes_go_and_all_others_stay(tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (tmp_path / "sub").mkdir()
    here = host_mark()
    there = f"{int(here, 16) ^ 1:06x}"  # another machine's
    orphans = [
        tmp_path / f".gmmseg-{here}-{gone.pid}-0123abcd",
        tmp_path / "sub" / f".gmmseg-{gone.pid}-fedc4321",  # an earlier version's
        tmp_path / f".gmmseg-{there}-{gone.pid}-fedc4321",
    ]
    living = [tmp_path / f".gmmseg-{os.getpid()}-0123abcd", tmp_path / f".gmmseg-{there}-{gone.pid}-0123abcd"]
    with writing_together() as begin:
        begin(tmp_path / "b.png")
        living += tmp_path.glob(".gmmseg-*")
        others = [*living, tmp_path / ".gmmseg-batch.lock", tmp_path / "a.png"]
        for path in (*orphans, *others):
            path.touch()
        os.utime(orphans[-1], (0, 0))
        removed = remove_stale(tmp_path)
        assert sorted(removed) == sorted(orphans)
        assert all(path.exists() for path in others)
