"""How things are said."""

import os
from pathlib import Path

import pytest

from gmmseg.cli.reporting import RefusedPictures, asks_for_json, print_error, record_of, shown
from gmmseg.errors import NoUsablePixelsError


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


def test_an_error_names_the_program_and_the_picture(capsys):
    print_error("It is empty.", "a\nb.png")

    assert capsys.readouterr().err == "gmmseg: a\\nb.png: It is empty.\n"


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        (["segment", "a.png", "--json"], True),
        (["compare", "a.csv", "--format", "json"], True),
        (["compare", "a.csv", "--format=json"], True),
        (["compare", "a.csv", "--format", "csv", "json"], False),
        (["segment", "--", "--json"], False),
    ],
)
def test_json_is_asked_for_by_a_flag_or_as_a_format(words, asks):
    assert asks_for_json(words) is asks


def test_programs_get_a_code_and_the_sentence():
    assert record_of(NoUsablePixelsError("a.png", 9)) == {
        "code": "no-usable-pixels",
        "message": "a.png has no usable pixels: all 9 are transparent, masked out or not a number. "
        "Use a picture with at least one opaque pixel.",
    }
    assert record_of(MemoryError())["code"] == "out-of-memory"
    assert record_of(ZeroDivisionError("\x1b")) == {
        "code": "internal",
        "message": "This is a fault in gmmseg, please report it: ZeroDivisionError: \\x1b",
    }


def test_of_pictures_that_are_refused_alike_the_reason_is_reported_once(capsys):
    refused = RefusedPictures()
    for name in ("a.png", "b.png"):
        refused.print(f"Cannot read {name}: it is torn.", f"in/{name}")
    refused.print("There is not enough memory.", "in/b.png")

    assert capsys.readouterr().err == (
        "gmmseg: in/a.png: Cannot read a.png: it is torn.\n"
        "gmmseg: in/b.png: refused like a.png, for the same reason.\n"
        "gmmseg: in/b.png: There is not enough memory.\n"
    )
