"""Pages of the open file: where they lie, and what of a document goes on to another page."""

from dataclasses import replace

import numpy as np
import pytest
import tifffile

from gmmseg.imaging.preparation import Preparation
from gmmseg.imaging.seeds import Stroke
from gmmseg.io.file_reference import PageReference
from gmmseg.io.readers.page_axes import PageAxis, Pages, PageSeries
from gmmseg.job import Job
from gmmseg.pipeline import apply
from gmmseg.session.compute.segmentation import answering
from gmmseg.session.document import Document, with_result, with_settings
from gmmseg.session.edits.segments import merge_segments, rename_segment
from gmmseg.session.history import History
from gmmseg.session.open_image import FileState, opening, opening_page
from gmmseg.session.paging import (
    PageAlongAxis,
    PageList,
    axes_for_channels,
    continued,
    has_own_work,
    is_same_file,
)
from gmmseg.settings import Settings


def answered(document):
    return with_result(Job(lambda workers: answering(document.request, None, workers)).run())(document)


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    """The file of a stack of 2 times and 3 depths: left of a border that moves it is dark, right bright."""
    voxels = np.random.default_rng(0).normal(0, 4, (2, 3, 24, 36)) + 60
    for t in range(2):
        for z in range(3):
            voxels[t, z, :, 8 + 4 * z + 2 * t :] += 120
    path = tmp_path_factory.mktemp("stack") / "stack.tif"
    tifffile.imwrite(path, voxels.astype(np.uint8), imagej=True, metadata={"axes": "TZYX"})
    return path


@pytest.fixture(scope="module")
def first(stack):
    """The first page, in two segments."""
    source = Job(lambda workers: opening(stack, workers)).run()
    return answered(Document(source, Settings(n_components=2, method="global", position=0.0)))


def page(document, number, axis=""):
    return Job(lambda workers: opening_page(document.source, PageReference(number, axis), workers)).run()


def test_a_stack_opens_at_its_first_page_and_knows_the_others(first, stack):
    assert first.source.page == PageReference(1)
    assert PageList.of(first.source).numbers == (1, 2, 3, 4, 5, 6)
    assert first.source.name == "stack.tif t01_z001"
    assert first.source.stem == "stack_t01_z001"
    assert FileState.of(stack) is not None


def test_pages_lie_on_the_axes_that_the_file_names(first):
    pages = PageList.of(first.source)

    assert pages.place(5) == (PageAlongAxis("time", 2, 2), PageAlongAxis("z", 2, 3))
    assert pages.text(5) == "time 2 of 2, z 2 of 3"
    assert pages.moved(5, 0, 1) == 2
    assert pages.moved(5, 1, 3) == 6
    assert pages.beside(3, 1) == 4
    assert pages.beside(6, 1) is None
    assert pages.after(6, 1) == 4


def test_pages_of_several_sizes_are_a_row_or_series():
    z, t = PageAxis.of("Z", 3), PageAxis.of("T", 2)
    row = PageList(Pages("a", (PageSeries((PageAxis.of("I", 2),), 4, 5, 1), PageSeries((), 9, 9, 1))))
    series = PageList(Pages("a", (PageSeries((z,), 4, 5, 1), PageSeries((t, z), 9, 9, 1))))

    assert row.place(3) == (PageAlongAxis("page", 3, 3),)
    assert row.moved(1, 0, 2) == 2
    assert series.place(5) == (
        PageAlongAxis("series", 2, 2),
        PageAlongAxis("time", 1, 2),
        PageAlongAxis("z", 2, 3),
    )
    assert series.moved(5, 2, 3) == 6
    assert series.moved(5, 0, 1) == 1


def test_the_model_goes_on_to_another_page_with_names_and_merged_segments(first):
    named = rename_segment(0, "ground")(first)

    other = continued(named, page(named, 6))

    labels = answered(other).segmentation().labels
    assert [style.name for style in other.segment_styles] == ["ground", "segment 2"]
    assert other.settings == named.settings
    assert np.array_equal(labels, apply(named.model_now, other.source.image).labels)


