"""The pipeline from picture to segmentation."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from gmmseg.errors import BadSettingError
from gmmseg.imaging.image import Image
from gmmseg.imaging.seeds import UNLABELLED
from gmmseg.job import Job
from gmmseg.pipeline import labelling, segmenting
from gmmseg.settings import AUTO, Settings


def pipeline_of(pixels, **settings):
    image = Image.from_array(pixels)
    return lambda workers: segmenting(image, Settings(**settings), workers)


def found_in(pixels, threads=None, n_components=5, **settings):
    return Job(pipeline_of(pixels, n_components=n_components, **settings), threads=threads).run()


@pytest.fixture(scope="module")
def scene():
    """A picture of more than one block: soft hills of colour, and grain."""
    rows, columns = np.mgrid[:300, :400] / 100
    soft = np.stack([np.sin(rows), np.cos(columns), np.sin(rows + columns)], axis=-1) * 90 + 128
    return (soft + np.random.default_rng(0).normal(0, 8, soft.shape)).clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize("position", [0.0, 0.7])
def test_labels_are_the_same_bits_on_one_thread_and_on_two(scene, position):
    one, two = (found_in(scene, threads, position=position) for threads in (1, 2))

    np.testing.assert_array_equal(one.labels, two.labels)
    np.testing.assert_array_equal(one.model.mixture.covariances, two.model.mixture.covariances)
    assert one.log_likelihood == two.log_likelihood


@pytest.mark.parametrize("smoothing", [0.0, 0.5])
@pytest.mark.parametrize("masked", [False, True])
def test_features_kept_or_made_anew_give_the_same_bits(scene, monkeypatch, masked, smoothing):
    mask = np.random.default_rng(2).random(scene.shape[:2]) < 0.9 if masked else None
    image = Image.from_array(scene, mask=mask)
    settings = Settings(n_components=4, smoothing=smoothing)
    kept = Job(lambda workers: segmenting(image, settings, workers)).run()
    monkeypatch.setattr("gmmseg.pipeline.KEPT_PIXELS", 0)

    anew = Job(lambda workers: segmenting(image, settings, workers)).run()

    np.testing.assert_array_equal(anew.labels, kept.labels)
    np.testing.assert_array_equal(anew.model.mixture.covariances, kept.model.mixture.covariances)


@pytest.mark.parametrize("masked", [False, True])
def test_few_blocks_or_many_give_the_same_bits(scene, monkeypatch, masked):
    mask = np.random.default_rng(2).random(scene.shape[:2]) < 0.9 if masked else None
    image = Image.from_array(scene, mask=mask)
    settings = Settings(n_components=4, smoothing=0)
    few = Job(lambda workers: segmenting(image, settings, workers)).run()
    monkeypatch.setattr("gmmseg.imaging.features.features.BLOCK", 2**12)

    many = Job(lambda workers: segmenting(image, settings, workers)).run()

    np.testing.assert_array_equal(many.labels, few.labels)
    np.testing.assert_array_equal(many.model.mixture.covariances, few.model.mixture.covariances)


@pytest.mark.parametrize("threads", [1, 2])
def test_a_picture_of_repeated_colours_is_fitted_to_each_of_them_once(scene, monkeypatch, threads):
    grey = np.ascontiguousarray(scene[..., 0])
    # What is drawn again hangs on the order in which pixels come: leave it out, to compare the rest.
    monkeypatch.setattr("gmmseg.mixture.fitting.fit.add_samples", lambda sample, *_, **__: sample)
    found = found_in(grey, threads, position=0, smoothing=0)
    monkeypatch.setattr("gmmseg.imaging.labelling.colour_histogram.CODES_PER_PIXEL", 0)

    by_pixel = found_in(grey, threads, position=0, smoothing=0)

    np.testing.assert_allclose(found.model.mixture.means, by_pixel.model.mixture.means, atol=1e-4)
    assert found.log_likelihood == pytest.approx(by_pixel.log_likelihood, rel=1e-6)
    assert (found.labels == by_pixel.labels).mean() > 0.999


def test_labels_are_where_the_probability_is_highest(scene):
    found = found_in(scene, n_components=4, smoothing=0)

    np.testing.assert_array_equal(found.labels, found.probabilities.argmax(axis=0) + 1)
    assert (np.diff(np.bincount(found.labels.ravel())[1:]) <= 0).all()


TWO = np.repeat(np.array([[0, 255]], np.uint8), 6, axis=0)
ODD = [
    (np.zeros((1, 1), np.uint8), 0.0, 1, "the picture has only one usable pixel"),
    (np.zeros((1, 1), np.uint8), 1.0, 1, "the picture has only one usable pixel"),
    (np.zeros((9, 9, 3), np.uint8), 0.0, 1, "the picture has only one colour"),
    (np.zeros((9, 9, 3), np.uint8), 0.5, 1, "the picture has only one colour"),
    (TWO, 0.0, 2, "the picture has only 2 different colours"),
    (TWO, 0.5, 2, "the picture has only 2 different colours"),
    (TWO[:1], 0.0, 2, "the picture has only 2 usable pixels"),
    (np.arange(4, dtype=np.uint8)[None] * 60, 0.0, 4, "the picture has only 4 usable pixels"),
    (np.full((3, 3), np.uint16(65535)), 0.0, 1, "the picture has only one colour"),
]


@pytest.mark.parametrize(("pixels", "position", "expected", "why"), ODD)
def test_fewer_segments_than_asked_for_are_reported(pixels, position, expected, why):
    found = found_in(pixels, position=position)

    assert found.n_segments == expected == found.labels.max()
    assert (np.bincount(found.labels.ravel())[1:] > 0).all()
    assert found.notes == (f"Found {expected} of 5 segments: {why}.",)


@pytest.mark.parametrize("shape", [(1, 500), (500, 1)])
@pytest.mark.parametrize("covariance_type", ["full", "tied", "diag", "spherical"])
def test_pictures_of_one_line_work(shape, covariance_type):
    pixels = np.linspace(0, 255, 500).astype(np.uint8).reshape(shape)

    found = found_in(pixels, n_components=3, position=1.0, covariance_type=covariance_type)

    assert found.n_segments == 3
    assert np.isfinite(found.log_likelihood)


def test_more_than_255_segments_widen_the_labels():
    pixels = np.random.default_rng(0).integers(0, 256, (40, 40, 3), np.uint8)

    found = found_in(pixels, n_components=300, noise=0.01, restarts=1, max_iterations=1)

    assert found.labels.dtype == np.uint16
    assert found.labels.max() == found.n_segments > 255


def test_a_fit_that_was_cut_short_says_so(scene):
    found = found_in(scene, max_iterations=1, tolerance=0.0, method="global")

    note = (
        "The fit was stopped after 1 iteration, before it converged: "
        "raise the limit of iterations or the tolerance."
    )
    assert found.notes == (note,)


def test_progress_never_falls_and_ends_below_or_at_one(scene):
    seen = []

    Job(pipeline_of(scene, method="global")).run(seen.append)

    fractions = [progress.fraction for progress in seen]
    assert fractions == sorted(fractions)
    assert 0 <= fractions[0] < fractions[-1] <= 1
    stages = list(dict.fromkeys(progress.stage for progress in seen))
    assert stages == ["Reading colours", "Trying starts", "Fitting", "Labelling"]


def test_the_number_of_segments_suits_the_picture_and_is_explained():
    rng = np.random.default_rng(0)
    colours = np.array([[200, 60, 50], [60, 160, 70], [50, 70, 180]])
    stripes = colours[np.arange(90) // 30][None].repeat(60, axis=0)
    pixels = (stripes + rng.normal(0, 6, stripes.shape)).clip(0, 255).astype(np.uint8)

    found = found_in(pixels, n_components="auto", position=0, method="global")

    assert found.n_segments == 3
    assert found.notes[0].startswith("Chose 3 segments: more of them explain too little more. ICL above")


@pytest.mark.parametrize(
    ("shape", "why"), [((1, 1, 3), "one usable pixel"), ((9, 9, 3), "one colour"), ((1, 9), "one colour")]
)
def test_where_there_is_nothing_to_choose_between_one_segment_is_chosen(shape, why):
    found = found_in(np.full(shape, 7, np.uint8), n_components="auto")

    assert found.n_segments == 1
    assert found.notes == (f"Chose 1 segment: the picture has only {why}.",)


def test_an_even_background_is_one_segment_wherever_it_lies():
    rows, columns = np.mgrid[:120, :160]
    spots = (np.hypot(rows % 40 - 20, columns % 40 - 20) < 8) * 15.0
    pixels = (20 + spots + np.random.default_rng(0).normal(0, 1, spots.shape)).astype(np.uint8)

    found = found_in(pixels, n_components="auto", position=0.5)

    assert found.n_segments == 2
    np.testing.assert_array_equal(found.labels == 2, spots > 0)


def test_detail_divides_regions_and_keeps_their_hierarchy(scene):
    found = found_in(scene, detail=0.7, min_region=30)

    coarse = found.at_detail(0.0)

    assert coarse.hierarchy is found.hierarchy
    assert coarse.regions.max() == 1 < found.regions.max()
    assert np.bincount(found.regions.ravel())[1:].min() >= 30
    assert found.regions.shape == found.labels.shape


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ((1.5, 0), "Setting detail is 1.5, but it must be a number from 0 to 1."),
        ((np.nan, 0), "Setting detail is nan, but it must be a number from 0 to 1."),
        ((0.5, -1), "Setting min_region is -1, but it must be a number of pixels, 0 or more."),
    ],
)
def test_detail_out_of_range_is_refused(scene, wrong, sentence):
    with pytest.raises(BadSettingError) as caught:
        found_in(scene).at_detail(*wrong)

    assert str(caught.value) == sentence


@pytest.mark.parametrize("texture", ["light", "full"])
def test_texture_tells_a_busy_field_from_an_even_one_of_the_same_colour(texture):
    columns = np.arange(120)[None].repeat(80, axis=0)
    grain = np.random.default_rng(0).normal(0, np.where(columns >= 60, 14, 2))
    pixels = (120 + grain).astype(np.uint8)

    found = found_in(pixels, n_components=2, texture=texture)

    assert (found.labels[:, :54] == found.labels[0, 0]).mean() > 0.97
    assert (found.labels[:, 66:] != found.labels[0, 0]).mean() > 0.97


@pytest.fixture(scope="module")
def fields():
    """A picture of regions, in some of which several segments live."""
    rng = np.random.default_rng(7)
    array = np.full((150, 200, 3), (40, 90, 60), np.uint8)
    array[:, 90:] = (190, 170, 120)
    array[100:, 40:150] = (90, 60, 160)
    array[20:50, 120:180][::7, ::5] = (240, 240, 250)
    return (array + rng.normal(0, 5, array.shape)).clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize("smoothing", [0.0, 0.5])
def test_the_order_of_segments_only_numbers_the_labels(fields, smoothing):
    found = found_in(fields, n_components=AUTO, smoothing=smoothing)
    n = len(found.model.segments)
    order = np.random.default_rng(0).permutation(n)
    seeds = np.full(found.labels.shape, UNLABELLED, np.int16)
    seeds[:3, :3] = 1
    other = replace(found.model, segments=tuple(found.model.segments[i] for i in order))
    ties_of_other = np.where(seeds == UNLABELLED, seeds, np.argsort(order)[1]).astype(np.int16)

    one, two = (
        Job(partial(labelling, found.image, model, smoothing=smoothing, seeds=seeded)).run()
        for model, seeded in [(found.model, seeds), (other, ties_of_other)]
    )

    assert n > 2
    np.testing.assert_array_equal(one, np.concatenate([[0], order + 1])[two])
    assert (one[:3, :3] == 2).all()


@pytest.mark.parametrize("method", ["regional", "global"])
def test_the_largest_segment_comes_first_and_the_model_gives_the_same_labels_again(fields, method):
    found = found_in(fields, n_components=AUTO, method=method)

    again = found.model.apply(fields)

    sizes = np.bincount(found.labels.reshape(-1))[1:]
    assert (np.diff(sizes) <= 0).all()
    assert sizes[-1] > 0
    assert [s.name for s in found.model.segments] == [f"segment {i + 1}" for i in range(len(sizes))]
    np.testing.assert_array_equal(again.labels, found.labels)
