"""k-means++ and Lloyd, compiled."""

import numpy as np

from gmmseg.mixture.kernels.initialisation_kernels import kmeans_plus_plus, lloyd


def test_picks_lie_apart():
    samples = np.array([[0.0, 0.1, 10.0, 10.1, 20.0, 20.1]])
    centres = np.empty((3, 1))

    found = kmeans_plus_plus(samples, np.ones(6), 1e9, np.array([[0.1], [0.5], [0.9]]), centres)

    assert found == 3
    assert sorted(np.round(centres[:, 0], -1)) == [0, 10, 20]


def test_lloyd_moves_centres_to_the_means_and_drops_those_left_alone():
    samples = np.array([[0.0, 1.0, 10.0, 11.0]])
    centres = np.array([[0.0], [12.0], [99.0]])

    alive = lloyd(samples, np.array([1.0, 3.0, 1.0, 1.0]), 5, 3, np.inf, centres)

    assert alive == 2
    np.testing.assert_allclose(centres[:2, 0], [0.75, 10.5])
