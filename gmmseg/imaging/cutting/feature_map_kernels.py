"""Compiled loops of object selection: distances, evidence maps, their weighted sum."""

import numpy as np

from gmmseg.jit_kernels import kernel, part

N_CLICK_MAPS = 55
LAB_PER_PIXEL = 1.5  # units of Lab that make a path longer by a pixel
FAR = np.float32(1e9)


@kernel
def step_lengths(picture, out):
    """Write the length of the step to the east, south, south-east and south-west into `out` (4, h, w).

    picture (h, w, 3) float32 in Lab; a step is as long as the pixels are apart, and longer across edges.
    """
    height, width, _ = picture.shape
    for direction in range(4):
        down = 1 if direction > 0 else 0
        right = (1, 0, 1, -1)[direction]
        straight = np.float32(1) if direction < 2 else np.float32(np.sqrt(2.0))
        for y in range(height):
            for x in range(width):
                row, column = y + down, x + right
                if row >= height or column < 0 or column >= width:
                    out[direction, y, x] = FAR
                    continue
                squared = np.float32(0)
                for c in range(3):
                    difference = picture[y, x, c] - picture[row, column, c]
                    squared += difference * difference
                out[direction, y, x] = straight + np.float32(LAB_PER_PIXEL) * np.sqrt(squared)


@kernel
def propagate_distances(steps, distances):  # noqa: C901 - eight neighbours, each with its edge of the picture
    """Propagate `distances` (h, w) float32 over `steps` (4, h, w) by raster scans: one down, one up."""
    height, width = distances.shape
    for y in range(height):
        for x in range(width):
            least = distances[y, x]
            if x > 0:
                least = min(least, distances[y, x - 1] + steps[0, y, x - 1])
            if y > 0:
                least = min(least, distances[y - 1, x] + steps[1, y - 1, x])
                if x > 0:
                    least = min(least, distances[y - 1, x - 1] + steps[2, y - 1, x - 1])
                if x + 1 < width:
                    least = min(least, distances[y - 1, x + 1] + steps[3, y - 1, x + 1])
            distances[y, x] = least
    for y in range(height - 1, -1, -1):
        for x in range(width - 1, -1, -1):
            least = distances[y, x]
            if x + 1 < width:
                least = min(least, distances[y, x + 1] + steps[0, y, x])
            if y + 1 < height:
                least = min(least, distances[y + 1, x] + steps[1, y, x])
                if x + 1 < width:
                    least = min(least, distances[y + 1, x + 1] + steps[2, y, x])
                if x > 0:
                    least = min(least, distances[y + 1, x - 1] + steps[3, y, x])
            distances[y, x] = least


@kernel
def edge_distances(mask, out):
    """Write each pixel's distance to the nearest pixel of the other class, positive in `mask`, into `out`.

    mask (h, w) bool, out (h, w) float32 in pixels, by steps to eight neighbours: once down, once up. The
    shortest way out of a class leads through it, so that each class is computed by itself.
    """
    height, width = mask.shape
    out[:] = FAR
    for y in range(height):
        if y > 0:
            _lower_from_row(mask[y - 1], mask[y], out[y - 1], out[y])
        for x in range(1, width):
            out[y, x] = min(out[y, x], 1 + (out[y, x - 1] if mask[y, x - 1] == mask[y, x] else np.float32(0)))
    for y in range(height - 1, -1, -1):
        if y + 1 < height:
            _lower_from_row(mask[y + 1], mask[y], out[y + 1], out[y])
        for x in range(width - 2, -1, -1):
            out[y, x] = min(out[y, x], 1 + (out[y, x + 1] if mask[y, x + 1] == mask[y, x] else np.float32(0)))
    for y in range(height):
        for x in range(width):
            out[y, x] = out[y, x] if mask[y, x] else -out[y, x]


@part
def _lower_from_row(theirs, own, distances, out):
    """Lower the distances `out` of one row (w,) to those by way of the row beside it."""
    width, diagonal, none = len(own), np.float32(np.sqrt(2.0)), np.float32(0)
    for x in range(width):
        out[x] = min(out[x], 1 + (distances[x] if theirs[x] == own[x] else none))
    for x in range(1, width):
        out[x] = min(out[x], diagonal + (distances[x - 1] if theirs[x - 1] == own[x] else none))
    for x in range(width - 1):
        out[x] = min(out[x], diagonal + (distances[x + 1] if theirs[x + 1] == own[x] else none))


