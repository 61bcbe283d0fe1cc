"""Spatial prior: mean field of a contrast-sensitive Potts model; similar neighbours tend to agree.

Zhang, Brady and Smith (2001), "Segmentation of brain MR images through a hidden Markov random field model
and the expectation-maximization algorithm", IEEE Trans. Medical Imaging 20(1), 45-57. Contrast: Boykov
and Jolly (2001), "Interactive graph cuts for optimal boundary and region segmentation of objects in N-D
images", ICCV, 105-112.

Every pixel has a marginal distribution over segments, at first its posterior. A round of mean-field updates
adds its neighbours' messages, which are their marginals weighted by how similar the colours are, to its own
log posterior, and normalises. Information travels one pixel a round, so stripes of rows with as many rows
around them as there are rounds give exactly what the whole picture gives.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROUNDS = 6  # as the kernels have it
TILING = (128, ROUNDS)  # columns of a tile, as the kernels have it, and how far messages come into it
STRIPE = 2**16  # pixels worked on at once, about: small pictures have work for every processor
LARGEST = 2**21  # pixels of a stripe of a wide picture: memory for each thread grows with it
BAND = 2**16  # pixels between two chances to stop

Planes = NDArray[np.float32]


@dataclass(frozen=True)
class Stripe:
    """Rows `begin` to `end` of a picture, and the rows `top` to `bottom` needed to smooth them."""

    begin: int
    end: int
    top: int
    bottom: int

    @property
    def kept(self) -> slice:
        """The wanted rows among the needed ones."""
        return slice(self.begin - self.top, self.end - self.top)


def stripes(height: int, width: int) -> Iterator[Stripe]:
    """Yield stripes that together cover a picture, each with the rows around it that matter."""
    rows = max(4 * ROUNDS, min(16 * ROUNDS, LARGEST // max(width, 1)), STRIPE // max(width, 1))
    for begin in range(0, height, rows):
        end = min(begin + rows, height)
        yield Stripe(begin, end, max(begin - ROUNDS, 0), min(end + ROUNDS, height))


def precision(planes: Planes) -> float:
    """Return 1 over twice the mean squared difference of pixels beside each other in planes (c, h, w)."""
    if planes.shape[2] < 2:
        return 0.0
    mean = float((np.diff(planes, axis=2).astype(np.float64) ** 2).sum(axis=0).mean())
    return 1 / (2 * mean) if mean > 0 else 0.0


def smooth(
    posterior: Planes,
    planes: Planes,
    strength: float,
    *,
    edge_precision: float | None = None,
    usable: NDArray[np.bool_] | None = None,
    pause: Callable[[], object] = lambda: None,
) -> Planes:
    """Return posteriors that agree with their neighbours where the picture does not change.

    Parameters
    ----------
    posterior : ndarray of shape (k, h, w), float32
        Probability of every segment at every pixel.
    planes : ndarray of shape (c, h, w), float32
        What the picture looks like; any unit.
    strength : float
        0 changes nothing; at 1 a neighbour that looks the same multiplies the odds of its segment by e.
    edge_precision : float, optional
        1 over twice the squared difference of neighbours at which their pairwise weight is e to -1/2; by
        default `precision` of `planes`.
    usable : ndarray of shape (h, w), bool, optional
        Pixels that send and receive messages.
    pause : callable
        Called now and then; what it raises, such as a wish to stop, ends the work.

    Returns
    -------
    ndarray of shape (k, h, w), float32
        Probabilities, summing to 1 over k.

    References
    ----------
    Zhang, Brady and Smith (2001), "Segmentation of brain MR images through a hidden Markov random field
    model and the expectation-maximization algorithm", IEEE TMI 20(1). :doi:`10.1109/42.906424`
    """
    if strength == 0 or len(posterior) < 2:
        return posterior
    probabilities = np.empty_like(posterior, order="C")
    _mean_field(posterior, planes, strength, edge_precision, usable, pause=pause, probabilities=probabilities)
    return probabilities


def winners(
    posterior: Planes,
    planes: Planes,
    strength: float,
    *,
    edge_precision: float | None = None,
    usable: NDArray[np.bool_] | None = None,
    only: NDArray[np.uint16] | None = None,
    rows: slice | None = None,
    pause: Callable[[], object] = lambda: None,
) -> NDArray[np.uint16]:
    """Return the index of the segment that is most probable once `smooth` is done, (h, w).

    With `rows`, in these alone; what the others hold means nothing. `only` (h, tiles) is the segment, counted
    from 1, that alone has a posterior in a tile of usable pixels and `ROUNDS` pixels to either side, 0 where
    there is none; posteriors of other numbers are not read there.
    """
    return _mean_field(posterior, planes, strength, edge_precision, usable, pause=pause, rows=rows, only=only)


def _mean_field(
    posterior: Planes,
    planes: Planes,
    strength: float,
    edge_precision: float | None,
    usable: NDArray[np.bool_] | None,
    *,
    pause: Callable[[], object],
    rows: slice | None = None,
    only: NDArray[np.uint16] | None = None,
    probabilities: Planes | None = None,
) -> NDArray[np.uint16]:
    """Return what `winners` does; write what `smooth` returns into `probabilities`."""
    from gmmseg.imaging.labelling.spatial_prior_kernels import smooth_rows

    k, height, width = posterior.shape
    mask = np.ones((height, width), np.bool_) if usable is None else usable
    if edge_precision is None:
        edge_precision = precision(planes)
    if rows is None:
        rows = slice(0, height)
    out = np.empty((height, width), np.uint16)
    arguments = (
        np.ascontiguousarray(planes),
        np.ascontiguousarray(posterior),
        np.ascontiguousarray(mask),
        np.zeros((height, -(-width // TILING[0])), np.uint16) if only is None else only,
        np.array([strength, edge_precision], np.float32),
        (rows.start, rows.stop),
        _buffers(k, height, width),
        np.empty((0, 0, 0), np.float32) if probabilities is None else probabilities,
    )
    step = max(1, BAND // width)
    for begin in range(0, height + ROUNDS, step):
        pause()
        smooth_rows(begin, min(begin + step, height + ROUNDS), *arguments, out)
    return out


def _buffers(k: int, height: int, width: int) -> tuple[NDArray[Any], ...]:
    """Return what the kernels keep from row to row.

    Marginals, pairwise weights of every pixel, those of every edge, segments that can reach a share, those
    that are active, least posteriors, the only segment of tiles that have one, field.
    """
    from gmmseg.imaging.labelling.spatial_prior_kernels import DEPTH, RING_ROWS, TILE

    n_tiles = -(-width // TILE)
    size = n_tiles * TILE + 2
    return (
        np.zeros((DEPTH + ROUNDS * RING_ROWS) * k * size, np.float32),
        np.zeros(DEPTH * n_tiles * 8 * TILE, np.float32),
        np.zeros((2, 4, size), np.float32),
        np.zeros((DEPTH, n_tiles, k), np.bool_),
        np.zeros((ROUNDS + 1, height, n_tiles, k), np.bool_),
        np.zeros((DEPTH, size), np.float32),
        np.zeros((ROUNDS, RING_ROWS, n_tiles), np.int32),
        np.empty(k * TILE, np.float32),
    )
