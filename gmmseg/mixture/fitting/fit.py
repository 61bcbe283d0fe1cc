"""The fit of a mixture by EM with several starts: on a sample first, then on all the data.

MapParts starts run on a few thousand samples, where an iteration costs a hundredth of one on all the
pixels of a photo. The best of them are improved by split-and-merge moves and converge on more samples;
the very best converges on all the data, which then takes few iterations. Of very many samples each iteration
is a reading of a picture larger than memory: there the larger sample does the work, and they are few.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

import numpy as np

from gmmseg.mixture import em
from gmmseg.mixture.em import Block, CovarianceType, Floats, MapBlocks, Parameters, WeightedSamples
from gmmseg.mixture.fitting import acceleration, initialisation
from gmmseg.mixture.fitting.importance_sampling import add_samples
from gmmseg.mixture.fitting.split_merge import SplitMergeChain

MapParts = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]  # runs some calls at the same time

SAMPLE_SIZE = 2**15  # a sample of more costs more and ends no better
SAMPLE_STEPS = 60
SAMPLE_TOLERANCE = 1e-5  # a fit closer than this is a fit to the sample, not to the picture
START_SIZE = 2**12  # starts are compared on a part of the sample,
PER_COMPONENT = 2**9  # or on so many samples per component, if that is more
START_STEPS = 30
START_TOLERANCE = 1e-3
SETTLING_STEPS = 4  # on other samples than those a start was fitted to
MARGIN = 0.02  # in mean log-likelihood, nats: what is that much worse on a part of the sample is worse
FINALISTS = 2  # starts that are moved and converge on the sample
QUICK = 0.25  # times the tolerance: plain steps gain less than accelerated ones for as far still to go
GIVEN_UP = 8  # steps after which a start may be given up,
CLEARLY_BEHIND = 0.1  # that much, in mean log-likelihood, nats
STRIDE = 8  # moves or steps between two reports
MANY = 2**28  # samples: of so many a larger sample says as much, to a part of the tolerance,
STEPS_ON_MANY = 3  # and so many steps at most are made on all of them
PIECE = 2**14  # samples: blocks in memory are cut down to it, so that all threads end at about the same time


@dataclass(frozen=True)
class FitOptions:
    """The options of a fit.

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
    moves : int
        How often components of a promising start are moved elsewhere to see whether that is better; up to
        twice as often where samples are few.
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
    start: initialisation.Start = "k-means++"
    means: Floats | None = None
    restarts: int = 4
    moves: int = 40
    tolerance: float = 1e-4
    max_iterations: int = 100
    regularisation: float | Floats = 1e-6
    seed: int = 0


@dataclass(frozen=True, eq=False)
class FitResult:
    """A fit in progress, or at its end.

    Attributes
    ----------
    parameters : Parameters
        Always a valid mixture.
    log_likelihood : float
        Mean over samples, nats.
    stage : {"start", "moves", "sample", "thinned", "polish"}
        Whether starts are compared or improved by moves on a part of the sample, or the best converge on the
        sample, on a larger one or on everything.
    iteration : int
        Counted from 1 within the stage.
    converged : bool
        Whether the last step gained less than the tolerance.
    gain : float
        What the last step gained in mean log-likelihood, nats; infinite after the first, not known.
    """

    parameters: Parameters
    log_likelihood: float
    stage: str
    iteration: int
    converged: bool = False
    gain: float = np.inf


def fitting(
    blocks: Sequence[Block],
    sample: Block,
    plan: FitOptions,
    *,
    thinned: Sequence[Block] = (),
    n_samples: int = 0,
    map_blocks: MapBlocks = map,
    seeds: initialisation.Seeds | None = None,
) -> Generator[FitResult, None, FitResult]:
    """Yield the fit after every step and return the last, components ordered by weight.

    Of `MANY` samples or more the larger sample converges further, and at most `STEPS_ON_MANY` steps are made
    on all of them, the result perhaps not `converged`: a fit to half a million samples, fully converged, is
    below the best one to all by about half a nat for each free number, divided by that many.

    Parameters
    ----------
    blocks : sequence of ndarray of shape (n, d)
        All the data.
    sample : ndarray of shape (m, d)
        A fair sample of it, on which restarts are compared.
    plan : FitOptions
        How to fit.
    thinned : sequence of ndarray of shape (n, d)
        A larger sample, on which the best start converges before it is polished on all the data: steps there
        cost little, and few remain to be made on everything.
    n_samples : int
        How many samples all blocks have, where these are made when they are needed.
    map_blocks : callable
        `map`, or a thread pool's.
    seeds : Seeds, optional
        Of `sample`, where other fits to it begin, too.
    """
    several = cast("MapParts", map_blocks)
    size = max(START_SIZE, PER_COMPONENT * plan.n_components)
    is_whole = len(sample) // size <= 1
    chains = _started(_part(sample, size), plan, several, seeds if is_whole else None)
    yield _best(chains, "start")
    blocks, rng = _pieces(blocks), np.random.default_rng([plan.seed, plan.restarts])
    rough = chains[0].parameters
    sample = add_samples(sample, thinned or blocks, rough, rng=rng, map_blocks=map_blocks)
    part = _part(sample, size)
    chains = yield from _moving(part, chains, plan, several)
    fit = yield from _contest(sample, chains, plan, several)
    closer = plan
    if thinned and n_samples >= MANY:
        closer = replace(plan, tolerance=min(plan.tolerance, SAMPLE_TOLERANCE))
        plan = replace(plan, max_iterations=min(plan.max_iterations, STEPS_ON_MANY))
    fit = yield from _converging(thinned, replace(fit, stage="thinned"), closer, map_blocks)
    fit = yield from _converging(blocks, replace(fit, stage="polish"), plan, map_blocks)
    fit = yield from restoring_components(blocks, part, fit, plan, map_blocks)
    order = np.argsort(-fit.parameters.weights, kind="stable")
    return replace(fit, parameters=fit.parameters.take(order))


