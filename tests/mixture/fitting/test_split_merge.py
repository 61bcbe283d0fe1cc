"""Components that die and are reborn."""

import numpy as np
import pytest

from gmmseg.mixture import em
from gmmseg.mixture.fitting.split_merge import SplitMergeChain
from gmmseg.mixture.parameters import COVARIANCE_TYPES, Parameters

CENTRES = np.array([[0.0, 0.0], [8.0, 0.0], [0.0, 8.0]])


def heaps(n=1200, seed=0):
    rng = np.random.default_rng(seed)
    return CENTRES[np.arange(n) % 3] + rng.normal(size=(n, 2))


def chain(parameters, samples, n_wanted):
    known = em.expectation(samples, parameters)
    return SplitMergeChain(parameters, known.log_likelihood / known.n, n_wanted, samples)


def in_a_rut(kind="full"):
    """Return a mixture of which two components share one heap and one covers two: EM does not leave it."""
    wide = np.diag([17.0, 1.0])
    covariances = {
        "full": np.array([np.eye(2), np.eye(2), wide]),
        "tied": np.eye(2) * 3,
        "diag": np.array([[1.0, 1.0], [1.0, 1.0], [17.0, 1.0]]),
        "spherical": np.array([1.0, 1.0, 9.0]),
    }
    means = np.array([[-0.2, 8.0], [0.2, 8.0], [4.0, 0.0]])
    return Parameters(np.array([1 / 6, 1 / 6, 2 / 3]), means, covariances[kind], kind)


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_a_component_too_many_here_goes_where_one_is_missing(kind):
    samples = heaps()
    rut = in_a_rut(kind)
    for _ in range(30):
        rut = next(em.steps([samples], rut)).parameters
    begun = chain(rut, samples, 3)

    found = begun.moved(30, np.random.default_rng(0))

    order = np.lexsort(found.parameters.means.round().T)
    np.testing.assert_allclose(found.parameters.means[order], CENTRES, atol=0.2)
    assert found.log_likelihood > begun.log_likelihood + 0.1


def test_the_dead_are_reborn_where_they_are_missed():
    samples = heaps()
    one = Parameters(np.ones(1), samples.mean(axis=0)[None], np.cov(samples.T)[None].copy())

    found = chain(one, samples, 3).moved(20, np.random.default_rng(0))

    order = np.lexsort(found.parameters.means.round().T)
    np.testing.assert_allclose(found.parameters.means[order], CENTRES, atol=0.2)


@pytest.mark.parametrize("seed", range(4))
def test_moves_never_lose_likelihood_nor_make_too_many(seed):
    samples = np.random.default_rng(seed).normal(size=(500, 2))
    begun = chain(in_a_rut(), samples, 4)

    found = begun.moved(12, np.random.default_rng(seed))

    known = em.expectation(samples, found.parameters)
    assert found.log_likelihood >= begun.log_likelihood
    assert known.log_likelihood / known.n > found.log_likelihood - 1e-6  # its step was EM's: it only gains
    assert found.parameters.n_components <= 4


def test_no_component_is_born_where_all_samples_are_alike():
    samples = np.repeat([[0.0, 0.0], [1.0, 1.0]], 50, axis=0)
    two = Parameters(np.full(2, 0.5), samples[[0, -1]], np.tile(np.eye(2) * 1e-6, (2, 1, 1)))

    found = chain(two, samples, 5).moved(20, np.random.default_rng(0))

    assert found.parameters.n_components == 2


def test_the_same_seed_makes_the_same_moves():
    samples = heaps()

    found = [chain(in_a_rut(), samples, 3).moved(10, np.random.default_rng(4)) for _ in range(2)]

    np.testing.assert_array_equal(found[0].parameters.means, found[1].parameters.means)


def test_one_component_has_nowhere_to_go():
    samples = heaps()
    begun = chain(Parameters(np.ones(1), np.zeros((1, 2)), np.eye(2)[None].copy()), samples, 1)

    assert begun.moved(5, np.random.default_rng(0)) is begun
