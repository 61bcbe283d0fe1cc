"""Components merged, split, ordered and matched, by hand."""

import numpy as np
import pytest
from scipy.spatial.distance import mahalanobis
from scipy.stats import norm

from gmmseg.mixture import em
from gmmseg.mixture.components import (
    add_component,
    adjust_component,
    bhattacharyya,
    match_components,
    merge_components,
    overall,
    principal_axis,
    sort_components,
    split_by_samples,
    split_component,
)
from gmmseg.mixture.components import (
    mahalanobis as sigmas,
)
from gmmseg.mixture.parameters import COVARIANCE_TYPES, Parameters, shape


def mixture(kind, k=3, d=2, seed=0):
    rng = np.random.default_rng(seed)
    roots = rng.normal(size=(k, d, d + 2))
    full = roots @ roots.transpose(0, 2, 1)
    variances = np.einsum("kaa->ka", full).copy()
    covariances = {"full": full, "tied": full[0], "diag": variances, "spherical": variances.mean(axis=1)}
    weights = rng.random(k) + 0.1
    return Parameters(
        weights / weights.sum(), 3 * rng.normal(size=(k, d)), covariances[kind].copy(), kind, np.arange(k)
    )


def expressed(covariance, kind):
    """Return the part of a covariance that a type of mixture has a say in."""
    return {
        "full": covariance,
        "tied": covariance,
        "diag": np.diagonal(covariance),
        "spherical": np.trace(covariance),
    }[kind]


def test_two_points_become_one_with_the_spread_between_them():
    parameters = Parameters(
        np.array([0.3, 0.6, 0.1]), np.array([[0.0], [3.0], [9.0]]), np.array([[[1.0]], [[4.0]], [[5.0]]])
    )

    found = merge_components(parameters, 0, 1)

    np.testing.assert_allclose(found.weights, [0.9, 0.1])
    np.testing.assert_allclose(found.means, [[2], [9]])
    within, between = (1 * 1 + 2 * 4) / 3, (1 / 3) * (2 / 3) * 3**2
    np.testing.assert_allclose(found.covariances, [[[within + between]], [[5]]])


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_merging_keeps_the_moments_of_the_whole(kind):
    parameters = mixture(kind)

    found = merge_components(parameters, 2, 0)

    assert found.n_components == 2
    assert found.covariances.shape == shape(2, 2, kind)
    np.testing.assert_array_equal(found.owners, [1, 2])
    np.testing.assert_allclose(overall(found)[0], overall(parameters)[0])
    np.testing.assert_allclose(
        expressed(overall(found)[1], kind), expressed(overall(parameters)[1], kind), rtol=1e-12
    )


def test_a_component_is_not_merged_with_itself():
    with pytest.raises(AssertionError, match="component 1 cannot be merged with itself"):
        merge_components(mixture("full"), 1, 1)


def test_halves_of_a_gaussian_have_the_means_of_its_halves():
    parameters = Parameters(np.ones(1), np.array([[5.0]]), np.array([[[4.0]]]))

    found = split_component(parameters, 0)

    upper = 5 + 2 * norm.expect(lambda x: x, lb=0, conditional=True)
    np.testing.assert_allclose(found.means, [[10 - upper], [upper]])
    np.testing.assert_allclose(found.weights, [0.5, 0.5])
    np.testing.assert_allclose(
        found.covariances.ravel(), 4 * norm.expect(lambda x: x**2, lb=0, conditional=True) - (upper - 5) ** 2
    )


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_merging_the_halves_undoes_a_split(kind):
    parameters = mixture(kind)

    halves = split_component(parameters, 1)

    again = merge_components(halves, 1, 3)
    assert (np.linalg.eigvalsh(halves.full_covariances) > 0).all()
    np.testing.assert_array_equal(halves.owners, [0, 1, 2, 1])
    np.testing.assert_allclose(again.weights, parameters.weights)
    np.testing.assert_allclose(again.means, parameters.means, atol=1e-12)
    np.testing.assert_allclose(again.covariances, parameters.covariances, atol=1e-12)


