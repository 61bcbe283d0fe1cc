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
            for c in range(n):
                total = 0.0
                for y in range(top, bottom):
                    for x in range(left, right):
                        if not masked or mask[y, x]:
                            total += pixels[y, x, c]
                out[c, row, column] = total / count if count > 0 else np.nan
