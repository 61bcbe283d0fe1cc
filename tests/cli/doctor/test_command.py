"""`gmmseg doctor`."""

import json

import pytest
from click.testing import CliRunner

from gmmseg.cli.doctor import doctor
from gmmseg.cli.doctor.checks import Check
from gmmseg.cli.doctor.command import report

FINE = [Check("System", "gmmseg", "1.0"), Check("Window", "Qt", "none", "note", "Add a display.")]
WRONG = [*FINE, Check("Window", "fonts", "mis\nsing", "problem", "Install some.")]


def run(monkeypatch, found, *words):
    monkeypatch.setattr("gmmseg.cli.doctor.command.every_check", lambda: iter(found))
    return CliRunner().invoke(doctor, words, standalone_mode=False)


def test_a_report_has_a_line_for_each_check_and_what_to_do_below_it():
    assert report(WRONG) == [
        "System",
        "    gmmseg  1.0",
        "",
        "Window",
        "  - Qt      none",
        "            Add a display.",
        "  ! fonts   mis\\nsing",
        "            Install some.",
    ]


@pytest.mark.parametrize(
    ("found", "status", "last"), [(FINE, 0, "Nothing is wrong."), (WRONG, 1, "1 problem.")]
)
def test_the_status_says_whether_something_is_wrong(monkeypatch, found, status, last):
    done = run(monkeypatch, found)

    assert done.return_value == status
    assert done.output.splitlines()[-1] == last


def test_programs_get_the_same(monkeypatch):
    done = run(monkeypatch, WRONG, "--json")

    document = json.loads(done.output)
    assert done.return_value == 1
    assert document["healthy"] is False
    assert document["checks"][2] == {
        "section": "Window",
        "name": "fonts",
        "value": "mis\nsing",
        "state": "problem",
        "advice": "Install some.",
    }
