"""Compiled loops of texture: interpolation of features between squares, and denoised colours."""

import numpy as np

from gmmseg.jit_kernels import exact_kernel as kernel


@kernel
def between_squares(planes, factor, indices, width, out):
    """Write planes (m, h, w) of squares at the pixels with flat `indices` (n,) to out (m or fewer, n).

    Values lie at the centres of squares of `factor` pixels; between them they change linearly.
    """
    height, width_of_planes = planes.shape[1], planes.shape[2]
    for i in range(len(indices)):
        y, x = indices[i] // width, indices[i] % width
        v = min(max((y + 0.5) / factor - 0.5, 0.0), height - 1.0)
        u = min(max((x + 0.5) / factor - 0.5, 0.0), width_of_planes - 1.0)
        top, left = int(v), int(u)
        bottom, right = min(top + 1, height - 1), min(left + 1, width_of_planes - 1)
        down, across = np.float32(v - top), np.float32(u - left)
        for m in range(len(out)):
            plane = planes[m]
            above = plane[top, left] + across * (plane[top, right] - plane[top, left])
            below = plane[bottom, left] + across * (plane[bottom, right] - plane[bottom, left])
            out[m, i] = above + down * (below - above)


@kernel
def bilateral_means(pixels, indices, height, width, precision, rounding, out):
    """Write each pixel's mean with those of its 8 neighbours that are like it.

    pixels (h * w, c) of any number type; indices (n,): which ones; precision: 1 / (2 c variance), in squared
    units of the pixels; half: added before fractions are cut off; out (n, c) of the pixels' type. A
    neighbour that is not a number has no weight.
    """
    channels = pixels.shape[1]
    sums = np.empty(channels, np.float64)
    for i in range(len(indices)):
        here = indices[i]
        y, x = here // width, here % width
        total = 4.0
        for c in range(channels):
            sums[c] = 4.0 * pixels[here, c]
        for dy in range(-1, 2):
            for dx in range(-1, 2):
                if (dy == 0 and dx == 0) or not (0 <= y + dy < height and 0 <= x + dx < width):
                    continue
                other = here + dy * width + dx
                distance = 0.0
                for c in range(channels):
                    difference = np.float64(pixels[other, c]) - np.float64(pixels[here, c])
                    distance += difference * difference
                weight = 1.0 / (1.0 + distance * precision)
                weight *= weight * (2.0 if dy * dx == 0 else 1.0)
                if not weight > 1e-9:
                    continue
                total += weight
                for c in range(channels):
                    sums[c] += weight * pixels[other, c]
        for c in range(channels):
            out[i, c] = sums[c] / total + rounding
