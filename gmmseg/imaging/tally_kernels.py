"""Compiled inner loops over the codes of colours: the channels of a pixel as one whole number."""

import numpy as np

from gmmseg.mixture.kernels_cache import kernel, part


@part
def code(pixels, i, bits):
    """Return the code of pixel i of (n, channels): channels of `bits` bits, the first on top."""
    whole = np.intp(0)
    for c in range(pixels.shape[1]):
        whole = (whole << bits) | np.intp(pixels[i, c])
    return whole


@kernel
def count(pixels, bits, counts):
    """Count the pixels (n, channels) of each code in `counts`."""
    for i in range(pixels.shape[0]):
        counts[code(pixels, i, bits)] += 1


@kernel
def look_up(pixels, bits, table, out):
    """Write what `table` has for the code of each of the pixels (n, channels) into `out` (n,)."""
    for i in range(pixels.shape[0]):
        out[i] = table[code(pixels, i, bits)]
