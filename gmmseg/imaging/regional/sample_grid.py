"""A regular grid of sample pixels that stand for the regions of a picture, sorted by region."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.regions.lazy_regions import LazyRegions

MOST_PIXELS = 2**18  # of the grid; larger pictures are looked at in every so manieth row and column

Indices = NDArray[np.intp]


def stride(height: int, width: int) -> int:
    """Return how far apart the rows and columns of the grid are, in pixels."""
    return max(1, int(np.ceil(np.sqrt(height * width / MOST_PIXELS))))


def grid(height: int, width: int) -> Indices:
    """Return the flat indices of the pixels of the grid, (rows, columns)."""
    step = stride(height, width)
    return np.arange(0, height, step)[:, None] * width + np.arange(0, width, step)


def regions_at(regions: "NDArray[np.int32] | LazyRegions", indices: Indices) -> NDArray[np.int32]:
    """Return the regions of the pixels of flat indices, in their shape."""
    return regions.at(indices) if isinstance(regions, LazyRegions) else regions.reshape(-1)[indices]


def by_region(
    regions: "NDArray[np.int32] | LazyRegions", chosen: Indices, n: int | None = None
) -> list[Indices]:
    """Return the flat indices of the chosen pixels of each of `n` regions; `regions` (h, w) count from 1."""
    flat = chosen.reshape(-1)
    found = regions_at(regions, flat)
    order = flat[np.argsort(found, kind="stable")]
    ends = np.cumsum(np.bincount(found, minlength=(int(regions.max()) if n is None else n) + 1))
    return [order[begin:end] for begin, end in pairwise(ends)]


def spread(indices: Indices, n: int) -> Indices:
    """Return up to `n` of some indices, evenly spread."""
    return indices if len(indices) <= n else indices[np.linspace(0, len(indices) - 1, n).astype(np.intp)]
