"""Seeds: what people mark in a picture (clicks, strokes, lassos, boxes), and each marked pixel's class."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmseg.errors import BadSeedsError, BadStrokesError
from gmmseg.imaging.polygon_fill import inside_polygon

MOST_RUNS = 1_000_000  # an area of more is noise, and would make a project too large to be read
LONG_RUN = 0.9  # share of the longest run from which on one is long


@dataclass(frozen=True)
class Area:
    """Pixels that belong to a class.

    Attributes
    ----------
    runs : tuple of int
        How many pixels lie outside, inside, outside and so on, row by row from the top left; their sum is
        `width` times `height`.
    width, height : int
        Size of the picture.
    owner : int
        The class.
    """

    runs: tuple[int, ...]
    width: int
    height: int
    owner: int

    @classmethod
    def of(cls, mask: NDArray[np.bool_], owner: int) -> Self:
        """Return the area in which a mask (h, w) is true."""
        flat = np.ascontiguousarray(mask).reshape(-1).view(np.int8)
        ends = np.flatnonzero(np.diff(flat, prepend=np.int8(0)))
        runs = np.diff(ends, prepend=0, append=flat.size)
        return cls(tuple(runs.tolist()), mask.shape[1], mask.shape[0], owner)

    @classmethod
    def of_part(
        cls, mask: NDArray[np.bool_], corner: tuple[int, int], size: tuple[int, int], owner: int
    ) -> Self:
        """Return the area in which a mask (h, w) of a part of a picture is true.

        `corner` is the part's left column and top row, `size` the picture's width and height. What lies past
        the picture's edge is left out. The work grows with the part, not with the picture.
        """
        (left, top), (width, height) = corner, size
        rows, columns = (slice(max(0, -at), max(0, n - at)) for at, n in ((top, height), (left, width)))
        part = mask[rows, columns]
        top, left = max(top, 0), max(left, 0)
        steps = np.diff(part.view(np.int8), axis=1, prepend=np.int8(0), append=np.int8(0))
        ends = []
        for step in (1, -1):
            y, x = np.nonzero(steps == step)
            ends.append((top + y.astype(np.int64)) * width + left + x)
        begins, stops = ends
        apart = begins[1:] != stops[:-1]  # a run that goes on in the next row is one
        begins = begins[np.concatenate([np.ones(min(len(begins), 1), bool), apart])]
        stops = stops[np.concatenate([apart, np.ones(min(len(stops), 1), bool)])]
        flat = np.stack([begins, stops], axis=1).ravel()
        runs = np.diff(flat, prepend=0, append=width * height).tolist()
        if runs[-1] == 0:  # the last pixel is inside
            runs.pop()
        return cls(tuple(runs), width, height, owner)

    @cached_property
    def middle(self) -> tuple[float, float]:
        """Column and row of a pixel well inside, (0, 0) where there is none.

        It is the middle of a run of nearly the most pixels in one row, halfway down among such runs.
        """
        ends = np.cumsum(np.asarray(self.runs, np.int64))
        begins, stops = ends[:-1:2], ends[1::2]
        if not len(begins):
            return 0.0, 0.0
        first, last = -(-begins // self.width), stops // self.width  # the rows that a run fills
        fills = last > first
        row = np.where(fills, (first + last) // 2, begins // self.width)
        left = np.where(fills, 0, begins - row * self.width)
        right = np.where(fills, self.width, np.minimum(stops - row * self.width, self.width))
        long = np.flatnonzero((right - left) >= LONG_RUN * (right - left).max())
        chosen = long[len(long) // 2]
        return float((left[chosen] + right[chosen] - 1) // 2), float(row[chosen])

    def mask(self) -> NDArray[np.bool_]:
        """Return which pixels belong to it, (height, width)."""
        inside = np.arange(len(self.runs)) % 2 == 1
        return np.repeat(inside, self.runs).reshape(self.height, self.width)

    def paint(self, seeds: NDArray[np.int16]) -> None:
        """Label its pixels; those past the picture's edge are left out."""
        mask = self.mask()[: seeds.shape[0], : seeds.shape[1]]
        seeds[: mask.shape[0], : mask.shape[1]][mask] = self.owner

    def scaled(self, ratio: float) -> "Area":
        """Return the area for the picture at another size, of which it keeps the pixels nearest."""
        height, width = (max(1, int(np.ceil(n * ratio - 1e-6))) for n in (self.height, self.width))
        rows = np.minimum((np.arange(height) / ratio).astype(np.intp), self.height - 1)
        columns = np.minimum((np.arange(width) / ratio).astype(np.intp), self.width - 1)
        return Area.of(self.mask()[rows[:, None], columns], self.owner)


OUTSIDE, INSIDE = 0, 1  # the two classes of object mode
UNLABELLED = -1
MOST_CLASSES = 1000

Point = tuple[float, float]
SeedLabels = NDArray[np.int16]


