"""Maps of a segmentation for the eye: how probable one segment is, how much doubt there is."""

from collections.abc import Generator
from functools import partial
from itertools import count

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.features import usable_indices
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.job import Progress, Workers
from gmmseg.mixture.em import Block
from gmmseg.session import pyramid

Map = tuple[NDArray[np.uint8], ...]


def mapping(
    segmentation: Segmentation, segment: int | None, workers: Workers
) -> Generator[Progress, None, Map]:
    """Yield progress and return a map with its halves, 0 to 255.

    The probability of a segment, counted from 0, or for None the doubt: entropy of the segments'
    probabilities over its maximum.
    """
    image, model = segmentation.image, segmentation.model
    blocks = model.features.blocks(image)
    out = np.zeros(image.height * image.width, np.uint8)
    indices, begin = usable_indices(image), 0
    reduce = doubt if segment is None else partial(_column, segment=segment)
    found = workers.map(lambda block: reduce(model.posterior(block)), blocks)
    for done, values in zip(count(1), found, strict=False):
        out[indices[begin : begin + len(values)]] = values
        begin += len(values)
        yield Progress("Drawing doubt" if segment is None else "Drawing probability", done / len(blocks))
    return pyramid.averaged(out.reshape(image.height, image.width))


def doubt(probabilities: NDArray[np.float32]) -> NDArray[np.uint8]:
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
    block: Block = model.features.at(image, np.asarray([row * image.width + column]))
    return model.posterior(block)[0]
