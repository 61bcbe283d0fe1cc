"""A model gives each pixel the probabilities of its segments."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from gmmseg import __version__
from gmmseg.imaging.features.features import Features
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import LEVELS, Model, Segment, Training
from gmmseg.imaging.regional.probabilities import Probabilities
from gmmseg.mixture.em import Parameters

WEIGHTS = np.array([0.5, 0.3, 0.2])
MEANS = np.array([[-1.0, 0, 0], [1, 0, 0.5], [0, 2, 0]])
COVARIANCES = np.array([np.eye(3), np.diag([0.5, 1, 2]), np.eye(3) + 0.3])


@pytest.fixture
def image():
    mask = np.ones((12, 15), bool)
    mask[3:5, 4:9] = False
    return Image.from_array(np.random.default_rng(5).integers(0, 256, (12, 15, 3), np.uint8), mask=mask)


@pytest.fixture
def model(image):
    """Return three components that two segments own."""
    segments = (Segment("ends", (0, 0, 255), (0, 2)), Segment("middle", (255, 0, 0), (1,)))
    return Model(Features.learn(image, "rgb"), Parameters(WEIGHTS, MEANS, COVARIANCES, "full"), segments)


def expected(samples):
    """Return the probabilities (n, 2) of the two segments by scipy's densities."""
    joint = np.stack(
        [
            weight * multivariate_normal(mean, covariance).pdf(samples)
            for weight, mean, covariance in zip(WEIGHTS, MEANS, COVARIANCES, strict=True)
        ],
        axis=1,
    )
    shares = joint / joint.sum(axis=1, keepdims=True)
    return np.stack([shares[:, 0] + shares[:, 2], shares[:, 1]], axis=1)


def test_each_component_has_its_owner(model):
    np.testing.assert_array_equal(model.owners, [0, 1, 0])


def test_the_probability_of_a_segment_is_that_of_its_components_together(model, image):
    block = model.features.blocks(image)[0]

    found = model.posterior(block)

    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected(block.astype(np.float64)), atol=1e-4)


def test_the_label_of_a_sample_is_its_most_probable_segment(model, image):
    block = model.features.blocks(image)[0]

    found = model.labels(block)

    np.testing.assert_array_equal(found, expected(block.astype(np.float64)).argmax(axis=1))


def test_probabilities_stand_where_their_pixels_are_and_are_0_where_unusable(model, image):
    block = model.features.blocks(image)[0].astype(np.float64)

    found = Probabilities.of(image, model).everywhere()

    assert found.shape == (2, 12, 15)
    np.testing.assert_allclose(found[:, image.mask].T, expected(block), atol=1e-4)
    assert not found[:, ~image.mask].any()


def test_it_says_how_well_the_pictures_were_explained():
    rng = np.random.default_rng(3)
    first, second = rng.normal(-4, 1, 5000), rng.normal(-5, 2, 5000)
    both = np.concatenate([first, second])

    training = Training.of(["a" * 64, "b" * 64], [first, second], [30, 10], seed=7)

    assert training.pictures == ("a" * 64, "b" * 64)
    np.testing.assert_allclose([training.mean, training.deviation], [both.mean(), both.std()])
    np.testing.assert_allclose(training.quantiles, np.quantile(both, LEVELS))
    np.testing.assert_allclose(training.spread, abs(first.mean() - second.mean()) / 2)
    assert training.shares == (0.75, 0.25)
    assert (training.seed, training.version) == (7, __version__)
    np.testing.assert_allclose((both < training.floor).mean(), 0.01, atol=1e-4)


def test_segments_can_be_put_in_the_order_of_their_components(model):
    turned = replace(model, segments=model.segments[::-1])

    found, order = turned.in_component_order()

    assert [segment.name for segment in found.segments] == ["ends", "middle"]
    assert order.tolist() == [1, 0]
    assert model.in_component_order()[0] is model
