"""Variational mixtures against scikit-learn's."""

import numpy as np
import pytest
from sklearn.mixture import BayesianGaussianMixture as Theirs

from gmmseg import BayesianGaussianMixture


@pytest.mark.parametrize("prior", ["dirichlet_process", "dirichlet_distribution"])
@pytest.mark.parametrize("kind", ["full", "tied", "diag", "spherical"])
def test_the_same_start_ends_where_scikit_learn_ends(kind, prior):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(400, 2)) + rng.integers(0, 3, (400, 1)) * 6
    settings = {"n_components": 4, "covariance_type": kind, "random_state": 0, "max_iter": 1000}
    settings |= {"weight_concentration_prior_type": prior, "tol": 1e-4}

    ours, theirs = BayesianGaussianMixture(**settings).fit(X), Theirs(**settings).fit(X)

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
