"""A hierarchy of regions: watershed by flooding, then greedy merging of neighbours, cut at any level.

Vincent and Soille (1991), "Watersheds in digital spaces: an efficient algorithm based on immersion
simulations", IEEE TPAMI 13(6), 583-598. The hierarchy is after Arbeláez, Maire, Fowlkes and Malik (2011),
"Contour detection and hierarchical image segmentation", IEEE TPAMI 33(5), 898-916.

The watershed of the boundary strength gives small regions; neighbours of the lowest cost merge first. The
cost of a merge is the strength of the boundary between two regions times how differently the mixtures
explain them, a little less where they are small, even and touch along a long line. The order of merges is
a tree; a level of detail cuts it.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.features.downsampling import DownsampledImage
from gmmseg.imaging.filters.gaussian import gaussian_blur
from gmmseg.imaging.image import Image
from gmmseg.imaging.regions import boundary_strength
from gmmseg.imaging.regions.connected_components import absorb_small, full_size, renumber
from gmmseg.imaging.regions.multiview import Posteriors, posteriors, views

# Found by a search such as benchmarks/fit_regions.py makes, on the first half of the Berkeley pictures, and
# confirmed on the other, where other searches end lower (docs/benchmarks.md).
# Exponents in the price of a merge: boundary, distance, smaller and larger size, contact, inner strength,
# step and spread of colours; weight of each view in the distance.
EXPONENTS = (2.252, 1.069, 0.156, 0.129, -0.139, 0.348, -0.188, 0.305)
VIEW_WEIGHTS = (0.086, 0.838, 0.185, 0.23)
# The price at which detail 0.5 cuts. From 0.15 to 0.19 regions agree with people about equally well: a lower
# one tells more pairs of pixels apart, a higher one loses less information.
MIDDLE_LEVEL = 0.156
FLOOD_BLUR = 0.5  # pixels; removes minima of boundary strength that are noise
DETAIL = 0.5  # what people draw
LEVELS = 2**16  # steps of boundary strength that flooding tells apart

RegionLabels = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class RegionTree:
    """All segmentations of a picture into connected regions, from fine to coarse.

    Attributes
    ----------
    base : ndarray of shape (h, w), int32
        The finest regions of the reduced picture, from 0.
    parents, levels : ndarray of shape (n_nodes,)
        The node that each node is merged into, -1 for a root; the price at which it came into being.
    histograms : ndarray of shape (n, m), float32
        How the mixtures explain each finest region; rows sum to 1.
    traits : ndarray of shape (n, m + 7), float32
        The same, each view with its weight and moments, as `hierarchy_kernels.merge` has it.
    pairs, lengths, strengths : ndarray of shape (e, 2), (e,), (e,)
        Neighbours among the finest regions, length of their boundary, sum of its strength.
    factor : int
        Side of the square of pixels that one pixel of `base` stands for.
    boundary : ndarray of shape (h, w), float32
        Boundary strength of the reduced picture, from 0 to about 1.
    """

    base: RegionLabels
    parents: NDArray[np.int64]
    levels: NDArray[np.float64]
    histograms: NDArray[np.float32]
    traits: NDArray[np.float32]
    pairs: NDArray[np.int64]
    lengths: NDArray[np.float64]
    strengths: NDArray[np.float64]
    factor: int
    boundary: NDArray[np.float32]

    @property
    def n_finest(self) -> int:
        """Number of the finest regions."""
        return len(self.traits)

    def cut(self, detail: float, smallest: float = 0.0) -> RegionLabels:
        """Return the regions of the reduced picture at a level of detail, (h, w), from 0.

        Parameters
        ----------
        detail : float
            0 is one region, 0.5 what people draw, 1 the finest.
        smallest : float
            Regions of fewer pixels of the reduced picture join the neighbour that explains them best.
        """
        owners = self.owners(detail)
        if smallest > 0:
            owners = self._without_small(owners, smallest)
        return owners.astype(np.int32)[self.base]

    def owners(self, detail: float) -> NDArray[np.intp]:
        """Return the region of each finest region at a level of detail, (n,), from 0."""
        level = MIDDLE_LEVEL * (1 - detail) / detail if detail > 0 else np.inf
        return _compact(tops(self.parents, self.levels < level)[: self.n_finest])

    def runs(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return where the finest regions of each node begin and end, (n_nodes,), in the order of the tree.

        In this order those of every node follow each other; the place of a finest region is where its own
        run begins.
        """
        n, parents = self.n_finest, self.parents.tolist()
        counts = [1] * n + [0] * (len(parents) - n)
        for node, parent in enumerate(parents):  # a node comes after what it is made of
            if parent >= 0:
                counts[parent] += counts[node]
        begins, free, last = [0] * len(parents), [0] * len(parents), 0
        for node in range(len(parents) - 1, -1, -1):
            parent = parents[node]
            if parent < 0:
                begins[node], last = last, last + counts[node]
            else:
                begins[node] = free[parent]
                free[parent] += counts[node]
            free[node] = begins[node]
        first = np.array(begins, np.intp)
        return first, first + np.array(counts, np.intp)

    @property
    def mean_colours(self) -> NDArray[np.float32]:
        """Mean colour of each finest region, (n, 3): L*a*b*, or the lightness beside zeros."""
        return self.traits[:, -7:-4]

    def _without_small(self, owners: NDArray[np.intp], smallest: float) -> NDArray[np.intp]:
        n = int(owners.max()) + 1
        finest = np.bincount(self.base.reshape(-1), minlength=self.n_finest).astype(np.float64)
        sizes = _sums(owners, finest, n)
        traits = np.zeros((n, self.traits.shape[1]))
        np.add.at(traits, owners, self.traits * finest[:, None])
        joined = np.sort(owners[self.pairs], axis=1)
        between = joined[:, 0] != joined[:, 1]
        pairs, which = np.unique(joined[between], axis=0, return_inverse=True)
        which = which.reshape(-1)
        parents, _ = _merged(
            sizes,
            (traits / sizes[:, None]).astype(np.float32),
            (
                pairs,
                _sums(which, self.lengths[between], len(pairs)),
                _sums(which, self.strengths[between], len(pairs)),
            ),
            smallest,
        )
        return _compact(tops(parents, np.ones(len(parents), bool))[:n])[owners]


