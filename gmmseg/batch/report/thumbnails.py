"""Thumbnails of a batch's results: the overlay where there is one, else the picture."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.batch.plan import Plan
from gmmseg.batch.recipe import Recipe
from gmmseg.batch.workers.image_task import open_picture
from gmmseg.errors import GmmsegError
from gmmseg.imaging.rendering.colours import Colour
from gmmseg.imaging.rendering.render import overlay, thumbnail
from gmmseg.io.readers import label_maps

OPACITY = 0.5

RgbImage = NDArray[np.uint8]
ManifestLine = dict[str, Any]


def of_picture(
    path: Path, side: int, recipe: Recipe, reading: Mapping[str, Any] = MappingProxyType({})
) -> RgbImage | None:
    """Return a picture (h, w, 3) with at most `side` rows and columns; None if it cannot be read."""
    try:
        return thumbnail(open_picture(path, recipe, reading), side)
    except GmmsegError:
        return None


def of_result(plan: Plan, line: ManifestLine, side: int, colours: Sequence[Colour]) -> RgbImage | None:
    """Return what was found in a picture, (h, w, 3): its overlay, one made of its labels, or the picture."""
    drawn = _file(plan, line, ("_overlay.png",))
    found = None if drawn is None else of_picture(drawn, side, Recipe())
    if found is not None:
        return found
    picture = next((each for each in plan.pictures if each.name == line["picture"]), None)
    shown = None if picture is None else of_picture(picture.path, side, plan.recipe, picture.reading)
    labels = _file(plan, line, ("_labels.png", "_labels.tif"))
    if shown is None or labels is None:
        return shown
    numbers = _labels(labels, shown.shape[0], shown.shape[1])
    if numbers is None or int(numbers.max()) > len(colours):
        return shown
    return overlay(shown, numbers, colours, OPACITY)


def _labels(path: Path, height: int, width: int) -> NDArray[np.uint16] | None:
    """Return the label map in a file with rows and columns left out."""
    try:
        (labels,) = label_maps.read(path)
    except (GmmsegError, ValueError):
        return None
    rows = np.linspace(0, labels.shape[0] - 1, height).astype(np.intp)
    columns = np.linspace(0, labels.shape[1] - 1, width).astype(np.intp)
    return np.asarray(labels[rows[:, None], columns], np.uint16)


def _file(plan: Plan, line: ManifestLine, endings: tuple[str, ...]) -> Path | None:
    """Return where a picture's file of a kind is, if the manifest names one in the folder of results."""
    for file in line.get("files", ()):
        path = plan.folder / str(file[0])
        inside = path.resolve().is_relative_to(plan.folder.resolve())
        if path.name.endswith(endings) and inside and path.is_file():
            return path
    return None
