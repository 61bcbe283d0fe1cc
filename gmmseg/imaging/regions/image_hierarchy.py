"""The hierarchy of a picture's regions, computed once and shared by all threads that ask for it."""

from collections.abc import Callable
from threading import Lock
from typing import Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.image import Image
from gmmseg.imaging.regions.hierarchy import DETAIL, RegionTree, region_tree, regions
from gmmseg.imaging.regions.lazy_regions import LazyRegions
from gmmseg.imaging.segment_table import counts

EVERY = 0.02  # seconds between two looks whether the one who waits still wants it
USUAL = 0  # the seed of objects, and of settings at first


class ImageHierarchy:
    """The regions of one picture; those of the usual seed are kept, and those of the last other one."""

    def __init__(self, image: Image) -> None:
        self.image = image
        self._trees: dict[int, RegionTree] = {}
        self._regions: dict[int, NDArray[np.int32] | LazyRegions] = {}
        self._sizes: tuple[NDArray[np.int32], NDArray[np.int64]] | None = None
        self._lock = Lock()

    @classmethod
    def of(cls, image: Image) -> Self:
        """Return the hierarchy of `image`, which the picture keeps."""
        return image.derived(cls)

    def tree(
        self, seed: int = USUAL, pause: Callable[[], object] = lambda: None, *, threads: int = 1
    ) -> RegionTree:
        """Return the hierarchy; `pause` is called now and then and may raise, so that nobody has to wait.

        Where it is made, so many threads work on it.
        """
        while not self._lock.acquire(timeout=EVERY):
            pause()
        try:
            if seed not in self._trees:
                made = region_tree(self.image, seed=seed, threads=threads, pause=pause)
                self._trees = {k: v for k, v in self._trees.items() if k == USUAL} | {seed: made}
            return self._trees[seed]
        finally:
            self._lock.release()

    def usual_regions(
        self, seed: int = USUAL, pause: Callable[[], object] = lambda: None, *, threads: int = 1
    ) -> NDArray[np.int32] | LazyRegions:
        """Return the regions at the usual detail, (height, width) from 1; 0 = unusable; read-only.

        Those of a picture larger than memory are made row by row.
        """
        found = self._regions.get(seed)
        if found is None:
            tree = self.tree(seed, pause, threads=threads)
            if self.image.is_lazy:
                found = LazyRegions.of(self.image, tree.cut(DETAIL), tree.factor)
            else:
                found = regions(self.image, tree, threads=threads)
                found.flags.writeable = False
            self._regions = {k: v for k, v in self._regions.items() if k == USUAL} | {seed: found}
        return found

    def sizes_of(self, regions: NDArray[np.int32] | LazyRegions) -> NDArray[np.int64]:
        """Return how many pixels each of the picture's regions from 1 has, (n,); the last ones are kept."""
        if isinstance(regions, LazyRegions):
            return regions.sizes
        if self._sizes is None or self._sizes[0] is not regions:
            self._sizes = regions, counts(regions, int(regions.max()))[1:]
        return self._sizes[1]