def region_tree(
    image: Image, *, seed: int = 0, threads: int = 1, pause: Callable[[], object] = lambda: None
) -> RegionTree:
    """Return the hierarchy of regions of a picture.

    Parameters
    ----------
    image : Image
        The picture.
    seed : int
        Same seed, same hierarchy.
    threads : int
        How many work on it; their number does not change a bit of the result.
    pause : callable
        Called between parts of the work; what it raises ends it.
    """
    working = DownsampledImage.of(image)
    with ThreadPoolExecutor(threads) as pool:
        seen = views(working, map_parts=pool.map)
        seeds = {view.name: (seed, number) for number, view in enumerate(seen)}
        several = []
        for found in pool.map(lambda view: posteriors(view, seeds[view.name]), seen):
            pause()
            several.append(found)
        strength = boundary_strength.strength(several[:3], map_parts=pool.map)
    pause()
    return finest_regions(strength, several, working)


def finest_regions(
    strength: NDArray[np.float32], several: list[Posteriors], working: DownsampledImage
) -> RegionTree:
    """Return the hierarchy that follows from boundary strength (h, w) and posteriors (k, h, w) of views."""
    base, n = basins(strength)
    sizes = np.bincount(base.reshape(-1), minlength=n).astype(np.float64)
    traits = traits_of(base, n, strength, several, working)
    pairs, lengths, strengths = edges = adjacency(base, strength)
    copies = (pairs.copy(), lengths.copy(), strengths.copy())
    parents, levels = _merged(sizes, traits.copy(), copies, 0.0)
    weights = np.repeat(VIEW_WEIGHTS[: len(several)], [len(layers) for layers in several])
    histograms = (traits[:, : len(weights)] / (weights * len(several))).astype(np.float32)
    return RegionTree(base, parents, levels, histograms, traits, *edges, working.factor, strength)


def traits_of(
    base: RegionLabels,
    n: int,
    strength: NDArray[np.float32],
    several: list[Posteriors],
    working: DownsampledImage,
) -> NDArray[np.float32]:
    """Return how the mixtures explain each of `n` regions, each view with its weight, and their looks.

    `base` and `strength` are (h, w), each of `several` (k, h, w); what is returned is (n, m).
    """
    planes = [*working.planes, *np.zeros((3 - len(working.planes), *base.shape), np.float32)]
    moments = np.stack([*planes, *(plane * plane for plane in planes), strength])
    weights = [*VIEW_WEIGHTS[: len(several)], 1.0]
    sizes = np.bincount(base.reshape(-1), minlength=n)[:, None]
    traits = [
        weight * (_sums_of(layers, base, n) / sizes)
        for weight, layers in zip(weights, [*several, moments], strict=True)
    ]
    return np.concatenate(traits, axis=1).astype(np.float32)


