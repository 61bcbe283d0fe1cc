"""Cluster validity: silhouette and Davies-Bouldin index of labels, and their agreement by Rand's index.

Rousseeuw (1987), "Silhouettes: a graphical aid to the interpretation and validation of cluster analysis",
J. Comput. Appl. Math. 20, 53-65. Davies and Bouldin (1979), "A cluster separation measure", IEEE Trans. PAMI
1(2), 224-227. Hubert and Arabie (1985), "Comparing partitions", J. Classification 2, 193-218.

The figures are scikit-learn's to the last digits. They are computed here, since its checks take ten times as
long as their arithmetic, its import longer than a sweep of a photo, and a sweep asks for hundreds.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST = 1000  # samples that silhouettes are computed of: all pairs of them are looked at

Labels = NDArray[np.integer]


@dataclass(frozen=True, eq=False)
class ClusterValidity:
    """Measures of how well labels divide samples.

    Attributes
    ----------
    samples : ndarray of shape (n, d)
        What is divided, in units in which distances mean something.
    most : int
        Of more samples, silhouettes are those of so many, evenly spread.
    """

    samples: NDArray[np.floating[Any]]
    most: int = MOST

    @property
    def chosen(self) -> NDArray[np.intp]:
        """Indices of the samples that silhouettes are computed of."""
        n = len(self.samples)
        return np.linspace(0, n - 1, min(n, self.most)).astype(np.intp)

    @cached_property
    def exact(self) -> NDArray[np.float64]:
        """The samples in double precision, (n, d)."""
        return np.ascontiguousarray(self.samples, np.float64)

    @cached_property
    def distances(self) -> NDArray[np.float64]:
        """Euclidean distances between the chosen samples, (m, m)."""
        from scipy.spatial.distance import pdist, squareform

        return np.asarray(squareform(pdist(self.exact[self.chosen])))

    def silhouette(self, labels: Labels) -> float:
        """Return the mean silhouette of labels (n,), -1 to 1; NaN unless there are 2 to n - 1 clusters."""
        which = np.unique(labels[self.chosen], return_inverse=True)[1].reshape(-1)
        counts = np.bincount(which)
        if not 2 <= len(counts) < len(which):
            return np.nan
        n = len(which)
        members = np.zeros((n, len(counts)))
        members[np.arange(n), which] = 1.0
        sums = self.distances @ members
        own = sums[np.arange(n), which]
        means = sums / counts
        means[np.arange(n), which] = np.inf
        others, within = means.min(axis=1), own / np.maximum(counts[which] - 1, 1)
        widest = np.maximum(within, others)
        scores = np.divide(others - within, widest, out=np.zeros(n), where=widest > 0)
        scores[counts[which] == 1] = 0.0  # of a cluster of one, as Rousseeuw has it
        return float(scores.mean())

    def davies_bouldin(self, labels: Labels) -> float:
        """Return the Davies-Bouldin index of labels (n,); NaN unless there are 2 to n - 1 clusters."""
        which = np.unique(labels, return_inverse=True)[1].reshape(-1)
        counts = np.bincount(which)
        if not 2 <= len(counts) < len(labels):
            return np.nan
        sums = np.stack([np.bincount(which, feature) for feature in self.exact.T], axis=1)
        centres = sums / counts[:, None]
        away = np.sqrt(((self.exact - centres[which]) ** 2).sum(axis=1))
        spread = np.bincount(which, away) / counts
        apart = np.sqrt(((centres[:, None] - centres[None]) ** 2).sum(axis=2))
        if np.allclose(spread, 0) or np.allclose(apart, 0):  # as scikit-learn has it
            return 0.0
        np.fill_diagonal(apart, np.inf)
        apart[apart == 0] = np.inf
        return float(((spread[:, None] + spread[None]) / apart).max(axis=1).mean())

    @staticmethod
    def agreement(first: Labels, second: Labels) -> float:
        """Return the adjusted Rand index of two labellings (n,): 1 is the same, 0 as by chance."""
        one, other = (np.unique(labels, return_inverse=True)[1].reshape(-1) for labels in (first, second))
        n, width = len(one), int(other.max()) + 1
        both, rows, columns = (
            float((counts * (counts - 1)).sum()) / 2  # pairs of samples in the same cluster
            for counts in (np.bincount(one * width + other), np.bincount(one), np.bincount(other))
        )
        by_chance = rows * columns / (n * (n - 1) / 2) if n > 1 else 0.0
        most = (rows + columns) / 2
        return 1.0 if most == by_chance else (both - by_chance) / (most - by_chance)
