"""Fit a mixture: several starts on a sample, the best one polished by exact EM on everything."""

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from gmmseg.mixture import em, starts
from gmmseg.mixture.em import Block, CovarianceType, Floats, MapBlocks, Parameters

SAMPLE_SIZE = 2**15  # a start on more samples costs more and ends no better
SAMPLE_BLOCK = 2**13
SAMPLE_STEPS = 60
SAMPLE_TOLERANCE = 1e-3


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
    regularisation : float
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
    regularisation: float = 1e-6
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
    stage : {"start", "thinned", "polish"}
        Whether restarts are compared on the sample, or the best is polished on a larger one or on everything.
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
    sample: starts.Samples,
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
    best = yield from _restarts(sample, plan, map_blocks)
    fit = best
    for stage, data in (("thinned", thinned), ("polish", blocks)):
        begin = fit.parameters
        for fit in _converge(data, begin, plan.tolerance, plan.max_iterations, stage, plan, map_blocks):
            yield fit
    order = np.argsort(-fit.parameters.weights, kind="stable")
    return Fit(fit.parameters.take(order), fit.log_likelihood, fit.stage, fit.iteration, fit.converged)


def _restarts(sample: starts.Samples, plan: Plan, map_blocks: MapBlocks) -> Generator[Fit, None, Fit]:
    blocks = [sample[i : i + SAMPLE_BLOCK] for i in range(0, len(sample), SAMPLE_BLOCK)]
    best: Fit | None = None
    tolerance = max(plan.tolerance, SAMPLE_TOLERANCE)
    for restart in range(1 if plan.means is not None else plan.restarts):
        start = starts.start(
            sample,
            min(plan.n_components, len(sample)),
            covariance_type=plan.covariance_type,
            method=plan.start,
            means=plan.means,
            regularisation=plan.regularisation,
            rng=np.random.default_rng([plan.seed, restart]),
        )
        for fit in _converge(blocks, start, tolerance, SAMPLE_STEPS, "start", plan, map_blocks):
            yield fit
        if best is None or fit.log_likelihood > best.log_likelihood:
            best = fit
    assert best is not None
    return best


def _converge(
    blocks: Sequence[Block],
    start: Parameters,
    tolerance: float,
    max_iterations: int,
    stage: str,
    plan: Plan,
    map_blocks: MapBlocks,
) -> Iterable[Fit]:
    if not blocks:
        return
    previous = -np.inf
    all_steps = em.steps(blocks, start, regularisation=plan.regularisation, map_blocks=map_blocks)
    for iteration, step in enumerate(all_steps, 1):
        converged = bool(abs(step.log_likelihood - previous) < tolerance)  # not numpy's: JSON knows none
        yield Fit(step.parameters, step.log_likelihood, stage, iteration, converged)
        if converged or iteration >= max_iterations:
            return
        previous = step.log_likelihood
