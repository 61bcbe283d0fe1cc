"""Gaussian blur, separable and compiled: SciPy's takes longer to import than this takes to run."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats32 = NDArray[np.float32]


def gaussian_blur(
    picture: Floats32, sigma: float, *, truncate: float = 4.0, nearest: bool = False
) -> Floats32:
    """Return a picture blurred by a Gaussian along its rows and columns, of the same shape.

    Parameters
    ----------
    picture : ndarray of shape (h, w) or (h, w, n)
        Each of n channels is blurred by itself.
    sigma : float
        Standard deviation, pixels, over 0.
    truncate : float
        How far the Gaussian reaches, standard deviations.
    nearest : bool
        Whether pixels at the edge go on beyond it; otherwise the picture is mirrored there.
    """
    from gmmseg.imaging.filters.gaussian_kernels import blur

    height, width = picture.shape[:2]
    n_channels = picture.shape[2] if picture.ndim == 3 else 1
    flat = np.ascontiguousarray(picture, np.float32).reshape(height, width * n_channels)
    out = np.empty(flat.shape, np.float32)
    blur(flat, weights(float(sigma), truncate), n_channels, nearest, out)
    return out.reshape(picture.shape)


@lru_cache(maxsize=64)
def weights(sigma: float, truncate: float) -> NDArray[np.float64]:
    """Return the weights of a pixel and of those 1, 2 and more pixels away on either side."""
    radius = int(truncate * sigma + 0.5)
    bell = np.exp(-0.5 / (sigma * sigma) * np.arange(-radius, radius + 1) ** 2)
    return np.asarray((bell / bell.sum())[radius:], np.float64)
