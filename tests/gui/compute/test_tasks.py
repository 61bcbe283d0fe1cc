import threading

import pytest

from gmmseg.gui.compute.tasks import Task, TaskRunner
from gmmseg.job import Progress


@pytest.fixture
def runner(qtbot):
    runner = TaskRunner()
    yield runner
    runner.close()


@pytest.fixture
def answers(runner):
    """What the engine answered, in order."""
    heard = []
    runner.finished.connect(lambda task, result: heard.append(("finished", task.about, result)))
    runner.failed.connect(lambda task, error, _: heard.append(("failed", task.about, str(error))))
    runner.cancelled.connect(lambda task: heard.append(("cancelled", task.about)))
    return heard


def quick(workers):
    yield Progress("Working", 0.5)
    return threading.current_thread().name


def failing(workers):
    yield Progress("Working", 0.5)
    raise MemoryError("no room")


def endless(workers):
    while True:
        yield Progress("Working", 0.5)


def idle(runner, qtbot):
    qtbot.waitUntil(lambda: not runner.is_busy, timeout=5000)


def test_work_is_done_on_another_thread_and_answered_once(runner, answers, qtbot):
    runner.submit(Task.along("fit", quick, "a"))
    idle(runner, qtbot)

    assert [result[:2] for result in answers] == [("finished", "a")]
    assert answers[0][2] != threading.main_thread().name


def test_the_newest_task_of_a_lane_wins(runner, answers, qtbot):
    runner.submit(Task.along("fit", endless, 0))
    for i in range(1, 200):
        runner.submit(Task.along("fit", quick, i))
    idle(runner, qtbot)

    assert [result[:2] for result in answers] == [("cancelled", 0), ("finished", 199)]


def test_a_failure_is_told_and_the_next_task_runs(runner, answers, qtbot):
    runner.submit(Task.along("fit", failing, "bad"))
    idle(runner, qtbot)
    runner.submit(Task.along("fit", quick, "good"))
    idle(runner, qtbot)

    assert answers[0] == ("failed", "bad", "no room")
    assert answers[1][:2] == ("finished", "good")


def test_an_export_is_not_cancelled_by_a_new_fit(runner, answers, qtbot):
    runner.submit(Task.along("export", quick, "export"))
    runner.submit(Task.along("fit", quick, "fit"))
    idle(runner, qtbot)

    assert [result[:2] for result in answers] == [("finished", "export"), ("finished", "fit")]


def test_closing_stops_endless_work(runner, answers, qtbot):
    runner.submit(Task.along("fit", endless, "endless"))
    qtbot.wait(20)

    runner.close()
    runner.submit(Task.along("fit", quick, "late"))

    assert answers == []


def test_progress_is_told_but_not_more_often_than_eyes_can_see(runner, qtbot):
    heard = []
    runner.progressed.connect(lambda _, progress: heard.append(progress))

    runner.submit(Task.along("fit", endless, 0))
    qtbot.wait(200)
    runner.cancel()
    idle(runner, qtbot)

    assert 1 <= len(heard) <= 10
