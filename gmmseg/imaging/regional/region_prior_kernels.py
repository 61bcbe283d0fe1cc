"""Compiled loops of the regions' prior: EM on mixing proportions, and posteriors weighed by them."""

import numpy as np

from gmmseg.jit_kernels import exact_kernel as kernel

REACH = 2  # pixels along rows and columns over which the prior passes from one region to the next
AT_ONCE = 64  # pixels that are compared at once; loops over fewer are not made vectors
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
    """Write whether all pixels within reach along a row are of the same region, run by run."""
    width, first = row.size, 0
    while first < width:
        end = first + 1
        while end + AT_ONCE <= width and _is_one(row[end : end + AT_ONCE], row[first]):
            end += AT_ONCE
        while end < width and row[end] == row[first]:
            end += 1
        begin, last = first if first == 0 else first + REACH, end if end == width else end - REACH
        _fill(out, first, end, False)
        _fill(out, begin, last, True)
        first = end


@kernel
def _is_one(regions, region):
    """Return whether so many pixels as are compared at once are all of one region."""
    differ = False
    for i in range(AT_ONCE):
        differ |= regions[i] != region
    return not differ


@kernel
def find_unsettled(regions, interior, top, only, size, reach, tiles, indices):
    """Find pixels of some rows that belong to one segment whatever they look like; return how many do not.

    regions (H, W) int32 of the whole picture, from 0, -1 where unusable; interior (H, W) bool: as
    `find_interior` has it; top: the first of the rows; only (r,) uint16: the segment, counted from 1, that
    alone has a share in a region, 0 where several have; tiles (h, n) uint16: the segment that all pixels of a
    tile of `size` columns belong to, and `reach` pixels beside it, or 0; indices (m,): flat indices, in these
    rows, of the usable pixels that do not belong to one.
    """
    height, n_tiles = tiles.shape
    width, found = regions.shape[1], 0
    for y in range(height):
        own, uniform = regions[top + y], interior[top + y]
        for tile in range(n_tiles):
            begin, end = tile * size, min((tile + 1) * size, width)
            x, last = max(begin - reach, 0), min(end + reach, width)
            segment = only[own[x]] if own[x] >= 0 else 0
            while segment > 0 and x < last:
                if not uniform[x] or own[x] < 0 or only[own[x]] != segment:
                    segment = 0
                x += 1
            tiles[y, tile] = segment
            for x in range(begin, end if segment == 0 else begin):
                if own[x] >= 0 and (not uniform[x] or only[own[x]] == 0):
                    indices[found] = y * width + x
                    found += 1
    return found


@kernel
def weigh_unsettled(regions, interior, top, only, size, tiles, ratios, posterior, out):
    """Multiply posteriors by the mean ratios near them, and make them sum to 1; write them where they belong.

    The first arguments are those of `find_unsettled`, and `tiles` what it wrote. ratios (r, k) float32: share
    of each segment in a region over its share in all; posterior (k, 1, m) float32: of the pixels that it
    found, used up; out (k, h, W) float32: those and the others, 0 where unusable; nothing in tiles of one
    segment.
    """
    height, width = out.shape[1:]
    total, done = np.empty(posterior.shape[2], np.float32), 0
    for y in range(height):
        for tile in range(tiles.shape[1]):
            if tiles[y, tile] == 0:
                begin, end = tile * size, min((tile + 1) * size, width)
                done = _weigh_tile(
                    regions, interior, top, only, ratios, posterior, total, done, y, begin, end, out
                )


@kernel
def _weigh_tile(regions, interior, top, only, ratios, posterior, total, done, y, begin, end, out):
    """Write the posteriors of a piece of a row, a run of interior pixels of one region at once.

    Returned is how many of `posterior` are done.
    """
    k, own, uniform = out.shape[0], regions[top + y], interior[top + y]
    ratio_here = np.empty(k, np.float32)
    for c in range(k):
        _fill(out[c, y], begin, end, np.float32(0.0))
    while begin < end:
        last = begin + 1
        while uniform[begin] and last < end and own[last] == own[begin] and uniform[last]:
            last += 1
        if own[begin] >= 0 and uniform[begin] and only[own[begin]] > 0:
            _fill(out[only[own[begin]] - 1, y], begin, last, np.float32(1.0))
        elif own[begin] >= 0:
            if uniform[begin]:
                for c in range(k):
                    ratio_here[c] = ratios[own[begin], c]
            else:
                _mean_ratios(regions, top + y, begin, ratios, ratio_here)
            _weigh_run(posterior, 0, done, done + last - begin, ratio_here, total)
            for c in range(k):
                row, weighed = out[c, y], posterior[c, 0]
                for i in range(last - begin):
                    row[begin + i] = weighed[done + i]
            done += last - begin
        begin = last
    return done


@kernel
def _fill(row, begin, end, value):
    for x in range(begin, end):
        row[x] = value


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
