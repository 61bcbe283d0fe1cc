import numpy as np
import pytest

import gmmseg
from gmmseg.assets import path
from gmmseg.imaging.features.features import Features
from gmmseg.imaging.image import Image
from gmmseg.imaging.regional.region_mixtures import (
    Cell,
    Contacts,
    MergePath,
    RegionFits,
    SampleGrid,
    cells,
    fit_regions,
    mixture_of,
    pooled_moments,
    segments,
)
from gmmseg.mixture.fitting.fit import FitOptions

PLAN = FitOptions(3, restarts=2, moves=0, tolerance=1e-3, max_iterations=40, regularisation=0.07**2)


def noisy(array, sigma=4.0, seed=0):
    noise = np.random.default_rng(seed).normal(0, sigma, array.shape)
    return np.clip(array + noise, 0, 255).astype(np.uint8)


def fitted(array, regions):
    image = Image.from_array(array)
    features = Features.learn(image, "lab", 0.0)
    return fit_regions(SampleGrid.of(image, features, regions.astype(np.int32)), PLAN)


def cell(region, mean, weight=0.2, variance=0.05):
    """A cell of one component in one dimension."""
    return Cell(region, (0,), np.array([weight]), np.array([[mean]]), np.array([[[variance]]]))


def apart(n):
    """Contacts of `n` regions that do not touch."""
    return Contacts(
        np.ones((n, 1, 1)), np.ones((n, 1, 1)), np.empty((0, 2), np.int64), np.empty(0), np.empty(0)
    )


def test_what_looks_the_same_in_two_regions_is_one_segment():
    found = [cell(0, -2.0), cell(1, 2.0), cell(2, -1.98), cell(3, 2.03)]

    owners = segments(found, [apart(4)])

    assert owners[0] == owners[2] != owners[1] == owners[3]


def test_asked_for_a_number_there_are_so_many_segments_and_they_nest():
    found = [cell(i, mean) for i, mean in enumerate([-3.0, -2.5, 0.0, 0.6, 3.0])]
    several = {n: segments(found, [apart(5)], n) for n in (2, 3, 4)}

    for n, owners in several.items():
        assert len(set(owners.tolist())) == n
    for coarse, fine in ((2, 3), (3, 4)):
        pairs = set(zip(several[fine].tolist(), several[coarse].tolist(), strict=True))
        assert len(pairs) == fine  # each of the finer ones lies in one of the coarser


def test_what_touches_without_a_step_is_one_thing():
    found = [cell(0, 0.0), cell(1, 0.9), cell(2, 4.0)]
    numbers, steps = np.full((3, 1, 1), 1000.0), np.full((3, 1, 1), 10.0)
    across = np.array([100.0, 100.0])
    pairs = np.array([[0, 1], [1, 2]])

    gradual = Contacts(numbers, steps, pairs, across, np.array([1.0, 100.0]))
    stepped = Contacts(numbers, steps, pairs, across, np.array([100.0, 100.0]))

    assert len(set(segments(found, [gradual]).tolist())) == 2
    assert len(set(segments(found, [stepped]).tolist())) == 3


def test_a_region_of_one_even_colour_is_one_cell():
    regions = np.ones((60, 80))
    regions[:, 40:] = 2
    array = np.where((regions == 1)[..., None], (60, 90, 40), (180, 170, 150))

    found = cells(fitted(noisy(array), regions))

    assert [each.region for each in found] == [0, 1]


def test_a_region_of_two_plain_colours_is_two_cells():
    array = np.full((90, 90, 3), (120, 100, 80))
    regions = np.ones((90, 90))
    regions[:30] = 2
    spots = np.zeros((90, 90), bool)
    for row in range(36, 84, 12):
        for column in range(6, 84, 12):
            spots[row : row + 6, column : column + 6] = True
    array[spots] = (40, 160, 60)
    array[:30] = (200, 200, 220)

    found = cells(fitted(noisy(array), regions))

    assert sorted(each.region for each in found) == [0, 0, 1]
    shares = sorted(each.weights.sum() for each in found)
    np.testing.assert_allclose(shares[0], spots.mean(), rtol=0.05)
    np.testing.assert_allclose(sum(shares), 1)


def test_a_blurred_edge_is_no_part():
    array = np.full((80, 120, 3), (60, 60, 60), float)
    array[:, 60:] = (200, 200, 200)
    array[:, 59], array[:, 60] = 110, 150

    fits = fitted(noisy(array, 2.0), np.ones((80, 120)))

    assert len(cells(fits)) == 2


def test_more_parts_are_made_where_more_are_wanted():
    regions = np.ones((60, 80))
    regions[:, 40:] = 2
    array = np.where((regions == 1)[..., None], (60, 90, 40), (180, 170, 150))
    fits = fitted(noisy(array, 12.0), regions)

    found = cells(fits, 4)

    n_components = sum(mixture.n_components for mixture in fits.mixtures.values())
    assert len(found) == min(4, n_components)
    assert sorted(c for each in found if each.region == 0 for c in each.components) == list(
        range(fits.mixtures[0].n_components)
    )


def test_the_moments_of_a_mixture_as_a_whole():
    weights, means = np.array([0.25, 0.75]), np.array([[0.0, 0.0], [4.0, 0.0]])
    covariances = np.stack([np.eye(2), 2 * np.eye(2)])

    weight, mean, covariance = pooled_moments(weights, means, covariances)

    assert weight == 1
    np.testing.assert_allclose(mean, [3, 0])
    # within 0.25 * 1 + 0.75 * 2, between 0.25 * 9 + 0.75 * 1
    np.testing.assert_allclose(covariance, [[1.75 + 3, 0], [0, 1.75]])


