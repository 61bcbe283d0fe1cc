"""Connected components of labels larger than memory: found band by band, joined across them by union-find.

Rosenfeld and Pfaltz (1966), "Sequential operations in digital picture processing", J. ACM 13(4), 471-494.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.regions.connected_components import connected_components

BAND = 2**24  # pixels of a band

ComponentNumbers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class BandedComponents:
    """The connected components (of 4 neighbours) of labels (h, w), those of label 0 left out.

    Attributes
    ----------
    labels : ndarray of shape (h, w) of int
        The labels, which may lie in a file.
    step : int
        Rows of a band.
    numbers : list of ndarray
        For each band the number of each of its own components, from 1 in row order over all bands; 0 where
        the label is 0.
    classes : ndarray of shape (n,)
        The label of each component.
    """

    labels: NDArray[np.integer]
    step: int
    numbers: list[ComponentNumbers]
    classes: ComponentNumbers

    @classmethod
    def of(cls, labels: NDArray[np.integer], *, step: int = 0) -> Self:
        """Return the components of labels (h, w); a band has `step` rows, by default as suits memory."""
        height, width = labels.shape
        step = step or max(1, BAND // width)
        names: list[ComponentNumbers] = []
        pairs: list[NDArray[np.int64]] = []
        above, n = None, 0
        for top in range(0, height, step):
            band = np.ascontiguousarray(labels[top : top + step])
            components, n_own = connected_components(band)
            own = np.zeros(n_own, np.int64)
            own[components.reshape(-1)] = band.reshape(-1)
            names.append(own)
            if above is not None:
                same = (above[0] == band[0]) & (band[0] > 0)
                both = np.stack([above[1][same], components[0][same] + n], axis=1)
                pairs.append(np.unique(both, axis=0))
            above = band[-1].copy(), components[-1].astype(np.int64) + n
            n += n_own
        every = np.concatenate(names)
        numbers, classes = _joined(every, np.concatenate([*pairs, np.empty((0, 2), np.int64)]))
        ends = np.cumsum([len(own) for own in names])[:-1]
        return cls(labels, step, np.split(numbers, ends), classes)

    def __len__(self) -> int:
        return len(self.classes)

    def counts(self, n: int) -> ComponentNumbers:
        """Return how many components each label from 0 to `n` has, (n + 1,); 0 has none."""
        return np.bincount(self.classes, minlength=n + 1).astype(np.int64)

    def bands(self) -> Iterator[NDArray[np.uint32]]:
        """Yield the numbers of the components of all pixels, from 1, 0 where the label is 0, band by band."""
        for top, numbers in zip(range(0, len(self.labels), self.step), self.numbers, strict=True):
            components, _ = connected_components(np.ascontiguousarray(self.labels[top : top + self.step]))
            yield numbers.astype(np.uint32)[components]


def _joined(names: ComponentNumbers, pairs: ComponentNumbers) -> tuple[ComponentNumbers, ComponentNumbers]:
    """Return the number of each component of a band, from 1, 0 for label 0, and the labels of numbers."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components as joined

    size = len(names)
    graph = coo_array((np.ones(len(pairs), np.int8), (pairs[:, 0], pairs[:, 1])), (size, size))
    _, found = joined(graph, directed=False)
    _, firsts, owners = np.unique(found, return_index=True, return_inverse=True)
    real = names[firsts] > 0
    order = np.flatnonzero(real)[np.argsort(firsts[real], kind="stable")]
    table = np.zeros(len(firsts), np.int64)
    table[order] = np.arange(1, len(order) + 1)
    return table[owners], names[firsts[order]]
