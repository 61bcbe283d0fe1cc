"""Where expectation-maximisation begins."""

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gmmseg.mixture.em import CovarianceType, Floats, Parameters, Statistics, maximisation

Start = Literal["k-means++", "random", "random_from_data"]
STARTS: tuple[Start, ...] = ("k-means++", "random", "random_from_data")
Samples = NDArray[np.floating[Any]]

LLOYD_STEPS = 5


def start(
    samples: Samples,
    n_components: int,
    *,
    covariance_type: CovarianceType = "full",
    method: Start = "k-means++",
    means: Floats | None = None,
    regularisation: float = 1e-6,
    rng: np.random.Generator,
) -> Parameters:
    """Return a mixture to begin with; it has fewer components where samples coincide.

    Parameters
    ----------
    samples : ndarray of shape (n, d)
        Samples to begin from.
    n_components : int
        How many components are wanted.
    covariance_type : {"full", "tied", "diag", "spherical"}
        Form of the covariances.
    method : {"k-means++", "random", "random_from_data"}
        Spread-out samples refined by a few Lloyd steps; random responsibilities; random samples.
    means : ndarray of shape (k, d), optional
        Centres to begin from, instead of `method`.
    regularisation : float
        Added to every variance, unit squared.
    rng : numpy.random.Generator
        Source of chance.
    """
    if method == "random" and means is None:
        responsibilities = rng.random((len(samples), n_components))
        responsibilities /= responsibilities.sum(axis=1, keepdims=True)
        return _from_responsibilities(samples, responsibilities, covariance_type, regularisation)
    if means is not None:
        centres = np.asarray(means, np.float64)
    elif method == "random_from_data":
        centres = samples[rng.choice(len(samples), n_components, replace=False)].astype(np.float64)
    else:
        centres = _lloyd(samples, _spread(samples, n_components, rng))
    nearest = _squared_distances(samples, centres).argmin(axis=1)
    responsibilities = np.zeros((len(samples), len(centres)))
    responsibilities[np.arange(len(samples)), nearest] = 1
    return _from_responsibilities(samples, responsibilities, covariance_type, regularisation)


def _spread(samples: Samples, n: int, rng: np.random.Generator) -> Floats:
    """Return up to `n` samples chosen with probability proportional to squared distance (k-means++)."""
    chosen = [samples[rng.integers(len(samples))]]
    distances = _squared_distances(samples, np.asarray(chosen, np.float64))[:, 0]
    for _ in range(n - 1):
        total = distances.sum()
        if not total > 0:  # every sample coincides with a centre
            break
        pick = min(int(np.searchsorted(np.cumsum(distances), rng.random() * total)), len(samples) - 1)
        chosen.append(samples[pick])
        distances = np.minimum(
            distances, _squared_distances(samples, np.asarray(chosen[-1:], np.float64))[:, 0]
        )
    return np.asarray(chosen, np.float64)


def _lloyd(samples: Samples, centres: Floats) -> Floats:
    """Return the centres after a few steps of k-means; a centre that loses all its samples is dropped."""
    for _ in range(LLOYD_STEPS):
        nearest = _squared_distances(samples, centres).argmin(axis=1)
        counts = np.bincount(nearest, minlength=len(centres))
        sums = np.stack(
            [np.bincount(nearest, samples[:, a], len(centres)) for a in range(samples.shape[1])], axis=1
        )
        centres = sums[counts > 0] / counts[counts > 0, None]
    return centres


def _squared_distances(samples: Samples, centres: Floats) -> Floats:
    return np.stack([((samples - centre) ** 2).sum(axis=1) for centre in centres], axis=1)


def _from_responsibilities(
    samples: Samples, responsibilities: Floats, covariance_type: CovarianceType, regularisation: float
) -> Parameters:
    k, d = responsibilities.shape[1], samples.shape[1]
    about = samples.mean(axis=0, dtype=np.float64)
    deviations = samples - about
    first = responsibilities.T @ deviations
    second = np.einsum("nk,ni,nj->kij", responsibilities, deviations, deviations, optimize=True)
    match covariance_type:
        case "full" | "tied":
            moments = second[:, *np.tril_indices(d)]
        case "diag":
            moments = np.diagonal(second, axis1=1, axis2=2)
        case "spherical":
            moments = np.trace(second, axis1=1, axis2=2)[:, None]
    sums = np.concatenate([responsibilities.sum(axis=0)[:, None], first, moments], axis=1)
    statistics = Statistics(sums, np.tile(about, (k, 1)), 0.0, float(len(samples)))
    origin = Parameters(np.full(k, 1 / k), statistics.about, np.zeros((k, d, d)), covariance_type)
    return maximisation(statistics, origin, regularisation)
