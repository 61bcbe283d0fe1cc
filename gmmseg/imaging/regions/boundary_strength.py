"""Boundary strength by oriented half discs and the chi-squared distance between their posteriors.

Martin, Fowlkes and Malik (2004), "Learning to detect natural image boundaries using local brightness,
color, and texture cues", IEEE TPAMI 26(5), 530-549.

For every orientation a disc is cut into halves; the chi-squared distance between the mean posteriors of
both halves is the contrast. Small discs find fine boundaries, large discs those between textures.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.filters.texture import MapParts
from gmmseg.imaging.regions.multiview import Posteriors

ORIENTATIONS = 8
RADII = ((3, 1), (3, 2), (6, 2))  # radius in pixels of a picture reduced by the second number
COARSE = (6, 4)
COARSE_WEIGHT = 0.4
SUBPIXELS = 16  # per side, when a pixel is shared out among wedges

ROWS = 32  # that are summed up at a time

Plane = NDArray[np.float32]


def strength(several: Sequence[Posteriors], *, map_parts: MapParts = map) -> Plane:
    """Return boundary strength, (h, w), from 0 to about 1.

    Parameters
    ----------
    several : sequence of ndarray of shape (k, h, w), float32
        Posteriors of one or more mixtures of the same picture; the first is also seen from far.
    map_parts : callable
        `map`, or a thread pool's: radii and mixtures are worked on apart.
    """
    from gmmseg.imaging.regions.boundary_kernels import strongest

    height, width = several[0].shape[1:]
    parts = [(several[0], *COARSE), *((posteriors, *radius) for posteriors in several for radius in RADII)]
    contrasts = np.empty((len(parts), ORIENTATIONS, height, width), np.float32)
    work = [(*part, out) for part, out in zip(parts, contrasts, strict=True)]
    order = sorted(work, key=lambda part: part[2])  # those that take long first, so that threads end together
    list(map_parts(lambda part: contrast(*part), order))
    out = np.empty((height, width), np.float32)
    weights = np.float32(COARSE_WEIGHT), np.float32(len(RADII))
    list(
        map_parts(
            lambda y: strongest(contrasts, *weights, y, min(y + ROWS, height), out), range(0, height, ROWS)
        )
    )
    return out


def contrast(
    posteriors: Posteriors, radius: int, factor: int = 1, out: NDArray[np.float32] | None = None
) -> NDArray[np.float32]:
    """Return the contrast across a diameter at each orientation, (orientations, h, w), 0 to 1, in `out`."""
    from gmmseg.imaging.regions import boundary_kernels as kernels

    k, *shape = posteriors.shape
    height, width = (-(-side // factor) for side in shape)
    whole = -(-width // kernels.RUN) * kernels.RUN  # loops along rows then have no rest
    padded = np.empty((k, height + 2 * radius, whole + 2 * radius), np.float32)
    kernels.downsample_padded(posteriors, factor, radius, padded)
    if out is None:
        out = np.empty((ORIENTATIONS, *shape), np.float32)
    found = out if factor == 1 else np.empty((ORIENTATIONS, height, width), np.float32)
    kernels.half_disc_contrast(padded, *by_wedge(radius), 0, height, found)
    if factor > 1:
        kernels.enlarge(found, factor, out)
    return out


@lru_cache(maxsize=8)
def by_wedge(radius: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return places (2 o, m, 2) and weights (2 o, m) of the pixels of each wedge; some may weigh nothing."""
    from gmmseg.imaging.regions.boundary_kernels import AT_ONCE

    offsets, weights = wedges(radius, ORIENTATIONS)
    most = -(-int(np.bincount(offsets[:, 2]).max()) // AT_ONCE) * AT_ONCE
    places = np.full((2 * ORIENTATIONS, most, 2), radius)
    shares = np.zeros((2 * ORIENTATIONS, most), np.float32)
    for wedge in range(2 * ORIENTATIONS):
        own = offsets[:, 2] == wedge
        n = np.count_nonzero(own)
        places[wedge, :n], shares[wedge, :n] = offsets[own, :2], weights[own]
    return places, shares


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