def _part(sample: Block, size: int) -> Block:
    """Return every so manieth sample, so that about `size` remain."""
    return _cut(sample, slice(None, None, max(1, len(sample) // size)))


def _cut(block: Block, places: slice) -> Block:
    """Return the samples at some places of a block, with what is known about each."""
    if not isinstance(block, WeightedSamples):
        return np.asfortranarray(block[places])
    weights = None if block.weights is None else block.weights[places]
    classes = None if block.classes is None else block.classes[places]
    return WeightedSamples(np.asfortranarray(block.samples[places]), weights, classes)


def _pieces(blocks: Sequence[Block]) -> Sequence[Block]:
    """Return blocks that lie in memory cut in pieces; others as they are, to be made when they are needed."""
    if not isinstance(blocks, (list, tuple)):
        return blocks
    return [_cut(block, slice(i, i + PIECE)) for block in blocks for i in range(0, len(block), PIECE)]


def begin(
    sample: Block, plan: FitOptions, restart: int, seeds: initialisation.Seeds | None = None
) -> Parameters:
    """Return where a start of a fit begins; `seeds` of the sample are used where k-means++ is asked for."""
    n, kind = min(plan.n_components, len(sample)), plan.covariance_type
    if seeds is not None and plan.means is None and plan.start == "k-means++":
        return seeds.start(n, plan.seed, restart, covariance_type=kind, regularisation=plan.regularisation)
    return initialisation.start(
        sample,
        n,
        covariance_type=kind,
        method=plan.start,
        means=plan.means,
        regularisation=plan.regularisation,
        rng=np.random.default_rng([plan.seed, restart]),
    )


def quick_fit(sample: Block, plan: FitOptions, seeds: initialisation.Seeds | None = None) -> Parameters:
    """Return the best of a plan's starts, each converged on the sample at once, to compare labels with.

    There are no moves and no acceleration, which on a few thousand samples take longer than the steps that
    they save. A start that is clearly behind another after a few steps is given up.
    """
    seeds = seeds or initialisation.Seeds.of(sample)
    lowest, best = np.full(plan.max_iterations, -np.inf), None
    for restart in range(1 if plan.means is not None else plan.restarts):
        start = begin(sample, plan, restart, seeds)
        last = em.iterate(
            sample, start, lowest, gain=plan.tolerance * QUICK, regularisation=plan.regularisation
        )
        if best is None or last.log_likelihood > best.log_likelihood:
            best = last
        lowest[GIVEN_UP:] = best.log_likelihood - CLEARLY_BEHIND
    assert best is not None
    return best.parameters


def _started(
    sample: Block, plan: FitOptions, several: MapParts, seeds: initialisation.Seeds | None = None
) -> list[SplitMergeChain]:
    """Return the best of several short fits, best first; they may run at the same time."""
    seeds = seeds or initialisation.Seeds.of(sample)

    def attempt(restart: int) -> SplitMergeChain:
        start = begin(sample, plan, restart, seeds)
        last = em.iterate(
            sample,
            start,
            np.full(min(START_STEPS, plan.max_iterations), -np.inf),
            gain=max(plan.tolerance, START_TOLERANCE),
            regularisation=plan.regularisation,
        )
        return SplitMergeChain(
            last.parameters, last.log_likelihood, min(plan.n_components, len(sample)), sample
        )

    found = list(several(attempt, range(1 if plan.means is not None else plan.restarts)))
    return sorted(found, key=lambda chain: -chain.log_likelihood)[:FINALISTS]


def _moving(
    sample: Block, chains: list[SplitMergeChain], plan: FitOptions, several: MapParts
) -> Generator[FitResult, None, list[SplitMergeChain]]:
    """Yield the best fit after every few moves and return the chains that may be best."""
    chances = [np.random.default_rng([plan.seed, plan.restarts, i]) for i in range(len(chains))]
    lowest = np.full(min(SETTLING_STEPS, plan.max_iterations), -np.inf)

    def settled(chain: SplitMergeChain) -> SplitMergeChain:
        last = em.iterate(
            sample,
            chain.parameters,
            lowest,
            gain=START_TOLERANCE,
            regularisation=plan.regularisation,
        )
        return SplitMergeChain(last.parameters, last.log_likelihood, chain.n_wanted, sample)

    chains = list(several(settled, chains))
    many = round(plan.moves * min(2.0, max(1.0, START_SIZE / len(sample))))  # they cost less on few samples
    for done in range(0, 0 if plan.means is not None else many, STRIDE):
        count = min(STRIDE, many - done)

        def moved(index: int, chains: list[SplitMergeChain] = chains, count: int = count) -> SplitMergeChain:
            return chains[index].moved(count, chances[index], plan.regularisation)

        chains = list(several(moved, range(len(chains))))
        yield _best(chains, "moves", done + count)
    least = max(chain.log_likelihood for chain in chains) - MARGIN
    return [chain for chain in chains if chain.log_likelihood >= least]


def _best(chains: list[SplitMergeChain], stage: str, iteration: int = 1) -> FitResult:
    best = max(chains, key=lambda chain: chain.log_likelihood)
    return FitResult(best.parameters, best.log_likelihood, stage, iteration)


@dataclass
class SampleRun:
    """A mixture that converges on a sample, a few steps at a time."""

    steps: Iterator[FitResult]
    fit: FitResult
    done: bool = field(default=False, init=False)

    def advanced(self) -> FitResult:
        """Return the fit after a few more steps, if there are any to make."""
        for _ in range(0 if self.done else STRIDE):
            following = next(self.steps, None)
            if following is None:
                self.done = True
                break
            self.fit = following
        return self.fit


def _contest(
    sample: Block, chains: list[SplitMergeChain], plan: FitOptions, several: MapParts
) -> Generator[FitResult, None, FitResult]:
    """Yield the best fit after every few steps of all chains on the sample; return the best at the end."""
    limit = min(SAMPLE_STEPS, plan.max_iterations)
    stage = FitStage("sample", max(plan.tolerance, SAMPLE_TOLERANCE), limit)
    runs = [
        SampleRun(
            _converge([sample], chain.parameters, stage, plan.regularisation, map), _best([chain], "sample")
        )
        for chain in chains
    ]
    while True:
        fits: list[FitResult] = list(several(SampleRun.advanced, runs))
        best = max(fits, key=lambda fit: fit.log_likelihood)
        yield best
        if all(run.done for run in runs):
            return best


def _converging(
    blocks: Sequence[Block], fit: FitResult, plan: FitOptions, map_blocks: MapBlocks
) -> Generator[FitResult, None, FitResult]:
    """Yield `fit` after every step on the blocks, and return it as it is at the end."""
    stage = FitStage(fit.stage, plan.tolerance, plan.max_iterations)
    last = fit
    for last in _converge(blocks, fit.parameters, stage, plan.regularisation, map_blocks):
        yield last
    return last


def restoring_components(
    blocks: Sequence[Block], part: Block, fit: FitResult, plan: FitOptions, map_blocks: MapBlocks
) -> Generator[FitResult, None, FitResult]:
    """Add components again that were lost on the way, if all the data are then explained better."""
    wanted = min(plan.n_components, len(part))
    if plan.means is not None or fit.parameters.n_components >= wanted or not plan.moves:
        return fit
    known = em.expectation(part, fit.parameters)
    chain = SplitMergeChain(fit.parameters, known.log_likelihood / known.n, wanted, part)
    chance = np.random.default_rng([plan.seed, plan.moves])
    moved = chain.moved(STRIDE, chance, plan.regularisation)
    if moved is chain:
        return fit
    again = yield from _converging(blocks, replace(fit, parameters=moved.parameters), plan, map_blocks)
    return max(fit, again, key=lambda fit: fit.log_likelihood)


@dataclass(frozen=True)
class FitStage:
    """A name, and when it ends: below a gain in mean log-likelihood, or after so many steps."""

    name: str
    tolerance: float
    steps: int


def _converge(
    blocks: Sequence[Block],
    start: Parameters,
    stage: FitStage,
    regularisation: float | Floats,
    map_blocks: MapBlocks,
) -> Iterator[FitResult]:
    if not blocks:
        return
    previous = -np.inf
    all_steps = acceleration.steps(blocks, start, regularisation=regularisation, map_blocks=map_blocks)
    for iteration, step in enumerate(all_steps, 1):
        gain = float(step.log_likelihood - previous)  # numpy's numbers are unknown to JSON
        converged = abs(gain) < stage.tolerance
        yield FitResult(step.parameters, step.log_likelihood, stage.name, iteration, converged, gain)
        if converged or iteration >= stage.steps:
            return
        previous = step.log_likelihood
