"""Patterns that tell segments apart without colour: lines, crosses and dots, repeated over the screen."""

import numpy as np
from numpy.typing import NDArray

SIDE = 12  # pixels of the screen that a pattern repeats after
DARK, LIGHT = (16, 16, 18, 190), (255, 255, 255, 200)
DARK_FROM = 120  # luma from which the strokes on a colour are dark
LUMA = (0.299, 0.587, 0.114)  # Rec. 601


def _tiles() -> NDArray[np.bool_]:
    """Return the patterns, (n, SIDE, SIDE); the first is empty."""
    y, x = np.mgrid[:SIDE, :SIDE]
    half = SIDE // 2
    rising, falling = (x + y) % SIDE < 2, (x - y) % SIDE < 2
    level, upright = y % half < 1, x % half < 1
    dots = ((x % half - 2) ** 2 + (y % half - 2) ** 2) <= 2
    dense = (x + y) % half < 2
    waves = (y + np.where(x < half, x, SIDE - x)) % half < 2
    kinds = (rising, dots, level, falling, upright, rising | falling, dense, level | upright, waves)
    return np.stack([np.zeros((SIDE, SIDE), bool), *kinds])


TILES = _tiles()
N = len(TILES) - 1  # beside the empty one


def number(row: int) -> int:
    """Return which of `TILES` the segment in a row has; none for those of no row."""
    return 0 if row < 0 else 1 + row % N


def strokes_on(colours: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return red, green, blue and alpha of the strokes over each of some colours (n, 3), as (n, 4)."""
    luma = colours.astype(np.float64) @ LUMA
    return np.where((luma >= DARK_FROM)[:, None], np.array(DARK), np.array(LIGHT)).astype(np.uint8)
