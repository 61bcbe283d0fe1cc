"""Edits of the components of a mixture (splits, deletions, adjustments), recorded to be replayed.

Components are named by keys: those of the fit by their position in it, later ones by greater numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gmmseg.mixture.components import adjust_component, split_by_samples
from gmmseg.mixture.em import Block, Parameters

NEW = 10_000  # keys from here on: classes and halves that people made; a fit has fewer components
WEIGHTS = (0.001, 0.999)  # that a component may be given
FARTHEST_MEAN = 1e6  # where a mean may lie, in the unit of features, which have deviations of about 1
KEPT = 20_000  # and from here on: classes that stay when everything else is fitted anew

Keys = tuple[int, ...]


@dataclass(frozen=True)
class SplitComponent:
    """The component `key` becomes two, `first` and `second`."""

    key: int
    first: int
    second: int


@dataclass(frozen=True)
class RemoveComponent:
    """The component `key` is taken away; others explain its pixels."""

    key: int


@dataclass(frozen=True)
class AdjustComponent:
    """The component `key` has another weight, 0 to 1, or mean, in the unit of features; None leaves it."""

    key: int
    weight: float | None = None
    mean: tuple[float, ...] | None = None


@dataclass(frozen=True)
class SegmentLock:
    """The class of the component `key` stays as it is after the first `n_strokes` strokes."""

    key: int
    n_strokes: int


Change = SplitComponent | RemoveComponent | AdjustComponent


def apply_changes(
    mixture: Parameters, changes: Sequence[Change], sample: Block, regularisation: float
) -> tuple[Parameters, list[int]]:
    """Return the mixture after changes, and the key of each of its components."""
    keys = list(range(mixture.n_components))
    for change in changes:
        if change.key not in keys or (isinstance(change, RemoveComponent) and len(keys) == 1):
            continue  # the half of a component that could not be split, or the last one
        place = keys.index(change.key)
        if isinstance(change, SplitComponent):
            mixture = split_by_samples([sample], mixture, place, regularisation=regularisation)
            keys[place] = change.first
            keys += [change.second] * (mixture.n_components - len(keys))
        elif isinstance(change, AdjustComponent):
            mixture = _adjusted(mixture, place, change)
        else:
            keys.pop(place)
            mixture = mixture.take([i for i in range(mixture.n_components) if i != place])
    return mixture, keys


def _adjusted(mixture: Parameters, place: int, change: AdjustComponent) -> Parameters:
    """Return the mixture with a component adjusted; a mean for other features is left out."""
    fits = change.mean is not None and len(change.mean) == mixture.n_features
    mean = np.asarray(change.mean, np.float64) if fits else None
    return adjust_component(mixture, place, weight=change.weight, mean=mean)


def component_keys(n_fitted: int, changes: Sequence[Change]) -> list[int]:
    """Return the key of each component after changes of so many, where every split has worked."""
    keys = list(range(n_fitted))
    for change in changes:
        if change.key not in keys or (isinstance(change, RemoveComponent) and len(keys) == 1):
            continue
        if isinstance(change, SplitComponent):
            keys[keys.index(change.key)] = change.first
            keys.append(change.second)
        elif isinstance(change, RemoveComponent):
            keys.remove(change.key)
    return keys
