import numpy as np
import pytest

from gmmseg.imaging.regions.boundary_strength import ORIENTATIONS, contrast, strength, wedges


def halves(height=32, width=40, at=20):
    p = np.zeros((2, height, width), np.float32)
    p[0, :, :at], p[1, :, at:] = 1, 1
    return p


def brute_contrast(posteriors, radius, y, x, orientation):
    """Chi-squared distance of the means of two half discs, from the wedges' areas alone."""
    offsets, weights = wedges(radius, ORIENTATIONS)
    first = {(orientation + i) % (2 * ORIENTATIONS) for i in range(ORIENTATIONS)}
    sums = np.zeros((2, len(posteriors)))
    for (row, column, wedge), weight in zip(offsets, weights, strict=True):
        sums[0 if wedge in first else 1] += weight * posteriors[:, y + row - radius, x + column - radius]
    return np.sqrt(0.5 * ((sums[0] - sums[1]) ** 2 / (sums.sum(axis=0) + 1e-4)).sum())


def test_wedges_share_a_disc_evenly():
    _, weights = wedges(6, 8)
    offsets, _ = wedges(6, 8)

    shares = np.bincount(offsets[:, 2], weights)

    np.testing.assert_allclose(shares, 1 / 8, rtol=0.03)
    assert weights.sum() == pytest.approx(2)


def test_contrast_is_the_chi_squared_distance_of_half_discs():
    rng = np.random.default_rng(0)
    p = rng.random((3, 20, 22)).astype(np.float32)
    p /= p.sum(axis=0)

    found = contrast(p, 3)

    for y, x, orientation in ((5, 7, 0), (10, 12, 3), (16, 18, 7)):
        assert found[orientation, y, x] == pytest.approx(brute_contrast(p, 3, y, x, orientation), rel=1e-4)


def test_an_upright_boundary_is_strongest_at_its_orientation_and_place():
    found = contrast(halves(), 6)

    assert found[4, 16].max() > 0.9  # the diameter after 4 of 8 wedges stands upright
    assert found[4, 16].argmax() in (19, 20)
    assert found[0, 16, 20] < 0.05
    assert found[:, 16, :8].max() < 1e-3


def test_a_reduced_contrast_reaches_farther_at_the_picture_s_own_size():
    near, far = contrast(halves(), 6, 1), contrast(halves(), 6, 2)

    assert far.shape == near.shape
    assert near[4, 16, 10] < 1e-3
    assert far[4, 16, 10] > 0.1


def test_strength_lies_between_0_and_1_and_peaks_at_the_boundary():
    found = strength([halves(), halves(), halves()])

    assert found.shape == (32, 40)
    assert found.min() >= 0
    assert found.max() <= 1.0001
    assert found[16].argmax() in (19, 20)


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (2, 3), (7, 1)])
def test_the_smallest_pictures_have_a_strength(shape):
    p = np.ones((1, *shape), np.float32)

    found = strength([p])

    assert found.shape == shape
    np.testing.assert_allclose(found, 0, atol=1e-3)
