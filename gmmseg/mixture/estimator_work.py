"""Expectation over all samples of a fit, in blocks and on threads."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial, reduce
from operator import add
from typing import Self

from gmmseg.mixture import em
from gmmseg.mixture.em import Batch, MapBlocks, Parameters, Statistics
from gmmseg.mixture.units import Units

BLOCK = 2**16


@dataclass(frozen=True, eq=False)
class Work:
    """The samples of a fit in the units of the work, and how to run through them.

    Attributes
    ----------
    batch : Batch
        All samples, in `units`.
    units : Units
        What they are measured in.
    map_blocks : callable
        `map`, or a thread pool's.
    """

    batch: Batch
    units: Units
    map_blocks: MapBlocks

    @classmethod
    @contextmanager
    def on(cls, raw: Batch, units: Units, threads: int | None) -> Iterator[Self]:
        """Give the work on raw samples; its threads end with the block."""
        batch = Batch(units.samples(raw.samples), raw.weights, raw.classes)
        most = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        wanted = most if threads is None or threads < 1 else threads
        if min(wanted, -(-len(batch) // BLOCK)) < 2:
            yield cls(batch, units, map)
            return
        with ThreadPoolExecutor(wanted, thread_name_prefix="gmmseg") as pool:
            yield cls(batch, units, pool.map)

    def expectation(self, parameters: Parameters) -> Statistics:
        """Return the statistics of all samples."""
        blocks = [self.batch[i : i + BLOCK] for i in range(0, len(self.batch), BLOCK)]
        return reduce(add, self.map_blocks(partial(em.expectation, parameters=parameters), blocks))


def per_sample(raw: Batch, parameters: Parameters, threads: int | None) -> Statistics:
    """Return the statistics of raw samples divided by their number, in raw units."""
    units = Units.around(parameters, single=False)
    with Work.on(raw, units, threads) as work:
        found = work.expectation(units.enter(parameters))
    return Statistics(found.sums / found.n, found.about + units.shift, found.log_likelihood / found.n, 1.0)
