"""Edits that are about the page that a document shows."""

from gmmseg.session.document import Document, refitted


def fit_here(document: Document) -> Document:
    """Return the document with a model of its own in place of the one that came from another page."""
    return document if document.model is None else refitted(document, document.settings)
