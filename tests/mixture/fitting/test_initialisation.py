"""Where EM begins."""

import numpy as np
import pytest

from gmmseg.mixture.em import COVARIANCE_TYPES, WeightedSamples
from gmmseg.mixture.fitting.initialisation import STARTS, start


def heaps(n=900, d=3, seed=0):
    rng = np.random.default_rng(seed)
    centres = np.array([[0.0] * d, [9.0] * d, [-9.0] * d])
    which = np.arange(n) % 3
    return (centres[which] + rng.normal(size=(n, d))).astype(np.float32), which


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_each_heap_gets_a_centre_and_its_spread(kind):
    samples, which = heaps()

    begun = start(samples, 3, covariance_type=kind, rng=np.random.default_rng(0))

    order = np.argsort(begun.means[:, 0])
    expected = np.array([samples[which == c].mean(axis=0) for c in (2, 0, 1)])
    np.testing.assert_allclose(begun.means[order], expected, atol=1e-4)
    scatter = np.array([np.cov(samples[which == c].T.astype(float), bias=True) for c in (2, 0, 1)])
    np.testing.assert_allclose(
        begun.full_covariances[order],
        {
            "full": scatter,
            "tied": np.tile(scatter.mean(axis=0), (3, 1, 1)),
            "diag": scatter * np.eye(3),
            "spherical": np.einsum("kaa->k", scatter)[:, None, None] / 3 * np.eye(3),
        }[kind],
        atol=1e-4,
    )


@pytest.mark.parametrize("method", STARTS)
@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_every_method_gives_a_mixture_of_every_kind(method, kind):
    samples, _ = heaps()

    begun = start(samples, 4, covariance_type=kind, method=method, rng=np.random.default_rng(0))

    assert begun.n_components == 4
    np.testing.assert_allclose(begun.weights.sum(), 1)
    assert np.isfinite(begun.whiteners).all()


def test_coinciding_samples_give_fewer_components():
    samples = np.repeat(np.array([[0.0, 0.0], [1.0, 1.0]], np.float32), 50, axis=0)

    begun = start(samples, 5, rng=np.random.default_rng(0))

    assert begun.n_components == 2


def test_an_outlier_draws_no_centre_of_its_own():
    samples, _ = heaps(3000)
    samples[0] = 1e6

    found = [start(samples, 3, rng=np.random.default_rng(seed)).weights.min() for seed in range(20)]

    assert np.mean(np.array(found) < 0.01) < 0.2


def test_weights_count_as_repetitions():
    samples, _ = heaps(300)
    weights = np.arange(300) % 4
    rng, same = np.random.default_rng(0), np.random.default_rng(0)

    weighted = start(WeightedSamples(samples, weights), 3, means=samples[:3], rng=rng)
    repeated = start(np.repeat(samples, weights, axis=0), 3, means=samples[:3], rng=same)

    np.testing.assert_allclose(weighted.means, repeated.means, rtol=1e-6)
    np.testing.assert_allclose(weighted.covariances, repeated.covariances, rtol=1e-6)


@pytest.mark.parametrize("value", [0.0, 0.1, 66.7])
def test_equal_samples_are_one_component_wherever_rounding_puts_their_mean(value):
    samples = np.full((1200, 3), value, np.float32, order="F")

    found = start(samples, 4, regularisation=1.0, rng=np.random.default_rng(0))

    np.testing.assert_allclose(found.means, [samples[0]], rtol=1e-6)
