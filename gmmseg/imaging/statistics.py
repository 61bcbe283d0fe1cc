"""What tells segments apart: the table of their sizes and mean colours."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BAND = 2**16  # pixels counted at a time: the working arrays stay in the cache


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
    tallies = np.zeros((3, (n + 1) * 256), np.int64)  # of every label and value: twice as fast as sums
    pixels, flat = picture.reshape(-1, 3), labels.ravel()
    for begin in range(0, len(flat), BAND):
        there = slice(begin, begin + BAND)
        index = flat[there].astype(np.intp) << 8
        for channel in range(3):
            tallies[channel] += np.bincount(index + pixels[there, channel], minlength=(n + 1) * 256)
    by_value = tallies.reshape(3, n + 1, 256)
    return np.asarray(by_value @ np.arange(256) / np.maximum(by_value.sum(axis=2), 1)).T
