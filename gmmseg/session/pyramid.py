"""Image pyramids, so that drawing at any zoom reads about as many pixels as the screen has.

Each level halves the one before. Pictures are averaged; labels take the majority of four pixels, so that
a speckled region stays readable at small scales.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

SMALLEST = 256  # pixels; no level has a longer side below this
ROWS = 1024  # worked on at a time, to keep temporaries small

Array = NDArray[Any]


def averaged(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], ...]:
    """Return `pixels` (h, w) or (h, w, channels) and its halves, each pixel the mean of four."""
    levels = [pixels]
    while max(levels[-1].shape[:2]) >= 2 * SMALLEST and min(levels[-1].shape[:2]) >= 2:
        levels.append(_halved(levels[-1], _mean))
    return tuple(levels)


def voted(labels: Array) -> tuple[Array, ...]:
    """Return `labels` (h, w) and its halves, each pixel what most of four say, ties to the first."""
    levels = [labels]
    while max(levels[-1].shape) >= 2 * SMALLEST and min(levels[-1].shape) >= 2:
        levels.append(_halved(levels[-1], _majority))
    return tuple(levels)


def level_of(levels: Sequence[Array], most: int) -> int:
    """Return which level is the first of at most so many values, or the last."""
    return next((i for i, level in enumerate(levels) if level.size <= most), len(levels) - 1)


def _halved(level: Array, reduce: Any) -> Array:
    height, width = level.shape[0] // 2, level.shape[1] // 2
    out = np.empty((height, width, *level.shape[2:]), level.dtype)
    for begin in range(0, height, ROWS):
        end = min(begin + ROWS, height)
        rows = level[2 * begin : 2 * end, : 2 * width]
        out[begin:end] = reduce(rows[::2, ::2], rows[::2, 1::2], rows[1::2, ::2], rows[1::2, 1::2])
    out.flags.writeable = False
    return out


def _mean(a: Array, b: Array, c: Array, d: Array) -> Array:
    return (a.astype(np.uint16) + b + c + d + 2) >> 2


def _majority(a: Array, b: Array, c: Array, d: Array) -> Array:
    """Return what most of four say; nearly everywhere all say the same, and only the others are looked at."""
    out = a.copy()
    at = np.nonzero((out != b) | (out != c) | (out != d))
    first, second, third, last = (each[at] for each in (a, b, c, d))
    found = np.where((third == last) & (first != second), third, first)
    paired = ((second == third) | (second == last)) & (first != third) & (first != last)
    out[at] = np.where(paired, second, found)
    return out
