"""Found objects, corrections and local painting in project files: all comes back, what cannot be is told."""

import json
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from gmmseg.errors import BadProjectError
from gmmseg.imaging.seeds import INSIDE, Area, Stroke
from gmmseg.io import projects
from gmmseg.job import Job
from gmmseg.session.compute.found_objects import ObjectRequest, finding
from gmmseg.session.compute.segmentation import answering
from gmmseg.session.document import with_result
from gmmseg.session.edits import found_objects as edits
from gmmseg.session.edits.objects import add_object
from gmmseg.session.history import Entry, History
from gmmseg.session.open_image import OpenImage
from gmmseg.session.project.decoding import decoded
from gmmseg.session.project.encoding import encoded
from gmmseg.session.project.export import ExportableImage, ExportOptions, reproducing
from gmmseg.session.project.project import ReadImage
from gmmseg.session.saved_state import saved_content


@pytest.fixture
def worked_on(counted, tmp_path):
    """A document with options, corrections and something painted, answered; its picture has a file."""
    path = tmp_path / "discs.png"
    path.write_bytes(b"pixels")
    document = replace(counted, source=OpenImage.of(counted.source.image, path))
    document = edits.with_object_options(classes=(document.segment_styles[1].key,), split=0.8)(document)
    found = _found(document)
    number = int(found.objects.labels[15, 20])
    document = edits.correct(edits.delete_objects(found, [number]))(document)
    found = _found(document)
    line = Stroke(((70.0, 50.0), (80.0, 50.0)), 3.0, INSIDE)
    added = edits.paint_object(found, None, line, segment=document.segment_styles[1].key)
    document = edits.repaint(0, ((60.0, 10.0), (64.0, 12.5)), 2.0)(edits.correct(added)(document))
    image = document.source.image
    area = Area.of_part(np.ones((3, 4), bool), (50, 20), (image.width, image.height), INSIDE)
    document = add_object(area)(edits.repaint_area(1, area)(document))
    result = Job(partial(answering, document.request, document.result), threads=1).run()
    return with_result(result)(document)


def _found(document):
    return Job(partial(finding, ObjectRequest.of(document), None), threads=1).run()


@pytest.fixture
def values(worked_on, tmp_path):
    return json.loads(json.dumps(encoded(worked_on, History((Entry("paint", worked_on),)), tmp_path)))


def test_everything_comes_back(worked_on, tmp_path):
    plain = replace(worked_on, object_options=None, corrections=(), repaints=())
    history = History((Entry("before", plain), Entry("again", worked_on)))

    path = projects.write(encoded(worked_on, history, tmp_path), tmp_path / "p.gmmseg")
    record = decoded(projects.read(path))
    found, back = record.documents(worked_on.source)

    assert saved_content(found) == saved_content(worked_on)
    assert [style.key for style in found.segment_styles] == [style.key for style in worked_on.segment_styles]
    assert found.answered == found.request
    assert [saved_content(entry.document) for entry in back.past] == [
        saved_content(plain),
        saved_content(worked_on),
    ]


def test_without_them_a_project_says_what_it_always_said(discs, tmp_path):
    path = tmp_path / "discs.png"
    path.write_bytes(b"pixels")

    values = encoded(replace(discs, source=OpenImage.of(discs.source.image, path)), History(), tmp_path)

    assert not {"corrections", "repaints"} & values.keys()
    assert not {"corrections", "repaints", "keys", "object_options"} & values["documents"][0].keys()


def test_a_correction_that_documents_share_is_written_once(values):
    assert len(values["documents"]) == 2
    assert len(values["corrections"]) == 2
    assert len(values["repaints"]) == 2


@pytest.mark.parametrize(
    ("way", "value", "sentence"),
    [
        (("corrections", 0, "before", 0, "runs"), [3], "corrections[1].before[1].runs is of 3 pixels"),
        (("corrections", 0, "before", 0, "box"), [0, 0, 0, 5], "corrections[1].before[1].box is no box"),
        (("corrections", 0, "before", 0, "extra"), 1, "corrections[1].before[1].extra is unknown"),
        (("corrections", 1, "after", 0, "number"), 0, "corrections[2].after[1].number is 0"),
        (("corrections", 1, "after", 0, "segment"), "x", 'corrections[2].after[1].segment is "x"'),
        (("corrections", 0, "title"), 3, "corrections[1].title is 3"),
        (("repaints", 0, "radius"), -1, "repaints[1].radius is -1"),
        (("repaints", 0, "segment"), 0, "repaints[1].segment is 0"),
        (("repaints", 1, "runs"), [3], "repaints[2].runs is of 3 pixels"),
        (("marks", 0, "runs"), [1, 2], "marks[1].runs is of 3 pixels"),
        (("documents", 0, "keys"), [1, 1], "documents[1].keys is 1 keys, but it must be 2, all different"),
        (("documents", 0, "object_options"), {"split": 3}, "documents[1].object_options.split is 3.0"),
        (("documents", 0, "object_options"), {"classes": []}, "documents[1].object_options.classes is empty"),
        (("documents", 0, "object_options"), {"classes": ["a"]}, "object_options.classes is other"),
        (("documents", 0, "object_options"), {"sides": 4}, "documents[1].object_options.sides is"),
        (("documents", 0, "corrections"), [9], "documents[1].corrections is [9]"),
    ],
)
def test_a_spoilt_field_is_named_with_what_was_expected(values, way, value, sentence, tmp_path):
    place = values
    for step in way[:-1]:
        place = place[step]
    place[way[-1]] = value
    path = projects.write(values, tmp_path / "p.gmmseg")

    with pytest.raises(BadProjectError) as caught:
        decoded(projects.read(path))

    assert sentence in str(caught.value)


def test_an_object_beyond_the_picture_is_refused(values, tmp_path):
    values["corrections"][0]["before"][0] |= {"box": [88, 0, 5, 1], "runs": [0, 5]}
    path = projects.write(values, tmp_path / "p.gmmseg")

    with pytest.raises(BadProjectError, match="beyond its edge"):
        decoded(projects.read(path))


def test_the_objects_that_the_window_shows_are_exported(worked_on, tmp_path):
    shown = _found(worked_on).objects
    options = ExportOptions(tmp_path / "out", ("objects-tif", "objects-csv"))

    options.write(ExportableImage.of(worked_on), "discs")

    import tifffile

    written = tifffile.imread(tmp_path / "out" / "discs_objects.tif")
    lines = (tmp_path / "out" / "discs_objects.csv").read_text("utf-8").splitlines()
    assert np.array_equal(written, shown.labels)
    assert len(lines) == 1 + len(shown)


def test_a_page_of_a_project_is_exported_with_its_objects_and_what_was_painted(worked_on, tmp_path):
    path = projects.write(encoded(worked_on, History(), tmp_path), tmp_path / "p.gmmseg")
    record = decoded(projects.read(path))
    document, history = record.documents(worked_on.source)

    page = ReadImage(document, history, record.fit, ())
    again = Job(partial(reproducing, page), threads=1).run()

    assert np.array_equal(again.segmentation.labels, worked_on.segmentation().labels)
    assert np.array_equal(again.found_objects.labels, _found(worked_on).objects.labels)


def test_where_nobody_counts_objects_files_are_as_they_were(discs, tmp_path):
    ExportOptions(tmp_path / "out", ("objects-tif",)).write(ExportableImage.of(discs), "discs")

    import tifffile

    written = tifffile.imread(tmp_path / "out" / "discs_objects.tif")
    assert np.array_equal(written, discs.segmentation().objects().labels)
