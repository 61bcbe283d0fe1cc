import numpy as np
import pytest
from scipy.ndimage import label
from skimage.morphology import local_minima
from skimage.segmentation import watershed as oracle_watershed

from gmmseg.imaging.metrics import Overlaps
from gmmseg.imaging.regions.hierarchy_kernels import merge, sums_by_region, topmost, watershed

EXPONENTS = [2.0, 1.0, 0.15, 0.1, -0.2, 0.3, -0.25, 0.35]
RULE = np.array([*EXPONENTS, 0.0])


def test_basins_are_those_of_scikit_image():
    rng = np.random.default_rng(0)
    levels = rng.permutation(30 * 40).reshape(30, 40).astype(np.int32)  # no ties: one right answer
    labels = np.empty_like(levels)

    n = watershed(levels, levels.max() + 1, labels)

    minima = label(local_minima(levels, connectivity=1))[0]
    expected = oracle_watershed(levels, minima, connectivity=1)
    assert n == minima.max()
    assert len(Overlaps.between(labels, expected).counts) == n  # one partner each: the same basins


def test_a_plateau_is_one_minimum_and_a_step_is_none():
    levels = np.array([[3, 1, 1, 2, 2, 3, 0]], np.int32)
    labels = np.empty_like(levels)

    n = watershed(levels, 4, labels)

    assert n == 2
    np.testing.assert_array_equal(labels, [[1, 1, 1, 1, 1, 2, 2]])


def brute_merges(sizes, traits, pairs, lengths, strengths, rule):
    """Return the partition after every merge and the level, recomputing all prices each time."""
    groups = {i: {i} for i in range(len(sizes))}
    total, level, out = sizes.sum(), 0.0, []
    while len(groups) > 1:
        prices = []
        for a in groups:
            for b in groups:
                between = [
                    e
                    for e, (u, v) in enumerate(pairs)
                    if (u in groups[a]) != (v in groups[a]) and {u, v} & groups[b]
                ]
                if a >= b or not between:
                    continue
                areas = [sizes[list(groups[g])].sum() for g in (a, b)]
                p, q = (
                    np.average(traits[list(groups[g])], axis=0, weights=sizes[list(groups[g])])
                    for g in (a, b)
                )
                distance = np.sqrt(0.5 * ((p[:5] - q[:5]) ** 2 / (p[:5] + q[:5])).sum() + 1e-6)
                boundary = strengths[between].sum() / lengths[between].sum()
                spread = sum((r[8:11] - r[5:8] ** 2).sum() for r in (p, q))
                price = (boundary + 1e-3) ** rule[0] * distance ** rule[1]
                price *= (min(areas) / total) ** rule[2] * (max(areas) / total) ** rule[3]
                price *= (lengths[between].sum() / np.sqrt(min(areas))) ** rule[4]
                price *= (max(p[11], q[11]) + 0.02) ** rule[5]
                price *= (np.linalg.norm(p[5:8] - q[5:8]) + 2) ** rule[6] * np.sqrt(spread + 9) ** rule[7]
                if not rule[8] or min(areas) < rule[8]:
                    prices.append((price, a, b))
        if not prices:
            break
        price, a, b = min(prices)
        level = max(level, price)
        groups[a] |= groups.pop(b)
        out.append((level, {frozenset(g) for g in groups.values()}))
    return out


def a_graph(seed, n=14, n_edges=30):
    rng = np.random.default_rng(seed)
    chain = [(i, i + 1) for i in range(n - 1)]
    more = {tuple(sorted(rng.choice(n, 2, replace=False))) for _ in range(n_edges)}
    pairs = np.array(sorted(set(chain) | more), np.int64)
    means = rng.normal(0, 20, (n, 3))
    squares = means**2 + rng.random((n, 3)) * 50
    histograms = rng.dirichlet(np.ones(5), n)
    traits = np.concatenate([histograms, means, squares, rng.random((n, 1))], axis=1)
    return (
        rng.integers(1, 50, n).astype(float),
        traits.astype(np.float32),
        pairs,
        rng.random(len(pairs)) + 1,
        rng.random(len(pairs)),
    )


def partition(parents, n, n_nodes):
    tops = np.arange(n_nodes)
    for node in range(n_nodes - 1, -1, -1):
        if 0 <= parents[node] < n_nodes:
            tops[node] = tops[parents[node]]
    return {frozenset(np.flatnonzero(tops[:n] == top)) for top in set(tops[:n])}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("smallest", [0.0, 30.0])
def test_merging_is_what_recomputing_every_price_gives(seed, smallest):
    sizes, traits, pairs, lengths, strengths = a_graph(seed)
    n = len(sizes)
    rule = np.array([*EXPONENTS, smallest])
    expected = brute_merges(sizes, traits, pairs, lengths, strengths, rule)
    parents, levels = np.empty(2 * n - 1, np.int64), np.empty(2 * n - 1)

    done = merge(
        sizes.copy(), traits.copy(), pairs.copy(), lengths.copy(), strengths.copy(), rule, parents, levels
    )

    assert done == len(expected)
    for i, (level, groups) in enumerate(expected):
        assert levels[n + i] == pytest.approx(level, rel=1e-4)
        assert partition(parents, n, n + i + 1) == groups


def test_regions_that_do_not_touch_stay_apart():
    parents, levels = np.empty(3, np.int64), np.empty(3)

    done = merge(
        np.ones(2),
        np.ones((2, 9), np.float32),
        np.empty((0, 2), np.int64),
        np.empty(0),
        np.empty(0),
        RULE,
        parents,
        levels,
    )

    assert done == 0
    np.testing.assert_array_equal(parents[:2], -1)


@pytest.mark.parametrize("n_planes", [1, 4, 7])
def test_sums_of_regions_are_those_of_their_pixels(n_planes):
    rng = np.random.default_rng(5)
    labels = rng.integers(0, 6, (9, 11)).astype(np.int32)
    planes = rng.random((n_planes, 9, 11)).astype(np.float32)
    sums = np.ones((6, n_planes))

    sums_by_region(labels, planes, sums)

    expected = np.ones((6, n_planes))
    np.add.at(expected, labels.ravel(), planes.reshape(n_planes, -1).T)
    np.testing.assert_allclose(sums, expected, rtol=1e-12)


def test_the_highest_ancestor_is_the_last_that_is_reached_on_the_way_up():
    parents = np.array([4, 4, 5, 5, 6, 6, -1])
    reached = np.array([False, False, False, False, True, True, False])
    out = np.empty(7, np.int64)

    topmost(parents, reached, out)

    np.testing.assert_array_equal(out, [4, 4, 5, 5, 4, 5, 6])
