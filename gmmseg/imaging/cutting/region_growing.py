"""Seeded region growing: from a click, as far as pixels belong to the clicked segment.

After Adams and Bischof (1994), "Seeded region growing", IEEE TPAMI 16(6), 641-647.

The tolerance is counted in standard deviations (sigmas) and compared with the larger of two distances of
a pixel from the segment: its Mahalanobis distance from the segment's nearest Gaussian, and the distance
beyond which a normal variable lies with the segment's posterior probability there. Position plays no
part: growing follows connected pixels.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.image import Image
from gmmseg.imaging.labelling.label import n_appearance
from gmmseg.imaging.model import Model
from gmmseg.imaging.seeds import INSIDE
from gmmseg.mixture import em
from gmmseg.mixture.parameters import Parameters

ROWS = 2**16  # pixels worked on at once, about
LEAST = 1e-12  # a posterior below it counts as this

Mask = NDArray[np.bool_]
Sigmas = NDArray[np.float32]


@dataclass(frozen=True)
class Wand:
    """A click of the wand.

    Attributes
    ----------
    x, y : int
        Column and row of the pixel.
    tolerance : float
        In sigmas; more grows farther.
    connected : bool
        Whether only pixels count that are joined to the clicked one; else all of the picture.
    model : Model
        Whose segments are meant.
    segment : int
        Which of them, from 0.
    owner : int
        `INSIDE` adds to an object, `OUTSIDE` takes away.
    """

    x: int
    y: int
    tolerance: float
    connected: bool
    model: Model
    segment: int
    owner: int = INSIDE


def grow_region(sigmas: Sigmas, wand: Wand) -> Mask:
    """Return the region of a wand, (h, w); the clicked pixel is always in it.

    `sigmas` are those of the wand's segment.
    """
    reach = max(np.float32(wand.tolerance), sigmas[wand.y, wand.x])
    inside: Mask = sigmas <= reach
    if not np.isfinite(reach):
        return np.zeros_like(inside)  # a pixel that is not usable
    if not wand.connected:
        return inside
    from scipy.ndimage import label

    pieces, _ = label(inside)
    found: Mask = pieces == pieces[wand.y, wand.x]
    return found


def sigmas_of(image: Image, model: Model, segment: int, pause: Callable[[], object] = lambda: None) -> Sigmas:
    """Return how many sigmas each pixel is away from a segment, (h, w); infinity where it is not usable."""
    out = np.empty((image.height, image.width), np.float32)
    appearance = marginal(model.mixture, n_appearance(model))
    for top, bottom in _bands(image):
        pause()
        planes = model.features.planes(image, top, bottom)[: appearance.n_features]
        samples = np.ascontiguousarray(planes.reshape(len(planes), -1)).T
        posterior = em.posterior(samples, appearance, model.owners, len(model.segments))[:, segment]
        far = np.maximum(
            _improbable(posterior), _distance(samples, appearance, model.segments[segment].components)
        )
        out[top:bottom] = far.reshape(bottom - top, -1)
    if image.mask is not None:
        out[~image.mask] = np.inf
    return out


def marginal(mixture: Parameters, n_features: int) -> Parameters:
    """Return the mixture of the first features alone, with full covariances."""
    covariances = mixture.full_covariances[:, :n_features, :n_features].copy()
    return Parameters(mixture.weights.copy(), mixture.means[:, :n_features].copy(), covariances)


def _improbable(posterior: NDArray[np.floating]) -> NDArray[np.float64]:
    from scipy.special import erfcinv

    far: NDArray[np.float64] = np.sqrt(2) * erfcinv(np.clip(posterior, LEAST, 1.0).astype(np.float64))
    return far


def _distance(
    samples: NDArray[np.float32], mixture: Parameters, components: tuple[int, ...]
) -> NDArray[np.float64]:
    """Return the distance to the nearest of some components, (n,), in root mean square sigmas."""
    nearest = np.full(len(samples), np.inf)
    for j in components:
        whitened = (samples - mixture.means[j].astype(np.float32)) @ mixture.whiteners[j].T.astype(np.float32)
        np.minimum(nearest, (whitened**2).mean(axis=1), out=nearest)
    found: NDArray[np.float64] = np.sqrt(nearest)
    return found


def _bands(image: Image) -> Iterator[tuple[int, int]]:
    rows = max(1, ROWS // image.width)
    for top in range(0, image.height, rows):
        yield top, min(top + rows, image.height)
