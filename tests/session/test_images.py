"""A project of several pictures: each keeps its own, in its place, and comes back by its content."""

import json
import shutil
from functools import partial

import numpy as np
import pytest
from PIL import Image as Pillow

from gmmseg.errors import CannotWriteError, LostPictureError
from gmmseg.io import projects
from gmmseg.job import Job
from gmmseg.session.compute.segmentation import answering
from gmmseg.session.document import Document, with_result
from gmmseg.session.edits.segments import rename_segment
from gmmseg.session.history import Entry, History
from gmmseg.session.images import OtherImages, ProjectImage, added
from gmmseg.session.open_image import opening
from gmmseg.session.project import project as projects_on_disk
from gmmseg.session.project.saving import SaveRequest, saving
from gmmseg.settings import Settings


def walked(function, *arguments, **options):
    return Job(lambda workers: function(*arguments, workers, **options), threads=1).run()


@pytest.fixture
def folder(flags, tmp_path):
    """A folder with three pictures, of the same size and other content."""
    place = tmp_path / "work"
    place.mkdir()
    for name, turn in (("a.png", 0), ("b.png", 1), ("c.png", 2)):
        Pillow.fromarray(np.roll(flags.pixels, turn, axis=2)).save(place / name)
    return place


def worked_on(path, name):
    """Return the document of a picture whose first segment has a name, and the history of that."""
    asking = Document(walked(opening, path), Settings(n_components=3))
    before = with_result(walked(partial(answering, asking.request, None)))(asking)
    return rename_segment(0, name)(before), History((Entry("Rename", before),))


@pytest.fixture
def project(folder):
    """The file of a project of three pictures, the second one shown; the third has nothing done to it."""
    a, b = (worked_on(folder / f"{name}.png", name.upper()) for name in "ab")
    c, _ = walked(added, folder / "c.png", Settings(n_components=2))
    walked(saving, SaveRequest(*b, folder / "p.gmmseg", others=OtherImages((ProjectImage.of(*a),), (c,))))
    return folder / "p.gmmseg"


def opened(path, **options):
    return walked(projects_on_disk.opening, path, **options)


def shown(page, project):
    return walked(projects_on_disk.showing, page, project)


def test_every_picture_comes_back_in_its_place_with_its_own(project, folder):
    found = opened(project)
    (a,), (c,) = found.others.before, found.others.after

    first = shown(a, project)
    assert found.document.segment_styles[0].name == "B"
    assert first.document.segment_styles[0].name == "A"
    assert first.history.past[0].document.segment_styles[0].name == "segment 1"
    assert shown(c, project).document.settings.n_components == 2
    assert first.document.source.path == folder / "a.png"


def test_a_kept_picture_shows_the_same_labels_without_another_fit(project, folder):
    before, _ = worked_on(folder / "a.png", "A")

    found = shown(opened(project).others.before[0], project)
    labels = walked(
        partial(projects_on_disk.relabelling_document, found.document.request, found.fit)
    ).segmentation.labels

    np.testing.assert_array_equal(labels, before.result.segmentation.labels)


def test_pictures_that_changed_names_are_found_by_content_one_by_one(project, folder):
    a, b = (folder / name for name in ("a.png", "b.png"))
    a.rename(folder / "x.png")
    b.rename(a)
    (folder / "x.png").rename(b)

    found = opened(project)

    assert found.document.source.path == a
    assert found.document.segment_styles[0].name == "B"
    assert shown(found.others.before[0], project).document.source.path == b


def test_a_lost_picture_leaves_the_others_and_is_kept_in_the_file(project, folder):
    (folder / "a.png").unlink()

    found = opened(project)
    with pytest.raises(LostPictureError):
        shown(found.others.before[0], project)
    walked(saving, SaveRequest(found.document, found.history, project, others=found.others))

    kept = json.loads(project.read_text())["before"][0]
    assert kept["pictures"][0]["place"] == "a.png"
    assert kept["looks"][0]["name"] in {"A", "segment 1"}


