import threading

import pytest

from gmmseg.errors import LostPictureError
from gmmseg.gui.compute.tasks import TaskRunner, describe
from gmmseg.job import Progress


@pytest.fixture
def runner(qtbot):
    runner = TaskRunner()
    yield runner
    runner.close()


@pytest.fixture
def answers():
    """What the owners of tasks were told, in order."""
    return []


@pytest.fixture
def submit(runner, answers):
    """A function that has a job done, whose answer is noted with a name."""

    def submit(lane, job, name):
        return runner.submit(
            job,
            lane=lane,
            done=lambda result: answers.append(("done", name, result)),
            failed=lambda error, details: answers.append(("failed", name, str(error), details)),
            cancelled=lambda: answers.append(("cancelled", name)),
        )

    return submit


def quick(workers):
    yield Progress("Working", 0.5)
    return threading.current_thread().name


def failing(workers):
    yield Progress("Working", 0.5)
    raise MemoryError("no room")


def refusing(workers):
    yield Progress("Working", 0.5)
    raise OSError("no such file")


def endless(workers):
    while True:
        yield Progress("Working", 0.5)


def idle(runner, qtbot):
    qtbot.waitUntil(lambda: not runner.is_busy, timeout=60_000)
    qtbot.wait(1)  # what was dropped is answered by the event loop


def test_work_is_done_on_another_thread_and_answered_once(runner, submit, answers, qtbot):
    submit("fit", quick, "a")
    idle(runner, qtbot)

    assert [answer[:2] for answer in answers] == [("done", "a")]
    assert answers[0][2] != threading.main_thread().name


def test_the_newest_task_of_a_lane_wins_and_every_other_is_answered_too(runner, submit, answers, qtbot):
    submit("fit", endless, 0)
    for i in range(1, 200):
        submit("fit", quick, i)
    idle(runner, qtbot)

    assert sorted(answer[1] for answer in answers) == list(range(200))
    assert [answer[:2] for answer in answers if answer[0] != "cancelled"] == [("done", 199)]


def test_what_is_dropped_from_the_queue_is_answered_later_not_at_once(runner, submit, answers, qtbot):
    submit("batch", endless, "runs")
    submit("map", quick, "waits")
    submit("map", quick, "newer")
    reported_at_once = list(answers)
    runner.cancel({"batch"})
    idle(runner, qtbot)

    assert reported_at_once == []
    assert [answer[:2] for answer in answers] == [
        ("cancelled", "waits"),
        ("cancelled", "runs"),
        ("done", "newer"),
    ]


def test_one_task_is_given_up_and_no_other(runner, submit, answers, qtbot):
    first, second = submit("export", endless, "first"), submit("export", endless, "second")
    runner.give_up(second)
    qtbot.waitUntil(lambda: answers == [("cancelled", "second")], timeout=60_000)
    assert runner.running is first

    runner.give_up(first)
    idle(runner, qtbot)

    assert answers == [("cancelled", "second"), ("cancelled", "first")]


def test_a_failure_is_reported_and_the_next_task_runs(runner, submit, answers, qtbot):
    submit("fit", failing, "bad")
    idle(runner, qtbot)
    submit("fit", quick, "good")
    idle(runner, qtbot)

    assert answers[0][:3] == ("failed", "bad", "no room")
    assert "MemoryError: no room" in answers[0][3]
    assert answers[1][:2] == ("done", "good")


def test_an_error_that_says_all_itself_has_no_details(runner, submit, answers, qtbot):
    submit("open", refusing, "a")
    idle(runner, qtbot)

    assert answers == [("failed", "a", "no such file", "")]


def test_an_owner_with_a_fault_does_not_stop_the_others(runner, submit, answers, qtbot):
    with qtbot.capture_exceptions() as caught:
        runner.submit(quick, lane="fit", done=lambda _: 1 / 0)
        submit("export", quick, "next")
        idle(runner, qtbot)

    assert [error[0] for error in caught] == [ZeroDivisionError]
    assert [answer[:2] for answer in answers] == [("done", "next")]


def test_an_export_is_not_cancelled_by_a_new_fit(runner, submit, answers, qtbot):
    submit("export", quick, "export")
    submit("fit", quick, "fit")
    idle(runner, qtbot)

    assert [answer[:2] for answer in answers] == [("done", "export"), ("done", "fit")]


def test_closing_stops_endless_work_and_nobody_is_notified_any_more(runner, submit, answers, qtbot):
    submit("fit", endless, "endless")
    submit("export", quick, "waiting")
    qtbot.wait(20)

    runner.close()
    submit("fit", quick, "late")
    qtbot.wait(20)

    assert answers == []


def test_progress_is_reported_but_not_more_often_than_eyes_can_see(runner, qtbot):
    heard = []

    runner.submit(endless, lane="fit", done=print, progress=heard.append)
    qtbot.wait(200)
    runner.cancel()
    idle(runner, qtbot)

    assert 1 <= len(heard) <= 10


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError("The disk is full."), "The disk is full."),
        (MemoryError(), "Saving failed because there was not enough memory. Nothing was lost."),
        (
            ValueError("x\ny"),
            "Saving failed because of a fault in gmmseg (ValueError: x). Nothing was lost.",
        ),
        (KeyError(), "Saving failed because of a fault in gmmseg (KeyError). Nothing was lost."),
    ],
)
def test_an_error_is_one_sentence(error, sentence):
    assert describe(error, "Saving") == sentence


def test_our_own_errors_speak_for_themselves():
    error = LostPictureError("p.gmmseg", "a.png", "a.png")

    assert describe(error, "Opening p.gmmseg") == str(error)
