"""Expectation-maximisation (EM) for Gaussian mixtures: the E-step, the M-step, and statistics that add.

Dempster, Laird and Rubin (1977), "Maximum likelihood from incomplete data via the EM algorithm", J. R.
Statist. Soc. B 39(1), 1-38. :doi:`10.1111/j.2517-6161.1977.tb01600.x`

A *block* is an array of shape (n, d), float32 in Fortran order where speed matters, so that each feature
lies contiguous in memory; or a `WeightedSamples`, which adds weights and classes. `expectation` (the
E-step) turns one block into `Statistics`; statistics of several blocks add; `maximisation` (the M-step)
turns the sum into the next `Parameters`. Threads, progress, cancelling and pictures larger than memory
are all ways of calling these two.

Float64 samples are computed in float64; all others in float32, with sums in float64.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from operator import add
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from gmmseg.mixture.parameters import (
    COVARIANCE_TYPES,
    CovarianceType,
    Floats,
    Integers,
    PackedParameters,
    Parameters,
    Real,
    matrices,
    shape,
)

if TYPE_CHECKING:
    from gmmseg.mixture.kernels.em_kernels import Kernels

__all__ = [
    "COVARIANCE_TYPES",
    "Block",
    "CovarianceType",
    "Floats",
    "MapBlocks",
    "Parameters",
    "Statistics",
    "Step",
    "WeightedSamples",
    "expectation",
    "expectation_of_blocks",
    "iterate",
    "labels",
    "maximisation",
    "posterior",
    "scores",
    "steps",
]

# A component that explains less than this many samples is empty: it has no covariance of its own.
EMPTY = 1e-3
AT_ONCE = 4  # blocks in memory that a thread works on before it comes back
IMPOSSIBLE = -1e30  # log-likelihood, nats, below any: kernels know no infinity


@dataclass(frozen=True, eq=False)
class WeightedSamples:
    """Samples with what is known about each.

    Attributes
    ----------
    samples : ndarray of shape (n, d)
        Float32 in Fortran order where speed matters.
    weights : ndarray of shape (n,), optional
        How many samples each stands for; not negative. None: one each.
    classes : ndarray of shape (n,) of int, optional
        The class of each, -1 for none: only components whose owner is that class may explain it, if
        there are any. None: no labels.
    """

    samples: NDArray[np.floating[Any]]
    weights: NDArray[np.floating[Any]] | None = None
    classes: Integers | None = None

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, rows: slice) -> "WeightedSamples":
        return WeightedSamples(
            self.samples[rows],
            None if self.weights is None else self.weights[rows],
            None if self.classes is None else self.classes[rows],
        )


Block = NDArray[np.floating[Any]] | WeightedSamples
MapBlocks = Callable[[Callable[[Block], "Statistics"], Iterable[Block]], Iterable["Statistics"]]


@dataclass(frozen=True, eq=False)
class Statistics:
    """Sufficient statistics of a block: everything that the M-step needs.

    Moments are taken about the means of the mixture that computed them, since raw second moments
    lose digits when a component is narrow and far from the origin.

    Attributes
    ----------
    sums : ndarray of shape (k, 1 + d + n_moments)
        Per component the sum of responsibilities, of responsibility times deviation, and of
        responsibility times products of deviations: the lower triangle row by row for "full" and
        "tied", the squares for "diag", the sum of squares for "spherical".
    about : ndarray of shape (k, d)
        What deviations are taken from.
    log2_likelihood : float
        Sum over samples, in bits.
    n : float
        Number of samples, or the sum of their weights.
    rest, rest_of_likelihood : ndarray of shape (k, 1 + d + n_moments), float
        What `sums` and `log2_likelihood` lack to the exact sums: less than their last digit.
    """

    sums: Floats
    about: Floats
    log2_likelihood: float
    n: float
    rest: Floats | float = 0.0
    rest_of_likelihood: float = 0.0

    @property
    def log_likelihood(self) -> float:
        """Sum over samples, in nats."""
        return self.log2_likelihood * float(np.log(2))

    @property
    def counts(self) -> Floats:
        """Sum of responsibilities, (k,)."""
        return self.sums[:, 0]

    def about_points(self, points: Floats, covariance_type: CovarianceType) -> "Statistics":
        """Return the same statistics with moments about other points (k, d)."""
        d = self.about.shape[1]
        shift, first = self.about - points, self.sums[:, 1 : d + 1]
        moved = first + self.counts[:, None] * shift
        cross = first[:, :, None] * shift[:, None, :]
        change = cross + np.swapaxes(cross, 1, 2)
        change += self.counts[:, None, None] * shift[:, :, None] * shift[:, None, :]
        match covariance_type:
            case "full" | "tied":
                kept = change[:, *np.tril_indices(d)]
            case "diag":
                kept = np.diagonal(change, axis1=1, axis2=2)
            case "spherical":
                kept = np.trace(change, axis1=1, axis2=2)[:, None]
        sums = np.concatenate([self.sums[:, :1], moved, self.sums[:, d + 1 :] + kept], axis=1)
        return Statistics(sums, points, self.log2_likelihood, self.n)

    def __add__(self, other: "Statistics") -> "Statistics":
        sums, rest = _exact_sum((self.sums, self.rest), (other.sums, other.rest))
        likelihood, rest_of_likelihood = _exact_sum(
            (self.log2_likelihood, self.rest_of_likelihood), (other.log2_likelihood, other.rest_of_likelihood)
        )
        return Statistics(sums, self.about, likelihood, self.n + other.n, rest, rest_of_likelihood)


def _exact_sum(first: tuple[Any, Any], second: tuple[Any, Any]) -> tuple[Any, Any]:
    """Return the sum of two numbers, each of two parts, as its nearest float and what that lacks.

    Knuth (1998), "The Art of Computer Programming", vol. 2, 4.2.2, theorem B. Kernels round sums to whole
    quanta, so that nothing is lost however blocks are grouped: one float would do up to 10^8 samples.
    """
    total, lost = _two_sum(first[0], second[0])
    return _two_sum(total, lost + (first[1] + second[1]))


def _two_sum(a: Any, b: Any) -> tuple[Any, Any]:
    """Return the rounded sum of two floats, and what was rounded off."""
    total = a + b
    of_b = total - a
    return total, (a - (total - of_b)) + (b - of_b)


@dataclass(frozen=True, eq=False)
class Step:
    """One iteration of EM: a valid mixture and how well the one before it explained the data."""

    parameters: Parameters
    log_likelihood: float  # mean over samples of the *previous* parameters, nats


def expectation(block: Block, parameters: Parameters) -> Statistics:
    """Return the statistics of one block of shape (n, d) under `parameters` (the E-step)."""
    at = _at(block, parameters)
    sums = np.zeros(at.packed.quanta.shape)
    weights, classes = _weights(block, at.samples.dtype), _classes(block)
    owners = np.zeros(0, np.int64) if parameters.owners is None else parameters.owners.astype(np.int64)
    log2_likelihood = at.kernels.expect(
        at.samples,
        at.step,
        weights,
        classes if len(owners) else np.zeros(0, np.int64),
        owners,
        at.packed.rows,
        at.packed.quanta,
        sums,
    )
    n = float(weights.sum(dtype=np.float64)) if len(weights) else float(len(block))
    return Statistics(sums, at.packed.about, float(log2_likelihood), n)


def expectation_of_blocks(
    blocks: Iterable[Block], parameters: Parameters, map_blocks: MapBlocks = map
) -> Statistics:
    """Return the statistics of all blocks, summed in their order.

    Of blocks that lie in memory a thread is given a few at a time: to be woken for each takes a tenth of a
    step. Sums are exact, so that it does not change a bit.
    """
    if not isinstance(blocks, (list, tuple)):
        return reduce(add, map_blocks(partial(expectation, parameters=parameters), blocks))

    def together(some: Sequence[Block]) -> Statistics:
        return reduce(add, (expectation(block, parameters) for block in some))

    several = cast("Callable[[object, Iterable[Sequence[Block]]], Iterable[Statistics]]", map_blocks)
    few = min(AT_ONCE, max(1, len(blocks) // AT_ONCE))
    return reduce(add, several(together, [blocks[i : i + few] for i in range(0, len(blocks), few)]))


def maximisation(
    statistics: Statistics,
    previous: Parameters,
    regularisation: float | Floats = 1e-6,
    *,
    empty: float = EMPTY,
    keep: bool = False,
) -> Parameters:
    """Return the mixture of largest expected log-likelihood given `statistics` (the M-step).

    `previous` is the mixture whose expectation they are; `regularisation`, a number or one per feature,
    is added to the variances. Components that explain no more than `empty` samples are left out; with
    `keep` they stay as they were, with next to no weight.
    """
    from gmmseg.mixture.kernels import parameter_kernels

    (k, d), kind = statistics.about.shape, previous.covariance_type
    weights, means, covariances = np.empty(k), np.empty((k, d)), np.empty(matrices(k, d, kind))
    kept = np.empty(k, np.int64)
    floor = np.full(d, regularisation, np.float64)
    alive = parameter_kernels.maximise(
        statistics.sums,
        statistics.about,
        previous.kind,
        floor,
        empty,
        weights,
        means,
        covariances,
        kept,
    )
    if not alive:  # nothing weighs anything: there is nothing to learn
        return previous
    if keep and alive < k:
        return _kept(previous, (weights, means, covariances), kept[:alive])
    size = 1 if kind == "tied" else alive
    owners = None if previous.owners is None else previous.owners[kept[:alive]]
    return Parameters(
        weights[:alive], means[:alive], covariances[:size].reshape(shape(alive, d, kind)), kind, owners
    )


def _kept(
    previous: Parameters, found: tuple[Floats, Floats, Floats], places: NDArray[np.int64]
) -> Parameters:
    """Return `previous` with those found at `places`, and the others nearly weightless."""
    alive, tied = len(places), previous.covariance_type == "tied"
    weights = np.full(previous.n_components, np.finfo(np.float64).eps)
    means, covariances = previous.means.copy(), previous.covariances.copy()
    weights[places], means[places] = found[0][:alive], found[1][:alive]
    if tied:
        covariances = found[2][0]
    else:
        covariances[places] = found[2][:alive].reshape(alive, *covariances.shape[1:])
    return Parameters(weights / weights.sum(), means, covariances, previous.covariance_type, previous.owners)


def steps(
    blocks: Iterable[Block],
    start: Parameters,
    *,
    regularisation: float | Floats = 1e-6,
    map_blocks: MapBlocks = map,
) -> Iterator[Step]:
    """Yield the steps of EM from `start`, for ever; the caller stops.

    `blocks` is iterated once per step. `map_blocks` may run blocks at the same time but must return
    their statistics in the order of the blocks: sums are then the same bits for any number of threads.
    """
    parameters = start
    while True:
        statistics = expectation_of_blocks(blocks, parameters, map_blocks)
        parameters = maximisation(statistics, parameters, regularisation)
        yield Step(parameters, statistics.log_likelihood / statistics.n)


def iterate(
    block: Block, start: Parameters, lowest: Floats, *, gain: float, regularisation: float | Floats = 1e-6
) -> Step:
    """Return the last step of EM on one block before one that is not worth making.

    There are as many as `lowest` (m,) has numbers, but none after one whose mean log-likelihood is below its
    number or gains less than `gain`, both in nats. They are those of `steps`, made without coming back to
    the interpreter, which on a few thousand samples takes as long as a step and lets no other thread work.
    """
    samples, step = _stretched(block)
    k, d, kind = start.n_components, start.n_features, start.covariance_type
    given, owned = _weights(block, samples.dtype), start.owners is not None
    n = float(given.sum(dtype=np.float64)) if len(given) else float(len(block))
    weights, means = start.weights.copy(), start.means.copy()
    covariances = start.covariances.copy().reshape(matrices(k, d, kind))
    owners = np.array(start.owners if owned else (), np.int64)
    alive, log2_likelihood = _kernels(samples, start).iterate(
        samples,
        step,
        given,
        _classes(block) if owned else np.zeros(0, np.int64),
        owners,
        start.kind,
        np.full(d, regularisation, np.float64),
        EMPTY,
        np.maximum(lowest, IMPOSSIBLE) * (n / np.log(2)),
        gain * n / np.log(2),
        weights,
        means,
        covariances,
    )
    covariances = covariances[: 1 if kind == "tied" else alive].reshape(shape(alive, d, kind))
    found = Parameters(weights[:alive], means[:alive], covariances, kind, owners[:alive] if owned else None)
    return Step(found, log2_likelihood * np.log(2) / n)


def posterior(
    block: Block, parameters: Parameters, owners: Integers | None = None, n_owners: int | None = None
) -> Real:
    """Return the probability of each component for each sample, (n, k); rows sum to 1.

    With `owners` (k,), numbers from 0 below `n_owners`, probabilities are summed by owner: (n, n_owners).
    """
    at = _at(block, parameters)
    groups = np.arange(parameters.n_components) if owners is None else np.array(owners, np.int64)
    n_groups = int(groups.max()) + 1 if n_owners is None else n_owners
    out: Real = np.empty((n_groups, len(block)), at.samples.dtype)
    at.kernels.posterior(at.samples, at.step, at.packed.rows, groups, out)
    return out.T


def labels(block: Block, parameters: Parameters, owners: Integers | None = None) -> NDArray[np.uint16]:
    """Return the most probable component of each sample, (n,), counted from 0.

    With `owners` (k,), numbers from 0, the owner whose components are the most probable together.
    """
    at = _at(block, parameters)
    groups = np.arange(parameters.n_components) if owners is None else np.array(owners, np.int64)
    out = np.empty(len(block), np.uint16)
    at.kernels.label(at.samples, at.step, at.packed.rows, groups, int(groups.max()) + 1, out)
    return out


def scores(block: Block, parameters: Parameters) -> Real:
    """Return the log-likelihood of each sample, (n,), in nats."""
    at = _at(block, parameters)
    out: Real = np.empty(len(block), at.samples.dtype)
    at.kernels.score(at.samples, at.step, at.packed.rows, out)
    out *= np.log(2)
    return out


def contiguous(block: Block) -> Real:
    """Return the samples as (d, n) with each feature contiguous; no copy where they already are."""
    samples = block.samples if isinstance(block, WeightedSamples) else block
    if samples.dtype == np.float64:
        return np.ascontiguousarray(samples.T, dtype=np.float64)
    return np.ascontiguousarray(samples.T, dtype=np.float32)


class _At(NamedTuple):
    """What a kernel needs to work on a block."""

    samples: Real
    step: int
    kernels: "Kernels"
    packed: PackedParameters


def _at(block: Block, parameters: Parameters) -> _At:
    samples, step = _stretched(block)
    packed = parameters.double if samples.dtype == np.float64 else parameters.single
    return _At(samples, step, _kernels(samples, parameters), packed)


def _kernels(samples: Real, parameters: Parameters) -> "Kernels":
    from gmmseg.mixture.kernels.em_kernels import kernels

    real = "float64" if samples.dtype == np.float64 else "float32"  # numpy takes longer to say so
    return kernels(parameters.n_features, parameters.covariance_type, real)


def _stretched(block: Block) -> tuple[Real, int]:
    """Return the stretch of memory that samples lie in, and how far apart in it their features are.

    A slice of a larger array is not copied: that would cost as much as a step of EM on it.
    """
    samples = (block.samples if isinstance(block, WeightedSamples) else block).T
    if samples.dtype not in (np.float32, np.float64):
        samples = samples.astype(np.float32)
    (d, n), size = samples.shape, samples.itemsize
    apart, within = samples.strides if d > 1 else (n * size, samples.strides[1])
    if within != size or apart < n * size or apart % size:
        samples = samples.copy(order="C")
        apart = n * size
    stretch = as_strided(samples, ((d - 1) * (apart // size) + n,), (size,), writeable=False)
    return stretch, apart // size


def _weights(block: Block, real: np.dtype[Any]) -> Real:
    if isinstance(block, WeightedSamples) and block.weights is not None:
        return np.ascontiguousarray(block.weights, real)
    return np.empty(0, real)


def _classes(block: Block) -> NDArray[np.int64]:
    if isinstance(block, WeightedSamples) and block.classes is not None:
        return np.ascontiguousarray(block.classes, np.int64)
    return np.empty(0, np.int64)
