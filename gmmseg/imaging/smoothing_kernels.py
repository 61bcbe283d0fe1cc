"""Compiled inner loops of the spatial prior."""

import numpy as np
from numba import njit

kernel = njit(cache=True, nogil=True, error_model="numpy", fastmath={"reassoc", "contract", "nsz", "arcp"})


@kernel
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
    mean squared difference of neighbours; out (4, h, w) float32: right, lower left, below, lower right.
    """
    n_planes, height, width = planes.shape
    out[:] = 0
    for side in range(4):
        down = 0 if side == 0 else 1
        right = 1 if side == 0 else side - 2
        nearness = np.float32(1.0 if side in {0, 2} else np.sqrt(0.5))
        first, last = max(0, -right), width - max(0, right)
        for y in range(height - down):
            for x in range(first, last):
                if usable[y, x] and usable[y + down, x + right]:
                    distance = np.float32(0)
                    for c in range(n_planes):
                        difference = planes[c, y, x] - planes[c, y + down, x + right]
                        distance += difference * difference
                    out[side, y, x] = nearness * exponential(-distance * precision)


@kernel
def mean_field(logs, ties, strength, beliefs, out):
    """Write one step of the mean field: what each pixel believes once it has heard its neighbours.

    logs (k, h, w) float32: log posterior; ties (4, h, w) as `links` writes them; beliefs, out (k, h, w)
    float32: probabilities before and after.
    """
    n, height, width = logs.shape
    field = np.empty((n, width), np.float32)
    for y in range(height):
        for c in range(n):
            row = field[c]
            row[:] = 0
            _hear_beside(ties[0, y], beliefs[c, y], row)
            if y > 0:
                for side in range(1, 4):
                    _hear_above(ties[side, y - 1], beliefs[c, y - 1], side - 2, row)
            if y < height - 1:
                for side in range(1, 4):
                    _hear_below(ties[side, y], beliefs[c, y + 1], side - 2, row)
            for x in range(width):
                row[x] = logs[c, y, x] + strength * row[x]
        _softmax(field, out[:, y])


@kernel
def _hear_beside(tie, belief, row):
    """Add what the left and the right neighbour believe."""
    n = len(row) - 1
    left, right, between = belief[:n], belief[1:], tie[:n]
    to_right, to_left = row[1:], row[:n]
    for x in range(n):
        to_right[x] += between[x] * left[x]
    for x in range(n):
        to_left[x] += between[x] * right[x]


@kernel
def _hear_below(tie, belief, shift, row):
    """Add what the neighbour one row down and `shift` to the right believes."""
    first, last = max(0, -shift), len(row) - max(0, shift)
    n = last - first
    if n <= 0:
        return
    ties, beliefs, target = tie[first:last], belief[first + shift : last + shift], row[first:last]
    for x in range(n):
        target[x] += ties[x] * beliefs[x]


@kernel
def _hear_above(tie, belief, shift, row):
    """Add what the neighbour one row up and `shift` to the left believes."""
    first, last = max(0, -shift), len(row) - max(0, shift)
    n = last - first
    if n <= 0:
        return
    ties, beliefs, target = tie[first:last], belief[first:last], row[first + shift : last + shift]
    for x in range(n):
        target[x] += ties[x] * beliefs[x]


@kernel
def _softmax(field, out):
    """Write the probabilities (k, w) that log odds (k, w) stand for; `field` is used up."""
    n, width = field.shape
    largest, total = np.empty(width, np.float32), np.zeros(width, np.float32)
    largest[:] = field[0]
    for c in range(1, n):
        for x in range(width):
            largest[x] = max(largest[x], field[c, x])
    for c in range(n):
        row = field[c]
        for x in range(width):
            row[x] = exponential(row[x] - largest[x])
            total[x] += row[x]
    for x in range(width):
        total[x] = np.float32(1) / total[x]
    for c in range(n):
        for x in range(width):
            out[c, x] = field[c, x] * total[x]
