"""Compiled inner loops of object mode: distances, maps of evidence, their weighted sum."""

import numpy as np

from gmmseg.mixture.kernels_cache import kernel, part

N_CLICK_MAPS = 44
CLIMB = 1.5  # units of Lab that make a way longer by a pixel
FAR = np.float32(1e9)


@kernel
def climbs(picture, out):
    """Write the length of the step to the east, south, south-east and south-west into `out` (4, h, w).

    picture (h, w, 3) float32 in Lab; a step is as long as the pixels are apart, and longer across edges.
    """
    height, width, _ = picture.shape
    for way in range(4):
        down = 1 if way > 0 else 0
        right = (1, 0, 1, -1)[way]
        straight = np.float32(1) if way < 2 else np.float32(np.sqrt(2.0))
        for y in range(height):
            for x in range(width):
                row, column = y + down, x + right
                if row >= height or column < 0 or column >= width:
                    out[way, y, x] = FAR
                    continue
                squared = np.float32(0)
                for c in range(3):
                    difference = picture[y, x, c] - picture[row, column, c]
                    squared += difference * difference
                out[way, y, x] = straight + np.float32(CLIMB) * np.sqrt(squared)


@kernel
def spread(steps, distances):  # noqa: C901 - eight neighbours, each with its edge of the picture
    """Let `distances` (h, w) float32 run the cheapest way over `steps` (4, h, w): once down, once up."""
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
def edge_distances(mask, out):  # noqa: C901, PLR0912 - eight neighbours, each with its edge of the picture
    """Write each pixel's distance to the nearest pixel of the other class, positive in `mask`, into `out`.

    mask (h, w) bool, out (h, w) float32 in pixels, by steps to eight neighbours.
    """
    height, width = mask.shape
    diagonal = np.float32(np.sqrt(2.0))
    for y in range(height):
        for x in range(width):
            own = mask[y, x]
            least = np.float32(FAR)
            for row in range(max(0, y - 1), min(height, y + 2)):
                for column in range(max(0, x - 1), min(width, x + 2)):
                    if mask[row, column] != own:
                        beside = row == y or column == x
                        least = min(least, np.float32(1) if beside else diagonal)
            out[y, x] = least
    for sweep in range(2):
        back = 1 if sweep == 0 else -1
        for i in range(height):
            y = i if sweep == 0 else height - 1 - i
            for j in range(width):
                x = j if sweep == 0 else width - 1 - j
                nearest = out[y, x]
                own = mask[y, x]
                if 0 <= x - back < width and mask[y, x - back] == own:
                    nearest = min(nearest, out[y, x - back] + 1)
                if 0 <= y - back < height:
                    for shift in range(-1, 2):
                        column = x + shift
                        if 0 <= column < width and mask[y - back, column] == own:
                            straight = np.float32(1) if shift == 0 else diagonal
                            nearest = min(nearest, out[y - back, column] + straight)
                out[y, x] = nearest
    for y in range(height):
        for x in range(width):
            if not mask[y, x]:
                out[y, x] = -out[y, x]


