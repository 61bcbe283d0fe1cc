"""Model selection: the number of components by AIC, BIC or ICL, with an effective sample size, and stability.

Akaike (1974), "A new look at the statistical model identification", IEEE Trans. Automatic Control 19(6),
716-723. Schwarz (1978), "Estimating the dimension of a model", Ann. Statist. 6(2), 461-464. Biernacki,
Celeux and Govaert (2000), "Assessing a mixture model for clustering with the integrated completed
likelihood", IEEE Trans. PAMI 22(7), 719-725. Stability: Hennig (2007), "Cluster-wise assessment of cluster
stability", Comput. Statist. Data Anal. 52(1), 258-271.

Neighbouring pixels are not independent. If each counted as one observation, every criterion would ask for
ever more components. So mixtures are fitted to a thinned sample, and the criteria weigh it as if it held
`INDEPENDENT` samples. Rows of a table that are independent count one each.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import UndefinedCriterionError
from gmmseg.mixture import em
from gmmseg.mixture.em import Block, CovarianceType, Floats, Parameters
from gmmseg.mixture.fitting.fit import FitOptions
from gmmseg.mixture.fitting.known_fits import KnownFits
from gmmseg.mixture.parameters import Integers

THINNED = 4000  # samples that means are taken over
INDEPENDENT = 500  # as many as a photo has patches that do not repeat each other, about: so many count
CANDIDATES = tuple(range(2, 11))
RESTARTS = 3
STEPS = 60
TOLERANCE = 1e-3
ENOUGH = 0.05  # an ICL within so much of its best, as a share of its range, is as good
STABLE = 0.02  # a stability within so much of the best is as good
RARE = 1e-3  # share of the samples below which a segment is next to nothing
REFIT_RESTARTS = 2
REFITS = 3  # on other samples, for the stability

Labels = NDArray[np.integer]
Criterion = Literal["icl", "bic", "aic", "silhouette", "davies_bouldin", "stability"]
CRITERIA: dict[Criterion, str] = {
    "icl": "ICL",
    "bic": "BIC",
    "aic": "AIC",
    "silhouette": "silhouette",
    "davies_bouldin": "Davies-Bouldin index",
    "stability": "stability",
}
"""What the number of components may be chosen by, and what it is called in a sentence."""
LARGER_IS_BETTER: tuple[Criterion, ...] = ("silhouette", "stability")
OF_LIKELIHOOD: tuple[Criterion, ...] = (
    "icl",
    "bic",
    "aic",
)  # they compare mixtures of the same features only


@dataclass(frozen=True)
class Candidate:
    """A mixture of some number of components, and how well it does.

    Attributes
    ----------
    n_components : int
        Number of components, or of segments, asked for.
    log_likelihood : float
        Mean over samples, nats.
    aic, bic, icl : float
        Criteria of Akaike, Schwarz and Biernacki in nats, over the effective samples; lower is better.
    silhouette : float
        Mean silhouette, -1 to 1, higher is better; NaN where it was not asked for or there is one segment.
    davies_bouldin : float
        Davies-Bouldin index from 0, lower is better; NaN likewise.
    stability : float
        Adjusted Rand index of the labels with those of refits on other samples, a mean; 1 is the same. NaN
        where there were none.
    covariance_type : {"full", "tied", "diag", "spherical"}
        Of the mixture.
    n_free : int
        How many numbers the mixture may choose freely.
    n_found : int
        How many segments have one sample in a thousand: fewer than were asked for where there are no more.
    """

    n_components: int
    log_likelihood: float
    aic: float
    bic: float
    icl: float
    silhouette: float = np.nan
    davies_bouldin: float = np.nan
    stability: float = np.nan
    covariance_type: CovarianceType = "full"
    n_free: int = 0
    n_found: int = 0


class Validity(Protocol):
    """Measures of labels that the engine does not know itself; `statistics.cluster_validity` has them."""

    def silhouette(self, labels: Labels) -> float:
        """Return the mean silhouette of labels (n,) of the samples; NaN where it is undefined."""

    def davies_bouldin(self, labels: Labels) -> float:
        """Return the Davies-Bouldin index of labels (n,); NaN where it is undefined."""

    def agreement(self, first: Labels, second: Labels) -> float:
        """Return the adjusted Rand index of two labellings (n,)."""


@dataclass(frozen=True, eq=False)
class FittedCandidate:
    """A candidate with the mixture that it is about.

    Attributes
    ----------
    candidate : Candidate
        How well it does.
    parameters : Parameters
        The mixture.
    owners : ndarray of shape (k,), optional
        The segment that each component belongs to, from 0; None where each is one.
    """

    candidate: Candidate
    parameters: Parameters
    owners: Integers | None = None


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
    criterion : str
        What it was chosen by, one of `CRITERIA`.
    """

    n_components: int
    candidates: tuple[Candidate, ...]
    n_effective: float
    criterion: Criterion = "icl"

    def __str__(self) -> str:
        if self.criterion != "icl":
            return f"Chose {self.n_components} segments: {reason(self.candidates, self.criterion)}."
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


