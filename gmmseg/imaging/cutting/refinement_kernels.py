"""Compiled loops of the banded graph cut at full size."""

import numpy as np

from gmmseg.imaging.cutting.graph_cut_kernels import COLUMNS, ROWS
from gmmseg.jit_kernels import kernel


@kernel
def enlarge_mask(soft, factor, band, mask, rows, columns, shares):
    """Write the mask of a whole picture, and list the pixels about its edge; return how many there are.

    soft (h, w) float32: share of the object in each square of `factor` pixels, smoothed; narrow: shares
    from this to 1 less this are about the edge; mask (height, width) bool: written; rows, columns (n,)
    int32 and shares (n,) float32: written, row by row. If there are more than n of them the rest is counted
    but not written.
    """
    height, width = mask.shape
    most, n = len(rows), 0
    lasty, lastx = soft.shape[0] - 1, soft.shape[1] - 1
    for y in range(height):
        at = min(
            max((np.float32(y) + np.float32(0.5)) / factor - np.float32(0.5), np.float32(0)),
            np.float32(lasty),
        )
        top = int(at)
        down = at - np.float32(top)
        bottom = min(top + 1, lasty)
        x = -1
        while x + 1 < width:
            x += 1
            at = min(
                max((np.float32(x) + np.float32(0.5)) / factor - np.float32(0.5), np.float32(0)),
                np.float32(lastx),
            )
            left = int(at)
            across = at - np.float32(left)
            right = min(left + 1, lastx)
            least = min(soft[top, left], soft[top, right], soft[bottom, left], soft[bottom, right])
            most_of = max(soft[top, left], soft[top, right], soft[bottom, left], soft[bottom, right])
            if most_of <= band or least >= np.float32(1) - band:  # nothing to weigh up to the next square
                end = min(max(int((np.float32(left) + np.float32(1.5)) * factor), x + 1), width)
                mask[y, x:end] = least > np.float32(0.5)
                x = end - 1
                continue
            upper = soft[top, left] + across * (soft[top, right] - soft[top, left])
            lower = soft[bottom, left] + across * (soft[bottom, right] - soft[bottom, left])
            share = upper + down * (lower - upper)
            mask[y, x] = share > np.float32(0.5)
            if band < share < np.float32(1) - band:
                if n < most:
                    rows[n], columns[n], shares[n] = y, x, share
                n += 1
    return n


@kernel
def number_pixels(rows, columns, numbers):
    """Write the number of each listed pixel (n,) to its place in `numbers` (h, w) int32."""
    for i in range(len(rows)):
        numbers[rows[i], columns[i]] = i


@kernel
def link_pixels(rows, columns, numbers, colours, strength, capacities, neighbours):
    """Write how the listed pixels hold together, less across a difference of colour.

    rows, columns (n,); numbers (h, w) int32, -1 where a pixel is not listed; colours (n, c) float32;
    strength in steps of evidence; capacities and neighbours (n + 1, 8) int32: written, as `solve` reads
    them. A link is strength × exp(−d² / 2m) over the distance, m the mean of d².
    """
    height, width = numbers.shape
    n = len(rows)
    total, n_links = np.float64(0), 0
    for i in range(n):
        for d in range(8):
            y, x = rows[i] + ROWS[d], columns[i] + COLUMNS[d]
            other = numbers[y, x] if 0 <= y < height and 0 <= x < width else -1
            neighbours[i, d] = other if other >= 0 else n
            if other >= 0:
                squared = np.float32(0)
                for c in range(colours.shape[1]):
                    difference = colours[i, c] - colours[other, c]
                    squared += difference * difference
                total += squared
                n_links += 1
    rate = np.float32(0.5 / max(total / max(n_links, 1), 1e-6))
    for i in range(n):
        for d in range(8):
            other = neighbours[i, d]
            if other == n:
                capacities[i, d] = 0
                continue
            squared = np.float32(0)
            for c in range(colours.shape[1]):
                difference = colours[i, c] - colours[other, c]
                squared += difference * difference
            apart = np.float32(1) if d < 4 else np.float32(np.sqrt(2.0))
            capacities[i, d] = np.int32(strength * np.exp(-rate * squared) / apart + np.float32(0.5))
    for d in range(8):
        neighbours[n, d] = n
        capacities[n, d] = 0


@kernel
def pixel_evidence(rows, columns, factor, colours, shares, inner, outer, weights, out):
    """Write the evidence of the listed pixels: whether they look like the object near by, or the rest.

    rows, columns (n,); colours (n, c) float32; shares (n,): see `enlarge_mask`; inner, outer (h, w, c)
    float32: mean colours in the small picture of the object and of the rest about each pixel; weights (3,):
    of the share's log odds, of the colour, and the difference of colour that is clear; out (n,) float32.
    """
    lasty, lastx = inner.shape[0] - 1, inner.shape[1] - 1
    for i in range(len(rows)):
        y, x = min(rows[i] // factor, lasty), min(columns[i] // factor, lastx)
        along, apart = np.float32(0), np.float32(0)
        for c in range(colours.shape[1]):
            span = inner[y, x, c] - outer[y, x, c]
            along += span * (colours[i, c] - np.float32(0.5) * (inner[y, x, c] + outer[y, x, c]))
            apart += span * span
        side = min(max(2 * along / max(apart, np.float32(1e-3)), np.float32(-1)), np.float32(1))
        clear = min(np.sqrt(apart) / weights[2], np.float32(1))
        out[i] = weights[0] * np.log(shares[i] / (1 - shares[i])) + weights[1] * side * clear
