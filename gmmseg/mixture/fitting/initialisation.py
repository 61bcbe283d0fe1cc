"""Initialisation of EM: k-means++ seeding with a few steps of Lloyd's algorithm, or a random start.

Arthur and Vassilvitskii (2007), "k-means++: the advantages of careful seeding", SODA, 1027-1035. Lloyd
(1982), "Least squares quantization in PCM", IEEE Trans. Information Theory 28(2), 129-137.
:doi:`10.1109/TIT.1982.1056489`
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.mixture.em import (
    Block,
    CovarianceType,
    Floats,
    Parameters,
    Statistics,
    WeightedSamples,
    contiguous,
    maximisation,
)
from gmmseg.mixture.parameters import COVARIANCE_TYPES, Real, moments

Start = Literal["k-means++", "random", "random_from_data"]
STARTS: tuple[Start, ...] = ("k-means++", "random", "random_from_data")
AnySamples = NDArray[np.floating[Any]]

LLOYD_STEPS = 5
OUTLYING = 4  # times that far, squared: samples that have no say in where components begin
FAR = 0.99  # quantile of distances from the mean beyond which being still farther draws no more picks


@dataclass(frozen=True, eq=False)
class Seeds:
    """Where k-means++ begins on some samples, each start computed once.

    Covariances have no say in it: fits of several types to the same samples share it.

    Attributes
    ----------
    columns : ndarray of shape (d, n)
        The samples, each feature contiguous.
    weights : ndarray of shape (n,)
        How many each stands for.
    known : dict
        Centres by their number and the seed of chance, where those were computed before.
    """

    columns: Real
    weights: Floats
    known: dict[tuple[int, ...], Floats] = field(default_factory=dict)

    @classmethod
    def of(cls, samples: Block) -> Self:
        """Return the starts on samples (n, d)."""
        return cls(contiguous(samples), _weights(samples))

    @cached_property
    def cap(self) -> float:
        """The squared distance beyond which being still farther draws no more picks."""
        return _far(self.columns)

    def centres(self, n: int, *seed: int) -> Floats:
        """Return up to `n` centres (k, d) of a start with this seed."""
        if (n, *seed) not in self.known:
            rng = np.random.default_rng(seed)
            self.known[n, *seed] = _spread(self.columns, self.weights, n, self.cap, rng)
        return self.known[n, *seed]

    def start(
        self, n: int, *seed: int, covariance_type: CovarianceType, regularisation: float | Floats
    ) -> Parameters:
        """Return the mixture that `start` has by k-means++ for a generator of this seed."""
        batch, centres = WeightedSamples(self.columns.T, self.weights), self.centres(n, *seed)
        return _around(batch, centres, OUTLYING * self.cap, covariance_type, regularisation)


def start(
    samples: Block,
    n_components: int,
    *,
    covariance_type: CovarianceType = "full",
    method: Start = "k-means++",
    means: Floats | None = None,
    regularisation: float | Floats = 1e-6,
    rng: np.random.Generator,
) -> Parameters:
    """Return a mixture to begin with; it has fewer components where samples coincide.

    Parameters
    ----------
    samples : ndarray of shape (n, d), or WeightedSamples
        Samples to begin from.
    n_components : int
        How many components are wanted.
    covariance_type : {"full", "tied", "diag", "spherical"}
        Form of the covariances.
    method : {"k-means++", "random", "random_from_data"}
        Spread-out samples refined by a few Lloyd steps; random responsibilities; random samples.
    means : ndarray of shape (k, d), optional
        Centres to begin from, instead of `method`.
    regularisation : float or ndarray of shape (d,)
        Added to every variance, unit squared.
    rng : numpy.random.Generator
        Source of chance.
    """
    columns, weights, reach = contiguous(samples), _weights(samples), np.inf
    if method == "random" and means is None:
        shares = rng.random((n_components, len(weights)))
        shares *= weights / shares.sum(axis=0)
        return _shared(columns, shares, covariance_type, regularisation)
    if means is not None:
        centres = np.array(means, np.float64, order="C")
    elif method == "random_from_data":
        picks = rng.choice(
            np.flatnonzero(weights > 0), min(n_components, int((weights > 0).sum())), replace=False
        )
        centres = columns[:, picks].T.astype(np.float64, order="C")
    else:
        cap = _far(columns)
        centres, reach = _spread(columns, weights, n_components, cap, rng), OUTLYING * cap
    return _around(WeightedSamples(columns.T, weights), centres, reach, covariance_type, regularisation)


def _weights(samples: Block) -> Floats:
    if isinstance(samples, WeightedSamples) and samples.weights is not None:
        return np.array(samples.weights, np.float64)
    return np.ones(len(samples))


def _spread(columns: Real, weights: Floats, n: int, cap: float, rng: np.random.Generator) -> Floats:
    """Return up to `n` centres: spread-out samples (k-means++), moved by a few steps of k-means."""
    from gmmseg.mixture.kernels import initialisation_kernels

    tries = 2 + int(np.log(n))
    centres = np.empty((n, len(columns)))
    found = initialisation_kernels.kmeans_plus_plus(columns, weights, cap, rng.random((n, tries)), centres)
    alive = initialisation_kernels.lloyd(columns, weights, LLOYD_STEPS, found, OUTLYING * cap, centres)
    return centres[:alive]


def _far(columns: NDArray[Any]) -> float:
    """Return the squared distance from the middle that few samples exceed; none if all are the same.

    Rounding may put the mean of equal samples beside them, where a distance of 0 would not reach them.
    """
    middle = np.median(columns, axis=1)
    distances = ((columns - middle[:, None]) ** 2).sum(axis=0)
    return float(np.quantile(distances, FAR)) or float(distances.max()) or np.inf


def _around(
    batch: WeightedSamples,
    centres: Floats,
    reach: float,
    covariance_type: CovarianceType,
    regularisation: float | Floats,
) -> Parameters:
    """Return the mixture whose components each explain the samples nearest to one centre."""
    from gmmseg.mixture.kernels import initialisation_kernels

    k, d = centres.shape
    sums = np.zeros((k, 1 + d + moments(d, covariance_type)))
    kind = COVARIANCE_TYPES.index(covariance_type)
    initialisation_kernels.assigned_moments(contiguous(batch), _weights(batch), centres, kind, reach, sums)
    return _explaining(sums, centres, covariance_type, regularisation)


def _shared(
    columns: Real, shares: Floats, covariance_type: CovarianceType, regularisation: float | Floats
) -> Parameters:
    """Return the mixture of given responsibilities (k, n)."""
    k, d = len(shares), len(columns)
    about = np.average(columns, axis=1, weights=shares.sum(axis=0))
    away = columns.astype(np.float64) - about[:, None]
    second = np.stack([(away * share) @ away.T for share in shares])
    match covariance_type:
        case "full" | "tied":
            kept = second[:, *np.tril_indices(d)]
        case "diag":
            kept = np.diagonal(second, axis1=1, axis2=2)
        case "spherical":
            kept = np.trace(second, axis1=1, axis2=2)[:, None]
    sums = np.concatenate([shares.sum(axis=1)[:, None], shares @ away.T, kept], axis=1)
    return _explaining(sums, np.tile(about, (k, 1)), covariance_type, regularisation)


def _explaining(
    sums: Floats, about: Floats, covariance_type: CovarianceType, regularisation: float | Floats
) -> Parameters:
    k = len(about)
    origin = Parameters(np.full(k, 1 / k), about.copy(), np.zeros(0), covariance_type)
    return maximisation(Statistics(sums, about, 0.0, float(sums[:, 0].sum())), origin, regularisation)
