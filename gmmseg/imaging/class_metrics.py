"""Measures of agreement for each class of a class map: IoU, Dice, and the confusion matrix.

Intersection over union: Jaccard (1912), "The distribution of the flora in the alpine zone", New Phytologist
11(2). Dice (1945), "Measures of the amount of ecologic association between species", Ecology 26(3).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import DifferentSizesError, NothingToCompareError
from gmmseg.imaging.metrics import Labels, Overlaps

MOST_CLASSES = 256  # of a truth: more are regions or objects, and no table of them can be read


@dataclass(frozen=True, eq=False)
class ClassAgreement:
    """How the pixels of each class of the truth were labelled, over one or several pictures.

    Attributes
    ----------
    classes : tuple of int
        Labels of the classes, rising; 0 is one where the truth has it.
    confusion : ndarray of shape (n, n + 1), int64
        Pixels by class of the truth (rows) and of the result (columns); the last column has pixels of the
        result that are of none of these classes.
    """

    classes: tuple[int, ...]
    confusion: NDArray[np.int64]

    @property
    def common(self) -> NDArray[np.int64]:
        """Pixels of each class in both maps, (n,)."""
        return self.confusion.diagonal()

    @property
    def truth_sizes(self) -> NDArray[np.int64]:
        """Pixels of each class in the truth, (n,)."""
        sizes: NDArray[np.int64] = self.confusion.sum(axis=1)
        return sizes

    @property
    def result_sizes(self) -> NDArray[np.int64]:
        """Pixels of each class in the result, (n,)."""
        sizes: NDArray[np.int64] = self.confusion.sum(axis=0)[:-1]
        return sizes

    @property
    def iou(self) -> NDArray[np.float64]:
        """Pixels in both maps over pixels in either, of each class, (n,), 0 to 1."""
        return self.common / (self.truth_sizes + self.result_sizes - self.common)

    @property
    def dice(self) -> NDArray[np.float64]:
        """Twice the pixels in both maps over the sum of pixels in each, of each class, (n,), 0 to 1."""
        return 2 * self.common / (self.truth_sizes + self.result_sizes)

    @property
    def accuracy(self) -> float:
        """Share of pixels whose class is the same in both maps, 0 to 1."""
        return float(self.common.sum() / self.confusion.sum())

    @classmethod
    def total(cls, rows: Sequence["ClassAgreement"]) -> "ClassAgreement":
        """Return the agreement over the pixels of several pictures together."""
        classes = tuple(sorted({number for row in rows for number in row.classes}))
        confusion = np.zeros((len(classes), len(classes) + 1), np.int64)
        for row in rows:
            places = np.searchsorted(classes, row.classes).tolist()
            confusion[np.ix_(places, [*places, len(classes)])] += row.confusion
        return cls(classes, confusion)


def class_agreement(
    result: Labels, truth: Labels, *, matched: bool = True, ignore: int | None = None
) -> ClassAgreement:
    """Return how well each class of a truth was found.

    Parameters
    ----------
    result, truth : ndarray of shape (h, w), int
        Class of every pixel.
    matched : bool
        Whether classes are first matched one to one by largest common area, as they are where a result was
        made without knowing the truth's classes; else equal labels are the same class.
    ignore : int, optional
        Pixels where the truth has this label are left out.

    Raises
    ------
    DifferentSizesError
        If the maps are not of the same height and width.
    NothingToCompareError
        If every pixel is ignored, or the truth has more than `MOST_CLASSES` classes.
    """
    if truth.shape != result.shape:
        raise DifferentSizesError(result.shape, truth.shape)
    if ignore is not None:
        compared = truth != ignore
        if not compared.any():
            raise NothingToCompareError(f"every pixel of the truth has the ignored label {ignore}")
        result, truth = result[compared], truth[compared]
    overlaps = Overlaps.between(result, truth)
    names, n = overlaps.truth_names, len(overlaps.truth_names)
    if n > MOST_CLASSES:
        what = f"the truth has {n:,} labels, and classes are at most {MOST_CLASSES}"
        raise NothingToCompareError(what, "Compare objects, or leave out what is asked for by class")
    columns = np.full(len(overlaps.result_sizes), n)  # the class that each label of the result stands for
    if matched:
        pairs = overlaps.matched()
        columns[overlaps.result[pairs]] = overlaps.truth[pairs]
    else:
        own = np.unique(result)
        same = np.isin(own, names)
        columns[same] = np.searchsorted(names, own[same])
    confusion = np.zeros((n, n + 1), np.int64)
    np.add.at(confusion, (overlaps.truth, columns[overlaps.result]), overlaps.counts.astype(np.int64))
    return ClassAgreement(tuple(names.tolist()), confusion)
