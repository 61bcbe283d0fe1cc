import numpy as np

from gmmseg.imaging.cutting import graph_cut_kernels as kernels


def test_pixels_within_are_numbered_row_by_row():
    within = np.array([[True, False], [True, True]])
    numbers, places = np.empty((2, 2), np.int32), np.empty(3, np.int64)

    n = kernels.number_pixels(within, numbers, places)

    assert n == 3
    assert numbers.tolist() == [[0, -1], [1, 2]]
    assert places.tolist() == [0, 2, 3]


def test_links_to_pixels_without_a_number_become_evidence():
    numbers = np.array([[-1, 0, -1]], np.int32)
    links = np.zeros((4, 1, 3), np.int32)
    links[0, 0] = 5, 7, 0
    terminals = np.zeros(1, np.int32)
    capacities, neighbours = np.zeros((2, 8), np.int32), np.full((2, 8), 1, np.int32)

    outside = np.array([[True, False, False]])
    kernels.build_graph(numbers, np.array([1]), links, outside, terminals, capacities, neighbours)

    assert terminals[0] == 5 - 7
    assert not capacities.any()


def test_flow_leaves_the_weaker_side_of_a_chain():
    capacities, neighbours = np.zeros((3, 8), np.int32), np.full((3, 8), 2, np.int32)
    capacities[0, 0] = capacities[1, 1] = 4
    neighbours[0, 0], neighbours[1, 1] = 1, 0
    tree = np.empty(3, np.int8)

    kernels.solve(np.array([9, -6], np.int32), capacities, neighbours, tree)

    assert tree[0] == kernels.SOURCE
    assert tree[1] != kernels.SOURCE
