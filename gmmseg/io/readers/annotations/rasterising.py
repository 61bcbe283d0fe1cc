"""Rings to pixels: a pixel belongs to rings if its centre is inside an odd number of them (even-odd rule).

Foley, van Dam, Feiner and Hughes (1990), "Computer graphics: principles and practice", section 3.6: scan
conversion of polygons by the places where their sides cross the rows.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

FAR = 1e9  # pixels: what lies farther out is brought there, so that products stay numbers
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
    rings = [np.clip(ring, -FAR, FAR) for ring in rings if len(ring)]
    if not rings:
        return 0, 0, np.zeros((0, 0), bool)
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


def joined(patches: Sequence[Patch]) -> Patch:
    """Return all pixels of patches, which may overlap."""
    patches = [patch for patch in patches if patch[2].size]
    if not patches:
        return 0, 0, np.zeros((0, 0), bool)
    if len(patches) == 1:
        return patches[0]
    x0, y0 = min(left for left, _, _ in patches), min(top for _, top, _ in patches)
    x1 = max(left + inside.shape[1] for left, _, inside in patches)
    y1 = max(top + inside.shape[0] for _, top, inside in patches)
    whole = np.zeros((y1 - y0, x1 - x0), bool)
    for left, top, inside in patches:
        whole[top - y0 : top - y0 + inside.shape[0], left - x0 : left - x0 + inside.shape[1]] |= inside
    return x0, y0, whole


def drawn(points: NDArray[np.float64], shape: tuple[int, int], kind: str = "polygon") -> Patch:
    """Return the pixels of a polygon, rectangle or ellipse with those on its sides, as Pillow draws it.

    `points` (n, 2) are x and y of pixels; two opposite corners for a rectangle, of the box for an ellipse.

    Raises
    ------
    ValueError
        If corners are not numbers, or too few.
    """
    if points.ndim != 2 or points.shape[1] != 2 or not np.isfinite(points).all():
        raise ValueError("corners that are not two numbers each")
    if len(points) < (3 if kind == "polygon" else 2):
        raise ValueError(f"a {kind} of less than {'three' if kind == 'polygon' else 'two'} corners")
    left, top, right, bottom = box(points, shape)
    if right <= left or bottom <= top:
        return 0, 0, np.zeros((0, 0), bool)
    canvas = Image.new("L", (right - left, bottom - top))
    # Pillow keeps coordinates as 32-bit numbers: those far outside of the picture are brought near it.
    far = 2.0 * max(shape)
    corners = [tuple(point) for point in (np.clip(points, -far, far) - (left, top)).tolist()]
    draw = ImageDraw.Draw(canvas)
    if kind == "polygon":
        draw.polygon(corners, outline=1, fill=1)
    else:
        (x0, y0), (x1, y1) = np.min(corners, axis=0).tolist(), np.max(corners, axis=0).tolist()
        (draw.rectangle if kind == "rectangle" else draw.ellipse)((x0, y0, x1, y1), outline=1, fill=1)
    return left, top, np.asarray(canvas) > 0


def box(points: NDArray[np.float64], shape: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of the pixels around points, within a picture of `shape` (h, w)."""
    left, top = (int(max(v, 0)) for v in np.floor(points.min(axis=0)))
    right, bottom = (int(min(v + 2, side)) for v, side in zip(points.max(axis=0), shape[::-1], strict=True))
    return left, top, right, bottom


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
