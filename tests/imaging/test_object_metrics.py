"""How well objects agree: by hand, and as scipy and pycocotools have it."""

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from gmmseg.errors import DifferentSizesError, NothingToCompareError
from gmmseg.imaging.object_metrics import THRESHOLDS, object_agreement

TRUTH = np.zeros((10, 40), np.int64)
TRUTH[:, :10], TRUTH[:, 12:22], TRUTH[:, 24:34] = 7, 3, 900  # three of 100 pixels


def disturbed(seed, n=40):
    """Return squares, and the same squares moved, grown, left out or made up."""
    rng = np.random.default_rng(seed)
    truth, result = np.zeros((n * 12, 14), np.int64), np.zeros((n * 12, 14), np.int64)
    for i in range(n):
        top, left, size = 12 * i, *rng.integers(2, 8, 2)
        if rng.random() < 0.9:
            truth[top : top + size, left : left + size] = i + 1
        if rng.random() < 0.9:
            height, width = size + rng.integers(0, 3, 2)
            result[top : top + height, left + rng.integers(0, 2) : left + width] = 3 * i + 5
    return result, truth


def ious(result, truth):
    found, true = np.unique(result[result > 0]), np.unique(truth[truth > 0])
    table = np.zeros((len(found), len(true)))
    for i, a in enumerate(found):
        for j, b in enumerate(true):
            table[i, j] = ((result == a) & (truth == b)).sum() / ((result == a) | (truth == b)).sum()
    return table


def jaccard_as_published(result, truth, table):
    """Return the AJI step by step, as algorithm 1 of Kumar et al. (2017) has it."""
    common = either = 0
    numbers, used = np.unique(result[result > 0]), set()
    for column, number in enumerate(np.unique(truth[truth > 0])):
        row = table[:, column].argmax()
        if table[row, column] == 0:
            either += (truth == number).sum()
            continue
        common += ((truth == number) & (result == numbers[row])).sum()
        either += ((truth == number) | (result == numbers[row])).sum()
        used.add(row)
    return common / (either + sum((result == n).sum() for row, n in enumerate(numbers) if row not in used))


def test_the_same_objects_under_other_numbers_agree_in_full():
    found = object_agreement(np.where(TRUTH > 0, TRUTH + 70_000, 0), TRUTH)

    assert (found.n_truth, found.n_result) == (3, 3)
    for figures in (found.precision, found.recall, found.f1, found.matched_iou, found.average_precision):
        assert figures == (1,) * len(THRESHOLDS)
    assert (found.ap, found.aji, found.pq, found.splits, found.merges, found.count_error) == (
        1,
        1,
        1,
        0,
        0,
        0,
    )


def test_figures_are_those_found_by_hand():
    result = np.zeros_like(TRUTH)
    result[:, :8] = 1  # 80 of 100: IoU .8
    result[:, 12:18], result[:, 18:22] = 2, 3  # 60 and 40 of 100: IoU .6 and .4
    result[:, 36:40] = 4  # 40 where there is nothing; the third is missed

    found = object_agreement(result, TRUTH)

    assert found.precision[0] == 2 / 4  # at .5
    assert found.recall[0] == 2 / 3
    assert found.f1[0] == pytest.approx(4 / 7)
    assert found.matched_iou[0] == pytest.approx(0.7)
    assert (found.precision[3], found.matched_iou[3]) == (1 / 4, pytest.approx(0.8))  # at .65
    assert (found.f1[9], found.matched_iou[9]) == (0, 0)
    assert found.average_precision[0] == pytest.approx(0.5 * 67 / 101)  # recalls 0, .01 to .66
    assert found.aji == pytest.approx((80 + 60) / (100 + 100 + 100 + 40 + 40))
    assert found.pq == pytest.approx(1.4 / (2 + 2 / 2 + 1 / 2))
    assert (found.sq, found.rq) == (pytest.approx(0.7), pytest.approx(4 / 7))
    assert (found.splits, found.merges) == (1, 0)
    assert found.count_error == pytest.approx(1 / 3)


def test_what_is_a_split_one_way_is_a_merge_the_other():
    whole = np.where(TRUTH > 0, 1, 0)

    assert (object_agreement(whole, TRUTH).splits, object_agreement(whole, TRUTH).merges) == (0, 1)
    assert (object_agreement(TRUTH, whole).splits, object_agreement(TRUTH, whole).merges) == (1, 0)


def test_two_halves_are_as_like_and_one_of_them_matches():
    halves = TRUTH * 10
    halves[:5] += TRUTH[:5] > 0

    found = object_agreement(halves, TRUTH)

    assert found.precision[0] == 0.5
    assert found.recall[0] == 1
    assert found.pq == 0  # a match is more than a half there
    assert found.splits == 3


