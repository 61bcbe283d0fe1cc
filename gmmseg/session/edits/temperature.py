"""Calibrating the probabilities of the model that is shown, as an edit."""

from dataclasses import replace

from gmmseg.session.document import Document, Edit


def apply_temperature(temperature: float) -> Edit:
    """Return the edit after which logarithms of probabilities are divided by a temperature; labels stay."""

    def edit(document: Document) -> Document:
        if document.result is None:
            return document
        model = replace(document.result.base, temperature=temperature)
        changed = replace(document, model=model)
        return replace(changed, answered=changed.request)

    return edit
