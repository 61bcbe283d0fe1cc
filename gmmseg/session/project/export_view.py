"""What a project shows, without a window: its segments and objects as they were when it was saved."""

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.segmentation import Segmentation
from gmmseg.job import Progress, Workers
from gmmseg.session.compute.object_cutting import ObjectCutter
from gmmseg.session.compute.segmentation import answering
from gmmseg.session.document import Document, with_result
from gmmseg.session.images import ProjectImage
from gmmseg.session.project.project import Project, ReadImage, relabelling_document, showing


@dataclass(frozen=True, eq=False)
class ExportableImage:
    """What there is to see of a project.

    Attributes
    ----------
    segmentation : Segmentation
        Under the names, colours and numbers that people gave.
    objects : tuple of (str, ndarray of shape (h, w), bool)
        Name and mask of each object.
    visible : tuple of int
        Numbers of the segments that people have not hidden.
    """

    segmentation: Segmentation
    objects: tuple[tuple[str, NDArray[np.bool_]], ...]
    visible: tuple[int, ...]

    @classmethod
    def of(
        cls, document: Document, objects: Iterable[tuple[str, NDArray[np.bool_]]] | None = None
    ) -> "ExportableImage":
        """Return what there is to see of an answered document; its objects are those that are cut out."""
        cuts = (
            (thing.name, thing.cut.levels[0].astype(bool))
            for thing in document.objects
            if thing.cut is not None
        )
        visible = tuple(number for number, look in enumerate(document.looks, 1) if not look.hidden)
        return cls(document.segmentation(), tuple(cuts if objects is None else objects), visible)


def reproducing(project: Project | ReadImage, workers: Workers) -> Generator[Progress, None, ExportableImage]:
    """Yield progress and return the labels and masks that the window shows of a picture of a project."""
    document, request = project.document, project.document.request
    assert document.source is not None
    assert request is not None
    road = (
        partial(answering, request, None)
        if project.fit is None
        else partial(relabelling_document, request, project.fit)
    )
    result = yield from road(workers)
    carver, objects = ObjectCutter(document.source.image), []
    for thing in document.objects:
        yield Progress(f"Cutting out {thing.name}", 0.9)
        objects.append((thing.name, carver.mask(thing.marks)))
    return ExportableImage.of(with_result(result)(document), objects)


def reproducing_page(
    page: ProjectImage, path: Path, workers: Workers
) -> Generator[Progress, None, tuple[ReadImage, ExportableImage]]:
    """Yield progress and return a picture of the project at `path`, read, and what it shows."""
    shown = yield from showing(page, path, workers)
    found = yield from reproducing(shown, workers)
    return shown, found
