"""The fit of a mixture by variational Bayes: components that are not needed lose their weight and are pruned.

Bishop (2006), "Pattern Recognition and Machine Learning", section 10.2. Blei and Jordan (2006), "Variational
inference for Dirichlet process mixtures", Bayesian Analysis 1(1), 121-143. :doi:`10.1214/06-BA104`

The priors are scikit-learn's. Neighbouring pixels are not independent, so that all of them together count as
few samples: with as many as there are pixels no prior would have a say.
"""

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from gmmseg.mixture import em, variational
from gmmseg.mixture.em import Block, Floats, MapBlocks, Parameters
from gmmseg.mixture.fitting import initialisation
from gmmseg.mixture.fitting.fit import PIECE, FitOptions
from gmmseg.mixture.variational import Posterior, Prior, WeightPrior

START_SIZE = 2**12  # starts are compared on so many samples
START_STEPS = 40
MEAN_PRECISION = 1.0  # how many samples the prior of the means is worth
LEAST = 1.0  # effective samples that a component must explain, or it is pruned


@dataclass(frozen=True)
class WeightOptions:
    """The prior of the weights.

    Attributes
    ----------
    distribution : {"dirichlet_process", "dirichlet_distribution"}
        Of the weights.
    concentration : float, optional
        The smaller, the fewer components; by default 1 over the most there may be.
    """

    distribution: WeightPrior = "dirichlet_process"
    concentration: float | None = None


@dataclass(frozen=True, eq=False)
class VariationalFit:
    """A variational fit in progress, or at its end.

    Attributes
    ----------
    parameters : Parameters
        The mixture of what is kept, its components ordered by weight.
    weights : ndarray of shape (k,)
        Expected weights of all components, also of those that are pruned, the largest first.
    lower_bound : float
        On the evidence, up to constants, nats per effective sample.
    iteration : int
        Counted from 1.
    converged : bool
        Whether the last step gained less than the tolerance.
    """

    parameters: Parameters
    weights: Floats
    lower_bound: float
    iteration: int
    converged: bool

    @property
    def n_pruned(self) -> int:
        """How many components were not needed."""
        return len(self.weights) - self.parameters.n_components


def fitting_variational(
    sample: Block,
    plan: FitOptions,
    weights: WeightOptions,
    *,
    n_effective: float,
    map_blocks: MapBlocks = map,
) -> Generator[VariationalFit, None, VariationalFit]:
    """Yield the fit after every step and return the last.

    Parameters
    ----------
    sample : ndarray of shape (n, d)
        What is fitted.
    plan : FitOptions
        How to fit; its number of components is the most there may be.
    weights : WeightOptions
        The prior of the weights.
    n_effective : float
        As how many independent samples all of them count against the priors.
    map_blocks : callable
        `map`, or a thread pool's.
    """
    data = np.asarray(sample)
    prior = _prior(data, plan, weights)
    part = np.asfortranarray(data[:: max(1, len(data) // START_SIZE)])

    def attempt(restart: int) -> tuple[float, Posterior]:
        begin = initialisation.start(
            part,
            min(plan.n_components, len(part)),
            covariance_type=plan.covariance_type,
            method=plan.start,
            regularisation=plan.regularisation,
            rng=np.random.default_rng([plan.seed, restart]),
        )
        state, bound = variational.update_posterior(begin.weights * n_effective, begin, prior), -np.inf
        for _ in range(min(START_STEPS, plan.max_iterations)):
            state, following = _step([part], state, plan, prior, n_effective=n_effective)
            if abs(following - bound) < plan.tolerance:
                return following, state
            bound = following
        return bound, state

    several = cast("Callable[[object, Iterable[int]], Iterable[tuple[float, Posterior]]]", map_blocks)
    state = max(several(attempt, range(plan.restarts)), key=lambda found: found[0])[1]
    blocks = [np.asfortranarray(data[i : i + PIECE]) for i in range(0, len(data), PIECE)]
    bound = -np.inf
    for iteration in range(1, plan.max_iterations + 1):
        state, following = _step(blocks, state, plan, prior, n_effective=n_effective, map_blocks=map_blocks)
        converged = bool(abs(following - bound) < plan.tolerance)
        fit = _outcome(state, following, iteration, converged)
        yield fit
        if converged:
            break
        bound = following
    return fit


def _prior(data: np.ndarray[Any, Any], plan: FitOptions, weights: WeightOptions) -> Prior:
    """Return scikit-learn's priors of samples (n, d)."""
    d = data.shape[1]
    exact = data.astype(np.float64)
    covariance = np.atleast_2d(np.cov(exact, rowvar=False, bias=True)) if len(data) > 1 else np.zeros((d, d))
    covariance = covariance + np.broadcast_to(plan.regularisation, d) * np.eye(d)
    variances = np.diagonal(covariance)
    few = {"diag": variances.copy(), "spherical": np.asarray(variances.mean())}
    scatter = few.get(plan.covariance_type, covariance)
    concentration = weights.concentration or 1 / plan.n_components
    mean = exact.mean(axis=0)
    return Prior(weights.distribution, concentration, MEAN_PRECISION, mean, float(d), scatter)


def _step(
    blocks: Sequence[Block],
    state: Posterior,
    plan: FitOptions,
    prior: Prior,
    *,
    n_effective: float,
    map_blocks: MapBlocks = map,
) -> tuple[Posterior, float]:
    """Return the next posterior, and the bound on the evidence that it gives, per effective sample."""
    expected = variational.expected_mixture(state)
    each = em.expectation_of_blocks(blocks, expected, map_blocks)
    found = em.maximisation(each, expected, plan.regularisation, empty=0.0, keep=True)
    statistics = variational.scale_statistics(each, n_effective)
    counts = statistics.counts + 10 * np.finfo(np.float64).eps
    following = variational.update_posterior(counts, found, prior)
    return following, variational.lower_bound(statistics, expected, following) / n_effective


def _outcome(state: Posterior, bound: float, iteration: int, converged: bool) -> VariationalFit:
    weights = variational.weights(state.concentration)
    counts = state.mean_precision - MEAN_PRECISION
    order = np.argsort(-weights, kind="stable")
    kept = order[counts[order] >= LEAST]
    kept = kept if len(kept) else order[:1]
    mixture = Parameters(
        weights.copy(), state.means.copy(), state.covariances.copy(), state.covariance_type
    ).take(kept)
    return VariationalFit(mixture, weights[order], bound, iteration, converged)
