"""Polygon filling by scan lines: the pixels whose centres a closed outline goes round.

Where an outline crosses a row, pixels beyond change sides; so the cost grows with its length and the area
around it, not with their product. Each crossing is decided as in `skimage.draw.polygon`, by the expression of
O'Rourke (Computational Geometry in C, 7.4) with crossings counted on both sides: it takes pixels on the
outline, too.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

TINY = 1e-12  # pixels between a corner and a centre that it lies on


def inside_polygon(
    points: NDArray[np.float64], shape: tuple[int, int]
) -> tuple[slice, slice, NDArray[np.bool_]]:
    """Return which pixels lie in a polygon or on its outline, within the box around it.

    Parameters
    ----------
    points : ndarray of shape (n, 2)
        Corners (x, y), in pixels whose centres are their numbers; the last is joined to the first.
    shape : tuple of two int
        Height and width of the picture.

    Returns
    -------
    rows, columns : slice
        The part of the picture that holds the polygon.
    inside : ndarray of shape (n rows, n columns), bool
        Which of its pixels lie inside.
    """
    low, high = np.floor(points.min(axis=0)), np.ceil(points.max(axis=0))
    left, top = (max(0, int(place)) for place in low)
    right, bottom = (min(n, int(place) + 1) for place, n in zip(high, shape[::-1], strict=True))
    rows, columns = slice(top, max(bottom, top)), slice(left, max(right, left))
    box = rows.stop - rows.start, columns.stop - columns.start
    if not all(box):
        return rows, columns, np.zeros(box, bool)
    inside = _odd(points, rows, columns, beyond=True) | _odd(points, rows, columns, beyond=False)
    near = np.rint(points)
    on_centre = (np.abs(points - near) < TINY).all(axis=1)
    x, y = near[on_centre].astype(np.intp).T
    held = (x >= left) & (x < columns.stop) & (y >= top) & (y < rows.stop)
    inside[y[held] - top, x[held] - left] = True
    return rows, columns, inside


def _odd(points: NDArray[np.float64], rows: slice, columns: slice, *, beyond: bool) -> NDArray[np.bool_]:
    """Return where the outline crosses a row an odd number of times: `beyond` a pixel, else before it.

    An end of a line that lies on a row belongs to the line below for those beyond, above for those before.
    """
    x1, y1 = points.T
    x0, y0 = np.roll(points, 1, axis=0).T
    low, high = np.minimum(y0, y1), np.maximum(y0, y1)
    first, last = (np.ceil(low), np.ceil(high)) if beyond else (np.floor(low) + 1, np.floor(high) + 1)
    first = np.clip(first, rows.start, rows.stop).astype(np.intp)
    n = np.maximum(np.clip(last, rows.start, rows.stop).astype(np.intp) - first, 0)
    line = np.repeat(np.arange(len(points)), n)
    row = np.arange(len(line)) - np.repeat(np.cumsum(n) - n, n) + first[line]
    x0, x1, y0, y1 = x0[line], x1[line], y0[line] - row, y1[line] - row
    near = np.clip(np.floor((x0 * y1 - x1 * y0) / (y1 - y0)), columns.start - 2, columns.stop + 1)
    passed: NDArray[Any] = near - 1  # the first column of which the crossing is not beyond, or is before
    for column in (near - 1, near, near + 1):
        away = ((x0 - column) * y1 - (x1 - column) * y0) / (y1 - y0)
        passed = np.where(away <= 0 if beyond else away < 0, passed, column + 1)
    place = np.clip(passed, columns.start, columns.stop).astype(np.intp) - columns.start
    width = columns.stop - columns.start
    crossings = np.zeros((rows.stop - rows.start, width + 1), np.uint8)  # parity survives their overflow
    np.add.at(crossings, (row - rows.start, place), 1)
    before = np.add.accumulate(crossings, axis=1, dtype=np.uint8)
    counted = before[:, -1:] - before if beyond else before
    return (counted[:, :-1] & 1).astype(bool)
