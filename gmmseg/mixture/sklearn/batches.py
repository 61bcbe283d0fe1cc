"""Samples for a fit: an array, or blocks that are read anew for every pass over them.

Either way they are processed in blocks of the same size, so that the result of a fit does not depend on
how they came, not even in the last bit.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from operator import add
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.mixture.em import WeightedSamples
from gmmseg.mixture.parameters import Floats

BLOCK = 2**16
BatchSource = Callable[[], Iterator[WeightedSamples]]


@dataclass(frozen=True, eq=False)
class SampleSummary:
    """A summary of samples from one pass over them; summaries of two blocks add.

    Attributes
    ----------
    n : int
        Number of samples.
    weight : float
        Sum of their weights.
    middle : ndarray of shape (d,)
        Weighted mean.
    scatter : ndarray of shape (d, d)
        Weighted sum of products of deviations from it.
    labels : dict
        How many samples have each label, -1 for none; empty where there are no labels.
    """

    n: int
    weight: float
    middle: Floats
    scatter: Floats
    labels: dict[int, int] = field(default_factory=dict)

    @classmethod
    @np.errstate(over="ignore", invalid="ignore")  # `check_size` reports what is too large, once
    def of(cls, batch: WeightedSamples) -> Self:
        """Return the summary of one block."""
        samples = np.asarray(batch.samples, np.float64)
        total, middle = float(len(batch)), samples.mean(axis=0)
        if batch.weights is not None and (total := float(batch.weights.sum())) > 0:
            middle = (samples * batch.weights[:, None]).sum(axis=0) / total
        away = samples - middle
        scatter = (away if batch.weights is None else away * batch.weights[:, None]).T @ away
        if batch.classes is None:
            return cls(len(batch), total, middle, scatter)
        labels, counts = np.unique(batch.classes, return_counts=True)
        return cls(
            len(batch), total, middle, scatter, dict(zip(labels.tolist(), counts.tolist(), strict=True))
        )

    @np.errstate(over="ignore", invalid="ignore")
    def __add__(self, other: "SampleSummary") -> "SampleSummary":
        weight = self.weight + other.weight
        share = other.weight / weight if weight > 0 else 0.5
        away = other.middle - self.middle
        scatter = self.scatter + other.scatter + self.weight * share * np.outer(away, away)
        labels = {
            label: self.labels.get(label, 0) + other.labels.get(label, 0)
            for label in sorted({*self.labels, *other.labels})
        }
        return SampleSummary(self.n + other.n, weight, self.middle + share * away, scatter, labels)

    @property
    def covariance(self) -> Floats:
        """Covariance of the samples, (d, d), unbiased where a sample stands for itself."""
        return self.scatter / (self.weight - 1 if self.weight > 1 else self.weight)

    @property
    def deviations(self) -> Floats:
        """Standard deviation of each feature, (d,)."""
        return np.sqrt(np.diagonal(self.scatter) / self.weight)

    @property
    def classes(self) -> list[int]:
        """Labels that bind samples: those known where others are not, else none."""
        known = [label for label in self.labels if label != -1]
        return known if len(known) < len(self.labels) else []


def summarise(surveys: Iterable[SampleSummary]) -> SampleSummary:
    """Return the summary of all blocks."""
    return reduce(add, surveys)


def held(batch: WeightedSamples) -> BatchSource:
    """Return the function that yields samples in memory block by block."""
    return lambda: (batch[begin : begin + BLOCK] for begin in range(0, len(batch), BLOCK))


def rebatch(batches: Iterable[WeightedSamples]) -> Iterator[WeightedSamples]:
    """Yield the same samples in blocks of the usual size, holding no more than one block of either kind."""
    waiting: list[WeightedSamples] = []
    n = 0
    for batch in batches:
        waiting.append(batch)
        n += len(batch)
        if n < BLOCK:
            continue
        whole = concatenate(waiting)
        waiting, rest = [], n % BLOCK
        for begin in range(0, n - rest, BLOCK):
            yield whole[begin : begin + BLOCK]
        if rest:
            waiting.append(_copied(whole[n - rest :]))  # a view would hold all of it
        n = rest
    if waiting:
        yield concatenate(waiting)


def concatenate(batches: list[WeightedSamples]) -> WeightedSamples:
    """Return batches as one; where some have no weights or classes, these are 1 and none."""
    if len(batches) == 1:
        return batches[0]
    weights = classes = None
    if any(batch.weights is not None for batch in batches):
        weights = np.concatenate(
            [np.ones(len(batch)) if batch.weights is None else batch.weights for batch in batches]
        )
    if any(batch.classes is not None for batch in batches):
        classes = np.concatenate(
            [np.full(len(batch), -1) if batch.classes is None else batch.classes for batch in batches]
        )
    return WeightedSamples(np.concatenate([batch.samples for batch in batches]), weights, classes)


def _copied(batch: WeightedSamples) -> WeightedSamples:
    def copy(array: NDArray[Any] | None) -> Any:
        return None if array is None else array.copy()

    return WeightedSamples(batch.samples.copy(), copy(batch.weights), copy(batch.classes))


def every_nth(batches: Iterable[WeightedSamples], stride: int, offset: int) -> WeightedSamples:
    """Return every so manieth sample, beginning with number `offset`."""
    parts, begin = [], 0
    for batch in batches:
        parts.append(_copied(batch[(offset - begin) % stride :: stride]))
        begin += len(batch)
    return concatenate(parts)


def labelled(batches: Iterable[WeightedSamples], summary: SampleSummary, most: int) -> WeightedSamples:
    """Return labelled samples, about `most` and some of each class."""
    share = max(1, most // len(summary.classes))
    strides = {label: max(1, summary.labels[label] // share) for label in summary.classes}
    seen = dict.fromkeys(strides, 0)
    parts = []
    for batch in batches:
        labels = np.full(len(batch), -1) if batch.classes is None else batch.classes
        for label, stride in strides.items():
            rows = np.flatnonzero(labels == label)
            taken = rows[-seen[label] % stride :: stride]
            seen[label] += len(rows)
            weights = None if batch.weights is None else batch.weights[taken]
            parts.append(WeightedSamples(batch.samples[taken], weights, labels[taken]))
    return concatenate(parts)
