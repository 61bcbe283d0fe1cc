"""What tells segments apart: the table of their sizes and mean colours."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BAND = 2**16  # pixels at a time: what bincount converts to float64 stays in the cache


@dataclass(frozen=True)
class Row:
    """What the table says about one segment.

    Attributes
    ----------
    number : int
        Value of its pixels in the label map, from 1.
    name : str
        What people call it.
    pixels : int
        How many pixels it has.
    percent : float
        Of the picture's usable pixels, 0 to 100.
    colour : tuple of three int
        Mean red, green and blue of the picture as screens show it, 0 to 255; (0, 0, 0) without pixels.
    """

    number: int
    name: str
    pixels: int
    percent: float
    colour: tuple[int, int, int]


def counts(labels: NDArray[np.integer], n: int) -> NDArray[np.int64]:
    """Return how many pixels have each label from 0 to `n`, (n + 1,)."""
    return np.bincount(labels.ravel(), minlength=n + 1)


def mean_colours(picture: NDArray[np.uint8], labels: NDArray[np.integer], n: int) -> NDArray[np.float64]:
    """Return the mean colour (n + 1, 3) of a picture (h, w, 3) at each label 0 to `n`; 0 without pixels."""
    pixels, flat = picture.reshape(-1, 3), labels.ravel()
    sums = np.zeros((n + 1, 3))
    for begin in range(0, len(flat), BAND):
        there = slice(begin, begin + BAND)
        index = flat[there].astype(np.intp)
        for channel in range(3):
            sums[:, channel] += np.bincount(index, pixels[there, channel], n + 1)
    return sums / np.maximum(counts(labels, n), 1)[:, None]
