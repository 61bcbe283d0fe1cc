"""Unsaved work survives its window, is offered to the next, and to nobody while its window runs."""

import os
import subprocess
import sys
import time

import pytest

from gmmseg.errors import CannotWriteError
from gmmseg.io import autosave_files, projects
from gmmseg.io.autosave_files import AutosaveFile

HOLDING = """
import sys, time
from gmmseg.io import projects
from gmmseg.io.autosave_files import AutosaveFile
place = AutosaveFile.acquire()
projects.write({"n": 1}, place.path, backups=1)
print(place.path, flush=True)
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    """Let unsaved work lie in an empty folder."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def other():
    """Another process that keeps unsaved work."""
    process = subprocess.Popen([sys.executable, "-c", HOLDING], stdout=subprocess.PIPE, text=True)
    process.path = process.stdout.readline().strip()
    yield process
    process.kill()
    process.communicate()


def test_work_is_offered_when_its_process_was_killed_and_not_before(other):
    assert autosave_files.abandoned() == []

    other.kill()
    other.wait()

    assert [str(path) for path in autosave_files.abandoned()] == [other.path]
    assert projects.read(autosave_files.abandoned()[0]).record.values["n"] == 1


def test_a_number_of_a_process_that_is_used_again_hides_nothing(other):
    other.kill()
    other.wait()
    path = autosave_files.abandoned()[0]
    again = path.with_name(f"{os.getpid()}-again.gmmseg")  # a process of that number runs: this one

    path.rename(again)

    assert autosave_files.abandoned() == [again]


def test_our_own_work_is_not_offered_to_ourselves():
    place = AutosaveFile.acquire()
    projects.write({"n": 1}, place.path)

    assert autosave_files.abandoned() == []
    place.release()


def test_the_latest_work_comes_first(state):
    for name, age in (("1-old", 500), ("2-new", 5), ("3-older", 900)):
        path = projects.write({}, _made(name))
        os.utime(path, (time.time() - age, time.time() - age))

    assert [path.name for path in autosave_files.abandoned()] == [
        "2-new.gmmseg",
        "1-old.gmmseg",
        "3-older.gmmseg",
    ]


def _made(name):
    autosave_files.folder().mkdir(parents=True, exist_ok=True)
    return autosave_files.folder() / f"{name}.gmmseg"


def test_work_that_is_saved_or_discarded_leaves_nothing():
    place = AutosaveFile.acquire()
    for n in range(3):
        projects.write({"n": n}, place.path, backups=autosave_files.BACKUPS)
    assert len(list(autosave_files.folder().iterdir())) == 3  # work, the state before it, the lock

    place.clear()
    assert len(list(autosave_files.folder().iterdir())) == 1
    place.release()

    autosave_files.discard(projects.write({}, _made("9-left")))
    assert list(autosave_files.folder().iterdir()) == []


def test_only_we_may_look_into_the_folder():
    place = AutosaveFile.acquire()

    assert autosave_files.folder().stat().st_mode & 0o077 == 0
    place.release()


def test_what_is_left_of_nothing_is_swept_in_time(other):
    ours = AutosaveFile.acquire()
    old = time.time() - 2 * autosave_files.OLD
    other.kill()
    other.wait()
    for name in ("7-gone.gmmseg.lock", ".gmmseg-7-abc", "8-young.gmmseg.lock"):
        (autosave_files.folder() / name).touch()
    for path in autosave_files.folder().iterdir():
        if "young" not in path.name:
            os.utime(path, (old, old))

    autosave_files.remove_stale()

    left = {path.name for path in autosave_files.folder().iterdir()}
    name = os.path.basename(other.path)  # noqa: PTH119 - a word that was printed
    assert left == {name, f"{name}.lock", f"{ours.path.name}.lock", "8-young.gmmseg.lock"}
    ours.release()


def test_without_a_folder_there_is_nothing_to_offer_or_sweep():
    autosave_files.remove_stale()

    assert autosave_files.abandoned() == []


def test_a_folder_that_cannot_be_made_is_reported(state):
    (state / "gmmseg").touch()

    with pytest.raises(CannotWriteError, match="its folder is not a folder but a file"):
        AutosaveFile.acquire()


SAVING = """
from gmmseg.io import projects
from gmmseg.io.autosave_files import BACKUPS, AutosaveFile
place = AutosaveFile.acquire()
for n in range(10**6):
    projects.write({"n": n, "much": list(range(2000))}, place.path, backups=BACKUPS)
    print(n, flush=True)
"""


def test_whenever_a_process_is_killed_its_last_state_can_be_read():
    for after in range(0, 24, 3):
        process = subprocess.Popen([sys.executable, "-c", SAVING], stdout=subprocess.PIPE, text=True)
        for _ in range(after + 1):
            said = process.stdout.readline()
        time.sleep(after / 10_000)  # somewhere within the next saving
        process.kill()
        process.communicate()

        (left,) = autosave_files.abandoned()
        assert projects.read(left).record.values["n"] >= int(said)
        if after > 1:
            assert projects.read(projects.backup(left, 1)).record.values["n"] >= int(said) - 1
        autosave_files.discard(left)
