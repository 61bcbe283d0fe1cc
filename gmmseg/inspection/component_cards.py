"""Component cards: what each segment is, what sets it apart (Cohen's d), and what it is confused with.

Cohen (1988), "Statistical power analysis for the behavioral sciences", 2nd edition: the effect size d.
Distances: Bhattacharyya (1943); Jeffries and Matusita's form of it, from 0 to 2, as Richards and Jia (2006),
"Remote sensing digital image analysis", 4th edition, use it for classes of pixels. Stability: Hennig (2007),
"Cluster-wise assessment of cluster stability", Computational Statistics & Data Analysis 52(1), 258-271.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import BadSettingError
from gmmseg.imaging.feature_units import FeatureUnits
from gmmseg.imaging.measures import ChannelStatistics
from gmmseg.imaging.model import Model
from gmmseg.imaging.segmentation import Segmentation, uncertainty
from gmmseg.mixture import em
from gmmseg.mixture.components import adjust_component, bhattacharyya
from gmmseg.settings import Settings

Floats = NDArray[np.float64]

APART, OVERLAPPING = 1.9, 1.0  # Jeffries-Matusita: well told apart above, candidates for a merge below
CONFUSED = 0.005  # mean probability of another segment below which regions tell them apart
REPLICATES = 10
REFIT_STEPS = 15
REFIT_SAMPLE = 2**13  # pixels of each refit
STRIPES = 64  # stretches of the picture that are drawn with replacement: neighbours are drawn together
STABLE, DISSOLVED = 0.75, 0.5  # mean Jaccard index, as Hennig reads it


@dataclass(frozen=True)
class ComponentCard:
    """One Gaussian of a segment.

    Attributes
    ----------
    number : int
        In the mixture, from 1.
    weight : float
        Its share of the mixture, 0 to 1.
    means, spreads : tuple of float
        Mean and standard deviation of each feature, in its unit.
    """

    number: int
    weight: float
    means: tuple[float, ...]
    spreads: tuple[float, ...]


@dataclass(frozen=True)
class FeatureEffect:
    """How far one feature sets a segment apart from the rest: Cohen's d, above 0 where it has more."""

    feature: str
    effect: float


@dataclass(frozen=True)
class Neighbour:
    """The segment that another is most easily confused with.

    Attributes
    ----------
    number : int
        Of the segment, from 1.
    name : str
        What people call it.
    bhattacharyya : float
        Distance of the two mixtures, 0 where they are the same; of several components a lower bound.
    jeffries_matusita : float
        The same from 0 (the same) to 2 (no overlap).
    confusion : float or None
        Mean probability of that segment at the pixels of this one; None without a picture.
    """

    number: int
    name: str
    bhattacharyya: float
    jeffries_matusita: float
    confusion: float | None

    @property
    def advice(self) -> str:
        """What the distance means."""
        if self.jeffries_matusita >= APART:
            return "well apart"
        if self.confusion is not None and self.confusion < CONFUSED:
            return "alike, but told apart by regions"
        return "they overlap" if self.jeffries_matusita >= OVERLAPPING else "hardly apart: merge them?"


@dataclass(frozen=True)
class SegmentCard:
    """What a segment is.

    Attributes
    ----------
    number : int
        From 1.
    name : str
        What people call it.
    colour : tuple of three int
        Red, green and blue, 0 to 255.
    share : float
        Of the usable pixels; of the mixture's weight without a picture; 0 to 1.
    components : tuple of ComponentCard
        Its Gaussians, in the order of the mixture.
    channels : tuple of ChannelStatistics
        Of the picture's channels, in the numbers of the file; empty without a picture.
    effects : tuple of FeatureEffect
        What sets it apart from all others, the most telling feature first; empty for a single segment.
    neighbour : Neighbour or None
        What it is most easily confused with; None for a single segment.
    uncertainty : float or None
        Mean normalised entropy of its pixels, 0 sure to 1 undecided; None without a picture.
    stability : float or None
        Mean Jaccard index of its pixels with those it has after refits on resampled parts of the picture, 0
        to 1; None without a picture or where it was not asked for.
    """

    number: int
    name: str
    colour: tuple[int, int, int]
    share: float
    components: tuple[ComponentCard, ...]
    channels: tuple[ChannelStatistics, ...]
    effects: tuple[FeatureEffect, ...]
    neighbour: Neighbour | None
    uncertainty: float | None
    stability: float | None

    @property
    def verdict(self) -> str:
        """What its stability means, empty where it is not known."""
        if self.stability is None:
            return ""
        if self.stability >= STABLE:
            return "stable"
        return "doubtful" if self.stability >= DISSOLVED else "falls apart when refitted"

    def as_values(self) -> dict[str, Any]:
        """Return it as values that JSON knows."""
        values = asdict(self)
        for each in values["effects"]:
            each["effect"] = each["effect"] if np.isfinite(each["effect"]) else None
        for each in values["channels"]:
            each |= {key: None for key, value in each.items() if isinstance(value, float) and value != value}  # noqa: PLR0124 - NaN, which JSON does not know
        if self.neighbour is not None:
            values["neighbour"]["advice"] = self.neighbour.advice
        return values