@kernel
def lower_distances(picture, y, x, distances, colour_distances):
    """Lower `distances` and `colour_distances` (h, w) to those from a pixel, where these are smaller.

    picture (h, w, 3) float32 in Lab; distances straight, in pixels.
    """
    height, width, _ = picture.shape
    for row in range(height):
        for column in range(width):
            away = np.sqrt(np.float32((row - y) * (row - y) + (column - x) * (column - x)))
            squared = np.float32(0)
            for c in range(3):
                difference = picture[row, column, c] - picture[y, x, c]
                squared += difference * difference
            distances[row, column] = min(distances[row, column], away)
            colour_distances[row, column] = min(colour_distances[row, column], np.sqrt(squared))


@part
def _exponential(distance, reach):
    return np.exp(-distance / np.float32(reach))


@part
def _from_click(y, x, picture, click):
    """Return the squared difference of colour and the straight distance of a pixel from the last click."""
    row, column = np.int64(click[0]), np.int64(click[1])
    squared = np.float32(0)
    for c in range(3):
        difference = picture[y, x, c] - picture[row, column, c]
        squared += difference * difference
    away = np.sqrt(np.float32((row - y) * (row - y) + (column - x) * (column - x)))
    return squared, away


@part
def _click_maps(y, x, maps, ratios, picture, before, click, out):
    """Write the first maps of one pixel into `out` (N_CLICK_MAPS,); see `evidence_kernels.click_evidence`."""
    height, width = before.shape
    unit, sign, rho = click[2], click[3], click[4]
    dp, dn, db, dl = maps[0, y, x] / unit, maps[1, y, x] / unit, maps[2, y, x] / unit, maps[3, y, x] / unit
    ep, en = maps[4, y, x] / unit, maps[5, y, x] / unit
    qp, qn, edge = maps[6, y, x], maps[7, y, x], maps[8, y, x]
    eb = np.float32(min(x, width - 1 - x, y, height - 1 - y) + 1) / unit
    squared, away = _from_click(y, x, picture, click)
    cs = np.exp(-squared / np.float32(288))
    er = np.exp(-away / max(rho, np.float32(3)))
    near = _exponential(dl, 60)
    ratio = ratios[y, x]
    pv = before[y, x] * click[5]
    dnb, enb = min(dn, db + 40), min(en, eb + 20)
    out[0] = 1
    out[1] = ratio
    out[2] = (dnb - dp) / (dnb + dp + 1)
    out[3] = (enb - ep) / (enb + ep + 1)
    out[4] = _exponential(dp, 50)
    out[5] = _exponential(dn, 50)
    out[6] = (qn - qp) / (qn + qp + 5)
    out[7] = pv
    out[8] = pv * near
    out[9] = min(max(edge, np.float32(-20)), np.float32(20)) / 20 * click[5]
    out[10] = sign * near
    out[11] = sign * _exponential(dl, 20)
    out[12] = sign * cs
    out[13] = sign * cs * near
    out[14] = sign * er
    out[15] = sign * cs * er
    out[16] = ratio * near
    out[17] = _exponential(dp, 150)


@part
def _affinity_maps(y, x, maps, ratios, picture, before, click, regions, affinity, out):
    """Write the other maps of one pixel into `out` (N_CLICK_MAPS,); see `evidence_kernels.click_evidence`."""
    height, width = before.shape
    unit, sign, rho, has_mask = click[2], click[3], max(click[4], np.float32(3)), click[5]
    region = regions[y, x]
    inside, outside, last, size = (
        affinity[0, region],
        affinity[1, region],
        affinity[2, region],
        affinity[3, region],
    )
    ratio, odds, pv, edge = ratios[y, x], affinity[6, region], out[7], out[9]
    eb = np.float32(min(x, width - 1 - x, y, height - 1 - y) + 1) / unit
    squared, away = _from_click(y, x, picture, click)
    similar = np.exp(-squared / np.float32(1250))
    er, near = np.exp(-away / rho), _exponential(maps[3, y, x] / unit, 60)
    error = (
        sign if pv * sign < 0 or has_mask == 0 else np.float32(0)
    )  # where the click means to change the mask
    out[18] = inside
    out[19] = outside
    out[20] = (inside - outside) / (inside + outside + np.float32(0.1))
    out[21] = sign * last
    out[22] = sign * last * last
    out[23] = sign * last * er
    out[24] = sign * size
    out[25] = sign * last * near
    out[26] = affinity[4, region]
    out[27] = affinity[5, region] * has_mask
    out[28] = odds
    out[29] = odds * near
    out[30] = sign * similar
    out[31] = ratio * er
    out[32] = pv * er
    out[33] = edge * er
    out[34] = pv * last
    out[35] = sign * np.exp(-(away / rho) * (away / rho) / 2)
    out[36] = sign * np.exp(-away / (3 * rho))
    out[37] = _exponential(eb, 20)
    out[38] = sign * similar * er
    out[39] = error * er
    out[40] = error * near
    out[41] = error * np.exp(-squared / np.float32(288))
    out[42] = error * last
    out[43] = pv * edge * edge
    _depth_maps(sign, error, affinity[:, region], out)