@dataclass(frozen=True, eq=False)
class NamedSeeds:
    """Pixels of known class, with the classes' names.

    Attributes
    ----------
    labels : ndarray of shape (h, w), int16
        Class of each marked pixel, from 0; `UNLABELLED` elsewhere.
    names : tuple of str
        Of the classes; as many as there are, or none.
    notes : tuple of str
        One sentence for each thing the user should know.
    """

    labels: SeedLabels
    names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Click:
    """One pixel (column x, row y, from 0) that belongs to a class."""

    x: int
    y: int
    owner: int = INSIDE

    def paint(self, seeds: SeedLabels) -> None:
        """Label the pixel."""
        seeds[self.y, self.x] = self.owner


@dataclass(frozen=True)
class Stroke:
    """A line through points (x, y), as wide as a disc of some radius in pixels, that belongs to a class."""

    points: tuple[Point, ...]
    radius: float
    owner: int = INSIDE

    def paint(self, seeds: SeedLabels) -> None:
        """Label the pixels under the line; those past the picture's edge are left out."""
        from gmmseg.imaging import line_kernels

        points = np.asarray(self.points, np.float64)
        size = np.array(seeds.shape[::-1])
        low = np.clip(np.floor(points.min(axis=0) - self.radius), 0, size).astype(np.intp)
        high = np.clip(np.ceil(points.max(axis=0) + self.radius) + 1, 0, size).astype(np.intp)
        if (low >= high).any():
            return
        steps = np.zeros((high[1] - low[1], high[0] - low[0] + 1), np.int32)
        line_kernels.add_line(points, float(self.radius), max(float(self.radius), 0.5), low, steps)
        under = np.cumsum(steps[:, :-1], axis=1) > 0
        seeds[low[1] : high[1], low[0] : high[0]][under] = self.owner

    def scaled(self, ratio: float) -> "Stroke":
        """Return the stroke for the picture at another size."""
        points = tuple((x * ratio, y * ratio) for x, y in self.points)
        return Stroke(points, self.radius * ratio, self.owner)


@dataclass(frozen=True)
class Lasso:
    """An outline through points (x, y), whose inner pixels belong to a class."""

    points: tuple[Point, ...]
    owner: int = INSIDE

    def paint(self, seeds: SeedLabels) -> None:
        """Label the pixels whose centres the outline goes round."""
        rows, columns, inside = inside_polygon(np.array(self.points, np.float64), seeds.shape)
        seeds[rows, columns][inside] = self.owner


SeedMark = Click | Stroke | Lasso | Area
Painting = Stroke | Area  # what labels pixels


@dataclass(frozen=True, eq=False)
class SelectedPixels:
    """Pixels of a picture that were selected, and the part of the picture that holds them.

    Attributes
    ----------
    mask : ndarray of shape (h, w), bool
        Which pixels of the part are selected.
    left, top : int
        First column and row of the part.
    size : tuple of two int
        Width and height of the picture.
    """

    mask: NDArray[np.bool_]
    left: int
    top: int
    size: tuple[int, int]

    @property
    def n_pixels(self) -> int:
        """How many pixels are selected."""
        return int(np.count_nonzero(self.mask))

    def area(self, owner: int) -> Area:
        """Return the pixels as an area of a class."""
        return Area.of_part(self.mask, (self.left, self.top), self.size, owner)