def component_cards(subject: Segmentation | Model, *, stability: bool = True) -> tuple[SegmentCard, ...]:
    """Return a card for each segment.

    Parameters
    ----------
    subject : Segmentation or Model
        A model alone says less: shares are weights, and nothing is known of channels, uncertainty and
        stability.
    stability : bool
        Whether the mixture is refitted to resampled parts of the picture, which takes a second.

    Examples
    --------
    >>> import numpy as np
    >>> import gmmseg
    >>> picture = np.zeros((40, 60), np.uint8)
    >>> picture[:, 40:] = 200
    >>> [round(card.share, 3) for card in gmmseg.component_cards(gmmseg.segment(picture, 2))]
    [0.667, 0.333]
    """
    if isinstance(subject, Model):
        return _cards(subject, None)
    return _cards(subject.model, subject, stability=stability)


def _cards(model: Model, found: Segmentation | None, *, stability: bool = False) -> tuple[SegmentCard, ...]:
    n, mixture = len(model.segments), model.mixture
    units = FeatureUnits.of(model.features, None if found is None else found.image)
    means = units.values(mixture.means)
    spreads = units.spreads(np.sqrt(np.diagonal(mixture.full_covariances, axis1=1, axis2=2)))
    if found is None:
        shares: Floats = np.bincount(model.owners, mixture.weights, n).astype(np.float64)
        moments = _moments_of_model(model)
        confusions: Floats | None = None
        uncertain: list[float | None] = [None] * n
        stable: list[float | None] = [None] * n
        channels: Sequence[tuple[ChannelStatistics, ...]] = [()] * n
    else:
        pixels = found.sizes_and_colours[0][1:]
        shares = pixels / max(found.image.n_usable, 1)
        sample = _SegmentSample.of(found)
        moments, confusions = sample.moments, sample.confusions
        uncertain, channels = list(sample.uncertainties), found.channel_statistics
        stable = list(jaccard_stability(found)) if stability else [None] * n
    effects = cohens_d(*moments)
    neighbours = _neighbours(model, confusions)
    return tuple(
        SegmentCard(
            number,
            segment.name,
            segment.colour,
            float(shares[number - 1]),
            tuple(
                ComponentCard(
                    c + 1,
                    float(mixture.weights[c]),
                    tuple(means[c].tolist()),
                    tuple(spreads[c].tolist()),
                )
                for c in segment.components
            ),
            tuple(channels[number - 1]),
            sorted_effects(units.names, effects[number - 1]) if n > 1 else (),
            neighbours[number - 1],
            uncertain[number - 1],
            stable[number - 1],
        )
        for number, segment in enumerate(model.segments, 1)
    )


@dataclass(frozen=True, eq=False)
class _SegmentSample:
    """What a sample of the picture says of its segments: moments (n,), (n, d), (n, d); confusions (n, n)."""

    moments: tuple[Floats, Floats, Floats]
    confusions: Floats
    uncertainties: tuple[float | None, ...]

    @classmethod
    def of(cls, found: Segmentation) -> "_SegmentSample":
        sampled, n = found.sampled, found.n_segments
        labels = found.labels.reshape(-1)[sampled.indices].astype(np.intp)
        samples, posterior = sampled.samples.astype(np.float64), sampled.posterior.astype(np.float64)
        counts = np.bincount(labels, minlength=n + 1)[1:].astype(np.float64)
        many = np.maximum(counts, 1)[:, None]
        means = _summed(labels, samples, n) / many
        variances = np.maximum(_summed(labels, (samples - means[labels - 1]) ** 2, n) / many, 0)
        unsure = uncertainty(sampled.posterior, found.n_possible).astype(np.float64)
        mean_unsure = _summed(labels, unsure[:, None], n)[:, 0] / many[:, 0]
        uncertainties = tuple(
            float(each) if count else None for each, count in zip(mean_unsure, counts, strict=True)
        )
        return cls((counts, means, variances), _summed(labels, posterior, n) / many, uncertainties)


