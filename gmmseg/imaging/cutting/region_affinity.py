"""Region affinity: how closely regions of a picture belong together, by their hierarchy and by mixtures."""

import os
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.image import Image
from gmmseg.imaging.regions.hierarchy import MIDDLE_LEVEL, RegionTree, region_tree

Floats = NDArray[np.float64]
Floats32 = NDArray[np.float32]

RARE = 2e-3  # added to the share of every component, so that none is impossible
OUTSIDE_SHARES = np.array((0.02, 0.1, 0.3, 0.6))
CUTS = np.array((0.022, 0.053, 0.117, 0.22, 0.46))  # levels of the tree


@dataclass(frozen=True, eq=False)
class RegionAffinity:
    """The regions of a picture, their hierarchy and their colour models.

    Attributes
    ----------
    index : ndarray of shape (h, w), int32
        The finest region of every pixel of the prepared picture, from 0.
    counts : ndarray of shape (n,)
        Pixels of each.
    parents, levels : ndarray of shape (m,)
        As in a `RegionTree`, but no level is below 0.
    histograms : ndarray of shape (n, k)
        How several mixtures explain each finest region.
    tree : RegionTree
        The hierarchy that all this is of.
    """

    index: NDArray[np.int32]
    counts: Floats
    parents: NDArray[np.int64]
    levels: Floats
    histograms: Floats
    tree: RegionTree

    @classmethod
    def of(
        cls,
        image: Image,
        shape: tuple[int, int],
        factor: int,
        tree: RegionTree | None = None,
        *,
        corner: tuple[int, int] = (0, 0),
    ) -> Self:
        """Return the regions of a picture as they lie in its reduction by `factor` to `shape`.

        `tree` is the hierarchy of the picture's regions, which is made if it is not known; that of a picture
        of which this is a part, whose first pixel is at `corner` (row, column), will do.
        """
        if tree is None:
            tree = region_tree(image, threads=min(4, os.cpu_count() or 1))
        rows, columns = (
            np.minimum((first + np.arange(n) * factor) // tree.factor, limit - 1)
            for first, n, limit in zip(corner, shape, tree.base.shape, strict=True)
        )
        index = np.ascontiguousarray(tree.base[np.ix_(rows, columns)], np.int32)
        counts = np.bincount(index.reshape(-1), minlength=tree.n_finest).astype(np.float64)
        levels = np.maximum(tree.levels, 0)
        return cls(index, counts, tree.parents, levels, tree.histograms.astype(np.float64), tree)

    @property
    def n(self) -> int:
        """Number of the finest regions."""
        return len(self.counts)

    def near(self, region: int) -> tuple[Floats32, Floats32]:
        """Return each region's affinity to one, 0 to 1, and the log size of their joint region, (n,)."""
        from gmmseg.imaging.cutting import region_affinity_kernels as kernels

        levels, shares = np.empty(self.n), np.empty(self.n)
        kernels.join_levels(self.parents, self.levels, self._sums(self.counts), region, levels, shares)
        log_shares = np.log(shares / self.index.size + 1e-3)
        return affinity_of_levels(levels), log_shares.astype(np.float32)

    def depths(self, log_shares: Floats32, allowed: NDArray[np.bool_], y: int, x: int) -> Floats32:
        """Return how deep a pixel lies in what joins each region to its own, (2, n).

        First as a share of the deepest place there, 0 to 1, then in pixels. `log_shares` are those of `near`;
        what is not `allowed` (h, w) is no part of any. Of nodes within an octave of sizes the largest stands
        for all.
        """
        from gmmseg.imaging.cutting import feature_map_kernels as kernels

        sizes, numbers = np.unique(log_shares, return_inverse=True)
        octaves = np.floor((sizes - sizes[0]) / np.log(2)).astype(np.int64)
        numbers, scratch = octaves[numbers.reshape(-1)], np.empty(self.index.shape, np.float32)
        out = np.zeros((2, self.n), np.float32)
        for octave in np.unique(octaves):
            depth, deepest = kernels.depths(numbers, self.index, octave, allowed, y, x, scratch)
            out[0, numbers == octave] = depth / max(deepest, 1)
            out[1, numbers == octave] = depth
        return out

    def summed_weights(self, weights: Floats32) -> Floats:
        """Return the summed weight of the pixels in each region, (n,), of weights (h, w)."""
        from gmmseg.imaging.cutting import feature_map_kernels as kernels

        out = np.zeros(self.n)
        kernels.sum_by_index(self.index, np.ascontiguousarray(weights, np.float32), out)
        return out

    def means(self, values: Floats32) -> Floats32:
        """Return the mean of each region, (n,), of values (h, w)."""
        return (self.summed_weights(values) / np.maximum(self.counts, 1)).astype(np.float32)

    def log_odds(self, inside: Floats, outside: Floats) -> Floats32:
        """Return how much likelier each region is one of a class than of another, (n,), log, -2 to 2.

        Parameters
        ----------
        inside, outside : ndarray of shape (n,)
            What the regions weigh in each class.
        """
        of_inside, of_outside = (
            np.einsum("n,nk->k", weights, self.histograms) / max(float(weights.sum()), 1e-9)
            for weights in (inside, outside)
        )
        odds = np.einsum("nk,k->n", self.histograms, np.log((of_inside + RARE) / (of_outside + RARE)))
        return np.clip(odds, -2, 2).astype(np.float32)

    def box_levels(self, inside: NDArray[np.bool_]) -> Floats32:
        """Return how regions join what is not `inside` (h, w): a row for each share and two for each cut."""
        from gmmseg.imaging.cutting import region_affinity_kernels as kernels

        area = max(float(inside.sum()), 1.0)
        areas = self._sums(np.maximum(self.counts, 1e-9) / area)
        outside = self._sums(self.summed_weights((~inside).astype(np.float32)) / area)
        mixed = np.empty((len(OUTSIDE_SHARES), self.n))
        cut = np.empty((2 * len(CUTS), self.n))
        kernels.mixed_levels(self.parents, self.levels, areas, outside, OUTSIDE_SHARES, mixed)
        kernels.shares_at_levels(self.parents, self.levels, areas, outside, CUTS, cut)
        return np.concatenate([affinity_of_levels(mixed), cut.astype(np.float32)])

    def fits(self, inside: NDArray[np.bool_]) -> Floats32:
        """Return how well the best region that each finest one is part of fits a box, (n,), 0 to 1.

        `inside` (h, w) is true in the box. A box is drawn as close around an object as it goes: a region fits
        by the share of the box that its own bounding box takes, less where it leaves the box.
        """
        from gmmseg.imaging.cutting import region_affinity_kernels as kernels

        areas = self._sums(self.counts)
        outside = self._sums(self.summed_weights((~inside).astype(np.float32)))
        fits = np.empty(len(self.parents))
        kernels.best_box_fits(self.index, inside, self.parents, areas, outside, fits)
        return fits[: self.n].astype(np.float32)

    def _sums(self, values: Floats) -> Floats:
        """Return the sum over each node of the tree, (m,), of values of the finest regions (n,)."""
        from gmmseg.imaging.cutting import region_affinity_kernels as kernels

        sums = np.zeros(len(self.parents))
        sums[: self.n] = values
        kernels.add_to_ancestors(self.parents, sums)
        return sums


def affinity_of_levels(levels: Floats) -> Floats32:
    """Return levels of the tree, of any shape, as details: 1 for the same region, 0.5 as people draw."""
    near: Floats32 = (1 / (1 + levels / MIDDLE_LEVEL)).astype(np.float32)
    return near
