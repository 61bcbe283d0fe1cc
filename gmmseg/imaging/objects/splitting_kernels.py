"""Compiled inner loops that divide pieces at their necks."""

import numpy as np

from gmmseg.jit_kernels import exact_kernel as kernel


@kernel
def column_distances(mask, first, last, out):
    """Write how far the nearest pixel outside the mask lies along each column first to last; 0 outside it.

    mask (h, w) bool, out (h, w) int32, pixels. Where a column has none, h + w: farther than any pixel is.
    """
    height, width = mask.shape
    for x in range(first, last):
        out[0, x] = height + width if mask[0, x] else 0
    for y in range(1, height):
        for x in range(first, last):
            out[y, x] = min(out[y - 1, x] + 1, height + width) if mask[y, x] else 0
    for y in range(height - 2, -1, -1):
        for x in range(first, last):
            out[y, x] = min(out[y, x], out[y + 1, x] + 1)


@kernel
def row_distances(columns, first, last, out):
    """Write the Euclidean distance to the nearest pixel outside the mask, in rows first to last.

    columns (h, w) int32 as `column_distances` writes it; out (h, w) float32, pixels. Each row is the lower
    envelope of parabolas. What lies beyond the frame is not outside.
    """
    width = columns.shape[1]
    vertices = np.empty(width, np.int64)
    begins = np.empty(width + 1, np.float64)
    for y in range(first, last):
        n = 0
        vertices[0], begins[0], begins[1] = 0, -np.inf, np.inf
        for x in range(1, width):
            height = float(columns[y, x]) ** 2 + float(x) * x
            while True:
                p = vertices[n]
                crossing = (height - float(columns[y, p]) ** 2 - float(p) * p) / (2.0 * (x - p))
                if crossing > begins[n]:
                    break
                n -= 1
            n += 1
            vertices[n], begins[n], begins[n + 1] = x, crossing, np.inf
        n = 0
        for x in range(width):
            while begins[n + 1] < x:
                n += 1
            p = vertices[n]
            out[y, x] = np.sqrt(float(x - p) ** 2 + float(columns[y, p]) ** 2)


@kernel
def running_means(picture, radius, first, last, out):
    """Write the mean of 2 radius + 1 neighbours along each row first to last; the row's ends go on beyond it.

    picture, out (h, w) float32; sums are in double precision.
    """
    width = picture.shape[1]
    for y in range(first, last):
        total = 0.0
        for x in range(-radius, radius + 1):
            total += picture[y, min(max(x, 0), width - 1)]
        for x in range(width):
            out[y, x] = total / (2 * radius + 1)
            total += float(picture[y, min(x + radius + 1, width - 1)]) - picture[y, max(x - radius, 0)]


@kernel
def steepest_ascent(heights, mask, first, last, out):
    """Write where each pixel of rows first to last climbs: the flat index of its steepest of 8 neighbours.

    heights (h, w) float32, mask (h, w) bool, out (h w,) integers. A pixel that has no higher neighbour, nor
    one as high with a later index, is a peak and its own; -1 outside the mask.
    """
    height, width = heights.shape
    diagonal = np.float32(0.70710678)
    for y in range(first, last):
        for x in range(width):
            here = y * width + x
            if not mask[y, x]:
                out[here] = -1
                continue
            own = heights[y, x]
            best, best_slope = here, np.float32(0)
            for y2 in range(max(y - 1, 0), min(y + 2, height)):
                for x2 in range(max(x - 1, 0), min(x + 2, width)):
                    there = y2 * width + x2
                    if there == here or not mask[y2, x2]:
                        continue
                    slope = heights[y2, x2] - own
                    if slope < 0 or (slope == 0 and there < here):
                        continue
                    if y2 != y and x2 != x:
                        slope *= diagonal
                    if slope > best_slope or best == here:
                        best, best_slope = there, slope
            out[here] = best


