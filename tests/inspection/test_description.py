"""Descriptions: numbers are the model's, in every form; names cannot become markup."""

import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from gmmseg import Settings, describe
from gmmseg.imaging.model import Provenance

SETTINGS = Settings(n_components=3, method="global", position=0, colour="rgb", smoothing=0, noise=1e-3)


@pytest.fixture(scope="module")
def said(found):
    return describe(found, settings=SETTINGS)


def test_the_text_has_facts_cards_methods_and_references(said):
    text = said.written("text")

    assert text.startswith("three.png\n\nmade by")
    assert "segments                  3, of 3 components" in text
    assert text.count("Jeffries-Matusita") == 3
    assert "channel red: mean " in text
    assert "Segmentation was done with gmmseg" in text
    assert "[1] Dempster, Laird and Rubin (1977)" in text


def test_json_holds_the_cards(said):
    values = json.loads(said.written("json"))

    assert [card["number"] for card in values["cards"]] == [1, 2, 3]
    assert values["features"][0] == {"name": "red", "unit": "values"}
    assert values["facts"]["covariances"] == "full"
    assert len(values["cards"][0]["components"][0]["means"]) == 3


def test_names_become_no_markup(found):
    segments = (replace(found.model.segments[0], name="<b>a|b*_</b>"), *found.model.segments[1:])
    said = describe(replace(found, model=replace(found.model, segments=segments)), stability=False)

    page, marks = said.written("html"), said.written("markdown")

    HTMLParser().feed(page)
    assert "<b>" not in page
    assert "&lt;b&gt;" in page
    assert r"\<b\>a\|b\*\_\</b\>" in marks


def test_methods_name_what_was_done(found):
    model = replace(found.model, smoothing=1.5, reject=0.01, temperature=1.7)

    methods = describe(model, settings=SETTINGS).methods_written()

    assert "3 segments had been asked for." in methods
    assert "Of 4 starts by k-means++ [3] the likeliest was taken" in methods
    assert "spatial prior of strength 1.5 [4]" in methods
    assert "less likely than the 1 % quantile" in methods
    assert "temperature of 1.7 [6]" in methods
    assert "The seed of random numbers was 0." in methods
    assert "numpy" in methods
    assert "[6] Guo, Pleiss, Sun and Weinberger (2017)" in methods


def test_references_are_numbered_as_they_are_cited(said):
    for number, _ in enumerate(said.references, 1):
        assert f"[{number}]" in said.methods
    assert f"[{len(said.references) + 1}]" not in said.methods


def test_version_date_and_parent_are_reported(found):
    model = replace(found.model, provenance=Provenance(3, "2026-11-30", "ab" * 32))

    facts = dict(describe(model).facts)

    assert facts["version"] == "3, 2026-11-30"
    assert facts["refitted from"] == "ab" * 32


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json"])
def test_methods_alone_have_every_form(said, form):
    written = said.methods_written(form)

    assert "Gaussian mixture model" in written
    assert "Stability" not in written
