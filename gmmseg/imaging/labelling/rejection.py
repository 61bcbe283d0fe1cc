"""Rejection of what no component explains (the reject option), at a stated rate of false rejects.

Chow (1970), "On optimum recognition error and reject tradeoff", IEEE Trans. Inf. Theory 16(1), 41-46, has the
idea of a reject option; that unlikely samples rather than undecided ones are rejected is after Dubuisson and
Masson (1993), "A statistical decision rule with incomplete knowledge about classes", Pattern Recognition
26(1), 155-165, who call it distance rejection.

The threshold is a quantile of the log-likelihoods of training pixels, so that the rate holds for pixels like
these whether or not segments are Gaussian, which quantiles of chi-square for Mahalanobis distances ask for.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.features.features import Blocks
from gmmseg.imaging.model import Model
from gmmseg.imaging.segmentation import SegmentLabels
from gmmseg.mixture import em


def reject_unexplained(
    labels: SegmentLabels,
    blocks: Blocks,
    model: Model,
    *,
    map_parts: Callable[[Callable[[int], NDArray[np.bool_]], Sequence[int]], Iterable[NDArray[Any]]] = map,
) -> SegmentLabels:
    """Return labels (h, w) with 0 where a pixel is less likely than `model.threshold`; others as they are.

    Raises
    ------
    BadSettingError
        If the model does not say what it was made from.
    """
    threshold = model.threshold
    if threshold == -np.inf:
        return labels
    kept = np.array(labels).reshape(-1)
    numbers = range(len(blocks))

    def unexplained(number: int) -> NDArray[np.bool_]:
        return np.asarray(em.scores(blocks[number], model.mixture) < threshold)

    for number, is_far in zip(numbers, map_parts(unexplained, numbers), strict=True):
        place = blocks.place(number)
        kept[place] = np.where(is_far, 0, kept[place])
    return kept.reshape(labels.shape)  # type: ignore[return-value]
