"""Beliefs about mixtures."""

import numpy as np

from gmmseg.mixture.parameters import Parameters
from gmmseg.mixture.variational import Prior, update_posterior, weights


def test_without_samples_the_posterior_is_the_prior():
    found = Parameters(np.ones(1), np.array([[5.0, 5.0]]), np.tile(np.eye(2), (1, 1, 1)))
    prior = Prior("dirichlet_distribution", 0.5, 1.0, np.array([1.0, 2.0]), 2.0, np.eye(2) * 8)

    posterior = update_posterior(np.zeros(1), found, prior)

    np.testing.assert_array_equal(posterior.means, [[1, 2]])
    np.testing.assert_array_equal(posterior.covariances, [np.eye(2) * 4])
    np.testing.assert_array_equal(posterior.concentration, [0.5])


def test_sticks_are_broken_one_after_the_other():
    shares = weights(np.array([[1.0, 1.0, 1.0], [1.0, 1.0, 0.0]]))

    np.testing.assert_allclose(shares, [0.5, 0.25, 0.25])