def test_halves_are_what_lies_on_either_side_of_a_plane():
    parameters, normal = mixture("full", k=1), np.array([3.0, -4.0])
    rng = np.random.default_rng(0)
    samples = rng.multivariate_normal(parameters.means[0], parameters.covariances[0], 400_000)
    above = samples[(samples - parameters.means[0]) @ normal > 0]

    found = split_component(parameters, 0, normal)

    np.testing.assert_allclose(found.means[1], above.mean(axis=0), atol=0.01)
    np.testing.assert_allclose(found.covariances[1], np.cov(above.T), atol=0.03)
    np.testing.assert_array_equal(found.covariances[0], found.covariances[1])


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_halves_along_any_plane_are_valid(kind):
    found = split_component(mixture(kind), 0, np.array([3.0, 4.0]))

    assert (found.means[3] - found.means[0]) @ [3.0, 4.0] > 0
    assert (np.linalg.eigvalsh(found.full_covariances) > 0).all()


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_one_more_component_is_half_as_large_as_the_mean_of_the_others(kind):
    parameters = mixture(kind)

    found = add_component(parameters, parameters.means[1] + 1e-3, 0.2)

    np.testing.assert_allclose(found.weights, [*0.8 * parameters.weights, 0.2])
    np.testing.assert_array_equal(found.means, [*parameters.means, parameters.means[1] + 1e-3])
    np.testing.assert_array_equal(found.owners, [0, 1, 2, 1])
    within = sum(parameters.weights[c] * parameters.full_covariances[c] for c in range(3))
    expected = parameters.covariances if kind == "tied" else within / 4
    np.testing.assert_allclose(found.full_covariances[3], expected)


def test_the_principal_axis_is_the_longest():
    covariance = np.array([[2.0, 1.0], [1.0, 2.0]])  # axes (1, 1) and (1, -1), variances 3 and 1

    full = Parameters(np.ones(1), np.zeros((1, 2)), covariance[None].copy())
    diag = Parameters(np.ones(1), np.zeros((1, 2)), np.array([[1.0, 2.0]]), "diag")
    spherical = Parameters(np.full(2, 0.5), np.array([[0.0, 0.0], [4.0, 4.0]]), np.ones(2), "spherical")

    np.testing.assert_allclose(principal_axis(full, 0), [np.sqrt(0.5)] * 2)
    np.testing.assert_allclose(principal_axis(diag, 0), [0, 1])
    np.testing.assert_allclose(principal_axis(spherical, 0), [np.sqrt(0.5)] * 2)


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_samples_decide_where_a_component_is_split(kind):
    rng = np.random.default_rng(0)
    centres = np.array([[0.0, 0.0], [0.0, 6.0], [30.0, 0.0]])
    samples = np.repeat(centres, [300, 100, 200], axis=0) + rng.normal(size=(600, 2))
    both = np.cov(samples[:400].T, bias=True)
    covariances = {
        "full": np.array([both, np.eye(2)]),
        "tied": both,
        "diag": np.array([np.diagonal(both), [1.0, 1.0]]),
        "spherical": np.array([np.trace(both) / 2, 1.0]),
    }[kind]
    begun = Parameters(np.array([2 / 3, 1 / 3]), np.array([[0.0, 1.5], [30.0, 0.0]]), covariances, kind)

    found = split_by_samples([samples], begun, 0, steps=30)

    order = [0, 1, 2] if found.means[0, 1] < 3 else [2, 1, 0]  # either half may take either heap
    np.testing.assert_allclose(found.means[order], centres[[0, 2, 1]], atol=0.4)
    np.testing.assert_allclose(found.weights[order], [1 / 2, 1 / 3, 1 / 6], atol=0.02)
    assert found.covariances.shape == shape(3, 2, kind)


def test_weights_and_classes_have_their_say_in_a_split():
    heaps = np.repeat([[0.0], [10.0], [20.0]], 50, axis=0) + np.linspace(-1, 1, 150)[:, None]
    begun = Parameters(
        np.full(2, 0.5), np.array([[5.0], [9.0]]), np.full((2, 1, 1), 99.0), owners=np.array([3, 4])
    )
    weights, classes = np.repeat([1, 3, 1], 50), np.repeat([3, 3, 4], 50)

    found = split_by_samples([em.WeightedSamples(heaps, weights, classes)], begun, 0, steps=40)

    np.testing.assert_allclose(found.means[[0, 2], 0], [heaps[:50].mean(), heaps[50:100].mean()], atol=0.3)
    assert found.weights[2] > 2 * found.weights[0]


