"""Segmentations to pictures; the palette."""

import numpy as np
from numpy.typing import NDArray

# Okabe and Ito (2008), "Color universal design": told apart by colour-blind people too.
OKABE_ITO = (
    (0, 114, 178),
    (230, 159, 0),
    (0, 158, 115),
    (204, 121, 167),
    (86, 180, 233),
    (213, 94, 0),
    (240, 228, 66),
    (90, 90, 90),
)


def palette(n: int) -> tuple[tuple[int, int, int], ...]:
    """Return `n` colours that differ, red, green and blue from 0 to 255."""
    return tuple(OKABE_ITO[i % len(OKABE_ITO)] for i in range(n))


def label_picture(
    labels: NDArray[np.integer], colours: tuple[tuple[int, int, int], ...]
) -> NDArray[np.uint8]:
    """Return labels (h, w) in colours, (h, w, 3) uint8; 0 is black."""
    return np.asarray([(0, 0, 0), *colours], np.uint8)[labels]
