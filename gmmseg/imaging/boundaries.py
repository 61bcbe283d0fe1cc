"""How strong a boundary is at each pixel: by how much posteriors change across the diameter of a disc.

For every orientation a disc is cut in halves; the chi-squared distance between the mean posteriors of
both halves is the contrast. Small discs find fine boundaries, large discs those between textures.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.views import Posteriors

ORIENTATIONS = 8
RADII = ((3, 1), (3, 2), (6, 2))  # radius in pixels of a picture reduced by the second number
COARSE = (6, 4)
COARSE_WEIGHT = 0.4
SUBPIXELS = 16  # per side, when a pixel is shared out among wedges

Plane = NDArray[np.float32]
Part = tuple[Posteriors, int, int]
MapParts = Callable[[Callable[[Part], Plane], Iterable[Part]], Iterable[Plane]]


def strength(several: Sequence[Posteriors], *, map_parts: MapParts = map) -> Plane:
    """Return boundary strength, (h, w), from 0 to about 1.

    Parameters
    ----------
    several : sequence of ndarray of shape (k, h, w), float32
        Posteriors of one or more mixtures of the same picture; the first is also seen from far.
    map_parts : callable
        `map`, or a thread pool's: radii and mixtures are worked on apart.
    """
    parts = [(posteriors, *radius) for posteriors in several for radius in RADII]
    total = COARSE_WEIGHT * contrast(several[0], *COARSE)
    for part in map_parts(lambda given: contrast(*given), parts):  # summed in order: the same bits
        total += part / np.float32(len(RADII))
    return np.asarray(total.max(axis=0) / np.float32(len(several) + COARSE_WEIGHT), np.float32)


def contrast(posteriors: Posteriors, radius: int, factor: int = 1) -> NDArray[np.float32]:
    """Return the contrast across a diameter at each orientation, (orientations, h, w), 0 to 1."""
    from gmmseg.imaging.boundary_kernels import enlarge, half_disc_contrast

    height, width = posteriors.shape[1:]
    small = _halved(posteriors, factor)
    offsets, weights = wedges(radius, ORIENTATIONS)
    edge = ((0, 0), (radius, radius), (radius, radius))
    padded = np.pad(small, edge, mode="symmetric")
    found = np.empty((ORIENTATIONS, *small.shape[1:]), np.float32)
    half_disc_contrast(padded, offsets, weights, 0, small.shape[1], found)
    if factor == 1:
        return found
    out = np.empty((ORIENTATIONS, height, width), np.float32)
    enlarge(found, factor, out)
    return out


@lru_cache(maxsize=8)
def wedges(radius: int, n_orientations: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return which pixels of a disc lie in which of 2 n wedges, and with what share.

    Returns
    -------
    offsets : ndarray of shape (m, 3)
        Row and column from the corner of the disc's square of side 2 radius + 1; wedge.
    weights : ndarray of shape (m,)
        Area of the pixel within the wedge over the area of half the disc.
    """
    side = 2 * radius + 1
    grid = (np.arange(side * SUBPIXELS) + 0.5) / SUBPIXELS - side / 2
    y, x = grid[:, None], grid[None, :]
    inside = np.hypot(y, x) <= radius + 0.25
    turn = np.arctan2(y, x) % (2 * np.pi) / (2 * np.pi)
    wedge = np.minimum((turn * 2 * n_orientations).astype(np.int64), 2 * n_orientations - 1)
    rows, columns = np.nonzero(inside)
    areas = np.zeros((side, side, 2 * n_orientations))
    np.add.at(areas, (rows // SUBPIXELS, columns // SUBPIXELS, wedge[inside]), SUBPIXELS**-2)
    offsets = np.argwhere(areas > 1 / 256)  # a sliver costs as much as a whole pixel
    weights = areas[tuple(offsets.T)]
    return offsets, (weights / (weights.sum() / 2)).astype(np.float32)


def _halved(posteriors: Posteriors, factor: int) -> Posteriors:
    """Return means over squares of `factor` pixels; the last squares may be smaller."""
    if factor == 1:
        return posteriors
    k, height, width = posteriors.shape
    edge = ((0, 0), (0, -height % factor), (0, -width % factor))
    whole = np.pad(posteriors, edge, mode="edge")
    rows, columns = whole.shape[1] // factor, whole.shape[2] // factor
    return np.ascontiguousarray(whole.reshape(k, rows, factor, columns, factor).mean(axis=(2, 4)))
