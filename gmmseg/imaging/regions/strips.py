"""Strips of its surroundings that a region takes along, as the ground between coins of one row.

Where things lie close together, the boundary strength closes the gaps between them, and the hierarchy merges
a strip of the ground with the things on both sides of it. Colour knows better: the strip goes on in the
region next door, and differs from what it was merged with.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.regions.hierarchy import RegionTree

Floats = NDArray[np.float64]

# Chosen on the coins here and on the drawn kinds for development; others confirm (docs/benchmarks.md).
LIKE = 0.3  # times as different as from the rest of its region is a strip from what it goes on in
TOUCHING = 0.1  # share of its outline along which it must do so
LARGEST = 0.4  # share of a region that is given away at most


def without_strips(tree: RegionTree, owners: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the region of each finest region, strips counted to the region that they go on in, (n,).

    Parameters
    ----------
    tree : RegionTree
        The hierarchy.
    owners : ndarray of shape (n,)
        The region of each finest region, as `RegionTree.owners` has it: every region is a node of the tree.

    Returns
    -------
    ndarray
        The same object where there is no strip.
    """
    if not len(tree.pairs):
        return owners
    nodes = _Nodes.of(tree, owners)
    found = nodes.strips(tree)
    if not found:
        return owners
    out, lost = owners.copy(), np.zeros(len(nodes.region_sizes))
    for node, other in found:
        leaves = nodes.leaves(node)
        own = owners[leaves[0]]
        size = nodes.sizes[node]
        if (out[leaves] == own).all() and lost[own] + size <= LARGEST * nodes.region_sizes[own]:
            out[leaves] = other
            lost[own] += size
    return out


@dataclass(frozen=True, eq=False)
class _Nodes:
    """Nodes of a tree as runs of its finest regions, put in such an order that those of a node are one run.

    Attributes
    ----------
    order : ndarray of shape (n,)
        The finest regions in this order.
    first, ends : ndarray of shape (n_nodes,)
        Where the run of each node begins and ends.
    sizes : ndarray of shape (n_nodes,)
        Pixels.
    colours : ndarray of shape (n_nodes, 3)
        Mean colours.
    owners : ndarray of shape (n,)
        The region of each finest region.
    region_sizes : ndarray of shape (n_regions,)
        Pixels.
    """

    order: NDArray[np.intp]
    first: NDArray[np.intp]
    ends: NDArray[np.intp]
    sizes: Floats
    colours: Floats
    owners: NDArray[np.intp]
    region_sizes: Floats

    @classmethod
    def of(cls, tree: RegionTree, owners: NDArray[np.intp]) -> "_Nodes":
        n, (begins, ends) = tree.n_finest, tree.runs()
        order = np.empty(n, np.intp)
        order[begins[:n]] = np.arange(n)
        finest = np.bincount(tree.base.reshape(-1), minlength=n).astype(np.float64)
        added = np.zeros((n + 1, 4))
        added[1:, 0] = finest[order].cumsum()
        added[1:, 1:] = (finest[:, None] * tree.mean_colours)[order].cumsum(axis=0)
        sums = added[ends] - added[begins]
        sizes = np.maximum(sums[:, 0], 1.0)
        of_regions = np.bincount(owners, finest).astype(np.float64, copy=False)
        return cls(order, begins, ends, sizes, sums[:, 1:] / sizes[:, None], owners, of_regions)

    def leaves(self, node: int) -> NDArray[np.intp]:
        """Return the finest regions of a node."""
        return self.order[self.first[node] : self.ends[node]]

    def strips(self, tree: RegionTree) -> list[tuple[int, int]]:
        """Return nodes that go on in another region and those regions, the largest nodes first."""
        codes, sums = self._outlines(tree)
        n_regions = len(self.region_sizes)
        nodes, regions = np.divmod(codes, n_regions)
        own = self.owners[self.order[self.first[nodes]]]
        which = np.unique(nodes, return_inverse=True)[1]
        outline = np.bincount(which, sums[:, 0])[which]
        here = np.searchsorted(codes, nodes * n_regions + own)  # its outline within its own region
        inside = np.minimum(here, len(codes) - 1)
        has_inside = codes[inside] == nodes * n_regions + own
        means = sums[:, 1:] / sums[:, :1]
        away = np.linalg.norm(means[:, 1:] - self.colours[nodes], axis=1)
        is_strip = (
            (regions != own)
            & has_inside
            & (sums[:, 0] >= TOUCHING * outline)
            & (self.region_sizes[regions] >= self.sizes[nodes])
            & (means[:, 0] < means[inside, 0])
            & (away < LIKE * away[inside])
        )
        found = np.nonzero(is_strip)[0]
        ranked = found[np.lexsort([means[found, 0], nodes[found], -self.sizes[nodes[found]]])]
        best = dict(zip(nodes[ranked][::-1].tolist(), regions[ranked][::-1].tolist(), strict=True))
        return list(best.items())[::-1]

    def _outlines(self, tree: RegionTree) -> tuple[NDArray[np.int64], Floats]:
        """Return the outlines of all nodes that are small in their region, by the regions beyond them.

        Returned are node * n_regions + region, sorted (m,), and for each the length of the outline, its
        summed strength and the summed colours of the finest regions beyond it, (m, 5).
        """
        inner = np.concatenate([tree.pairs[:, 0], tree.pairs[:, 1]])
        outer = np.concatenate([tree.pairs[:, 1], tree.pairs[:, 0]])
        lengths = np.tile(tree.lengths, 2)
        values = np.column_stack(
            [lengths, np.tile(tree.strengths, 2), lengths[:, None] * tree.mean_colours[outer]]
        )
        beyond, place = self.owners[outer], self.first[outer]
        most = LARGEST * self.region_sizes[self.owners[inner]]
        codes, rows = [], []
        node, row = inner, np.arange(len(inner))
        while len(row):
            is_small = self.sizes[node] <= most[row]
            node, row = node[is_small], row[is_small]
            codes.append(node * len(self.region_sizes) + beyond[row])
            rows.append(row)
            node = tree.parents[node]
            is_outline = (node >= 0) & ((place[row] < self.first[node]) | (place[row] >= self.ends[node]))
            node, row = node[is_outline], row[is_outline]
        found, which = np.unique(np.concatenate(codes), return_inverse=True)
        added = values[np.concatenate(rows)]
        return found, np.stack([np.bincount(which, each, len(found)) for each in added.T], axis=1)
