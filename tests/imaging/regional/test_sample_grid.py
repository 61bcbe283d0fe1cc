import numpy as np

from gmmseg.imaging.regional.sample_grid import by_region, grid, spread, stride


def test_a_small_picture_is_looked_at_as_a_whole():
    np.testing.assert_array_equal(grid(3, 4), np.arange(12).reshape(3, 4))


def test_of_a_large_picture_every_so_manieth_row_and_column_is_looked_at():
    found = grid(3000, 4000)

    step = stride(3000, 4000)
    assert step == 7  # 12 million over 2**18 is 45.8, whose root is 6.8
    np.testing.assert_array_equal(found[1, :3], 7 * 4000 + np.array([0, 7, 14]))
    assert found.size <= 2**18


def test_pixels_are_given_by_region_in_row_order_without_the_unusable():
    regions = np.array([[1, 1, 0], [2, 1, 2]], np.int32)

    first, second = by_region(regions, grid(2, 3))

    assert first.tolist() == [0, 1, 4]
    assert second.tolist() == [3, 5]


def test_some_are_spread_evenly_and_few_are_all_taken():
    assert spread(np.arange(9), 3).tolist() == [0, 4, 8]
    assert spread(np.arange(3), 9).tolist() == [0, 1, 2]
