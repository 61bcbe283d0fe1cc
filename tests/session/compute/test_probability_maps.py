from functools import partial

import numpy as np
import pytest

import gmmseg
from gmmseg.imaging.image import Image
from gmmseg.job import Job
from gmmseg.session.compute import probability_maps


def test_a_map_of_probability_is_the_segments_posterior(document):
    segmentation = document.result.segmentation

    levels = Job(
        lambda workers: probability_maps.mapping_probabilities(segmentation, 1, workers), threads=1
    ).run()

    expected = np.rint(segmentation.probability(2) * 255)
    np.testing.assert_array_equal(levels[0], expected)


def test_uncertainty_is_nothing_when_sure_and_full_when_all_are_alike():
    probabilities = np.asarray([[1, 0, 0, 0], [0.25] * 4, [0.5, 0.5, 0, 0]], np.float32)

    uncertain = probability_maps.entropy(probabilities)

    assert uncertain.tolist() == [0, 255, 128]  # two of four alike: log 2 / log 4


def test_one_segment_leaves_no_uncertainty():
    assert probability_maps.entropy(np.ones((2, 1), np.float32)).tolist() == [0, 0]


def test_the_probabilities_of_one_pixel_are_those_of_the_whole_map(document):
    segmentation = document.result.segmentation

    p = probability_maps.probabilities_at(segmentation.model, segmentation.image, 7, 33)

    np.testing.assert_allclose(p, segmentation.probabilities[:, 7, 33], atol=1e-6)


def test_what_regions_expect_is_made_ready_on_a_thread_and_then_known(flags):
    """A model that knows the picture from elsewhere: nothing is kept with the picture yet."""
    model = gmmseg.segment(flags.pixels, 3).model
    other = Image.from_array(flags.pixels.copy(), name="flags.png")
    was_ready = probability_maps.is_ready(model, other)

    Job(partial(probability_maps.readying, model, other)).run()

    assert not was_ready
    assert probability_maps.is_ready(model, other)
    p = probability_maps.probabilities_at(model, other, 3, 3)
    assert p.sum() == pytest.approx(1, abs=1e-6)
