"""Outlines that follow boundaries, held against shortest paths by SciPy and fills by counted crossings."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from gmmseg.imaging.cutting.live_wire import (
    BoundaryCosts,
    BoundarySource,
    LiveWire,
    filled,
    path_within,
    pieces,
)
from gmmseg.imaging.seeds import Box

Y, X = np.mgrid[:80, :100]
DISC = np.hypot(X - 50, Y - 40) < 25
PICTURE = np.where(DISC[..., None], (210, 60, 60), (40, 90, 60)).astype(np.uint8)


@pytest.fixture(scope="module")
def source():
    boundary = np.abs(np.hypot(X - 50, Y - 40) - 25) < 1.5
    return BoundarySource((PICTURE, PICTURE[::2, ::2]), (100, 80), boundary.astype(np.float32), 1)


def way(costs, path):
    """Return what a path costs: half of each end of a step, times its length."""
    elements = [costs.element(point) for point in path]
    return sum(
        np.hypot(a[0] - b[0], a[1] - b[1]) * (costs.costs[a] + costs.costs[b]) / 2
        for a, b in pairwise(elements)
    )


def test_paths_are_the_shortest_that_dijkstra_finds():
    rng = np.random.default_rng(0)
    costs = BoundaryCosts(rng.uniform(0.05, 1, (12, 15)).astype(np.float32), 0.0, 0.0, 1.0)
    number = np.arange(costs.costs.size).reshape(costs.costs.shape)
    ends, weights = [], []
    for dy, dx in ((0, 1), (1, 0), (1, 1), (1, -1)):
        one = number[: 12 - dy, max(0, -dx) : 15 - max(0, dx)]
        other = number[dy:, max(0, dx) : 15 - max(0, -dx)]
        ends.append(np.stack([one.ravel(), other.ravel()]))
        flat = costs.costs.ravel().astype(float)
        weights.append(np.hypot(dy, dx) * (flat[ends[-1][0]] + flat[ends[-1][1]]) / 2)
    graph = coo_array((np.concatenate(weights), np.concatenate(ends, axis=1)), shape=[costs.costs.size] * 2)
    lengths = dijkstra(graph.tocsr(), directed=False, indices=number[2, 3])

    wire = LiveWire.of(costs, (3.5, 2.5))
    for x, y in ((14.5, 11.5), (0.5, 0.5), (8.5, 7.5)):
        assert way(costs, wire.path((x, y))) == pytest.approx(lengths[number[int(y), int(x)]], rel=1e-5)


def test_a_wire_between_two_points_of_an_edge_follows_it(source):
    costs = source.costs(Box(0, 0, 100, 80), 10_000)
    path = np.array(LiveWire.of(costs, (50.5, 15.5)).path((75.5, 40.5)))

    assert np.abs(np.hypot(path[:, 0] - 50.5, path[:, 1] - 40.5) - 25).max() < 2.5


def test_costs_of_a_part_that_is_too_large_are_of_a_reduced_picture(source):
    assert source.costs(Box(0, 0, 100, 80), 10_000).step == 1
    small = source.costs(Box(20, 10, 100, 80), 2_000)
    assert small.step == 2
    assert small.costs.shape == (35, 40)
    assert small.middle(0, 0) == (21.0, 11.0)
    assert source.costs(Box(0, 0, 100, 80), 2_000, coarsest=1).step == 1


def test_a_point_snaps_to_the_edge_within_its_reach(source):
    costs = source.costs(Box(0, 0, 100, 80), 10_000)
    x, y = costs.snapped((50.5, 19.5), 6)

    assert np.hypot(x - 50.5, y - 40.5) == pytest.approx(25, abs=1.6)
    assert costs.snapped((50.5, 40.5), 0) == (50.5, 40.5)


def test_a_line_drawn_by_hand_around_a_disc_snaps_to_it(source):
    angles = np.linspace(0, 2 * np.pi, 90)
    radii = 25 + 4 * np.sin(5 * angles)
    line = [(50.5 + r * np.cos(a), 40.5 + r * np.sin(a)) for a, r in zip(angles, radii, strict=True)]

    found = filled(source.snapped(line, 8.0), (100, 80))
    mask = np.zeros((80, 100), bool)
    mask[found.top : found.top + found.mask.shape[0], found.left : found.left + found.mask.shape[1]] = (
        found.mask
    )
    before = filled(line, (100, 80)).n_pixels
    assert (mask & DISC).sum() / (mask | DISC).sum() > 0.93
    assert before != found.n_pixels


def test_a_path_in_a_band_does_not_leave_it(source):
    costs = source.costs(Box(0, 0, 100, 80), 10_000)
    path = np.array(path_within(costs, [(20.5, 40.5), (50.5, 40.5), (80.5, 40.5)], 3.0))

    assert np.abs(path[:, 1] - 40.5).max() <= 3.5


def test_pieces_end_about_as_far_apart_as_is_asked():
    line = [(float(x), 0.0) for x in range(101)]

    assert pieces(line, 30.0) == [0, 25, 50, 75, 100]
    assert pieces(line[:2], 30.0) == [0, 1]


@pytest.mark.parametrize("seed", range(4))
def test_an_outline_is_filled_where_it_goes_round_an_odd_number_of_times(seed):
    points = np.random.default_rng(seed).uniform(-5, 45, (9, 2))
    found, mask = filled([tuple(p) for p in points], (40, 30)), np.zeros((30, 40), bool)
    mask[found.top : found.top + found.mask.shape[0], found.left : found.left + found.mask.shape[1]] = (
        found.mask
    )

    y, x = np.mgrid[:30, :40] + 0.5
    n = np.zeros((30, 40), int)
    for (x0, y0), (x1, y1) in zip(points, np.roll(points, -1, axis=0), strict=True):  # a ray to the left
        n += ((y0 <= y) != (y1 <= y)) & (x0 + (y - y0) / (y1 - y0) * (x1 - x0) < x)
    np.testing.assert_array_equal(mask, n % 2 == 1)
