"""Contours of connected components as polygons along the sides of pixels, simplified on request.

Douglas and Peucker (1973), "Algorithms for the reduction of the number of points required to represent a
digitized line or its caricature", Cartographica 10(2), 112-122.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ring = NDArray[np.int32]
Trace = NDArray[np.float64]

FLATTEN = 0.75  # pixels that a straightened line may lie off: what it takes to make one of slanted stairs
MIDDLE = 0.25  # of a pixel's side: where a corner is both rounded and cut off to the pixel's number
INWARDS = 0.4  # of a pixel's side: how far in a corner lies of where that of the outline is; less than half
LEAST = 3  # points of a path that goes there and back another way
THROUGH = 0.6  # likewise of one through pixels: what moves few pixels of a line that is drawn
FEWEST = 8  # corners, of which flattening would hardly save any
FEW = 24  # points, of which straightening would hardly save any, and change small pieces most


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
        return Outline(self.number, tuple(simplify(ring) for ring in self.rings))


def outlines(labels: NDArray[np.integer]) -> Iterator[Outline]:
    """Yield the outline of each connected piece of each label but 0, in the order of their first pixels.

    `labels` (h, w), from 0. Filled, the rings of a label give exactly its pixels.
    """
    from skimage.measure import label

    from gmmseg.imaging.rendering import contour_kernels as kernels

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


def traced(rings: Sequence[Ring], *, straight: bool = False) -> Trace:
    """Return one ring (n, 2) of x and y through the pixels at the edge of a piece, which has `rings`.

    Programs that draw the sides of a polygon as they fill it (OpenCV, Pillow) fill exactly the piece with it;
    if `straight`, stairs are made straight, and a pixel here and there is off. Corners lie between the upper
    left corner of their pixel and its middle, and so become its number whether they are rounded or cut off.
    Each hole hangs on a seam that runs through the piece.
    """
    touching = _touching(rings)
    paths = [_through_pixels(ring, touching) for ring in rings]
    outer = paths[0][0]
    if len(rings) == 1:
        return _straightened(np.concatenate([outer, outer[:1]]))[:-1] if straight else outer
    parts = _hung(rings, paths)
    return np.concatenate([_straightened(part) for part in parts] if straight else parts)


def _touching(rings: Sequence[Ring]) -> set[tuple[int, int]]:
    """Return the corners at which a piece touches itself: its rings pass them twice."""
    corners, counts = np.unique(np.concatenate(rings), axis=0, return_counts=True)
    return {(int(x), int(y)) for x, y in corners[counts > 1]}


def _through_pixels(ring: Ring, touching: set[tuple[int, int]]) -> tuple[Trace, NDArray[np.intp]]:
    """Return a ring moved inwards onto pixels, and for each of its corners the index of what became of it.

    Where a piece touches itself there is no pixel inwards of the corner: there two take its place.
    """
    ahead = np.sign(np.roll(ring, -1, axis=0) - ring)
    behind = np.roll(ahead, 1, axis=0)
    inwards, inwards_behind = _inwards(ahead), _inwards(behind)
    points = ring + MIDDLE - 0.5 + INWARDS * (inwards + inwards_behind)
    places = np.arange(len(ring))
    crossings = [i for i, (x, y) in enumerate(ring.tolist()) if (x, y) in touching] if touching else []
    if crossings:
        points[crossings] = ring[crossings] + MIDDLE - 0.5 + (inwards + ahead)[crossings] / 2
        before = ring[crossings] + MIDDLE - 0.5 + (inwards_behind - behind)[crossings] / 2
        points = np.insert(points, crossings, before, axis=0)
        places = places + np.cumsum(np.isin(places, crossings))
    return points, places


def _inwards(ahead: Ring) -> Ring:
    """Return which way the inside lies of sides that run `ahead` (n, 2)."""
    return ahead[:, ::-1] * (1, -1)


def _hung(rings: Sequence[Ring], paths: Sequence[tuple[Trace, NDArray[np.intp]]]) -> list[Trace]:
    """Return the parts of one ring around a piece with holes, in order; a seam is where one ends.

    Each hole hangs, by its leftmost side, on what lies left of it in the same row: the outer ring or a hole
    that begins further left. So all hang together, and no seam leaves the piece.
    """
    x, row, owner, side = _left_borders(rings)
    width = int(x.max()) + 2
    order = np.argsort(row * width + x)
    keys = (row * width + x)[order]
    events: list[list[tuple[int, int, int, Trace]]] = [[] for _ in rings]  # side, rows along it, hole, place
    entries: list[tuple[int, Trace]] = [(-1, np.empty((0, 2)))]
    for hole, ring in enumerate(rings[1:], 1):
        side_x, side_row, own_side = _leftmost(ring)
        at = order[np.searchsorted(keys, side_row * width + side_x) - 1]
        begin = np.array([[x[at], side_row]]) + MIDDLE
        parent = rings[owner[at]]
        along = abs(side_row - int(parent[side[at], 1]))
        events[owner[at]].append((int(side[at]), along, hole, begin))
        entries.append((own_side, np.array([[side_x - 1, side_row]]) + MIDDLE))
    return _traced_parts(paths, events, entries)


def _left_borders(rings: Sequence[Ring]) -> tuple[NDArray[np.intp], ...]:
    """Return of each pixel with nothing to its left: column, row, the ring there and which side of it."""
    found: list[NDArray[np.intp]] = []
    for number, ring in enumerate(rings):
        rows = np.roll(ring[:, 1], -1) - ring[:, 1]
        down = np.flatnonzero(rows > 0)
        n = rows[down]
        within = np.arange(n.sum()) - np.repeat(np.cumsum(n) - n, n)
        columns = (ring[down, 0], ring[down, 1], np.full(len(down), number), down)
        each = np.stack([np.repeat(column, n) for column in columns])
        each[1] += within
        found.append(each)
    return tuple(np.concatenate(found, axis=1).astype(np.intp))


def _leftmost(hole: Ring) -> tuple[int, int, int]:
    """Return column, row and side of a leftmost pixel of a hole."""
    up = np.flatnonzero(np.roll(hole[:, 1], -1) < hole[:, 1])
    side = int(up[hole[up, 0].argmin()])
    return int(hole[side, 0]), int(hole[side, 1]) - 1, side


def _traced_parts(
    paths: Sequence[tuple[Trace, NDArray[np.intp]]],
    events: list[list[tuple[int, int, int, Trace]]],
    entries: Sequence[tuple[int, Trace]],
) -> list[Trace]:
    """Return the parts that a trace along the outer ring, and along each hole where it comes by, passes."""
    parts: list[Trace] = []

    def begun(ring: int) -> Iterator[tuple[int, Trace]]:
        """Yield each hole that is met on a ring, with the place; add what lies before it to `parts`."""
        points, places = paths[ring]
        side, entry = entries[ring]
        first = int(places[side]) + 1 if ring else 0
        turned = np.roll(points, -first, axis=0)
        met = sorted(events[ring], key=lambda event: event[:2])
        met = [e for e in met if e[0] > side] + [e for e in met if e[0] <= side]
        start, current = 0, entry
        for at, _, hole, place in met:
            end = (int(places[at]) - first) % len(points) + 1
            parts.append(np.concatenate([current, turned[start:end], place]))
            yield hole, place
            start, current = end, place
        parts.append(np.concatenate([current, turned[start:], entry]))

    traces = [begun(0)]
    while traces:
        met = next(traces[-1], None)
        if met is None:
            traces.pop()
        else:
            traces.append(begun(met[0]))
    return parts


def _straightened(path: Trace) -> Trace:
    """Return an open path with fewer corners (Douglas and Peucker 1973)."""
    from skimage.measure import approximate_polygon

    if len(path) <= FEW:
        return path
    fewer: Trace = approximate_polygon(path, THROUGH)  # type: ignore[no-untyped-call]
    return fewer if len(fewer) > LEAST else path


def area(ring: NDArray[np.integer] | NDArray[np.floating]) -> float:
    """Return the area inside a ring (n, 2) of x and y, in pixels; negative for the ring of a hole."""
    x, y = ring.T.astype(np.float64)
    return float((np.roll(x, -1) * y - x * np.roll(y, -1)).sum() / 2)


def simplify(ring: Ring) -> Ring:
    """Return a ring with fewer corners (Douglas and Peucker 1973), itself where nothing would be left."""
    from skimage.measure import approximate_polygon

    if len(ring) <= FEWEST:
        return ring
    closed = np.concatenate([ring, ring[:1]])
    fewer: Ring = approximate_polygon(closed, FLATTEN)[:-1]  # type: ignore[no-untyped-call]
    return fewer if len(fewer) > 2 and abs(area(fewer)) > 0 else ring
