from dataclasses import replace

import numpy as np

import gmmseg
from gmmseg.batch import Plan, Recipe
from gmmseg.gui.batch import jobs
from gmmseg.imaging.model import Segment
from gmmseg.imaging.object_options import ObjectOptions
from gmmseg.job import Job
from gmmseg.session.compute.segmentation import SegmentationRequest, answer_of
from gmmseg.session.document import Document
from gmmseg.session.open_image import OpenImage
from gmmseg.settings import Settings


def picture():
    pixels = np.repeat([[40] * 10 + [200] * 14], 12, axis=0)
    return (pixels[..., None] + np.random.default_rng(0).integers(0, 9, (12, 24, 3))).astype(np.uint8)


def saved(folder):
    from PIL import Image as Pillow

    folder.mkdir()
    Pillow.fromarray(picture()).save(folder / "a.png")
    return folder


def test_a_picture_opens_with_the_labels_and_names_of_the_model(tmp_path):
    model = gmmseg.segment(picture(), 2, position=0).model
    named = tuple(replace(segment, name=f"class {i}") for i, segment in enumerate(model.segments))
    model = replace(model, segments=named)
    plan = Plan.of([saved(tmp_path / "in")], tmp_path / "out", Recipe("model", model))

    source, result = Job(lambda workers: jobs.opening(plan, plan.pictures[0], workers)).run()
    document = jobs.opened((source, result))(Document())

    assert document.is_current
    assert [style.name for style in document.segment_styles] == ["class 0", "class 1"]
    np.testing.assert_array_equal(document.segmentation().labels, model.apply(picture()).labels)
    np.testing.assert_allclose(sorted(document.shares), [10 / 24, 14 / 24])


def test_classes_that_own_nothing_are_left_out_and_the_others_keep_their_pixels():
    found = gmmseg.segment(picture(), 2, position=0)
    first, second = found.model.segments
    empty = replace(first, name="none", components=())
    labels = np.array([0, 1, 3], np.uint8)[found.labels]
    with_empty = replace(found, model=replace(found.model, segments=(first, empty, second)), labels=labels)

    without = jobs.without_empty(with_empty)

    assert without.model.segments == (first, second)
    np.testing.assert_array_equal(without.labels, found.labels)


def test_a_thumbnail_is_small_and_none_for_what_cannot_be_read(tmp_path):
    folder = saved(tmp_path / "in")
    (folder / "b.png").write_bytes(b"no")
    plan = Plan.of([folder], tmp_path / "out", Recipe())

    images = [
        Job(lambda workers, each=each: jobs.picturing(plan, each, None, workers)).run()
        for each in plan.pictures
    ]

    assert (images[0].width(), images[0].height()) == (24, 12)
    assert images[1] is None


def test_an_order_makes_the_plan_of_its_folder(tmp_path):
    order = jobs.BatchRequest(saved(tmp_path / "in"), tmp_path / "out", Recipe(), "{stem}_x")

    plan = Job(lambda workers: jobs.planning(order, workers)).run()

    assert [(each.name, each.stem) for each in plan.pictures] == [("a.png", "a_x")]


def test_objects_of_a_model_are_counted_in_a_picture_that_is_opened():
    """A class without pixels is left out, and the numbers of the others move."""
    found = gmmseg.segment(picture(), 2, position=0)
    first, second = found.model.segments
    options = ObjectOptions((3,), split=0.5)
    segments = (first, Segment("none", (1, 2, 3), ()), second)
    model = replace(found.model, segments=segments, objects=options)
    labels = np.array([0, 1, 3], np.uint8)[found.labels]

    kept = jobs.without_empty(replace(found, model=model, labels=labels))
    parts = tuple(segment.components for segment in kept.model.segments)
    result = answer_of(SegmentationRequest(found.image, Settings()), kept, parts, kept.model)
    document = jobs.with_answer(OpenImage.of(found.image), result, Document())

    assert document.object_options == ObjectOptions((document.segment_styles[1].key,), split=0.5)
    assert document.numbered_options.classes == (2,)
