"""What options ask for."""

import click
import pytest

from gmmseg.cli import requests
from gmmseg.io.exporters import available
from gmmseg.io.readers.formats import SAFE
from gmmseg.settings import Settings


def test_settings_are_those_among_the_options():
    assert requests.settings({"n_components": 3, "seed": 4, "folder": "x"}) == Settings(3, seed=4)


def test_how_files_are_read_leaves_out_what_was_not_said():
    given = {"page": None, "max_pixels": 9, "allow_formats": ("tga,pcx",), "alpha": None}

    assert requests.reading(given) == {"max_pixels": 9, "formats": (*SAFE, "TGA", "PCX")}
    assert requests.reading(given | {"allow_formats": ()}) == {"max_pixels": 9}
    assert requests.reading(given | {"alpha": "channel"})["alpha"] == "channel"


def test_kinds_are_those_asked_for_all_or_the_default():
    assert requests.kinds(("labels,table", "masks"), ()) == ["labels", "table", "masks"]
    assert requests.kinds(("all",), ()) == list(available())
    assert requests.kinds((), ("overlay",)) == ["overlay"]
    with pytest.raises(click.UsageError, match="There is no kind of export 'mask'"):
        requests.kinds(("mask",), ())
    with pytest.raises(click.UsageError, match="--export names no kind: choose from labels, "):
        requests.kinds(("",), ("overlay",))


def test_options_that_were_typed_are_known_from_those_that_were_not():
    found = []

    @click.command()
    @click.option("-k", "--segments", "n", default=3)
    @click.option("--seed", default=0)
    def command(n, seed):
        found.extend(requests.typed_options("n", "seed"))

    command.main(["-k", "3"], standalone_mode=False)

    assert found == ["--segments"]
