"""One picture of a batch in a worker: read, labelled, checked for drift, written; results as plain values."""

from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any

import numpy as np

from gmmseg.batch.class_matching import about_other, match_classes, with_other
from gmmseg.batch.drift import Drift
from gmmseg.batch.recipe import Recipe
from gmmseg.errors import AlreadyThereError, CannotWriteError
from gmmseg.imaging.features.features import COLOUR_SPACES
from gmmseg.imaging.image import Image
from gmmseg.imaging.labelling.label_file import LabelFile
from gmmseg.imaging.model import Model
from gmmseg.imaging.objects.objects import Objects
from gmmseg.imaging.preparation import ALL
from gmmseg.imaging.regions.banded_components import BandedComponents
from gmmseg.imaging.regions.connected_components import counts
from gmmseg.imaging.segmentation import Segmentation, SegmentLabels, label_type, uncertainty
from gmmseg.io.atomic import shown
from gmmseg.io.exporters.context import ExportContext
from gmmseg.io.exporters.registry import check_in_bands, check_kinds, planned_files, write_files
from gmmseg.io.readers.tiled import opening
from gmmseg.job import Job, Progress, Workers
from gmmseg.mixture.fitting.fit import SAMPLE_SIZE
from gmmseg.mixture.fitting.map_adaptation import adapt
from gmmseg.pipeline import applying, labelling, segmenting
from gmmseg.settings import Settings

REFITTED = "It was fitted for itself, being unlike the pictures that the model was made from."

Values = dict[str, Any]


@dataclass(frozen=True)
class ImageTask:
    """One picture, where its results go, and which: `kinds`, of which those in `free` may replace files.

    `reading` tells which page of its file it is, as `Picture.reading` does; with `brief` nothing is told of
    its classes, which takes a quarter of the time of small pictures.
    """

    path: Path
    name: str
    folder: Path
    stem: str
    kinds: Sequence[str]
    free: Collection[str] = ()
    reading: Mapping[str, Any] = field(default_factory=dict)
    brief: bool = False


def open_picture(path: Path, recipe: Recipe, reading: Mapping[str, Any] = MappingProxyType({})) -> Image:
    """Return the picture in a file, read as a recipe says; `reading` tells which page, if not the recipe."""
    how: dict[str, Any] = {"page": recipe.page, "formats": recipe.formats}
    how |= {"alpha": recipe.alpha, "pixel_size": recipe.pixel_size}
    if recipe.max_pixels is not None:
        how["max_pixels"] = recipe.max_pixels
    return opening.open_picture(path, **{**how, **reading})


def process(
    task: ImageTask, recipe: Recipe, threads: int | None, opened: Callable[[int], object] = lambda _: None
) -> Values:
    """Return what came out of one picture, its files written, or raise `GmmsegError`.

    `opened` gets the number of its pixels before work on them begins.
    """
    image = open_picture(task.path, recipe, task.reading)
    if image.is_lazy:
        check_in_bands(image, check_kinds(task.kinds), with_objects=recipe.objects is not None)
        LabelFile.beside(task.folder / task.stem).take(image)
    opened(image.width * image.height)
    found, drift = Job(lambda workers: working(image, recipe, workers), threads=threads).run()
    values, objects = describe_picture(found, drift), None
    if not task.brief:
        values["classes"] = describe_classes(found)
    if drift.light == "red" and recipe.on_drift == "skip":
        if image.is_lazy:
            LabelFile.of(image).remove()
        return {**values, "status": "skipped", "files": []}
    if recipe.objects is not None:
        objects = found.objects(options=recipe.objects, threads=threads)
        values["objects"] = len(objects)
        values["notes"] += [note for note in objects.notes if note not in values["notes"]]
    files = write_results(found, task, recipe, objects)
    if image.is_lazy:
        LabelFile.of(image).remove()
    return {**values, "status": "done", "files": files}


def working(
    image: Image, recipe: Recipe, workers: Workers
) -> Generator[Progress, None, tuple[Segmentation, Drift]]:
    """Yield progress and return what a recipe makes of a picture, and how it differs from the model's own."""
    model, settings = recipe.model, recipe.settings
    assert model is not None  # the run has made it, where the recipe came without one
    found = yield from _applying(image, model, recipe, workers)
    drift = Drift.of(found)
    if recipe.source == "each":
        found = yield from _refitting(image, model, settings, workers)
    elif drift.light == "red" and recipe.on_drift == "refit":
        fresh = yield from _refitting(image, model, settings, workers)
        found = replace(fresh, notes=(REFITTED, *fresh.notes))
    elif recipe.adapt > 0:
        found = yield from _applying(image, _adapted(image, model, recipe.adapt, workers), recipe, workers)
    return found, drift


def _applying(
    image: Image, model: Model, recipe: Recipe, workers: Workers
) -> Generator[Progress, None, Segmentation]:
    """Yield progress and return what a model makes of a picture, with the classes that all pictures have."""
    detail, least = recipe.settings.detail, recipe.settings.min_region
    found = yield from applying(image, model, workers, detail=detail, min_region=least)
    return with_other(found) if recipe.may_refit else found