def test_a_component_without_samples_is_not_split():
    parameters = Parameters(np.full(2, 0.5), np.array([[0.0], [9.0]]), np.ones((2, 1, 1)))
    far = np.full((20, 1), -200.0)

    found = split_by_samples([far], parameters, 1)

    assert found is parameters


def test_order_is_by_weight_and_then_by_place():
    parameters = Parameters(
        np.array([0.2, 0.4, 0.2, 0.2]), np.array([[5.0, 0], [1, 1], [2, 7], [2, 3]]), np.ones(4), "spherical"
    )

    np.testing.assert_array_equal(sort_components(parameters).means, [[1, 1], [2, 3], [2, 7], [5, 0]])


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_distance_of_densities_is_minus_the_log_of_their_overlap(kind):
    one, other = mixture(kind, k=2, d=1, seed=1), mixture(kind, k=3, d=1, seed=2)

    found = bhattacharyya(one, other)

    grid = np.linspace(-60, 60, 240_001)
    roots = [
        np.sqrt(norm.pdf(grid, m.means, np.sqrt(m.full_covariances[:, 0]))) for m in (one, other)
    ]  # (k, n) each
    np.testing.assert_allclose(found, -np.log(roots[0] @ roots[1].T * (grid[1] - grid[0])), atol=1e-9)
    np.testing.assert_allclose(np.diagonal(bhattacharyya(one, one)), 0, atol=1e-12)


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_shuffled_components_find_themselves(kind):
    parameters = mixture(kind, k=6)
    order = np.random.default_rng(1).permutation(6)
    shuffled = parameters.take(order)

    np.testing.assert_array_equal(order[match_components(parameters, shuffled)], np.arange(6))


def test_what_is_left_over_matches_nothing():
    few = Parameters(np.full(2, 0.5), np.array([[10.0], [0.0]]), np.ones(2), "spherical")
    many = Parameters(
        np.array([0.1, 0.2, 0.3, 0.4]), np.array([[0.1], [90.0], [50.0], [9.9]]), np.ones(4), "spherical"
    )

    np.testing.assert_array_equal(match_components(many, few), [1, -1, -1, 0])
    np.testing.assert_array_equal(match_components(few, many), [3, 0])


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_means_are_apart_in_the_spread_that_both_have_together(kind):
    one, other = mixture(kind, k=2, d=3, seed=1), mixture(kind, k=3, d=3, seed=2)

    found = sigmas(one, other)

    for i, j in np.ndindex(2, 3):
        between = (one.full_covariances[i] + other.full_covariances[j]) / 2
        wanted = mahalanobis(one.means[i], other.means[j], np.linalg.inv(between))
        np.testing.assert_allclose(found[i, j], wanted)


def test_only_what_is_allowed_is_matched_and_nothing_good_is_given_up_for_more_pairs():
    first = Parameters(np.full(3, 1 / 3), np.array([[0.1], [3.5], [20.0]]), np.ones(3), "spherical")
    second = Parameters(np.full(3, 1 / 3), np.array([[0.0], [-3.9], [90.0]]), np.ones(3), "spherical")
    allowed = np.abs(first.means - second.means.T) <= 4

    # By number of pairs the first would take -3.9 and leave 0 to the second.
    np.testing.assert_array_equal(match_components(first, second, allowed), [0, -1, -1])
    np.testing.assert_array_equal(match_components(first, second, np.zeros((3, 3), bool)), [-1, -1, -1])


def test_an_adjusted_component_leaves_the_proportions_of_the_others():
    heaps = Parameters(np.array([0.5, 0.3, 0.2]), np.zeros((3, 2)), np.stack([np.eye(2)] * 3))

    found = adjust_component(heaps, 0, weight=0.2, mean=np.array([1.0, 2.0]))

    np.testing.assert_allclose(found.weights, [0.2, 0.48, 0.32])
    assert found.means.tolist() == [[1, 2], [0, 0], [0, 0]]
