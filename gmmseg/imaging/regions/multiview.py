"""Multi-view mixtures: several mixtures of one picture, each fitted to other features.

After Bickel and Scheffer (2004), "Multi-view clustering", ICDM, 19-26. Where their posteriors disagree,
no single one decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.features.downsampling import DownsampledImage, Planes
from gmmseg.imaging.filters import texture
from gmmseg.imaging.filters.gaussian import gaussian_blur
from gmmseg.mixture import em
from gmmseg.mixture.fitting import initialisation

# Chosen by trial on half of the Berkeley pictures, confirmed on the other half.
COLOUR_NOISE = (6.0, 4.0, 4.0)  # variance of L*, a*, b* under which a segment cannot shrink
POSITION_SPAN = 40.0  # units of Lab along the longer side
SAMPLE = 5000
STEPS, SETTLED, FEWEST_STEPS = 30, 2e-3, 5

Posteriors = NDArray[np.float32]


@dataclass(frozen=True)
class FeatureView:
    """Features in units of their noise, and how many components explain them.

    Attributes
    ----------
    name : str
        What the mixture sees.
    planes : ndarray of shape (d, h, w), float32
        Features; unit variance is noise.
    n_components : int
        Components of the mixture.
    """

    name: str
    planes: Planes
    n_components: int


def views(working: DownsampledImage, *, map_parts: texture.MapParts = map) -> tuple[FeatureView, ...]:
    """Return what the mixtures see: colour; colour and texture; colour and position; mostly texture.

    `map_parts` is `map`, or a thread pool's.
    """
    n = len(working.planes)
    noise = np.sqrt(np.asarray(COLOUR_NOISE if n == 3 else COLOUR_NOISE[:1] * n, np.float32))
    marks = texture.channels(working.lightness, map_parts=map_parts)
    soft = np.stack(list(map_parts(lambda plane: gaussian_blur(plane, 0.8), working.planes)))
    height, width = working.planes.shape[1:]
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    place = np.stack([columns, rows]) * np.float32(POSITION_SPAN / max(height, width))
    dim = working.planes.copy()  # lightness counts half where texture, made from it, tells regions apart
    dim[0] *= np.float32(0.5)
    dim_noise = noise.copy()
    dim_noise[0] = np.sqrt(np.float32(3.0))
    return (
        FeatureView("colour", _scaled(soft, noise), 16),
        FeatureView(
            "texture", np.concatenate([_scaled(soft, noise), marks * np.float32(0.8 / 0.4**0.5)]), 20
        ),
        FeatureView("position", np.concatenate([_scaled(soft, noise), place / np.float32(2)]), 24),
        FeatureView("pattern", np.concatenate([_scaled(dim, dim_noise), marks * np.float32(2)]), 16),
    )


def posteriors(view: FeatureView, seed: Sequence[int]) -> Posteriors:
    """Return the probability of each component of a mixture fitted to `view` at each pixel, (k, h, w)."""
    d, height, width = view.planes.shape
    flat = view.planes.reshape(d, -1)
    rng = np.random.default_rng(seed)
    size = min(SAMPLE, flat.shape[1])
    edges = np.linspace(0, flat.shape[1], size + 1)[:-1]
    sample = flat[:, (edges + rng.random(size) * (flat.shape[1] / size)).astype(np.intp)].T
    begin = initialisation.start(
        sample, min(view.n_components, size), covariance_type="full", regularisation=1.0, rng=rng
    )
    previous, parameters = -np.inf, begin
    for iteration, step in enumerate(em.steps([sample], begin, regularisation=1.0), 1):
        parameters = step.parameters
        if iteration >= STEPS or (iteration > FEWEST_STEPS and step.log_likelihood - previous < SETTLED):
            break
        previous = step.log_likelihood
    found = em.posterior(flat.T, parameters).T
    return np.ascontiguousarray(found, np.float32).reshape(-1, height, width)


def _scaled(planes: Planes, noise: NDArray[np.float32]) -> Planes:
    return planes / noise[:, None, None]
