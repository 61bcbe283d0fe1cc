"""Where what people painted meets what they paint next."""

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.areas import Area
from gmmseg.imaging.seeds import UNTIED, Painting, Stroke, ties


def touching(painting: Painting, stroke: Stroke) -> bool:
    """Whether a stroke has a place in common with another one, or with an area."""
    if isinstance(painting, Area):
        under = ties([stroke], (painting.height, painting.width)) != UNTIED
        return bool(painting.mask()[under].any())
    reach = painting.radius + stroke.radius
    return any(_distance(np.asarray(point), painting) <= reach for point in stroke.points) or any(
        _distance(np.asarray(point), stroke) <= reach for point in painting.points
    )


def _distance(point: NDArray[np.float64], stroke: Stroke) -> float:
    """Return how far a point is from the line of a stroke."""
    begins = np.asarray(stroke.points, np.float64)
    ways = np.diff(begins, axis=0, append=begins[-1:])
    squares = np.maximum((ways**2).sum(axis=1), 1e-12)
    shares = np.clip(((point - begins) * ways).sum(axis=1) / squares, 0, 1)
    return float(np.hypot(*(begins + shares[:, None] * ways - point).T).min())