@pytest.mark.parametrize("seed", range(3))
def test_matches_are_those_of_scipys_assignment(seed):
    result, truth = disturbed(seed)
    table = ious(result, truth)

    found = object_agreement(result, truth)

    for at, threshold in enumerate(THRESHOLDS):
        rows, columns = linear_sum_assignment(np.where(table >= threshold, 1 + table, 0), maximize=True)
        n = int((table[rows, columns] >= threshold).sum())
        assert found.precision[at] == n / table.shape[0]
        assert found.recall[at] == n / table.shape[1]
    assert found.pq == pytest.approx(table[table > 0.5].sum() / (sum(table.shape) / 2))
    assert found.aji == pytest.approx(jaccard_as_published(result, truth, table))


@pytest.mark.parametrize("seed", range(3))
def test_the_average_precision_is_that_of_pycocotools(seed):
    mask, coco, cocoeval = (
        pytest.importorskip(f"pycocotools.{name}") for name in ("mask", "coco", "cocoeval")
    )
    result, truth = disturbed(seed)
    numbers = np.unique(result[result > 0])
    scores = np.random.default_rng(seed).permutation(len(numbers)) / len(numbers)

    def annotation(labels, number, index):
        whole = labels == number
        return {
            "id": index,
            "image_id": 1,
            "category_id": 1,
            "iscrowd": 0,
            "area": int(whole.sum()),
            "segmentation": mask.encode(np.asfortranarray(whole, dtype=np.uint8)),
        }

    oracle = coco.COCO()
    oracle.dataset = {
        "info": {},
        "images": [{"id": 1, "height": truth.shape[0], "width": truth.shape[1]}],
        "categories": [{"id": 1, "name": "object"}],
        "annotations": [annotation(truth, n, i) for i, n in enumerate(np.unique(truth[truth > 0]), 1)],
    }
    oracle.createIndex()
    detections = oracle.loadRes(
        [
            annotation(result, n, i) | {"score": score}
            for i, (n, score) in enumerate(zip(numbers, scores, strict=True), 1)
        ]
    )
    evaluation = cocoeval.COCOeval(oracle, detections, "segm")
    evaluation.evaluate()
    evaluation.accumulate()
    expected = evaluation.eval["precision"][:, :, 0, 0, 2].mean(axis=1)

    found = object_agreement(result, truth, scores=scores)

    np.testing.assert_allclose(found.average_precision, expected, atol=1e-12)
    equal = object_agreement(result, truth).average_precision
    share = [
        np.floor(r * 100 + 1e-9) + 1 if p else 0 for p, r in zip(found.precision, found.recall, strict=True)
    ]
    np.testing.assert_allclose(equal, found.precision * np.array(share) / 101)


def test_more_objects_than_sixteen_bits_count_are_distinguished():
    truth = np.arange(1, 70_001).reshape(250, 280).repeat(2, axis=0).repeat(2, axis=1)
    result = truth.copy()
    result[:2, :4] = 1  # the second is joined to the first

    found = object_agreement(result, truth)

    assert (found.n_truth, found.n_result) == (70_000, 69_999)
    assert found.recall[-1] == 69_998 / 70_000
    assert found.recall[0] == 69_999 / 70_000  # the two joined are as like one as the other: half
    assert found.merges == 1


def test_nothing_where_nothing_is_agrees_in_full():
    none = np.zeros((3, 3), np.int64)

    assert object_agreement(none, none).f1[0] == object_agreement(none, none).aji == 1
    assert object_agreement(none, none).pq == object_agreement(none, none).ap == 1
    assert object_agreement(none, none + 1).f1[0] == object_agreement(none + 1, none).f1[0] == 0
    assert object_agreement(none, none + 1).ap == object_agreement(none + 1, none).ap == 0
    assert object_agreement(none, none + 1).aji == object_agreement(none + 1, none).aji == 0


def test_ignored_pixels_and_the_scores_of_what_lies_in_them_are_left_out():
    result = TRUTH + 0
    truth = np.where(TRUTH == 7, -1, TRUTH)

    found = object_agreement(result, truth, scores=[0.5, 0.9, 0.1], ignore=-1)

    assert (found.n_truth, found.n_result, found.ap) == (2, 2, 1)
    with pytest.raises(NothingToCompareError):
        object_agreement(result, np.full_like(truth, -1), ignore=-1)


def test_maps_of_different_sizes_are_refused():
    with pytest.raises(DifferentSizesError):
        object_agreement(TRUTH, TRUTH[1:])


def test_the_mean_is_that_of_each_figure():
    one, other = object_agreement(TRUTH, TRUTH), object_agreement(TRUTH * 0, TRUTH)

    mean = type(one).mean([one, other])

    assert (mean.n_result, mean.aji, mean.count_error) == (1.5, 0.5, 0.5)
    assert mean.f1 == (0.5,) * len(THRESHOLDS)
