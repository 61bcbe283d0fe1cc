"""EM that looks back: the same hill, fewer steps, never a step down."""

from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmmseg.mixture import em
from gmmseg.mixture.fitting import acceleration
from gmmseg.mixture.fitting.acceleration import Coordinates
from gmmseg.mixture.parameters import COVARIANCE_TYPES, Parameters


def mixture(kind, k=3, d=2, seed=0):
    rng = np.random.default_rng(seed)
    roots = rng.normal(size=(k, d, d + 2))
    full = roots @ roots.transpose(0, 2, 1)
    variances = np.einsum("kaa->ka", full).copy()
    covariances = {"full": full, "tied": full[0], "diag": variances, "spherical": variances.mean(axis=1)}
    weights = rng.random(k) + 0.1
    return Parameters(weights / weights.sum(), rng.normal(size=(k, d)), covariances[kind].copy(), kind)


def overlapping(n=3000, seed=0):
    rng = np.random.default_rng(seed)
    centres = np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 2.5]])
    return centres[rng.integers(0, 3, n)] + rng.normal(size=(n, 2)) * [1.0, 0.7]


def begun(samples, kind="full"):
    covariances = {"full": np.tile(np.eye(2), (3, 1, 1)), "tied": np.eye(2)}
    covariances |= {"diag": np.ones((3, 2)), "spherical": np.ones(3)}
    return Parameters(np.full(3, 1 / 3), samples[:3].astype(float), covariances[kind].copy(), kind)


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_coordinates_lead_there_and_back(kind):
    chart, other = Coordinates.about(mixture(kind)), mixture(kind, seed=1)

    back = chart.mixture(chart.coordinates(other))

    np.testing.assert_allclose(chart.coordinates(chart.reference), 0, atol=1e-12)
    np.testing.assert_allclose(back.weights, other.weights)
    np.testing.assert_allclose(back.means, other.means)
    np.testing.assert_allclose(back.covariances, other.covariances, atol=1e-12)


@given(seed=st.integers(0, 10_000), kind=st.sampled_from(COVARIANCE_TYPES))
@settings(max_examples=40, deadline=None)
def test_every_point_is_a_valid_mixture(seed, kind):
    chart = Coordinates.about(mixture(kind))
    n = len(chart.coordinates(chart.reference))

    found = chart.mixture(np.random.default_rng(seed).normal(size=n) * 3)

    assert (found.weights > 0).all()
    assert found.weights.sum() == pytest.approx(1)
    assert (np.linalg.eigvalsh(found.full_covariances) > 0).all()


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_half_the_squared_length_is_the_divergence(kind):
    one = mixture(kind)
    chart, n = Coordinates.about(one), len(Coordinates.about(one).coordinates(one))
    step = np.random.default_rng(1).normal(size=n)
    logs = (
        step[:3] / chart.lengths[:, 0]
    )  # of the directions in which weights can go, take one that sums to 1
    step[:3] = (logs - one.weights @ logs) * chart.lengths[:, 0]
    step *= 1e-3 / np.linalg.norm(step)

    other = chart.mixture(step)

    divergence = one.weights @ np.log(one.weights / other.weights)
    for c in range(3):
        ratio = np.linalg.solve(other.full_covariances[c], one.full_covariances[c])
        away = other.means[c] - one.means[c]
        distance = away @ np.linalg.solve(other.full_covariances[c], away)
        divergence += one.weights[c] * (np.trace(ratio) - 2 + distance - np.log(np.linalg.det(ratio))) / 2
    assert divergence == pytest.approx(0.5e-6, rel=0.01)


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_it_ends_where_em_ends_in_fewer_steps(kind):
    samples = overlapping(seed=3)
    plain = [step.log_likelihood for step in islice(em.steps([samples], begun(samples, kind)), 3000)]

    fast = [step.log_likelihood for step in islice(acceleration.steps([samples], begun(samples, kind)), 150)]

    steps_needed = [int(np.argmax(np.array(found) > plain[-1] - 1e-7)) for found in (plain, fast)]
    assert fast[-1] > plain[-1] - 1e-8
    assert 0 < steps_needed[1] < 0.8 * steps_needed[0]


@given(seed=st.integers(0, 10_000), kind=st.sampled_from(COVARIANCE_TYPES))
@settings(max_examples=25, deadline=None)
def test_no_step_loses_likelihood_and_all_mixtures_are_valid(seed, kind):
    samples = overlapping(400, seed)

    steps = list(islice(acceleration.steps([samples], mixture(kind, seed=seed), regularisation=0.0), 40))

    likelihoods = np.array([step.log_likelihood for step in steps])
    assert (np.diff(likelihoods) > -1e-9).all()
    for step in steps:
        assert step.parameters.weights.sum() == pytest.approx(1)
        assert (np.linalg.eigvalsh(step.parameters.full_covariances) > 0).all()


def test_components_may_die_on_the_way():
    samples = np.random.default_rng(0).normal(size=(500, 1))
    start = Parameters(np.full(2, 0.5), np.array([[0.0], [1e4]]), np.full((2, 1, 1), 1e-2))

    *_, last = islice(acceleration.steps([samples], start), 20)

    assert last.parameters.n_components == 1
    np.testing.assert_allclose(last.parameters.means, samples.mean(axis=0)[None], atol=1e-9)