def _refitting(
    image: Image, model: Model, settings: Settings, workers: Workers
) -> Generator[Progress, None, Segmentation]:
    """Yield progress and return a segmentation of its own for `image`, with the model's classes."""
    own = replace(settings, **fit_settings(model), channels=ALL, flatten=0.0)
    image = model.prepared(image)  # in the model's units, whatever settings would find out
    found = yield from segmenting(image, own, workers, span=model.features.span)
    fresh, classes = match_classes(found, model)
    labels: SegmentLabels = classes.astype(label_type(len(fresh.segments)))[found.labels]  # type: ignore[assignment]
    if any(len(segment.components) > 1 for segment in fresh.segments):  # together they may win more
        labels = yield from labelling(image, fresh, workers, smoothing=fresh.smoothing)
    found = replace(found, model=fresh, labels=labels)
    return replace(found, notes=(*found.notes, *about_other(found, model)))


def fit_settings(model: Model) -> dict[str, Any]:
    """Return the settings of a fit that makes a model of the same kind."""
    colour = {"colour": model.features.colour} if model.features.colour in COLOUR_SPACES else {}
    return {
        **colour,
        "method": "global" if model.regions == "none" else "regional",
        "n_components": len(model.segments) if model.regions != "none" else model.mixture.n_components,
        "covariance_type": model.mixture.covariance_type,
        "position": model.features.position,
        "smoothing": model.smoothing,
        "reject": model.reject,
    }


def _adapted(image: Image, model: Model, strength: float, workers: Workers) -> Model:
    """Return the model moved towards a picture, its classes as they were."""
    sample = model.features.sample(image, SAMPLE_SIZE, np.random.default_rng(0))
    mixture = adapt([sample], model.mixture, strength, map_blocks=workers.map)  # type: ignore[arg-type]
    return replace(model, mixture=mixture)


def write_results(
    found: Segmentation, task: ImageTask, recipe: Recipe, objects: Objects | None = None
) -> list[list[Any]]:
    """Write a picture's files; return the name, from the folder of results, size and mark of each."""
    way = PurePosixPath(task.stem)
    place = task.folder / way.parent
    root = task.folder.resolve()
    if not place.resolve().is_relative_to(root):
        reason = f"a link leads out of {shown(task.folder)}"
        raise CannotWriteError(shown(place / way.name), reason, "Remove the link or choose another folder")
    context = ExportContext.of(found, None, recipe.opacity, given_objects=objects)
    files = planned_files(context, place, check_kinds(task.kinds), way.name)
    try:
        write_files(files, place, overwrite=task.free)
    except AlreadyThereError:  # another worker may just have written a file that all pictures share
        write_files(files, place, overwrite=task.free)
    marks = recipe.marks
    return [
        [
            (way.parent / file.path.relative_to(place).as_posix()).as_posix(),
            file.path.stat().st_size,
            marks[file.kind],
        ]
        for file in files
    ]


def describe(found: Segmentation, drift: Drift) -> Values:
    """Return what was found in a picture as values that JSON knows."""
    return describe_picture(found, drift) | {"classes": describe_classes(found)}


def describe_classes(found: Segmentation) -> list[Values]:
    """Return what was found of each class, label 0 first, as values that JSON knows."""
    uncertain, pieces = uncertainties(found), n_pieces(found)
    return [
        {
            "number": row.number,
            "name": row.name,
            "pixels": row.pixels,
            "percent": row.percent,
            "mean_colour": list(row.colour),
            "regions": pieces[row.number],
            "uncertainty": uncertain[row.number],
        }
        for row in found.rows()
    ]


def describe_picture(found: Segmentation, drift: Drift) -> Values:
    """Return what was found in a picture as a whole as values that JSON knows."""
    return {
        "width": found.image.width,
        "height": found.image.height,
        "log_likelihood": float(found.log_likelihood),
        "drift": asdict(drift) | {"badness": drift.badness},
        "notes": list(found.every_note),
    }


def uncertainties(found: Segmentation) -> list[float]:
    """Return the mean uncertainty of the pixels of each label from 0, 0 where there are none.

    In large pictures of pixels spread evenly: 0.01 off is rare for a class with a twentieth.
    """
    n, there = found.n_segments + 1, found.sampled.indices
    labels = found.labels.ravel()[there]
    values = uncertainty(found.sampled.posterior, found.n_possible)
    return (np.bincount(labels, values, n) / np.maximum(np.bincount(labels, minlength=n), 1)).tolist()


def n_pieces(found: Segmentation) -> list[int]:
    """Return how many connected pieces each label from 0 has."""
    if found.image.is_lazy:
        return BandedComponents.of(found.labels).counts(found.n_segments).tolist()
    return counts(found.labels, found.n_segments).tolist()
