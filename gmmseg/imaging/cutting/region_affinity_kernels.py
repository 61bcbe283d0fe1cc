"""Compiled loops on the hierarchy of regions: at which level two regions are one."""

import numpy as np

from gmmseg.jit_kernels import kernel, part

OUTSIDE_PENALTY = 3.0  # what a share of a region outside a box takes from its fit


@kernel
def join_levels(parents, levels, shares, region, out_levels, out_shares):
    """Write the level at which each finest region joins a given one, and the share of their first joint node.

    parents (m,) int64, a node's parent comes after it, -1 for none; levels, shares (m,): of every node;
    region: number of a finest one; out_levels, out_shares (n,): written, n the number of the finest. Regions
    that never join have the level 1e3 and the share 1.
    """
    m, n = len(parents), len(out_levels)
    is_ancestor = np.zeros(m, np.bool_)
    node = region
    while node >= 0:
        is_ancestor[node] = True
        node = parents[node]
    joint = np.full(m, -1, np.int64)
    for node in range(m - 1, -1, -1):
        if is_ancestor[node]:
            joint[node] = node
        elif parents[node] >= 0:
            joint[node] = joint[parents[node]]
    for i in range(n):
        if joint[i] < 0:
            out_levels[i], out_shares[i] = 1e3, 1.0
        else:
            out_levels[i] = levels[joint[i]] if joint[i] >= n else 0.0
            out_shares[i] = shares[joint[i]]


@kernel
def add_to_ancestors(parents, values):
    """Add the values of nodes (m,) to those of their parents; a node's parent comes after it."""
    for node in range(len(parents)):
        if parents[node] >= 0:
            values[parents[node]] += values[node]


@kernel
def mixed_levels(parents, levels, areas, outside, shares, out):
    """Write the level at which each finest region becomes part of one that lies outside, by a share or more.

    parents, levels, areas, outside (m,): of every node, the last two the sizes of it and of its part outside;
    shares (s,); out (s, n): written, n the number of the finest. 0 where the finest does itself, 1e3 never.
    """
    for i in range(out.shape[1]):
        for s in range(len(shares)):
            node = i
            while node >= 0 and outside[node] < shares[s] * areas[node]:
                node = parents[node]
            out[s, i] = 1e3 if node < 0 else (0.0 if node == i else levels[node])


@kernel
def shares_at_levels(parents, levels, areas, outside, cuts, out):
    """Write how much of the region that each finest one is part of, at given levels, is outside and inside.

    See `mixed_levels`; cuts (c,): levels; out (2 c, n): written, for each level the share outside and the
    log of the size inside.
    """
    for i in range(out.shape[1]):
        for c in range(len(cuts)):
            node = i
            while parents[node] >= 0 and levels[parents[node]] < cuts[c]:
                node = parents[node]
            out[2 * c, i] = outside[node] / areas[node]
            out[2 * c + 1, i] = np.log(areas[node] - outside[node] + 1e-3)


@part
def _extents(index, inside, parents, extents):
    """Write the first and last row and column in `inside` of every node into `extents` (m, 4)."""
    height, width = index.shape
    extents[:, :2] = max(height, width)
    extents[:, 2:] = -1
    for y in range(height):
        for x in range(width):
            if inside[y, x]:
                own = extents[index[y, x]]
                own[0], own[1] = min(own[0], y), min(own[1], x)
                own[2], own[3] = max(own[2], y), max(own[3], x)
    for node in range(len(parents)):
        if parents[node] >= 0:
            own, above = extents[node], extents[parents[node]]
            above[0], above[1] = min(own[0], above[0]), min(own[1], above[1])
            above[2], above[3] = max(own[2], above[2]), max(own[3], above[3])


@kernel
def best_box_fits(index, inside, parents, areas, outside, out):
    """Write how well the best region above each node, or itself, fits a box, 0 to 1.

    index (h, w): finest region of every pixel; inside (h, w) bool: the box; parents, areas, outside (m,): as
    in `mixed_levels`; out (m,): written, the share of the box that the bounding box of a region's part inside
    takes, less where the region leaves the box.
    """
    m = len(parents)
    extents = np.empty((m, 4), np.int64)
    _extents(index, inside, parents, extents)
    area = inside.sum()
    for node in range(m - 1, -1, -1):
        top, left, bottom, right = extents[node]
        taken = max(bottom - top + 1, 0) * max(right - left + 1, 0) / area
        out[node] = taken * max(0.0, 1 - OUTSIDE_PENALTY * outside[node] / max(areas[node], 1.0))
        if parents[node] >= 0:
            out[node] = max(out[node], out[parents[node]])
