"""Measures of how well two object maps agree: precision, recall, F1, AP, AJI, PQ, splits and merges.

Average precision (AP): Lin et al. (2014), "Microsoft COCO: common objects in context", ECCV, as pycocotools
computes it. Aggregated Jaccard index (AJI): Kumar et al. (2017), "A dataset and a technique for generalized
nuclear segmentation for computational pathology", IEEE Trans. Medical Imaging 36(7). Panoptic quality (PQ):
Kirillov, He, Girshick, Rother and Dollár (2019), "Panoptic segmentation", CVPR. Splits and merges: Hoover et
al. (1996), "An experimental comparison of range image segmentation algorithms", IEEE TPAMI 18(7).

Each number but 0 is an object, in however many parts; numbers of the two maps need not correspond.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmseg.errors import DifferentSizesError, NothingToCompareError
from gmmseg.imaging.metrics import Labels, Overlaps

Floats = NDArray[np.float64]
THRESHOLDS: tuple[float, ...] = tuple(np.linspace(0.5, 0.95, 10).tolist())  # of IoU, as pycocotools has them
RECALLS = np.linspace(0, 1, 101)  # at which COCO reads the precision
MOSTLY = 0.5  # share of pixels, above which an object lies in another, or is covered by others


@dataclass(frozen=True)
class ObjectAgreement:
    """Measures of agreement between the objects of a result and those of a truth.

    Objects match one to one where their IoU (pixels in both over pixels in either) is at least a threshold.
    A ratio of nothing is 1 where neither map has objects, else 0. Means over pictures are of this kind, too.

    Attributes
    ----------
    n_truth, n_result : float
        Number of objects.
    precision, recall, f1 : tuple of float
        For each of `THRESHOLDS`: matched objects over those of the result, over those of the truth, and the
        harmonic mean of both, 0 to 1.
    matched_iou : tuple of float
        For each of `THRESHOLDS`: mean IoU of matched objects.
    average_precision : tuple of float
        For each of `THRESHOLDS`: AP of COCO, 0 to 1; the mean is what COCO calls AP.
    aji : float
        Aggregated Jaccard index, 0 to 1.
    pq, sq, rq : float
        Panoptic quality and its factors, segmentation quality (mean IoU of objects that match by more than
        half) and recognition quality (their F1), 0 to 1.
    splits : float
        Number of objects of the truth that were divided: two or more of the result lie mostly in it, and
        cover most of it.
    merges : float
        Number of objects of the result that join some of the truth, likewise.
    count_error : float
        Difference of the numbers of objects over that of the truth (over 1 where it has none).
    """

    n_truth: float
    n_result: float
    precision: tuple[float, ...]
    recall: tuple[float, ...]
    f1: tuple[float, ...]
    matched_iou: tuple[float, ...]
    average_precision: tuple[float, ...]
    aji: float
    pq: float
    sq: float
    rq: float
    splits: float
    merges: float
    count_error: float

    @property
    def ap(self) -> float:
        """Mean of the average precision over `THRESHOLDS`, 0 to 1."""
        return float(np.mean(self.average_precision))

    @classmethod
    def mean(cls, rows: Sequence[Self]) -> Self:
        """Return the mean of each figure."""
        means: dict[str, Any] = {}
        for field in fields(cls):
            column = np.mean([getattr(row, field.name) for row in rows], axis=0)
            means[field.name] = tuple(column.tolist()) if column.ndim else float(column)
        return cls(**means)


@dataclass(frozen=True, eq=False)
class ObjectPairs:
    """Pairs of an object of a result and one of a truth that share pixels.

    `result` and `truth` (n_pairs,) are indices into `result_sizes` and `truth_sizes`, which are the pixels
    of each object; `common` and `iou` (n_pairs,) are pixels in both, and over those in either.
    """

    result: NDArray[np.intp]
    truth: NDArray[np.intp]
    common: Floats
    iou: Floats
    result_sizes: Floats
    truth_sizes: Floats

    @classmethod
    def between(cls, result: Labels, truth: Labels) -> Self:
        """Return the pairs of two label arrays of the same size; 0 is no object."""
        every = Overlaps.between(result, truth)
        result_names = np.unique(result)
        both = (result_names != 0)[every.result] & (every.truth_names != 0)[every.truth]
        rows, columns = np.cumsum(result_names != 0) - 1, np.cumsum(every.truth_names != 0) - 1
        return cls(
            rows[every.result[both]],
            columns[every.truth[both]],
            every.counts[both],
            (every.counts / every.unions())[both],
            every.result_sizes[result_names != 0],
            every.truth_sizes[every.truth_names != 0],
        )


def object_agreement(
    result: Labels, truth: Labels, *, scores: ArrayLike | None = None, ignore: int | None = None
) -> ObjectAgreement:
    """Return how well the objects of a result agree with those of a truth.

    Parameters
    ----------
    result, truth : ndarray of shape (h, w), int
        Number of the object that each pixel belongs to; 0 = none.
    scores : array-like of shape (n_result,), optional
        How sure the result is of each of its objects, in the order of their numbers, for the average
        precision. Without, all are equally sure, and precision has one value.
    ignore : int, optional
        Pixels where the truth has this number are left out.

    Raises
    ------
    DifferentSizesError
        If the maps are not of the same height and width.
    NothingToCompareError
        If every pixel is ignored.
    """
    if truth.shape != result.shape:
        raise DifferentSizesError(result.shape, truth.shape)
    if ignore is not None:
        compared = truth != ignore
        if not compared.any():
            raise NothingToCompareError(f"every pixel of the truth has the ignored label {ignore}")
        # A score for an object that is ignored as a whole would otherwise go to the next one.
        if scores is not None:
            present = np.isin(np.unique(result[result != 0]), result[compared])
            scores = np.asarray(scores, np.float64)[present]
        result, truth = result[compared], truth[compared]
    pairs = ObjectPairs.between(result, truth)
    n_result, n_truth = len(pairs.result_sizes), len(pairs.truth_sizes)
    sure = np.zeros(n_result) if scores is None else np.asarray(scores, np.float64)
    assert sure.shape == (n_result,), f"{sure.shape} scores of {n_result} objects"
    found = [_at(pairs, threshold, sure) for threshold in THRESHOLDS]
    precision, recall, f1, matched, ap = (tuple(column) for column in zip(*found, strict=True))
    pq, sq, rq = panoptic_quality(pairs)
    return ObjectAgreement(
        *(n_truth, n_result, precision, recall, f1, matched, ap),
        *(aggregated_jaccard(pairs), pq, sq, rq),
        splits=_divided(pairs.truth, pairs.result, pairs.common, pairs.truth_sizes, pairs.result_sizes),
        merges=_divided(pairs.result, pairs.truth, pairs.common, pairs.result_sizes, pairs.truth_sizes),
        count_error=abs(n_result - n_truth) / max(n_truth, 1),
    )


def _matched(pairs: ObjectPairs, threshold: float, scores: Floats) -> NDArray[np.intp]:
    """Return indices of the pairs that match.

    From a half on, objects that do not overlap have one partner; at a half exactly, one object may be as
    like two halves of it, of which the surer or the first takes it.
    """
    close = np.flatnonzero(pairs.iou >= threshold)
    order = close[np.lexsort((pairs.result[close], -scores[pairs.result[close]], -pairs.iou[close]))]
    for side in (pairs.truth, pairs.result):
        order = order[np.sort(np.unique(side[order], return_index=True)[1])]
    return order


def _at(pairs: ObjectPairs, threshold: float, scores: Floats) -> tuple[float, float, float, float, float]:
    """Return precision, recall, F1, mean IoU of matched objects, and average precision at a threshold."""
    n_result, n_truth = len(pairs.result_sizes), len(pairs.truth_sizes)
    matched = _matched(pairs, threshold, scores)
    n = len(matched)
    hit = np.zeros(n_result, bool)
    hit[pairs.result[matched]] = True
    empty = float(n_result == n_truth == 0)
    return (
        _ratio(n, n_result, empty),
        _ratio(n, n_truth, empty),
        _ratio(2 * n, n_result + n_truth, empty),
        _ratio(float(pairs.iou[matched].sum()), n, empty),
        average_precision(hit, scores, n_truth) if n_truth else empty,
    )


def _ratio(part: float, whole: float, empty: float) -> float:
    return part / whole if whole else empty


def average_precision(hit: NDArray[np.bool_], scores: Floats, n_truth: int) -> float:
    """Return the average precision of COCO, 0 to 1.

    The precision, made to fall, is read at 101 values of the recall from 0 to 1, and is 0 beyond the largest
    recall. Objects of equal scores come together; pycocotools takes them in the order of its list, and has
    the same where scores differ, and never less where they do not.

    Parameters
    ----------
    hit : ndarray of shape (n,), bool
        Whether each object of the result matches one of the truth.
    scores : ndarray of shape (n,), float64
        How sure the result is of it.
    n_truth : int
        Number of objects of the truth, from 1.
    """
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(hit[order])
    last = np.flatnonzero(np.diff(-scores[order], append=np.inf) > 0)  # of objects that are equally sure
    precision = np.maximum.accumulate((hits[last] / (last + 1))[::-1])[::-1]
    place = np.searchsorted(hits[last] / n_truth, RECALLS, side="left")
    return float(np.append(precision, 0.0)[place].mean())


def aggregated_jaccard(pairs: ObjectPairs) -> float:
    """Return the aggregated Jaccard index, 0 to 1.

    Each object of the truth takes the one of the result with the largest IoU, which others may take, too;
    pixels in both over pixels in either, each summed, where objects of the result that none took and objects
    of the truth that share no pixel count in full among the latter. 1 where neither map has objects.
    """
    order = np.lexsort((pairs.result, -pairs.iou, pairs.truth))
    best = order[np.unique(pairs.truth[order], return_index=True)[1]]
    common = pairs.common[best].sum()
    alone = np.ones(len(pairs.truth_sizes), bool)
    alone[pairs.truth[best]] = False
    left = np.ones(len(pairs.result_sizes), bool)
    left[pairs.result[best]] = False
    either = (
        pairs.truth_sizes[pairs.truth[best]] + pairs.result_sizes[pairs.result[best]] - pairs.common[best]
    )
    whole = either.sum() + pairs.truth_sizes[alone].sum() + pairs.result_sizes[left].sum()
    return float(common / whole) if whole else 1.0


def panoptic_quality(pairs: ObjectPairs) -> tuple[float, float, float]:
    """Return panoptic, segmentation and recognition quality of objects of one class, each 0 to 1.

    Objects match where their IoU is more than a half; PQ is the sum of their IoU over their number plus half
    the number of all others, and the product of the two other figures.
    """
    ious = pairs.iou[pairs.iou > 0.5]
    n_objects = len(pairs.result_sizes) + len(pairs.truth_sizes)
    empty = float(n_objects == 0)
    segmentation = _ratio(float(ious.sum()), len(ious), empty)
    recognition = _ratio(2 * len(ious), n_objects, empty)
    return segmentation * recognition, segmentation, recognition


def _divided(
    wholes: NDArray[np.intp], parts: NDArray[np.intp], common: Floats, whole_sizes: Floats, part_sizes: Floats
) -> int:
    """Return how many wholes have two or more parts that lie mostly in them and cover most of them."""
    inside = common > MOSTLY * part_sizes[parts]
    n_parts = np.bincount(wholes[inside], minlength=len(whole_sizes))
    covered = np.bincount(wholes[inside], common[inside], len(whole_sizes))
    return int(((n_parts > 1) & (covered > MOSTLY * whole_sizes)).sum())
