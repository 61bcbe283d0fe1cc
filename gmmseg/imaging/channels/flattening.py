"""Uneven illumination subtracted: the background below objects, by grey opening of a reduced picture.

Grey opening is of Serra (1982), "Image Analysis and Mathematical Morphology"; subtracting it is the white
top-hat transform of Meyer (1979), here with a window larger than the objects and a background that is
smoothed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WINDOW = 3  # times the typical object: a smaller window would take away the inside of objects
ACROSS = 17  # blocks in a window: the background needs no finer picture
SMOOTH = 4 / 17  # of the window: standard deviation by which the background is smoothed
LEAST, MOST = 2.0, 1e5  # pixels of a typical object
SMALL = 512  # pixels along the longer side of what an object's size is looked for in
SPECK = 9  # pixels there: smaller pieces are no objects
SHARE_OF_SIDE = 0.35  # of the shorter side: a larger window would leave no slope to take out
ROWS = 256

Plane = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Illumination:
    """How one channel is flattened.

    Attributes
    ----------
    size : float
        Typical object, pixels.
    is_bright : bool
        Whether the background is bright and objects are dark.
    """

    size: float
    is_bright: bool


def estimate_illumination(
    channel: NDArray[np.floating] | NDArray[np.integer], mask: Mask | None, size: float
) -> Illumination:
    """Return how a channel (h, w) is to be flattened; a size of 0 is looked for in it."""
    small, usable, factor = _reduced(channel, mask, max(1, -(-max(channel.shape) // SMALL)))
    level = _level(small, usable)
    low, middle, high = np.quantile(level[usable], (0.01, 0.5, 0.99))
    is_bright = bool(high - middle < middle - low)
    if size:
        return Illumination(float(size), is_bright)
    largest = SHARE_OF_SIDE * min(channel.shape) / WINDOW
    found = _typical_size(-level if is_bright else level, usable) * factor
    return Illumination(float(np.clip(found or largest, LEAST, max(largest, LEAST))), is_bright)


def background(
    channel: NDArray[np.floating] | NDArray[np.integer], mask: Mask | None, illumination: Illumination
) -> Plane:
    """Return the background of a channel (h, w), what is below its objects, or above dark ones."""
    from scipy import ndimage

    height, width = channel.shape
    window = WINDOW * illumination.size
    block = max(1, round(window / ACROSS))
    small, usable, _ = _reduced(channel, mask, block)
    if not usable.all():  # blocks without a value take the nearest one's
        nearest = ndimage.distance_transform_edt(~usable, return_distances=False, return_indices=True)
        small = small[tuple(nearest)]
    if illumination.is_bright:
        small = -small
    side = max(3, 2 * round(window / block / 2) + 1)
    opened = ndimage.grey_opening(small, (side, side), mode="nearest")
    smooth = ndimage.gaussian_filter(opened, SMOOTH * window / block, mode="nearest")
    large = _enlarged(-smooth if illumination.is_bright else smooth, block, (height, width))
    return np.asarray(large, np.float32)


def flattened(
    channel: NDArray[np.floating] | NDArray[np.integer], mask: Mask | None, illumination: Illumination
) -> Plane:
    """Return a channel (h, w) less its background: about 0 where there are no objects."""
    return np.asarray(channel, np.float32) - background(channel, mask, illumination)


def _reduced(
    channel: NDArray[np.floating] | NDArray[np.integer], mask: Mask | None, factor: int
) -> tuple[Plane, Mask, int]:
    """Return means over squares of `factor` pixels, where there are any, and the factor."""
    height, width = channel.shape
    rows, columns = np.arange(0, height, factor), np.arange(0, width, factor)

    def sums(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.add.reduceat(np.add.reduceat(values, rows, axis=0), columns, axis=1)

    if mask is None:
        counts = np.outer(np.diff([*rows, height]), np.diff([*columns, width])).astype(np.float64)
        totals = sums(channel.astype(np.float64))
    else:
        counts, totals = sums(mask.astype(np.float64)), sums(np.where(mask, channel, 0).astype(np.float64))
    usable = counts > 0
    return (totals / np.maximum(counts, 1)).astype(np.float32), usable, factor


def _enlarged(small: Plane, factor: int, shape: tuple[int, int]) -> Plane:
    """Return a plane of the means of blocks brought back to a size by cubic splines, its edge held."""
    from scipy import ndimage

    if factor == 1:
        return small
    padded = np.pad(small, 2, mode="edge")
    for axis, length in enumerate(shape):
        places = (np.arange(length) + 0.5) / factor - 0.5 + 2
        matrix = ndimage.map_coordinates(
            np.eye(padded.shape[axis], dtype=np.float64),
            np.meshgrid(places, np.arange(padded.shape[axis]), indexing="ij"),
            order=3,
            mode="nearest",
        ).astype(np.float32)
        padded = np.moveaxis(np.tensordot(matrix, padded, axes=(1, axis)), 0, axis)
    return np.ascontiguousarray(padded)


def _otsu(values: NDArray[np.floating]) -> float:
    """Return the threshold of least variance within both sides: Otsu (1979), IEEE Trans. SMC 9(1), 62-66."""
    counts, edges = np.histogram(values, 256)
    middles = (edges[:-1] + edges[1:]) / 2
    below, above = np.cumsum(counts), np.cumsum(counts[::-1])[::-1]
    sums = np.cumsum(counts * middles)
    low = sums / np.maximum(below, 1)
    high = (sums[-1] - sums + counts * middles) / np.maximum(above, 1)
    between = below[:-1] * above[1:] * (low[:-1] - high[1:]) ** 2
    return float(middles[int(np.argmax(between))])


def _level(small: Plane, usable: Mask) -> Plane:
    """Return a small plane, without noise, less what of it is a wide blur."""
    from scipy import ndimage

    filled = np.where(usable, small, small[usable].mean())
    found = ndimage.gaussian_filter(filled, 1.0) - ndimage.gaussian_filter(filled, min(small.shape) / 8)
    return np.asarray(found, np.float32)


def _typical_size(level: Plane, usable: Mask) -> float:
    """Return the diameter of a typical bright object in a plane without its wide blur, 0 where there is none.

    Objects are what is above Otsu's threshold; of each piece the largest distance to its outside counts, by
    area.
    """
    from scipy import ndimage

    there = level[usable]
    if np.ptp(there) == 0:
        return 0.0
    objects = (level > _otsu(there)) & usable
    pieces, n = ndimage.label(objects)
    if n == 0:
        return 0.0
    inside = ndimage.distance_transform_edt(np.pad(objects, 1, mode="edge"))[1:-1, 1:-1]
    numbers = np.arange(1, n + 1)
    areas = np.bincount(pieces.reshape(-1), minlength=n + 1)[1:]
    radii = ndimage.maximum(inside, pieces, numbers)
    kept = areas >= SPECK
    if not kept.any():
        return 0.0
    order = np.argsort(radii[kept])
    shares = np.cumsum(areas[kept][order])
    return float(2 * radii[kept][order][np.searchsorted(shares, shares[-1] / 2)])
