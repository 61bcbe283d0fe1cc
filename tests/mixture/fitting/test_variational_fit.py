import numpy as np
import pytest
from sklearn.mixture import BayesianGaussianMixture as Oracle

from gmmseg.mixture.fitting.fit import FitOptions
from gmmseg.mixture.fitting.variational_fit import WeightOptions, fitting_variational


def blobs(size=1500):
    rng = np.random.default_rng(0)
    owners = rng.integers(0, 3, size)
    centres = np.array([[0, 0], [8, 0], [0, 8]])
    return centres[owners] + rng.normal(size=(size, 2))


def run(samples, plan, weights=None, n_effective=None):
    weights = weights or WeightOptions()
    fits = fitting_variational(samples, plan, weights, n_effective=n_effective or len(samples))
    while True:
        try:
            next(fits)
        except StopIteration as end:
            return end.value


@pytest.mark.parametrize("distribution", ["dirichlet_process", "dirichlet_distribution"])
def test_components_that_are_not_needed_are_pruned(distribution):
    found = run(blobs(), FitOptions(8, regularisation=1e-3), WeightOptions(distribution, 0.01))

    assert found.parameters.n_components == 3
    assert found.n_pruned == 5
    assert found.converged
    assert len(found.weights) == 8
    np.testing.assert_allclose(np.sort(np.round(found.parameters.means), axis=0)[-1], [8, 8])


@pytest.mark.parametrize("covariance_type", ["full", "tied", "diag", "spherical"])
def test_the_mixture_is_that_of_scikit_learn(covariance_type):
    samples = blobs()
    plan = FitOptions(3, covariance_type, tolerance=1e-9, max_iterations=300, regularisation=1e-6)

    found = run(samples, plan, WeightOptions("dirichlet_distribution"))  # the order of sticks would matter

    kind = {"covariance_type": covariance_type, "weight_concentration_prior_type": "dirichlet_distribution"}
    oracle = Oracle(n_components=3, tol=1e-9, max_iter=300, random_state=0, **kind)
    oracle.fit(samples)
    order = np.argsort(-oracle.weights_)
    np.testing.assert_allclose(found.parameters.weights, oracle.weights_[order], atol=1e-4)
    np.testing.assert_allclose(found.parameters.means, oracle.means_[order], atol=1e-3)
    covariances = oracle.covariances_ if covariance_type == "tied" else oracle.covariances_[order]
    np.testing.assert_allclose(found.parameters.covariances, covariances, atol=1e-3)


def test_fewer_effective_samples_keep_fewer_components():
    rng = np.random.default_rng(1)
    samples = np.concatenate([rng.normal(0, 1, (990, 2)), rng.normal(9, 0.3, (10, 2))])
    plan = FitOptions(4, restarts=8, regularisation=1e-3)

    many, few = (run(samples, plan, n_effective=n).parameters.n_components for n in (1000, 50))

    assert few < many


def test_all_samples_alike_are_one_component():
    found = run(np.zeros((40, 2), np.float32), FitOptions(5, regularisation=1e-3), n_effective=40)

    assert found.parameters.n_components == 1
