"""Texture: difference of Gaussians for contrast, the structure tensor by doubled angles for direction.

Marr and Hildreth (1980), "Theory of edge detection", Proc. R. Soc. Lond. B 207, 187-217 (difference of
Gaussians). Bigün and Granlund (1987), "Optimal orientation detection of linear symmetry", ICCV, 433-438
(doubled angles).
"""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.filters.gaussian import gaussian_blur

SCALES = (0.7, 1.4, 2.8)  # pixels: finer structure is noise, coarser is shape
BAND = 1.6  # ratio of the two blurs whose difference is one band
ORIENTATION_WINDOW = 3.0  # pixels

Plane = NDArray[np.float32]
MapParts = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]


def contrast(lightness: Plane, scale: float) -> Plane:
    """Return the local standard deviation of one band of detail, (h, w), in the unit of `lightness`.

    The band lies between blurs of `scale` and 1.6 `scale` pixels; its power is averaged over 2 `scale` + 1.
    """
    detail = _blurred(lightness, scale) - _blurred(lightness, BAND * scale)
    return np.sqrt(_blurred(detail * detail, 2 * scale + 1) + np.float32(0.05))


def direction(lightness: Plane) -> tuple[Plane, Plane]:
    """Return the dominant gradient as a vector at twice its angle, two of (h, w), in units of a gradient.

    Doubling the angle makes opposite gradients alike: both sides of a stripe point the same way. Where
    gradients have no common direction the vector is short.
    """
    smooth = _blurred(lightness, SCALES[0])
    down, across = _slope(smooth, 0), _slope(smooth, 1)
    xx, yy, xy = (
        _blurred(product, ORIENTATION_WINDOW) for product in (across * across, down * down, across * down)
    )
    strength = np.sqrt(xx + yy + np.float32(0.3))
    return (xx - yy) / strength, 2 * xy / strength


def channels(lightness: Plane, *, map_parts: MapParts = map) -> NDArray[np.float32]:
    """Return the five texture channels of a lightness (h, w) from 0 to 100: (5, h, w).

    `map_parts` is `map`, or a thread pool's.
    """

    def part(scale: float | None) -> tuple[Plane, ...]:
        return direction(lightness) if scale is None else (contrast(lightness, scale),)

    return np.stack([plane for planes in map_parts(part, (*SCALES, None)) for plane in planes])


def _blurred(plane: Plane, sigma: float) -> Plane:
    return gaussian_blur(plane, sigma, truncate=3.0)


def _slope(plane: Plane, axis: int) -> Plane:
    """Return the slope along an axis, less what is noise across it (Sobel), per pixel."""
    wide = np.pad(plane, 1, mode="symmetric") if axis == 1 else np.pad(plane, 1, mode="symmetric").T
    steps = (wide[:, 2:] - wide[:, :-2]).astype(np.float64)
    slope = ((2 * steps[1:-1] + (steps[:-2] + steps[2:])) / 8).astype(np.float32)
    return np.ascontiguousarray(slope if axis == 1 else slope.T)
