"""The open document as code; the window's tests run what it writes."""

from dataclasses import replace

from gmmseg.session.document import with_result
from gmmseg.session.edits.segments import adjust_component, merge_segments, rename_segment
from gmmseg.session.project.code import code_of


def test_a_plain_document_is_a_fit_and_an_edited_one_holds_its_model(document, answer_of):
    named = rename_segment(0, "red")(document)
    merged = merge_segments([0, 2])(document)
    merged = with_result(answer_of(merged))(merged)

    assert "found = gmmseg.segment(" in code_of(document)
    assert "n_components=3," in code_of(document)
    for each in (named, merged):
        assert "MODEL = from_text(" in code_of(each)
        assert "SEEDS" not in code_of(each)


def test_an_adjusted_component_is_in_the_model(document, answer_of):
    adjusted = adjust_component(0, 0.125)(document)
    adjusted = with_result(answer_of(adjusted))(adjusted)

    assert "0.125" in code_of(adjusted)


def test_pages_are_named(document):
    from gmmseg.io.file_reference import PageReference

    source = replace(document.source, page=PageReference(3))

    assert "page=3" in code_of(replace(document, source=source))