def test_an_applied_model_is_as_if_it_were_kept_in_a_file_and_applied(first, tmp_path, stack):
    from gmmseg.api import apply as apply_model
    from gmmseg.imaging.model import Model

    path = first.model_now.save(tmp_path / "two.gmm.json")
    wanted = apply_model(Model.load(path), stack, page=6).labels

    found = answered(continued(first, page(first, 6))).segmentation().labels

    assert np.array_equal(found, wanted)


def test_merged_segments_stay_one_on_another_page(stack):
    source = Job(lambda workers: opening(stack, workers)).run()
    three = answered(Document(source, Settings(n_components=3, method="global")))
    merged = answered(merge_segments([0, 1])(three))

    other = answered(continued(merged, page(merged, 2)))

    assert len(other.segment_styles) == 2
    assert len(other.segmentation().model.segments) == 2


def test_a_setting_of_the_fit_ends_the_model_that_came_along_and_smoothing_does_not(first):
    other = continued(first, page(first, 2))

    assert with_settings(smoothing=2.0)(other).model is other.model
    assert with_settings(n_components=3)(other).model is None
    assert other.request != replace(other, model=None).request


def test_names_stay_where_the_model_does_even_if_a_segment_has_no_pixels(first):
    source = page(first, 2)
    named = rename_segment(1, "bright")(first)
    dark = replace(source, image=replace(source.image, pixels=np.full_like(source.image.pixels, 60)))

    shown = answered(continued(named, dark))

    assert [style.name for style in shown.segment_styles] == ["segment 1", "bright"]
    assert sorted(shown.shares.tolist()) == [0.0, 1.0]


def test_a_page_of_other_channels_is_fitted_by_itself(first, tmp_path):
    voxels = np.random.default_rng(0).integers(0, 255, (2, 20, 20)).astype(np.uint8)
    path = tmp_path / "mixed.tif"
    with tifffile.TiffWriter(path) as writer:
        writer.write(voxels[0])
        writer.write(np.repeat(voxels[1][..., None], 3, axis=2), photometric="rgb")
    source = Job(lambda workers: opening(path, workers)).run()
    document = answered(Document(source, Settings(n_components=2, method="global")))

    other = continued(document, page(document, 2))

    assert other.model is None
    assert other.settings == document.settings


def test_planes_can_be_channels(first):
    joined = page(first, 2, "z")

    assert axes_for_channels(first.source.pages) == ("time", "z")
    assert joined.image.n_channels == 3
    assert PageList.of(joined).place(2) == (PageAlongAxis("time", 2, 2),)
    assert is_same_file(joined, first.source)


def test_work_that_lies_on_a_page_is_distinguished_from_a_look_at_it(first):
    stroke = Stroke(((3.0, 3.0),), 2.0, 0)

    assert not has_own_work(first, History())
    assert has_own_work(replace(first, strokes=(stroke,)), History())
    assert has_own_work(first, History().pushed("Rename segment", first))


def test_light_is_flattened_on_another_page_as_on_the_first(stack):
    source = Job(lambda workers: opening(stack, workers)).run()
    settings = Settings(n_components=2, method="global", position=0.0, flatten=6.0)
    document = answered(Document(source, settings))

    other = continued(document, page(document, 4))

    assert not any(isinstance(key, Preparation) for key in other.source.image.__dict__.get("_derived", {}))
    labels = answered(other).segmentation().labels
    assert np.array_equal(labels, apply(document.model_now, other.source.image).labels)


def test_a_stroke_that_is_not_learned_from_yet_does_not_cost_the_model(first):
    stroke = Stroke(((3.0, 3.0),), 2.0, first.segment_styles[0].components[0])
    waiting = replace(first, strokes=(stroke,))
    assert not waiting.is_current

    other = continued(waiting, page(first, 2))

    assert other.model.mixture is first.model_now.mixture
    assert [style.name for style in other.segment_styles] == [style.name for style in first.segment_styles]
