"""Labels of the open picture by another model, in the colours of those that are shown, as a job."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.imaging.rendering.label_matching import match_colours
from gmmseg.job import Progress, Workers
from gmmseg.pipeline import applying
from gmmseg.session import pyramid

Colour = tuple[int, int, int]


@dataclass(frozen=True, eq=False)
class OtherLabels:
    """What another model makes of a picture.

    Attributes
    ----------
    name : str
        What the model is called.
    levels : tuple of ndarray of shape (h, w)
        Labels, whole and halved again and again.
    colours : ndarray of shape (n + 1, 3), uint8
        Of each label: that of the segment it overlaps most, where there is one.
    """

    name: str
    levels: tuple[NDArray[Any], ...]
    colours: NDArray[np.uint8]


def labelling_with(
    model: Model,
    image: Image,
    workers: Workers,
    *,
    name: str,
    shown: NDArray[np.integer],
    colours: Sequence[Colour],
) -> Generator[Progress, None, OtherLabels]:
    """Yield progress and return the labels of a picture by a model.

    `shown` (h, w) are the labels that it is compared with, from 1 in `colours`, 0 for none.
    """
    found = yield from applying(image, model, workers)
    own = match_colours(shown, found.labels, colours, found.n_segments)
    return OtherLabels(name, pyramid.voted(found.labels), np.array([(0, 0, 0), *own], np.uint8))