def test_a_lost_picture_is_found_beside_another_by_name_and_content(project, folder, tmp_path):
    away = tmp_path / "away"
    away.mkdir()
    shutil.move(folder / "a.png", away)
    shutil.copy(folder / "b.png", away / "c.png")
    a, c = opened(project).others.pages

    found = walked(projects_on_disk.showing, a, project, beside=away)
    there = walked(projects_on_disk.showing, c, project, beside=away)
    moved = a.moved_to(found.document.source.path)

    assert found.document.source.path == away / "a.png"
    assert there.document.source.path == folder / "c.png"  # the other of that name has another content
    assert (moved.folder, moved.contents.reference.place, moved.is_saved) == (away, "a.png", False)
    assert shown(moved, project).document.segment_styles[0].name == "A"


def test_where_the_one_shown_last_is_lost_the_next_that_is_there_is_shown(project, folder):
    (folder / "b.png").unlink()

    found = opened(project)

    assert found.document.segment_styles[0].name == "A"
    assert [page.name for page in found.others.pages] == ["b.png", "c.png"]
    assert [sentence for _, sentence in found.problems] == [
        (
            "The picture b.png of the project p.gmmseg is not at b.png any more. "
            "Put it beside the project, or say where it is."
        )
    ]


def test_where_all_are_lost_it_is_said_of_the_one_shown_last(project, folder):
    for name in "abc":
        (folder / f"{name}.png").unlink()

    with pytest.raises(LostPictureError, match=r"b\.png"):
        opened(project)


def test_a_project_that_is_saved_elsewhere_still_knows_the_way(project, folder, tmp_path):
    found = opened(project)
    far = tmp_path / "far" / "q.gmmseg"
    far.parent.mkdir()

    walked(saving, SaveRequest(found.document, found.history, far, others=found.others))

    assert json.loads(far.read_text())["before"][0]["pictures"][0]["place"] == "../work/a.png"
    assert shown(opened(far).others.before[0], far).document.segment_styles[0].name == "A"


def test_a_project_that_moved_with_its_pictures_finds_them(project, folder, tmp_path):
    moved = shutil.move(folder, tmp_path / "moved") / "p.gmmseg"

    found = opened(moved)

    assert shown(found.others.after[0], moved).document.source.path == tmp_path / "moved" / "c.png"


def test_no_picture_of_the_project_is_written_over(project, folder):
    found = opened(project)
    before = (folder / "a.png").read_bytes()

    with pytest.raises(CannotWriteError, match="it is the picture itself"):
        walked(saving, SaveRequest(found.document, found.history, folder / "a.png", others=found.others))

    assert (folder / "a.png").read_bytes() == before


def test_histories_that_are_too_long_are_left_out_of_every_picture(project, folder, monkeypatch):
    found = opened(project)
    bare = SaveRequest(found.document, History(), folder / "bare.gmmseg", others=found.others.bare())
    walked(saving, bare)
    monkeypatch.setattr(projects, "LARGEST", len(bare.path.read_bytes()))

    walked(saving, SaveRequest(found.document, found.history, project, others=found.others))

    assert json.loads(project.read_text())["before"][0]["past"] == []


def test_a_file_of_one_picture_from_before_is_read(project, tmp_path):
    values = json.loads(project.read_text())
    for name in ("before", "after", "checksum"):
        del values[name]
    values["version"] = 1
    project.write_text(json.dumps({**values, "checksum": projects.checksum(values)}))

    found = opened(project)

    assert found.document.segment_styles[0].name == "B"
    assert found.others.pages == ()
    assert found.project_path == project


def test_places_count_the_one_that_is_shown(project):
    others = opened(project).others
    (a,), (c,) = others.before, others.after

    assert [others.page(i) for i in range(3)] == [a, None, c]
    assert others.without(a) == OtherImages((), (c,))
    assert others.without(a).including(a, 0) == others
    assert others.without(c).including(c, 2) == others
    assert others.around(2, a) == OtherImages((a, a), ())
