"""Compiled loop of downsampling by means of squares."""

import numpy as np

from gmmseg.jit_kernels import exact_kernel as kernel


@kernel
def square_means(pixels, mask, masked, factor, out):
    """Write the mean of every square of usable pixels to out (n, h, w) float32, NaN where none is.

    pixels (H, W, n) of any number type; mask (H, W) bool, looked at where `masked`; h = ceil(H / factor).
    """
    height, width, n = pixels.shape
    for row in range(out.shape[1]):
        top, bottom = row * factor, min((row + 1) * factor, height)
        for column in range(out.shape[2]):
            left, right = column * factor, min((column + 1) * factor, width)
            count = (bottom - top) * (right - left)
            if masked:
                count = np.count_nonzero(mask[top:bottom, left:right])
            if n == 3 and not masked:
                _means_of_three(pixels[top:bottom, left:right], count, out[:, row, column])
                continue
            for c in range(n):
                total = 0.0
                for y in range(top, bottom):
                    for x in range(left, right):
                        if not masked or mask[y, x]:
                            total += pixels[y, x, c]
                out[c, row, column] = total / count if count > 0 else np.nan


@kernel
def _means_of_three(square, count, out):
    """Write the means of three channels: sums that do not wait for each other."""
    first, second, third = 0.0, 0.0, 0.0
    for y in range(square.shape[0]):
        for x in range(square.shape[1]):
            first += square[y, x, 0]
            second += square[y, x, 1]
            third += square[y, x, 2]
    out[0], out[1], out[2] = first / count, second / count, third / count
