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
    counts, belief = np.empty(k), np.empty(k)
    for region in range(len(ends) - 1):
        begin, end = ends[region], ends[region + 1]
        shares = out[region]
        if begin == end:
            shares[:] = weights / weights.sum()
            continue
        shares[:] = 1.0 / k
        for _ in range(steps):
            counts[:] = 0.0
            for i in range(begin, end):
                total = 0.0
                for c in range(k):
                    belief[c] = shares[c] * max(posterior[i, c], TINY) / weights[c]
                    total += belief[c]
                for c in range(k):
                    counts[c] += belief[c] / total
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
def settle(regions, out):
    """Write whether all usable pixels within reach of a pixel are of its own region.

    regions (h, w) int32, -1 where unusable; out (h, w) bool. Rows first, columns then: nine looks at most.
    """
    height, width = regions.shape
    even = np.empty((height, width), np.bool_)
    for y in range(height):
        for x in range(width):
            own, alone = regions[y, x], True
            for column in range(max(x - REACH, 0), min(x + REACH + 1, width)):
                alone &= regions[y, column] == own
            even[y, x] = alone
    for y in range(height):
        for x in range(width):
            own, alone = regions[y, x], True
            for row in range(max(y - REACH, 0), min(y + REACH + 1, height)):
                alone &= even[row, x] & (regions[row, x] == own)
            out[y, x] = alone


@kernel
def weigh_rows(regions, settled, top, ratios, posterior):  # noqa: C901 - one loop a step, so that they are vectors
    """Multiply posteriors of some rows of a picture by what is expected in their place; make them sum to 1.

    regions (H, W) int32 of the whole picture, from 0, -1 where unusable; settled (H, W) bool: as `settle` has
    it; top: the first of the rows; ratios (r, k) float32: share of each segment in a region over its share in
    all; posterior (k, h, W) float32.
    """
    k, height, width = posterior.shape
    expected = np.empty((k, width), np.float32)
    total = np.empty(width, np.float32)
    one = np.empty(k, np.float32)
    for y in range(height):
        row = top + y
        for x in range(width):
            own = regions[row, x]
            if own < 0:
                expected[:, x] = np.float32(1.0)
            elif settled[row, x]:
                for c in range(k):
                    expected[c, x] = ratios[own, c]
            else:
                _expect(regions, row, x, ratios, one)
                for c in range(k):
                    expected[c, x] = one[c]
        total[:] = np.float32(0.0)
        for c in range(k):
            for x in range(width):
                posterior[c, y, x] = expected[c, x] * max(posterior[c, y, x], np.float32(TINY))
                total[x] += posterior[c, y, x]
        for c in range(k):
            for x in range(width):
                posterior[c, y, x] /= total[x]


@kernel
def weigh_pixels(regions, settled, indices, ratios, posterior):
    """Multiply the posteriors (n, k) float32 of the pixels of flat `indices` (n,) as `weigh_rows` does."""
    n, k = posterior.shape
    width = regions.shape[1]
    expected = np.empty(k, np.float32)
    for i in range(n):
        row, x = indices[i] // width, indices[i] % width
        if regions[row, x] >= 0:
            if settled[row, x]:
                expected[:] = ratios[regions[row, x]]
            else:
                _expect(regions, row, x, ratios, expected)
            total = np.float32(0.0)
            for c in range(k):
                posterior[i, c] = expected[c] * max(posterior[i, c], np.float32(TINY))
                total += posterior[i, c]
            for c in range(k):
                posterior[i, c] /= total


@kernel
def _expect(regions, row, x, ratios, expected):
    """Write the mean of the ratios over the usable pixels near a pixel."""
    height, width = regions.shape
    expected[:] = np.float32(0.0)
    n = 0
    for r in range(max(row - REACH, 0), min(row + REACH + 1, height)):
        for c in range(max(x - REACH, 0), min(x + REACH + 1, width)):
            if regions[r, c] >= 0:
                n += 1
                for s in range(len(expected)):
                    expected[s] += ratios[regions[r, c], s]
    for s in range(len(expected)):
        expected[s] /= np.float32(n)
