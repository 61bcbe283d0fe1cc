"""Pages, read back with the parser of the standard library."""

import base64
from html.parser import HTMLParser
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from gmmseg.io import html


class Reader(HTMLParser):
    """Collects the tags and the text of a page."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)


def test_text_cannot_be_markup():
    read = Reader(html.page("<script>x</script>", html.paragraph('"><img onerror=a>'), html.heading("a&b")))

    assert {tag for tag, _ in read.tags} == {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "p",
        "h2",
    }
    assert "<script>x</script>" in read.words
    assert '"><img onerror=a>' in read.words


def test_a_page_may_fetch_and_run_nothing():
    policy = [a["content"] for tag, a in Reader(html.page("t")).tags if a.get("http-equiv")]

    assert policy == ["default-src 'none'; img-src data:; style-src 'unsafe-inline'"]
    assert "http://" not in html.page("t")
    assert "url(" not in html.page("t")


def test_what_cannot_be_shown_is_replaced():
    assert html.text("a\x00b\udcff") == "a\ufffdb?"


def test_what_is_folded_has_a_line_to_open_it_and_paragraphs():
    read = Reader(html.folded("2 notes", ["<b>", "so"]))

    assert [tag for tag, _ in read.tags] == ["details", "summary", "p", "p"]
    assert read.words == ["2 notes", "<b>", "so"]


def test_a_table_escapes_its_cells_and_keeps_markup():
    read = Reader(html.table(("a", "b"), [("<b>", html.bar(0.25))], numbers=(0,)))

    assert ("span", {"class": "bar", "style": "width: 25.0%"}) in read.tags
    assert "<b>" in read.words
    assert [a.get("class") for tag, a in read.tags if tag in {"th", "td"}] == ["number", None, "number", None]


def test_a_name_stands_beside_its_colour_and_is_no_markup():
    read = Reader(html.colour_and_name((1, 2, 3), "<b>"))

    assert read.tags == [
        ("span", {"class": "named"}),
        ("span", {"class": "swatch", "style": "background: rgb(1, 2, 3)"}),
    ]
    assert read.words == ["<b>"]


def test_facts_have_a_name_each_and_no_empty_header():
    read = Reader(html.facts([("Files of each <b>", "labels & more"), ("Seed", 0)]))

    assert [tag for tag, _ in read.tags] == ["table", "tbody", "tr", "th", "td", "tr", "th", "td"]
    assert read.words == ["Files of each <b>", "labels & more", "Seed", "0"]


def test_a_bar_of_nothing_is_not_seen():
    assert html.bar(0) == '<span class="track"></span>'
    assert "width: 0.0%" in html.bar(0.0001)


@pytest.mark.parametrize(("exact", "kind"), [(True, "PNG"), (False, "JPEG")])
def test_pictures_are_inside_and_small_enough(exact, kind):
    pixels = np.random.default_rng(0).integers(0, 256, (30, 1500, 3), np.uint8)

    data = html.encoded(pixels, exact=exact)

    image = Image.open(BytesIO(base64.b64decode(data.partition(",")[2])))
    assert (image.format, image.size) == (kind, (720, 14))


@pytest.mark.parametrize(
    ("name", "kind"), [("green", "green"), ("amber", "amber"), ("red", "red"), ("-", "none")]
)
def test_a_light_has_a_colour_and_a_name(name, kind):
    read = Reader(html.light(name))

    assert read.tags == [("span", {"class": f"light {kind}"})]
    assert read.words == [name]
