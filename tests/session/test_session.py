from dataclasses import replace

import pytest

from gmmseg.session import document as edits
from gmmseg.session.edits import segments
from gmmseg.session.history import History
from gmmseg.session.images import OtherImages, ProjectImage
from gmmseg.session.session import Session


@pytest.fixture
def session(document):
    return Session(document)


def test_listeners_hear_of_every_change(session):
    heard = []
    session.listen(lambda: heard.append(session.document.segment_styles[0].name))

    session.apply("Rename", segments.rename_segment(0, "sky"))
    session.undo()
    session.redo()

    assert heard == ["sky", "segment 1", "sky"]


def test_a_thousand_acts_are_undone_and_redone(session):
    for i in range(1000):
        session.apply("Rename", segments.rename_segment(0, f"name {i}"))

    undone = sum(session.undo() is not None for _ in range(1100))
    first = session.document.segment_styles[0].name
    redone = sum(session.redo() is not None for _ in range(1100))

    assert (undone, first, redone) == (1000, "segment 1", 1000)
    assert session.document.segment_styles[0].name == "name 999"


def test_acts_of_one_name_before_an_answer_are_one_act(session):
    for k in range(4, 9):
        session.apply("change of segments", edits.with_settings(n_components=k))

    session.undo()

    assert session.document.settings.n_components == 3
    assert session.undo() is None


def test_an_answer_that_nobody_waits_for_is_dropped(session, answer_of):
    session.apply("change", edits.with_settings(n_components=2))
    late = answer_of(session.document)
    session.apply("change", edits.with_settings(n_components=4))

    taken = session.take(late)

    assert not taken
    assert session.document.result.request.settings.n_components == 3


def test_an_answer_is_no_act_of_its_own(session, answer_of):
    session.apply("change", edits.with_settings(n_components=2))

    session.take(answer_of(session.document))
    session.undo()

    assert session.document.settings.n_components == 3
    assert session.document.is_current


def test_a_proposal_shows_without_changing_the_document(session, answer_of):
    session.propose(edits.with_preview_settings(n_components=2))
    session.take(answer_of(session.shown))

    assert len(session.shown.segment_styles) == 2
    assert session.document.settings.n_components == 3
    session.propose(None)
    assert len(session.shown.segment_styles) == 3


def test_a_proposal_that_is_made_true_keeps_its_answer(session, answer_of):
    session.propose(edits.with_preview_settings(n_components=2))
    session.take(answer_of(session.shown))

    session.apply("change", edits.with_settings(n_components=2))

    assert session.document.is_current  # the small picture is the picture
    assert session.wanted is None


def test_the_last_answer_stays_in_view_while_a_proposal_waits(session):
    session.propose(edits.with_preview_settings(n_components=2))

    assert session.shown.result is not None
    assert session.wanted.settings.n_components == 2


def test_an_edit_that_changes_nothing_is_no_act(session):
    session.apply("Rename", segments.rename_segment(0, "segment 1"))

    assert session.undo() is None


def test_amending_is_no_act(session):
    session.amend(segments.rename_segment(0, "sky"))

    assert session.document.segment_styles[0].name == "sky"
    assert session.undo() is None
    assert session.redo() is None


@pytest.fixture
def page(document, tmp_path):
    """The page of a picture with a file."""
    path = tmp_path / "flags.png"
    path.write_bytes(b"pixels")
    return ProjectImage.of(replace(document, source=replace(document.source, path=path)), History())


def test_pictures_that_come_into_a_saved_project_are_not_saved_yet(session, page, tmp_path):
    session.mark_saved(session.document, tmp_path / "p.gmmseg")
    assert session.is_saved

    session.gather(OtherImages((), (page,)))
    assert not session.is_saved

    session.mark_saved(session.document, tmp_path / "p.gmmseg", None, session.others)
    assert session.is_saved


def test_what_came_while_a_project_was_being_saved_is_not_saved(session, page, tmp_path):
    session.gather(OtherImages((), (page,)))

    session.mark_saved(session.document, tmp_path / "p.gmmseg", None, OtherImages())

    assert not session.is_saved


def test_no_undo_leads_from_one_of_several_pictures_to_what_was_open_before(session, document, page):
    session.apply("Open", lambda _: replace(document, source=replace(document.source)))
    session.apply("Rename", segments.rename_segment(0, "sky"))

    session.gather(OtherImages((page,)))

    assert [entry.name for entry in session.history.past] == ["Rename"]


def test_another_picture_of_the_project_has_the_same_path(session, document, page, tmp_path):
    session.mark_saved(session.document, tmp_path / "p.gmmseg")
    unsaved = replace(page, is_saved=False)

    session.turn(
        replace(document, source=replace(document.source)), History(), OtherImages((unsaved,)), is_saved=True
    )

    assert session.project_path == tmp_path / "p.gmmseg"
    assert not session.is_saved  # the one that was shown before is not
