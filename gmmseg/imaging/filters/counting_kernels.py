"""Compiled loops that count pixels by label or by colour (its channels as one whole number)."""

import numpy as np

from gmmseg.jit_kernels import kernel, part

AT_ONCE = 64  # labels that are compared at once; loops over fewer are not made vectors


@part
def code(pixels, i, bits):
    """Return the code of pixel i of (n, channels): channels of `bits` bits, the first on top."""
    value = np.intp(0)
    for c in range(pixels.shape[1]):
        value = (value << bits) | np.intp(pixels[i, c])
    return value


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
    """Count the pixels (n,) of each label in `counts`; labels are trusted to have a place there.

    By runs of one label: a sum that is added to again at once would wait for itself.
    """
    n, first = labels.shape[0], 0
    while first < n:
        label, end = labels[first], first + 1
        while end + AT_ONCE <= n and is_one(labels[end : end + AT_ONCE], label):
            end += AT_ONCE
        while end < n and labels[end] == label:
            end += 1
        counts[label] += end - first
        first = end


@part
def is_one(labels, label):
    """Return whether so many labels as are compared at once are all the same one."""
    differ = False
    for i in range(AT_ONCE):
        differ |= labels[i] != label
    return not differ


@kernel
def add_colours(picture, labels, counts, sums):
    """Add the colours (n, 3) of the pixels of each label (n,) to its row of `sums` (labels, 3); count them.

    By runs, as `count_labels`.
    """
    n, first = labels.shape[0], 0
    while first < n:
        label, end = labels[first], first
        red, green, blue = 0, 0, 0
        while end < n and labels[end] == label:
            red += picture[end, 0]
            green += picture[end, 1]
            blue += picture[end, 2]
            end += 1
        counts[label] += end - first
        sums[label, 0] += red
        sums[label, 1] += green
        sums[label, 2] += blue
        first = end


@kernel
def number_winners(winners, out, sizes):
    """Write winners (n,), indices of segments, counted from 1 into `out` (n,); count them in `sizes`."""
    for i in range(winners.size):
        out[i] = winners[i] + 1
    count_labels(winners, sizes)
