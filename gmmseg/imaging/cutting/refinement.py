"""Banded graph cut: a mask of a reduced picture brought to full size along its edge.

After Lombaert, Sun, Grady and Xu (2005), "A multilevel banded graph cuts method for fast image
segmentation", ICCV, 259-265.

In a band about the edge each pixel is compared with the colours of the object and of the background near
by, and an exact cut decides. Everywhere else the mask of the reduced picture stands.
"""

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.cutting.graph_cut import STEPS, solve
from gmmseg.imaging.features.downsampling import downsample
from gmmseg.imaging.filters.gaussian import gaussian_blur
from gmmseg.imaging.image import Image

Mask = NDArray[np.bool_]
Floats32 = NDArray[np.float32]

BLUR = 0.7  # of the small mask, its pixels
NARROW = 0.06  # shares nearer to 0 or 1 than this are certain
NEAR = 1.5  # radius in which the colours of both sides are averaged, small pixels
WEIGHTS = (2.0, 2.0, 30.0)  # of the small mask, of the colours; difference of colours that is clear, 0 to 100
STRENGTH = 3.0  # of the links, nats


def refine_mask(image: Image, small: Mask, factor: int, planes: Floats32 | None = None) -> Mask:
    """Return the object in all pixels of a picture, (height, width).

    Parameters
    ----------
    image : Image
        The picture.
    small : ndarray of shape (h, w), bool
        The object in the picture reduced by `factor`.
    factor : int
        Side of the square of pixels that one of `small` stands for.
    planes : ndarray of shape (n, h, w), float32, optional
        The picture as `working.reduced` makes it, where that is known already.
    """
    if factor == 1:
        return small.copy()
    from gmmseg.imaging.cutting import refinement_kernels as kernels

    soft = gaussian_blur(small.astype(np.float32), BLUR, truncate=3.0, nearest=True)
    mask = np.empty((image.height, image.width), np.bool_)
    room = np.count_nonzero((soft > NARROW / 2) & (soft < 1 - NARROW / 2)) * 4 * factor**2
    rows, columns, shares = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.float32)
    n = min(
        kernels.enlarge_mask(soft, np.float32(factor), np.float32(NARROW), mask, rows, columns, shares), room
    )
    if n:
        band = rows[:n], columns[:n]
        sides = _sides(downsample(image, factor) if planes is None else planes, small)
        mask[band] = _settled(image, sides, factor, band, shares[:n])
    return mask


def _settled(
    image: Image,
    sides: tuple[Floats32, Floats32],
    factor: int,
    band: tuple[NDArray[np.int32], ...],
    shares: Floats32,
) -> Mask:
    """Return which of the pixels `band` (rows, columns) are the object's, (n,)."""
    from gmmseg.imaging.cutting import refinement_kernels as kernels

    rows, columns = band
    n = len(rows)
    colours = _colours(image, rows, columns)
    evidence = np.empty(n, np.float32)
    kernels.pixel_evidence(
        rows,
        columns,
        factor,
        colours,
        shares,
        *sides,
        np.array(WEIGHTS, np.float32),
        evidence,
    )
    first = rows[0]
    numbers = np.full((rows[-1] - first + 1, image.width), -1, np.int32)
    kernels.number_pixels(rows - first, columns, numbers)
    capacities, neighbours = np.empty((n + 1, 8), np.int32), np.empty((n + 1, 8), np.int32)
    kernels.link_pixels(
        rows - first, columns, numbers, colours, np.float32(STRENGTH * STEPS), capacities, neighbours
    )
    return solve(evidence, capacities, neighbours)


def _colours(image: Image, rows: NDArray[np.int32], columns: NDArray[np.int32]) -> Floats32:
    """Return the first three channels of some pixels from 0 (black) to 100 (white), (n, c)."""
    low, high = image.range
    scale = np.float32(100 / (high - low if high > low else 1))
    values = image.pixels[rows, columns, :3].astype(np.float32)
    return np.nan_to_num((values - np.float32(low)) * scale, copy=False)


def _sides(planes: Floats32, small: Mask) -> tuple[Floats32, Floats32]:
    """Return the mean colour of the object and of the rest about each small pixel, (h, w, c)."""
    planes = planes[:3] * np.float32(100)
    sides = []
    for side in (small, ~small):
        weight = side.astype(np.float32)
        total = gaussian_blur(weight, NEAR, truncate=2.5, nearest=True) + np.float32(1e-6)
        sums = [gaussian_blur(plane * weight, NEAR, truncate=2.5, nearest=True) for plane in planes]
        sides.append(np.ascontiguousarray(np.stack([each / total for each in sums], axis=2)))
    return sides[0], sides[1]
