"""Fit a mixture: several starts on a sample, the best one polished by exact EM on everything."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from gmmseg.mixture import em, starts
from gmmseg.mixture.em import Block, CovarianceType, Floats, MapBlocks, Parameters

SAMPLE_SIZE = 2**15  # a sample of more costs more and ends no better
SAMPLE_BLOCK = 2**13
SAMPLE_STEPS = 60
START_SIZE = 2**13  # starts are compared on a part of the sample
START_STEPS = 30
START_TOLERANCE = 1e-3


@dataclass(frozen=True)
class Plan:
    """How to fit.

    Attributes
    ----------
    n_components : int
        Number of components asked for, at least 1.
    covariance_type : {"full", "tied", "diag", "spherical"}
        Form of the covariances.
    start : {"k-means++", "random", "random_from_data"}
        Where EM begins.
    means : ndarray of shape (k, d), optional
        Centres to begin from; then there is one start.
    restarts : int
        Number of starts on the sample, at least 1.
    tolerance : float
        EM ends when a step gains less than this in mean log-likelihood, nats.
    max_iterations : int
        Steps on all the data at most.
    regularisation : float or ndarray of shape (d,)
        Added to every variance, unit squared.
    seed : int
        Same seed, same mixture.
    """

    n_components: int
    covariance_type: CovarianceType = "full"
    start: starts.Start = "k-means++"
    means: Floats | None = None
    restarts: int = 4
    tolerance: float = 1e-4
    max_iterations: int = 100
    regularisation: float | Floats = 1e-6
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Fit:
    """A mixture on its way, or at its end.

    Attributes
    ----------
    parameters : Parameters
        Always a valid mixture.
    log_likelihood : float
        Mean over samples, nats.
    stage : {"start", "sample", "thinned", "polish"}
        Whether starts are compared on a part of the sample, or the best converges on the sample, on a
        larger one or on everything.
    iteration : int
        Counted from 1 within the stage.
    converged : bool
        Whether the last step gained less than the tolerance.
    """

    parameters: Parameters
    log_likelihood: float
    stage: str
    iteration: int
    converged: bool = False


def fitting(
    blocks: Sequence[Block],
    sample: Block,
    plan: Plan,
    *,
    thinned: Sequence[Block] = (),
    map_blocks: MapBlocks = map,
) -> Generator[Fit, None, Fit]:
    """Yield the fit after every step and return the last, components ordered by weight.

    Parameters
    ----------
    blocks : sequence of ndarray of shape (n, d)
        All the data.
    sample : ndarray of shape (m, d)
        A fair sample of it, on which restarts are compared.
    plan : Plan
        How to fit.
    thinned : sequence of ndarray of shape (n, d)
        A larger sample, on which the best start converges before it is polished on all the data: steps there
        cost little, and few remain to be made on everything.
    map_blocks : callable
        `map`, or a thread pool's.
    """
    fit = _best_start(_part(sample, START_SIZE), plan, map_blocks)
    yield fit
    parts = [sample[i : i + SAMPLE_BLOCK] for i in range(0, len(sample), SAMPLE_BLOCK)]
    stages = (
        ("sample", parts if len(sample) > START_SIZE else (), min(SAMPLE_STEPS, plan.max_iterations)),
        ("thinned", thinned, plan.max_iterations),
        ("polish", blocks, plan.max_iterations),
    )
    for name, data, limit in stages:
        begin, stage = fit.parameters, Stage(name, plan.tolerance, limit)
        for fit in _converge(data, begin, stage, plan.regularisation, map_blocks):
            yield fit
    order = np.argsort(-fit.parameters.weights, kind="stable")
    return Fit(fit.parameters.take(order), fit.log_likelihood, fit.stage, fit.iteration, fit.converged)


def _part(sample: Block, size: int) -> Block:
    """Return every so manieth sample, so that about `size` remain."""
    return sample[:: max(1, len(sample) // size)]


def _best_start(sample: Block, plan: Plan, map_blocks: MapBlocks) -> Fit:
    """Return the best of several short fits; they may run at the same time."""

    def attempt(restart: int) -> Fit:
        start = starts.start(
            sample,
            min(plan.n_components, len(sample)),
            covariance_type=plan.covariance_type,
            method=plan.start,
            means=plan.means,
            regularisation=plan.regularisation,
            rng=np.random.default_rng([plan.seed, restart]),
        )
        stage = Stage("start", max(plan.tolerance, START_TOLERANCE), min(START_STEPS, plan.max_iterations))
        *_, last = _converge([sample], start, stage, plan.regularisation, map)
        return last

    several = cast("Callable[[Callable[[int], Fit], Sequence[int]], Iterable[Fit]]", map_blocks)
    attempts = range(1 if plan.means is not None else plan.restarts)
    return max(several(attempt, attempts), key=lambda fit: fit.log_likelihood)


@dataclass(frozen=True)
class Stage:
    """A name, and when it ends: below a gain in mean log-likelihood, or after so many steps."""

    name: str
    tolerance: float
    steps: int


def _converge(
    blocks: Sequence[Block],
    start: Parameters,
    stage: Stage,
    regularisation: float | Floats,
    map_blocks: MapBlocks,
) -> Iterator[Fit]:
    if not blocks:
        return
    previous = -np.inf
    all_steps = em.steps(blocks, start, regularisation=regularisation, map_blocks=map_blocks)
    for iteration, step in enumerate(all_steps, 1):
        converged = bool(abs(step.log_likelihood - previous) < stage.tolerance)  # numpy's is unknown to JSON
        yield Fit(step.parameters, step.log_likelihood, stage.name, iteration, converged)
        if converged or iteration >= stage.steps:
            return
        previous = step.log_likelihood
