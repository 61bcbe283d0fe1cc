import numpy as np

from gmmseg.imaging.cutting import refinement_kernels as kernels
from gmmseg.imaging.cutting.graph_cut_kernels import COLUMNS, ROWS


def test_an_enlarged_mask_keeps_straight_edges_in_place_and_lists_what_is_about_them():
    soft = np.zeros((6, 6), np.float32)
    soft[:, :3] = 1
    mask, listed = np.empty((24, 23), bool), [np.empty(200, np.int32) for _ in range(2)]
    shares = np.empty(200, np.float32)

    n = kernels.enlarge_mask(soft, np.float32(4), np.float32(0.2), mask, *listed, shares)

    np.testing.assert_array_equal(mask, np.broadcast_to(np.arange(23) < 12, (24, 23)))
    assert n == 24 * 2
    assert set(listed[1][:n].tolist()) == {11, 12}
    np.testing.assert_allclose(shares[:2], [0.625, 0.375])


def test_of_more_pixels_than_there_is_room_for_only_the_number_is_reported():
    soft = np.full((2, 2), 0.5, np.float32)
    room = np.empty(3, np.int32)

    n = kernels.enlarge_mask(
        soft,
        np.float32(2),
        np.float32(0.2),
        np.empty((4, 4), bool),
        room,
        room.copy(),
        np.empty(3, np.float32),
    )

    assert n == 16


def test_listed_pixels_hold_together_less_across_a_difference():
    rows, columns = np.array([0, 0, 1], np.int32), np.array([0, 1, 1], np.int32)
    numbers = np.full((2, 3), -1, np.int32)
    colours = np.array([[0.0], [0.0], [3.0]], np.float32)
    capacities, neighbours = np.empty((4, 8), np.int32), np.empty((4, 8), np.int32)

    kernels.number_pixels(rows, columns, numbers)
    kernels.link_pixels(rows, columns, numbers, colours, np.float32(100), capacities, neighbours)

    mean = 36 / 6  # each of three links counts from both sides: 0, 9 and 9
    held = {(0, 1): 100, (1, 2): 100 * np.exp(-9 / 2 / mean), (0, 2): 100 * np.exp(-9 / 2 / mean) / 2**0.5}
    for i in range(3):
        for d in range(8):
            at = (rows[i] + ROWS[d], columns[i] + COLUMNS[d])
            other = {(0, 0): 0, (0, 1): 1, (1, 1): 2}.get(at, 3)
            assert neighbours[i, d] == other
            expected = held.get((min(i, other), max(i, other)), 0)
            np.testing.assert_allclose(capacities[i, d], expected, atol=1)


def test_evidence_leans_to_the_side_whose_colour_a_pixel_has():
    inner, outer = np.full((2, 2, 1), 80, np.float32), np.full((2, 2, 1), 20, np.float32)
    place, out = np.zeros(3, np.int32), np.empty(3, np.float32)
    colours, shares = np.array([[80.0], [50], [20]], np.float32), np.array([0.5, 0.5, 0.8], np.float32)

    kernels.pixel_evidence(
        place, place, 4, colours, shares, inner, outer, np.array([2, 3, 30], np.float32), out
    )

    np.testing.assert_allclose(out, [3, 0, 2 * np.log(4) - 3], rtol=1e-5, atol=1e-5)