@kernel
def basins(climbs, out):
    """Write the basin, from 1 in row order of what reaches it first, of each pixel; return how many.

    climbs (n,) integers as `steepest_ascent` writes it; out (n,) int32, 0 outside.
    """
    n = len(climbs)
    path = np.empty(n, np.int64)
    found = 0
    out[:] = 0
    for first in range(n):
        if climbs[first] < 0 or out[first] > 0:
            continue
        length, here = 0, first
        while out[here] == 0 and climbs[here] != here:
            path[length] = here
            length += 1
            here = climbs[here]
        if out[here] == 0:
            found += 1
            out[here] = found
        for i in range(length):
            out[path[i]] = out[here]
    return found


@kernel
def peaks_and_sizes(basins, heights, peaks, sizes):
    """Write the greatest height in each basin, and how many pixels it has.

    basins (n,) int32, heights (n,) float32; peaks (k + 1,) float64 and sizes (k + 1,) int64, begun with 0.
    """
    for i in range(len(basins)):
        basin = basins[i]
        if basin > 0:
            peaks[basin] = max(peaks[basin], heights[i])
            sizes[basin] += 1


@kernel
def sides(basins, heights, codes, saddles):
    """Write a code and a height per side between two basins, as many as fit; return how many there are.

    basins (h, w) int32, heights (h, w) float32; codes (m,) int64: smaller * 2**31 + larger; saddles (m,)
    float32: the lower height of the two pixels at the side.
    """
    height, width = basins.shape
    n = 0
    for y in range(height):
        for x in range(width):
            a = np.int64(basins[y, x])
            if a == 0:
                continue
            for side in range(2):
                y2, x2 = (y + 1, x) if side == 0 else (y, x + 1)
                if y2 >= height or x2 >= width:
                    continue
                b = np.int64(basins[y2, x2])
                if b in (0, a):
                    continue
                if n < len(codes):
                    codes[n] = min(a, b) * 2**31 + max(a, b)
                    saddles[n] = min(heights[y, x], heights[y2, x2])
                n += 1
    return n


@kernel
def join(peaks, first, second, saddles, share, tolerance, out):
    """Write the group of each basin: two groups join unless the dip between their peaks is deep.

    peaks (k + 1,) float64; first, second (m,) int64 basins that meet, and saddles (m,) float64 between
    them, falling; out (k + 1,) int64, the basin of the group's highest peak. A dip is deep if it is more
    than `share` of the lower peak plus `tolerance`.
    """
    for i in range(len(out)):
        out[i] = i
    for e in range(len(saddles)):
        i, j = first[e], second[e]
        while out[i] != i:
            out[i] = out[out[i]]
            i = out[i]
        while out[j] != j:
            out[j] = out[out[j]]
            j = out[j]
        if i == j:
            continue
        lower = min(peaks[i], peaks[j])
        if lower - saddles[e] <= share * lower + tolerance:
            if peaks[i] < peaks[j]:
                i, j = j, i
            out[j] = i
    for i in range(len(out)):
        j = i
        while out[j] != j:
            j = out[j]
        out[i] = j


@kernel
def labels_around(components, labels, free, small, lowest, highest):
    """Find the labels around each small component of what is labelled 0; one with a pixel not free is large.

    components (h, w) int32, labels (h, w) int32, 0 outside; free (h, w) bool, small (n,) bool; lowest,
    highest (n,) int64, begun with 2**62 and 0: of the labels beside a component.
    """
    height, width = labels.shape
    for y in range(height):
        for x in range(width):
            c = components[y, x]
            if labels[y, x] != 0 or not small[c]:
                continue
            if not free[y, x]:
                small[c] = False
            for side in range(4):
                y2 = y + (side == 0) - (side == 1)
                x2 = x + (side == 2) - (side == 3)
                if 0 <= y2 < height and 0 <= x2 < width and labels[y2, x2] != 0:
                    lowest[c] = min(lowest[c], labels[y2, x2])
                    highest[c] = max(highest[c], labels[y2, x2])


@kernel
def number_in_row_order(groups, names, out):
    """Write numbers from 1 in the order in which groups are met; return how many.

    groups (h, w) int32, 0 outside; names (n + 1,) uint32, begun with 0; out (h, w) uint32.
    """
    found = 0
    for y in range(groups.shape[0]):
        for x in range(groups.shape[1]):
            group = groups[y, x]
            if group > 0 and names[group] == 0:
                found += 1
                names[group] = found
            out[y, x] = names[group] if group > 0 else 0
    return found
