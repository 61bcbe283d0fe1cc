"""Measures of how well two label maps agree: IoU, Dice, ARI, VI, NMI, PRI, covering, boundaries.

Dice: Dice (1945), Ecology 26(3). Adjusted Rand index (ARI): Hubert and Arabie (1985), J. Classification
2. Variation of information (VI): Meilă (2007), J. Multivariate Analysis 98(5). Normalised mutual
information (NMI): Strehl and Ghosh (2002), JMLR 3. Probabilistic Rand index (PRI): Unnikrishnan,
Pantofaru and Hebert (2007), IEEE TPAMI 29(6). Covering: Arbeláez, Maire, Fowlkes and Malik (2011), IEEE
TPAMI 33(5).

Labels are names; their numbers mean nothing. Everything but the boundary measures follows from the
contingency table, which is kept sparse: comparing two maps of ten thousand regions costs no more than
their pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import DifferentSizesError, NothingToCompareError

Labels = NDArray[np.integer]
BOUNDARY_TOLERANCE = 0.0075  # of the diagonal, as in the Berkeley benchmark


@dataclass(frozen=True)
class Agreement:
    """Measures of agreement between a result and one or several truths; means over truths.

    Attributes
    ----------
    iou, dice, accuracy : float
        After one-to-one matching of segments by largest common area: intersection over union and Dice's
        coefficient, means over the truth's segments (0 is background and not one of them, unless
        it is all there is; a segment without partner scores 0), and the share of pixels in matched pairs.
    ari, nmi : float
        Adjusted Rand index (1 the same, 0 as by chance); mutual information over the mean entropy, 0 to 1.
    vi : float
        Variation of information, bits; 0 is the same.
    covering : float
        Covering of the truth by the result, 0 to 1.
    pri : float
        Probabilistic Rand index: share of pixel pairs that both treat alike, 0 to 1.
    boundary_precision, boundary_recall, boundary_f : float
        Share of the result's boundary near a truth's, of the truths' near the result's, their harmonic mean.
    """

    iou: float
    dice: float
    accuracy: float
    ari: float
    nmi: float
    vi: float
    covering: float
    pri: float
    boundary_precision: float
    boundary_recall: float
    boundary_f: float


MEASURES = tuple(field.name for field in fields(Agreement))


@dataclass(frozen=True, eq=False)
class Overlaps:
    """How many pixels each pair of segments shares: pairs that share none are left out.

    Attributes
    ----------
    result, truth : ndarray of shape (n_pairs,), int
        Index of the segment in each map.
    counts : ndarray of shape (n_pairs,), float64
        Pixels in common.
    result_sizes, truth_sizes : ndarray, float64
        Pixels of every segment.
    truth_names : ndarray of int
        The truth's labels, in the order of their indices.
    """

    result: NDArray[np.intp]
    truth: NDArray[np.intp]
    counts: NDArray[np.float64]
    result_sizes: NDArray[np.float64]
    truth_sizes: NDArray[np.float64]
    truth_names: Labels

    @classmethod
    def between(cls, result: Labels, truth: Labels) -> "Overlaps":
        """Return the overlaps of two label arrays of the same size, pixel by pixel."""
        first = np.unique(result, return_inverse=True)[1].reshape(-1).astype(np.int64)
        names, second = np.unique(truth, return_inverse=True)
        codes, counts = np.unique(first * len(names) + second.reshape(-1), return_counts=True)
        rows, columns = np.divmod(codes, len(names))
        weights = counts.astype(np.float64)
        return cls(rows, columns, weights, _sums(rows, weights), _sums(columns, weights), names)

    @property
    def n(self) -> float:
        """Number of pixels compared."""
        return float(self.counts.sum())

    def unions(self) -> NDArray[np.float64]:
        """Return the pixels in either segment of each pair, (n_pairs,)."""
        return self.result_sizes[self.result] + self.truth_sizes[self.truth] - self.counts

    def matched(self) -> NDArray[np.bool_]:
        """Return which pairs belong to the one-to-one matching with the most pixels in common, (n_pairs,)."""
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import connected_components

        # Pairs fall into groups that share no segment: each is assigned alone, in a small dense table.
        n_result, n_truth = len(self.result_sizes), len(self.truth_sizes)
        size = n_result + n_truth
        links = csr_array((self.counts, (self.result, n_result + self.truth)), shape=(size, size))
        groups = connected_components(links, directed=False)[1][self.result]
        chosen = np.zeros(len(self.counts), bool)
        order = np.argsort(groups, kind="stable")
        for pairs in np.split(order, np.flatnonzero(np.diff(groups[order])) + 1):
            chosen[pairs] = _assigned(self.result[pairs], self.truth[pairs], self.counts[pairs])
        return chosen


def _sums(indices: NDArray[np.intp], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.bincount(indices, weights).astype(np.float64, copy=False)


def _assigned(
    rows: NDArray[np.intp], columns: NDArray[np.intp], counts: NDArray[np.float64]
) -> NDArray[np.bool_]:
    from scipy.optimize import linear_sum_assignment

    row_names, row = np.unique(rows, return_inverse=True)
    column_names, column = np.unique(columns, return_inverse=True)
    table = np.zeros((len(row_names), len(column_names)))
    table[row, column] = counts
    partner = np.full(len(row_names), -1)
    best_rows, best_columns = linear_sum_assignment(table, maximize=True)
    partner[best_rows] = best_columns
    return np.asarray(partner[row] == column)


def agreement(result: Labels, truths: Sequence[Labels], *, ignore: int | None = None) -> Agreement:
    """Return how well a label map agrees with one or several others.

    Parameters
    ----------
    result : ndarray of shape (h, w), int
        Label of every pixel.
    truths : sequence of ndarray of shape (h, w), int
        One map per annotator.
    ignore : int, optional
        Pixels where a truth has this label are left out of the comparison with it.

    Returns
    -------
    Agreement
        Means over truths; boundaries are pooled over truths.

    Raises
    ------
    DifferentSizesError
        If a truth is not of the result's height and width.
    NothingToCompareError
        If there is no truth, or every pixel of one is ignored.

    Notes
    -----
    Boundary pixels match within a distance, not one to one, so the boundary figures are a little
    higher than those of the Berkeley benchmark: compare them with themselves.

    References
    ----------
    Arbelaez et al. (2011), "Contour detection and hierarchical image segmentation", IEEE TPAMI 33(5),
    section 3.1. :doi:`10.1109/TPAMI.2010.161`
    """
    if not truths:
        raise NothingToCompareError("there is no truth")
    rows = []
    for truth in truths:
        if truth.shape != result.shape:
            raise DifferentSizesError(result.shape, truth.shape)
        compared = np.ones(truth.shape, bool) if ignore is None else truth != ignore
        if not compared.any():
            raise NothingToCompareError(f"every pixel of the truth has the ignored label {ignore}")
        rows.append(_figures(Overlaps.between(result[compared], truth[compared])))
    means = [float(mean) for mean in np.mean(rows, axis=0)]
    means.extend(boundary_agreement(result, truths, ignore=ignore))
    return Agreement(*means)


def _figures(overlaps: Overlaps) -> tuple[float, ...]:
    matched = overlaps.matched()
    counts, unions = overlaps.counts, overlaps.unions()
    iou = np.zeros(len(overlaps.truth_sizes))
    iou[overlaps.truth[matched]] = (counts / unions)[matched]
    segments = overlaps.truth_names != 0
    if segments.any():
        iou = iou[segments]
    covered = np.zeros(len(overlaps.truth_sizes))
    np.maximum.at(covered, overlaps.truth, counts / unions)
    n = overlaps.n
    return (
        float(iou.mean()),
        float((2 * iou / (1 + iou)).mean()),
        float(counts[matched].sum() / n),
        adjusted_rand(overlaps),
        *_information(overlaps),
        float((covered * overlaps.truth_sizes).sum() / n),
        rand_index(overlaps),
    )


def _pairs(sizes: NDArray[np.float64]) -> float:
    return float((sizes * (sizes - 1) / 2).sum())


def rand_index(overlaps: Overlaps) -> float:
    """Return the share of pixel pairs that are together in both maps or apart in both, 0 to 1."""
    n_pairs = overlaps.n * (overlaps.n - 1) / 2
    if n_pairs == 0:
        return 1.0
    together = _pairs(overlaps.counts)
    apart = n_pairs + together - _pairs(overlaps.result_sizes) - _pairs(overlaps.truth_sizes)
    return (together + apart) / n_pairs


def adjusted_rand(overlaps: Overlaps) -> float:
    """Return the Rand index corrected for chance: 1 the same, 0 as by chance, below 0 worse."""
    first, second = _pairs(overlaps.result_sizes), _pairs(overlaps.truth_sizes)
    n_pairs = overlaps.n * (overlaps.n - 1) / 2
    expected = first * second / n_pairs if n_pairs else 0.0
    most = (first + second) / 2
    return 1.0 if most == expected else (_pairs(overlaps.counts) - expected) / (most - expected)


def _information(overlaps: Overlaps) -> tuple[float, float]:
    """Return the normalised mutual information (0 to 1) and the variation of information (bits)."""
    joint, first, second = (
        _entropy(sizes) for sizes in (overlaps.counts, overlaps.result_sizes, overlaps.truth_sizes)
    )
    mutual = max(first + second - joint, 0.0)
    mean = (first + second) / 2
    return (min(mutual / mean, 1.0) if mean > 0 else 1.0), max(first + second - 2 * mutual, 0.0)


def _entropy(sizes: NDArray[np.float64]) -> float:
    shares = sizes / sizes.sum()
    return float(-(shares * np.log2(shares)).sum())


def edges(labels: Labels) -> NDArray[np.bool_]:
    """Return the pixels whose right or lower neighbour has another label, (h, w)."""
    out = np.zeros(labels.shape, bool)
    out[:-1] |= labels[:-1] != labels[1:]
    out[:, :-1] |= labels[:, :-1] != labels[:, 1:]
    return out


def boundary_agreement(
    result: Labels, truths: Sequence[Labels], *, ignore: int | None = None
) -> tuple[float, float, float]:
    """Return precision, recall and their harmonic mean of the result's boundary, each 0 to 1.

    All maps are (h, w). Pixels agree within `BOUNDARY_TOLERANCE` of the diagonal. A map without boundary
    is precise and recalled in full. The boundary of an ignored area is left out.
    """
    from scipy.ndimage import distance_transform_edt

    found = edges(result)
    reach = BOUNDARY_TOLERANCE * float(np.hypot(*result.shape))
    near_found = distance_transform_edt(~found) <= reach if found.any() else np.zeros_like(found)
    near_truth, n_true, n_recalled = np.zeros_like(found), 0, 0
    judged = np.zeros_like(found)
    for truth in truths:
        compared = np.ones_like(found) if ignore is None else _whole(truth != ignore)
        true = edges(truth) & compared
        judged |= compared
        n_true += int(true.sum())
        n_recalled += int((true & near_found).sum())
        if true.any():
            near_truth |= distance_transform_edt(~true) <= reach
    found &= judged
    precision = float((found & near_truth).sum() / found.sum()) if found.any() else 1.0
    recall = n_recalled / n_true if n_true else 1.0
    total = precision + recall
    return precision, recall, 2 * precision * recall / total if total else 0.0


def _whole(compared: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the pixels that are compared and whose right and lower neighbours are too."""
    out = compared.copy()
    out[:-1] &= compared[1:]
    out[:, :-1] &= compared[:, 1:]
    return out
