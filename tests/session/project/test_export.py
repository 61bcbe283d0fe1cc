"""Pictures of a project are written one after another, under stems of their own, as the window shows them."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from PIL import Image as Pillow

from gmmseg.errors import AlreadyThereError, CannotWriteError, DiskFullError
from gmmseg.imaging.rendering.composite import composite, usual_styles
from gmmseg.imaging.seeds import Box, Click, Stroke
from gmmseg.io import projects
from gmmseg.job import Cancelled, Job
from gmmseg.session import open_image
from gmmseg.session.compute.object_cutting import ObjectCutter
from gmmseg.session.compute.segmentation import answering
from gmmseg.session.document import Document, with_result
from gmmseg.session.edits.segments import merge_segments, rename_segment
from gmmseg.session.history import History
from gmmseg.session.images import ProjectImage
from gmmseg.session.objects import Object
from gmmseg.session.project import project as projects_on_disk
from gmmseg.session.project.encoding import encoded
from gmmseg.session.project.export import (
    ExportableImage,
    ExportItem,
    ExportOptions,
    exporting,
    items_of,
    reproducing,
)
from gmmseg.settings import Settings


@pytest.fixture
def documents(flags, tmp_path):
    """Answered documents of three pictures; the second has merged segments, a hidden one and an object."""
    found = []
    for i, name in enumerate(("a.png", "b.png", "c.png")):
        Pillow.fromarray(np.roll(flags.pixels, i, axis=2)).save(tmp_path / name)
        asking = Document(Job(partial(open_image.opening, tmp_path / name)).run(), Settings(n_components=3))
        found.append(with_result(Job(partial(answering, asking.request, None)).run())(asking))
    second = rename_segment(0, "grass")(merge_segments([0, 2])(found[1]))
    second = with_result(Job(partial(answering, second.request, second.result)).run())(second)
    segment_styles = (second.segment_styles[0], replace(second.segment_styles[1], hidden=True))
    found[1] = replace(
        second, segment_styles=segment_styles, objects=(Object(1, "thing", (1, 2, 3), (Click(10, 10),)),)
    )
    return found


@pytest.fixture
def leaves(documents):
    """The three pictures, the first one shown and the others pages."""
    pages = [ProjectImage.of(each, History()) for each in documents[1:]]
    shown = ("a.png", 3, ExportableImage.of(documents[0]))
    return items_of(
        [shown, *((page.name, len(page.document.segment_styles), page) for page in pages)], "{name}-{k}"
    )


def export_all(leaves, edition, tmp_path, watch=lambda _: None):
    reported = []
    Job(partial(exporting, leaves, edition, tmp_path / "p.gmmseg", reported.append)).run(watch)
    return reported


def labels(path):
    with Pillow.open(path) as picture:
        return np.asarray(picture)


def test_every_picture_is_written_as_it_is_seen(leaves, documents, tmp_path):
    edition = ExportOptions(tmp_path / "out", ("labels", "object-masks"))

    reported = export_all(leaves, edition, tmp_path)

    assert [(each.name, [path.name for path in each.files]) for each in reported] == [
        ("a.png", ["a-3_labels.png"]),
        ("b.png", ["b-2_labels.png", "b-2_object_mask_1_thing.png"]),
        ("c.png", ["c-3_labels.png"]),
    ]
    for each, document in zip(reported, documents, strict=True):
        np.testing.assert_array_equal(labels(each.files[0]), document.segmentation().labels)
    mask = ObjectCutter(documents[1].source.image).mask((Click(10, 10),))
    np.testing.assert_array_equal(labels(reported[1].files[1]) > 0, mask)


def test_segments_that_people_hid_in_a_picture_are_left_out_of_that(leaves, documents, tmp_path):
    reported = export_all(leaves, ExportOptions(tmp_path / "out", ("labels",), segments="visible"), tmp_path)

    second = documents[1].segmentation().labels
    np.testing.assert_array_equal(labels(reported[1].files[0]), np.where(second == 1, 1, 0))
    np.testing.assert_array_equal(labels(reported[2].files[0]), documents[2].segmentation().labels)


def test_files_in_the_way_of_any_are_reported_before_one_is_written(leaves, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    for name in ("b-2_object_mask_1_thing.png", "c-3_labels.png"):
        (out / name).write_text("mine")
    edition = ExportOptions(out, ("labels", "object-masks"))

    with pytest.raises(AlreadyThereError) as caught:
        export_all(leaves, edition, tmp_path)
    left = sorted(path.name for path in out.iterdir())
    export_all(leaves, replace(edition, overwrite=True), tmp_path)

    assert str(caught.value) == (
        f"b-2_object_mask_1_thing.png and 1 more of these files already exist in {out}, and nothing was "
        "written. Allow overwriting, or choose another folder."
    )
    assert left == ["b-2_object_mask_1_thing.png", "c-3_labels.png"]
    assert labels(out / "c-3_labels.png").max() == 3


def test_of_a_picture_all_files_are_written_or_none_and_the_others_go_on(leaves, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "b-2_mask_2.png").write_text("mine")  # which can be known only when the picture is looked at
    (tmp_path / "c.png").unlink()

    first, second, third = export_all(leaves, ExportOptions(out, ("masks",)), tmp_path)

    assert [path.name for path in first.files] == ["a-3_mask_1.png", "a-3_mask_2.png", "a-3_mask_3.png"]
    assert second.problem.startswith("b-2_mask_2.png already exists in")
    assert not (out / "b-2_mask_1_grass.png").exists()
    assert third.problem == (
        "The picture c.png of the project p.gmmseg is not at c.png any more. "
        "Put it beside the project, or say where it is."
    )
    assert second.files == third.files == ()


@pytest.mark.parametrize("overwrite", [False, True])
def test_classes_that_files_of_pictures_share_are_not_those_of_the_last(leaves, tmp_path, overwrite):
    out = tmp_path / "out"

    first, second, third = export_all(leaves, ExportOptions(out, ("yolo",), overwrite=overwrite), tmp_path)

    assert second.problem == (
        f"Cannot write {out / 'data.yaml'}: a picture that was written before has other classes, and both "
        "share this file. Give both the same segments, or each a folder of its own."
    )
    assert (first.problem, third.problem) == ("", "")
    assert sorted(path.name for path in out.iterdir()) == ["data.yaml", "labels"]
    assert sorted(path.name for path in (out / "labels").iterdir()) == ["a-3.txt", "c-3.txt"]
    assert (out / "data.yaml").read_text().count("segment") == 3


def test_a_full_disk_ends_it(leaves, tmp_path, monkeypatch):
    def write(*_):
        raise DiskFullError("x", 10**6, 0)

    monkeypatch.setattr(ExportOptions, "write", write)

    reported = export_all(leaves, ExportOptions(tmp_path / "out", ("labels",)), tmp_path)

    assert [each.name for each in reported] == ["a.png"]
    assert "the disk is full" in reported[0].problem


def test_a_closed_folder_is_reported_first(leaves, tmp_path):
    (tmp_path / "out").write_text("a file")

    with pytest.raises(CannotWriteError, match="a file of that name is in its place"):
        export_all(leaves, ExportOptions(tmp_path / "out", ("labels",)), tmp_path)
    with pytest.raises(CannotWriteError, match="its folder is not a folder but a file"):
        export_all(leaves, ExportOptions(tmp_path / "out" / "in", ("labels",)), tmp_path)


def test_progress_grows_over_all_and_what_is_written_when_it_is_cancelled_stays(leaves, tmp_path):
    reported, seen = [], []
    edition = ExportOptions(tmp_path / "out", ("labels",))
    job = Job(partial(exporting, leaves, edition, tmp_path / "p.gmmseg", reported.append))

    def watch(progress):
        seen.append(progress)
        if progress.stage == "Exporting b.png":
            job.cancel()

    with pytest.raises(Cancelled):
        job.run(watch)

    assert [each.name for each in reported] == ["a.png"]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a-3_labels.png"]
    fractions = [each.fraction for each in seen]
    assert fractions == sorted(fractions)
    assert [each.stage for each in seen] == ["Exporting a.png", "Exporting b.png"]


@pytest.mark.parametrize(
    ("names", "template", "stems"),
    [
        (("a.png", "b.png"), "{name}", ["a", "b"]),
        (("a.png", "a.jpg"), "{name}", ["a_png", "a_jpg"]),
        (("a.png", "a.png"), "{name}", ["a_png", "a_png_2"]),
        (("a.png", "b.png"), "x{k}", ["x3", "x3_2"]),
        (("a.png",), " {name}-{k} ", ["a-3"]),
    ],
)
def test_no_two_pictures_have_the_same_stem(names, template, stems):
    leaves = items_of([(name, 3, None) for name in names], template)

    assert [leaf.stem for leaf in leaves] == stems
    assert leaves[0] == leaves[0]
    assert isinstance(leaves[0], ExportItem)


def walked(function):
    return Job(function, threads=1).run()


@pytest.mark.parametrize("with_model", [True, False])
def test_segments_and_objects_are_those_that_were_saved(flags, tmp_path, with_model):
    Pillow.fromarray(flags.pixels).save(tmp_path / "flags.png")
    asking = Document(walked(partial(open_image.opening, tmp_path / "flags.png")), Settings(n_components=3))
    before = with_result(walked(partial(answering, asking.request, None)))(asking)
    before = rename_segment(0, "grass")(merge_segments([0, 2])(before))
    before = with_result(walked(partial(answering, before.request, before.result)))(before)
    marks = (Box(2, 2, 25, 28), Click(10, 10), Stroke(((3.0, 3.0), (9.0, 3.0)), 2.0, 0))
    before = replace(before, objects=(Object(1, "dog", (1, 2, 3), marks),))
    kept = before if with_model else replace(before, result=None)
    path = projects.write(encoded(kept, History(), tmp_path), tmp_path / "p.gmmseg")

    found = walked(partial(reproducing, walked(partial(projects_on_disk.opening, path))))

    np.testing.assert_array_equal(found.segmentation.labels, before.segmentation().labels)
    assert [segment.name for segment in found.segmentation.model.segments] == ["grass", "segment 2"]
    ((name, mask),) = found.objects
    cutter = ObjectCutter(before.source.image)
    for n in range(1, 4):  # as in the window: mark after mark
        one_by_one = cutter.mask(marks[:n])
    assert name == "dog"
    np.testing.assert_array_equal(mask, one_by_one)


def test_pictures_are_written_with_their_channels_as_the_window_shows_them(documents, tmp_path):
    image = documents[0].source.image
    grey = tuple(replace(style, colour=(90, 90, 90)) for style in usual_styles(image))
    leaf = ("a.png", 3, ExportableImage.of(replace(documents[0], styles=grey)))

    export_all(items_of([leaf], "{name}"), ExportOptions(tmp_path / "out", ("overlay",), opacity=0), tmp_path)

    overlay = np.asarray(Pillow.open(tmp_path / "out" / "a_overlay.png"))
    is_line = (overlay != composite(image, grey)).any(axis=2)  # between segments, whatever the opacity
    assert 0 < is_line.mean() < 0.2
