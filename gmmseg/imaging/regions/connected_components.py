"""Connected components by union-find: brought back to full size, small ones absorbed, renumbered.

Rosenfeld and Pfaltz (1966), "Sequential operations in digital picture processing", J. ACM 13(4), 471-494.
"""

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.features.downsampling import downsample
from gmmseg.imaging.image import Image

COLOUR_SPREAD = 0.12  # standard deviation about the mean of a square, as a share of the range
HOLE = 4  # a hole may be so many times the smallest piece before it is one of its own

CODES = 2**18  # cracks of small pieces that are made room for at first: nearly always enough
ROWS = 1024  # of a band that a thread looks for cracks in

RegionLabels = NDArray[np.int32]
Indices = NDArray[np.intp]
T = TypeVar("T", bound=np.integer)
MapBands = Callable[[Callable[[int], NDArray[np.int64]], list[int]], Iterable[NDArray[np.int64]]]


def full_size(image: Image, small: RegionLabels, factor: int, *, threads: int = 1) -> RegionLabels:
    """Return regions of the reduced picture as regions of the picture itself, (height, width) int32.

    Along boundaries a pixel joins the near region whose colour is nearer to its own. So many threads work on
    it; their number changes nothing.
    """
    if factor == 1:
        return small
    means = square_colours(image, factor)
    out = np.empty((image.height, image.width), np.int32)
    bands = 4 * threads if threads > 1 else 1  # some have more boundaries than others
    ends = np.linspace(0, image.height, bands + 1).astype(int).tolist()

    def work(rows: tuple[int, int]) -> None:
        out[slice(*rows)] = full_rows(image, small, factor, means, rows)

    if threads == 1:
        return full_rows(image, small, factor, means, (0, image.height))
    with ThreadPoolExecutor(threads) as pool:
        deque(pool.map(work, pairwise(ends)), maxlen=0)
    return out


def square_colours(image: Image, factor: int) -> NDArray[np.float32]:
    """Return the mean colour of the squares of a picture, (h, w, channels), in the unit of its pixels."""
    low, high = image.range
    span = high - low if high > low else 1.0
    found = np.ascontiguousarray(downsample(image, factor).transpose(1, 2, 0))
    return found * np.float32(span) + np.float32(low)


def full_rows(
    image: Image, small: RegionLabels, factor: int, means: NDArray[np.float32], rows: tuple[int, int]
) -> RegionLabels:
    """Return `full_size` in some rows alone, from the first to that behind the last.

    `means` are those of `square_colours`.
    """
    from gmmseg.imaging.regions.component_kernels import vote

    low, high = image.range
    precision = 1 / (2 * (COLOUR_SPREAD * (high - low if high > low else 1.0)) ** 2)
    begin, end = rows
    pixels = image.pixels[begin:end]
    out = np.empty((end - begin, image.width), np.int32)
    vote(small, means, pixels, factor, precision, begin, end, out)
    return out


def absorb_small(labels: NDArray[T], smallest: int, map_bands: MapBands = map) -> NDArray[T]:
    """Return labels whose connected pieces below `smallest` pixels have joined a neighbour.

    All are (h, w). A piece joins the neighbour that it shares most boundary with; of several that join, the
    largest names all. Holes below 4 times `smallest` are filled. 0 is no neighbour and stays. `map_bands`
    is `map`, or a thread pool's.
    """
    if smallest < 1:
        return labels
    components, n = connected_components(labels)
    names, sizes = _described(components, labels, n)
    small = (sizes < HOLE * smallest) & (names > 0)
    if not small.any():
        return labels
    ends, lengths = _boundaries(components, small, map_bands)
    real = names[ends[1]] > 0
    owners = _joined(ends[:, real], lengths[real], sizes, _on_frame(components, n), smallest)
    # The largest piece of a group names it: written last.
    order = np.argsort(sizes, kind="stable")
    group_names = np.zeros(n, labels.dtype)
    group_names[owners[order]] = names[order]
    return _renamed(components, group_names[owners])


def connected_components(labels: NDArray[np.integer | np.bool_]) -> tuple[RegionLabels, int]:
    """Return the connected components (of 4 neighbours) of labels (h, w), from 0 in row order; how many."""
    from gmmseg.imaging.regions.component_kernels import label_components

    components = np.empty(labels.shape, np.int32)
    n = label_components(labels, components)
    return components, int(n)


