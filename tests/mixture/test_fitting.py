"""Whole fits."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from sklearn.mixture import GaussianMixture

from gmmseg.mixture import em
from gmmseg.mixture.fitting import Plan, fitting


def clusters(n=6000, seed=0):
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(4, 3)) * 4
    spreads = rng.uniform(0.3, 1.5, size=(4, 3))
    which = rng.integers(0, 4, n)
    return np.asfortranarray((centres[which] + rng.normal(size=(n, 3)) * spreads[which]).astype(np.float32))


def last(samples, plan, map_blocks=map):
    blocks = [samples[i : i + 1024] for i in range(0, len(samples), 1024)]
    walk = fitting(blocks, samples[::2], plan, map_blocks=map_blocks)
    while True:
        try:
            next(walk)
        except StopIteration as end:
            return end.value


@pytest.mark.parametrize("seed", range(3))
def test_a_fit_is_as_good_as_scikit_learns(seed):
    samples = clusters(seed=seed)
    oracle = GaussianMixture(4, random_state=seed, n_init=3).fit(samples.astype(float))

    fit = last(samples, Plan(4, seed=seed, tolerance=1e-5))

    assert em.scores(samples, fit.parameters).mean() > oracle.score(samples.astype(float)) - 1e-3


def test_threads_do_not_change_a_bit():
    samples = clusters()

    alone = last(samples, Plan(4))
    with ThreadPoolExecutor(2) as pool:
        together = last(samples, Plan(4), pool.map)

    np.testing.assert_array_equal(alone.parameters.means, together.parameters.means)
    np.testing.assert_array_equal(alone.parameters.covariances, together.parameters.covariances)


def test_components_come_in_the_order_of_their_weights():
    weights = last(clusters(), Plan(4)).parameters.weights

    assert (np.diff(weights) <= 0).all()


@pytest.mark.parametrize("n_colours", [1, 2, 3])
def test_no_more_components_than_colours(n_colours):
    samples = np.repeat(np.eye(3, dtype=np.float32)[:n_colours], 40, axis=0)

    fit = last(samples, Plan(5))

    assert fit.parameters.n_components == n_colours
    assert np.isfinite(fit.log_likelihood)


def test_one_sample_makes_one_component():
    fit = last(np.zeros((1, 3), np.float32), Plan(3))

    assert fit.parameters.n_components == 1


def test_stops_at_the_limit_of_steps():
    fit = last(clusters(), Plan(4, max_iterations=2, tolerance=0))

    assert fit.iteration == 2
    assert not fit.converged


def test_given_means_are_where_it_begins():
    samples = clusters()
    means = samples[:4].astype(float)

    first = next(iter(fitting([samples], samples, Plan(4, means=means, max_iterations=1))))

    assert first.parameters.n_components == 4
