"""A mixture as a value."""

import numpy as np
import pytest

from gmmseg.mixture.parameters import Parameters, matrices, moments, shape

IN_FULL = {
    "full": (np.array([[[2.0, 1.0], [1.0, 3.0]]]), [[2, 1], [1, 3]]),
    "tied": (np.array([[2.0, 1.0], [1.0, 3.0]]), [[2, 1], [1, 3]]),
    "diag": (np.array([[2.0, 3.0]]), [[2, 0], [0, 3]]),
    "spherical": (np.array([4.0]), [[4, 0], [0, 4]]),
}


@pytest.mark.parametrize("kind", IN_FULL)
def test_every_covariance_is_a_matrix_too(kind):
    covariances, matrix = IN_FULL[kind]

    parameters = Parameters(np.ones(1), np.zeros((1, 2)), covariances, kind)

    np.testing.assert_array_equal(parameters.full_covariances, [matrix])
    np.testing.assert_allclose(
        np.swapaxes(parameters.whiteners, 1, 2) @ parameters.whiteners, np.linalg.inv([matrix])
    )
    assert covariances.shape == shape(1, 2, kind)
    assert covariances.size == np.prod(matrices(1, 2, kind))
    assert moments(2, kind) == {"full": 3, "tied": 3, "diag": 2, "spherical": 1}[kind]


def test_arrays_are_read_only():
    parameters = Parameters(np.ones(1), np.zeros((1, 2)), np.ones((1, 2)), "diag")

    with pytest.raises(ValueError, match="read-only"):
        parameters.means[0, 0] = 1


def test_taking_components_keeps_their_owners_and_makes_weights_sum_to_one():
    parameters = Parameters(
        np.array([0.5, 0.3, 0.2]), np.arange(6.0).reshape(3, 2), np.ones(3), "spherical", np.array([0, 1, 1])
    )

    taken = parameters.take([2, 0])

    np.testing.assert_allclose(taken.weights, [2 / 7, 5 / 7])
    np.testing.assert_array_equal(taken.means, [[4, 5], [0, 1]])
    np.testing.assert_array_equal(taken.owners, [1, 0])
