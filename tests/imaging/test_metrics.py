import numpy as np
import pytest
from sklearn import metrics as oracle

from gmmseg.errors import DifferentSizesError, NothingToCompareError
from gmmseg.imaging.metrics import Overlaps, agreement, edges


def some_maps(seed=0, n_result=4, n_truth=5, size=(9, 11)):
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, n_truth, size)
    result = np.where(rng.random(size) < 0.6, truth % n_result, rng.integers(0, n_result, size))
    return result, truth


def iou(first, second):
    return (first & second).sum() / (first | second).sum()


def test_clustering_figures_match_scikit_learn():
    result, truth = some_maps()

    found = agreement(result, [truth])

    assert found.ari == pytest.approx(oracle.adjusted_rand_score(truth.ravel(), result.ravel()))
    assert found.nmi == pytest.approx(oracle.normalized_mutual_info_score(truth.ravel(), result.ravel()))
    assert found.pri == pytest.approx(oracle.rand_score(truth.ravel(), result.ravel()))


def test_variation_of_information_is_the_two_conditional_entropies_in_bits():
    result, truth = some_maps()
    expected = 0.0
    for first, second in ((result, truth), (truth, result)):
        for a in np.unique(first):
            share = np.bincount(second[first == a])
            share = share[share > 0] / (first == a).sum()
            expected -= (first == a).mean() * (share * np.log2(share)).sum()

    found = agreement(result, [truth])

    assert found.vi == pytest.approx(expected)


def test_covering_gives_every_true_segment_its_best_partner():
    result, truth = some_maps()
    expected = sum(
        (truth == b).mean() * max(iou(truth == b, result == a) for a in np.unique(result))
        for b in np.unique(truth)
    )

    found = agreement(result, [truth])

    assert found.covering == pytest.approx(expected)


def test_overlap_is_measured_after_the_best_one_to_one_matching():
    from itertools import permutations

    result, truth = some_maps(n_result=3, n_truth=3)
    best = max(
        permutations(range(3)), key=lambda p: sum(((truth == b) & (result == p[b])).sum() for b in range(3))
    )
    overlaps = [iou(truth == b, result == best[b]) for b in (1, 2)]  # 0 is background

    found = agreement(result, [truth])

    assert found.iou == pytest.approx(np.mean(overlaps))
    assert found.dice == pytest.approx(np.mean([2 * o / (1 + o) for o in overlaps]))
    assert found.accuracy == pytest.approx(sum(((truth == b) & (result == best[b])).mean() for b in range(3)))


def test_a_true_segment_without_partner_scores_nothing():
    truth = np.array([[1, 1, 2, 2]])
    result = np.array([[7, 7, 7, 7]])

    found = agreement(result, [truth])

    assert found.iou == pytest.approx(0.25)  # one segment at a half, the other at nothing


def test_other_names_of_the_same_segments_agree_in_full():
    _, truth = some_maps()
    result = 40 - 3 * truth

    found = agreement(result, [truth])

    assert (found.ari, found.nmi, found.covering, found.pri, found.accuracy, found.iou) == (1, 1, 1, 1, 1, 1)
    assert found.vi == pytest.approx(0)
    assert found.boundary_f == 1


def test_figures_are_means_over_annotators():
    result, truth = some_maps()
    other = np.roll(truth, 2, axis=1)

    found = agreement(result, [truth, other])

    each = [agreement(result, [one]) for one in (truth, other)]
    for measure in ("iou", "dice", "accuracy", "ari", "nmi", "vi", "covering", "pri"):
        assert getattr(found, measure) == pytest.approx(np.mean([getattr(one, measure) for one in each]))


def test_boundaries_agree_within_a_distance_of_the_diagonal():
    truth = np.zeros((300, 400), int)
    truth[:, 100:] = 1
    near, far = np.roll(truth, 3, axis=1), np.roll(truth, 5, axis=1)  # the reach is 0.0075 * 500 = 3.75
    near[:, :50], far[:, :50] = 0, 0

    assert agreement(near, [truth]).boundary_f == 1
    assert agreement(far, [truth]).boundary_f == 0


def test_boundary_precision_and_recall_tell_too_many_from_too_few():
    truth = np.zeros((300, 400), int)
    truth[:, 100:] = 1
    result = truth.copy()
    result[:, 300:] = 2

    found = agreement(result, [truth])

    assert (found.boundary_precision, found.boundary_recall) == (0.5, 1)
    assert found.boundary_f == pytest.approx(2 / 3)


def test_an_ignored_label_is_left_out():
    truth = np.array([[1, 1, 128, 2, 2]])
    result = np.array([[1, 1, 1, 2, 2]])

    found = agreement(result, [truth], ignore=128)

    assert (found.iou, found.accuracy, found.covering, found.vi) == (1, 1, 1, 0)
    assert agreement(result, [truth]).accuracy == pytest.approx(0.8)


def test_an_empty_truth_is_one_segment_of_background():
    truth = np.zeros((4, 5), int)

    assert agreement(truth, [truth]).iou == 1
    assert agreement(np.arange(20).reshape(4, 5), [truth]).iou == pytest.approx(1 / 20)


def test_the_matching_of_many_regions_is_the_dense_one():
    from scipy.optimize import linear_sum_assignment

    result, truth = some_maps(seed=3, n_result=60, n_truth=50, size=(40, 40))
    table = np.zeros((60, 50))
    np.add.at(table, (result.ravel(), truth.ravel()), 1)

    overlaps = Overlaps.between(result, truth)

    rows, columns = linear_sum_assignment(table, maximize=True)
    assert overlaps.counts[overlaps.matched()].sum() == table[rows, columns].sum()


def test_edges_look_right_and_down():
    labels = np.array([[1, 1, 2], [1, 1, 2], [3, 3, 3]])

    np.testing.assert_array_equal(edges(labels), np.array([[0, 1, 0], [1, 1, 1], [0, 0, 0]], bool))


def test_maps_of_different_sizes_are_refused_with_both_sizes():
    with pytest.raises(DifferentSizesError) as caught:
        agreement(np.zeros((4, 5), int), [np.zeros((5, 4), int)])

    assert str(caught.value) == (
        "Cannot compare a result of 5 by 4 pixels with a truth of 4 by 5: "
        "both must show the same picture. Check that the two files belong together."
    )


@pytest.mark.parametrize(
    ("truths", "what"),
    [([], "there is no truth"), ([np.full((2, 2), 9)], "every pixel of the truth has the ignored label 9")],
)
def test_nothing_to_compare_is_said(truths, what):
    with pytest.raises(NothingToCompareError) as caught:
        agreement(np.zeros((2, 2), int), truths, ignore=9)

    assert str(caught.value) == (
        f"There is nothing to compare: {what}. Give a truth with at least one pixel that counts."
    )
