"""Compiled loop that sums all evidence maps of a click at once, without writing any of them.

`feature_map_kernels` defines the maps and writes them one by one. Here their weighted sum is ordered by
common terms, so that a pixel costs six exponentials, and written without a branch, so that compilers
vectorise the loop over a row.
"""

import numpy as np

from gmmseg.jit_kernels import kernel, part

N_EXPONENTIALS = 6  # rows of exponentials of distances
# What fades further is nothing; products of three such are still far from the denormal numbers, on which
# processors are many times slower.
LEAST = np.float32(-20)
LOG2E = np.float32(1.4426950408889634)


@part
def _exp(x):
    """Return e to the power of x for x up to 0, not below that of `LEAST`; relative error 3e-7."""
    t = max(x, LEAST) * LOG2E
    n = np.int32(t - np.float32(0.5))  # towards 0, t being negative: the nearest whole number
    f = t - np.float32(n)
    power = np.int32((n + np.int32(127)) << np.int32(23)).view(np.float32)
    series = np.float32(1.5403530e-4) * f + np.float32(1.3333558e-3)
    series = series * f + np.float32(9.6181291e-3)
    series = series * f + np.float32(5.5504109e-2)
    series = series * f + np.float32(2.4022651e-1)
    series = series * f + np.float32(6.9314718e-1)
    return (series * f + np.float32(1)) * power


@part
def _region_terms(affinity, click, theta, region_term, reach_weight, click_weight, error_weight):
    """Write what is the same at all pixels of a region (n,): alone, times `er`, `near`, and `error`."""
    sign, has_mask = click[3], click[5]
    for i in range(affinity.shape[1]):
        inside, outside, last = affinity[0, i], affinity[1, i], affinity[2, i]
        size, central, depth = affinity[3, i] * np.float32(1 / 7), affinity[7, i], affinity[8, i]
        total = theta[18] * inside + theta[19] * outside
        total += theta[20] * (inside - outside) / (inside + outside + np.float32(0.1))
        total += sign * (theta[21] * last + theta[22] * last * last + theta[24] * affinity[3, i])
        total += (
            theta[26] * affinity[4, i] + theta[27] * affinity[5, i] * has_mask + theta[28] * affinity[6, i]
        )
        total += sign * central * (theta[44] + theta[45] * central + theta[46] * last + theta[47] * size)
        total += sign * (theta[48] * depth + size * (theta[49] * size + theta[50] * last))
        region_term[i] = total
        error_weight[i] = theta[42] * last + central * (theta[51] + theta[52] * central)
        error_weight[i] += theta[53] * size + theta[54] * depth
        reach_weight[i] = sign * theta[23] * last
        click_weight[i] = sign * theta[25] * last + theta[29] * affinity[6, i]


@part
def _edge_and_bell(n, click, at, to_edge, bell):
    """Write of n columns (or rows) the distance to the picture's edge in units, and a Gaussian about `at`."""
    rho = max(click[4], np.float32(3))
    for x in range(n):
        to_edge[x] = np.float32(min(x, n - 1 - x) + 1) / click[2]
        away = (np.float32(x) - at) / rho
        bell[x] = np.exp(max(np.float32(-0.5) * away * away, LEAST))


@kernel
def click_evidence(maps, ratios, picture, before, click, regions, affinity, theta, out):
    """Write the evidence after a click into `out` (h, w) float32: the maps of each pixel times `theta`.

    maps (9, h, w) float32: distances along the picture to clicks inside, clicks outside, the border and the
    last click; straight distances to clicks inside and outside; colour distances to them; distance to the
    mask's edge, positive inside. ratios (h, w): log odds of the colours. picture (h, w, 3) in Lab. before
    (h, w) float32: 1 in the mask before the click, -1 elsewhere. click (6,) float32: row, column, unit of
    distances, 1 inside or -1 outside, distance to the edge of the error, 1 or 0 where there is no mask yet.
    regions (h, w): number of each pixel's region. affinity (9, n) float32, of each region: its affinity to
    clicks inside, clicks outside and the last click, log size of the smallest that joins it to the last
    click, mean of ratios and of before, log odds; how deep the last click is in that smallest, as a share of
    the deepest place there, and log. theta (N_CLICK_MAPS,) float32.
    """
    height, width = out.shape
    n = affinity.shape[1]
    region_term, reach_weight = np.empty(n, np.float32), np.empty(n, np.float32)
    click_weight, error_weight, last = np.empty(n, np.float32), np.empty(n, np.float32), affinity[2]
    _region_terms(affinity, click, theta, region_term, reach_weight, click_weight, error_weight)
    edges, bell = np.empty(width, np.float32), np.empty(width, np.float32)
    edges_down, bell_down = np.empty(height, np.float32), np.empty(height, np.float32)
    _edge_and_bell(width, click, click[1], edges, bell)
    _edge_and_bell(height, click, click[0], edges_down, bell_down)
    colour = picture[np.int64(click[0]), np.int64(click[1])].copy()
    exponentials = np.empty((N_EXPONENTIALS, width), np.float32)
    for y in range(height):
        _exponentials(maps[3, y], np.float32(-1 / 60) / click[2], exponentials[0])
        _exponentials(maps[0, y], np.float32(-1 / 150) / click[2], exponentials[1])
        _exponentials(maps[1, y], np.float32(-1 / 50) / click[2], exponentials[2])
        _click_exponentials(np.float32(y) - click[0], click, exponentials[3])
        _similarities(picture[y], colour, exponentials[4], exponentials[5])
        _evidence_row(
            maps[:, y],
            ratios[y],
            before[y],
            click,
            regions[y],
            (region_term, reach_weight, click_weight, error_weight, last),
            (edges, bell, edges_down[y], bell_down[y]),
            exponentials,
            theta,
            out[y],
        )


