"""Variational mixtures against scikit-learn's."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import BayesianGaussianMixture as Theirs

from gmmseg import BayesianGaussianMixture


@pytest.mark.parametrize("prior", ["dirichlet_process", "dirichlet_distribution"])
@pytest.mark.parametrize("kind", ["full", "tied", "diag", "spherical"])
def test_the_same_start_ends_where_scikit_learn_ends(kind, prior):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(400, 2)) + rng.integers(0, 3, (400, 1)) * 6
    asked = {"n_components": 4, "covariance_type": kind, "random_state": 0, "max_iter": 1000}
    asked |= {"weight_concentration_prior_type": prior, "tol": 1e-4}

    ours, theirs = BayesianGaussianMixture(**asked).fit(X), Theirs(**asked).fit(X)

    for name in ("weights_", "means_", "covariances_", "mean_precision_", "degrees_of_freedom_"):
        np.testing.assert_allclose(getattr(ours, name), getattr(theirs, name), rtol=1e-5, atol=1e-6)
    theirs_bounds = np.ravel(theirs.lower_bounds_)  # arrays of one number each where tied
    np.testing.assert_allclose(ours.lower_bounds_, theirs_bounds, rtol=1e-6)
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-6)


def test_unused_components_end_with_next_to_no_weight():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(500, 2)) + rng.integers(0, 2, (500, 1)) * 20

    fitted = BayesianGaussianMixture(
        n_components=6, weight_concentration_prior=1e-3, random_state=0, max_iter=1000
    ).fit(X)

    assert (fitted.weights_ > 0.05).sum() == 2


@pytest.mark.parametrize("prior", ["dirichlet_process", "dirichlet_distribution"])
@pytest.mark.parametrize("kind", ["full", "tied", "diag", "spherical"])
def test_three_clusters_are_found_with_ten_components(kind, prior):
    rng = np.random.default_rng(0)
    which = rng.integers(0, 3, 900)
    X = np.array([[0, 0], [12, 1], [4, 14]])[which] + rng.normal(size=(900, 2))
    asked = {"n_components": 10, "weight_concentration_prior_type": prior, "max_iter": 2000, "tol": 1e-6}

    fitted = BayesianGaussianMixture(
        covariance_type=kind, weight_concentration_prior=1e-3, random_state=0, **asked
    ).fit(X)

    weights = np.sort(fitted.weights_)
    np.testing.assert_allclose(weights[-3:], np.sort(np.bincount(which)) / 900, atol=0.01)
    assert weights[:-3].max() < 2 / 900  # a stick broken for nobody is worth one sample


@pytest.mark.parametrize("kind", ["full", "tied", "diag", "spherical"])
def test_samples_of_enormous_weight_leave_the_prior_no_say_and_of_none_leave_it_all(kind):
    rng = np.random.default_rng(0)
    X = np.concatenate([rng.normal(size=(100, 2)), rng.normal(size=(100, 2)) + 20])
    model = BayesianGaussianMixture(n_components=2, covariance_type=kind, random_state=0)

    heavy = model.fit(X, sample_weight=np.full(200, 1e300)).means_
    light = model.fit(X, sample_weight=np.full(200, 1e-300)).means_

    np.testing.assert_allclose(heavy[heavy[:, 0].argsort()], [X[:100].mean(axis=0), X[100:].mean(axis=0)])
    np.testing.assert_allclose(light, [X.mean(axis=0)] * 2)


@settings(max_examples=25, deadline=None)
@given(
    d=st.integers(1, 4),
    k=st.integers(1, 5),
    kind=st.sampled_from(["full", "tied", "diag", "spherical"]),
    prior=st.sampled_from(["dirichlet_process", "dirichlet_distribution"]),
    seed=st.integers(0, 2**31),
)
def test_one_step_is_scikit_learns(d, k, kind, prior, seed):
    X = np.random.default_rng(seed).normal(size=(60, d)) * 3 + 5
    asked = {"n_components": k, "covariance_type": kind, "random_state": seed, "init_params": "random"}
    asked |= {"weight_concentration_prior_type": prior, "max_iter": 1}

    with warnings.catch_warnings(action="ignore", category=ConvergenceWarning):
        ours, theirs = BayesianGaussianMixture(**asked).fit(X), Theirs(**asked).fit(X)

    for name in ("weights_", "means_", "covariances_", "mean_precision_", "degrees_of_freedom_"):
        np.testing.assert_allclose(getattr(ours, name), getattr(theirs, name), rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(ours.lower_bound_, np.squeeze(theirs.lower_bound_), rtol=1e-8)
