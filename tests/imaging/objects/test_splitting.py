"""Pieces divided at their necks."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter, label

from gmmseg.imaging.objects import splitting
from gmmseg.imaging.objects.splitting import Holes, SplitOptions, divide, smooth, typical_radius

ROW, COLUMN = np.mgrid[:80, :120]


def disc(x, y, radius):
    return (COLUMN - x) ** 2 + (ROW - y) ** 2 <= radius**2


def options(strength=0.9, radius=None, min_area=None, *, fill_holes=False):
    return SplitOptions(strength, radius, min_area, fill_holes)


def divided(mask, *given, **how):
    return divide(mask, np.ones(mask.shape, bool), options(*given, **how))


def n_pieces(found):
    return len(np.unique(found.groups[found.groups > 0]))


TWO = disc(40, 40, 15) | disc(66, 40, 15)  # they overlap by 4 pixels


def test_two_discs_that_touch_are_two_divided_between_their_middles():
    found = divided(TWO)

    assert n_pieces(found) == 2
    first, second = found.groups[40, 40], found.groups[40, 66]
    assert first != second
    np.testing.assert_array_equal(found.groups[TWO & (COLUMN < 52)], first)
    np.testing.assert_array_equal(found.groups[TWO & (COLUMN > 54)], second)
    np.testing.assert_array_equal(found.groups > 0, TWO)


def test_at_strength_0_they_are_one():
    assert n_pieces(divided(TWO, 0)) == 1


def test_a_long_piece_of_even_width_stays_whole():
    rod = (np.abs(ROW - 40) <= 6) & (COLUMN > 10) & (COLUMN < 110)

    assert n_pieces(divided(rod)) == 1


def test_the_typical_radius_is_that_of_the_discs_not_of_the_clump():
    mask = disc(20, 20, 10) | disc(38, 20, 10) | disc(56, 20, 10) | disc(74, 20, 10) | disc(29, 36, 10)

    assert typical_radius(mask) == pytest.approx(10, abs=1)


def test_a_class_that_is_everywhere_is_one_piece():
    found = divided(np.ones((30, 50), bool))

    assert n_pieces(found) == 1
    assert found.radius == 25  # half of the larger side


def test_nothing_gives_nothing():
    found = divided(np.zeros((30, 50), bool))

    assert (found.n, found.radius, found.n_specks) == (0, 0, 0)


def test_specks_are_dropped_and_counted_unless_small_ones_are_wanted():
    mask = disc(40, 40, 20) | disc(90, 60, 2)

    found, all_of_them = divided(mask), divided(mask, min_area=1)

    assert (n_pieces(found), found.n_specks) == (1, 1)
    assert found.least == pytest.approx(0.1 * np.pi * found.radius**2)
    assert (n_pieces(all_of_them), all_of_them.n_specks) == (2, 0)


def test_small_holes_inside_one_object_are_filled_and_all_on_demand():
    disc_with_holes = disc(40, 40, 25) & ~disc(25, 40, 3) & ~disc(46, 40, 14)
    how = {"strength": 0.0, "radius": 20.0}

    small, every = divided(disc_with_holes, **how), divided(disc_with_holes, **how, fill_holes=True)

    assert small.groups[40, 25] > 0  # of 29 pixels, below a quarter of 20 pi squared
    assert small.groups[40, 46] == 0  # of 613 pixels
    np.testing.assert_array_equal(every.groups > 0, disc(40, 40, 25))


def test_a_hole_between_two_objects_or_of_pixels_that_are_not_free_stays():
    labels = np.array([[1, 1, 2, 2], [1, 0, 0, 2], [1, 1, 2, 2], [1, 0, 1, 2], [1, 1, 1, 2]], np.int32)
    free = np.ones(labels.shape, bool)

    filled = Holes(labels > 0, free).fill(labels, 5)
    free[3, 1] = False
    barred = Holes(labels > 0, free).fill(labels, 5)

    np.testing.assert_array_equal(filled[1], [1, 0, 0, 2])
    assert filled[3, 1] == 1
    np.testing.assert_array_equal(barred, labels)


def test_a_wide_blur_has_the_variance_of_the_gaussian():
    point = np.zeros((201, 201), np.float32)
    point[100, 100] = 1

    wide = smooth(point, 12.0)

    assert (wide.sum(axis=0) @ (np.arange(201) - 100.0) ** 2) == pytest.approx(144, rel=0.05)
    assert np.abs(wide - gaussian_filter(point, 12.0)).max() < 0.15 * gaussian_filter(point, 12.0).max()


def test_the_same_bits_come_out_on_any_number_of_threads(monkeypatch):
    monkeypatch.setattr(splitting, "ROWS", 7)
    monkeypatch.setattr(splitting, "COLUMNS", 11)
    mask = gaussian_filter(np.random.default_rng(1).normal(size=(80, 120)), 3) > 0
    alone = divided(mask)

    with ThreadPoolExecutor(3) as workers:
        together = divide(mask, np.ones(mask.shape, bool), options(), None, workers)

    np.testing.assert_array_equal(alone.groups, together.groups)
    assert alone.radius == together.radius


def test_without_a_split_pieces_are_those_of_4_neighbours():
    mask = gaussian_filter(np.random.default_rng(1).normal(size=(80, 120)), 3) > 0.1

    found = divided(mask, 0, 1.0, 0)

    assert n_pieces(found) == label(mask)[1]