def judged(sample: Block, parameters: Parameters, n_requested: int, n_effective: float) -> Candidate:
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
    icl = bic + 2 * entropy * n_effective
    return Candidate(
        n_requested, mean, aic, bic, icl, covariance_type=parameters.covariance_type, n_free=free
    )


def validated(
    candidate: Candidate, labels: Labels, refitted: Sequence[Labels], validity: Validity
) -> Candidate:
    """Return a candidate with the measures of its labels (n,), and how stable they are against refits."""
    agreements = [validity.agreement(labels, others) for others in refitted]
    return replace(
        candidate,
        silhouette=validity.silhouette(labels),
        davies_bouldin=validity.davies_bouldin(labels),
        stability=float(np.mean(agreements)) if agreements else np.nan,
        n_found=int((np.unique_counts(labels).counts >= RARE * len(labels)).sum()),
    )


def sweeping(
    sample: NDArray[np.floating[Any]],
    plans: Sequence[FitOptions],
    *,
    n_effective: float | None = None,
    validity: Validity | None = None,
    parts: Sequence[Integers] = (),
    map_plans: Callable[
        [Callable[[FitOptions], FittedCandidate], Sequence[FitOptions]], Iterable[FittedCandidate]
    ] = map,
    known: KnownFits | None = None,
) -> Iterator[FittedCandidate]:
    """Yield how well each of several mixtures does on some samples, in the order of their plans.

    Parameters
    ----------
    sample : ndarray of shape (n, d)
        Rows of a table, or thinned pixels. Float64 gives the criteria to the last digits.
    plans : sequence of FitOptions
        What to fit: how many components, which covariances.
    n_effective : float, optional
        As how many independent samples they count; one each by default.
    validity : Validity, optional
        What measures labels, see `statistics.cluster_validity.ClusterValidity`; without it these figures are
        NaN.
    parts : sequence of ndarray of int
        Indices of samples that are fitted anew, each for itself, for the stability; `halves` makes some.
    map_plans : callable
        `map`, or a thread pool's.
    known : KnownFits, optional
        What was fitted before, to the same samples; what is fitted here is added.

    Yields
    ------
    FittedCandidate
        One for each plan.
    """
    effective = float(len(sample) if n_effective is None else n_effective)
    others = [np.asfortranarray(sample[part]) for part in parts] if validity is not None else []
    known = KnownFits() if known is None else known

    def attempt(plan: FitOptions) -> FittedCandidate:
        parameters = known.fitted(sample, plan)
        candidate = judged(sample, parameters, plan.n_components, effective)
        if validity is None:
            return FittedCandidate(candidate, parameters)
        again = replace(plan, restarts=min(plan.restarts, REFIT_RESTARTS), moves=0)
        refits = [
            known.fitted(part, replace(again, seed=plan.seed + i), is_quick=True)
            for i, part in enumerate(others, 1)
        ]
        labels, refitted = em.labels(sample, parameters), [em.labels(sample, refit) for refit in refits]
        return FittedCandidate(validated(candidate, labels, refitted, validity), parameters)

    yield from map_plans(attempt, plans)


