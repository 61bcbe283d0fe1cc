import numpy as np
from scipy.ndimage import distance_transform_cdt, distance_transform_edt

from gmmseg.imaging.cutting import feature_map_kernels as kernels


def test_on_an_even_picture_ways_are_as_long_as_straight_steps():
    picture = np.zeros((9, 11, 3), np.float32)
    steps, distances = np.empty((4, 9, 11), np.float32), np.full((9, 11), kernels.FAR, np.float32)
    distances[4, 5] = 0

    kernels.step_lengths(picture, steps)
    kernels.propagate_distances(steps, distances)

    y, x = np.abs(np.mgrid[:9, :11] - np.array([4, 5])[:, None, None])
    np.testing.assert_allclose(distances, np.maximum(y, x) + (2**0.5 - 1) * np.minimum(y, x), rtol=1e-5)


def test_an_edge_makes_the_way_longer_by_its_height():
    picture = np.zeros((1, 3, 3), np.float32)
    picture[0, 2, 0] = 10
    steps, distances = np.empty((4, 1, 3), np.float32), np.array([[0, kernels.FAR, kernels.FAR]], np.float32)

    kernels.step_lengths(picture, steps)
    kernels.propagate_distances(steps, distances)

    np.testing.assert_allclose(distances, [[0, 1, 2 + 10 * kernels.LAB_PER_PIXEL]])


def test_distances_to_the_edge_are_signed_and_close_to_straight_ones():
    mask = np.random.default_rng(0).random((30, 40)) < 0.02
    mask[5:25, 5:30] = True
    out = np.empty(mask.shape, np.float32)

    kernels.edge_distances(mask, out)

    inside, outside = distance_transform_edt(mask), distance_transform_edt(~mask)
    np.testing.assert_array_equal(out > 0, mask)
    assert (np.abs(out) >= np.where(mask, inside, outside) - 1e-4).all()
    assert (np.abs(out) <= 1.09 * np.where(mask, inside, outside) + 1e-4).all()
    chessboard = distance_transform_cdt(mask, "chessboard")
    assert (out[mask] >= chessboard[mask] - 1e-4).all()


def test_pixels_approach_the_click_in_place_and_colour():
    picture = np.arange(12, dtype=np.float32).reshape(2, 2, 3)
    away, unlike = np.full((2, 2), 9, np.float32), np.full((2, 2), 60, np.float32)

    kernels.lower_distances(picture, 0, 0, away, unlike)

    np.testing.assert_allclose(away, [[0, 1], [1, 2**0.5]])
    np.testing.assert_allclose(unlike, np.array([[0, 3], [6, 9]]) * 3**0.5, rtol=1e-6)


def test_maps_are_what_they_are_called():
    rng = np.random.default_rng(0)
    maps = rng.random((9, 6, 7), np.float32) * 30
    ratios = rng.standard_normal((6, 7)).astype(np.float32)
    picture = rng.random((6, 7, 3), np.float32) * 50
    before = np.where(rng.random((6, 7)) < 0.5, 1, -1).astype(np.float32)
    click = np.array([2, 3, 0.8, -1, 5, 1], np.float32)
    regions = np.arange(42, dtype=np.int32).reshape(6, 7) % 5
    affinities = rng.random((9, 5), np.float32)
    places = np.argwhere(np.ones((6, 7)))
    rows = np.empty((42, kernels.N_CLICK_MAPS), np.float32)

    kernels.click_samples(maps, ratios, picture, before, click, regions, affinities, places, rows)

    np.testing.assert_allclose(rows[:, 1], ratios.ravel())
    np.testing.assert_allclose(rows[:, 7], before.ravel())
    np.testing.assert_allclose(rows[:, 11], -np.exp(-maps[3].ravel() / 0.8 / 20), rtol=1e-5)
    np.testing.assert_allclose(rows[:, 21], -affinities[2, regions].ravel())
    np.testing.assert_allclose(rows[:, 28], affinities[6, regions].ravel())


def test_depth_is_the_distance_to_the_edge_of_a_part_and_of_the_picture():
    index = np.zeros((7, 9), np.int32)
    index[:, 6:] = 1
    allowed = np.ones((7, 9), bool)
    allowed[0] = False
    out = np.empty((7, 9), np.float32)

    depth, deepest = kernels.depths(np.array([0, 1]), index, 0, allowed, 3, 1, out)

    # What is left are rows 1 to 6 of columns 0 to 5: three pixels deep in its middle.
    assert (depth, deepest) == (2, 3)
    assert out[2].tolist() == [1, 2, 2, 2, 2, 1, 0, 0, 0]
    assert kernels.depths(np.array([0, 1]), index, 1, allowed, 3, 4, out)[0] == 3
