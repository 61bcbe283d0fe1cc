"""Probabilities that are calibrated by an edit."""

from gmmseg.session.document import Document
from gmmseg.session.edits.temperature import apply_temperature


def test_without_a_result_there_is_nothing_to_calibrate():
    document = Document()

    assert apply_temperature(2.0)(document) is document