def _summed(labels: NDArray[np.intp], values: Floats, n: int) -> Floats:
    """Return the sums of values (m, d) by their labels from 1 to n: (n, d)."""
    return np.stack([np.bincount(labels, column, n + 1)[1:] for column in values.T], axis=1)


def _moments_of_model(model: Model) -> tuple[Floats, Floats, Floats]:
    """Return weight (n,), mean and variance (n, d) of each segment, as its components have them together."""
    n, d = len(model.segments), model.mixture.n_features
    weights, means, variances = np.zeros(n), np.zeros((n, d)), np.zeros((n, d))
    within = np.diagonal(model.mixture.full_covariances, axis1=1, axis2=2)
    for number, segment in enumerate(model.segments):
        own = list(segment.components)
        if own:
            shares = model.mixture.weights[own]
            weights[number] = shares.sum()
            shares = shares / shares.sum()
            means[number] = shares @ model.mixture.means[own]
            away = model.mixture.means[own] - means[number]
            variances[number] = shares @ (within[own] + away * away)
    return weights, means, variances


def cohens_d(weights: Floats, means: Floats, variances: Floats) -> Floats:
    """Return Cohen's d of each segment against all others together, (n, d); variances divide by n."""
    n, total = len(weights), weights.sum()
    effects = np.zeros_like(means)
    for number in range(n):
        others = np.arange(n) != number
        rest = weights[others].sum()
        if not rest or not weights[number]:
            continue
        shares = weights[others] / rest
        mean = shares @ means[others]
        variance = shares @ (variances[others] + (means[others] - mean) ** 2)
        pooled = (weights[number] * variances[number] + rest * variance) / total
        apart = means[number] - mean
        with np.errstate(divide="ignore", invalid="ignore"):
            effects[number] = np.where(apart == 0, 0.0, apart / np.sqrt(pooled))
    return effects


def sorted_effects(names: tuple[str, ...], effects: Floats) -> tuple[FeatureEffect, ...]:
    """Return the effects (d,) of features with their names, the largest first."""
    order = np.argsort(-np.abs(effects), kind="stable")
    return tuple(FeatureEffect(names[i], float(effects[i])) for i in order)


def _neighbours(model: Model, confusions: Floats | None) -> list[Neighbour | None]:
    """Return what each segment is most easily confused with: the one at the least distance.

    That of two mixtures has no closed form. As the root of a sum is at most the sum of roots, their affinity
    is at most that of all pairs of components, weighed by the roots of their shares: where it is small, they
    are apart; of two single Gaussians it is exact.
    """
    n, owners = len(model.segments), model.owners
    weights = model.mixture.weights
    roots = np.sqrt(weights / np.maximum(np.bincount(owners, weights, n), 1e-300)[owners])
    affinity = np.zeros((n, n))
    pairs = np.exp(-np.maximum(bhattacharyya(model.mixture, model.mixture), 0)) * roots[:, None] * roots
    np.add.at(affinity, (owners[:, None], owners[None]), pairs)
    with np.errstate(divide="ignore"):
        nearest = -np.log(np.minimum(affinity, 1.0))
    np.fill_diagonal(nearest, np.inf)
    found: list[Neighbour | None] = []
    for number in range(n):
        other = int(nearest[number].argmin())
        distance = float(nearest[number, other])
        if not np.isfinite(distance):
            found.append(None)
            continue
        confusion = None if confusions is None else float(confusions[number, other])
        name, scaled = model.segments[other].name, 2 * (1 - float(np.exp(-distance)))
        found.append(Neighbour(other + 1, name, distance, scaled, confusion))
    return found


