"""Outlines of connected pieces of a label map: rings of corners that run along the sides of pixels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ring = NDArray[np.int32]

FLATTEN = 0.75  # pixels that a simplified ring may lie off: what it takes to make a slanted line of stairs
FEW = 8  # corners, of which flattening would hardly save any


@dataclass(frozen=True, eq=False)
class Outline:
    """The outline of one connected piece; pixels that touch at a corner only are not connected.

    Attributes
    ----------
    number : int
        Label of its pixels.
    rings : tuple of ndarray of shape (n, 2)
        Corners x, y in pixels from the upper left corner of the picture; the outer ring, then those of
        holes, which run the other way. The first corner is not repeated.
    """

    number: int
    rings: tuple[Ring, ...]

    @property
    def area(self) -> int:
        """Number of pixels of the piece."""
        return round(sum(area(ring) for ring in self.rings))

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, upper, right and lower side of the piece."""
        (x0, y0), (x1, y1) = self.rings[0].min(axis=0), self.rings[0].max(axis=0)
        return int(x0), int(y0), int(x1), int(y1)

    def filled(self, shape: tuple[int, int]) -> NDArray[np.bool_]:
        """Return the piece's pixels in a picture of `shape` (h, w)."""
        toggles = np.zeros((shape[0], shape[1] + 1), bool)  # where rows enter or leave it
        for ring in self.rings:
            for (x0, y0), (x1, y1) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
                if x0 == x1:
                    toggles[min(y0, y1) : max(y0, y1), x0] ^= True
        inside: NDArray[np.bool_] = np.logical_xor.accumulate(toggles[:, :-1], axis=1)
        return inside

    def simplified(self) -> "Outline":
        """Return the outline with stairs made straight; no corner lies off by more than `FLATTEN`."""
        return Outline(self.number, tuple(flattened(ring) for ring in self.rings))


def outlines(labels: NDArray[np.integer]) -> Iterator[Outline]:
    """Yield the outline of each connected piece of each label but 0, in the order of their first pixels.

    `labels` (h, w), from 0. Filled, the rings of a label give exactly its pixels.
    """
    from skimage.measure import label

    from gmmseg.imaging import outlines_kernels as kernels

    pieces = np.ascontiguousarray(
        label(labels, connectivity=1, background=0),  # type: ignore[no-untyped-call]
        np.int32,
    )
    nothing, size = np.empty((0, 2), np.int32), np.zeros(1, np.int64)
    n = kernels.rings(pieces, np.zeros(pieces.shape, np.uint8), nothing, size, np.empty(0, np.int32))
    points, ends, owners = np.empty((size[0], 2), np.int32), np.empty(n, np.int64), np.empty(n, np.int32)
    if not n:
        return
    kernels.rings(pieces, np.zeros(pieces.shape, np.uint8), points, ends, owners)
    rings = np.split(points, ends[:-1])
    order = np.argsort(owners, kind="stable")
    firsts = np.flatnonzero(np.diff(owners[order], prepend=0))
    for own in np.split(order, firsts[1:]):
        column, row = _first_pixel(rings[own[0]])
        yield Outline(int(labels[row, column]), tuple(rings[i] for i in own))


def _first_pixel(ring: Ring) -> tuple[int, int]:
    """Return column and row of a pixel inside an outer ring: below the left end of its uppermost side."""
    x, y = ring[np.lexsort((ring[:, 0], ring[:, 1]))[0]]
    return int(x), int(y)


def seamed(rings: Sequence[Ring]) -> Ring:
    """Return one ring around the same pixels: each hole hangs on a seam to its nearest corner."""
    from scipy.spatial import cKDTree

    outer, holes = rings[0], rings[1:]
    if not holes:
        return outer
    distances, nearest = cKDTree(outer).query(np.concatenate(holes))
    ends = np.cumsum([len(hole) for hole in holes])[:-1]
    hung: list[tuple[int, Ring]] = []
    for hole, far, corners in zip(holes, np.split(distances, ends), np.split(nearest, ends), strict=True):
        first = int(far.argmin())
        at = int(corners[first])
        seam = np.roll(hole, -first, axis=0)
        hung.append((at, np.concatenate([outer[at : at + 1], seam, seam[:1]])))
    hung.sort(key=lambda pair: pair[0])
    parts, begin = [], 0
    for at, seam in hung:
        parts += [outer[begin:at], seam]
        begin = at
    return np.concatenate([*parts, outer[begin:]])


def area(ring: NDArray[np.integer] | NDArray[np.floating]) -> float:
    """Return the area inside a ring (n, 2) of x and y, in pixels; negative for the ring of a hole."""
    x, y = ring.T.astype(np.float64)
    return float((np.roll(x, -1) * y - x * np.roll(y, -1)).sum() / 2)


def flattened(ring: Ring) -> Ring:
    """Return a ring with fewer corners (Douglas and Peucker 1973), itself where nothing would be left."""
    from skimage.measure import approximate_polygon

    if len(ring) <= FEW:
        return ring
    closed = np.concatenate([ring, ring[:1]])
    fewer: Ring = approximate_polygon(closed, FLATTEN)[:-1]  # type: ignore[no-untyped-call]
    return fewer if len(fewer) > 2 and abs(area(fewer)) > 0 else ring
