"""Why a pixel belongs to its segment: probabilities, and distances by feature (Mahalanobis, z-scores).

Mahalanobis (1936), "On the generalised distance in statistics", Proceedings of the National Institute of
Sciences of India 2(1), 49-55.
"""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import NoSuchPixelError
from gmmseg.imaging.feature_units import FeatureUnits
from gmmseg.imaging.regional.probabilities import Probabilities
from gmmseg.imaging.segmentation import Segmentation, margin, uncertainty
from gmmseg.mixture import em

FAR = 2.0  # standard deviations: 19 of 20 values of a Gaussian are nearer
MATTERS = 0.05  # probability below which a segment is out of the question
UNEXPLAINED = 0.01  # share of training pixels that are less likely, below which nothing explains a pixel


@dataclass(frozen=True)
class FeatureDistance:
    """How far one feature of a pixel is from a component.

    Attributes
    ----------
    feature : str
        Its name.
    value, mean, spread : float
        Of the pixel; mean and standard deviation of the component; all in the feature's unit.
    deviations : float
        The difference over the standard deviation: how many of them the pixel is above the mean.
    """

    feature: str
    value: float
    mean: float
    spread: float
    deviations: float


@dataclass(frozen=True)
class SegmentDistance:
    """How probable a segment is at a pixel, and how far that is from the nearest of its components.

    Attributes
    ----------
    number : int
        Of the segment, from 1.
    name : str
        What people call it.
    probability : float
        0 to 1, with the prior of the regions where the model has one.
    component : int
        The component that contributes most, counted from 1 in the mixture; 0 where the segment has none.
    by_features : float
        The same probability by the pixel's own features alone, whatever regions say.
    distance : float
        Mahalanobis distance from it: standard deviations with all features together.
    features : tuple of FeatureDistance
        In the model's order.
    """

    number: int
    name: str
    probability: float
    component: int
    by_features: float
    distance: float
    features: tuple[FeatureDistance, ...]

    @property
    def farthest(self) -> FeatureDistance | None:
        """The feature that is the most standard deviations away, None where there are no components."""
        return max(self.features, key=lambda each: abs(each.deviations), default=None)

    @property
    def words(self) -> str:
        """The same as `text`, by its earlier name."""
        return self.text

    @property
    def text(self) -> str:
        """How near it is, in words: "near in every feature", or "far in b* (+4.2 sd)"."""
        far = [each for each in self.features if abs(each.deviations) >= FAR]
        far.sort(key=lambda each: -abs(each.deviations))
        if not self.features:
            return "it has no component"
        if far:
            text = "far in " + ", ".join(f"{each.feature} ({each.deviations:+.1f} sd)" for each in far[:3])
        elif self.distance >= FAR + 1:
            text = "near in each feature, but not in their combination"
        else:
            text = "near in every feature"
        if self.by_features > MATTERS and self.probability < self.by_features / 2:
            return f"{text}, but hardly expected in this region (by features {100 * self.by_features:.0f} %)"
        if self.by_features < 0.5 < self.probability:
            return f"{text}; its region decides (by features {100 * self.by_features:.0f} %)"
        if not far and self.probability < MATTERS:
            return f"{text}, but others are likelier there"
        return text

    @property
    def brief(self) -> str:
        """The same in a few words: what is most telling."""
        if self.farthest is None:
            return "it has no component"
        if self.by_features > MATTERS and self.probability < self.by_features / 2:
            return "not of this region"
        if self.by_features < 0.5 < self.probability:
            return "its region decides"
        if abs(self.farthest.deviations) >= FAR:
            return f"{self.farthest.feature} {self.farthest.deviations:+.1f} sd"
        if self.distance >= FAR + 1:
            return f"far, {self.distance:.1f} sd"
        return "near" if self.probability >= MATTERS else "less likely"


@dataclass(frozen=True)
class PixelExplanation:
    """Why a pixel has its label.

    Attributes
    ----------
    row, column : int
        Of the pixel, counted from 0.
    label : int
        Its segment, 0 where it is unassigned.
    name : str
        What that segment is called; empty for 0.
    segments : tuple of SegmentDistance
        Every segment, the most probable first.
    entropy : float
        Of the probabilities over its maximum, 0 sure to 1 undecided.
    margin : float
        Largest probability less the second largest.
    log_density : float
        Log-likelihood of the pixel, nats, in the unit of the model's features.
    rate : float or None
        Share of training pixels that are less likely; None where the model does not know these.
    is_rejected : bool
        Whether it is unassigned since no component explains it.
    """

    row: int
    column: int
    label: int
    name: str
    segments: tuple[SegmentDistance, ...]
    entropy: float
    margin: float
    log_density: float
    rate: float | None
    is_rejected: bool

    @property
    def sentences(self) -> tuple[str, ...]:
        """What there is to say, most important first."""
        sentences = [
            f"Pixel ({self.column}, {self.row}) is {_named(self.label, self.name)}.",
            *self.exceptions,
        ]
        sentences += [
            f"{_named(each.number, each.name)}: {100 * each.probability:.1f} %, {each.text}."
            for each in self.segments
        ]
        return tuple(sentences)

    @property
    def exceptions(self) -> tuple[str, ...]:
        """What is unusual: that nothing explains it, or that it has not its own most probable label."""
        first = self.segments[0]
        sentences: list[str] = []
        if self.is_rejected:
            sentences.append("No component explains it: it is rejected.")
        elif self.rate is not None and self.rate < UNEXPLAINED:
            share = "none" if self.rate < 1e-6 else f"{100 * self.rate:.2g} %"
            sentences.append(f"Nothing explains it well: of the training pixels {share} are less likely.")
        if self.label not in (0, first.number):
            sentences.append(
                f"By itself it would be {_named(first.number, first.name)}: its neighbours, or people, "
                f"decided."
            )
        return tuple(sentences)

    @property
    def verdict(self) -> str:
        """Why it is this segment and not the next most probable, in a line."""
        if len(self.segments) < 2:
            return f"There is only {self.segments[0].name}"
        first, second = self.segments[:2]
        if self.margin < 0.2:
            return f"Undecided between {first.name} and {second.name}"
        if first.by_features < 0.5:
            return f"{first.name}, since its region decides"
        apart = [
            (abs(theirs.deviations) - abs(ours.deviations), ours)
            for ours, theirs in zip(first.features, second.features, strict=False)
        ]
        if not apart:
            return first.name
        nearest = max(apart, key=lambda pair: pair[0])[1]
        return f"{nearest.feature} {nearest.value:.3g} fits {first.name}, not {second.name}"

    @property
    def text(self) -> str:
        """A sentence on each line."""
        return "\n".join(self.sentences)

    def as_values(self) -> dict[str, Any]:
        """Return it as values that JSON knows."""
        values = asdict(self)
        for each, segment in zip(values["segments"], self.segments, strict=True):
            each["words"] = segment.text
            each["distance"] = segment.distance if np.isfinite(segment.distance) else None
        return values


