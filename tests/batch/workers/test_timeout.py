"""What ends a process that takes too long."""

import pytest

from gmmseg.batch.workers import timeout
from gmmseg.batch.workers.timeout import TimeLimit, Watchdog
from gmmseg.errors import BadSettingError


class Clock:
    """Takes the place of timers and of time, which goes on when the test says so."""

    def __init__(self):
        self.now, self.running = 1000.0, None

    def timer(self, seconds, act):
        return Timer(self, self.now + seconds, act)

    def go_on(self, seconds):
        end = self.now + seconds
        while self.running is not None and self.running.at <= end:
            timer, self.running = self.running, None
            self.now = timer.at
            timer.act()
        self.now = end


class Timer:
    def __init__(self, clock, at, act):
        self.clock, self.at, self.act = clock, at, act

    def start(self):
        self.clock.running = self

    def cancel(self):
        self.clock.running = None


class Process:
    killed = 0

    def kill(self):
        self.killed += 1


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(timeout, "Timer", clock.timer)
    monkeypatch.setattr(timeout, "monotonic", lambda: clock.now)
    return clock


def test_patience_goes_by_size_unless_it_is_reported():
    assert TimeLimit().limit(0) == 600
    assert TimeLimit().limit(10 * 10**6) == 1200
    assert TimeLimit(30).limit(10**9) == 30
    with pytest.raises(BadSettingError):
        TimeLimit(-1)


def test_a_process_that_gets_on_is_left_alone(clock):
    process = Process()

    with Watchdog(process).watch(TimeLimit(30)) as watchdog:
        for _ in range(10):
            clock.go_on(25)
            watchdog.allow(10**6)
    clock.go_on(10**6)

    assert process.killed == 0
    assert not watchdog.has_expired


@pytest.mark.parametrize("seconds", [119, 121])
def test_to_begin_takes_longer_than_a_picture_may(clock, seconds):
    process = Process()

    with Watchdog(process).watch(TimeLimit(30)):
        clock.go_on(seconds)

    assert process.killed == (seconds > 120)


@pytest.mark.parametrize("seconds", [29, 31])
def test_a_process_that_does_not_get_on_is_killed_in_time(clock, seconds):
    process = Process()

    with Watchdog(process).watch(TimeLimit(30)) as watchdog:
        clock.go_on(100)
        watchdog.allow(10**6)
        clock.go_on(seconds)

    assert process.killed == watchdog.has_expired == (seconds > 30)


def test_the_same_dog_watches_one_picture_after_another(clock):
    watchdog = Watchdog(Process()).watch(TimeLimit(300))

    with watchdog:
        clock.go_on(200)
    with watchdog:
        clock.go_on(200)
        watchdog.allow(10**6)
        clock.go_on(299)
    assert not watchdog.has_expired

    with watchdog:
        clock.go_on(301)
    assert watchdog.has_expired


def test_no_limit_is_no_limit(clock):
    with Watchdog(Process()).watch(TimeLimit(0)) as watchdog:
        watchdog.allow(5)

        assert clock.running is None


def test_one_that_is_sent_home_bites_nobody(clock):
    process = Process()
    watchdog = Watchdog(process).watch(TimeLimit(30))

    with watchdog:
        watchdog.end()
        clock.go_on(1000)

    assert process.killed == 0
    assert clock.running is None
