import numpy as np
from scipy import ndimage

from gmmseg.statistics.thinning import grid, spacing

NOISE = np.random.default_rng(4).normal(size=(200, 200))
ALL = np.ones((200, 200), bool)


def test_noise_is_independent_at_once():
    assert spacing(NOISE, ALL) == 1


def test_the_distance_is_where_the_correlation_of_blurred_noise_has_fallen():
    sigma = 4.0
    blurred = ndimage.gaussian_filter(NOISE, sigma)

    # noise blurred by a Gaussian correlates by exp(-lag² / (4 sigma²)): 0.2 at lag 2 sigma sqrt(ln 5) = 10.1
    assert abs(spacing(blurred, ALL) - 10.1) <= 2


def test_what_is_unknown_does_not_count():
    known = ALL.copy()
    known[:, 100:] = False
    values = np.where(known, NOISE, 1000.0)

    assert spacing(values, known) == 1
    assert spacing(values, np.zeros_like(known)) == 1


def test_an_even_picture_has_no_independent_pixels():
    assert spacing(np.ones((40, 80)), np.ones((40, 80), bool)) == 20


def test_the_grid_has_its_points_so_far_apart():
    rows, columns = np.nonzero(grid((20, 30), 7))

    assert sorted(set(rows)) == [3, 10, 17]
    assert sorted(set(columns)) == [3, 10, 17, 24]
