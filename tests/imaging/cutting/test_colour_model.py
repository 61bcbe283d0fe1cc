import numpy as np
import pytest
from scipy.stats import multivariate_normal

from gmmseg.imaging.cutting.colour_model import NOISE, ColourBins, log_odds, mixture


@pytest.fixture
def picture():
    rng = np.random.default_rng(0)
    out = np.empty((20, 30, 3), np.float32)
    out[:, :15] = rng.normal((30, 20, -10), 3, (20, 15, 3))
    out[:, 15:] = rng.normal((70, -20, 10), 3, (20, 15, 3))
    return out


def test_a_palette_keeps_every_pixel_and_the_mean_colour(picture):
    bins = ColourBins.of(picture)

    assert bins.counts.sum() == 600
    np.testing.assert_allclose(
        bins.counts @ bins.colours / 600, picture.reshape(-1, 3).mean(axis=0), rtol=1e-4, atol=1e-3
    )


def test_a_colour_is_near_that_of_its_cube(picture):
    bins = ColourBins.of(picture)

    assert np.abs(bins.colours[bins.index] - picture).max() < 3.001


def test_one_component_is_the_weighted_mean_and_covariance():
    rng = np.random.default_rng(1)
    colours = rng.normal(0, 10, (50, 3)).astype(np.float32)
    weights = rng.random(50)

    found = mixture(colours, weights, 1)

    np.testing.assert_allclose(found.means[0], np.average(colours, axis=0, weights=weights), rtol=1e-4)
    np.testing.assert_allclose(
        found.covariances[0],
        np.cov(colours.T, aweights=weights, ddof=0) + NOISE * np.eye(3),
        rtol=1e-3,
        atol=1e-2,
    )


def test_log_odds_are_the_difference_of_log_densities(picture):
    bins = ColourBins.of(picture)
    inside = bins.summed_weights(np.arange(30)[None] < np.full((20, 1), 15))
    outside = bins.counts - inside

    odds = log_odds(bins, inside, outside, (1, 1))

    def log_density(weights):
        one = mixture(bins.colours, weights, 1)
        return multivariate_normal(one.means[0], one.covariances[0]).logpdf(bins.colours)

    np.testing.assert_allclose(odds, log_density(inside) - log_density(outside), rtol=1e-3, atol=1e-2)


def test_a_class_of_no_weight_is_like_any_pixel(picture):
    bins = ColourBins.of(picture)

    odds = log_odds(bins, np.zeros(len(bins.counts)), bins.counts, (2, 2))

    np.testing.assert_allclose(odds, 0, atol=1e-5)


def test_one_colour_alone_makes_one_component():
    assert mixture(np.full((1, 3), 5, np.float32), np.ones(1), 5).n_components == 1
