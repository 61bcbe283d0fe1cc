"""Compiled inner loops on the tree of regions: which of them are nearly one."""

import numpy as np

from gmmseg.mixture.kernels_cache import kernel


@kernel
def from_one(parents, levels, shares, region, out_levels, out_shares):
    """Write the level at which each finest region joins a given one, and the share of their first joint node.

    parents (m,) int64, a node's parent comes after it, -1 for none; levels, shares (m,): of every node;
    region: number of a finest one; out_levels, out_shares (n,): written, n the number of the finest. Regions
    that never join have the level 1e3 and the share 1.
    """
    m, n = len(parents), len(out_levels)
    lineage = np.zeros(m, np.bool_)
    node = region
    while node >= 0:
        lineage[node] = True
        node = parents[node]
    joint = np.full(m, -1, np.int64)
    for node in range(m - 1, -1, -1):
        if lineage[node]:
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
def upwards(parents, values):
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
def at_levels(parents, levels, areas, outside, cuts, out):
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
