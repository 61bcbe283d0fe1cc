"""Model selection: the number of components by AIC, BIC or ICL, with an effective sample size.

Akaike (1974), "A new look at the statistical model identification", IEEE Trans. Automatic Control 19(6),
716-723. Schwarz (1978), "Estimating the dimension of a model", Ann. Statist. 6(2), 461-464. Biernacki,
Celeux and Govaert (2000), "Assessing a mixture model for clustering with the integrated completed
likelihood", IEEE Trans. PAMI 22(7), 719-725.

Neighbouring pixels are not independent. If each counted as one observation, every criterion would ask for
ever more components. So mixtures are fitted to a thinned sample, and the criteria weigh it as if it held
`INDEPENDENT` samples.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gmmseg.mixture import em
from gmmseg.mixture.em import Block, Floats, Parameters
from gmmseg.mixture.fitting.fit import FitOptions, fitting

THINNED = 4000  # samples that means are taken over
INDEPENDENT = 500  # as many as a photo has patches that do not repeat each other, about: so many count
CANDIDATES = tuple(range(2, 11))
RESTARTS = 3
STEPS = 60
TOLERANCE = 1e-3
ENOUGH = 0.05  # a criterion within so much of its best, as a share of its range, is as good


@dataclass(frozen=True)
class Candidate:
    """A number of components and how well it does.

    Attributes
    ----------
    n_components : int
        Number of components asked for.
    log_likelihood : float
        Mean over samples, nats.
    aic, bic, icl : float
        Criteria of Akaike, Schwarz and Biernacki in nats, over the effective samples; lower is better.
    """

    n_components: int
    log_likelihood: float
    aic: float
    bic: float
    icl: float


@dataclass(frozen=True)
class Choice:
    """What a sweep over the number of components found.

    Attributes
    ----------
    n_components : int
        The suggested number.
    candidates : tuple of Candidate
        All that were tried, fewest components first.
    n_effective : float
        For how many independent samples the criteria speak.
    """

    n_components: int
    candidates: tuple[Candidate, ...]
    n_effective: float

    def __str__(self) -> str:
        least = min(candidate.icl for candidate in self.candidates)
        shown = ", ".join(f"{c.n_components}: {c.icl - least:.0f}" for c in self.candidates)
        return (
            f"Chose {self.n_components} segments: more of them explain too little more. "
            f"ICL above its least, for {self.n_effective:.0f} independent patches, is by segments {shown}."
        )


def n_free(parameters: Parameters) -> int:
    """Return how many numbers a mixture may choose freely."""
    k, d = parameters.n_components, parameters.n_features
    shapes = {"full": k * d * (d + 1) // 2, "tied": d * (d + 1) // 2, "diag": k * d, "spherical": k}
    return k - 1 + k * d + shapes[parameters.covariance_type]


def judged(sample: Block, parameters: Parameters, n_asked: int, n_effective: float) -> Candidate:
    """Return the criteria of a mixture on samples (n, d) that count as `n_effective` independent ones.

    References
    ----------
    Schwarz (1978), Ann. Statist. 6(2). :doi:`10.1214/aos/1176344136`
    Biernacki, Celeux and Govaert (2000), IEEE TPAMI 22(7). :doi:`10.1109/34.865189`
    """
    mean = float(em.expectation(sample, parameters).log_likelihood) / len(sample)
    responsibilities = np.asarray(em.posterior(sample, parameters), np.float64)
    entropy = float(-(responsibilities * np.log(np.maximum(responsibilities, 1e-300))).sum()) / len(sample)
    free = n_free(parameters)
    bic = -2 * mean * n_effective + free * np.log(n_effective)
    aic = -2 * mean * n_effective + 2 * free
    return Candidate(n_asked, mean, aic, bic, bic + 2 * entropy * n_effective)


def choose(
    sample: Block,
    plan: FitOptions,
    *,
    candidates: Sequence[int] = CANDIDATES,
    map_candidates: Callable[[Callable[[int], Candidate], Sequence[int]], Iterable[Candidate]] = map,
) -> Choice:
    """Return how many components explain `sample` well enough.

    Parameters
    ----------
    sample : ndarray of shape (n, d)
        Samples; about `THINNED` of them, evenly spread, are used.
    plan : FitOptions
        How to fit; its number of components does not matter.
    candidates : sequence of int
        Numbers to try.
    map_candidates : callable
        `map`, or a thread pool's.

    Returns
    -------
    Choice
        The fewest components whose ICL is within 5 % of the best, of the range from worst to best.
    """
    thinned = np.asfortranarray(sample[:: max(1, len(sample) // THINNED)])
    n_effective = float(min(INDEPENDENT, len(thinned)))
    short = replace(plan, restarts=RESTARTS, moves=0, tolerance=TOLERANCE, max_iterations=STEPS)

    def attempt(n: int) -> Candidate:
        steps = fitting([thinned], thinned, replace(short, n_components=n))
        while True:
            try:
                next(steps)
            except StopIteration as end:
                return judged(thinned, end.value.parameters, n, n_effective)

    found = tuple(map_candidates(attempt, candidates))
    return Choice(_fewest_good(found), found, n_effective)


def _fewest_good(candidates: Sequence[Candidate]) -> int:
    scores: Floats = np.array([candidate.icl for candidate in candidates])
    limit = scores.min() + ENOUGH * (scores.max() - scores.min())
    return candidates[int(np.argmax(scores <= limit))].n_components
