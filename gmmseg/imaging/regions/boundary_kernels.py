"""Compiled loops of boundary strength."""

import numpy as np

from gmmseg.imaging.filters.gaussian_kernels import mirrored
from gmmseg.jit_kernels import exact_kernel, kernel_with

# Not "ninf", "nnan": broken pixels must not make undefined code. Not "reassoc": sums keep their order, and so
# are the same bits however a compiler cuts loops up.
kernel = kernel_with({"contract", "nsz", "arcp"})

NEGLIGIBLE = np.float32(1e-3)  # a posterior below this within reach of a whole row adds nothing that shows
TINY = np.float32(1e-12)  # taken for 0: squares of less would be too small for fast arithmetic
AT_ONCE = 8  # pixels of a disc that are added up in registers
RUN = 32  # loops along rows are of so many pixels, or twice as many, so that none is left over


@exact_kernel
def downsample_padded(posteriors, factor, radius, out):
    """Write means over squares of `factor` pixels, and mirrored around them a margin of `radius`.

    posteriors (k, H, W) float32; out (k, h + 2 radius, at least w + 2 radius) float32, h = ceil(H / factor):
    0 beyond the margin, and where there is next to nothing. The last squares may be smaller: their last row
    and column are repeated.
    """
    n, large_height, large_width = posteriors.shape
    height, width = -(-large_height // factor), -(-large_width // factor)
    sums = np.empty(large_width, np.float32)
    for c in range(n):
        plane, target = posteriors[c], out[c]
        for row in range(height):
            inner = target[radius + row, radius : radius + width]
            if factor == 1:
                for x in range(width):
                    inner[x] = plane[row, x]
            else:
                inner[:] = 0
                for i in range(factor):
                    _add_runs(plane[min(row * factor + i, large_height - 1)], factor, sums, inner)
            _flush_tiny(inner, np.float32(1) / np.float32(factor * factor))
            line = target[radius + row]
            for x in range(radius):
                line[x] = inner[mirrored(x - radius, width)]
                line[radius + width + x] = inner[mirrored(width + x, width)]
            line[2 * radius + width :] = 0
        for y in range(radius):
            target[y] = target[radius + mirrored(y - radius, height)]
            target[radius + height + y] = target[radius + mirrored(height + y, height)]


@exact_kernel
def _add_runs(source, factor, sums, out):
    """Add to each of out (w,) the sum of `factor` values of source (W,), the last of which is repeated."""
    whole = len(source) // factor
    sums[:whole] = 0
    for j in range(factor):
        every = source[j::factor]
        for x in range(whole):
            sums[x] += every[x]
    for x in range(whole):
        out[x] += sums[x]
    if whole < len(out):
        total = np.float32(0)
        for j in range(factor):
            total += source[min(whole * factor + j, len(source) - 1)]
        out[whole] += total


@exact_kernel
def _flush_tiny(row, share):
    for x in range(len(row)):
        value = row[x] * share
        row[x] = value if value > TINY else np.float32(0)


@kernel
def half_disc_contrast(padded, places, weights, begin, end, out):
    """Write the contrast across the diameter of a disc, at every orientation, for rows begin to end.

    padded (k, h + 2r, W + 2r) float32, W a multiple of RUN and at least w; places (2 o, m, 2) int: row and
    column, from the disc's corner, of the m pixels in each wedge, m a multiple of AT_ONCE; weights (2 o, m)
    float32: share of a pixel in a wedge over that of half the disc; out (o, h, w) float32: square root of
    half the chi-squared distance between the means of both halves, o orientations, there being 2 o wedges.
    Values of `padded` lie between 0 and 1.
    """
    n_channels = padded.shape[0]
    n_orientations, height, width = out.shape
    reach = padded.shape[1] - height
    wedges = np.empty((2 * n_orientations, padded.shape[2] - reach), np.float32)
    sums = np.empty((n_orientations, wedges.shape[1]), np.float32)
    left = np.empty(wedges.shape[1], np.float32)
    right = np.empty(wedges.shape[1], np.float32)
    relevant = np.empty((n_channels, padded.shape[1]), np.bool_)
    for c in range(n_channels):
        for y in range(begin, end + reach):
            relevant[c, y] = _is_relevant(padded[c, y])
    for y in range(begin, end):
        sums[:] = 0
        for c in range(n_channels):
            if relevant[c, y : y + reach + 1].any():
                _gather(padded[c], y, places, weights, wedges)
                _add_contrasts(wedges, left, right, sums)
        for o in range(n_orientations):
            for x in range(width):
                out[o, y, x] = np.sqrt(max(sums[o, x], np.float32(0)))


@kernel
def _is_relevant(row):
    count = 0
    for x in range(len(row)):
        count += row[x] >= NEGLIGIBLE
    return count > 0


@kernel
def _gather(plane, y, places, weights, wedges):
    """Write the weighted sum of every wedge (2 o, W) around the pixels of row y."""
    width = wedges.shape[1]
    for wedge in range(wedges.shape[0]):
        target = wedges[wedge]
        for m in range(0, weights.shape[1], AT_ONCE):
            s = places[wedge, m : m + AT_ONCE]
            w = weights[wedge, m : m + AT_ONCE]
            s0, w0 = plane[y + s[0, 0], s[0, 1] : s[0, 1] + width], w[0]
            s1, w1 = plane[y + s[1, 0], s[1, 1] : s[1, 1] + width], w[1]
            s2, w2 = plane[y + s[2, 0], s[2, 1] : s[2, 1] + width], w[2]
            s3, w3 = plane[y + s[3, 0], s[3, 1] : s[3, 1] + width], w[3]
            s4, w4 = plane[y + s[4, 0], s[4, 1] : s[4, 1] + width], w[4]
            s5, w5 = plane[y + s[5, 0], s[5, 1] : s[5, 1] + width], w[5]
            s6, w6 = plane[y + s[6, 0], s[6, 1] : s[6, 1] + width], w[6]
            s7, w7 = plane[y + s[7, 0], s[7, 1] : s[7, 1] + width], w[7]
            if m == 0:
                target[:] = 0
            for x in range(width):
                total = target[x] + w0 * s0[x]
                total += w1 * s1[x]
                total += w2 * s2[x]
                total += w3 * s3[x]
                total += w4 * s4[x]
                total += w5 * s5[x]
                total += w6 * s6[x]
                total += w7 * s7[x]
                target[x] = total


@kernel
def _add_contrasts(wedges, left, right, out):
    """Add half the chi-squared term of one channel to out (o, W), for halves made of o wedges each."""
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
    starts = np.empty((height, out.shape[2]), np.float32)  # of each row, at the centre before every pixel
    steps = np.empty((height, out.shape[2]), np.float32)  # from there to the centre after it
    lefts = np.empty(out.shape[2], np.int64)
    across = np.empty(out.shape[2], np.float32)
    for x in range(out.shape[2]):
        place = min(max((x + 0.5) / factor - 0.5, 0.0), width - 1.0)
        lefts[x] = int(place)
        across[x] = np.float32(place - int(place))
    for c in range(n):
        for y in range(height):
            for x in range(out.shape[2]):
                left = lefts[x]
                starts[y, x] = planes[c, y, left]
                steps[y, x] = planes[c, y, min(left + 1, width - 1)] - planes[c, y, left]
        for y in range(out.shape[1]):
            place = min(max((y + 0.5) / factor - 0.5, 0.0), height - 1.0)
            top = int(place)
            bottom = min(top + 1, height - 1)
            _between(starts[top], steps[top], starts[bottom], steps[bottom], across, place - top, out[c, y])


@kernel
def _between(start, step, start_below, step_below, across, down, out):
    share = np.float32(down)
    for x in range(len(out)):
        above = start[x] + across[x] * step[x]
        change = (start_below[x] - above) + across[x] * step_below[x]
        out[x] = above + share * change


@exact_kernel
def strongest(contrasts, coarse_weight, several, begin, end, out):
    """Write the strength of the strongest orientation to rows begin to end of out (h, w) float32.

    contrasts (p, o, h, w) float32, the first of which weighs `coarse_weight` and the others a share each of
    one over all radii, 1 / `several`; both float32, as is the sum of weights that strength is divided by.
    """
    n_parts, n_orientations, _, width = contrasts.shape
    total = np.empty(width, np.float32)
    whole = np.float32(n_parts - 1) / several + coarse_weight
    for y in range(begin, end):
        best = out[y]
        best[:] = 0
        for o in range(n_orientations):
            first = contrasts[0, o, y]
            for x in range(width):
                total[x] = coarse_weight * first[x]
            for p in range(1, n_parts):
                part = contrasts[p, o, y]
                for x in range(width):
                    total[x] += part[x] / several
            for x in range(width):
                best[x] = max(best[x], total[x])
        for x in range(width):
            best[x] /= whole
