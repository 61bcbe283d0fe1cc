"""What is kept of a document that is not shown: all but pixels and answers."""

from dataclasses import replace

from gmmseg.session.contents import HISTORY, ProjectRecord, contents_of
from gmmseg.session.edits.segments import rename_segment
from gmmseg.session.history import Entry, History
from gmmseg.session.open_image import OpenImage


def on_disk(document, tmp_path):
    path = tmp_path / "flags.png"
    path.write_bytes(b"pixels")
    return replace(document, source=OpenImage.of(document.source.image, path))


def test_contents_hold_no_pixels_and_no_answers(document, tmp_path):
    now = on_disk(document, tmp_path)

    found = contents_of(rename_segment(0, "grass")(now), History((Entry("Rename", now),)), tmp_path)

    assert [draft.document.parts for draft in found.drafts] == [(), ()]
    assert found.past == (("Rename", 0),)
    assert found.drafts[found.now].document.segment_styles[0].name == "grass"


def test_documents_come_back_about_a_picture_with_their_history(document, tmp_path):
    now = on_disk(document, tmp_path)
    contents = contents_of(rename_segment(0, "grass")(now), History((Entry("Rename", now),)), tmp_path)
    again = OpenImage.of(now.source.image, now.source.path)

    found, history = contents.documents(again)

    assert (found.source, found.segment_styles[0].name) == (again, "grass")
    assert history.past[0].document.segment_styles == now.segment_styles


def test_a_long_history_is_kept_in_part_and_none_of_it_when_bare(document, tmp_path):
    now = on_disk(document, tmp_path)

    found = contents_of(now, History(tuple(Entry(str(i), now) for i in range(HISTORY + 9))), tmp_path)

    assert [name for name, _ in found.past][::100] == ["9", "109"]
    assert (found.bare().past, len(found.bare().drafts), found.bare().reference) == ((), 1, found.reference)


def test_a_whole_file_tells_what_was_shown(document, tmp_path):
    shown = contents_of(on_disk(document, tmp_path), History(), tmp_path)

    whole = ProjectRecord.around(shown, (shown,), (), "")

    assert whole.shown.drafts is shown.drafts
    assert (whole.before, whole.reference) == ((shown,), shown.reference)
