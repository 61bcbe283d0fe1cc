"""Split-and-merge moves, which take EM out of local maxima.

After Ueda, Nakano, Ghahramani and Hinton (2000), "SMEM algorithm for mixture models", Neural Computation
12(9), 2109-2128. :doi:`10.1162/089976600300015088`

EM only climbs: two components that share one cluster while another component covers two stay so for ever.
A *move* merges the first two, and splits the third or adds a component where samples are explained
poorly; a few steps of EM follow. If the log-likelihood has gained, the move is kept, otherwise it is
undone. Where components have died, nothing need be merged. So there are never more components than were
asked for, the likelihood never falls, and the same seed makes the same moves.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.mixture import em
from gmmseg.mixture.components import add_component, bhattacharyya, merge_components, split_component
from gmmseg.mixture.em import Block, Floats, Parameters, WeightedSamples
from gmmseg.mixture.fitting.importance_sampling import ImportanceWeights, drawn, masses

GAIN = 1e-4  # in mean log-likelihood, nats: less is no reason to move
# How far behind a move may be at each of its steps, nats: of those that come to lead at all, most are
# nearer; of those that never do, most are farther.
BEHIND = np.full(25, np.inf)
BEHIND[[1, 4, 8]] = 0.16, 0.09, 0.05
BEHIND.flags.writeable = False
PLACED = 0.25  # share of moves that put a component at a sample instead of splitting one
SELDOM = 1e-3  # chance of components that have nothing in common to be merged, against two that are equal


@dataclass(frozen=True, eq=False)
class SplitMergeChain:
    """A mixture with the moves that led to it.

    Attributes
    ----------
    parameters : Parameters
        The best so far.
    log_likelihood : float
        Its mean log-likelihood, nats, on the samples it moves on.
    n_wanted : int
        Components asked for: at least as many as there are.
    samples : Block
        The samples it moves on.
    """

    parameters: Parameters
    log_likelihood: float
    n_wanted: int
    samples: Block

    @cached_property
    def partings(self) -> tuple[NDArray[np.intp], Floats]:
        """Pairs of components (n, 2) and the chance of each to be merged: the more, the less they differ."""
        k = self.parameters.n_components
        pairs = np.argwhere(np.tri(k, k, -1).T)
        overlaps = np.exp(-bhattacharyya(self.parameters, self.parameters)[*pairs.T])
        chances = overlaps + SELDOM
        return pairs, chances / chances.sum()

    @cached_property
    def places(self) -> Floats:
        """How likely a new component is to begin at each sample, (n,): the likelier, the worse explained."""
        scores = em.scores(self.samples, self.parameters).astype(np.float64)
        return ImportanceWeights.of(scores)(scores) * masses(self.samples)

    def moved(self, moves: int, rng: np.random.Generator, regularisation: float | Floats = 1e-6) -> Self:
        """Return the chain after so many moves were tried."""
        chain = self
        for _ in range(moves):
            chain = chain._next(rng, regularisation) or chain
        return chain

    def _next(self, rng: np.random.Generator, regularisation: float | Floats) -> Self | None:
        proposed = self._proposal(rng)
        if proposed is None:
            return None
        lowest = self.log_likelihood - BEHIND
        settled = em.iterate(self.samples, proposed, lowest, gain=GAIN, regularisation=regularisation)
        better = settled.log_likelihood > self.log_likelihood + GAIN
        if not better:
            return None
        return replace(self, parameters=settled.parameters, log_likelihood=settled.log_likelihood)

    def _proposal(self, rng: np.random.Generator) -> Parameters | None:
        """Return the mixture with one component elsewhere; None where there is none to spare."""
        parameters = self.parameters
        if parameters.n_components == self.n_wanted:
            if parameters.n_components < 2:
                return None
            pairs, chances = self.partings
            first, second = pairs[rng.choice(len(chances), p=chances)]
            parameters = merge_components(parameters, first, second)
        if rng.random() < PLACED and self.places.any():
            place = drawn(self.places, 1, rng)[0]
            return _with_one_more(parameters, self.samples, int(place))
        return _halved(parameters, rng)


def _halved(parameters: Parameters, rng: np.random.Generator) -> Parameters:
    """Return the mixture with a component split: along its longest axis or any that it sees as likely."""
    shares = np.sqrt(parameters.weights)  # large ones hide more, but not in proportion
    component = int(rng.choice(len(shares), p=shares / shares.sum()))
    if rng.random() < 0.5:
        return split_component(parameters, component)
    root = np.linalg.cholesky(parameters.full_covariances[component])
    axis = np.asarray(np.linalg.solve(root.T, rng.normal(size=parameters.n_features)), np.float64)
    return split_component(parameters, component, axis)


def _with_one_more(parameters: Parameters, samples: Block, place: int) -> Parameters:
    """Return the mixture with a component at the sample at a place."""
    found = samples.samples if isinstance(samples, WeightedSamples) else samples
    return add_component(parameters, found[place].astype(np.float64), 0.25 / (parameters.n_components + 1))
