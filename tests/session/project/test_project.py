"""A project opened again shows what it showed, wherever it went."""

import json
import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image as Pillow

from gmmseg.errors import LostPictureError, UnreadableProjectError
from gmmseg.imaging.pixel_types import Span
from gmmseg.imaging.seeds import Area, Box, Click
from gmmseg.io import projects
from gmmseg.io.file_reference import Fingerprint, PageReference
from gmmseg.job import Job
from gmmseg.session import open_image
from gmmseg.session.compute.segmentation import answering
from gmmseg.session.contents import FitSummary, ProjectFile
from gmmseg.session.document import Document, with_result
from gmmseg.session.edits import segments
from gmmseg.session.edits.segments import merge_segments, rename_segment
from gmmseg.session.history import Entry, History
from gmmseg.session.images import ProjectImage
from gmmseg.session.objects import Object
from gmmseg.session.paging import PageList
from gmmseg.session.project import project as projects_on_disk
from gmmseg.session.project.decoding import decoded
from gmmseg.session.project.encoding import encoded
from gmmseg.session.project.project import relabelling_document
from gmmseg.settings import Settings


def walked(function, *arguments, **options):
    return Job(lambda workers: function(*arguments, workers, **options), threads=1).run()


def opened(path, picture=None, **options):
    return Job(lambda workers: projects_on_disk.opening(path, workers, picture, **options), threads=1).run()


@pytest.fixture
def folder(flags, tmp_path):
    place = tmp_path / "work"
    place.mkdir()
    Pillow.fromarray(flags.pixels).save(place / "flags.png")
    return place


@pytest.fixture
def answered_document(folder):
    asking = Document(walked(partial(open_image.opening, folder / "flags.png")), Settings(n_components=3))
    return with_result(walked(partial(answering, asking.request, None)))(asking)


def saved(document, folder, history=History(), name="p.gmmseg"):  # noqa: B008 - it is frozen
    return projects.write(encoded(document, history, folder), folder / name)


def shown(project):
    """Return the segmentation that an opened project shows."""
    fit = project.fit
    document = project.document
    found = (
        walked(partial(answering, document.request, None))
        if fit is None
        else walked(partial(relabelling_document, document.request, fit))
    )
    return with_result(found)(document).segmentation()


Y, X = np.mgrid[:30, :40]


def edits():
    yield "nothing", lambda document: document
    yield "a name", rename_segment(1, "grass")
    yield "a merge", merge_segments([0, 2])
    yield "strokes", segments.paint_segment(0, [(25.0, 5.0), (30.0, 20.0)], 2)
    yield "a split", segments.split_segment(0)
    yield "an area", segments.add_area(Area.of(np.hypot(Y - 15, X - 20) < 8, 1), "dog", (1, 2, 3))
    yield "a removal", segments.remove_segments([1])


@pytest.mark.parametrize(("edit"), [edit for _, edit in edits()], ids=[name for name, _ in edits()])
def test_the_labels_are_the_same_bit_for_bit(answered_document, folder, edit):
    asking = edit(answered_document)
    known = answered_document.result
    before = with_result(walked(partial(answering, asking.request, known)))(asking)

    after = shown(opened(saved(before, folder)))

    np.testing.assert_array_equal(after.labels, before.segmentation().labels)
    assert after.model.segments == before.segmentation().model.segments
    assert after.log_likelihood == before.segmentation().log_likelihood
    assert after.notes == before.segmentation().notes


def test_without_its_model_a_project_gives_the_same_labels(answered_document, folder):
    path = saved(replace(answered_document, result=None), folder)

    project = opened(path)

    assert project.fit is None
    np.testing.assert_array_equal(shown(project).labels, answered_document.segmentation().labels)


def test_a_model_for_other_pictures_is_passed_over(answered_document, folder, tmp_path):
    grey = tmp_path / "grey.png"
    Pillow.fromarray(np.arange(1200, dtype=np.uint8).reshape(30, 40)).save(grey)
    other = Document(walked(partial(open_image.opening, grey)), Settings(n_components=3))

    found = walked(partial(relabelling_document, other.request, FitSummary.of(answered_document)))

    assert found.segmentation.image is other.source.image


