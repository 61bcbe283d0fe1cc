"""Where what people painted meets what they paint next."""

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.areas import Area
from gmmseg.imaging.seeds import UNLABELLED, Painting, Stroke, seed_labels


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
