"""Segmentations to pictures; the palette.

Pictures are (height, width, 3) uint8: red, green, blue as screens show them. Every function takes
parts of a picture and of its labels as well as the whole, so that a window can draw what it shows.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Colour = tuple[int, int, int]
Picture = NDArray[np.uint8]

# Okabe and Ito (2008), "Color universal design": told apart by colour-blind people too.
OKABE_ITO: tuple[Colour, ...] = (
    (0, 114, 178),
    (230, 159, 0),
    (0, 158, 115),
    (204, 121, 167),
    (86, 180, 233),
    (213, 94, 0),
    (240, 228, 66),
    (90, 90, 90),
)
BOUNDARY: Colour = (255, 255, 255)
BAND = 2**16  # pixels drawn at a time: the working arrays stay in the cache


def palette(n: int) -> tuple[Colour, ...]:
    """Return `n` colours that differ, red, green and blue from 0 to 255."""
    return tuple(OKABE_ITO[i % len(OKABE_ITO)] for i in range(n))


def label_picture(labels: NDArray[np.integer], colours: Sequence[Colour]) -> Picture:
    """Return labels (h, w) in colours; 0 is black."""
    return np.asarray([(0, 0, 0), *colours], np.uint8)[labels]


def boundaries(labels: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Return (h, w), True where a pixel's label differs from that of its right or lower neighbour."""
    edges = np.zeros(labels.shape, bool)
    np.not_equal(labels[:, 1:], labels[:, :-1], out=edges[:, :-1])
    edges[:-1] |= labels[1:] != labels[:-1]
    return edges


def overlay(
    picture: Picture, labels: NDArray[np.integer], colours: Sequence[Colour], opacity: float
) -> Picture:
    """Return a picture (h, w, 3) under the colours of its labels (h, w), with a crisp boundary of 1 pixel.

    Parameters
    ----------
    picture : ndarray of shape (height, width, 3), uint8
        The picture as screens show it.
    labels : ndarray of shape (height, width)
        Numbers of segments from 1; where 0, the picture is left as it is.
    colours : sequence of tuples of three int
        One for each segment, 0 to 255.
    opacity : float
        Of the colours, from 0 (boundaries alone) to 1 (the picture is hidden).
    """
    weight = round(opacity * 256)
    weights = np.full(len(colours) + 1, 256 - weight, np.uint16)
    weights[0] = 256
    added = np.asarray([(0, 0, 0), *colours], np.uint16) * weight
    out = np.empty_like(picture)
    rows = max(1, BAND // labels.shape[1])
    for top in range(0, len(labels), rows):
        band = labels[top : top + rows]
        for channel in range(3):
            mixed = picture[top : top + rows, :, channel] * weights[band]
            mixed += added[:, channel][band]
            out[top : top + rows, :, channel] = mixed >> 8
    out[boundaries(labels)] = BOUNDARY
    return out
