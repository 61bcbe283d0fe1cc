"""Pieces divided where they are narrow: basins of the distance transform, joined across shallow saddles.

Each pixel climbs the smoothed distance to the outside to its peak (a watershed by steepest ascent). Two
basins stay apart where the dip from the lower peak to the saddle between them is deep, in the order of
falling saddles.

Grimaud (1992), "New measure of contrast: the dynamics", SPIE 1769, 292-305; Felzenszwalb and Huttenlocher
(2012), "Distance transforms of sampled functions", Theory of Computing 8, 415-428.
"""

import math
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.filters.gaussian import gaussian_blur
from gmmseg.imaging.objects import splitting_kernels as kernels
from gmmseg.imaging.regions.connected_components import connected_components

Mask = NDArray[np.bool_]
Floats32 = NDArray[np.float32]
Groups = NDArray[np.int32]

SLACK = 0.75  # pixels that a dip may be deep in any case: outlines are no finer
STRENGTH_OF_SIZE = 0.9  # with which pieces are divided to find how large objects are
BLUR = 0.1  # of the typical radius
LEAST_BLUR = 0.5  # pixels
HOLE_BEFORE, HOLE_AFTER, SPECK = 0.02, 0.25, 0.1  # of the typical area
BRIGHT_SPECK = 0.2  # the same of SPECK where brightness counts: of haze there are more specks
BRIGHT = 0.9  # share of an object's pixels that its brightness exceeds
EDGE, DIM = 0.4, 0.5  # of its brightness, where an object ends; of the typical one, below which it is dropped
WIDE = 8.0  # pixels of a blur above which means of neighbours take the place of a Gaussian
ROWS, COLUMNS = 256, 512  # that one thread works on at a time

Executor = ThreadPoolExecutor | None


@dataclass(frozen=True, eq=False)
class Pieces:
    """The pieces of one class.

    Attributes
    ----------
    groups : ndarray of shape (h, w), int32
        Number of the piece of each pixel, from 1 in no particular order; 0 outside.
    n : int
        Largest of these numbers.
    radius : float
        Of a typical object, pixels; 0 where there is none.
    least : float
        Area below which a piece was dropped, pixels.
    n_specks : int
        How many were dropped.
    n_dim : int
        How many were dropped since they are far less bright than the others.
    """

    groups: Groups
    n: int
    radius: float
    least: float
    n_specks: int
    n_dim: int = 0


@dataclass(frozen=True)
class SplitOptions:
    """What decides how one class is divided; the fields are those of `ObjectOptions`, sizes as radii."""

    strength: float
    radius: float | None
    min_area: int | None
    fill_holes: bool


def divide(
    mask: Mask,
    free: Mask,
    options: SplitOptions,
    brightness: Callable[[float], Floats32] | None = None,
    workers: Executor = None,
) -> Pieces:
    """Return the pieces of a class, divided at their necks.

    Parameters
    ----------
    mask : ndarray of shape (h, w), bool
        The pixels of the class.
    free : ndarray of shape (h, w), bool
        Those that may be filled where they are a hole in it.
    options : SplitOptions
        How.
    brightness : callable, optional
        From the typical radius to how bright pixels are, (h, w). Distances are multiplied by its root to find
        necks, so that dark lines are some, too; pieces end where they are dark, and dim ones are dropped.
    workers : ThreadPoolExecutor, optional
        Threads; the result is the same for any number of them.
    """
    if not mask.any():
        return Pieces(np.zeros(mask.shape, np.int32), 0, 0.0, 0.0, 0)
    radius = options.radius or typical_radius(mask, workers)
    area = math.pi * radius**2
    holes = Holes(mask, free)
    filled = holes.fill(mask.astype(np.int32), HOLE_BEFORE * area, at_frame=True) > 0
    bright = None if brightness is None else brightness(radius)
    if options.strength > 0:
        groups, n = _at_necks(filled, options.strength, radius, bright, workers)
    else:
        groups, n = _connected(filled)
    n_dim, speck = 0, SPECK
    if bright is not None:
        groups, n_dim = bright_parts(groups, n, bright)
        holes, speck = Holes(groups > 0, free), BRIGHT_SPECK
    groups = holes.fill(groups, math.inf if options.fill_holes else HOLE_AFTER * area)
    least = speck * area if options.min_area is None else float(options.min_area)
    sizes = np.bincount(groups.reshape(-1), minlength=n + 1)
    small = (sizes > 0) & (sizes < least)
    small[0] = False
    if small.any():
        names = np.arange(n + 1, dtype=np.int32)
        names[small] = 0
        groups = names[groups]
    return Pieces(groups, n, radius, least, int(np.count_nonzero(small)), n_dim)


