"""A worker process, from here."""

import os
import signal
import threading

import pytest

from gmmseg.batch import Recipe
from gmmseg.batch.folder_lock import alive
from gmmseg.batch.workers import worker_process
from gmmseg.batch.workers.timeout import TimeLimit
from gmmseg.batch.workers.worker_process import WorkerProcess


@pytest.fixture
def worker(model):
    worker = WorkerProcess(Recipe("model", model, kinds=("labels",)), 1)
    yield worker
    worker.end()


def task(photos, folder, name="a.png"):
    return {
        "path": str(photos / name),
        "name": name,
        "folder": str(folder),
        "stem": name,
        "kinds": ["labels"],
    }


def test_a_process_that_cannot_be_started_fails_the_task(worker, photos, tmp_path, monkeypatch):
    monkeypatch.setattr("gmmseg.batch.workers.worker_process.COMMAND", (str(tmp_path / "nothing"),))

    answer = worker.ask(task(photos, tmp_path / "out"))

    assert answer == {
        "status": "failed",
        "error": "No process could be started: the system says 'no such file or directory'. "
        "Use fewer workers, or close other programs.",
    }


def test_a_process_that_dies_fails_one_task_and_the_next_gets_a_new_one(worker, photos, tmp_path):
    os.mkfifo(tmp_path / "slow")
    assert worker.ask(task(photos, tmp_path / "out"))["status"] == "done"
    os.kill(worker.pids[0], signal.SIGKILL)

    answer = worker.ask(task(photos, tmp_path / "out", "b.png"))

    assert answer == {
        "status": "failed",
        "error": "The process that worked on it was ended by signal SIGKILL, probably for want of memory. "
        "Use fewer workers, or leave this picture out.",
        "killed": True,
    }
    assert worker.ask(task(photos, tmp_path / "out", "c.png"))["status"] == "done"
    assert len(worker.pids) == 2


def test_a_process_that_hangs_is_ended_and_the_next_task_gets_a_new_one(photos, model, tmp_path):
    worker = WorkerProcess(Recipe("model", model, kinds=("labels",)), 1)
    worker.ask(task(photos, tmp_path / "out"))
    os.kill(worker.pids[0], signal.SIGSTOP)
    worker.time_limit = TimeLimit(0.2)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gmmseg.batch.workers.timeout.START", 0)
        answer = worker.ask(task(photos, tmp_path / "out", "b.png"))
    worker.time_limit = TimeLimit()
    after = worker.ask(task(photos, tmp_path / "out", "c.png"))
    worker.end()

    assert answer == {
        "status": "failed",
        "error": "It took longer than 0.2 s, and the process that worked on it was ended. "
        "Allow more time, or leave this picture out.",
        "killed": True,
    }
    assert after["status"] == "done"
    assert not alive(worker.pids[0])


def test_what_is_said_on_the_way_comes_before_the_answer(worker, photos, tmp_path):
    lines = list(worker.messages(task(photos, tmp_path / "out")))

    assert lines[:-1] == [{"pixels": 0}, {"pixels": 24 * 36}]
    assert lines[-1]["status"] == "done"


def test_whoever_waits_for_an_answer_is_let_go_when_the_worker_is_ended(worker, photos, tmp_path):
    answers = []
    waiting = threading.Thread(target=lambda: answers.append(worker.ask(task(photos, tmp_path / "out"))))
    waiting.start()
    while not worker.pids:
        pass

    worker.end()
    waiting.join()

    assert answers == [None] or answers[0]["status"] == "done"
    assert not alive(worker.pids[0])
    assert worker.ask(task(photos, tmp_path / "out")) is None


@pytest.mark.parametrize(("number", "name"), [(9, "SIGKILL"), (35, "35")])
def test_a_signal_is_reported_by_its_name_if_it_has_one(number, name):
    assert worker_process.signal_name(number) == name


def test_another_recipe_is_used_from_the_next_task_on_without_another_process(
    worker, model, photos, tmp_path
):
    few = Recipe("model", model, kinds=("labels",), max_pixels=10)
    first = worker.ask(task(photos, tmp_path / "out"))
    worker.use(few)
    second = worker.ask(task(photos, tmp_path / "out", "b.png"))
    worker.use(Recipe("model", model, kinds=("labels",)))
    third = worker.ask(task(photos, tmp_path / "out", "b.png"))

    assert (first["status"], second["code"], third["status"]) == ("done", "too-many-pixels", "done")
    assert len(worker.pids) == 1


def test_without_patience_a_process_that_hangs_is_killed_at_once(worker, photos, tmp_path):
    worker.ask(task(photos, tmp_path / "out"))
    os.kill(worker.pids[0], signal.SIGSTOP)

    worker.end(0.0)

    assert not alive(worker.pids[0])


def test_a_process_may_use_no_more_memory_than_its_share(model, photos, tmp_path):
    worker = WorkerProcess(Recipe("model", model, kinds=("labels",)), 1, memory=2**20)

    answer = worker.ask(task(photos, tmp_path / "out"))

    worker.end()
    assert answer["status"] == "failed"
