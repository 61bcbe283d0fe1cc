"""The map of connected regions for the window: one hierarchy, cut at any level of detail."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.image import Image
from gmmseg.imaging.regions.hierarchy import RegionTree, regions
from gmmseg.imaging.regions.image_hierarchy import ImageHierarchy
from gmmseg.job import Progress, Workers, available_threads
from gmmseg.session import pyramid

EXACT = 2**20  # pixels up to which mean colours are taken of all; of larger pictures from a smaller level


@dataclass(frozen=True, eq=False)
class RegionMap:
    """Regions of a picture.

    Attributes
    ----------
    levels : tuple of ndarray of shape (h, w), int32
        Number of each pixel's region from 1, 0 where unusable; whole and halved again and again.
    means : ndarray of shape (n_regions + 1, 3), uint8
        Mean colour of each on the screen.
    tree : RegionTree
        What they were cut from.
    """

    levels: tuple[NDArray[np.int32], ...]
    means: NDArray[np.uint8]
    tree: RegionTree

    @property
    def n_regions(self) -> int:
        """Number of regions."""
        return len(self.means) - 1


@dataclass(frozen=True)
class RegionMapRequest:
    """What decides the regions of a picture."""

    image: Image
    seed: int
    detail: float
    min_region: int


def dividing_regions(
    request: RegionMapRequest,
    pictures: Sequence[NDArray[np.uint8]],
    hierarchy: ImageHierarchy,
    workers: Workers,
) -> Generator[Progress, None, RegionMap]:
    """Yield progress and return regions from the `hierarchy`; `pictures` are the levels of the screen."""
    yield Progress("Finding regions", 0.2)
    tree = hierarchy.tree(request.seed, workers.pause, threads=available_threads())
    yield Progress("Finding regions", 0.8)
    found = regions(request.image, tree, detail=request.detail, min_region=request.min_region)
    levels = pyramid.voted(found)
    which = pyramid.level_of(levels, EXACT)
    return RegionMap(levels, _means(levels[which], pictures[which], int(found.max())), tree)


def _means(labels: NDArray[np.int32], picture: NDArray[Any], n: int) -> NDArray[np.uint8]:
    flat = labels.reshape(-1)
    counts = np.maximum(np.bincount(flat, minlength=n + 1), 1)
    sums = [np.bincount(flat, picture[..., c].reshape(-1), n + 1) for c in range(3)]
    return np.rint(np.stack(sums, axis=1) / counts[:, None]).astype(np.uint8)