def bright_parts(groups: Groups, n: int, bright: Floats32) -> tuple[Groups, int]:
    """Return what of pieces (h, w) is bright, and how many dim ones were dropped.

    A piece is as bright as its brightest tenth of pixels at least is. Of each the largest connected component
    stays whose pixels have at least the share `EDGE` of that; nothing of those that have less than the share
    `DIM` of the median of all. Haze around a mask, and what is out of focus, goes so.
    """
    flat, values = groups.reshape(-1), bright.reshape(-1)
    there = np.flatnonzero(flat)
    there = there[np.lexsort((values[there], flat[there]))]
    sizes = np.bincount(flat[there], minlength=n + 1)
    present = np.flatnonzero(sizes)
    if not len(present):
        return groups, 0
    tops = np.zeros(n + 1, np.float32)
    firsts = np.cumsum(sizes) - sizes
    tops[present] = values[there[(firsts + BRIGHT * (sizes - 1)).astype(np.intp)[present]]]
    dim = tops[present] < DIM * np.median(tops[present])
    least = EDGE * tops
    least[present[dim]] = np.inf
    kept = np.where(bright >= least[groups], groups, np.int32(0))
    components, n_components = connected_components(kept)
    areas = np.bincount(components.reshape(-1), minlength=n_components)
    owners = np.zeros(n_components, np.int32)
    owners[components] = kept
    order = np.lexsort((areas, owners))
    is_largest = np.diff(owners[order], append=-1) != 0
    names = np.zeros(n_components, np.int32)
    names[order[is_largest]] = owners[order[is_largest]]
    return names[components], int(np.count_nonzero(dim))


def typical_radius(mask: Mask, workers: Executor = None) -> float:
    """Return how far the middle of a typical object is from its outside, pixels.

    That is the median of the peaks of divided pieces, weighted by their areas; not of whole pieces, which
    one large clump would decide.
    """
    heights = gaussian_blur(distances(mask, workers), 1.0, truncate=3.0)
    found, n = _basins(heights, mask, workers)
    peaks, sizes = np.zeros(n + 1), np.zeros(n + 1, np.int64)
    kernels.peaks_and_sizes(found.reshape(-1), heights.reshape(-1), peaks, sizes)
    groups = _groups(found, heights, peaks, STRENGTH_OF_SIZE, SLACK)
    areas = np.bincount(groups, sizes, n + 1)
    there = np.flatnonzero(areas)
    order = there[np.argsort(peaks[there], kind="stable")]
    share = np.cumsum(areas[order])
    middle = float(peaks[order][np.searchsorted(share, share[-1] / 2)])
    return min(middle, max(mask.shape) / 2)  # a class that is everywhere has no outside


def distances(mask: Mask, workers: Executor = None) -> Floats32:
    """Return the exact Euclidean distance of each pixel to the nearest outside the mask, (h, w), pixels.

    What lies beyond the frame is not outside. 0 outside the mask.
    """
    height, width = mask.shape
    columns, out = np.empty(mask.shape, np.int32), np.empty(mask.shape, np.float32)
    _each(workers, width, COLUMNS, lambda first, last: kernels.column_distances(mask, first, last, columns))
    _each(workers, height, ROWS, lambda first, last: kernels.row_distances(columns, first, last, out))
    return out


def smooth(picture: Floats32, sigma: float, workers: Executor = None) -> Floats32:
    """Return a picture (h, w) blurred by a Gaussian; a wide one as three means of neighbours (Wells 1986)."""
    if sigma <= WIDE:
        return gaussian_blur(picture, sigma, truncate=3.0)
    radius = int((math.sqrt(4 * sigma**2 + 1) - 1) / 2)  # the variance of a mean is radius (radius + 1) / 3
    n_wider = round(3 * (sigma**2 - radius * (radius + 1)) / (2 * (radius + 1)))
    out = picture
    for _ in range(2):
        for index in range(3):
            before, out = out, np.empty(out.shape, np.float32)
            _mean(workers, before, radius + (index < n_wider), out)
        out = np.ascontiguousarray(out.T)
    return out


