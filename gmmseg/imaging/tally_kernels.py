"""Compiled inner loops that count pixels by label, or by colour: its channels as one whole number."""

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


@kernel
def count_labels(labels, counts):
    """Count the pixels (n,) of each label in `counts`; labels are trusted to have a place there."""
    for i in range(labels.shape[0]):
        counts[labels[i]] += 1


@kernel
def add_colours(picture, labels, sums):
    """Add the colours (n, 3) of the pixels of each label (n,) to its row of `sums` (labels, 3)."""
    for i in range(labels.shape[0]):
        for c in range(3):
            sums[labels[i], c] += picture[i, c]
