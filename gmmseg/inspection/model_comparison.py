"""Two models compared: matched components (Hungarian method), and their labels of one picture (Rand index).

Kuhn (1955), "The Hungarian method for the assignment problem", Naval Research Logistics Quarterly 2(1-2),
83-97; Hubert and Arabie (1985), "Comparing partitions", Journal of Classification 2(1), 193-218.
"""

from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from gmmseg.imaging.image import Image
from gmmseg.imaging.metrics import agreement
from gmmseg.imaging.model import Model, Provenance
from gmmseg.inspection.component_cards import APART
from gmmseg.io.models import digest_of
from gmmseg.job import Job
from gmmseg.mixture.components import bhattacharyya, match_components
from gmmseg.mixture.parameters import Parameters
from gmmseg.pipeline import applying


@dataclass(frozen=True)
class MatchedComponents:
    """A component of each of two models that are most like each other.

    Attributes
    ----------
    first, second : int
        Numbers in their mixtures, from 1.
    first_name, second_name : str
        Of the segments that own them.
    first_weight, second_weight : float
        Shares of their mixtures.
    bhattacharyya : float
        Distance, 0 where they are the same.
    """

    first: int
    second: int
    first_name: str
    second_name: str
    first_weight: float
    second_weight: float
    bhattacharyya: float

    @property
    def jeffries_matusita(self) -> float:
        """The distance from 0 (the same) to 2 (no overlap)."""
        return 2 * (1 - float(np.exp(-self.bhattacharyya)))


@dataclass(frozen=True)
class ModelComparison:
    """How two models differ.

    Attributes
    ----------
    matches : tuple of MatchedComponents
        One to one and all together as near as can be; empty where the models look at other features.
    first_alone, second_alone : tuple of int
        Numbers of components that have no partner.
    is_comparable : bool
        Whether both look at the same features.
    ari : float or None
        Adjusted Rand index of their labels of a picture, 1 where they are the same; None without one.
    changed : float or None
        Share of its pixels that are in other segments, by the best matching of segments.
    """

    matches: tuple[MatchedComponents, ...]
    first_alone: tuple[int, ...]
    second_alone: tuple[int, ...]
    is_comparable: bool
    ari: float | None
    changed: float | None

    def as_values(self) -> dict[str, Any]:
        """Return it as values that JSON knows."""
        values = asdict(self)
        for each, match in zip(values["matches"], self.matches, strict=True):
            each["jeffries_matusita"] = match.jeffries_matusita
        return values

    @property
    def text(self) -> str:
        """The comparison in a few lines."""
        lines = []
        if self.ari is not None and self.changed is not None:
            share = 100 * self.changed
            lines.append(
                f"adjusted Rand index {self.ari:.4f}; {share:.2f} % of the pixels change their segment"
            )
        if not self.is_comparable:
            lines.append("the models look at other features, so that components cannot be matched")
        if self.matches:
            lines.append(f"{'first':<24}{'second':<24}{'weights':>16}{'JM':>8}")
        for each in self.matches:
            first, second = (
                f"{number} {name}"[:23]
                for number, name in ((each.first, each.first_name), (each.second, each.second_name))
            )
            weights = f"{each.first_weight:.3f} {each.second_weight:.3f}"
            lines.append(f"{first:<24}{second:<24}{weights:>16}{each.jeffries_matusita:>8.3f}")
        for title, alone in (("first", self.first_alone), ("second", self.second_alone)):
            if alone:
                lines.append(f"only in the {title}: component {', '.join(map(str, alone))}")
        return "\n".join(lines)


def compare_models(
    first: Model, second: Model, image: Image | None = None, *, threads: int | None = None
) -> ModelComparison:
    """Return how two models differ, and how far their labels of a picture agree.

    Parameters
    ----------
    first, second : Model
        What to compare. Components are matched where both look at the same features, in raw units.
    image : Image, optional
        A picture that both label, as `gmmseg.read` returns it.
    threads : int, optional
        Threads to work on.

    Raises
    ------
    OtherFeaturesError
        If the picture has other channels than a model looks at.
    """
    is_comparable = first.features.names == second.features.names
    matches: tuple[MatchedComponents, ...] = ()
    if is_comparable:
        ours, theirs = _raw(first), _raw(second)
        partners, apart = match_components(ours, theirs), np.maximum(bhattacharyya(ours, theirs), 0)
        matches = tuple(
            MatchedComponents(
                i + 1,
                int(j) + 1,
                first.segments[first.owners[i]].name,
                second.segments[second.owners[j]].name,
                float(ours.weights[i]),
                float(theirs.weights[j]),
                float(apart[i, j]),
            )
            for i, j in enumerate(partners)
            if j >= 0
        )
    alone = (
        _others(first.mixture.n_components, [each.first for each in matches]),
        _others(second.mixture.n_components, [each.second for each in matches]),
    )
    ari = changed = None
    if image is not None:
        labels = [
            Job(partial(applying, image, model), threads=threads).run().labels for model in (first, second)
        ]
        found = agreement(labels[0].astype(np.int64), [labels[1].astype(np.int64)])
        ari, changed = float(found.ari), float(1 - found.accuracy)
    return ModelComparison(matches, *(alone if is_comparable else ((), ())), is_comparable, ari, changed)


def refitted(model: Model, parent: Model, date: str = "") -> Model:
    """Return a model that says it was refitted from `parent`: one version later, with its names and colours.

    Segments are matched one to one by their nearest components, in raw units, where both models look at the
    same features; those that are well apart from all of the parent's keep their own names.
    """
    from scipy.optimize import linear_sum_assignment

    known = Provenance(parent.provenance.version + 1, date, digest_of(parent))
    if model.features.names != parent.features.names:
        return replace(model, provenance=known)
    apart = np.full((len(model.segments), len(parent.segments)), np.inf)
    np.minimum.at(
        apart,
        (model.owners[:, None], parent.owners[None]),
        np.maximum(bhattacharyya(_raw(model), _raw(parent)), 0),
    )
    scaled = 2 * (1 - np.exp(-apart))
    segments = list(model.segments)
    taken = {each.name for each in parent.segments}
    for place, segment in enumerate(segments):  # a name of the parent's is kept for what is like it
        if segment.name in taken:
            segments[place] = replace(segment, name=_free(f"new {segment.name}", taken))
    for own, theirs in zip(*linear_sum_assignment(scaled), strict=True):
        if scaled[own, theirs] < APART:
            like = parent.segments[theirs]
            segments[own] = replace(segments[own], name=like.name, colour=like.colour)
    return replace(model, segments=tuple(segments), provenance=known)


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name = f"new {name}"
    return name


def _others(n: int, matched: list[int]) -> tuple[int, ...]:
    return tuple(number for number in range(1, n + 1) if number not in matched)


def _raw(model: Model) -> Parameters:
    """Return the mixture in raw units of its features, which models of other pictures share."""
    centre, scale = model.features.centre, model.features.scale
    means = model.mixture.means * scale + centre
    covariances = np.ascontiguousarray(model.mixture.full_covariances * np.outer(scale, scale))
    return replace(model.mixture, means=means, covariances=covariances, covariance_type="full")
