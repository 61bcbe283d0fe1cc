"""The block bootstrap: how sure a segment's share of a picture is, where neighbours are alike.

Künsch (1989), "The jackknife and the bootstrap for general stationary observations", Ann. Statist. 17(3),
1217-1241; blocks of two dimensions after Hall (1985), "Resampling a coverage pattern", Stoch. Proc. Appl. 20.
"""

import math

import numpy as np
from numpy.typing import NDArray

from gmmseg.statistics.effect_sizes import Interval

FEWEST_BLOCKS = 16  # fewer say nothing of how blocks vary
RESAMPLES = 1999
LONGER = 2  # side of a block, in distances over which neighbours are alike


def block_side(shape: tuple[int, int], spacing: int) -> int | None:
    """Return the side of square blocks, in pixels, or None where too few fit into a picture.

    Parameters
    ----------
    shape : tuple of int
        Height and width of the picture.
    spacing : int
        Distance at which pixels are nearly independent (`thinning.spacing`).
    """
    side = max(1, LONGER * spacing)
    largest = math.isqrt(shape[0] * shape[1] // FEWEST_BLOCKS)
    return min(side, largest) if largest >= spacing else None


def shares(labels: NDArray[np.integer], n: int, side: int, confidence: float = 0.95) -> list[Interval]:
    """Return the share of each label from 1 to `n` among pixels that have one, with its interval.

    Blocks of pixels, not pixels, are drawn with replacement. The interval (percentiles of 1999 resamples)
    says how the share would vary in other pictures of the same scene; the seed is fixed.

    Parameters
    ----------
    labels : ndarray of shape (h, w)
        Labels; 0 does not count.
    n : int
        Number of labels.
    side : int
        Side of a block in pixels; those at the right and lower edge may be smaller.
    confidence : float
        Of the interval, 0 to 1.
    """
    from scipy import stats

    counts = block_counts(labels, n, side)
    usable = counts.sum(axis=1)
    kept = usable > 0
    counts, usable = counts[kept], usable[kept]

    def share(part: NDArray[np.float64], whole: NDArray[np.float64], axis: int = -1) -> NDArray[np.float64]:
        return np.asarray(part.sum(axis=axis) / whole.sum(axis=axis))

    out = []
    for label in range(n):
        found = stats.bootstrap(
            (counts[:, label], usable),
            share,
            paired=True,
            vectorized=True,
            n_resamples=RESAMPLES,
            confidence_level=confidence,
            method="percentile",
            rng=np.random.default_rng(0),
        ).confidence_interval
        whole = float(counts[:, label].sum() / usable.sum())
        out.append(Interval(whole, float(found.low), float(found.high)))
    return out


def block_counts(labels: NDArray[np.integer], n: int, side: int) -> NDArray[np.float64]:
    """Return how many pixels of each label from 1 to `n` there are in each block, (n_blocks, n)."""
    height, width = labels.shape
    across = -(-width // side)
    blocks = (np.arange(height) // side)[:, None] * across + (np.arange(width) // side)[None, :]
    keys = blocks * (n + 1) + labels
    n_blocks = across * -(-height // side)
    found = np.bincount(keys.reshape(-1), minlength=n_blocks * (n + 1))
    return found.reshape(n_blocks, n + 1)[:, 1:].astype(np.float64)
