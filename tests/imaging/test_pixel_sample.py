"""What a model says of the pixels that stand for all."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

import gmmseg
from gmmseg.imaging.image import Image
from gmmseg.imaging.pixel_sample import PixelSample


@pytest.fixture(scope="module")
def found():
    picture = np.random.default_rng(0).integers(0, 256, (40, 50, 3), np.uint8)
    return gmmseg.segment(picture, 3, method="global")


def test_all_pixels_of_a_small_picture_are_asked(found):
    mixture = found.model.mixture

    sampled = PixelSample.of(found.image, found.model)

    np.testing.assert_array_equal(sampled.indices, np.arange(2000))
    densities = [
        weight * multivariate_normal(mean, covariance).pdf(sampled.samples)
        for weight, mean, covariance in zip(
            mixture.weights, mixture.means, mixture.full_covariances, strict=True
        )
    ]
    np.testing.assert_allclose(sampled.scores, np.log(np.sum(densities, axis=0)), rtol=1e-4)
    expected = np.transpose(densities / np.sum(densities, axis=0))
    np.testing.assert_allclose(sampled.posterior, expected, atol=1e-4)


def test_masked_pixels_and_most_of_a_large_picture_are_left_out(found):
    pixels = np.random.default_rng(1).integers(0, 256, (300, 400, 3), np.uint8)
    mask = np.zeros((300, 400), bool)
    mask[:, 100:] = True

    sampled = PixelSample.of(Image.from_array(pixels, mask=mask), found.model)

    assert len(sampled.indices) == len(sampled.scores) == 2**15
    assert mask.ravel()[sampled.indices].all()
    assert (np.diff(sampled.indices) >= 0).all()


def test_an_applied_model_tells_how_well_it_explains_the_picture(found):
    again = found.model.apply(found.image)

    np.testing.assert_allclose(again.log_likelihood, again.sampled.scores.mean(), rtol=1e-12)
    np.testing.assert_allclose(again.log_likelihood, found.log_likelihood, atol=1e-4)