def test_a_model_by_earlier_settings_is_none_of_the_document(answered_document):
    changed = replace(answered_document, settings=Settings(n_components=4))

    assert FitSummary.of(answered_document).model is answered_document.result.base
    assert FitSummary.of(changed) is None
    assert FitSummary.of(Document()) is None


def test_objects_and_history_come_back(answered_document, folder):
    thing = Object(4, "dog", (1, 2, 3), (Box(2, 3, 20, 20), Click(5, 6), Click(9, 9, 0)), True)
    now = replace(answered_document, objects=(thing,))
    path = saved(now, folder, History((Entry("Mark", answered_document),)))

    project = opened(path)

    assert project.document.objects == (thing,)
    assert [entry.name for entry in project.history.past] == ["Mark"]
    assert project.history.past[0].document.source is project.document.source
    assert project.history.past[0].document.objects == ()


def test_a_project_is_saved_where_it_was_opened(answered_document, folder):
    path = saved(answered_document, folder)

    project = opened(path)

    assert (project.path, project.project_path, project.notes) == (path, path, ())


def test_a_backup_is_not_written_over(answered_document, folder):
    for _ in range(2):
        path = saved(answered_document, folder)

    assert opened(projects.backup(path, 1)).project_path is None


def newer(path):
    values = json.loads(path.read_text()) | {"version": 9, "mood": "blue"}
    del values["checksum"]
    path.write_text(json.dumps({**values, "checksum": projects.checksum(values)}))
    return path


def test_a_newer_project_opens_with_a_word_and_no_place_to_save(answered_document, folder):
    project = opened(newer(saved(answered_document, folder)))

    assert project.project_path is None
    assert " ".join(project.notes) == (
        "p.gmmseg was made by a newer version of gmmseg and is not written over: "
        "what you do is saved under another name."
    )


def test_a_folder_may_be_moved(answered_document, folder, tmp_path):
    saved(answered_document, folder)
    shutil.move(folder, tmp_path / "moved")

    project = opened(tmp_path / "moved" / "p.gmmseg")

    assert project.document.source.path == tmp_path / "moved" / "flags.png"


def test_a_lost_picture_is_asked_for_and_taken_when_shown(answered_document, folder, tmp_path):
    path = saved(answered_document, folder)
    (tmp_path / "far").mkdir()
    there = (folder / "flags.png").rename(tmp_path / "far" / "renamed.png")

    with pytest.raises(LostPictureError) as caught:
        opened(path)
    assert str(caught.value) == (
        "The picture flags.png of the project p.gmmseg is not at flags.png any more. "
        "Put it beside the project, or say where it is."
    )

    project = opened(path, there)
    assert (project.document.source.path, project.notes) == (there, ())


def test_a_picture_that_changed_is_not_taken_unasked(answered_document, folder):
    path = saved(answered_document, folder)
    picture = folder / "flags.png"
    pixels = np.asarray(Pillow.open(picture)).copy()
    pixels[0, 0] = 0
    Pillow.fromarray(pixels).save(picture)

    with pytest.raises(LostPictureError, match="has changed since it was saved"):
        opened(path)

    project = opened(path, picture)
    assert project.notes == ("flags.png is not the file that p.gmmseg was made with: segments may differ.",)


def test_a_picture_of_another_size_is_refused(answered_document, folder):
    path = saved(answered_document, folder)
    other = folder / "other.png"
    Pillow.new("RGB", (7, 5)).save(other)

    with pytest.raises(UnreadableProjectError) as caught:
        opened(path, other)

    assert str(caught.value) == (
        "Cannot read p.gmmseg as a project: its picture has 40 by 30 pixels, and other.png has 7 by 5. "
        "Choose the picture that it was made with."
    )


def test_only_what_was_rescued_says_where_it_is_saved(answered_document, folder, tmp_path):
    precious = tmp_path / "precious.gmmseg"
    values = encoded(answered_document, History(), folder, ProjectFile(precious))
    path = projects.write(values, folder / "rescued.gmmseg")

    assert opened(path, is_autosave=True).project_path == precious
    assert opened(path, is_autosave=True).seen is None
    assert opened(path).project_path == path  # a file that came by mail does not choose what is written over


