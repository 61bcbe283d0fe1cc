"""Maps for the window: probability of a segment, uncertainty (normalised entropy), margin, density."""

from collections.abc import Callable, Generator
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.imaging.regional.probabilities import Probabilities
from gmmseg.imaging.regional.region_prior import RegionPrior
from gmmseg.imaging.segmentation import Segmentation, margin, novelty
from gmmseg.job import Progress, Workers, available_threads
from gmmseg.mixture import em
from gmmseg.session import pyramid

GreyLevels = tuple[NDArray[np.uint8], ...]


MapName = Literal["uncertainty", "margin", "density"]


def mapping_probabilities(
    segmentation: Segmentation, segment: int | MapName | None, workers: Workers
) -> Generator[Progress, None, GreyLevels]:
    """Yield progress and return a map with its halves, 0 to 255.

    The probability of a segment, counted from 0; or for None or "uncertainty" the entropy of the segments'
    probabilities over its maximum; for "margin" how close the two most probable are, 255 the same; for
    "density" how unlike all components a pixel is, 255 unexplained.
    """
    if segment == "density":
        return (yield from _mapping_density(segmentation, workers))
    image = segmentation.image
    probable = Probabilities.of(image, segmentation.model, threads=available_threads())
    blocks, out = probable.blocks, np.zeros(image.height * image.width, np.uint8)
    reduce = _reduction(segment)

    def reduced(number: int) -> tuple[NDArray[np.intp], NDArray[np.uint8]]:
        indices, found = probable.block(blocks, number)
        return indices, reduce(found)

    for done, (indices, values) in enumerate(workers.map(reduced, range(len(blocks))), 1):
        out[indices] = values
        yield Progress(f"Drawing {_title(segment)}", done / len(blocks))
    return pyramid.averaged(out.reshape(image.height, image.width))


def _title(segment: int | MapName | None) -> str:
    return "probability" if isinstance(segment, int) else segment or "uncertainty"


def _reduction(segment: int | MapName | None) -> Callable[[NDArray[np.float32]], NDArray[np.uint8]]:
    if isinstance(segment, int):
        return partial(_column, segment=segment)
    return closeness if segment == "margin" else entropy


def _mapping_density(segmentation: Segmentation, workers: Workers) -> Generator[Progress, None, GreyLevels]:
    image, model = segmentation.image, segmentation.model
    blocks, out = model.features.blocks(image), np.zeros(image.height * image.width, np.uint8)
    usual = segmentation.sampled.scores

    def reduced(number: int) -> NDArray[np.uint8]:
        found = novelty(em.scores(blocks[number], model.mixture), model, usual)
        return np.rint(found * 255).astype(np.uint8)

    for number, values in enumerate(workers.map(reduced, range(len(blocks)))):
        out[blocks.place(number)] = values
        yield Progress("Drawing density", (number + 1) / len(blocks))
    return pyramid.averaged(out.reshape(image.height, image.width))


def closeness(probabilities: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return how close the two most probable of each row of (n, k) are, 0 far to 255 the same."""
    return np.rint(np.clip(1 - margin(probabilities), 0, 1) * 255).astype(np.uint8)


def entropy(probabilities: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return the entropy of each row of (n, k) over its maximum, 0 to 255."""
    n, k = probabilities.shape
    if k < 2:
        return np.zeros(n, np.uint8)
    safe = np.maximum(probabilities, np.finfo(np.float32).tiny)
    entropy = -(probabilities * np.log(safe)).sum(axis=1) / np.float32(np.log(k))
    return np.rint(np.clip(entropy, 0, 1) * 255).astype(np.uint8)


def _column(probabilities: NDArray[np.float32], segment: int) -> NDArray[np.uint8]:
    return np.rint(np.clip(probabilities[:, segment], 0, 1) * 255).astype(np.uint8)


def is_ready(model: Model, image: Image) -> bool:
    """Return whether `probabilities_at` takes no time: what regions expect is known."""
    return RegionPrior.is_known(image, model)


def readying(
    model: Model,
    image: Image,
    workers: Workers,  # noqa: ARG001 - a job takes workers
) -> Generator[Progress, None, None]:
    """Yield progress and find what `probabilities_at` needs, which is kept with the picture."""
    yield Progress("Finding regions", 0.1)
    Probabilities.of(image, model)


def probabilities_at(model: Model, image: Image, row: int, column: int) -> NDArray[np.float32] | None:
    """Return the probability of each segment at one pixel, (n_segments,), or None where it is unusable."""
    if image.mask is not None and not image.mask[row, column]:
        return None
    return Probabilities.of(image, model).at(np.asarray([row * image.width + column]))[0]