def short(plan: FitOptions) -> FitOptions:
    """Return a plan of fits that are only to be compared, on few samples."""
    return replace(plan, restarts=RESTARTS, moves=0, tolerance=TOLERANCE, max_iterations=STEPS)


def halves(blocks: Integers, seed: int, n: int = REFITS) -> list[NDArray[np.intp]]:
    """Return the indices of the samples in a random half of the blocks, `n` times.

    Parameters
    ----------
    blocks : ndarray of shape (m,) of int
        The block that each sample belongs to: samples of one block go together, as neighbouring pixels must.
    seed : int
        Same seed, same halves.
    n : int
        How many.
    """
    names = np.unique(blocks)
    out = []
    for number in range(n):
        rng = np.random.default_rng([seed, number])
        chosen = rng.permutation(names)[: max(1, -(-len(names) // 2))]
        out.append(np.flatnonzero(np.isin(blocks, chosen)))
    return out


def choose(
    sample: Block,
    plan: FitOptions,
    *,
    candidates: Sequence[int] = CANDIDATES,
    map_candidates: Callable[[Callable[[Any], Any], Sequence[Any]], Iterable[Any]] = map,
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
    used = thinned(sample)
    n_effective = effective(len(used))
    plans = [replace(short(plan), n_components=n) for n in candidates]
    fits = sweeping(used, plans, n_effective=n_effective, map_plans=map_candidates)
    found = tuple(fit.candidate for fit in fits)
    return Choice(best(found, "icl").n_components, found, n_effective)


def thinned(sample: Block) -> NDArray[np.floating[Any]]:
    """Return about `THINNED` of some samples (n, d), evenly spread."""
    return np.asfortranarray(sample[:: max(1, len(sample) // THINNED)])


def effective(n_thinned: int) -> float:
    """Return as how many independent samples so many thinned pixels count."""
    return float(min(INDEPENDENT, n_thinned))


def best(candidates: Sequence[Candidate], criterion: Criterion) -> Candidate:
    """Return the candidate that a criterion suggests, of those that it is defined for.

    By ICL it is the fewest components within 5 % of the best, of the range from worst to best: the curve
    often falls on slowly where more components explain next to nothing. By stability it is the most
    components that are as stable as any, since two halves of nearly anything are found again. By all others
    it is the best; of several, the fewest components.

    Raises
    ------
    UndefinedCriterionError
        If it is defined for none.
    """
    known = [candidate for candidate in candidates if np.isfinite(getattr(candidate, criterion))]
    if not known:
        raise UndefinedCriterionError(CRITERIA[criterion], len(candidates))
    losses = _losses(known, criterion)
    enough = {"icl": ENOUGH * (losses.max() - losses.min()), "stability": STABLE}.get(criterion, 0.0)
    good = [pair for pair in zip(known, losses.tolist(), strict=True) if pair[1] <= losses.min() + enough]
    if criterion == "stability":  # empty segments change no labels
        return min(good, key=lambda pair: (-(pair[0].n_found or pair[0].n_components), pair[0].n_components))[
            0
        ]
    return min(good, key=lambda pair: (pair[0].n_components, pair[1]))[0]


def _losses(candidates: Sequence[Candidate], criterion: Criterion) -> Floats:
    """Return the values of a criterion so that lower is better, (n,)."""
    values: Floats = np.array([getattr(candidate, criterion) for candidate in candidates])
    return -values if criterion in LARGER_IS_BETTER else values


def reason(candidates: Sequence[Candidate], criterion: Criterion) -> str:
    """Return in words, a clause, why the `best` of some candidates is suggested."""
    chosen, name = best(candidates, criterion), CRITERIA[criterion]
    value = getattr(chosen, criterion)
    shown = f"{value:,.1f}" if criterion in OF_LIKELIHOOD else f"{value:.3f}"
    least = min(c.icl for c in candidates)
    if criterion == "icl" and value > least:
        return f"no fewer have an ICL within {ENOUGH:.0%} of the lowest (it is {value - least:,.1f} above)"
    if criterion == "stability":
        return f"no more of them are found again in halves as well ({name} {value:.3f})"
    return f"their {name} is the {'highest' if criterion in LARGER_IS_BETTER else 'lowest'}, {shown}"
