"""Uneven illumination subtracted: the background below objects, by grey opening of a reduced picture.

Grey opening is of Serra (1982), "Image Analysis and Mathematical Morphology"; subtracting it is the white
top-hat transform of Meyer (1979), here with a window larger than the objects and a background that is
smoothed.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

WINDOW = 3  # times the typical object: a smaller window would take away the inside of objects
ACROSS = 17  # blocks in a window: the background needs no finer picture
SMOOTH = 4 / 17  # of the window: standard deviation by which the background is smoothed
LEAST, MOST = 2.0, 1e5  # pixels of a typical object
SMALL = 512  # pixels along the longer side of what an object's size is looked for in
SPECK = 9  # pixels there: smaller pieces are no objects
SHARE_OF_SIDE = 0.35  # of the shorter side: a larger window would leave no slope to take out
ROWS = 128  # of the picture at a time
HELD = 12  # values by which the edge of a plane is held where splines go through it

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
    return _background(channel, mask, illumination).rows(slice(None))


def flattened(
    channel: NDArray[np.floating] | NDArray[np.integer],
    mask: Mask | None,
    illumination: Illumination,
    out: Plane | None = None,
) -> Plane:
    """Return a channel (h, w) less its background: about 0 where there are no objects; in `out`, if given."""
    found = _background(channel, mask, illumination)
    out = np.empty(channel.shape, np.float32) if out is None else out
    for top in range(0, len(channel), ROWS):
        rows = slice(top, min(top + ROWS, len(channel)))
        np.subtract(channel[rows], found.rows(rows), out=out[rows], dtype=np.float32, casting="unsafe")
    return out


@dataclass(frozen=True, eq=False)
class _Enlargement:
    """A plane of the means of blocks, as wide as the picture, and the matrix that makes it as high."""

    along: Plane
    down: "csr_array"

    def rows(self, rows: slice) -> Plane:
        """Return rows of the plane that is as large as the picture."""
        return np.asarray(self.down[rows] @ self.along)


def _background(
    channel: NDArray[np.floating] | NDArray[np.integer], mask: Mask | None, illumination: Illumination
) -> _Enlargement:
    """Return the background of a channel, from a plane of the means of blocks."""
    from scipy import ndimage

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
    return _enlarged(-smooth if illumination.is_bright else smooth, block, channel.shape)


def _reduced(
    channel: NDArray[np.floating] | NDArray[np.integer], mask: Mask | None, factor: int
) -> tuple[Plane, Mask, int]:
    """Return means over squares of `factor` pixels, where there are any, and the factor."""
    height, width = channel.shape
    rows, columns = np.arange(0, height, factor), np.arange(0, width, factor)

    def sums(values: NDArray[Any]) -> NDArray[np.float64]:
        down = np.add.reduceat(values, rows, axis=0, dtype=np.float64)
        return np.add.reduceat(down, columns, axis=1)

    if mask is None:
        counts = np.outer(np.diff([*rows, height]), np.diff([*columns, width])).astype(np.float64)
        totals = sums(channel)
    else:
        counts, totals = sums(mask), sums(np.where(mask, channel, 0))
    usable = counts > 0
    return (totals / np.maximum(counts, 1)).astype(np.float32), usable, factor


def _enlarged(small: Plane, factor: int, shape: tuple[int, ...]) -> _Enlargement:
    """Return a plane of the means of blocks brought back to a size by cubic splines, its edge held."""
    height, width = shape
    along = np.asarray((_spline(small.shape[1], factor, width) @ small.T).T, order="C")
    return _Enlargement(along, _spline(small.shape[0], factor, height))


def _spline(n: int, factor: int, length: int) -> "csr_array":
    """Return the matrix (length, n) that takes means of blocks to cubic splines through their middles.

    A spline goes through its values by coefficients, of which each depends on values far away, ever less:
    what is below a single float's last digit is left out, so that most of the matrix is empty.
    """
    from scipy import ndimage, sparse

    if factor == 1:
        return sparse.csr_array(sparse.eye_array(n, dtype=np.float32))
    held = np.pad(np.eye(n), ((HELD, HELD), (0, 0)), mode="edge")
    coefficients = ndimage.spline_filter1d(held, 3, axis=0, mode="nearest")
    coefficients[np.abs(coefficients) < np.finfo(np.float32).eps / 8] = 0
    places = (np.arange(length) + 0.5) / factor - 0.5 + HELD
    first = np.floor(places).astype(np.intp)
    t = places - first
    basis = np.stack([(1 - t) ** 3, 3 * t**3 - 6 * t**2 + 4, -3 * t**3 + 3 * t**2 + 3 * t + 1, t**3]) / 6
    columns = first[:, None] + np.arange(-1, 3)
    rows = np.repeat(np.arange(length), 4)
    taps = sparse.csr_array((basis.T.ravel(), (rows, columns.ravel())), shape=(length, len(held)))
    return sparse.csr_array(taps @ sparse.csr_array(coefficients)).astype(np.float32)


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