@kernel
def approach(picture, y, x, distances, likeness):
    """Lower `distances` (h, w) to those from a pixel, and `likeness` (h, w) to the colour distance from it.

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
            likeness[row, column] = min(likeness[row, column], np.sqrt(squared))


@part
def _fading(distance, reach):
    return np.exp(-distance / np.float32(reach))


@part
def _click_maps(y, x, maps, ratios, picture, before, click, out):
    """Write the first maps of one pixel into `out` (N_CLICK_MAPS,); see `click_evidence`."""
    height, width = before.shape
    unit, sign, rho = click[2], click[3], click[4]
    dp, dn, db, dl = maps[0, y, x] / unit, maps[1, y, x] / unit, maps[2, y, x] / unit, maps[3, y, x] / unit
    ep, en = maps[4, y, x] / unit, maps[5, y, x] / unit
    qp, qn, edge = maps[6, y, x], maps[7, y, x], maps[8, y, x]
    eb = np.float32(min(x, width - 1 - x, y, height - 1 - y) + 1) / unit
    row, column = np.int64(click[0]), np.int64(click[1])
    squared = np.float32(0)
    for c in range(3):
        difference = picture[y, x, c] - picture[row, column, c]
        squared += difference * difference
    cs = np.exp(-squared / np.float32(288))
    away = np.sqrt(np.float32((row - y) * (row - y) + (column - x) * (column - x)))
    er = np.exp(-away / max(rho, np.float32(3)))
    near = _fading(dl, 60)
    ratio = ratios[y, x]
    pv = before[y, x] * click[5]
    dnb, enb = min(dn, db + 40), min(en, eb + 20)
    out[0] = 1
    out[1] = ratio
    out[2] = (dnb - dp) / (dnb + dp + 1)
    out[3] = (enb - ep) / (enb + ep + 1)
    out[4] = _fading(dp, 50)
    out[5] = _fading(dn, 50)
    out[6] = (qn - qp) / (qn + qp + 5)
    out[7] = pv
    out[8] = pv * near
    out[9] = min(max(edge, np.float32(-20)), np.float32(20)) / 20 * click[5]
    out[10] = sign * near
    out[11] = sign * _fading(dl, 20)
    out[12] = sign * cs
    out[13] = sign * cs * near
    out[14] = sign * er
    out[15] = sign * cs * er
    out[16] = ratio * near
    out[17] = _fading(dp, 150)


@part
def _kin_maps(y, x, maps, ratios, picture, before, click, regions, kin, out):
    """Write the other maps of one pixel into `out` (N_CLICK_MAPS,); see `click_evidence`."""
    height, width = before.shape
    unit, sign, rho, seen = click[2], click[3], max(click[4], np.float32(3)), click[5]
    region = regions[y, x]
    inside, outside, last, size = kin[0, region], kin[1, region], kin[2, region], kin[3, region]
    ratio, odds, pv, edge = ratios[y, x], kin[6, region], out[7], out[9]
    eb = np.float32(min(x, width - 1 - x, y, height - 1 - y) + 1) / unit
    row, column = np.int64(click[0]), np.int64(click[1])
    squared = np.float32(0)
    for c in range(3):
        difference = picture[y, x, c] - picture[row, column, c]
        squared += difference * difference
    likely = np.exp(-squared / np.float32(1250))
    away = np.sqrt(np.float32((row - y) * (row - y) + (column - x) * (column - x)))
    er, near = np.exp(-away / rho), _fading(maps[3, y, x] / unit, 60)
    wrong = sign if pv * sign < 0 or seen == 0 else np.float32(0)  # where the click means to change the mask
    out[18] = inside
    out[19] = outside
    out[20] = (inside - outside) / (inside + outside + np.float32(0.1))
    out[21] = sign * last
    out[22] = sign * last * last
    out[23] = sign * last * er
    out[24] = sign * size
    out[25] = sign * last * near
    out[26] = kin[4, region]
    out[27] = kin[5, region] * seen
    out[28] = odds
    out[29] = odds * near
    out[30] = sign * likely
    out[31] = ratio * er
    out[32] = pv * er
    out[33] = edge * er
    out[34] = pv * last
    out[35] = sign * np.exp(-(away / rho) * (away / rho) / 2)
    out[36] = sign * np.exp(-away / (3 * rho))
    out[37] = _fading(eb, 20)
    out[38] = sign * likely * er
    out[39] = wrong * er
    out[40] = wrong * near
    out[41] = wrong * np.exp(-squared / np.float32(288))
    out[42] = wrong * last
    out[43] = pv * edge * edge


@kernel
def click_evidence(maps, ratios, picture, before, click, regions, kin, theta, out):
    """Write the evidence after a click into `out` (h, w) float32: the maps of each pixel times `theta`.

    maps (9, h, w) float32: distances along the picture to clicks inside, clicks outside, the border and the
    last click; straight distances to clicks inside and outside; colour distances to them; distance to the
    mask's edge, positive inside. ratios (h, w): log odds of the colours. picture (h, w, 3) in Lab.
    before (h, w) float32: 1 in the mask before the click, -1 elsewhere. click (6,) float32: row, column,
    unit of distances, 1 inside or -1 outside, distance to the edge of the error, 1 or 0 where there is no
    mask yet. regions (h, w): number of each pixel's region. kin (7, n) float32, of each region: how near of
    kin it is to clicks inside, clicks outside and the last click, log size of the smallest that joins it to
    the last click, mean of ratios and of before, log odds. theta (N_CLICK_MAPS,) float32.
    """
    height, width = out.shape
    row = np.empty(N_CLICK_MAPS, np.float32)
    for y in range(height):
        for x in range(width):
            _click_maps(y, x, maps, ratios, picture, before, click, row)
            _kin_maps(y, x, maps, ratios, picture, before, click, regions, kin, row)
            total = np.float32(0)
            for i in range(N_CLICK_MAPS):
                total += theta[i] * row[i]
            out[y, x] = total


@kernel
def click_samples(maps, ratios, picture, before, click, regions, kin, places, out):
    """Write the maps of the pixels `places` (n, 2) into `out` (n, N_CLICK_MAPS); see `click_evidence`."""
    for i in range(len(places)):
        y, x = places[i, 0], places[i, 1]
        _click_maps(y, x, maps, ratios, picture, before, click, out[i])
        _kin_maps(y, x, maps, ratios, picture, before, click, regions, kin, out[i])


@kernel
def lookup(values, index, out):
    """Write values (n,) at index (h, w) into `out` (h, w) float32."""
    height, width = index.shape
    for y in range(height):
        for x in range(width):
            out[y, x] = values[index[y, x]]


@kernel
def cells(picture, size, index, sums, counts):
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
def gather(index, weights, out):
    """Add weights (h, w) float32 to `out` (n,) float64 by index (h, w)."""
    height, width = index.shape
    for y in range(height):
        for x in range(width):
            out[index[y, x]] += weights[y, x]
