"""Passes over all samples of a fit, block by block and on threads."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial, reduce
from operator import add
from typing import Any, Protocol, Self

from gmmseg.mixture import em
from gmmseg.mixture.em import Parameters, Statistics, WeightedSamples
from gmmseg.mixture.parameters import Integers
from gmmseg.mixture.sklearn.batches import BatchSource, SampleSummary, summarise
from gmmseg.mixture.sklearn.standardisation import Standardisation


class BlockMap(Protocol):
    """`map`, or what does the same on several threads."""

    def __call__(self, function: Callable[[Any], Any], blocks: Iterable[Any], /) -> Iterable[Any]:
        """Return the results in the order of the blocks."""


@contextmanager
def mapping(threads: int | None, *, alone: bool = False) -> Iterator[BlockMap]:
    """Give a `map` on so many threads, which end with the block; None: one per processor; -1 likewise."""
    most = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    wanted = most if threads is None else threads if threads > 0 else max(1, most + 1 + threads)
    if alone or wanted < 2:
        yield map
        return
    with ThreadPoolExecutor(wanted, thread_name_prefix="gmmseg") as pool:
        yield partial(_ahead, pool, 2 * wanted)


def _ahead(
    pool: ThreadPoolExecutor, most: int, function: Callable[[Any], Any], blocks: Iterable[Any]
) -> Iterator[Any]:
    """Yield results in order, with so many blocks under way: a pool's own `map` would read them all."""
    waiting: deque[Future[Any]] = deque()
    for block in blocks:
        waiting.append(pool.submit(function, block))
        if len(waiting) >= most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


@dataclass(frozen=True, eq=False)
class Passes:
    """The samples of a fit, the units they are worked on in, and how to run through them.

    Attributes
    ----------
    batches : callable
        Gives the raw samples from the beginning.
    survey : SampleSummary
        What is known of all of them.
    units : Standardisation
        What they are measured in.
    owners : ndarray of shape (k,) of int, optional
        The class of each component, where samples have classes.
    mapped : BlockMap
        `map`, or a thread pool's.
    kept : list of WeightedSamples, optional
        All samples in `units`, where there is room for them.
    """

    batches: BatchSource
    summary: SampleSummary
    units: Standardisation
    owners: Integers | None
    mapped: BlockMap
    kept: list[WeightedSamples] | None = None

    @classmethod
    def begun(
        cls,
        batches: BatchSource,
        mapped: BlockMap,
        known: Callable[[SampleSummary], tuple[Standardisation, Integers | None]],
        *,
        keep: bool,
    ) -> Self:
        """Return the passes over raw samples; `known` derives units and owners from their summary."""
        summary = summarise(mapped(SampleSummary.of, batches()))
        passes = cls(batches, summary, *known(summary), mapped)
        if not keep:
            return passes
        return cls(
            batches, summary, passes.units, passes.owners, mapped, list(mapped(passes.converted, batches()))
        )

    def converted(self, raw: WeightedSamples) -> WeightedSamples:
        """Return raw samples in these units, with weights about 1."""
        weights = None if raw.weights is None else raw.weights * (self.summary.n / self.summary.weight)
        return WeightedSamples(
            self.units.samples(raw.samples), weights, None if self.owners is None else raw.classes
        )

    def expectation(self, parameters: Parameters) -> Statistics:
        """Return the statistics of all samples, their mean weight taken as 1."""
        if self.kept is not None:
            found = self.mapped(partial(em.expectation, parameters=parameters), self.kept)
        else:
            found = self.mapped(
                lambda raw: em.expectation(self.converted(raw), parameters), self._same_number()
            )
        return reduce(add, found)

    def _same_number(self) -> Iterator[WeightedSamples]:
        """Yield raw blocks; raise ValueError where they are not as many samples as on the first pass."""
        n = 0
        for batch in self.batches():
            n += len(batch)
            yield batch
        if n != self.summary.n:
            raise ValueError(
                f"The blocks held {self.summary.n} samples on the first pass and {n} on another. Every pass "
                f"must give the same samples: pass a list, or a function that opens the source anew."
            )


def measured(
    measure: Callable[[Any, Parameters], Any],
    batches: BatchSource,
    units: Standardisation,
    parameters: Parameters,
    mapped: BlockMap,
) -> Iterator[Any]:
    """Yield what `measure` finds of each block of raw samples under a mixture, both brought into `units`."""
    inside = units.enter(parameters)

    def found(raw: WeightedSamples) -> Any:
        return measure(WeightedSamples(units.samples(raw.samples), raw.weights, raw.classes), inside)

    yield from mapped(found, batches())