def _mean(workers: Executor, before: Floats32, radius: int, out: Floats32) -> None:
    def work(first: int, last: int) -> None:
        kernels.running_means(before, radius, first, last, out)

    _each(workers, len(before), ROWS, work)


class Holes:
    """What lies outside of a mask, in connected components (of 4 neighbours), of which some can be filled.

    Parameters
    ----------
    mask : ndarray of shape (h, w), bool
        What may have holes.
    free : ndarray of shape (h, w), bool
        The pixels that may be filled.
    """

    def __init__(self, mask: Mask, free: Mask) -> None:
        self._components, n = connected_components(mask)
        self._free, self._sizes = free, np.bincount(self._components.reshape(-1), minlength=n)
        self._on_frame = np.zeros(n, bool)
        for line in (0, -1):
            self._on_frame[self._components[line]] = self._on_frame[self._components[:, line]] = True

    def fill(self, labels: Groups, most: float, *, at_frame: bool = False) -> Groups:
        """Return labels (h, w), not 0 in the mask, with holes of at most `most` pixels filled.

        A hole has one label beside it; what reaches the frame is none unless `at_frame`.
        """
        small = self._sizes <= most
        if not at_frame:
            small &= ~self._on_frame
        lowest, highest = np.full(len(small), 2**62), np.zeros(len(small), np.int64)
        kernels.labels_around(self._components, labels, self._free, small, lowest, highest)
        names = np.where(small & (lowest == highest), highest, 0).astype(np.int32)
        if not names.any():
            return labels
        return np.where(labels == 0, names[self._components], labels)


def _connected(mask: Mask) -> tuple[Groups, int]:
    components, n = connected_components(mask)
    return np.where(mask, components + np.int32(1), np.int32(0)), n


def _at_necks(
    mask: Mask,
    strength: float,
    radius: float,
    bright: Floats32 | None,
    workers: Executor,
) -> tuple[Groups, int]:
    heights = smooth(distances(mask, workers), max(LEAST_BLUR, BLUR * radius), workers)
    if bright is not None:
        heights = heights * np.sqrt(bright)
    found, n = _basins(heights, mask, workers)
    peaks, sizes = np.zeros(n + 1), np.zeros(n + 1, np.int64)
    kernels.peaks_and_sizes(found.reshape(-1), heights.reshape(-1), peaks, sizes)
    return _groups(found, heights, peaks, strength, SLACK).astype(np.int32)[found], n


def _basins(heights: Floats32, mask: Mask, workers: Executor) -> tuple[Groups, int]:
    index = np.int32 if heights.size < 2**31 else np.int64
    ascents, out = np.empty(heights.size, index), np.empty(heights.shape, np.int32)
    _each(
        workers,
        len(mask),
        ROWS,
        lambda first, last: kernels.steepest_ascent(heights, mask, first, last, ascents),
    )
    return out, int(kernels.basins(ascents, out.reshape(-1)))


def _groups(
    found: Groups, heights: Floats32, peaks: NDArray[np.float64], strength: float, slack: float
) -> NDArray[np.int64]:
    """Return the group of each basin, (n + 1,)."""
    n_sides = kernels.sides(found, heights, np.empty(0, np.int64), np.empty(0, np.float32))
    codes, values = np.empty(n_sides, np.int64), np.empty(n_sides, np.float32)
    kernels.sides(found, heights, codes, values)
    order = np.argsort(codes, kind="stable")
    codes, values = codes[order], values[order]
    firsts = np.flatnonzero(np.diff(codes, prepend=-1))
    saddles = np.maximum.reduceat(values, firsts).astype(np.float64) if n_sides else np.empty(0)
    pairs = codes[firsts]
    falling = np.argsort(-saddles, kind="stable")
    first, second = pairs[falling] >> 31, pairs[falling] & (2**31 - 1)
    out = np.empty(len(peaks), np.int64)
    kernels.join(peaks, first, second, saddles[falling], 1 - strength, slack, out)
    return out


def _each(workers: Executor, n: int, step: int, work: Callable[[int, int], None]) -> None:
    """Do work on each part of 0 to n; the parts are the same for any number of threads."""
    firsts = range(0, n, step)
    lasts = [min(first + step, n) for first in firsts]
    done: Iterator[None] = (map if workers is None else workers.map)(work, firsts, lasts)
    for _ in done:
        pass