@part
def _exponentials(distances, rate, out):
    """Write exp(rate * distances) of one row (w,); these loops are apart so that they become vectors."""
    for x in range(len(out)):
        out[x] = _exp(distances[x] * rate)


@part
def _click_exponentials(rows_away, click, out):
    """Write exp(-d / 3) along one row (w,), d the straight distance to a click `rows_away` rows away."""
    rate = np.float32(-1) / (3 * max(click[4], np.float32(3)))
    for x in range(len(out)):
        right = np.float32(np.int32(x)) - click[1]
        out[x] = _exp(np.sqrt(rows_away * rows_away + right * right) * rate)


@part
def _similarities(picture, colour, near, far):
    """Write the similarity of one row (w, 3) to a colour, narrow and wide, (w,)."""
    for x in range(len(near)):
        first, second, third = picture[x, 0] - colour[0], picture[x, 1] - colour[1], picture[x, 2] - colour[2]
        far[x] = first * first + second * second + third * third
    _exponentials(far, np.float32(-1 / 288), near)
    _exponentials(far, np.float32(-1 / 1250), far)


@part
def _evidence_row(
    maps, ratios, before, click, regions, region_values, column_values, exponentials, theta, out
):
    """Write the evidence of one row (w,) from values by region, values by column and exponentials."""
    region_term, reach_weight, click_weight, error_weight, last_affinity = region_values
    edges, bell, edge_down, bell_down = column_values
    nearer, sign, has_mask = np.float32(1) / click[2], click[3], click[5]
    has_no_mask = has_mask == 0
    for x in range(len(out)):
        region = regions[x]
        dp, dn, db = maps[0, x] * nearer, maps[1, x] * nearer, maps[2, x] * nearer
        ep, en, qp, qn = maps[4, x] * nearer, maps[5, x] * nearer, maps[6, x], maps[7, x]
        near, wide, other, er3, cs, similar = (
            exponentials[0, x],
            exponentials[1, x],
            exponentials[2, x],
            exponentials[3, x],
            exponentials[4, x],
            exponentials[5, x],
        )
        er = er3 * er3 * er3
        eb = min(edges[x], edge_down)
        dnb, enb = min(dn, db + 40), min(en, eb + 20)
        ratio, pv, last = ratios[x], before[x] * has_mask, last_affinity[region]
        edge = min(max(maps[8, x], np.float32(-20)), np.float32(20)) * np.float32(0.05) * has_mask
        error = sign if has_no_mask or pv * sign < 0 else np.float32(0)
        total = theta[0] + region_term[region]
        total += ratio * (theta[1] + theta[16] * near + theta[31] * er)
        total += theta[2] * (dnb - dp) / (dnb + dp + 1) + theta[3] * (enb - ep) / (enb + ep + 1)
        total += wide * (theta[17] + theta[4] * wide * wide) + theta[5] * other
        total += theta[6] * (qn - qp) / (qn + qp + 5)
        total += pv * (
            theta[7] + theta[8] * near + theta[32] * er + theta[34] * last + theta[43] * edge * edge
        )
        total += edge * (theta[9] + theta[33] * er)
        total += sign * near * (theta[10] + theta[11] * near * near + theta[13] * cs)
        total += sign * (theta[12] * cs + er * (theta[14] + theta[15] * cs + theta[38] * similar))
        total += sign * (theta[30] * similar + theta[35] * bell[x] * bell_down + theta[36] * er3)
        total += (
            er * reach_weight[region] + near * click_weight[region] + theta[37] * _exp(eb * np.float32(-0.05))
        )
        out[x] = total + error * (theta[39] * er + theta[40] * near + theta[41] * cs + error_weight[region])
