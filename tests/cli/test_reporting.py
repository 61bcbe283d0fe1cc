"""How things are said."""

import os
from pathlib import Path

import pytest

from gmmseg.cli.reporting import complain, counted, shown


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


def test_a_number_has_its_noun():
    assert [counted(n, "picture") for n in (0, 1, 2)] == ["0 pictures", "1 picture", "2 pictures"]
