"""MAP adaptation: a mixture moved towards other data, with itself as the prior.

Gauvain and Lee (1994), "Maximum a posteriori estimation for multivariate Gaussian mixture observations of
Markov chains", IEEE Trans. Speech and Audio Processing 2(2), 291-298. Reynolds, Quatieri and Dunn (2000),
"Speaker verification using adapted Gaussian mixture models", Digital Signal Processing 10, 19-41.

The mixture counts as samples that were seen before: their statistics follow from its parameters and add
to those of the new data. So a component of which the new data say nothing stays where it was.
"""

from collections.abc import Sequence

import numpy as np

from gmmseg.mixture import em
from gmmseg.mixture.em import Block, Floats, MapBlocks, Parameters, Statistics

STEPS = 5


def adapt(
    blocks: Sequence[Block],
    parameters: Parameters,
    strength: float,
    *,
    steps: int = STEPS,
    map_blocks: MapBlocks = map,
) -> Parameters:
    """Return the mixture of highest posterior density after a few steps, its components in their places.

    Parameters
    ----------
    blocks : sequence of Block
        The new data, or a sample of it.
    parameters : Parameters
        The mixture to begin from, and the prior.
    strength : float
        Share of the say that the data have, 0 (nothing moves) to below 1 (the mixture is but a start).
    steps : int
        Steps of EM.
    map_blocks : callable
        `map`, or a thread pool's.

    References
    ----------
    Gauvain and Lee (1994), "Maximum a posteriori estimation for multivariate Gaussian mixture observations of
    Markov chains", IEEE Trans. Speech and Audio Processing 2(2), 291-298. :doi:`10.1109/89.279278`
    """
    if strength <= 0:
        return parameters
    current = parameters
    for _ in range(steps):
        found = em.expectation_of_blocks(blocks, current, map_blocks)
        known = remembered(parameters, found.n * (1 - strength) / strength)
        both = found + known.about_points(found.about, parameters.covariance_type)
        current = em.maximisation(both, current, 0.0, keep=True)
    return current


def remembered(parameters: Parameters, n: float) -> Statistics:
    """Return the statistics of `n` samples that are spread exactly as the mixture says."""
    counts = n * parameters.weights
    seconds = counts[:, None] * _moments(parameters)
    sums = np.concatenate([counts[:, None], np.zeros_like(parameters.means), seconds], axis=1)
    return Statistics(sums, parameters.means, 0.0, n)


def _moments(parameters: Parameters) -> Floats:
    """Return the second moments of each component about its mean, as `Statistics` keeps them."""
    full, d = parameters.full_covariances, parameters.n_features
    match parameters.covariance_type:
        case "full" | "tied":
            return full[:, *np.tril_indices(d)]
        case "diag":
            return np.diagonal(full, axis1=1, axis2=2)
        case "spherical":
            return np.trace(full, axis1=1, axis2=2)[:, None]
