"""Newest wins: of many questions the last is answered, once, whatever happens to the others."""

import time

import pytest

from gmmseg.gui.compute.latest import Latest
from gmmseg.gui.compute.tasks import TaskRunner
from gmmseg.job import Progress

SOON = 5000


@pytest.fixture
def runner(qtbot):
    runner = TaskRunner()
    yield runner
    runner.close()


@pytest.fixture
def latest(runner):
    return Latest(runner, "map")


@pytest.fixture
def heard(latest):
    """What is told, in order."""
    heard = []
    latest.ready.connect(lambda key, result, _: heard.append((key, result)))
    latest.failed.connect(lambda key, error, _: heard.append((key, type(error))))
    return heard


class Questions:
    """Makes jobs, and counts how often each was made."""

    def __init__(self):
        self.made = []

    def __call__(self, key, *, answer=None, error=None, is_endless=False):
        def make():
            self.made.append(key)
            return job

        def job(workers):
            yield Progress("Working", 0.5)
            while is_endless:
                yield Progress("Working", 0.5)
            if error is not None:
                raise error
            return answer if answer is not None else key.upper()

        return make


@pytest.fixture
def about():
    return Questions()


@pytest.fixture
def idle(runner, qtbot):
    """A function that waits until there is nothing to do."""

    def wait():
        qtbot.waitUntil(lambda: not runner.is_busy, timeout=SOON)
        qtbot.wait(1)

    return wait


def test_an_answer_is_reported_and_known(latest, heard, about, idle):
    latest.want("a", about("a"))
    assert (latest.wanted, latest.known) == ("a", None)
    idle()

    assert heard == [("a", "A")]
    assert (latest.wanted, latest.known) == (None, ("a", "A"))


def test_the_same_key_twice_is_one_question(latest, heard, about, idle):
    latest.want("a", about("a"))
    latest.want("a", about("a"))
    idle()
    latest.want("a", about("a"))  # it is known
    idle()

    assert heard == [("a", "A")]
    assert about.made == ["a"]


def test_a_newer_key_replaces_the_one_before_it(latest, heard, about, idle):
    latest.want("a", about("a", is_endless=True))
    for key in "bcdef":
        latest.want(key, about(key))
    idle()

    assert heard == [("f", "F")]


def test_the_last_answer_stays_known_until_the_next(latest, about, idle):
    latest.want("a", about("a"))
    idle()

    latest.want("b", about("b"))
    assert latest.known == ("a", "A")
    idle()

    assert latest.known == ("b", "B")


def test_a_late_answer_is_dropped(latest, heard, about, idle):
    latest.want("a", about("a"))
    time.sleep(0.1)  # without the event loop: the answer lies in its queue by now

    latest.want("b", about("b"))
    idle()

    assert heard == [("b", "B")]


def test_a_failure_is_reported_once_and_not_asked_again_until_it_may_be(latest, heard, about, idle):
    latest.want("a", about("a", error=ValueError("x")))
    idle()
    latest.want("a", about("a"))
    idle()
    refused = list(about.made)

    latest.retry()
    latest.want("a", about("a"))
    idle()

    assert refused == ["a"]
    assert heard == [("a", ValueError), ("a", "A")]


def test_the_failure_of_a_key_that_nobody_waits_for_is_not_reported(latest, heard, about, idle):
    latest.want("a", about("a", error=ValueError("x")))
    latest.want("b", about("b"))
    idle()

    assert heard == [("b", "B")]


def test_a_refused_key_stays_refused_while_others_are_answered(latest, heard, about, idle):
    latest.want("a", about("a", error=ValueError("x")))
    idle()
    latest.want("b", about("b"))
    idle()

    latest.want("a", about("a"))
    idle()

    assert about.made == ["a", "b"]


def test_what_people_cancelled_is_not_asked_again_until_it_may_be(latest, heard, about, idle):
    latest.want("a", about("a", is_endless=True))
    latest.cancel()
    latest.want("a", about("a"))
    idle()
    assert heard == []

    latest.retry()
    latest.want("a", about("a"))
    idle()

    assert heard == [("a", "A")]


def test_what_was_pushed_out_of_the_queue_is_asked_again_by_itself(latest, runner, heard, about, idle):
    runner.submit(about("batch", is_endless=True)(), lane="batch", done=print)
    latest.want("a", about("a"))
    runner.submit(about("fit")(), lane="fit", done=print)  # which makes maps pointless, for all it knows
    latest.want("a", about("a"))
    runner.cancel({"batch"})
    idle()

    assert heard == [("a", "A")]
    assert about.made == ["batch", "a", "fit", "a"]


def test_what_was_pushed_out_while_it_ran_is_asked_again_by_itself(latest, runner, heard, about, idle):
    is_endless = iter([True, False])

    def job():
        return about("a", is_endless=next(is_endless))()

    latest.want("a", job)
    runner.cancel({"map"})
    idle()

    assert heard == [("a", "A")]


def test_wanting_nothing_ends_what_is_asked(latest, runner, heard, about, idle):
    latest.want("a", about("a", is_endless=True))

    latest.want(None)
    idle()

    assert heard == []
    assert latest.wanted is None


def test_wanting_nothing_keeps_what_is_known(latest, about, idle):
    latest.want("a", about("a"))
    idle()

    latest.want(None)
    assert latest.known == ("a", "A")
    latest.forget()

    assert latest.known is None


def test_a_key_that_is_wanted_again_after_another_is_asked_anew(latest, heard, about, idle):
    latest.want("a", about("a"))
    latest.want("b", about("b"))
    latest.want("a", about("a"))
    idle()

    assert heard == [("a", "A")]
    assert about.made == ["a", "b", "a"]
