"""The road from picture to segmentation: the only place that knows the order of its stages.

The window, the command line, batches and the Python API all walk it, so that the same picture,
settings and seed give the same labels, bit for bit, on any number of threads.
"""

import os
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from typing import Generic, TypeVar

import numpy as np

from gmmseg.errors import BadSettingError
from gmmseg.imaging.features import COLOUR_SPACES, ColourSpace, Features, Samples, usable_indices
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model, Segment
from gmmseg.imaging.rendering import palette
from gmmseg.imaging.segmentation import Labels, Segmentation
from gmmseg.mixture.em import COVARIANCE_TYPES, CovarianceType
from gmmseg.mixture.fitting import SAMPLE_SIZE, Fit, Plan, fitting
from gmmseg.mixture.starts import STARTS, Start

T = TypeVar("T")
R = TypeVar("R")

MOST_COMPONENTS = 1000
KEPT_PIXELS = (
    2**22
)  # pictures up to this size keep their features in memory instead of making them at each step


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that decides the labels of a picture.

    Attributes
    ----------
    n_components : int
        Number of segments to look for, 1 to 1000.
    covariance_type : {"full", "tied", "diag", "spherical"}
        Shape a segment may have among the features.
    colour : {"lab", "rgb", "hsv", "grey"}
        Colour space.
    position : float
        Weight of row and column beside colour, from 0 (none) upward.
    start : {"k-means++", "random", "random_from_data"}
        Where the fit begins.
    restarts : int
        How many starts are compared, 1 to 100.
    tolerance : float
        The fit ends when a step gains less in mean log-likelihood, nats.
    max_iterations : int
        Steps on all pixels at most, 1 to 10000.
    noise : float
        Smallest standard deviation of a segment, in units of the picture's own.
    seed : int
        Same seed, same labels; 0 to 2**32 - 1.
    """

    n_components: int = 5
    covariance_type: CovarianceType = "full"
    colour: ColourSpace = "lab"
    position: float = 0.0
    start: Start = "k-means++"
    restarts: int = 4
    tolerance: float = 1e-4
    max_iterations: int = 100
    noise: float = 0.05
    seed: int = 0

    def __post_init__(self) -> None:
        _check_choice("covariance_type", self.covariance_type, COVARIANCE_TYPES)
        _check_choice("colour", self.colour, COLOUR_SPACES)
        _check_choice("start", self.start, STARTS)
        _check_whole("n_components", self.n_components, 1, MOST_COMPONENTS)
        _check_whole("restarts", self.restarts, 1, 100)
        _check_whole("max_iterations", self.max_iterations, 1, 10_000)
        _check_whole("seed", self.seed, 0, 2**32 - 1)
        _check_number("position", self.position, 0, 1000)
        _check_number("noise", self.noise, 1e-6, 10)
        _check_number("tolerance", self.tolerance, 0, 1)


@dataclass(frozen=True)
class Progress:
    """How far a job has come.

    Attributes
    ----------
    stage : str
        What is being done, for people.
    fraction : float
        Of the whole job, 0 to 1; an estimate that never falls.
    """

    stage: str
    fraction: float


class Cancelled(Exception):  # noqa: N818 - it is a request that was met, not an error
    """The job was cancelled."""


class Workers:
    """Threads that work on the blocks of one job, in order, and stop when it is cancelled."""

    def __init__(self, executor: Executor, cancelled: Event) -> None:
        self._executor, self._cancelled = executor, cancelled

    def map(self, function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """Yield `function(item)` for every item, in order; items are made on the worker threads."""

        def work(index: int) -> R:
            if self._cancelled.is_set():
                raise Cancelled
            return function(items[index])

        return self._executor.map(work, range(len(items)))


def segmenting(image: Image, settings: Settings, workers: Workers) -> Generator[Progress, None, Segmentation]:
    """Yield progress and return the segmentation of `image`."""
    yield Progress("Reading colours", 0.0)
    features = Features.learn(image, settings.colour, settings.position)
    sample = features.sample(image, SAMPLE_SIZE, np.random.default_rng(settings.seed))
    blocks: Sequence[Samples] = features.blocks(image)
    if image.n_usable <= KEPT_PIXELS:
        blocks = list(workers.map(lambda block: block, blocks))
    fit = yield from _fitting(blocks, sample, settings, workers)
    n = fit.parameters.n_components
    segments = tuple(Segment(f"segment {i + 1}", c, (i,)) for i, c in enumerate(palette(n)))
    model = Model(features, fit.parameters, segments)
    yield Progress("Labelling", 0.9)
    labels = _labels(image, model, blocks, workers)
    return Segmentation(
        image, model, labels, fit.log_likelihood, fit.iteration, fit.converged, _notes(image, settings, fit)
    )


def _fitting(
    blocks: Sequence[Samples], sample: Samples, settings: Settings, workers: Workers
) -> Generator[Progress, None, Fit]:
    plan = Plan(
        n_components=settings.n_components,
        covariance_type=settings.covariance_type,
        start=settings.start,
        restarts=settings.restarts,
        tolerance=settings.tolerance,
        max_iterations=settings.max_iterations,
        regularisation=settings.noise**2,
        seed=settings.seed,
    )
    walk, fraction = fitting(blocks, sample, plan, map_blocks=workers.map), 0.05  # type: ignore[arg-type]
    while True:
        try:
            fit = next(walk)
        except StopIteration as end:
            return end.value
        limit = 0.4 if fit.stage == "start" else 0.9
        fraction += (limit - fraction) * 0.1  # steps to come are unknown: approach the stage's end
        yield Progress("Trying starts" if fit.stage == "start" else "Fitting", fraction)


def _labels(image: Image, model: Model, blocks: Sequence[Samples], workers: Workers) -> Labels:
    """Return the number of the most probable segment of every pixel, 0 where unusable."""
    dtype = np.uint8 if len(model.segments) < 2**8 else np.uint16
    labels = np.zeros(image.height * image.width, dtype)
    indices, begin = usable_indices(image), 0
    for winners in workers.map(lambda block: model.posterior(block).argmax(axis=1), blocks):
        labels[indices[begin : begin + len(winners)]] = winners + 1
        begin += len(winners)
    return labels.reshape(image.height, image.width)  # type: ignore[return-value]


def _notes(image: Image, settings: Settings, fit: Fit) -> tuple[str, ...]:
    found = fit.parameters.n_components
    notes = list(image.notes)
    if found < settings.n_components:
        notes.append(
            f"Found {found} of {settings.n_components} segments: the others were left without pixels."
        )
    if not fit.converged:
        notes.append(f"The fit was stopped after {fit.iteration} steps, before it settled.")
    return tuple(notes)


class Job(Generic[T]):
    """A walk of a road that can be watched and, from any thread, cancelled."""

    def __init__(
        self, road: Callable[[Workers], Generator[Progress, None, T]], *, threads: int | None = None
    ) -> None:
        self._road, self._threads, self._cancelled = road, threads, Event()

    def cancel(self) -> None:
        """Make `run` raise `Cancelled` soon, if it is running or still to run."""
        self._cancelled.set()

    def run(self, watch: Callable[[Progress], object] = lambda _: None) -> T:
        """Walk to the end and return the result; `watch` is called with every progress.

        Raises
        ------
        Cancelled
            If `cancel` was called.
        """
        with _workers(self._threads, self._cancelled) as workers:
            walk = self._road(workers)
            while not self._cancelled.is_set():
                try:
                    watch(next(walk))
                except StopIteration as end:
                    return end.value
        raise Cancelled


@contextmanager
def _workers(threads: int | None, cancelled: Event) -> Iterator[Workers]:
    with ThreadPoolExecutor(threads or available_threads()) as executor:
        yield Workers(executor, cancelled)


def available_threads() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _check_choice(name: str, value: object, choices: Sequence[str]) -> None:
    if value not in choices:
        raise BadSettingError(name, value, f"one of {', '.join(choices)}")


def _check_whole(name: str, value: object, low: int, high: int) -> None:
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not (whole and low <= value <= high):  # type: ignore[operator]
        raise BadSettingError(name, value, f"a whole number from {low} to {high}")


def _check_number(name: str, value: object, low: float, high: float) -> None:
    number = isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
    if not (number and low <= value <= high):  # type: ignore[operator]
        raise BadSettingError(name, value, f"a number from {low:g} to {high:g}")
