"""A model of its own for a page in place of the one that came along."""

from dataclasses import replace

from gmmseg.session.edits.pages import fit_here


def test_a_page_gets_a_model_of_its_own(document):
    applied = replace(document, model=document.model_now)

    own = fit_here(applied)

    assert own.model is None
    assert own.settings == applied.settings
    assert own.request == replace(document, groups=frozenset()).request


def test_a_page_that_has_one_stays_as_it_is(document):
    assert fit_here(document) is document
