"""Whole fits."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from sklearn.mixture import GaussianMixture

from gmmseg.mixture import em
from gmmseg.mixture.em import WeightedSamples
from gmmseg.mixture.fitting.fit import FitOptions, FitResult, fitting, restoring_components
from gmmseg.mixture.parameters import Parameters


def clusters(n=6000, seed=0):
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(4, 3)) * 4
    spreads = rng.uniform(0.3, 1.5, size=(4, 3))
    which = rng.integers(0, 4, n)
    return np.asfortranarray((centres[which] + rng.normal(size=(n, 3)) * spreads[which]).astype(np.float32))


def last(samples, plan, map_blocks=map):
    blocks = [samples[i : i + 1024] for i in range(0, len(samples), 1024)]
    return finished(fitting(blocks, samples[::2], plan, map_blocks=map_blocks))


def finished(walk):
    while True:
        try:
            next(walk)
        except StopIteration as end:
            return end.value


@pytest.mark.parametrize("seed", range(3))
def test_a_fit_is_as_good_as_scikit_learns(seed):
    samples = clusters(seed=seed)
    oracle = GaussianMixture(4, random_state=seed, n_init=3).fit(samples.astype(float))

    fit = last(samples, FitOptions(4, seed=seed, tolerance=1e-5))

    assert em.scores(samples, fit.parameters).mean() > oracle.score(samples.astype(float)) - 1e-3


def test_threads_do_not_change_a_bit():
    samples = clusters()

    alone = last(samples, FitOptions(4))
    with ThreadPoolExecutor(2) as pool:
        together = last(samples, FitOptions(4), pool.map)

    np.testing.assert_array_equal(alone.parameters.means, together.parameters.means)
    np.testing.assert_array_equal(alone.parameters.covariances, together.parameters.covariances)


def test_components_come_in_the_order_of_their_weights():
    weights = last(clusters(), FitOptions(4)).parameters.weights

    assert (np.diff(weights) <= 0).all()


@pytest.mark.parametrize("n_colours", [1, 2, 3])
def test_no_more_components_than_colours(n_colours):
    samples = np.repeat(np.eye(3, dtype=np.float32)[:n_colours], 40, axis=0)

    fit = last(samples, FitOptions(5))

    assert fit.parameters.n_components == n_colours
    assert np.isfinite(fit.log_likelihood)


def test_one_sample_makes_one_component():
    fit = last(np.zeros((1, 3), np.float32), FitOptions(3))

    assert fit.parameters.n_components == 1


def test_stops_at_the_limit_of_steps():
    fit = last(clusters(), FitOptions(4, max_iterations=2, tolerance=0))

    assert fit.iteration == 2
    assert not fit.converged


class Readings(Sequence):
    """Blocks of samples that are made when they are needed, and how often that was."""

    def __init__(self, samples):
        self.samples, self.read = samples, 0

    def __len__(self):
        return len(self.samples) // 1000

    def __getitem__(self, index):
        if index >= len(self):
            raise IndexError(index)
        self.read += 1
        return self.samples[1000 * index : 1000 * (index + 1)]


def test_very_many_samples_are_read_a_few_times_and_the_last_gain_is_reported(monkeypatch):
    monkeypatch.setattr("gmmseg.mixture.fitting.fit.MANY", 6000)
    samples = clusters()
    blocks, plan = Readings(samples), FitOptions(4, tolerance=0)

    fits = list(fitting(blocks, samples[::8], plan, thinned=[samples[::2]], n_samples=6000))

    *_, second, third = (fit for fit in fits if fit.stage == "polish")
    means = [em.scores(samples.astype(float), fit.parameters).mean() for fit in (fits[-3], second)]
    assert blocks.read == 3 * len(blocks)
    assert (third.iteration, third.converged) == (3, False)
    np.testing.assert_allclose(third.gain, means[1] - means[0], atol=1e-6)
    assert fits[-3].iteration == 1
    assert np.isinf(fits[-3].gain)


def test_fewer_samples_are_read_until_the_fit_converges():
    samples = clusters()
    blocks, plan = Readings(samples), FitOptions(4, tolerance=0, max_iterations=5)

    list(fitting(blocks, samples[::8], plan, thinned=[samples[::2]], n_samples=6000))

    assert blocks.read >= 5 * len(blocks)


def test_a_few_steps_on_very_many_samples_are_worth_a_whole_fit(monkeypatch):
    samples = clusters(20_000)
    plan, given = FitOptions(4), {"thinned": [samples[::4]], "n_samples": len(samples)}

    whole = finished(fitting(Readings(samples), samples[::16], plan, **given))
    monkeypatch.setattr("gmmseg.mixture.fitting.fit.MANY", len(samples))
    short = finished(fitting(Readings(samples), samples[::16], plan, **given))

    means = [em.scores(samples, fit.parameters).mean() for fit in (short, whole)]
    assert means[0] > means[1] - plan.tolerance


def test_given_means_are_where_it_begins():
    samples = clusters()
    means = samples[:4].astype(float)

    first = next(iter(fitting([samples], samples, FitOptions(4, means=means, max_iterations=1))))

    assert first.parameters.n_components == 4


@pytest.mark.parametrize("seed", [1, 5, 6])
def test_moves_find_what_starts_alone_miss(seed):
    centres = np.array([[0, 0], [9, 0], [0, 9], [9, 9], [18, 0], [0, 18]])
    noise = np.random.default_rng(0).normal(size=(3000, 2)) * 0.5
    samples = (centres[np.arange(3000) * 6 // 3000] + noise).astype(np.float32)

    alone, moved = (
        last(samples, FitOptions(6, restarts=1, moves=moves, start="random", seed=seed)) for moves in (0, 64)
    )

    truth = Parameters(np.full(6, 1 / 6), centres, np.full(6, 0.25), "spherical")
    assert em.scores(samples, alone.parameters).mean() < em.scores(samples, truth).mean() - 0.2
    assert em.scores(samples, moved.parameters).mean() > em.scores(samples, truth).mean() - 0.01


def test_a_thing_too_small_for_the_sample_is_found():
    rng = np.random.default_rng(0)
    samples = rng.normal(size=(60_000, 2)).astype(np.float32)
    samples[rng.choice(60_000, 90, replace=False)] = rng.normal([7, 7], 0.1, size=(90, 2))
    walk = fitting([samples[:30_000], samples[30_000:]], samples[::60], FitOptions(2))

    *_, fit = walk

    assert fit.parameters.weights.min() == pytest.approx(90 / 60_000, rel=0.02)


def test_blocks_with_weights_count_as_repetitions():
    samples = clusters(2000)
    times = 1 + np.arange(2000) % 3
    repeated = np.asfortranarray(np.repeat(samples, times, axis=0))
    means = samples[:4].astype(float)
    plan = FitOptions(4, means=means, tolerance=1e-9, max_iterations=500)

    weighted, plain = (
        finished(fitting([block], block, plan)) for block in (WeightedSamples(samples, times), repeated)
    )

    np.testing.assert_allclose(weighted.parameters.means, plain.parameters.means, atol=1e-3)
    assert weighted.log_likelihood == pytest.approx(plain.log_likelihood, abs=1e-5)


def bereft():
    """Return three heaps and a converged fit of two components: the third has died."""
    centres = np.array([[0.0, 0.0], [8.0, 0.0], [0.0, 8.0]])
    samples = centres[np.arange(1200) % 3] + np.random.default_rng(0).normal(size=(1200, 2))
    covariances = np.array([np.diag([17.0, 1.0]), np.eye(2)])
    two = Parameters(np.array([2 / 3, 1 / 3]), np.array([[4.0, 0.0], [0.0, 8.0]]), covariances)
    return samples, FitResult(two, float(em.scores(samples, two).mean()), "polish", 3, converged=True)


def test_a_component_that_was_lost_is_restored_where_it_is_missed():
    samples, fit = bereft()
    oracle = GaussianMixture(3, random_state=0).fit(samples)

    found = finished(restoring_components([samples[:700], samples[700:]], samples, fit, FitOptions(3), map))

    assert found.parameters.n_components == 3
    assert em.scores(samples, found.parameters).mean() == pytest.approx(oracle.score(samples), abs=1e-3)


@pytest.mark.parametrize(
    "plan",
    [FitOptions(2), FitOptions(3, moves=0), FitOptions(3, means=np.zeros((3, 2)))],
    ids=["none died", "no moves", "given"],
)
def test_nothing_is_restored_where_none_is_missing_or_moves_are_not_wanted(plan):
    samples, fit = bereft()

    assert finished(restoring_components([samples], samples, fit, plan, map)) is fit
