"""Mixtures moved towards other data."""

import numpy as np
import pytest

from gmmseg.mixture.em import Parameters
from gmmseg.mixture.fitting.map_adaptation import adapt, remembered
from gmmseg.mixture.parameters import COVARIANCE_TYPES

MEANS = np.array([[-4.0, 0.0], [4.0, 1.0]])
FULL = np.array([[[1.0, 0.3], [0.3, 0.5]], [[0.7, 0.0], [0.0, 1.2]]])
SHAPES = {
    "full": FULL,
    "tied": FULL[0],
    "diag": np.array([[1.0, 0.5], [0.7, 1.2]]),
    "spherical": np.array([1.0, 2.0]),
}


def mixture(kind="full"):
    return Parameters(np.array([0.6, 0.4]), MEANS.copy(), SHAPES[kind].copy(), kind)


def samples(shift=0.0, n=20_000):
    rng = np.random.default_rng(1)
    parts = [rng.multivariate_normal(MEANS[k] + shift, FULL[k], int(n * w)) for k, w in ((0, 0.6), (1, 0.4))]
    return np.concatenate(parts)


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_what_is_remembered_has_the_moments_of_the_mixture(kind):
    start = mixture(kind)

    same = adapt([np.zeros((1, 2))], start, 1e-9, steps=1)

    np.testing.assert_allclose(same.weights, start.weights, atol=1e-6)
    np.testing.assert_allclose(same.means, start.means, atol=1e-6)
    np.testing.assert_allclose(same.covariances, start.covariances, atol=1e-6)
    assert remembered(start, 50.0).n == 50


def test_without_strength_nothing_moves():
    start = mixture()

    assert adapt([samples(1.0)], start, 0.0) is start


def test_means_move_as_far_as_the_data_have_a_say():
    data = samples(0.5)

    moved = adapt([data], mixture(), 0.25)

    # The components are far apart, so each sample has one owner: a weighted mean of old and new means.
    ours = np.stack([data[:12_000].mean(axis=0), data[12_000:].mean(axis=0)])
    np.testing.assert_allclose(moved.means, 0.75 * MEANS + 0.25 * ours, atol=2e-3)
    np.testing.assert_allclose(moved.weights, [0.6, 0.4], atol=1e-3)


def test_a_component_that_the_data_do_not_show_stays_where_it_was():
    data = samples(0.2)[:12_000]

    moved = adapt([data], mixture(), 0.5)

    np.testing.assert_allclose(moved.means[1], MEANS[1], atol=1e-3)
    np.testing.assert_allclose(moved.covariances[1], FULL[1], atol=1e-2)
    np.testing.assert_allclose(moved.weights, [0.8, 0.2], atol=1e-3)


def test_blocks_add_up():
    data = samples(0.3)

    one, two = adapt([data], mixture(), 0.5), adapt([data[:7000], data[7000:]], mixture(), 0.5)

    np.testing.assert_allclose(one.means, two.means, rtol=1e-12)
