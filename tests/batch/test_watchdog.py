"""What ends a process that takes too long."""

import pytest

from gmmseg.batch import watchdog
from gmmseg.batch.watchdog import Patience, Watchdog
from gmmseg.errors import BadSettingError


class Clock:
    """Takes the place of timers: they run out when the test says so."""

    running = None

    def __init__(self, seconds, act):
        self.seconds, self.act = seconds, act

    def start(self):
        Clock.running = self

    def cancel(self):
        Clock.running = None


class Process:
    killed = 0

    def kill(self):
        self.killed += 1


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(watchdog, "Timer", Clock)


def test_patience_goes_by_size_unless_it_is_told():
    assert Patience().limit(0) == 600
    assert Patience().limit(10 * 10**6) == 1200
    assert Patience(30).limit(10**9) == 30
    with pytest.raises(BadSettingError):
        Patience(-1)


def test_a_process_that_gets_on_is_left_alone():
    process = Process()

    with Watchdog(process, Patience(30)) as dog:
        begin = Clock.running.seconds
        dog.allow(10**6)
        then = Clock.running.seconds
        dog.allow(None)
        still = Clock.running

    assert (begin, then, still) == (120, 30, None)
    assert process.killed == 0
    assert not dog.has_bitten


def test_a_process_that_does_not_is_killed():
    process = Process()

    with Watchdog(process, Patience(300)) as dog:
        Clock.running.act()

    assert process.killed == 1
    assert dog.has_bitten
    assert Clock.running is None


def test_no_limit_is_no_limit():
    with Watchdog(Process(), Patience(0)) as dog:
        dog.allow(5)

        assert Clock.running is None
