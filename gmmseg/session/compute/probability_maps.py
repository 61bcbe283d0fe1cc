"""Maps for the window: the probability of one segment, or the uncertainty (normalised entropy)."""

from collections.abc import Generator
from functools import partial

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.imaging.regional.probabilities import Probabilities
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.job import Progress, Workers, available_threads
from gmmseg.session import pyramid

GreyLevels = tuple[NDArray[np.uint8], ...]


def mapping_probabilities(
    segmentation: Segmentation, segment: int | None, workers: Workers
) -> Generator[Progress, None, GreyLevels]:
    """Yield progress and return a map with its halves, 0 to 255.

    The probability of a segment, counted from 0, or for None the uncertainty: entropy of the segments'
    probabilities over its maximum.
    """
    image = segmentation.image
    probable = Probabilities.of(image, segmentation.model, threads=available_threads())
    blocks, out = probable.blocks, np.zeros(image.height * image.width, np.uint8)
    reduce = entropy if segment is None else partial(_column, segment=segment)

    def reduced(number: int) -> tuple[NDArray[np.intp], NDArray[np.uint8]]:
        indices, found = probable.block(blocks, number)
        return indices, reduce(found)

    for done, (indices, values) in enumerate(workers.map(reduced, range(len(blocks))), 1):
        out[indices] = values
        yield Progress(
            "Drawing uncertainty" if segment is None else "Drawing probability", done / len(blocks)
        )
    return pyramid.averaged(out.reshape(image.height, image.width))


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


def probabilities_at(model: Model, image: Image, row: int, column: int) -> NDArray[np.float32] | None:
    """Return the probability of each segment at one pixel, (n_segments,), or None where it is unusable."""
    if image.mask is not None and not image.mask[row, column]:
        return None
    return Probabilities.of(image, model).at(np.asarray([row * image.width + column]))[0]
