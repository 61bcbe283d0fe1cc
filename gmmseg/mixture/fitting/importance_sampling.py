"""Importance sampling: a second sample, with weights, drawn where a first mixture explains pixels poorly.

After Feldman, Faulkner and Krause (2011), "Scalable training of mixture models via coresets", NIPS 24.
Weights of several samplings together: Veach and Guibas (1995).

A uniform sample of a large picture holds few pixels of a small object, or none. More pixels are drawn
where a first, rough mixture explains them worst, and every sample weighs as many pixels as it stands for,
so that moments stay unbiased.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Self, cast

import numpy as np
from numpy.typing import NDArray

from gmmseg.mixture import em
from gmmseg.mixture.em import Block, Floats, MapBlocks, Parameters, WeightedSamples
from gmmseg.mixture.parameters import Real

SHARE = 0.25  # of the sample: as many are drawn again
GOOD = 0.1  # quantile of log-likelihoods from which on samples are explained well
CEILING = 0.001  # quantile of log-likelihoods below which samples are no more important still


@dataclass(frozen=True)
class ImportanceWeights:
    """How much more often a sample is drawn the worse a mixture explains it; 0 if it does well.

    Attributes
    ----------
    good : float
        Log-likelihood, nats, from which on a sample is explained well.
    most : float
        Largest importance, nats: no outlier has all the draws.
    """

    good: float
    most: float

    @classmethod
    def of(cls, scores: Floats) -> Self:
        """Return the weights for samples of these log-likelihoods (n,), nats."""
        good, poor = np.quantile(scores, (GOOD, CEILING))
        return cls(float(good), float(good - poor))

    def __call__(self, scores: Floats) -> Floats:
        """Return the importance of samples, (n,), nats."""
        return np.clip(self.good - scores, 0, self.most)


def add_samples(
    sample: Block,
    pool: Sequence[Block],
    rough: Parameters,
    *,
    rng: np.random.Generator,
    map_blocks: MapBlocks = map,
) -> Block:
    """Return `sample` and, beside it, members of `pool` that `rough` explains poorly, with weights.

    Parameters
    ----------
    sample : Block
        A fair sample of the pool.
    pool : sequence of Block
        All there is to draw from.
    rough : Parameters
        A mixture that explains most of it.
    rng : numpy.random.Generator
        Source of chance.
    map_blocks : callable
        `map`, or a thread pool's.

    Returns
    -------
    Block
        Weights are those of the balance heuristic and 1 in the mean: a sum over the batch is, in expectation,
        the sum over the pool. The sample itself where the pool is no larger or nothing is explained poorly.

    References
    ----------
    Veach and Guibas (1995), "Optimally combining sampling techniques for Monte Carlo rendering", SIGGRAPH,
    419-428. :doi:`10.1145/218380.218498`
    """
    if _tied(sample):
        return sample
    scores = em.scores(sample, rough).astype(np.float64)
    importance = ImportanceWeights.of(scores)
    several = cast("Callable[[object, Sequence[Block]], Iterable[tuple[Floats, Floats]]]", map_blocks)
    each = list(several(partial(_judged, rough=rough), pool))
    mass, explained = (np.concatenate(parts) for parts in zip(*each, strict=True))
    probabilities = mass * importance(explained)
    own, total = masses(sample), float(mass.sum())
    if total <= own.sum() or not probabilities.sum() > 0:
        return sample
    n = max(1, round(SHARE * len(sample)))
    places = np.flatnonzero(probabilities)
    more = _members(pool, places[drawn(probabilities[places], n, rng)], sample)
    found = np.concatenate([importance(scores), importance(em.scores(more, rough).astype(np.float64))])
    weights = np.concatenate([own, np.ones(n)]) / (own.sum() / total + n * found / probabilities.sum())
    samples = np.concatenate([em.contiguous(sample), em.contiguous(more)], axis=1).T
    return WeightedSamples(samples, weights / weights.mean())


def drawn(probabilities: Floats, n: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Return `n` places (n,), each as often as its share of the chances (m,) says, to less than one."""
    heights = np.cumsum(probabilities)
    picks = np.searchsorted(heights, (np.arange(n) + rng.random(n)) * (heights[-1] / n), side="right")
    return np.minimum(picks, len(probabilities) - 1)


def _judged(block: Block, rough: Parameters) -> tuple[Floats, Floats]:
    """Return how many samples each of a block stands for, and how well it is explained."""
    return masses(block), em.scores(block, rough).astype(np.float64)


def masses(block: Block) -> Floats:
    """Return how many samples each of a block stands for, (n,)."""
    if isinstance(block, WeightedSamples) and block.weights is not None:
        return np.asarray(block.weights, np.float64)
    return np.ones(len(block))


def _tied(block: Block) -> bool:
    return isinstance(block, WeightedSamples) and block.classes is not None


def _members(pool: Sequence[Block], places: NDArray[np.intp], like: Block) -> Real:
    """Return the members of the pool at the given places, as if its blocks were one."""
    columns = em.contiguous(like)
    found, begin = np.empty((len(columns), len(places)), columns.dtype), 0
    for block in pool:
        inside = np.flatnonzero((places >= begin) & (places < begin + len(block)))
        found[:, inside] = em.contiguous(block)[:, places[inside] - begin]
        begin += len(block)
    return cast("Real", found.T)