def test_what_was_rescued_knows_what_its_file_was_when_it_was_seen_last(answered_document, folder, tmp_path):
    own = tmp_path / "own.gmmseg"
    own.write_bytes(b"as it was")
    seen = Fingerprint.of(own)
    own.write_bytes(b"as another left it")

    values = encoded(answered_document, History(), folder, ProjectFile(own, seen))
    found = opened(projects.write(values, folder / "rescued.gmmseg"), is_autosave=True)

    assert (found.project_path, found.seen) == (own, seen)
    assert not found.seen.fits(own)


def test_rescued_work_without_a_project_has_no_place(answered_document, folder):
    path = saved(answered_document, folder)

    assert opened(path, is_autosave=True).project_path is None


def test_styles_that_do_not_fit_the_result_are_made_anew(answered_document, folder):
    values = encoded(answered_document, History(), folder)
    values["documents"][0]["looks"] = []

    found = shown(opened(projects.write(values, folder / "p.gmmseg")))

    assert len(found.model.segments) == 3
    assert Path(folder).is_dir()


def test_the_model_of_a_project_knows_its_black_and_white(tmp_path):
    degrees = np.repeat(np.array([20, 30, 40], np.float32), 10)[None].repeat(20, axis=0)
    tifffile.imwrite(tmp_path / "degrees.tif", degrees)
    asking = Document(walked(partial(open_image.opening, tmp_path / "degrees.tif")), Settings(3, position=0))
    document = with_result(walked(partial(answering, asking.request, None)))(asking)

    project = opened(saved(document, tmp_path))

    assert project.fit.model.features.span == Span(20, 40, "found")
    np.testing.assert_array_equal(shown(project).labels, document.segmentation().labels)
    other = shown(project).model.apply(degrees[:, :20])
    np.testing.assert_array_equal(other.labels, document.segmentation().labels[:, :20])


@pytest.mark.parametrize(("page", "n_channels"), [(PageReference(2), 1), (PageReference(2, "z"), 3)])
def test_a_project_keeps_which_page_its_picture_is(tmp_path, page, n_channels):
    voxels = np.random.default_rng(0).integers(0, 256, (2, 3, 8, 9), np.uint8)
    tifffile.imwrite(tmp_path / "a.tif", voxels, imagej=True, metadata={"axes": "TZYX"})
    source = walked(partial(open_image.opening, tmp_path / "a.tif"), page=page)
    path = saved(Document(source, Settings(2)), tmp_path)

    again = opened(path).document.source

    expected = voxels[0, 1][..., None] if n_channels == 1 else np.moveaxis(voxels[1], 0, 2)
    np.testing.assert_array_equal(again.image.pixels, expected)
    assert again.page == page
    assert again.key == f"{again.fingerprint.sha256} {page.key}"


def test_pages_are_called_alike_in_projects_and_elsewhere(tmp_path):
    voxels = np.random.default_rng(0).integers(0, 256, (3, 8, 9), np.uint8)
    tifffile.imwrite(tmp_path / "stack.tif", voxels, imagej=True, metadata={"axes": "ZYX"})
    first = walked(partial(open_image.opening, tmp_path / "stack.tif"))
    third = walked(partial(open_image.opening_page, first, PageList.of(first).reference(3)))
    page = ProjectImage.of(Document(third, Settings(2)), History())

    again = opened(saved(Document(third, Settings(2)), tmp_path))

    assert page.file_name == third.file_name == "stack_z003.tif"
    assert again.document.source.page.name == "z003"


@pytest.mark.parametrize("name", ["../../x", "a/b", "", "z" * 61])
def test_a_name_of_a_page_that_could_lead_elsewhere_is_not_taken(answered_document, folder, name):
    values = encoded(answered_document, History(), folder)
    values["pictures"][0] |= {"page": 1, "page_name": name}

    found = decoded(projects.read(projects.write(values, folder / "odd.gmmseg")))

    assert found.reference.page == PageReference(1)
    assert found.reference.page.name == ""


def test_a_page_in_a_project_that_cannot_be_one_is_refused(answered_document, folder):
    values = encoded(answered_document, History(), folder)
    assert "page" not in values["pictures"][0]
    values["pictures"][0]["page"] = 0

    with pytest.raises(UnreadableProjectError, match="page is 0"):
        opened(projects.write(values, folder / "bad.gmmseg"))
