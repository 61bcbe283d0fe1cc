"""How far the work is."""

import io
import sys

import click
import pytest

from gmmseg.cli import progress
from gmmseg.cli.progress import LineByLine, Watch, watching
from gmmseg.job import Progress


@pytest.fixture
def clock(monkeypatch):
    """Return a list whose only number is the time."""
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_rate_and_time_left_follow_from_what_was_worked_on(clock):
    watch = Watch(100)
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

    assert isinstance(watch, LineByLine)
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
        watch.step(Progress("Fitting", 0.5))
        first = (watch.bar.tasks[0].description, watch.bar.tasks[0].completed)
        for number in range(5):
            clock[0] += 1.0
            watch.finish(f"[red]{number}.png", fresh=True)
        with watch.aside():
            pass
        [task] = watch.bar.tasks

    assert first == ("Making the model: Fitting", 0)
    assert (task.completed, task.total) == (5, 10)
    assert task.description == "[red]4.png (5 of 10)"
    assert task.fields["pace"] == "1.0 pictures/s, 0:05 left"


def test_without_a_terminal_each_picture_is_one_line(capsys):
    with watching(2, quiet=False) as watch:
        for name in ("a.png", "b.png"):
            watch.begin(name)
            watch.step(Progress("Fitting", 0.5))

    assert capsys.readouterr().err == "a.png (1 of 2)\nb.png (2 of 2)\n"


def test_one_picture_has_no_number(capsys):
    with watching(1, quiet=False) as watch:
        watch.begin("a.png")

    assert capsys.readouterr().err == "a.png\n"


def test_quiet_says_nothing(capsys):
    with watching(1, quiet=True) as watch, watch.aside():
        watch.begin("a.png")
        watch.step(Progress("Fitting", 0.5))

    assert capsys.readouterr().err == ""


def test_in_a_terminal_a_bar_moves_and_results_keep_to_their_own_stream(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")

    with watching(1, quiet=False) as watch:
        watch.begin("[bold]a.png")
        watch.step(Progress("Fitting", 0.5))
        with watch.aside():
            click.echo("result")

    said = capsys.readouterr()
    assert said.out == "result\n"
    assert "[bold]a.png: Fitting" in said.err
    assert "\x1b[3" not in said.err  # no colours


def test_of_a_picture_that_takes_long_the_time_left_is_reported_now_and_then(clock, capsys):
    with watching(1, quiet=False) as watch:
        watch.begin("slide.tif")
        for second in range(0, 61, 5):
            clock[0] = float(second)
            watch.step(Progress("Labelling", second / 100))

    assert capsys.readouterr().err.splitlines() == [
        "slide.tif",
        "  Labelling, 25%, about 1:15 left",
        "  Labelling, 50%, about 0:50 left",
    ]
