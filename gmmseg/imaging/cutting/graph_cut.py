"""Exact binary graph cut: the mask of least energy, evidence plus contrast-sensitive boundary length.

Greig, Porteous and Seheult (1989), "Exact maximum a posteriori estimation for binary images", J. R.
Statist. Soc. B 51(2), 271-279. Boykov and Jolly (2001), "Interactive graph cuts for optimal boundary and
region segmentation of objects in N-D images", ICCV, 105-112. Maximum flow: Boykov and Kolmogorov (2004),
IEEE TPAMI 26(9), 1124-1137.

Among all masks, `minimum_cut` returns one of least energy: the evidence against each pixel's class plus
the links between neighbours of different classes. Numbers are kept in steps of 1 / `STEPS`, in which the
result is exact.
"""

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Links = NDArray[np.int32]
Floats32 = NDArray[np.float32]

STEPS = 256
LARGEST = 2.0**20  # evidence beyond this is certainty


def contrast_links(picture: Floats32, strength: float) -> Links:
    """Return how strongly neighbours hold together: less where their colours differ.

    Parameters
    ----------
    picture : ndarray of shape (height, width, n_channels)
        Colours in which distance means difference, such as Lab.
    strength : float
        Of the link between equal neighbours, in the unit of the evidence (nats); 0 to 4096.

    Returns
    -------
    ndarray of shape (4, height, width), int32
        In steps of 1 / `STEPS`: the link to the neighbour in the east, south, south-east and south-west.
        It is strength × exp(−d² / 2m) over the distance of both pixels (1 or √2), where d² is their
        squared difference and m its mean over the picture.
    """
    from gmmseg.imaging.cutting import graph_cut_kernels as kernels

    squares = np.empty((4, *picture.shape[:2]), np.float32)
    mean = kernels.squared_differences(np.ascontiguousarray(picture, np.float32), squares)
    links = np.empty(squares.shape, np.int32)
    kernels.link_capacities(squares, np.float32(0.5 / max(mean, 1e-6)), np.float32(strength * STEPS), links)
    return links


class CutGraph:
    """The links between pixels of a picture, cut for one evidence after another.

    Each cut begins with the flow that the one before it left, after Kohli and Torr (2007), "Dynamic graph
    cuts for efficient inference in Markov random fields", IEEE TPAMI 29(12), 2079-2088: evidence that changes
    little costs little. The mask does not depend on what was cut before. For one thread at a time.

    Parameters
    ----------
    links : ndarray of shape (4, height, width), int32
        As `contrast_links` returns them; none negative.
    within : ndarray of shape (height, width), bool, optional
        Pixels that may change; by default all.
    start : ndarray of shape (height, width), bool, optional
        The class of the others, by default not in the mask.
    """

    def __init__(self, links: Links, *, within: Mask | None = None, start: Mask | None = None) -> None:
        from gmmseg.imaging.cutting import graph_cut_kernels as kernels

        shape = links.shape[1:]
        inside = np.ones(shape, bool) if within is None else within
        self._outside = np.zeros(shape, bool) if start is None else start.copy()
        n = int(np.count_nonzero(inside))
        numbers, self._places = np.empty(shape, np.int32), np.empty(n, np.int64)
        kernels.number_pixels(inside, numbers, self._places)
        self._terminals, self._evidence = np.zeros(n, np.int32), np.zeros(n, np.int32)
        self._capacities, self._neighbours = np.empty((n + 1, 8), np.int32), np.empty((n + 1, 8), np.int32)
        self._capacities[n], self._neighbours[n] = 0, n
        kernels.build_graph(
            numbers, self._places, links, self._outside, self._terminals, self._capacities, self._neighbours
        )

    def cut(self, evidence: Floats32) -> Mask:
        """Return the mask of least energy for evidence (height, width): see `minimum_cut`."""
        from gmmseg.imaging.cutting import graph_cut_kernels as kernels

        wanted = _terminals(evidence.reshape(-1)[self._places])
        self._terminals += wanted - self._evidence  # what is left of the capacities, after the flow so far
        self._evidence = wanted
        tree = np.empty(len(wanted) + 1, np.int8)
        kernels.solve(self._terminals, self._capacities, self._neighbours, tree)
        mask = self._outside.copy()
        mask.reshape(-1)[self._places] = tree[:-1] == kernels.SOURCE
        return mask


def minimum_cut(
    evidence: Floats32, links: Links, *, within: Mask | None = None, start: Mask | None = None
) -> Mask:
    """Return the mask of least energy.

    The energy of a mask is the sum of −evidence over its pixels plus the sum of links between neighbours
    of which one is in the mask. Of several masks with least energy it is the smallest.

    Parameters
    ----------
    evidence : ndarray of shape (height, width)
        Log odds for each pixel being in the mask, nats.
    links : ndarray of shape (4, height, width), int32
        As `contrast_links` returns them; none negative.
    within, start : ndarray of shape (height, width), bool, optional
        As `CutGraph` takes them.

    Returns
    -------
    ndarray of shape (height, width), bool
    """
    return CutGraph(links, within=within, start=start).cut(evidence)


def solve(
    evidence: Floats32, capacities: NDArray[np.int32], neighbours: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Return the class of least energy of n pixels that are listed with their links.

    Parameters
    ----------
    evidence : ndarray of shape (n,)
        Log odds for each pixel being in the mask, nats.
    capacities, neighbours : ndarray of shape (n + 1, 8), int32
        As `graph_cut_kernels.solve` takes them; `capacities` is used up.
    """
    from gmmseg.imaging.cutting import graph_cut_kernels as kernels

    tree = np.empty(len(capacities), np.int8)
    kernels.solve(_terminals(evidence), capacities, neighbours, tree)
    found: NDArray[np.bool_] = tree[:-1] == kernels.SOURCE
    return found


def _terminals(evidence: Floats32) -> NDArray[np.int32]:
    return np.rint(np.clip(evidence, -LARGEST, LARGEST) * STEPS).astype(np.int32)
