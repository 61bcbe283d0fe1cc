"""Options on objects."""

import click
import pytest

from gmmseg.cli import object_choice
from gmmseg.imaging.object_options import ObjectOptions


def requested(words, base=None):
    """Return what a command with options on objects is asked for."""
    found = []

    @click.command("try")
    @object_choice.with_object_options
    def command(**given):
        found.append(object_choice.requested(given, base))

    command.main([str(word) for word in words], standalone_mode=False)
    return found[0]


def test_nothing_is_asked_without_objects():
    assert requested([]) is None


def test_each_option_is_one_of_objects():
    words = ["--objects", "--classes", "2,cell", "--classes", 3, "--split", 0.5, "--typical-size", 20]
    words += ["--brightness", "--fill-holes", "--min-area", 9, "--max-area", 99, "--min-circularity", 0.5]
    words += ["--min-solidity", 0.25, "--exclude-border"]

    assert requested(words) == ObjectOptions(
        classes=(2, "cell", 3),
        split=0.5,
        typical_size=20,
        brightness=True,
        fill_holes=True,
        min_area=9,
        max_area=99,
        min_circularity=0.5,
        min_solidity=0.25,
        exclude_border=True,
    )


def test_what_a_model_says_holds_but_for_what_is_said():
    base = ObjectOptions(classes=(2,), split=0.5, typical_size=20)

    assert requested([], base) == base
    assert requested(["--typical-size", "auto"], base) == ObjectOptions(classes=(2,), split=0.5)
    assert requested(["--split", "auto", "--classes", "all"], base) == ObjectOptions("all", typical_size=20)


def test_an_option_of_objects_needs_them():
    with pytest.raises(click.UsageError, match="--split is for objects: add --objects"):
        requested(["--split", 0.5])


def test_files_of_objects_join_those_that_are_written_anyway():
    assert object_choice.default_kinds(None) == ("labels", "overlay")
    expected = ("labels", "overlay", "objects-csv", "objects-overlay")
    assert object_choice.default_kinds(ObjectOptions()) == expected


def test_a_summary_says_what_was_found_of_each_class():
    result = {
        "count": 1,
        "classes": [{"number": 2, "name": "cell", "count": 1, "diameter": None, "typical_size": 12.34}],
        "options": {},
        "notes": ["No more."],
    }

    assert object_choice.summary(result) == [
        "  1 object",
        "    2        1 object  cell, typical size 12.3 pixels, found",
        "  note: No more.",
    ]
    result["classes"][0]["diameter"] = {"mean": 53.1234, "sd": 6.789, "unit": "um"}
    assert object_choice.summary(result)[1] == (
        "    2        1 object  cell, diameter 53.12 ± 6.79 um, typical size 12.3 pixels, found"
    )
    result["options"] = {"typical_size": 12.34}
    assert object_choice.summary(result)[1].endswith("typical size 12.3 pixels")