def _sums_of(layers: NDArray[np.float32], base: RegionLabels, n: int) -> NDArray[np.float64]:
    """Return the sum of each of `layers` (m, h, w) over each of `n` regions, (n, m)."""
    from gmmseg.imaging.regions.hierarchy_kernels import sums_by_region

    sums = np.zeros((n, len(layers)))
    sums_by_region(base, np.ascontiguousarray(layers, np.float32), sums)
    return sums


def basins(strength: NDArray[np.float32]) -> tuple[RegionLabels, int]:
    """Return the basins around the minima of boundary strength, (h, w) from 0, and how many there are."""
    from gmmseg.imaging.regions.hierarchy_kernels import watershed

    smooth = gaussian_blur(strength, FLOOD_BLUR)
    steps = np.clip(smooth * (LEVELS - 1), 0, LEVELS - 1).astype(np.int32)
    labels = np.empty(strength.shape, np.int32)
    n = watershed(steps, LEVELS, labels)
    return labels - np.int32(1), int(n)


def adjacency(
    labels: RegionLabels, strength: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return pairs of neighbouring regions (e, 2), the length of their boundary and its summed strength."""
    from gmmseg.imaging.regions.hierarchy_kernels import crack_strengths

    codes, values = np.empty(2 * labels.size, np.int64), np.empty(2 * labels.size)
    n = crack_strengths(labels, strength, codes, values)
    found, which = np.unique(codes[:n], return_inverse=True)
    pairs = np.stack([found >> 31, found & (2**31 - 1)], axis=1)
    size = len(found)
    return (
        pairs,
        np.bincount(which, minlength=size).astype(np.float64),
        np.bincount(which, values[:n], size).astype(np.float64),
    )


def regions(
    image: Image, tree: RegionTree, *, detail: float = DETAIL, min_region: int = 0, threads: int = 1
) -> RegionLabels:
    """Return the connected regions of a picture at a level of detail, (height, width) int32.

    Parameters
    ----------
    image : Image
        The picture that `tree` was made from.
    tree : RegionTree
        Its hierarchy.
    detail : float
        0 is one region, 0.5 what people draw, 1 the finest.
    min_region : int
        No region has fewer pixels, unless it has no neighbour.
    threads : int
        How many work on it.

    Returns
    -------
    ndarray
        Numbers from 1 in row order; 0 where a pixel is unusable.
    """
    small = tree.cut(detail, min_region / tree.factor**2)
    labels = full_size(image, small, tree.factor, threads=threads)
    labels += np.int32(1)
    if image.mask is not None:
        labels[~image.mask] = 0
    fragments = max(min_region, tree.factor**2 if tree.factor > 1 else 0)
    return renumber(absorb_small(labels, fragments))


def _merged(
    sizes: NDArray[np.float64],
    traits: NDArray[np.float32],
    edges: tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]],
    smallest: float,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return parents and levels of the tree of merges; the arguments are used up."""
    from gmmseg.imaging.regions.hierarchy_kernels import merge

    n = len(sizes)
    parents, levels = np.empty(2 * n - 1, np.int64), np.empty(2 * n - 1)
    n_merges = merge(sizes, traits, *edges, np.asarray([*EXPONENTS, smallest]), parents, levels)
    return parents[: n + n_merges], levels[: n + n_merges]


def tops(parents: NDArray[np.int64], reached: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the highest ancestor of each node among those that are reached.

    `parents`, -1 for a root, and `reached` are (n,), as is what is returned.
    """
    from gmmseg.imaging.regions.hierarchy_kernels import topmost

    out = np.empty(len(parents), np.int64)
    topmost(parents, reached, out)
    return out


def _compact(names: NDArray[np.int64]) -> NDArray[np.intp]:
    return np.unique(names, return_inverse=True)[1]


def _sums(indices: NDArray[np.intp], values: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    return np.bincount(indices, values, n).astype(np.float64, copy=False)
