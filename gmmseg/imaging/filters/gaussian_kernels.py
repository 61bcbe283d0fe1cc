"""Compiled loops of the Gaussian blur."""

import numpy as np

from gmmseg.jit_kernels import exact_kernel as kernel


@kernel
def blur(picture, weights, n_channels, nearest, out):
    """Write a picture blurred along its columns, then its rows, to out; sums are in double precision.

    picture, out (h, w n) float32, n channels of a pixel side by side; weights (r + 1,) float64: of a pixel
    and of those on either side of it. Beyond the edge lies the nearest pixel, or what a mirror shows.
    """
    height, width = picture.shape
    n = width // n_channels
    radius = len(weights) - 1
    sums = np.empty(width, np.float64)
    line = np.empty(width + 2 * radius * n_channels, np.float64)
    inner = line[radius * n_channels : radius * n_channels + width]
    for y in range(height):
        _scaled(picture[y], weights[0], sums)
        for j in range(radius, 0, -1):
            above, below = _index_inside(y - j, height, nearest), _index_inside(y + j, height, nearest)
            _add_scaled(picture[above], picture[below], weights[j], sums)
        for x in range(width):
            inner[x] = np.float32(sums[x])
        for j in range(radius):
            left, right = _index_inside(j - radius, n, nearest), _index_inside(n + j, n, nearest)
            for c in range(n_channels):
                line[j * n_channels + c] = inner[left * n_channels + c]
                line[(radius + n + j) * n_channels + c] = inner[right * n_channels + c]
        _scaled(inner, weights[0], sums)
        for j in range(radius, 0, -1):
            left, right = (radius - j) * n_channels, (radius + j) * n_channels
            _add_scaled(line[left : left + width], line[right : right + width], weights[j], sums)
        for x in range(width):
            out[y, x] = sums[x]


@kernel
def _scaled(row, weight, sums):
    for x in range(len(sums)):
        sums[x] = np.float64(row[x]) * weight


@kernel
def _add_scaled(first, second, weight, sums):
    for x in range(len(sums)):
        sums[x] += (np.float64(first[x]) + np.float64(second[x])) * weight


@kernel
def _index_inside(index, n, nearest):
    """Return the place from 0 to n - 1 that stands for one beyond the edge."""
    return min(max(index, 0), n - 1) if nearest else mirrored(index, n)


@kernel
def mirrored(index, n):
    """Return the index from 0 to n - 1 that a place beyond the edge is mirrored to."""
    index %= 2 * n
    return index if index < n else 2 * n - 1 - index