def jaccard_stability(
    found: Segmentation, *, replicates: int = REPLICATES, seed: int = 0
) -> tuple[float | None, ...]:
    """Return how well each segment is found again by refits on resampled stretches of the picture.

    Parameters
    ----------
    found : Segmentation
        What is judged. The pixels' colours alone are: neighbours and regions have no say.
    replicates : int
        How many refits.
    seed : int
        Same seed, same figures.

    Returns
    -------
    tuple of float or None
        For each segment the mean Jaccard index, 0 to 1, of the sampled pixels that it wins by a refit to all
        of the picture and by one to resampled parts; None where it wins none.

    Notes
    -----
    Stretches of rows are drawn with replacement, since neighbours are not independent. Each refit starts at
    the model: the figure tells whether the segment depends on parts of the picture, not on where fits begin.
    """
    model, sampled = found.model, found.sampled
    rng = np.random.default_rng(seed)
    few = sampled.samples[:: max(1, len(sampled.samples) // REFIT_SAMPLE)]
    labels = _refitted(model, np.asfortranarray(few)).labels(sampled.samples)
    stretches = np.array_split(np.arange(len(labels)), min(STRIPES, len(labels)))
    sums, n = np.zeros(len(model.segments)), np.bincount(labels, minlength=len(model.segments))
    for _ in range(replicates):
        drawn = rng.integers(len(stretches), size=len(stretches))
        rows = np.concatenate([stretches[i] for i in drawn])
        rows = rows[:: max(1, len(rows) // REFIT_SAMPLE)]
        again = _refitted(model, np.asfortranarray(sampled.samples[rows])).labels(sampled.samples)
        both = np.bincount(labels[labels == again], minlength=len(n))
        either = n + np.bincount(again, minlength=len(n)) - both
        sums += both / np.maximum(either, 1)
    return tuple(float(each) if count else None for each, count in zip(sums / replicates, n, strict=True))


def _refitted(model: Model, samples: NDArray[np.float32]) -> Model:
    """Return a model after some steps of EM on samples; components that lose all of them stay."""
    mixture, noise = model.mixture, Settings().noise ** 2
    for _ in range(REFIT_STEPS):
        mixture = em.maximisation(em.expectation(samples, mixture), mixture, noise, keep=True)
    return replace(model, mixture=mixture)


def with_component(
    model: Model,
    number: int,
    *,
    weight: float | None = None,
    mean: Sequence[float] | Mapping[str, float] | None = None,
    units: FeatureUnits | None = None,
) -> Model:
    """Return a model with the weight or mean of one component changed by hand.

    Parameters
    ----------
    model : Model
        What to change.
    number : int
        Of the component in the mixture, from 1.
    weight : float, optional
        Its new share of the mixture, above 0 and below 1; the others keep their proportions.
    mean : sequence of float or mapping of str to float, optional
        Its new mean in the features' units, of every feature or of those named.
    units : FeatureUnits, optional
        Which units; by default those of the model without a picture.

    Raises
    ------
    BadSettingError
        If there is no such component or feature, or a number is out of its range.
    """
    mixture = model.mixture
    k = mixture.n_components
    if isinstance(number, bool) or not 1 <= number <= k:
        raise BadSettingError("number", number, f"a whole number from 1 to {k}")
    place, chosen = number - 1, None
    if weight is not None and (not 0 < weight < 1 or k == 1):
        raise BadSettingError("weight", weight, "a number above 0 and below 1, with several components")
    if mean is not None:
        known = FeatureUnits.of(model.features) if units is None else units
        values = known.values(mixture.means[place : place + 1])[0]
        for at, value in _changed(mean, known.names):
            if not np.isfinite(value):
                raise BadSettingError(f"mean of {known.names[at]}", value, "a number")
            values[at] = value
        chosen = known.samples(values)
    return replace(model, mixture=adjust_component(mixture, place, weight=weight, mean=chosen))


def _changed(mean: Sequence[float] | Mapping[str, float], names: tuple[str, ...]) -> list[tuple[int, float]]:
    """Return the places and values of a mean that are given."""
    if isinstance(mean, Mapping):
        for name in mean:
            if name not in names:
                raise BadSettingError("mean", name, f"of features among {', '.join(names)}")
        return [(names.index(name), float(value)) for name, value in mean.items()]
    if len(mean) != len(names):
        raise BadSettingError("mean", list(mean), f"{len(names)} numbers, for {', '.join(names)}")
    return list(enumerate(float(value) for value in mean))
