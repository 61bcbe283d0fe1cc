"""What the pages of docs/ show in Python does what they say."""

import doctest
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"
PAGES = [page for page in sorted(DOCS.rglob("*.md")) if ">>> " in page.read_text(encoding="utf-8")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_examples_of_a_page_do_what_it_says(page):
    tried = doctest.testfile(str(page), module_relative=False)

    assert tried.attempted > 0
    assert tried.failed == 0
