"""How far a batch is."""

import io

import pytest

from gmmseg.cli import batch_progress
from gmmseg.cli.batch_progress import Lines, Silent, watching


@pytest.fixture
def clock(monkeypatch):
    """Return a list whose only number is the time."""
    now = [0.0]
    monkeypatch.setattr(batch_progress.time, "monotonic", lambda: now[0])
    return now


def test_rate_and_time_left_follow_from_what_was_worked_on(clock):
    watch = Silent(100)
    watch.finish("old.png", fresh=False)
    for _ in range(4):
        watch.finish("new.png", fresh=True)
    clock[0] = 2.0

    assert watch.rate == 2.0
    assert watch.pace == "2.0 pictures/s, 0:47 left"


def test_a_line_for_each_picture_where_there_is_no_terminal(clock, capsys):
    with watching(5, quiet=False) as watch:
        for name in ("a", "b\n", "c", "d"):
            clock[0] += 1.0
            watch.finish(name, fresh=name != "a")

    assert isinstance(watch, Lines)
    assert capsys.readouterr().err.splitlines() == [
        "b\\n (2 of 5)",
        "c (3 of 5)",
        "d (4 of 5, 0.8 pictures/s, 0:01 left)",
    ]


def test_nothing_is_said_when_quiet(capsys):
    with watching(2, quiet=True) as watch:
        watch.finish("a", fresh=True)

    assert capsys.readouterr().err == ""


def test_a_bar_moves_in_a_terminal(monkeypatch, clock):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr", Terminal())
    with watching(10, quiet=False) as watch:
        for number in range(5):
            clock[0] += 1.0
            watch.finish(f"[red]{number}.png", fresh=True)
        with watch.aside():
            pass
        [task] = watch.bar.tasks

    assert (task.completed, task.total) == (5, 10)
    assert task.description == "[red]4.png (5 of 10)"
    assert task.fields["pace"] == "1.0 pictures/s, 0:05 left"
