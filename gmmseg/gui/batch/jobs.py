"""Jobs of the batch window: plans, runs, thumbnails, reports, pictures opened."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtGui import QImage

from gmmseg.batch import Event, Picture, Plan, Recipe, Run
from gmmseg.batch.reference_model import MODEL, load_reference
from gmmseg.gui.translation import tr
from gmmseg.gui.widgets.qimage import image_of
from gmmseg.imaging.model import Model
from gmmseg.imaging.object_options import ObjectOptions
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.io.file_reference import Fingerprint
from gmmseg.job import Progress, Workers
from gmmseg.session.compute.segmentation import (
    SegmentationRequest,
    SegmentationResult,
    answer_of,
    of_segments,
)
from gmmseg.session.document import Document, Edit, SegmentStyle
from gmmseg.session.open_image import OpenImage

THUMBNAIL_SIDE = 192  # pixels, for screens of three pixels to a logical one

ManifestLine = dict[str, Any]


@dataclass(frozen=True)
class BatchRequest:
    """What people ask for: pictures of a folder, what is done with them, where results go."""

    inputs: Path
    folder: Path
    recipe: Recipe
    template: str
    recursive: bool = True
    overwrite: bool = False

    def plan(self) -> Plan:
        """Return the plan."""
        return Plan.of(
            [self.inputs],
            self.folder,
            self.recipe,
            recursive=self.recursive,
            template=self.template,
            overwrite=self.overwrite,
        )


def planning(order: BatchRequest, _workers: Workers) -> Generator[Progress, None, Plan]:
    """Yield progress and return the plan of an order."""
    yield Progress(tr("Looking for pictures"), 0.1)
    return order.plan()


def running(
    run: Run, notify: Callable[[Event], object], _workers: Workers
) -> Generator[Progress, None, None]:
    """Yield progress and pass on the events of a run, to its end."""
    for event in run.events():
        notify(event)
        yield Progress(tr("Working through the folder"), 0.5)


def picturing(
    plan: Plan, picture: Picture, line: ManifestLine | None, _workers: Workers
) -> Generator[Progress, None, QImage | None]:
    """Yield progress and return the thumbnail of a picture, with what was found where that is known."""
    from gmmseg.batch.report import thumbnails

    yield Progress(tr("Making thumbnails"), 0.1)
    if line is None:
        pixels = thumbnails.of_picture(picture.path, THUMBNAIL_SIDE, plan.recipe, picture.reading)
    else:
        pixels = thumbnails.of_result(plan, line, THUMBNAIL_SIDE, colours_of(plan))
    return None if pixels is None else image_of(pixels)


def reporting(plan: Plan, pace: tuple[int, float], _workers: Workers) -> Generator[Progress, None, Path]:
    """Yield progress and return where the page about a batch is."""
    from gmmseg.batch.report import report

    yield Progress(tr("Writing the report"), 0.1)
    return report.write(plan, report.RunSpeed(*pace) if pace[0] else None)


def colours_of(plan: Plan) -> tuple[tuple[int, int, int], ...]:
    """Return the colours of a plan's classes; none while there is no model."""
    model = plan.recipe.model or load_reference(plan.folder / MODEL)
    return () if model is None else tuple(segment.colour for segment in plan.recipe.classes(model))


def opening(
    plan: Plan, picture: Picture, workers: Workers
) -> Generator[Progress, None, tuple[OpenImage, SegmentationResult]]:
    """Yield progress and return a picture with what the batch makes of it, as the window shows it."""
    from gmmseg.batch.workers.image_task import fit_settings, open_picture, working

    yield Progress(tr("Opening {name}", name=picture.path.name), 0.1)
    recipe = plan.recipe
    if recipe.model is None:
        recipe = replace(recipe, model=load_reference(plan.folder / MODEL))
    image = open_picture(picture.path, recipe, picture.reading)
    found, _ = yield from working(image, recipe, workers)
    found = without_empty(found)
    settings = replace(recipe.settings, **fit_settings(found.model))
    parts = tuple(segment.components for segment in found.model.segments)
    groups = frozenset(parts) if any(len(part) > 1 for part in parts) else frozenset()
    request = SegmentationRequest(image, of_segments(settings), groups)
    yield Progress(tr("Preparing the view"), 0.9)
    return OpenImage.of(image, picture.path, Fingerprint.of(picture.path)), answer_of(
        request, found, parts, found.model
    )


def without_empty(found: Segmentation) -> Segmentation:
    """Return a segmentation without classes that own nothing, numbered anew."""
    kept = [i for i, segment in enumerate(found.model.segments) if segment.components]
    if len(kept) == len(found.model.segments):
        return found
    numbers = np.zeros(len(found.model.segments) + 1, found.labels.dtype)
    numbers[np.asarray(kept) + 1] = np.arange(1, len(kept) + 1)
    segments = tuple(found.model.segments[i] for i in kept)
    model: Model = replace(found.model, segments=segments, objects=_among(found, kept))
    return replace(found, model=model, labels=numbers[found.labels])


def _among(found: Segmentation, kept: list[int]) -> ObjectOptions | None:
    """Return how objects are found where only some segments are kept, by their places, and numbered anew."""
    options = found.model.objects
    if options is None or not isinstance(options.classes, tuple):
        return options
    places = [found.number(each) - 1 for each in options.classes]
    numbers = tuple(kept.index(place) + 1 for place in places if place in kept)
    return options.changed(classes=numbers) if numbers else None


def with_answer(source: OpenImage, result: SegmentationResult, document: Document) -> Document:
    """Return the document of a picture that is answered already, its segments named as its model's."""
    settings = result.request.settings
    usual = document.settings
    settings = replace(settings, detail=usual.detail, min_region=usual.min_region)
    segment_styles = tuple(
        SegmentStyle(segment.name, segment.colour, keys)
        for segment, keys in zip(result.segmentation.model.segments, result.keys, strict=True)
    )
    found = Document(
        source, settings, segment_styles, groups=result.request.groups, answered=result.request, result=result
    )
    options = result.segmentation.model.objects
    if options is not None and isinstance(options.classes, tuple):
        numbers = [result.segmentation.number(each) for each in options.classes]
        options = options.changed(classes=tuple(found.segment_styles[number - 1].key for number in numbers))
    return replace(found, object_options=options)


def opened(found: tuple[OpenImage, SegmentationResult]) -> Edit:
    """Return the edit that puts a picture of a batch in place."""
    return lambda document: with_answer(*found, document)
