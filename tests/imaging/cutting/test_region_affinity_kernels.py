import numpy as np

from gmmseg.imaging.cutting import region_affinity_kernels as kernels

# Regions 0 and 1 join as node 5 at level 0.1, 2 and 3 as 6 at 0.2, both as 7 at 0.5; 4 never joins.
PARENTS = np.array([5, 5, 6, 6, -1, 7, 7, -1])
LEVELS = np.array([0, 0, 0, 0, 0, 0.1, 0.2, 0.5])
SIZES = np.array([1.0, 2, 3, 4, 5, 3, 7, 10])


def test_the_sizes_of_nodes_are_the_sums_of_their_parts():
    values = np.array([1.0, 2, 3, 4, 5, 0, 0, 0])

    kernels.add_to_ancestors(PARENTS, values)

    np.testing.assert_array_equal(values, SIZES)


def test_regions_join_one_at_the_level_of_their_first_joint_node():
    levels, sizes = np.empty(5), np.empty(5)

    kernels.join_levels(PARENTS, LEVELS, SIZES, 1, levels, sizes)

    np.testing.assert_array_equal(levels, [0.1, 0, 0.5, 0.5, 1e3])
    np.testing.assert_array_equal(sizes, [3, 2, 10, 10, 1])


def test_a_region_is_mixed_where_enough_of_what_it_joins_is_outside():
    outside = np.array([0.0, 0, 3, 0, 0, 0, 3, 3])
    out = np.empty((2, 5))

    kernels.mixed_levels(PARENTS, LEVELS, SIZES, outside, np.array([0.02, 0.4]), out)

    np.testing.assert_array_equal(out, [[0.5, 0.5, 0, 0.2, 1e3], [1e3, 1e3, 0, 0.2, 1e3]])


def test_at_a_level_a_region_is_what_it_has_joined_below_it():
    outside = np.array([0.0, 0, 3, 0, 0, 0, 3, 3])
    out = np.empty((4, 5))

    kernels.shares_at_levels(PARENTS, LEVELS, SIZES, outside, np.array([0.15, 0.3]), out)

    np.testing.assert_allclose(out[0], [0, 0, 1, 0, 0])
    np.testing.assert_allclose(out[1], np.log(np.array([3, 3, 0, 4, 5]) + 1e-3))
    np.testing.assert_allclose(out[2], [0, 0, 3 / 7, 3 / 7, 0])


def test_a_region_fits_a_box_by_its_bounding_box_and_less_where_it_leaves():
    index = np.array([[0, 0, 1, 2], [4, 4, 1, 3]])
    inside = np.array([[True, True, True, False], [True, True, True, False]])
    areas, outside = np.array([2.0, 2, 1, 1, 2, 4, 2, 6]), np.array([0.0, 0, 1, 1, 0, 0, 2, 2])
    out = np.empty(8)

    kernels.best_box_fits(index, inside, PARENTS, areas, outside, out)

    # 0 takes 2 of 6 pixels, 1 also; both together all of them; the whole as well, but a third of it leaves.
    np.testing.assert_allclose(out, [1, 1, 0, 0, 2 / 6, 1, 0, 0])
