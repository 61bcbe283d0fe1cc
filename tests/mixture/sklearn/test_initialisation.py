"""Where a fit of the scikit-learn face begins."""

import numpy as np

from gmmseg import GaussianMixture
from gmmseg.mixture.em import Parameters, WeightedSamples
from gmmseg.mixture.sklearn.initialisation import mixture_of_responsibilities, regularise
from gmmseg.mixture.sklearn.standardisation import Standardisation


def test_responsibilities_are_explained():
    samples = np.array([[0.0, 0.0], [2.0, 0.0], [9.0, 9.0]])
    shares = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    units = Standardisation(np.ones(2), np.array([2.0, 0.5]), single=False)

    begun = mixture_of_responsibilities(WeightedSamples(samples), shares, "full", units, units.floor(0.5))

    np.testing.assert_allclose(begun.weights, [2 / 3, 1 / 3])
    np.testing.assert_allclose(begun.means, [[1, 0], [9, 9]], atol=1e-12)
    np.testing.assert_allclose(begun.covariances[0], [[1.5, 0], [0, 0.5]], atol=1e-12)


def test_many_samples_begin_on_a_few_of_them():
    rng = np.random.default_rng(0)
    centres = np.array([[-9.0, 0.0], [0.0, 0.0], [9.0, 0.0]])
    X = centres[rng.integers(0, 3, 30_000)] + rng.normal(size=(30_000, 2))

    fitted = GaussianMixture(3, random_state=0, max_iter=0).fit(X)

    np.testing.assert_allclose(np.sort(fitted.means_[:, 0]), [-9, 0, 9], atol=0.2)


def test_a_component_of_one_sample_keeps_a_trace_of_a_variance():
    shrunk = Parameters(np.ones(1), np.array([[2.0, 0.0]]), np.zeros((1, 2)), "diag")

    kept = regularise(shrunk, np.ones(1), single=False)

    np.testing.assert_allclose(kept.covariances, [[40 * 2.0**-52, 0]])  # ten times epsilon, as scikit-learn's