def _named(number: int, name: str) -> str:
    return (
        "unassigned"
        if number == 0
        else f"segment {number}" + ("" if name == f"segment {number}" else f" {name!r}")
    )


def explain(segmentation: Segmentation, row: int, column: int) -> PixelExplanation:
    """Return why a pixel has its label: per segment the probability and the distance feature by feature.

    Parameters
    ----------
    segmentation : Segmentation
        As `gmmseg.segment` or `gmmseg.apply` returns it.
    row, column : int
        Of the pixel, counted from 0.

    Raises
    ------
    NoSuchPixelError
        If the picture has no such pixel, or it is transparent, masked out or not a number.

    Examples
    --------
    >>> import numpy as np
    >>> import gmmseg
    >>> picture = np.zeros((4, 6), np.uint8)
    >>> picture[:, 4:] = 200
    >>> why = gmmseg.explain(gmmseg.segment(picture, 2), 0, 5)
    >>> why.label, why.segments[0].number, round(why.segments[0].probability, 3)
    (2, 2, 1.0)
    """
    model = segmentation.model
    image = model.prepared(segmentation.image)
    if not (0 <= row < image.height and 0 <= column < image.width):
        raise NoSuchPixelError(column, row, f"the picture has {image.width} x {image.height} pixels")
    if image.mask is not None and not image.mask[row, column]:
        raise NoSuchPixelError(column, row, "it is transparent, masked out or not a number there")
    index = np.asarray([row * image.width + column], np.intp)
    sample = model.features.at(image, index)
    probabilities = Probabilities.of(image, model).at(index)
    score = float(em.scores(sample, model.mixture)[0])
    label = int(segmentation.labels[row, column])
    distances = _distances(segmentation, sample, probabilities[0], model.posterior(sample)[0])
    training = model.training
    return PixelExplanation(
        int(row),
        int(column),
        label,
        model.segments[label - 1].name if label else "",
        tuple(sorted(distances, key=lambda each: (-each.probability, each.distance))),
        float(uncertainty(probabilities, segmentation.n_possible)[0]),
        float(margin(probabilities)[0]),
        score,
        None if training is None else float(training.rate([score])[0]),
        label == 0 and model.reject > 0 and score < model.threshold,
    )


def _distances(
    segmentation: Segmentation,
    sample: NDArray[np.float32],
    probabilities: NDArray[np.float32],
    by_features: NDArray[np.float32],
) -> list[SegmentDistance]:
    """Return how far a pixel (1, d) is from each segment, in the model's order."""
    model, mixture = segmentation.model, segmentation.model.mixture
    units = FeatureUnits.of(model.features, segmentation.image)
    away = sample[0].astype(np.float64) - mixture.means
    whitened = np.einsum("kab,kb->ka", mixture.whiteners, away)
    squares = (whitened * whitened).sum(axis=1)
    densities = mixture.log_scales - squares / 2
    spreads = np.sqrt(np.diagonal(mixture.full_covariances, axis1=1, axis2=2))
    values, means = units.values(sample)[0], units.values(mixture.means)
    found = []
    for number, segment in enumerate(model.segments, 1):
        own = list(segment.components)
        if not own:
            found.append(SegmentDistance(number, segment.name, 0.0, 0, 0.0, float("inf"), ()))
            continue
        best = own[int(densities[own].argmax())]
        shown = units.spreads(spreads[best])
        parts = zip(units.names, values, means[best], shown, away[best] / spreads[best], strict=True)
        features = tuple(FeatureDistance(name, *(float(number) for number in rest)) for name, *rest in parts)
        probability, distance = float(probabilities[number - 1]), float(np.sqrt(squares[best]))
        own_word = float(by_features[number - 1])
        found.append(
            SegmentDistance(number, segment.name, probability, best + 1, own_word, distance, features)
        )
    return found
