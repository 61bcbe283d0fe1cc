"""Compiled inner loops of the spatial prior.

Planes that neighbours are looked up in lie flat, row after row, between two guards of width + 1 zeros: the
neighbours of every pixel are then at the same eight distances, and those past the frame count for nothing.
"""

import numpy as np

from gmmseg.mixture.kernels_cache import kernel, part

CHUNK = 1024  # pixels of a row worked on at once, so that all segments fit into the first cache


@part
def exponential(x):
    """Return e**x of a float32 from -20, taken for all below it, to 0; relative error 2e-4.

    Sums and products only, so that loops over pixels stay vectors; the library's would be a call each.
    """
    t = max(x, np.float32(-20)) * np.float32(1 / 64)
    p = np.float32(1 / 24) + t * np.float32(1 / 120)
    p = np.float32(1 / 6) + t * p
    p = np.float32(1 / 2) + t * p
    p = np.float32(1) + t * (np.float32(1) + t * p)
    for _ in range(6):
        p *= p
    return p


@kernel
def links(planes, usable, precision, out):
    """Write how strongly every pixel is tied to four of its neighbours.

    planes (c, h, w) float32; usable (h, w) bool: others are tied to nothing; precision: 1 over twice the
    mean squared difference of neighbours; out (4, guarded h * w) float32 zeros: right, lower left, below,
    lower right.
    """
    height, width = usable.shape
    guard = width + 1
    distance = np.empty(width, np.float32)
    for side in range(4):
        down = 0 if side == 0 else 1
        right = 1 if side == 0 else side - 2
        nearness = np.float32(1.0 if side in {0, 2} else np.sqrt(0.5))
        first, n = max(0, -right), width - abs(right)
        for y in range(height - down):
            distance[:] = np.float32(0)
            for c in range(planes.shape[0]):
                here = planes[c, y, first : first + n]
                add_square(here, planes[c, y + down, first + right : first + right + n], distance)
            begin = guard + y * width + first
            here, there = usable[y, first : first + n], usable[y + down, first + right : first + right + n]
            fade(distance, here, there, precision, nearness, out[side, begin : begin + n])


@part
def add_square(here, there, out):
    """Add the squared difference of two rows."""
    for x in range(here.size):
        difference = here[x] - there[x]
        out[x] += difference * difference


@part
def fade(distance, here, there, precision, nearness, out):
    """Write the ties of a row of pixels, 0 where one of a pair is not usable."""
    for x in range(here.size):
        both = np.float32(here[x] & there[x])
        out[x] = both * nearness * exponential(-distance[x] * precision)


@kernel
def mean_field(logs, ties, strength, beliefs, out):
    """Write one step of the mean field: what each pixel believes once it has heard its neighbours.

    logs (k, h, w) float32: log posterior; ties (4, guarded h * w) as `links` writes them; beliefs, out
    (k, guarded h * w) float32: probabilities before and after.
    """
    n, height, width = logs.shape
    field = np.empty((n, CHUNK), np.float32)
    for y in range(height):
        for first in range(0, width, CHUNK):
            size = min(CHUNK, width - first)
            i = width + 1 + y * width + first
            above, below = i - width, i + width
            for c in range(n):
                belief, row = beliefs[c], field[c, :size]
                hear_beside(ties[0], belief, i, row)
                hear_above(ties, belief, above, row)
                hear_below(ties, belief, i, below, row)
                weigh(logs[c, y, first : first + size], strength, row)
            softmax(field, size, out, i)


@part
def hear_beside(tie, belief, i, row):
    """Write what the left and the right neighbour believe."""
    n = row.size
    left, right = belief[i - 1 : i - 1 + n], belief[i + 1 : i + 1 + n]
    to_left, to_right = tie[i - 1 : i - 1 + n], tie[i : i + n]
    for x in range(n):
        row[x] = to_left[x] * left[x] + to_right[x] * right[x]


@part
def hear_above(ties, belief, above, row):
    """Add what the three neighbours one row up believe."""
    n = row.size
    left, middle = belief[above - 1 : above - 1 + n], belief[above : above + n]
    right = belief[above + 1 : above + 1 + n]
    to_left, to_middle = ties[3, above - 1 : above - 1 + n], ties[2, above : above + n]
    to_right = ties[1, above + 1 : above + 1 + n]
    for x in range(n):
        row[x] += to_left[x] * left[x] + to_middle[x] * middle[x] + to_right[x] * right[x]


@part
def hear_below(ties, belief, i, below, row):
    """Add what the three neighbours one row down believe."""
    n = row.size
    left, middle = belief[below - 1 : below - 1 + n], belief[below : below + n]
    right = belief[below + 1 : below + 1 + n]
    to_left, to_middle, to_right = ties[1, i : i + n], ties[2, i : i + n], ties[3, i : i + n]
    for x in range(n):
        row[x] += to_left[x] * left[x] + to_middle[x] * middle[x] + to_right[x] * right[x]


@part
def weigh(logs, strength, row):
    """Turn what was heard into log odds."""
    for x in range(row.size):
        row[x] = logs[x] + strength * row[x]


@part
def softmax(field, size, out, begin):
    """Write the probabilities that the first `size` log odds of `field` (k, n) stand for, and use them up."""
    largest, total = np.empty(size, np.float32), np.zeros(size, np.float32)
    for x in range(size):
        largest[x] = field[0, x]
    for c in range(1, field.shape[0]):
        row = field[c, :size]
        for x in range(size):
            largest[x] = max(largest[x], row[x])
    for c in range(field.shape[0]):
        row = field[c, :size]
        for x in range(size):
            row[x] = exponential(row[x] - largest[x])
            total[x] += row[x]
    for x in range(size):
        total[x] = np.float32(1) / total[x]
    for c in range(field.shape[0]):
        row, target = field[c, :size], out[c, begin : begin + size]
        for x in range(size):
            target[x] = row[x] * total[x]


@kernel
def most_believed(beliefs, guard, out):
    """Write the index of the largest of beliefs (k, guarded n), the first of equals, into `out` (n,)."""
    best = np.empty(CHUNK, np.float32)
    for begin in range(0, out.size, CHUNK):
        target = out[begin : begin + CHUNK]
        for x in range(target.size):
            best[x] = beliefs[0, guard + begin + x]
            target[x] = 0
        for c in range(1, beliefs.shape[0]):
            row = beliefs[c, guard + begin : guard + begin + target.size]
            for x in range(target.size):
                target[x] = c if row[x] > best[x] else target[x]
                best[x] = max(best[x], row[x])
