from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from gmmseg.imaging.cutting.region_growing import Wand, grow_region, sigmas_of
from gmmseg.imaging.features.features import Features
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model, Segment
from gmmseg.mixture.parameters import Parameters


@pytest.fixture
def image():
    """A ramp of greys from 0 to 59, two rows, the second the other way round."""
    ramp = np.arange(60, dtype=np.uint8)
    return Image.from_array(np.stack([ramp, ramp[::-1]]))


@pytest.fixture
def model(image):
    """Two segments: greys about 10, and greys about 40, each 4 wide."""
    features = Features.learn(image, "grey", 0.0)
    centre, scale = features.centre[0], features.scale[0]
    means = (np.array([[10.0], [40.0]]) / 255 - centre) / scale
    covariances = np.full((2, 1, 1), (4 / 255 / scale) ** 2)
    segments = (Segment("dark", (0, 0, 0), (0,)), Segment("light", (0, 0, 0), (1,)))
    return Model(features, Parameters(np.array([0.5, 0.5]), means, covariances), segments)


def test_a_pixel_is_as_far_as_both_its_look_and_its_posterior_say(image, model):
    found = sigmas_of(image, model, 0)[0]

    greys = np.arange(60)
    dark, light = norm.pdf(greys, 10, 4), norm.pdf(greys, 40, 4)
    improbable = norm.isf(np.maximum(dark / (dark + light), 1e-12) / 2)
    np.testing.assert_allclose(found, np.maximum(np.abs(greys - 10) / 4, improbable), rtol=1e-3, atol=1e-3)


def test_a_region_grows_with_tolerance_and_from_its_click_only(image, model):
    sigmas = sigmas_of(image, model, 0)

    narrow, wide = (grow_region(sigmas, Wand(10, 0, t, True, model, 0)) for t in (1.01, 2.01))

    assert np.flatnonzero(narrow[0]).tolist() == list(range(6, 15))
    assert np.flatnonzero(wide[0]).tolist() == list(range(2, 19))
    assert not narrow[1].any()


def test_without_being_joined_all_of_the_picture_counts(image, model):
    mask = grow_region(sigmas_of(image, model, 0), Wand(10, 0, 1.01, False, model, 0))

    np.testing.assert_array_equal(mask[1], mask[0][::-1])


def test_the_clicked_pixel_is_always_in(image, model):
    assert grow_region(sigmas_of(image, model, 0), Wand(25, 0, 0.0, True, model, 0))[0, 25]


def test_pixels_that_are_not_usable_are_never_in(image, model):
    mask = np.ones((2, 60), bool)
    mask[0, 12] = False
    sigmas = sigmas_of(image.masked(mask), model, 0)

    assert np.flatnonzero(grow_region(sigmas, Wand(10, 0, 1.01, True, model, 0))[0]).tolist() == list(
        range(6, 12)
    )
    assert not grow_region(sigmas, replace(Wand(10, 0, 1.01, True, model, 0), x=12)).any()


def test_position_plays_no_part(image, model):
    placed = Features.learn(image, "grey", 1.0)
    full = np.zeros((2, 3, 3))
    full[:] = np.eye(3)
    full[:, 0, 0] = (4 / 255 / placed.scale[0]) ** 2
    means = np.zeros((2, 3))
    means[:, 0] = (np.array([10.0, 40.0]) / 255 - placed.centre[0]) / placed.scale[0]
    other = Model(placed, Parameters(np.array([0.5, 0.5]), means, full), model.segments)

    np.testing.assert_allclose(sigmas_of(image, other, 0), sigmas_of(image, model, 0), rtol=1e-2, atol=1e-2)
