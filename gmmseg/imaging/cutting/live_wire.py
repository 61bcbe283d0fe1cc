"""The live wire: outlines that follow boundaries from one point that people set to the next.

Mortensen and Barrett (1995), "Intelligent scissors for image composition", SIGGRAPH, 191-198. The path from a
point to every other one is the cheapest in a graph of pixels (Dijkstra 1959), in which pixels on boundaries
are cheap: those with a steep gradient, and with the boundary strength of the region hierarchy. Paths are
found once for each point, in a reduced part of the picture; a path that was chosen is found once more at full
size, in a narrow band around it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.seeds import UNLABELLED, Box, Point, SelectedPixels, Stroke

GRADIENT_BLUR = 1.0  # pixels of the part that is looked at
GRADIENT_SHARE = 0.45  # of the gradient in what makes a pixel cheap; the rest is boundary strength
TOP = 98.0  # percentile of gradients that counts as the steepest
LEAST_COST = 0.03  # of a step, so that of two paths on boundaries the shorter wins
STRONG = 0.5  # a boundary strength from here on is as good as any
DRAWN_REACH = 4.0  # elements that a line which was drawn by hand may be off
PIECE, LEAST_PIECE = 6.0, 80.0  # reaches, and pixels, along a line that are looked at together: in more of it
# a path would cut off what is as narrow as the band
LARGEST_PIECE = 500_000  # elements around them
MARGIN = 8  # pixels around a line, at the least
BLOCKED = -1.0  # a cost that no path passes

Floats32 = NDArray[np.float32]
Polyline = tuple[Point, ...]


@dataclass(frozen=True, eq=False)
class BoundaryCosts:
    """What it costs to pass each pixel of a part of a picture, reduced.

    Attributes
    ----------
    costs : ndarray of shape (h, w), float32
        `LEAST_COST` on the strongest boundaries, about 1 where there is none.
    left, top : float
        Where the part begins in the picture, pixels.
    step : float
        Side of the square of pixels that one element stands for.
    """

    costs: Floats32
    left: float
    top: float
    step: float

    @classmethod
    def of(
        cls, pixels: NDArray[np.uint8], place: tuple[float, float, float], boundary: Floats32, factor: float
    ) -> Self:
        """Return the costs of a part of a picture.

        Parameters
        ----------
        pixels : ndarray of shape (h, w, channels) or (h, w), uint8
            The part, which may be reduced.
        place : tuple of float
            Its first column and row in the picture, and the side of the square that its pixels stand for.
        boundary : ndarray of shape (m, n), float32
            Boundary strength of the whole picture, reduced by `factor`.
        """
        from scipy.ndimage import map_coordinates

        left, top, step = place
        height, width = pixels.shape[:2]
        rows = (top + (np.arange(height) + 0.5) * step) / factor - 0.5
        columns = (left + (np.arange(width) + 0.5) * step) / factor - 0.5
        at = np.meshgrid(rows.astype(np.float32), columns.astype(np.float32), indexing="ij")
        strength = map_coordinates(boundary, at, order=1, mode="nearest")
        known = np.minimum(strength / np.float32(STRONG), 1)
        steepness = _steepness(pixels.reshape(height, width, -1))
        good = np.float32(GRADIENT_SHARE) * steepness + np.float32(1 - GRADIENT_SHARE) * known
        return cls(LEAST_COST + (1 - good) ** 2, left, top, step)

    def holds(self, point: Point) -> bool:
        """Whether a point (x, y) of the picture lies in the part."""
        row, column = self.element(point)
        return 0 <= row < self.costs.shape[0] and 0 <= column < self.costs.shape[1]

    def element(self, point: Point) -> tuple[int, int]:
        """Return row and column of the element that holds a point (x, y) of the picture."""
        return int((point[1] - self.top) // self.step), int((point[0] - self.left) // self.step)

    def snapped(self, point: Point, reach: float) -> Point:
        """Return the middle of the cheapest element within `reach` pixels of a point."""
        row, column = self.element(point)
        n = int(reach // self.step)
        height, width = self.costs.shape
        rows = slice(max(0, row - n), min(height, row + n + 1))
        columns = slice(max(0, column - n), min(width, column + n + 1))
        around = self.costs[rows, columns]
        if not around.size or n < 1:
            return point
        y, x = np.ogrid[rows, columns]
        away = np.hypot(y - row, x - column)
        best = np.where(away <= n, around + 0.02 * away / n, np.inf)
        at = np.unravel_index(int(best.argmin()), best.shape)
        return self.middle(int(at[0]) + rows.start, int(at[1]) + columns.start)

    def middle(self, row: float, column: float) -> Point:
        """Return where the middle of an element is in the picture, (x, y)."""
        return self.left + (column + 0.5) * self.step, self.top + (row + 0.5) * self.step


@dataclass(frozen=True, eq=False)
class LiveWire:
    """The cheapest paths from one point to every other one of a part of a picture."""

    costs: BoundaryCosts
    start: Point
    _graph: Any

    @classmethod
    def of(cls, costs: BoundaryCosts, start: Point) -> Self:
        """Return the paths from a point (x, y) of the picture, which lies in the part."""
        from skimage.graph import MCP_Geometric

        graph = MCP_Geometric(costs.costs.astype(np.float64))
        graph.find_costs([costs.element(start)])
        return cls(costs, start, graph)

    def path(self, to: Point) -> Polyline:
        """Return the path to a point (x, y) of the picture, both ends included; straight beyond the part."""
        if not self.costs.holds(to):
            return self.start, to
        try:
            elements = self._graph.traceback(self.costs.element(to))
        except ValueError:  # no path leads there
            return self.start, to
        return self.start, *(self.costs.middle(*each) for each in elements[1:-1]), to


def path_within(costs: BoundaryCosts, line: Sequence[Point], reach: float) -> Polyline:
    """Return the cheapest path from the first point of a line to its last that stays near the line.

    Parameters
    ----------
    costs : BoundaryCosts
        Of a part of the picture that holds the line.
    line : sequence of (x, y)
        In pixels of the picture.
    reach : float
        How far the path may be from the line, pixels; at least an element.
    """
    from skimage.graph import MCP_Geometric

    points = [((x - costs.left) / costs.step - 0.5, (y - costs.top) / costs.step - 0.5) for x, y in line]
    band = np.full(costs.costs.shape, UNLABELLED, np.int16)
    Stroke(tuple(points), max(reach / costs.step, 1.0)).paint(band)
    blocked = np.where(band == UNLABELLED, BLOCKED, costs.costs.astype(np.float64))
    ends = [costs.element(line[0]), costs.element(line[-1])]
    if not all(costs.holds(end) for end in (line[0], line[-1])) or ends[0] == ends[1]:
        return tuple(line)
    for row, column in ends:
        blocked[row, column] = LEAST_COST
    graph = MCP_Geometric(blocked)
    graph.find_costs([ends[0]], [ends[1]])
    try:
        elements = graph.traceback(ends[1])
    except ValueError:
        return tuple(line)
    return line[0], *(costs.middle(*each) for each in elements[1:-1]), line[-1]


@dataclass(frozen=True, eq=False)
class BoundarySource:
    """A picture in which outlines are to follow boundaries.

    Attributes
    ----------
    levels : tuple of ndarray of shape (h, w, channels), uint8
        The picture as it is shown, and halved again and again.
    size : tuple of two int
        Width and height of the picture.
    boundary : ndarray of shape (m, n), float32
        Its boundary strength, reduced by `factor`.
    factor : int
        Side of the square of pixels that one element of `boundary` stands for.
    """

    levels: tuple[NDArray[np.uint8], ...]
    size: tuple[int, int]
    boundary: Floats32
    factor: int

    def costs(self, box: Box, most: float, coarsest: float = np.inf) -> BoundaryCosts:
        """Return the costs of a part of the picture.

        It is reduced to at most about `most` elements, unless one of them stood for a square of a side above
        `coarsest` pixels.
        """
        level, step = self.levels[0], self.size[0] / self.levels[0].shape[1]
        for each in self.levels[1:]:
            wider = self.size[0] / each.shape[1]
            if box.area / step**2 <= most or wider > coarsest:
                break
            level, step = each, wider
        left, top = int(box.x0 / step), int(box.y0 / step)
        pixels = level[top : int(np.ceil(box.y1 / step)), left : int(np.ceil(box.x1 / step))]
        return BoundaryCosts.of(pixels, (left * step, top * step, step), self.boundary, self.factor)

    def snapped(
        self, line: Sequence[Point], reach: float, pause: Callable[[], object] = lambda: None
    ) -> Polyline:
        """Return the cheapest path near a line, found at full size; first and last point are kept.

        A line that was drawn by hand is looked at from afar first: `reach` is how far it may be off, pixels.
        `pause` is called now and then and may raise.
        """
        path = tuple(line)
        coarse = 2 ** int(np.log2(max(reach / DRAWN_REACH, 1)))
        for step in (coarse, 1) if coarse > 1 else (1,):
            path = self._snapped_once(path, reach, step, pause)
            reach = min(reach, 2.0 * step)
        return path

    def _snapped_once(self, line: Polyline, reach: float, step: int, pause: Callable[[], object]) -> Polyline:
        places = pieces(line, max(PIECE * reach, LEAST_PIECE))
        found: list[Point] = [line[0]]
        for begin, end in pairwise(places):
            pause()
            piece = [found[-1], *line[begin + 1 : end + 1]]
            costs = self.costs(self._around(piece, reach), LARGEST_PIECE, step)
            if end != places[-1]:
                piece[-1] = costs.snapped(piece[-1], reach)
            found += path_within(costs, piece, reach)[1:]
        return tuple(found)

    def _around(self, line: Sequence[Point], reach: float) -> Box:
        points, (width, height) = np.asarray(line), self.size
        low = np.clip(np.floor(points.min(axis=0) - reach - MARGIN), 0, [width - 1, height - 1])
        high = np.clip(np.ceil(points.max(axis=0) + reach + MARGIN), low + 1, [width, height])
        return Box(int(low[0]), int(low[1]), int(high[0]), int(high[1]))


def pieces(line: Sequence[Point], most: float) -> list[int]:
    """Return the places in a line where pieces of it end, each about `most` pixels long or less."""
    points = np.asarray(line, np.float64)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    n = max(1, int(np.ceil(along[-1] / most)))
    inner = np.searchsorted(along, along[-1] * np.arange(1, n) / n)
    return np.unique([0, *inner.tolist(), len(line) - 1]).tolist()


def filled(outline: Sequence[Point], size: tuple[int, int]) -> SelectedPixels:
    """Return the pixels whose middles a closed outline goes round an odd number of times.

    `outline` are points (x, y) of the picture, of which `size` is width and height; a pixel's middle is half
    a pixel past its number. The work grows with the length of the outline and the box around it.
    """
    width, height = size
    points = np.asarray(outline, np.float64).reshape(-1, 2) - 0.5
    low = np.clip(np.floor(points.min(axis=0)), 0, [width, height]).astype(int)
    high = np.clip(np.ceil(points.max(axis=0)) + 1, low, [width, height]).astype(int)
    points = points - low
    n_columns, n_rows = (high - low).tolist()
    crossings = np.zeros((n_rows, n_columns + 1), np.int32)
    starts, ends = points, np.roll(points, -1, axis=0)
    turned = starts[:, 1] > ends[:, 1]
    upper, lower = np.where(turned[:, None], ends, starts), np.where(turned[:, None], starts, ends)
    first = np.clip(np.ceil(upper[:, 1]), 0, n_rows).astype(int)  # rows whose middles an edge passes
    counts = np.clip(np.ceil(lower[:, 1]), first, n_rows).astype(int) - first
    which = np.repeat(np.arange(len(points)), counts)
    rows = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + first[which]
    slope = (lower - upper)[which]
    x = upper[which, 0] + (rows - upper[which, 1]) / np.where(slope[:, 1] > 0, slope[:, 1], 1) * slope[:, 0]
    np.add.at(crossings, (rows, np.clip(np.ceil(x), 0, n_columns).astype(int)), 1)
    inside = np.cumsum(crossings[:, :-1], axis=1) % 2 == 1
    return SelectedPixels(inside, int(low[0]), int(low[1]), size)


def _steepness(pixels: NDArray[np.uint8]) -> Floats32:
    """Return the length of the gradient, (h, w), 0 to 1: 1 for the steepest of the part."""
    from scipy.ndimage import gaussian_filter

    squares = np.zeros(pixels.shape[:2], np.float32)
    for channel in np.moveaxis(pixels, 2, 0).astype(np.float32):
        smooth = gaussian_filter(channel, GRADIENT_BLUR, mode="nearest")
        for axis in (0, 1):
            if smooth.shape[axis] > 1:
                squares += np.gradient(smooth, axis=axis) ** 2
    lengths = np.sqrt(squares)
    top = float(np.percentile(lengths, TOP)) if lengths.size else 0.0
    return np.minimum(lengths / np.float32(max(top, 1e-3)), 1)
