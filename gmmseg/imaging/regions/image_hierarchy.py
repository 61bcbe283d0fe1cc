"""The hierarchy of a picture's regions, computed once and shared by all threads that ask for it."""

from collections.abc import Callable
from dataclasses import replace
from threading import Lock
from typing import Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.image import Image
from gmmseg.imaging.regions.connected_components import full_rows, square_colours
from gmmseg.imaging.regions.hierarchy import DETAIL, RegionTree, region_tree, regions
from gmmseg.imaging.regions.lazy_regions import LazyRegions
from gmmseg.imaging.regions.strips import without_strips
from gmmseg.imaging.segment_table import counts

EVERY = 0.02  # seconds between two looks whether the one who waits still wants it
USUAL = 0  # the seed of objects, and of settings at first


class ImageHierarchy:
    """The regions of one picture; those of the usual seed are kept, and those of the last other one."""

    def __init__(self, image: Image) -> None:
        self.image = image
        self._trees: dict[int, RegionTree] = {}
        self._regions: dict[int, NDArray[np.int32] | LazyRegions] = {}
        self._without_strips: (
            tuple[NDArray[np.int32] | LazyRegions, NDArray[np.int32] | LazyRegions] | None
        ) = None
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

    def regions_without_strips(
        self, usual: NDArray[np.int32] | LazyRegions, *, threads: int = 1
    ) -> NDArray[np.int32] | LazyRegions:
        """Return the usual regions, of which strips count to the regions that they go on in, (height, width).

        `usual` is what `usual_regions` returned. Numbers stay, so that regions may have several pieces; where
        there is no strip, it is the same object.
        """
        if self._without_strips is None or self._without_strips[0] is not usual:
            found = usual
            for seed in [seed for seed, known in self._regions.items() if known is usual]:
                tree = self.tree(seed, threads=threads)
                before = tree.owners(DETAIL)
                owners = without_strips(tree, before)
                if owners is not before:
                    small = owners.astype(np.int32)[tree.base]
                    if isinstance(usual, LazyRegions):
                        found = replace(usual, small=small)
                    else:
                        found = _moved(self.image, usual, before[tree.base], small, tree.factor)
            self._without_strips = usual, found
        return self._without_strips[1]

    def sizes_of(self, regions: NDArray[np.int32] | LazyRegions) -> NDArray[np.int64]:
        """Return how many pixels each of the picture's regions from 1 has, (n,); the last ones are kept."""
        if isinstance(regions, LazyRegions):
            return regions.sizes
        if self._sizes is None or self._sizes[0] is not regions:
            self._sizes = regions, counts(regions, int(regions.max()))[1:]
        return self._sizes[1]


def _moved(
    image: Image, regions: NDArray[np.int32], before: NDArray[np.intp], small: NDArray[np.int32], factor: int
) -> NDArray[np.int32]:
    """Return regions (height, width) after some squares of the reduced picture changed theirs.

    `before` and `small` (h, w) are the regions of squares, from 0 by other numbers than `regions` has.
    Along boundaries each pixel joins the near region whose colour is nearer to its own, as ever.
    """
    is_moved = before != small
    rows, columns = (
        np.minimum(np.arange(n) * factor + factor // 2, size - 1)
        for n, size in zip(small.shape, regions.shape, strict=True)
    )
    numbers = np.zeros(int(before.max()) + 1, np.int32)
    for region in np.unique(small[is_moved]):
        numbers[region] = np.bincount(regions[np.ix_(rows, columns)][before == region]).argmax()
    wide = np.pad(is_moved, 1)
    wide = wide[:-2] | wide[1:-1] | wide[2:]
    near = wide[:, :-2] | wide[:, 1:-1] | wide[:, 2:]
    out, means = regions.copy(), square_colours(image, factor)
    ends = np.flatnonzero(np.diff(near.any(axis=1), prepend=False, append=False))
    for first, end in ends.reshape(-1, 2).tolist():
        begin, last = first * factor, min(end * factor, image.height)
        votes = small[begin:last] if factor == 1 else full_rows(image, small, factor, means, (begin, last))
        wanted = numbers[votes]
        wide = near[first:end].repeat(factor, axis=0).repeat(factor, axis=1)[: last - begin, : image.width]
        own = out[begin:last]
        np.copyto(own, wanted, where=wide & (wanted > 0) & (own > 0))
    out.flags.writeable = False
    return out
