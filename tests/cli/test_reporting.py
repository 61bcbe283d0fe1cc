"""What is said on the error stream."""

import os
import sys
from pathlib import Path

import click
import pytest

from gmmseg.cli.reporting import complain, shown, watching
from gmmseg.pipeline import Progress


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("plain name.png", "plain name.png"),
        ("two\nlines.png", "two\\nlines.png"),
        ("\x1b[31mred.png", "\\x1b[31mred.png"),
        ("100%s [bold].png", "100%s [bold].png"),
        ("\U0001f600.png", "\U0001f600.png"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        (os.fsdecode(b"\xff.png"), "\ufffd.png"),
        (Path("a/b.png"), "a/b.png"),
    ],
)
def test_any_name_is_one_printable_line(name, expected):
    assert shown(name) == expected


def test_a_complaint_names_the_program_and_the_picture(capsys):
    complain("It is empty.", "a\nb.png")

    assert capsys.readouterr().err == "gmmseg: a\\nb.png: It is empty.\n"


def test_without_a_terminal_each_picture_is_one_line(capsys):
    with watching(2, quiet=False) as watch:
        for name in ("a.png", "b.png"):
            watch.begin(name)
            watch.step(Progress("Fitting", 0.5))

    assert capsys.readouterr().err == "a.png (1 of 2)\nb.png (2 of 2)\n"


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
