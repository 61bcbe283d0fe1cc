"""What counts as saved: acts of people do not, the engine's answers do."""

from dataclasses import replace
from pathlib import Path

from gmmseg.session.document import Document, open_image, with_settings
from gmmseg.session.edits.segments import rename_segment
from gmmseg.session.edits.temperature import apply_temperature
from gmmseg.session.open_image import OpenImage
from gmmseg.session.saved_state import SavedState, saved_content
from gmmseg.session.session import Session

HOME = Path("/somewhere/p.gmmseg")


def test_the_essence_leaves_out_what_can_be_computed(document):
    assert saved_content(replace(document, result=None, answered=None)) == saved_content(document)
    assert saved_content(rename_segment(0, "sky")(document)) != saved_content(document)


def test_a_picture_just_opened_is_saved_with_its_first_answer(flags, answer_of):
    session = Session()
    session.apply("Open", open_image(OpenImage.of(flags)))
    assert session.is_saved

    session.take(answer_of(session.document))

    assert session.document.segment_styles
    assert session.is_saved
    assert session.project_path is None


def test_a_calibration_is_an_act_that_is_to_be_saved(document):
    session = Session()
    session.restore(document, session.history, HOME)

    session.apply("Calibrate", apply_temperature(2.0))
    assert not session.is_saved

    session.mark_saved(session.document, HOME)
    assert session.is_saved


def test_an_act_makes_a_difference_until_it_is_undone(document):
    session = Session()
    session.restore(document, session.history, HOME)

    session.apply("Rename", rename_segment(0, "sky"))
    assert not session.is_saved

    session.undo()
    assert session.is_saved
    session.redo()
    assert not session.is_saved


def test_saving_ends_the_difference_and_undoing_past_it_makes_one(document):
    session = Session()
    session.restore(document, session.history, None)
    session.apply("Rename", rename_segment(0, "sky"))

    session.mark_saved(session.document, HOME)
    assert (session.is_saved, session.project_path) == (True, HOME)

    session.undo()
    assert not session.is_saved


def test_what_was_done_while_it_was_being_saved_is_not_saved(document):
    session = Session()
    session.restore(document, session.history, HOME)
    session.apply("Rename", rename_segment(0, "sky"))
    being_saved = session.document
    session.apply("Rename", rename_segment(1, "sea"))

    session.mark_saved(being_saved, HOME)

    assert not session.is_saved


def test_an_answer_to_a_change_that_is_not_saved_saves_nothing(document, answer_of):
    session = Session()
    session.restore(document, session.history, HOME)
    session.apply("Change", with_settings(n_components=2))

    session.take(answer_of(session.document))

    assert not session.is_saved


def test_each_picture_has_its_own_file(document, flags):
    session = Session()
    session.restore(document, session.history, HOME)

    session.apply("Open", open_image(OpenImage.of(flags)))
    assert session.project_path is None

    session.undo()
    assert session.project_path == HOME


def test_rescued_work_is_not_saved(document):
    keeping = SavedState()

    keeping.begin(document, HOME, is_saved=False)

    assert not keeping.is_saved(document)
    assert keeping.project_path(document) == HOME


def test_without_a_picture_there_is_nothing_to_save():
    assert SavedState().is_saved(Document())
    assert SavedState().project_path(Document()) is None
