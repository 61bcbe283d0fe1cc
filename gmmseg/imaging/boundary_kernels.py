"""Compiled inner loops of boundary strength."""

import numpy as np
from numba import njit

from gmmseg.mixture.kernels_cache import kept

FAST = {
    "reassoc",
    "contract",
    "nsz",
    "arcp",
}  # not "ninf", "nnan": broken pixels must not make undefined code


def kernel(function):
    """Return `function` compiled on first call and kept on disk."""
    return kept(njit(nogil=True, error_model="numpy", fastmath=FAST)(function))


FAINT = np.float32(1e-3)  # a posterior below this within reach of a whole row adds nothing that shows


@kernel
def half_disc_contrast(padded, offsets, weights, begin, end, out):
    """Write the contrast across the diameter of a disc, at every orientation, for rows begin to end.

    padded (k, h + 2r, w + 2r) float32; offsets (m, 3) int: row and column from the disc's corner, wedge;
    weights (m,) float32: share of a pixel in a wedge over that of half the disc; out (o, h, w) float32:
    square root of half the chi-squared distance between the means of both halves, o orientations,
    there being 2 o wedges. Values of `padded` lie between 0 and 1.
    """
    n_channels = padded.shape[0]
    n_orientations, _, width = out.shape
    reach = padded.shape[1] - out.shape[1]
    wedges = np.empty((2 * n_orientations, width), np.float32)
    left = np.empty(width, np.float32)
    right = np.empty(width, np.float32)
    for y in range(begin, end):
        for o in range(n_orientations):
            out[o, y, :] = 0
        for c in range(n_channels):
            if padded[c, y : y + reach + 1].max() < FAINT:
                continue
            _gather(padded[c], y, offsets, weights, wedges)
            _add_contrasts(wedges, left, right, out[:, y])
        for o in range(n_orientations):
            target = out[o, y]
            for x in range(width):
                target[x] = np.sqrt(max(target[x], np.float32(0)))


@kernel
def _gather(plane, y, offsets, weights, wedges):
    """Write the weighted sum of every wedge (2 o, w) around the pixels of row y."""
    width = wedges.shape[1]
    wedges[:] = 0
    for m in range(len(offsets)):
        first = offsets[m, 1]
        source = plane[y + offsets[m, 0], first : first + width]
        target = wedges[offsets[m, 2]]
        weight = weights[m]
        for x in range(width):
            target[x] += weight * source[x]


@kernel
def _add_contrasts(wedges, left, right, out):
    """Add half the chi-squared term of one channel to out (o, w), for halves made of o wedges each."""
    n_orientations, width = out.shape
    left[:] = 0
    right[:] = 0
    for o in range(n_orientations):
        first, second = wedges[o], wedges[n_orientations + o]
        for x in range(width):
            left[x] += first[x]
            right[x] += second[x]
    for o in range(n_orientations):
        target, leaves, enters = out[o], wedges[o], wedges[n_orientations + o]
        for x in range(width):
            difference = left[x] - right[x]
            target[x] += np.float32(0.5) * difference * difference / (left[x] + right[x] + np.float32(1e-4))
        for x in range(width):
            change = enters[x] - leaves[x]
            left[x] += change
            right[x] -= change


@kernel
def enlarge(planes, factor, out):
    """Write planes (n, h, w) enlarged by a whole factor, between pixel centres linearly, to out (n, H, W).

    All float32; H and W may be less than factor times h and w: the rest is cut off.
    """
    n, height, width = planes.shape
    for y in range(out.shape[1]):
        place = min(max((y + 0.5) / factor - 0.5, 0.0), height - 1.0)
        y0 = int(place)
        y1 = min(y0 + 1, height - 1)
        down = np.float32(place - y0)
        for x in range(out.shape[2]):
            place = min(max((x + 0.5) / factor - 0.5, 0.0), width - 1.0)
            x0 = int(place)
            x1 = min(x0 + 1, width - 1)
            right = np.float32(place - x0)
            for c in range(n):
                above = planes[c, y0, x0] + right * (planes[c, y0, x1] - planes[c, y0, x0])
                below = planes[c, y1, x0] + right * (planes[c, y1, x1] - planes[c, y1, x0])
                out[c, y, x] = above + down * (below - above)
