"""The open document as code: a Python script that makes the labels that people see, bit for bit."""

import os

import numpy as np
from numpy.typing import NDArray

from gmmseg.inspection.recipe import Source, recipe_of_fit, recipe_of_model
from gmmseg.session.compute.segmentation import SegmentationResult
from gmmseg.session.document import Document
from gmmseg.session.large.part import whole_model


def code_of(document: Document) -> str:
    """Return the script for a document whose result is current and whose picture lies in a file.

    Where people did nothing to the segments it is a fit with all settings; else, and where the document is
    about a part of the picture, it holds the model, and what was painted.
    """
    result, opened = document.result, document.source
    assert result is not None
    assert opened is not None
    assert document.is_current
    source = Source(_path(document), {} if opened.page is None else opened.page.reading)
    owners = document.owners[1:]
    is_in_order = (owners == np.arange(len(owners))).all()
    names = [style.is_named for style in document.segment_styles]
    colours = [segment.colour for segment in result.segmentation.model.segments]
    is_as_fitted = (
        is_in_order and not any(names) and colours == [style.colour for style in document.segment_styles]
    )
    request = result.request
    is_fit = request.is_plain and not request.repaints and request.model is None and opened.part is None
    if is_fit and is_as_fitted:
        return recipe_of_fit(source, document.settings)
    seeds = document.stroke_seeds if request.strokes else None
    return recipe_of_model(
        source, whole_model(document.model_now, opened.part), seeds=seeds, painted=_painted(document, result)
    )


def _path(document: Document) -> str:
    """Return where the picture lies, from the root, so that the script runs anywhere."""
    opened = document.source
    assert opened is not None
    return os.fspath(opened.image.name if opened.path is None else opened.path.absolute())


def _painted(document: Document, result: SegmentationResult) -> NDArray[np.integer] | None:
    """Return the labels that were painted over the result, 0 elsewhere; None where none was."""
    if result.unpainted is None:
        return None
    labels = result.segmentation.labels
    numbers = (document.owners + 1)[labels]
    return np.where(labels != result.unpainted.labels, numbers, 0)