@dataclass(frozen=True)
class Box:
    """Columns x0 to x1 and rows y0 to y1, counted from 0, the ends not included."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def width(self) -> int:
        """Number of columns."""
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        """Number of rows."""
        return self.y1 - self.y0

    @property
    def area(self) -> int:
        """Number of pixels."""
        return self.width * self.height

    def holds(self, other: "Box") -> bool:
        """Whether another box lies in this one."""
        return self.x0 <= other.x0 and self.y0 <= other.y0 and other.x1 <= self.x1 and other.y1 <= self.y1


def seed_labels(marks: Iterable[SeedMark], shape: tuple[int, int]) -> SeedLabels:
    """Return the class of each pixel by marks, (h, w), `UNLABELLED` where none is; the latest mark wins."""
    out = np.full(shape, UNLABELLED, np.int16)
    for mark in marks:
        mark.paint(out)
    return out


def clicks_in(points: Iterable[Sequence[object]], shape: tuple[int, int]) -> tuple[Click, ...]:
    """Return (x, y, is inside) as clicks in a picture of `shape`.

    Raises
    ------
    BadSeedsError
        If one is not three values, or lies outside the picture.
    """
    height, width = shape
    clicks = []
    for point in points:
        try:
            x, y, inside = point
            column, row = int(np.floor(float(x))), int(np.floor(float(y)))  # type: ignore[arg-type]
        except (TypeError, ValueError, OverflowError):
            raise BadSeedsError(
                f"the click {point!r} is not a column, a row and True or False",
                "Give each click as (x, y, True) inside the object or (x, y, False) outside it",
            ) from None
        if not (0 <= column < width and 0 <= row < height):
            raise BadSeedsError(
                f"the click at {column},{row} lies outside the picture of {width} by {height} pixels",
                f"Choose x from 0 to {width - 1} and y from 0 to {height - 1}",
            )
        clicks.append(Click(column, row, INSIDE if inside else OUTSIDE))
    return tuple(clicks)


def box_in(corners: Sequence[object], shape: tuple[int, int]) -> Box:
    """Return (x0, y0, x1, y1), corners in any order, as the box of them in a picture of `shape`.

    What lies past the picture's edge is left out.

    Raises
    ------
    BadSeedsError
        If they are not four numbers, or no pixel of the picture lies in the box.
    """
    height, width = shape
    try:
        xa, ya, xb, yb = (float(each) for each in corners)  # type: ignore[arg-type]
        columns = sorted(min(max(round(x), 0), width) for x in (xa, xb))
        rows = sorted(min(max(round(y), 0), height) for y in (ya, yb))
    except (TypeError, ValueError, OverflowError):
        raise BadSeedsError(
            f"the box {tuple(corners)!r} is not four numbers" if isinstance(corners, Sequence) else "no box",
            "Give it as x0, y0, x1, y1",
        ) from None
    if columns[0] == columns[1] or rows[0] == rows[1]:
        raise BadSeedsError(
            f"the box {xa:g},{ya:g},{xb:g},{yb:g} holds no pixel of the picture of "
            f"{width} by {height} pixels",
            "Draw it around the object",
        )
    return Box(columns[0], rows[0], columns[1], rows[1])


def strokes_in(marked: ArrayLike, shape: tuple[int, int]) -> SeedLabels:
    """Return strokes (h, w), 0 nothing, 1 object, 2 background, as seed labels.

    Raises
    ------
    BadSeedsError
        If they are of another size, hold other values, or mark no part of the object.
    """
    values = np.asarray(marked)
    if values.shape != shape:
        raise BadSeedsError(
            f"the strokes are of {_size(values)} and the picture of {shape[1]} by {shape[0]}",
            "Draw the strokes on this picture",
        )
    strange = np.setdiff1d(values, [0, 1, 2])
    if len(strange):
        raise BadSeedsError(
            f"the strokes hold the value {strange[0]}", "Use 0 for nothing, 1 for the object, 2 for the rest"
        )
    if not (values == 1).any():
        raise BadSeedsError("no stroke marks the object", "Draw a stroke of value 1 on it")
    found: SeedLabels = np.array([UNLABELLED, INSIDE, OUTSIDE], np.int16)[values.astype(np.intp)]
    return found


def classes_in(marked: ArrayLike, shape: tuple[int, int]) -> SeedLabels:
    """Return classes (h, w), -1 or 0 nothing, from 1 a class, as seed labels: the class less one.

    Raises
    ------
    BadStrokesError
        If they are of another size, no whole numbers, or not of classes 1 to n, n at least 2.
    """
    values = np.asarray(marked)
    if values.shape != shape:
        raise BadStrokesError(
            f"they are of {_size(values)} and the picture of {shape[1]} by {shape[0]}",
            "Draw them on this picture",
        )
    if values.dtype.kind not in "iub" or values.min() < -1 or values.max() > MOST_CLASSES:
        raise BadStrokesError(
            "they are not whole numbers from -1 to 1000", "Use 0 for nothing and a number from 1 for a class"
        )
    found = np.unique(values[values > 0]).tolist()
    if len(found) < 2 or found != list(range(1, len(found) + 1)):
        classes = ", ".join(str(c) for c in found) or "none"
        raise BadStrokesError(
            f"the classes in them are {classes}", "Mark at least two classes, numbered from 1 without a gap"
        )
    return np.where(values > 0, values.astype(np.int16) - 1, UNLABELLED).astype(np.int16)


def _size(values: NDArray[Any]) -> str:
    if values.ndim != 2:
        return f"shape {values.shape}"
    return f"{values.shape[1]} by {values.shape[0]} pixels"


def strokes_touch(painting: Painting, stroke: Stroke) -> bool:
    """Whether a stroke has a place in common with another one, or with an area."""
    if isinstance(painting, Area):
        under = seed_labels([stroke], (painting.height, painting.width)) != UNLABELLED
        return bool(painting.mask()[under].any())
    reach = painting.radius + stroke.radius
    return _reaches(stroke, painting, reach) or _reaches(painting, stroke, reach)


def _reaches(one: Stroke, other: Stroke, reach: float) -> bool:
    """Return whether a point of one line is within `reach` of another line."""
    points, line = np.asarray(one.points, np.float64), np.asarray(other.points, np.float64)
    low, high = line.min(axis=0) - reach, line.max(axis=0) + reach
    points = points[((points >= low) & (points <= high)).all(axis=1)]
    if len(line) == 1:  # as of a click: all points at once, since there may be many
        return bool((np.hypot(*(points - line).T) <= reach).any())
    return any(_distance(point, line) <= reach for point in points)


def _distance(point: NDArray[np.float64], begins: NDArray[np.float64]) -> float:
    """Return how far a point is from the line through points (n, 2)."""
    ways = np.diff(begins, axis=0, append=begins[-1:])
    squares = np.maximum((ways**2).sum(axis=1), 1e-12)
    shares = np.clip(((point - begins) * ways).sum(axis=1) / squares, 0, 1)
    return float(np.hypot(*(begins + shares[:, None] * ways - point).T).min())
