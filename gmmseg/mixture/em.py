"""Expectation-maximisation as arithmetic on values: statistics of blocks add up to the next mixture.

A *block* is an array of shape (n, d), float32 in Fortran order where speed matters, so that each
feature lies contiguous in memory. `expectation` turns one block into `Statistics`; these add;
`maximisation` turns the sum into the next `Parameters`. Everything else, threads, progress,
cancelling, pictures larger than memory, is a way of calling these two.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial, reduce
from operator import add
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Block = NDArray[np.floating[Any]]
CovarianceType = Literal["full", "tied", "diag", "spherical"]
COVARIANCE_TYPES: tuple[CovarianceType, ...] = ("full", "tied", "diag", "spherical")
MapBlocks = Callable[[Callable[[Block], "Statistics"], Iterable[Block]], Iterable["Statistics"]]

# A component that explains less than this many samples is empty: it has no covariance of its own.
EMPTY = 1e-3


@dataclass(frozen=True, eq=False)
class Parameters:
    """A Gaussian mixture.

    Attributes
    ----------
    weights : ndarray of shape (k,)
        Share of each component; positive, summing to 1.
    means : ndarray of shape (k, d)
        Centres, in the samples' unit.
    covariances : ndarray
        (k, d, d) for "full", (d, d) for "tied", (k, d) for "diag", (k,) for "spherical"; unit squared.
    covariance_type : {"full", "tied", "diag", "spherical"}
        Which of the four shapes `covariances` has.
    """

    weights: Floats
    means: Floats
    covariances: Floats
    covariance_type: CovarianceType = "full"

    def __post_init__(self) -> None:
        for array in (self.weights, self.means, self.covariances):
            array.flags.writeable = False

    @property
    def n_components(self) -> int:
        """Number of components, k."""
        return self.means.shape[0]

    @property
    def n_features(self) -> int:
        """Number of features, d."""
        return self.means.shape[1]

    @cached_property
    def full_covariances(self) -> Floats:
        """Covariance matrix of every component, (k, d, d), whatever the type."""
        k, d = self.means.shape
        match self.covariance_type:
            case "full":
                return self.covariances
            case "tied":
                return np.broadcast_to(self.covariances, (k, d, d))
            case "diag":
                return self.covariances[:, :, None] * np.eye(d)
            case "spherical":
                return self.covariances[:, None, None] * np.eye(d)

    @cached_property
    def whiteners(self) -> Floats:
        """Lower triangular W of every component, (k, d, d), with W'W = inverse covariance."""
        return np.linalg.inv(np.linalg.cholesky(self.full_covariances))

    @cached_property
    def log_scales(self) -> Floats:
        """Log of each weighted density at its own mean, (k,), in nats."""
        log_determinants = np.log(np.diagonal(self.whiteners, axis1=1, axis2=2)).sum(axis=1)
        return np.log(self.weights) + log_determinants - 0.5 * self.n_features * np.log(2 * np.pi)

    def take(self, components: Sequence[int] | NDArray[np.intp]) -> "Parameters":
        """Return the mixture of the given components, in the given order, weights summing to 1."""
        index = np.asarray(components)
        shared = self.covariance_type == "tied"
        return Parameters(
            self.weights[index] / self.weights[index].sum(),
            self.means[index],
            self.covariances.copy() if shared else self.covariances[index],
            self.covariance_type,
        )


@dataclass(frozen=True, eq=False)
class Statistics:
    """What one expectation leaves of a block: everything that maximisation needs.

    Moments are taken about the mean of the mixture that computed them, since raw second moments
    lose digits when a component is narrow and far from the origin.

    Attributes
    ----------
    counts : ndarray of shape (k,)
        Sum of responsibilities.
    first : ndarray of shape (k, d)
        Sum of responsibility times deviation from the mean.
    second : ndarray of shape (k, d, d)
        Sum of responsibility times outer product of deviations; lower triangle.
    log_likelihood : float
        Sum over samples, in nats.
    n : float
        Number of samples.
    """

    counts: Floats
    first: Floats
    second: Floats
    log_likelihood: float
    n: float

    def __add__(self, other: "Statistics") -> "Statistics":
        return Statistics(
            self.counts + other.counts,
            self.first + other.first,
            self.second + other.second,
            self.log_likelihood + other.log_likelihood,
            self.n + other.n,
        )


