"""The inner loops that divide pieces."""

import numpy as np
from scipy.ndimage import distance_transform_edt, uniform_filter1d

from gmmseg.imaging.objects import splitting_kernels as kernels


def test_distances_are_exact_whatever_parts_they_are_made_in():
    mask = np.random.default_rng(0).random((37, 53)) < 0.97
    columns, out = np.empty(mask.shape, np.int32), np.empty(mask.shape, np.float32)

    for first, last in ((0, 20), (20, 53)):
        kernels.column_distances(mask, first, last, columns)
    for first, last in ((0, 5), (5, 37)):
        kernels.row_distances(columns, first, last, out)

    np.testing.assert_array_equal(out, distance_transform_edt(mask).astype(np.float32))


def test_running_means_go_on_beyond_the_ends():
    picture = np.random.default_rng(0).random((3, 20)).astype(np.float32)
    out = np.empty_like(picture)

    kernels.running_means(picture, 3, 0, 3, out)

    np.testing.assert_allclose(out, uniform_filter1d(picture, 7, axis=1, mode="nearest"), rtol=1e-5)


def test_each_pixel_climbs_to_its_peak():
    heights = np.array([[1, 2, 3, 1, 5, 4]], np.float32)
    ways, out = np.empty(6, np.int32), np.empty(6, np.int32)

    kernels.steepest_ascent(heights, np.array([[True] * 5 + [False]]), 0, 1, ways)
    n = kernels.basins(ways, out)

    np.testing.assert_array_equal(ways, [1, 2, 2, 4, 4, -1])
    assert n == 2
    np.testing.assert_array_equal(out, [1, 1, 1, 2, 2, 0])


def test_of_pixels_of_one_height_the_last_is_the_peak():
    ways = np.empty(4, np.int32)

    kernels.steepest_ascent(np.ones((2, 2), np.float32), np.ones((2, 2), bool), 0, 2, ways)

    assert ways[3] == 3
    assert (ways[:3] > np.arange(3)).all()


def test_basins_join_across_shallow_saddles_only():
    peaks = np.array([0.0, 10, 8, 6])
    first, second, saddles = np.array([1, 2]), np.array([2, 3]), np.array([7.5, 2.0])
    out = np.empty(4, np.int64)

    kernels.join(peaks, first, second, saddles, 0.1, 0.0, out)  # a dip of 0.5 in 8, and one of 4 in 6

    np.testing.assert_array_equal(out, [0, 1, 1, 3])


def test_sides_have_the_height_of_the_lower_pixel():
    basins = np.array([[1, 2], [1, 0]], np.int32)
    heights = np.array([[5, 3], [2, 9]], np.float32)
    codes, saddles = np.empty(4, np.int64), np.empty(4, np.float32)

    n = kernels.sides(basins, heights, codes, saddles)

    assert (n, codes[0], saddles[0]) == (1, 2**31 + 2, 3)


def test_peaks_and_sizes():
    peaks, sizes = np.zeros(3), np.zeros(3, np.int64)

    kernels.peaks_and_sizes(
        np.array([1, 2, 1, 0], np.int32), np.array([1, 2, 3, 9], np.float32), peaks, sizes
    )

    np.testing.assert_array_equal(peaks, [0, 3, 2])
    np.testing.assert_array_equal(sizes, [0, 2, 1])


def test_numbers_follow_rows():
    names, out = np.zeros(4, np.uint32), np.empty((2, 3), np.uint32)

    n = kernels.number_in_row_order(np.array([[0, 3, 3], [1, 0, 3]], np.int32), names, out)

    assert n == 2
    np.testing.assert_array_equal(out, [[0, 1, 1], [2, 0, 1]])
    np.testing.assert_array_equal(names, [0, 2, 0, 1])


def test_the_labels_around_a_hole_are_found():
    labels = np.array([[1, 1, 1, 2], [1, 0, 0, 2]], np.int32)
    components = np.where(labels == 0, 0, 1).astype(np.int32)
    small, lowest, highest = np.ones(2, bool), np.full(2, 2**62), np.zeros(2, np.int64)

    kernels.labels_around(components, labels, np.ones((2, 4), bool), small, lowest, highest)

    assert (lowest[0], highest[0]) == (1, 2)
    assert small.all()
