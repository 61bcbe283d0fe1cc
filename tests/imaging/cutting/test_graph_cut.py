"""The oracle is SciPy's maximum flow on the same graph, written out link by link."""

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from gmmseg.imaging.cutting.graph_cut import STEPS, CutGraph, contrast_links, minimum_cut

WAYS = ((0, 1), (1, 0), (1, 1), (1, -1))


def pairs(shape):
    """Yield the way, both pixels of every link."""
    height, width = shape
    for way, (down, right) in enumerate(WAYS):
        for y in range(height - down):
            for x in range(max(0, -right), width - max(0, right)):
                yield way, (y, x), (y + down, x + right)


def energy(mask, evidence, links):
    """Return the energy of a mask in steps, as the definition says."""
    cut = sum(int(links[way][p]) for way, p, q in pairs(mask.shape) if mask[p] != mask[q])
    return cut - int(np.rint(evidence[mask] * STEPS).astype(np.int64).sum())


def least_energy(evidence, links):
    """Return the least energy of all masks: the maximum flow, less the evidence for the mask."""
    n = evidence.size
    steps = np.rint(evidence * STEPS).astype(np.int32).ravel()
    graph = np.zeros((n + 2, n + 2), np.int32)
    graph[n, :n] = np.maximum(steps, 0)
    graph[:n, n + 1] = np.maximum(-steps, 0)
    for way, p, q in pairs(evidence.shape):
        i, j = np.ravel_multi_index(p, evidence.shape), np.ravel_multi_index(q, evidence.shape)
        graph[i, j] = graph[j, i] = links[way][p]
    return maximum_flow(csr_array(graph), n, n + 1).flow_value - int(np.maximum(steps, 0).sum(dtype=np.int64))


def random_grid(seed, shape, noise=1.0, most=400):
    rng = np.random.default_rng(seed)
    evidence = (rng.standard_normal(shape) * noise).astype(np.float32)
    links = rng.integers(0, most, (4, *shape)).astype(np.int32)
    return evidence, links


@pytest.mark.parametrize("seed", range(30))
def test_a_cut_has_the_least_energy_of_all_masks(seed):
    shape = (3 + seed % 9, 2 + seed % 11)
    evidence, links = random_grid(seed, shape, noise=0.5 + seed % 3)

    mask = minimum_cut(evidence, links)

    assert energy(mask, evidence, links) == least_energy(evidence, links)


@pytest.mark.parametrize("seed", range(5))
def test_sparse_evidence_is_spread_over_the_whole_picture(seed):
    evidence, links = random_grid(seed, (14, 17), most=100)
    evidence[np.random.default_rng(seed).random(evidence.shape) < 0.95] = 0
    evidence *= 20

    mask = minimum_cut(evidence, links)

    assert energy(mask, evidence, links) == least_energy(evidence, links)


@pytest.mark.parametrize("seed", range(10))
def test_a_graph_that_was_cut_before_is_cut_as_a_new_one(seed):
    rng = np.random.default_rng(seed)
    _, links = random_grid(seed, (9, 12))
    within, start = rng.random((9, 12)) < 0.7, rng.random((9, 12)) < 0.5
    graph = CutGraph(links, within=within, start=start)

    for scale in (1, 3, 0.2, 50):
        evidence = (rng.standard_normal((9, 12)) * scale).astype(np.float32)
        alone = minimum_cut(evidence, links, within=within, start=start)
        np.testing.assert_array_equal(graph.cut(evidence), alone)


@pytest.mark.parametrize("seed", range(10))
def test_a_cut_within_a_band_is_the_best_with_the_rest_held(seed):
    evidence, links = random_grid(seed, (8, 9))
    rng = np.random.default_rng(seed)
    within, start = rng.random(evidence.shape) < 0.6, rng.random(evidence.shape) < 0.5
    held = np.where(within, evidence, np.where(start, np.float32(1e4), np.float32(-1e4)))

    mask = minimum_cut(evidence, links, within=within, start=start)

    assert (mask == start)[~within].all()
    assert energy(mask, held, links) == least_energy(held, links)


def test_without_links_every_pixel_follows_its_own_evidence():
    evidence = np.array([[1.0, -1.0], [-0.5, 2.0]], np.float32)

    mask = minimum_cut(evidence, np.zeros((4, 2, 2), np.int32))

    np.testing.assert_array_equal(mask, [[True, False], [False, True]])


def test_no_evidence_is_no_mask():
    mask = minimum_cut(np.zeros((3, 4), np.float32), np.ones((4, 3, 4), np.int32))

    assert not mask.any()


def test_one_pixel_is_a_picture_too():
    assert minimum_cut(np.ones((1, 1), np.float32), np.zeros((4, 1, 1), np.int32)).all()


def test_what_was_given_is_left_alone():
    evidence, links = random_grid(3, (6, 6))
    before = evidence.copy(), links.copy()

    minimum_cut(evidence, links)

    np.testing.assert_array_equal(evidence, before[0])
    np.testing.assert_array_equal(links, before[1])


def test_links_between_equal_colours_have_full_strength_over_distance():
    links = contrast_links(np.zeros((2, 3, 1), np.float32), 10.0)

    assert links[0, 0, 0] == 10 * STEPS
    assert links[2, 0, 0] == round(10 * STEPS / 2**0.5)


def test_links_weaken_with_contrast_relative_to_the_mean():
    picture = np.array([[[0.0], [0.0], [2.0]]], np.float32)  # squared differences 0 and 4, mean 2

    links = contrast_links(picture, 1.0)

    assert links[0, 0, 0] == STEPS
    assert links[0, 0, 1] == round(STEPS * np.exp(-1.0))