def counts(labels: NDArray[np.integer], n: int) -> NDArray[np.int64]:
    """Return how many connected components (of 4 neighbours) each label from 0 to `n` has, (n + 1,)."""
    from gmmseg.imaging.regions.component_kernels import count_components

    found = np.zeros(n + 1, np.int64)
    count_components(labels, found)
    return found


def renumber(labels: RegionLabels) -> RegionLabels:
    """Return the connected components of labels (h, w), numbered from 1 in row order; 0 stays."""
    components, n = connected_components(labels)
    used = _described(components, labels, n)[0] > 0
    names = np.zeros(n, np.int32)
    names[used] = np.arange(1, used.sum() + 1, dtype=np.int32)
    return _renamed(components, names)


def _described(components: RegionLabels, labels: NDArray[T], n: int) -> tuple[NDArray[T], Indices]:
    """Return the label that the pixels of each of `n` components have, and how many they are."""
    from gmmseg.imaging.regions.component_kernels import labels_and_sizes

    names, sizes = np.zeros(n, labels.dtype), np.zeros(n, np.intp)
    labels_and_sizes(components, labels, names, sizes)
    return names, sizes


def _renamed(components: RegionLabels, names: NDArray[T]) -> NDArray[T]:
    """Return the name of every pixel's component, (h, w)."""
    from gmmseg.imaging.regions.component_kernels import relabel

    out = np.empty(components.shape, names.dtype)
    relabel(components, names, out)
    return out


def _boundaries(
    components: RegionLabels, small: NDArray[np.bool_], map_bands: MapBands
) -> tuple[Indices, Indices]:
    """Return every boundary of a small component: component and neighbour (2, e), length (e,)."""
    ends = list(range(0, len(components), ROWS))
    codes = list(map_bands(lambda begin: _cracks(components[begin : begin + ROWS], small), ends))
    for begin in ends[1:]:  # between the last row of a band and the first of the next one
        a, b = components[begin - 1].astype(np.int64), components[begin].astype(np.int64)
        for here, there in ((a, b), (b, a)):
            chosen = (here != there) & small[here]
            codes.append(here[chosen] * 2**31 + there[chosen])
    found, lengths = np.unique(np.concatenate(codes), return_counts=True)
    return np.stack([found >> 31, found & (2**31 - 1)]), lengths


def _cracks(components: RegionLabels, small: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return a code per crack between a small component and another: component * 2**31 + neighbour."""
    from gmmseg.imaging.regions.component_kernels import small_cracks

    codes = np.empty(CODES, np.int64)
    n = small_cracks(components, small, codes)
    if n > len(codes):
        codes = np.empty(n, np.int64)
        small_cracks(components, small, codes)
    return codes[:n]


def _joined(
    ends: Indices, lengths: Indices, sizes: Indices, on_frame: NDArray[np.bool_], smallest: int
) -> Indices:
    """Return the group of every piece, round by round, until no small one has a neighbour left."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    owners = np.arange(len(sizes))
    while True:
        n = int(owners.max()) + 1
        group_sizes = np.bincount(owners, sizes, n)
        framed = np.zeros(n, bool)
        framed[owners[on_frame]] = True
        pieces, others = owners[ends]
        codes, which = np.unique((pieces * n + others)[pieces != others], return_inverse=True)
        shared = np.bincount(which, lengths[pieces != others], len(codes))
        pieces, others = np.divmod(codes, n)
        hole = (np.bincount(pieces, minlength=n) == 1) & ~framed & (group_sizes < HOLE * smallest)
        joins = (group_sizes < smallest) | hole
        joining = np.flatnonzero(joins[pieces])
        order = joining[np.lexsort((-others[joining], shared[joining]))]
        if not len(order):
            return owners
        partner = np.arange(n)
        partner[pieces[order]] = others[order]  # the longest boundary is written last
        links = coo_array((np.ones(n), (np.arange(n), partner)), shape=(n, n))
        owners = connected_components(links, directed=False)[1].astype(np.intp)[owners]


def _on_frame(components: RegionLabels, n: int) -> NDArray[np.bool_]:
    out = np.zeros(n, bool)
    for line in (components[0], components[-1], components[:, 0], components[:, -1]):
        out[line] = True
    return out