@part
def _depth_maps(sign, error, affinity, out):
    """Write the maps of how the click lies in the smallest node that joins it and the pixel's region."""
    last, size, central, depth = affinity[2], affinity[3] * np.float32(1 / 7), affinity[7], affinity[8]
    out[44] = sign * central
    out[45] = sign * central * central
    out[46] = sign * central * last
    out[47] = sign * central * size
    out[48] = sign * depth
    out[49] = sign * size * size
    out[50] = sign * size * last
    out[51] = error * central
    out[52] = error * central * central
    out[53] = error * size
    out[54] = error * depth


@kernel
def depths(numbers, index, most, allowed, y, x, out):
    """Return how deep a pixel lies in a part of the picture, and the deepest place of that part, in pixels.

    The part is where numbers (n,) int64 at index (h, w) are up to `most` and allowed (h, w) bool is true.
    Depth is the distance to its edge or the picture's, by steps to eight neighbours; out (h, w) float32 is
    written.
    """
    height, width = out.shape
    deepest, diagonal = np.float32(0), np.float32(np.sqrt(2.0))
    for row in range(height):
        for column in range(width):
            if not allowed[row, column] or numbers[index[row, column]] > most:
                out[row, column] = 0
                continue
            if row == 0 or column == 0 or column + 1 == width:
                out[row, column] = 1
                continue
            least = min(out[row, column - 1], out[row - 1, column]) + 1
            out[row, column] = min(least, min(out[row - 1, column - 1], out[row - 1, column + 1]) + diagonal)
    for row in range(height - 1, -1, -1):
        for column in range(width - 1, -1, -1):
            if out[row, column] == 0:
                continue
            if row + 1 == height or column == 0 or column + 1 == width:
                out[row, column] = 1
            else:
                least = min(out[row, column + 1], out[row + 1, column]) + 1
                least = min(least, min(out[row + 1, column - 1], out[row + 1, column + 1]) + diagonal)
                out[row, column] = min(out[row, column], least)
            deepest = max(deepest, out[row, column])
    return out[y, x], deepest


@kernel
def click_samples(maps, ratios, picture, before, click, regions, affinity, places, out):
    """Write the maps of the pixels `places` (n, 2) into `out` (n, N_CLICK_MAPS); see `evidence_kernels`."""
    for i in range(len(places)):
        y, x = places[i, 0], places[i, 1]
        _click_maps(y, x, maps, ratios, picture, before, click, out[i])
        _affinity_maps(y, x, maps, ratios, picture, before, click, regions, affinity, out[i])


@kernel
def look_up(values, index, out):
    """Write values (n,) at index (h, w) into `out` (h, w) float32."""
    height, width = index.shape
    for y in range(height):
        for x in range(width):
            out[y, x] = values[index[y, x]]


@kernel
def colour_cells(picture, size, index, sums, counts):
    """Sort colours into cubes: write each pixel's number, and sum colours and count pixels by number.

    picture (h, w, 3) float32 in Lab; size of a cube; index (h, w) int32, sums (n, 3), counts (n,) float64
    where n is at least the number of cubes met; they are numbered as they are met. Returns how many.
    """
    height, width, _ = picture.shape
    lowest = np.empty(3, np.float32)
    spans = np.empty(3, np.int64)
    for c in range(3):
        lowest[c] = picture[:, :, c].min()
        spans[c] = np.int64((picture[:, :, c].max() - lowest[c]) / size) + 1
    numbers = np.full(spans[0] * spans[1] * spans[2], -1, np.int32)
    n = 0
    for y in range(height):
        for x in range(width):
            key = np.int64(0)
            for c in range(3):
                key = key * spans[c] + np.int64((picture[y, x, c] - lowest[c]) / size)
            number = numbers[key]
            if number < 0:
                number = n
                numbers[key] = n
                n += 1
            index[y, x] = number
            counts[number] += 1
            for c in range(3):
                sums[number, c] += picture[y, x, c]
    return n


@kernel
def sum_by_index(index, weights, out):
    """Add weights (h, w) float32 to `out` (n,) float64 by index (h, w)."""
    height, width = index.shape
    for y in range(height):
        for x in range(width):
            out[index[y, x]] += weights[y, x]
