"""A picture made small, by averaging: for lists and pages."""

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.image import Image


def thumbnail(image: Image, side: int) -> NDArray[np.uint8]:
    """Return a picture as screens show it, (h, w, 3), with at most `side` rows and columns.

    Each pixel is the mean of a block of the picture's; a smaller picture is returned as large as it is.
    """
    large = max(image.height, image.width)
    if large <= side:
        return image.display()
    factor = large / side
    height = max(1, round(image.height / factor))
    width = max(1, round(image.width / factor))
    stride = max(1, int(factor / OVERSAMPLING))  # so that few pixels of a large picture are touched
    few = _thinned(image, stride).display()
    sums = np.add.reduceat(few.astype(np.uint32), _begins(few.shape[0], height), axis=0)
    sums = np.add.reduceat(sums, _begins(few.shape[1], width), axis=1)
    counts = np.outer(_lengths(few.shape[0], height), _lengths(few.shape[1], width))
    return np.asarray(np.rint(sums / counts[..., None]), np.uint8)


OVERSAMPLING = 4  # pixels each way that are averaged, at least where there are so many


def _thinned(image: Image, stride: int) -> Image:
    if stride == 1:
        return image
    mask = None if image.mask is None else image.mask[::stride, ::stride].copy()
    if mask is not None and not mask.any():
        mask = None
    pixels = image.pixels[::stride, ::stride].copy()
    return Image(pixels, image.range, mask, image.name, image.channels)


def _begins(n: int, parts: int) -> NDArray[np.intp]:
    return (np.arange(parts) * n // parts).astype(np.intp)


def _lengths(n: int, parts: int) -> NDArray[np.intp]:
    return np.diff([*_begins(n, parts), n]).astype(np.intp)
