"""Compiled loops of the regions' prior: EM on mixing proportions, and posteriors weighed by them."""

import numpy as np

from gmmseg.jit_kernels import exact_kernel as kernel

REACH = 2  # pixels along rows and columns over which the prior passes from one region to the next
TINY = 1e-30


@kernel
def fit_shares(posterior, ends, weights, steps, cost, least, out):  # noqa: C901 - one loop, and its ends
    """Write the shares of the segments in each region: expectation-maximisation with the densities held.

    posterior (n, k) float32: of samples sorted by region, under the weights (k,) float64; ends (r + 1,):
    where the samples of each region begin and end; cost: share of a region that a segment must explain to
    be there at all, taken from each in every step; least: smaller shares are none; out (r, k) float64, rows
    sum to 1.
    """
    k = posterior.shape[1]
    counts, responsibilities = np.empty(k), np.empty(k)
    for region in range(len(ends) - 1):
        begin, end = ends[region], ends[region + 1]
        shares = out[region]
        if begin == end:
            total = weights.sum()
            for c in range(k):
                shares[c] = weights[c] / total
            continue
        shares[:] = 1.0 / k
        for _ in range(steps):
            counts[:] = 0.0
            for i in range(begin, end):
                total = 0.0
                for c in range(k):
                    responsibilities[c] = shares[c] * max(posterior[i, c], TINY) / weights[c]
                    total += responsibilities[c]
                for c in range(k):
                    counts[c] += responsibilities[c] / total
            best, total = np.argmax(counts), 0.0
            for c in range(k):
                shares[c] = max(counts[c] / (end - begin) - cost, 0.0)
                total += shares[c]
            if total <= 0.0:
                shares[:] = 0.0
                shares[best], total = 1.0, 1.0
            shares /= total
        for c in range(k):
            if shares[c] < least:
                shares[c] = 0.0
        shares /= shares.sum()


@kernel
def find_interior(regions, out):
    """Write whether all usable pixels within reach of a pixel are of its own region.

    regions (h, w) int32, -1 where unusable; out (h, w) bool. Rows first, then columns, so that nine
    comparisons suffice.
    """
    height, width = regions.shape
    uniform = np.empty((2 * REACH + 1, width), np.bool_)  # the rows that the one in the middle looks at
    for y in range(-REACH, height):
        if y + REACH < height:
            _is_uniform(regions[y + REACH], uniform[(y + REACH) % (2 * REACH + 1)])
        if y < 0:
            continue
        own, interior_row = regions[y], out[y]
        interior_row[:] = True
        for row in range(max(y - REACH, 0), min(y + REACH + 1, height)):
            other, uniform_row = regions[row], uniform[row % (2 * REACH + 1)]
            for x in range(width):
                interior_row[x] &= uniform_row[x] & (other[x] == own[x])


@kernel
def _is_uniform(row, out):
    """Write whether all pixels within reach along a row are of the same region."""
    width = row.size
    out[:] = True
    for step in range(1, min(REACH, width - 1) + 1):
        for x in range(width - step):
            out[x] &= row[x] == row[x + step]
        for x in range(step, width):
            out[x] &= row[x] == row[x - step]


@kernel
def weigh_rows(regions, interior, top, ratios, posterior):
    """Multiply posteriors of some rows of a picture by the mean ratios near them; make them sum to 1.

    regions (H, W) int32 of the whole picture, from 0, -1 where unusable; interior (H, W) bool: as
    `find_interior` has it; top: the first of the rows; ratios (r, k) float32: share of each segment in a
    region over its share in all; posterior (k, h, W) float32. A run of interior pixels of one region is
    worked on at once.
    """
    k, height, width = posterior.shape
    total = np.empty(width, np.float32)
    ratio_here, ones = np.empty(k, np.float32), np.ones(k, np.float32)
    for y in range(height):
        own, uniform = regions[top + y], interior[top + y]
        x = 0
        while x < width:
            end = x + 1
            if own[x] >= 0 and not uniform[x]:
                _mean_ratios(regions, top + y, x, ratios, ratio_here)
                _weigh_run(posterior, y, x, end, ratio_here, total)
            else:
                while end < width and own[end] == own[x] and (own[x] < 0 or uniform[end]):
                    end += 1
                _weigh_run(posterior, y, x, end, ones if own[x] < 0 else ratios[own[x]], total)
            x = end


@kernel
def _weigh_run(posterior, y, begin, end, ratio_here, total):  # noqa: C901 - one loop a step, so that they are vectors
    """Weigh the posteriors of a run of pixels with the same ratios; a segment of ratio 0 gets 0."""
    k, found = posterior.shape[0], 0
    for c in range(k):
        row, ratio = posterior[c, y], ratio_here[c]
        if ratio == 0:
            for x in range(begin, end):
                row[x] = np.float32(0.0)
            continue
        for x in range(begin, end):
            row[x] = ratio * max(row[x], np.float32(TINY))
        if found == 0:
            for x in range(begin, end):
                total[x] = row[x]
        else:
            for x in range(begin, end):
                total[x] += row[x]
        found += 1
    for c in range(k):
        row = posterior[c, y]
        if ratio_here[c] != 0:
            for x in range(begin, end):
                row[x] /= total[x]


@kernel
def weigh_pixels(regions, interior, indices, ratios, posterior):
    """Multiply the posteriors (n, k) float32 of the pixels of flat `indices` (n,) as `weigh_rows` does."""
    n, k = posterior.shape
    width = regions.shape[1]
    ratio_here = np.empty(k, np.float32)
    for i in range(n):
        row, x = indices[i] // width, indices[i] % width
        if regions[row, x] >= 0:
            if interior[row, x]:
                for c in range(k):
                    ratio_here[c] = ratios[regions[row, x], c]
            else:
                _mean_ratios(regions, row, x, ratios, ratio_here)
            total = np.float32(0.0)
            for c in range(k):
                posterior[i, c] = ratio_here[c] * max(posterior[i, c], np.float32(TINY))
                total += posterior[i, c]
            for c in range(k):
                posterior[i, c] /= total


@kernel
def _mean_ratios(regions, row, x, ratios, ratio_here):
    """Write the mean of the ratios over the usable pixels near a pixel."""
    height, width = regions.shape
    ratio_here[:] = np.float32(0.0)
    n = 0
    for r in range(max(row - REACH, 0), min(row + REACH + 1, height)):
        for c in range(max(x - REACH, 0), min(x + REACH + 1, width)):
            if regions[r, c] >= 0:
                n += 1
                for s in range(len(ratio_here)):
                    ratio_here[s] += ratios[regions[r, c], s]
    for s in range(len(ratio_here)):
        ratio_here[s] /= np.float32(n)
