import numpy as np
import pytest

from gmmseg.imaging.labelling.spatial_prior import ROUNDS, smooth, winners
from gmmseg.imaging.labelling.spatial_prior_kernels import ROUNDS as ROUNDS_OF_KERNELS
from gmmseg.imaging.labelling.spatial_prior_kernels import TILE, power_of_2
from gmmseg.jit_kernels import kernel


def messages(marginals, planes, usable, precision):
    """Return what every pixel hears of its eight neighbours, whole pictures at a time."""
    _, height, width = marginals.shape
    out = np.zeros(marginals.shape)
    pad = ((0, 0), (1, 1), (1, 1))
    around, before = np.pad(planes, pad), np.pad(marginals, pad)
    there_is = np.pad(usable, 1)
    for down, right in np.ndindex(3, 3):
        if (down, right) != (1, 1):
            rows, columns = slice(down, down + height), slice(right, right + width)
            similarity = np.exp(-precision * ((around[:, rows, columns] - planes) ** 2).sum(axis=0))
            weight = usable * there_is[rows, columns] * similarity / np.hypot(down - 1, right - 1)
            out += weight * before[:, rows, columns]
    return out


def oracle(posterior, planes, strength, precision, usable):
    """Return marginals after all rounds."""
    logs = np.log(np.maximum(posterior.astype(float), 1e-6))
    marginals = posterior * usable
    for _ in range(ROUNDS):
        field = logs + strength * messages(marginals, planes.astype(float), usable, precision)
        marginals = np.exp(field - field.max(axis=0))
        marginals = marginals / marginals.sum(axis=0) * usable
    return marginals


def picture(k, height, width, *, sureness, seed=0):
    rng = np.random.default_rng(seed)
    planes = rng.normal(size=(2, height, width)).astype(np.float32)
    logs = rng.normal(size=(k, height, width)) * sureness
    posterior = np.exp(logs - logs.max(axis=0))
    return planes, (posterior / posterior.sum(axis=0)).astype(np.float32)


def test_both_count_the_same_rounds():
    assert ROUNDS == ROUNDS_OF_KERNELS


@kernel
def powers_of_2(x, out):
    for i in range(x.size):
        out[i] = power_of_2(x[i])


def test_powers_of_2_are_true_to_four_in_a_million():
    x = np.linspace(0, 120, 4001, dtype=np.float32)

    found = np.empty_like(x)
    powers_of_2(x, found)

    np.testing.assert_allclose(found, np.exp2(x.astype(float)), rtol=1e-5)


@pytest.mark.parametrize("width", [1, 2, TILE - 1, TILE, TILE + 1, 2 * TILE + 7])
@pytest.mark.parametrize("sureness", [1.0, 12.0])  # with 12, most segments are left out of most tiles
def test_rows_go_through_all_rounds(width, sureness):
    planes, posterior = picture(4, 11, width, sureness=sureness)
    usable = np.random.default_rng(1).random((11, width)) > 0.1

    found = smooth(posterior, planes, 0.6, edge_precision=0.3, usable=usable)

    expected = oracle(posterior, planes, 0.6, 0.3, usable)
    np.testing.assert_allclose(found * usable, expected, atol=2e-3)


@pytest.mark.parametrize("strength", [7.0, 100.0])
def test_ties_of_any_strength_can_be_borne(strength):
    planes, posterior = picture(3, 9, TILE + 5, sureness=2.0)
    usable = np.ones(planes.shape[1:], bool)

    found = winners(posterior, planes, strength, edge_precision=0.1)

    expected = oracle(posterior, planes, strength, 0.1, usable)
    sure = np.sort(expected, axis=0)[-1] > 0.51
    np.testing.assert_array_equal(found[sure], expected.argmax(axis=0)[sure])


def test_rows_that_are_not_wanted_do_not_matter():
    planes, posterior = picture(3, 40, 30, sureness=2.0)
    whole = winners(posterior, planes, 0.5, edge_precision=0.3)

    part = winners(posterior, planes, 0.5, edge_precision=0.3, rows=slice(13, 21))

    np.testing.assert_array_equal(part[13:21], whole[13:21])


