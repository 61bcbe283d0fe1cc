"""Saving: what is written can be opened, and a long history is the first thing to go."""

from dataclasses import replace

import pytest

from gmmseg.errors import CannotWriteError, ChangedProjectError
from gmmseg.imaging.seeds import Stroke
from gmmseg.io import projects
from gmmseg.io.file_reference import Fingerprint
from gmmseg.job import Job
from gmmseg.session.contents import ProjectFile
from gmmseg.session.history import Entry, History
from gmmseg.session.open_image import OpenImage
from gmmseg.session.project.saving import SaveRequest, saving


def walked(order, **options):
    seen = Job(lambda workers: saving(order, workers, **options), threads=1).run()
    assert seen.fits(order.path)
    return order.path


@pytest.fixture
def saved(document, tmp_path):
    path = tmp_path / "flags.png"
    path.write_bytes(b"pixels")
    return replace(document, source=OpenImage.of(document.source.image, path))


def lines(n):
    return tuple(Stroke(tuple((float(i), j / 7) for i in range(100)), 3, 0) for j in range(n))


def test_a_project_holds_document_and_history(saved, tmp_path):
    order = SaveRequest(saved, History((Entry("act", saved),)), tmp_path / "p.gmmseg")

    values = projects.read(walked(order)).record.values

    assert [entry["name"] for entry in values["past"]] == ["act"]
    assert values["project"] == ""


def test_the_picture_is_not_written_over(saved):
    with pytest.raises(CannotWriteError, match="it is the picture itself"):
        walked(SaveRequest(saved, History(), saved.source.path))


def test_too_long_a_history_is_left_out(saved, tmp_path, monkeypatch):
    monkeypatch.setattr(projects, "LARGEST", 30_000)
    past = tuple(Entry(f"act {i}", replace(saved, strokes=lines(i))) for i in range(30))

    path = walked(SaveRequest(saved, History(past), tmp_path / "p.gmmseg"))

    assert projects.read(path).record.values["past"] == []


def test_a_document_that_is_too_large_itself_is_reported(saved, tmp_path, monkeypatch):
    monkeypatch.setattr(projects, "LARGEST", 30_000)
    large = replace(saved, strokes=lines(30))

    for history in (History(), History((Entry("act", saved),))):
        with pytest.raises(CannotWriteError, match="Remove strokes or objects"):
            walked(SaveRequest(large, history, tmp_path / "p.gmmseg"))


def test_what_is_kept_until_it_is_saved_knows_where_that_is(saved, tmp_path):
    order = SaveRequest(saved, History(), tmp_path / "kept.gmmseg", ProjectFile(tmp_path / "p.gmmseg"))

    values = projects.read(walked(order, backups=1)).record.values

    assert values["project"] == str(tmp_path / "p.gmmseg")
    seen = Fingerprint(3, 64 * "a")
    order = replace(order, project=ProjectFile(tmp_path / "p.gmmseg", seen))
    values = projects.read(walked(order, backups=1)).record.values
    assert values["project"] == {"path": str(tmp_path / "p.gmmseg"), "size": 3, "sha256": 64 * "a"}


def test_what_another_window_saved_meanwhile_is_not_replaced_unless_it_may_be(saved, tmp_path):
    mine = SaveRequest(saved, History(), tmp_path / "p.gmmseg")
    seen = Fingerprint.of(walked(mine))
    theirs = walked(SaveRequest(replace(saved, strokes=lines(1)), History(), mine.path)).read_bytes()

    with pytest.raises(ChangedProjectError) as caught:
        walked(replace(mine, seen=seen))

    assert mine.path.read_bytes() == theirs
    assert str(caught.value) == (
        f"Cannot write {mine.path}: another window or program has changed it since it was opened or saved "
        "here. Save under another name, or choose the same name to replace it."
    )
    assert walked(replace(mine, seen=Fingerprint.of(mine.path))).read_bytes() != theirs
    assert projects.backup(mine.path, 1).read_bytes() == theirs


def test_a_project_whose_file_is_gone_is_saved_again(saved, tmp_path):
    mine = SaveRequest(saved, History(), tmp_path / "p.gmmseg")
    seen = Fingerprint.of(walked(mine))
    mine.path.unlink()

    assert walked(replace(mine, seen=seen)).exists()
