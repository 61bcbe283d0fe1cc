"""What the pages of docs/ show in Python does what they say; the site has them all."""

import doctest
import re
import runpy
from pathlib import Path

import pytest
import yaml

import gmmseg
from gmmseg.cli.main import COMMANDS

DOCS = Path(__file__).parent.parent / "docs"
PAGES = [page for page in sorted(DOCS.rglob("*.md")) if ">>> " in page.read_text(encoding="utf-8")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_examples_of_a_page_do_what_it_says(page):
    tried = doctest.testfile(str(page), module_relative=False)

    assert tried.attempted > 0
    assert tried.failed == 0


REFERENCE = runpy.run_path(str(DOCS.parent / "tools" / "reference_pages.py"))
MADE = {"reference/commands.md", "reference/python.md"}


def navigation(entries):
    """Return every page that the site's table of contents names."""
    pages = []
    for entry in entries:
        value = next(iter(entry.values())) if isinstance(entry, dict) else entry
        pages += navigation(value) if isinstance(value, list) else [value]
    return pages


def test_the_site_shows_every_page_once():
    site = yaml.safe_load((DOCS.parent / "mkdocs.yml").read_text(encoding="utf-8"))
    pages = navigation(site["nav"])
    there = {page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")}

    assert site["strict"] is True
    assert len(pages) == len(set(pages))
    assert set(pages) == there | MADE


def test_the_reference_has_every_command_and_every_public_name():
    commands, python = REFERENCE["commands"](), REFERENCE["python"]()

    assert re.findall(r"^## (.+)$", commands, re.MULTILINE) == list(COMMANDS)
    assert re.findall(r"^## (.+)$", python, re.MULTILINE) == [
        name for name in gmmseg.__all__ if name != "__version__"
    ]
    assert "### Segmentation.plot\n\n```python\nSegmentation.plot(ax=None, *, opacity=0.5)\n```" in python
    assert "### Segmentation.probabilities\n\nProbability of every segment" in python
    assert " at 0x" not in python
    assert all(f"Usage: gmmseg {name} " in commands for name in COMMANDS)


def test_docstrings_become_lists_of_names_types_and_words():
    parameters = "Parameters\n----------\nx : int\n    How\n    many.\n*y : str\n"
    docstring = f"Return a thing.\n\n{parameters}\nRaises\n------\nOdd\n    Ever."

    assert list(REFERENCE["markdown"](docstring)) == [
        "Return a thing.",
        "**Parameters**",
        "- `x` (int): How many.\n- `*y` (str)",
        "**Raises**",
        "- `Odd`: Ever.",
    ]


def test_links_out_of_the_documentation_lose_their_target_on_the_site():
    text = "See [the pictures](../../sample_images/README.md) and [maps](../maps.md)."

    assert REFERENCE["on_page_markdown"](text, page=None) == "See the pictures and [maps](../maps.md)."