def test_the_first_of_equal_marginals_wins():
    posterior = np.full((3, 2, 2), np.float32(1 / 3))

    found = winners(posterior, np.zeros((1, 2, 2), np.float32), 0.5, edge_precision=1.0)

    np.testing.assert_array_equal(found, 0)


def sparse(k, height, width, seed=0):
    """Return planes, and posteriors (k, h, w) that are exactly 0 but in a few places of each segment."""
    planes, posterior = picture(k, height, width, sureness=1.0, seed=seed)
    rng = np.random.default_rng(seed)
    for c in range(1, k):
        is_there = np.zeros((height, width), bool)
        y, x = rng.integers(height), rng.integers(width)
        is_there[y : y + 9, x : x + 30] = True
        posterior[c, ~is_there] = 0
    return planes * np.float32(0.3), (posterior / posterior.sum(axis=0)).astype(np.float32)


@pytest.mark.parametrize("strength", [0.6, 3.0])
def test_segments_that_have_no_posterior_for_miles_are_heard_where_they_come_to(strength):
    planes, posterior = sparse(5, 50, 2 * TILE + 30)
    usable = np.random.default_rng(1).random(planes.shape[1:]) > 0.05

    found = smooth(posterior, planes, strength, edge_precision=0.3, usable=usable)

    expected = oracle(posterior, planes, strength, 0.3, usable)
    np.testing.assert_allclose(found * usable, expected, atol=5e-3)


def test_stripes_give_what_the_whole_gives_where_segments_are_few():
    planes, posterior = sparse(6, 70, 2 * TILE + 30, seed=3)
    whole = smooth(posterior, planes, 1.0, edge_precision=0.3)

    for begin in range(0, 70, 10):
        top, bottom = max(begin - ROUNDS, 0), min(begin + 10 + ROUNDS, 70)
        part = smooth(posterior[:, top:bottom].copy(), planes[:, top:bottom], 1.0, edge_precision=0.3)

        np.testing.assert_array_equal(part[:, begin - top : begin + 10 - top], whole[:, begin : begin + 10])


def test_segments_that_are_nowhere_change_no_bit():
    planes, posterior = sparse(4, 40, TILE + 30)
    with_others = np.zeros((7, *posterior.shape[1:]), np.float32)
    with_others[[0, 2, 3, 5]] = posterior

    found = smooth(with_others, planes, 1.0, edge_precision=0.3)

    np.testing.assert_array_equal(found[[0, 2, 3, 5]], smooth(posterior, planes, 1.0, edge_precision=0.3))
    assert not found[[1, 4, 6]].any()


def test_tiles_of_one_segment_need_no_posteriors():
    planes, posterior = picture(3, 40, 5 * TILE + 9, sureness=1.0)
    first, tile, last = (
        np.s_[:, 25:, :],
        np.s_[:, :, 2 * TILE - ROUNDS : 3 * TILE + ROUNDS],
        np.s_[:, 3:9, -90:],
    )
    for place, segment in ((first, 0), (tile, 2), (last, 1)):
        posterior[place] = 0
        posterior[(segment, *place[1:])] = 1
    usable = np.ones(planes.shape[1:], bool)
    usable[30, 5] = False
    only = np.zeros((40, 6), np.uint16)
    only[25:, [0, 1, 3, 4, 5]], only[:, 2] = 1, 3  # that of the last lines reaches into no tile as a whole
    only[25:, 1] = only[25:, 3] = 0  # the tile in the middle is too near
    only[30, 0] = 0
    expected = winners(posterior, planes, 1.0, edge_precision=0.1, usable=usable)
    for y, x in zip(*np.nonzero(only), strict=True):
        posterior[:, y, x * TILE : (x + 1) * TILE] = np.nan  # nobody may look there

    found = winners(posterior, planes, 1.0, edge_precision=0.1, usable=usable, only=only)

    np.testing.assert_array_equal(found[usable], expected[usable])
