"""What a project shows, without a window: its segments and objects as they were when it was saved."""

from collections.abc import Generator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.segmentation import Segmentation
from gmmseg.job import Progress, Workers
from gmmseg.session.answer import answering
from gmmseg.session.carving import Carver
from gmmseg.session.document import answered
from gmmseg.session.project import Project, Shown, recalling


@dataclass(frozen=True, eq=False)
class Exhibit:
    """What there is to see of a project.

    Attributes
    ----------
    segmentation : Segmentation
        Under the names, colours and numbers that people gave.
    objects : tuple of (str, ndarray of shape (h, w), bool)
        Name and mask of each object.
    """

    segmentation: Segmentation
    objects: tuple[tuple[str, NDArray[np.bool_]], ...]


def exhibiting(project: Project | Shown, workers: Workers) -> Generator[Progress, None, Exhibit]:
    """Yield progress and return the labels and masks that the window shows of a picture of a project."""
    document, question = project.document, project.document.question
    assert document.source is not None
    assert question is not None
    road = (
        partial(answering, question, None)
        if project.fit is None
        else partial(recalling, question, project.fit)
    )
    answer = yield from road(workers)
    carver, objects = Carver(document.source.image), []
    for thing in document.objects:
        yield Progress(f"Cutting out {thing.name}", 0.9)
        objects.append((thing.name, carver.mask(thing.marks)))
    return Exhibit(answered(answer)(document).segmentation(), tuple(objects))
