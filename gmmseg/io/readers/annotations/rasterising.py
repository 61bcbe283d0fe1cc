"""Rings to pixels: a pixel belongs to rings if its centre is inside an odd number of them (even-odd rule).

Foley, van Dam, Feiner and Hughes (1990), "Computer graphics: principles and practice", section 3.6: scan
conversion of polygons by the places where their sides cross the rows.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

MOST_CROSSINGS = 2**27  # of sides and rows, of one object: about a gigabyte while they are sorted out
PolygonRings = Sequence[NDArray[np.float64]]
Patch = tuple[int, int, NDArray[np.bool_]]  # left, top, and the pixels from there


def filled(rings: PolygonRings, shape: tuple[int, int]) -> Patch:
    """Return the pixels of rings within a picture of `shape` (h, w).

    Each ring (n, 2) has corners x, y from the upper left corner of the picture; the first may be repeated at
    the end. What lies outside of the picture is cut off.

    Raises
    ------
    ValueError
        If corners are not numbers, or cross far more rows than an outline does.
    """
    for ring in rings:
        if ring.ndim != 2 or ring.shape[1] != 2 or not np.isfinite(ring).all():
            raise ValueError("corners that are not two numbers each")
    height, width = shape
    corners = np.concatenate(rings)
    (x0, y0), (x1, y1) = np.floor(corners.min(axis=0)), np.ceil(corners.max(axis=0))
    left, right = (int(min(max(x, 0), width)) for x in (x0, x1))
    top, bottom = (int(min(max(y, 0), height)) for y in (y0, y1))
    if left == right or top == bottom:
        return 0, 0, np.zeros((0, 0), bool)
    begins = corners
    ends = np.concatenate([np.roll(ring, -1, axis=0) for ring in rings])
    rows, x = _crossings(begins, ends, top, bottom)
    columns = np.clip(np.ceil(x - 0.5) - left, 0, right - left).astype(np.intp)
    toggles = np.zeros((bottom - top, right - left + 1), bool)
    np.logical_xor.at(toggles, (rows, columns), True)
    return left, top, np.logical_xor.accumulate(toggles[:, :-1], axis=1)


def _crossings(
    begins: NDArray[np.float64], ends: NDArray[np.float64], top: int, bottom: int
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return row, from `top`, and x of each place where a side crosses the middle of a row."""
    lower = np.minimum(begins[:, 1], ends[:, 1])
    upper = np.maximum(begins[:, 1], ends[:, 1])
    first = np.clip(np.ceil(lower - 0.5), top, bottom).astype(np.intp)
    last = np.clip(np.ceil(upper - 0.5), top, bottom).astype(np.intp)
    counts = last - first
    n = int(counts.sum())
    if n > MOST_CROSSINGS:
        raise ValueError(f"an outline that crosses rows of pixels {n:,} times")
    sides = np.repeat(np.arange(len(begins)), counts)
    rows = np.arange(n) - np.repeat(np.cumsum(counts) - counts, counts) + first[sides]
    (bx, by), (ex, ey) = begins[sides].T, ends[sides].T
    return rows - top, bx + (rows + 0.5 - by) * (ex - bx) / (ey - by)