@dataclass(frozen=True, eq=False)
class Step:
    """One iteration of EM: a valid mixture and how well the one before it explained the data."""

    parameters: Parameters
    log_likelihood: float  # mean over samples of the *previous* parameters, nats


def expectation(block: Block, parameters: Parameters) -> Statistics:
    """Return the statistics of one block of shape (n, d) under `parameters`."""
    from gmmseg.mixture import kernels

    k, d = parameters.means.shape
    counts, first, second = np.zeros(k), np.zeros((k, d)), np.zeros((k, d, d))
    log_likelihood = kernels.accumulate(
        contiguous(block),
        parameters.means.astype(np.float32),
        parameters.whiteners.astype(np.float32),
        parameters.log_scales.astype(np.float32),
        counts,
        first,
        second,
    )
    return Statistics(counts, first, second, log_likelihood, float(len(block)))


def maximisation(statistics: Statistics, previous: Parameters, regularisation: float) -> Parameters:
    """Return the mixture that explains the responsibilities in `statistics` best.

    `previous` is the mixture whose expectation they are; `regularisation` is added to every variance.
    Components that explain less than `EMPTY` samples are left out.
    """
    alive = statistics.counts > EMPTY
    counts = statistics.counts[alive]
    shift = statistics.first[alive] / counts[:, None]
    lower = np.tril(statistics.second[alive])
    second = lower + np.swapaxes(np.tril(lower, -1), 1, 2)
    scatter = second / counts[:, None, None] - shift[:, :, None] * shift[:, None, :]
    variances = np.diagonal(scatter, axis1=1, axis2=2)
    weights = counts / counts.sum()
    d = previous.n_features
    match previous.covariance_type:
        case "full":
            covariances = scatter + regularisation * np.eye(d)
        case "tied":
            covariances = np.einsum("k,kij->ij", weights, scatter) + regularisation * np.eye(d)
        case "diag":
            covariances = np.maximum(variances, 0) + regularisation
        case "spherical":
            covariances = np.maximum(variances, 0).mean(axis=1) + regularisation
    return Parameters(weights, previous.means[alive] + shift, covariances, previous.covariance_type)


def steps(
    blocks: Iterable[Block], start: Parameters, *, regularisation: float = 1e-6, map_blocks: MapBlocks = map
) -> Iterator[Step]:
    """Yield the steps of EM from `start`, for ever; the caller stops.

    `blocks` is walked once per step. `map_blocks` may run blocks at the same time but must return
    their statistics in the order of the blocks: sums are then the same bits for any number of threads.
    """
    parameters = start
    while True:
        statistics = reduce(add, map_blocks(partial(expectation, parameters=parameters), blocks))
        parameters = maximisation(statistics, parameters, regularisation)
        yield Step(parameters, statistics.log_likelihood / statistics.n)


def posterior(block: Block, parameters: Parameters) -> NDArray[np.float32]:
    """Return the probability of each component for each sample, (n, k); rows sum to 1."""
    from gmmseg.mixture import kernels

    out = np.empty((parameters.n_components, len(block)), np.float32)
    kernels.posterior(
        contiguous(block),
        parameters.means.astype(np.float32),
        parameters.whiteners.astype(np.float32),
        parameters.log_scales.astype(np.float32),
        out,
    )
    return out.T


def contiguous(block: Block) -> NDArray[np.float32]:
    """Return the block as (d, n) float32 with each feature contiguous; no copy where it already is."""
    return np.ascontiguousarray(block.T, dtype=np.float32)