@pytest.mark.parametrize("kind", ["full", "tied", "diag", "spherical"])
def test_the_mixture_of_all_segments_has_the_largest_first(kind):
    found = [cell(0, 0.0, 0.2), cell(1, 3.0, 0.7), cell(2, 1.5, 0.1)]

    mixture, owners = mixture_of(found, np.array([0, 1, 0]), kind)

    assert owners.tolist() == [0, 1, 1]
    np.testing.assert_allclose(mixture.weights, [0.7, 0.2, 0.1])
    np.testing.assert_allclose(mixture.means[:, 0], [3, 0, 1.5])
    np.testing.assert_allclose(mixture.full_covariances[:, 0, 0], 0.05)
    assert mixture.covariance_type == kind


def test_a_segment_owns_few_components_of_the_same_moments():
    found = [cell(i, mean, 0.1) for i, mean in enumerate(np.linspace(-1, 1, 7))]

    mixture, owners = mixture_of(found, np.zeros(7, np.intp))

    assert len(owners) == 3
    _, mean, covariance = pooled_moments(mixture.weights, mixture.means, mixture.covariances)
    np.testing.assert_allclose(mean, [0], atol=1e-12)
    np.testing.assert_allclose(covariance, [[0.05 + np.linspace(-1, 1, 7).var()]])


def test_cells_that_lie_apart_are_two_segments_only_where_place_counts():
    regions = np.repeat([1, 2, 3], 40)[None].repeat(60, axis=0).astype(np.int32)
    colours = np.array([(60, 90, 40), (180, 170, 150), (60, 90, 40)])
    image = Image.from_array(noisy(colours[regions - 1]))

    def found(position):
        features = Features.learn(image, "lab", position)
        fits = fit_regions(SampleGrid.of(image, features, regions), PLAN)
        return cells(fits), segments(cells(fits), [fits.contacts])

    (_, without), (placed, with_place) = found(0.0), found(1.0)

    assert without.tolist() == [0, 1, 0]
    assert len(set(with_place.tolist())) == 3
    columns = np.arange(120) / 119  # features of the longer side, of unit deviation together with the rows
    rows = np.arange(60) / 119
    scale = np.sqrt((columns.var() + rows.var()) / 2)
    for cell_, third in zip(placed, columns.reshape(3, 40), strict=True):
        assert cell_.means[0, -1] == pytest.approx((third.mean() - columns.mean()) / scale, abs=0.02)
        assert cell_.covariances[0, -1, -1] == pytest.approx(third.var() / scale**2 + 0.07**2, rel=0.02)


# Places in a sample picture that anybody would call so: column and row.
GROUND_BETWEEN_COINS = [
    (73, 125),
    (128, 125),
    (180, 126),
    (128, 195),
    (181, 195),
    (239, 195),
    (85, 262),
    (140, 262),
    (78, 53),
    (130, 53),
    (186, 53),
    (299, 50),
    (379, 182),
]
COINS = [
    (45, 122),
    (103, 125),
    (154, 126),
    (206, 123),
    (44, 195),
    (102, 195),
    (154, 195),
    (113, 266),
    (172, 262),
]


def test_the_ground_between_coins_is_ground():
    labels = gmmseg.segment(path("sample_images", "coins.png")).labels

    ground = {int(labels[row, column]) for column, row in GROUND_BETWEEN_COINS}
    coins = {int(labels[row, column]) for column, row in COINS}

    assert (ground, coins) == ({1}, {2})


PATH = MergePath([(0, 1), (0, 2), (0, 3), (0, 4)], np.array([0.001, 0.02, 0.4, 0.5]))
"""Of five cells: two are the same, and the leap is where three are left."""


@pytest.mark.parametrize(
    ("low", "high", "n"),
    [(1, 12, 3), (2, 5, 3), (4, 5, 4), (1, 2, 2), (4, 12, 4), (5, 9, 5)],
)
def test_a_range_that_has_the_number_found_without_one_has_no_say(low, high, n):
    assert PATH.suitable(low, high) == n


def test_distances_and_leaps_are_by_how_many_are_left():
    assert [PATH.distance(n) for n in (5, 4, 3, 2)] == [0.001, 0.02, 0.4, 0.5]
    assert np.isnan([PATH.distance(1), PATH.distance(6)]).all()
    assert PATH.leap(3) == pytest.approx(20)  # .4 over .02
    assert PATH.leap(5) == pytest.approx(0.1)  # over the least distance, .01


def test_the_reason_says_where_the_leap_is():
    assert PATH.reason(3, 2) == (
        "5 parts lie in 2 regions, and the next two to merge are 20 times as far apart as the last"
    )
    assert (
        PATH.reason(4, 1) == "5 parts lie in one field and would make 3 segments; of this range 4 suit best"
    )


def test_without_a_leap_the_reason_says_what_was_merged_or_why_no_more_was():
    even = MergePath([(0, 1), (0, 2), (0, 3)], np.array([0.01, 0.05, 0.2]))
    many = MergePath([(0, i) for i in range(1, 20)], np.linspace(0.1, 0.5, 19))

    assert even.reason(3, 2) == (
        "4 parts lie in 2 regions; those within 0.015 of each other (Bhattacharyya) were merged, and the "
        "next two differ by 0.05, with no leap between"
    )
    assert many.reason(16, 3) == (
        "20 parts lie in 3 regions, all of which differ by more than 0.015 (Bhattacharyya), and 16 segments "
        "are the most that are chosen without a range"
    )


def test_the_log_likelihood_of_all_regions_is_the_mean_over_their_pixels():
    shares, courses = np.array([0.25, 0.75]), {0: (-4.0, -2.0), 1: (-8.0,)}

    fits = RegionFits({}, {}, {}, apart(2), shares, courses)

    assert fits.log_likelihoods == (-7.0, -6.5)
