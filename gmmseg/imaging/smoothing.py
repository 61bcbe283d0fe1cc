"""A spatial prior: neighbours of like colour tend to be of one segment.

Every pixel holds a belief, at first its posterior; in each round it hears those of its eight neighbours,
the more the more alike they look, and adds them to its own evidence (the mean field of a Potts model
whose ties fade where the colour changes). A belief travels one pixel a round, so stripes of rows with
as many rows around them as there are rounds give exactly what the whole picture gives.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ROUNDS = 6  # more change nothing that is seen
STRIPE = 2**16  # pixels worked on at once, about: small pictures have work for every processor
FAINTEST = 1e-6  # a posterior below it is taken for it: models are never so sure

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
    rows = max(16 * ROUNDS, STRIPE // max(width, 1))
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
        0 changes nothing; at 1 a neighbour that looks the same counts e to 1 for its segment.
    edge_precision : float, optional
        1 over twice the squared difference of neighbours that halves, about, the tie between them; by
        default `precision` of `planes`.
    usable : ndarray of shape (h, w), bool, optional
        Pixels that speak and are heard.
    pause : callable
        Called before each round; what it raises, such as a wish to stop, ends the work.

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
    guard = posterior.shape[2] + 1
    beliefs = _believed(
        posterior, planes, strength, edge_precision=edge_precision, usable=usable, pause=pause
    )
    return beliefs[:, guard:-guard].reshape(posterior.shape)


def winners(
    posterior: Planes,
    planes: Planes,
    strength: float,
    *,
    edge_precision: float | None = None,
    usable: NDArray[np.bool_] | None = None,
    pause: Callable[[], object] = lambda: None,
) -> NDArray[np.uint16]:
    """Return the index of the segment that is most probable once `smooth` is done, (h, w)."""
    from gmmseg.imaging.smoothing_kernels import most_believed

    _, height, width = posterior.shape
    out = np.empty(height * width, np.uint16)
    most_believed(
        _believed(posterior, planes, strength, edge_precision=edge_precision, usable=usable, pause=pause),
        width + 1,
        out,
    )
    return out.reshape(height, width)


def _believed(
    posterior: Planes,
    planes: Planes,
    strength: float,
    *,
    edge_precision: float | None,
    usable: NDArray[np.bool_] | None,
    pause: Callable[[], object],
) -> Planes:
    """Return what `smooth` does, flat and guarded as the kernels want it: (k, h * w + 2 (w + 1))."""
    from gmmseg.imaging.smoothing_kernels import links, mean_field

    k, height, width = posterior.shape
    guard = width + 1
    ties = np.zeros((4, height * width + 2 * guard), np.float32)
    heard = np.ones((height, width), bool) if usable is None else usable
    sharpness = precision(planes) if edge_precision is None else edge_precision
    links(np.ascontiguousarray(planes), heard, np.float32(sharpness), ties)
    beliefs = np.zeros((k, height * width + 2 * guard), np.float32)
    beliefs[:, guard:-guard] = posterior.reshape(k, -1)
    logs = np.maximum(posterior, np.float32(FAINTEST), order="C")
    np.log(logs, out=logs)
    other = np.zeros_like(beliefs)
    for _ in range(ROUNDS):
        pause()
        mean_field(logs, ties, np.float32(strength), beliefs, other)
        beliefs, other = other, beliefs
    return beliefs
