"""Thinning: pixels far enough apart to be nearly independent.

Cressie (1993), "Statistics for spatial data", section 1.3: neighbouring pixels resemble one another, so that
tests on all of them find any difference significant.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

INDEPENDENT = 0.2  # correlation below which pixels count as nearly independent
FINE = 8  # distances are looked at in steps of an eighth of themselves
FARTHEST = 64  # pixels, of the distances that are looked at


def spacing(values: Floats, known: NDArray[np.bool_], farthest: int = FARTHEST) -> int:
    """Return the distance in pixels at which values (h, w) correlate by less than 0.2.

    The correlation is the mean over rows and columns, of pairs of pixels that are both `known`. Where it is
    nowhere so small, that is `farthest`, or half of the shorter side.
    """
    if not known.any():
        return 1
    centred = np.where(known, values - values[known].mean(), 0.0)
    variance = float((centred**2).sum() / np.count_nonzero(known))
    farthest = max(1, min(farthest, min(values.shape) // 2))
    if variance == 0:
        return farthest
    lag = 1
    while lag < farthest:
        if correlation(centred, known, lag) < INDEPENDENT * variance:
            return lag
        lag += max(1, lag // FINE)
    return farthest


def correlation(centred: Floats, known: NDArray[np.bool_], lag: int) -> float:
    """Return the mean product of pixels `lag` apart along rows and columns; `centred` is 0 where unknown."""
    total, n = 0.0, 0
    for ahead, behind in (
        (np.s_[lag:, :], np.s_[:-lag, :]),
        (np.s_[:, lag:], np.s_[:, :-lag]),
    ):
        total += float((centred[ahead] * centred[behind]).sum())
        n += int(np.count_nonzero(known[ahead] & known[behind]))
    return total / max(n, 1)


def grid(shape: tuple[int, int], distance: int) -> NDArray[np.bool_]:
    """Return a mask (h, w) of pixels that are `distance` apart along rows and columns."""
    out = np.zeros(shape, np.bool_)
    out[distance // 2 :: distance, distance // 2 :: distance] = True
    return out
