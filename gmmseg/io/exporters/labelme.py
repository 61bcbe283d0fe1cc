"""LabelMe JSON: a polygon for each connected piece of each segment, or of each object."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gmmseg.io.exporters.context import ExportContext, Output

VERSION = "5.5.0"  # of the program whose format this is


def outputs(context: ExportContext) -> Iterator[Output]:
    """Yield the one file, named as LabelMe looks for it beside the picture."""
    yield Output(".json", lambda path: write(path, context))


def found_objects(context: ExportContext) -> Iterator[Output]:
    """Yield the file of the objects that were found; its name leaves room for that of the segments."""
    yield Output("_objects_labelme.json", lambda path: write_objects(path, context))


def write_objects(path: Path, context: ExportContext) -> None:
    """Write a polygon for each part of each object, whose number is the group of its parts.

    Stairs stay: drawn as LabelMe draws them, polygons are exactly the objects.
    """
    from gmmseg.imaging.rendering.contours import traced

    names = context.every_name
    shapes = [
        _shape(names[owner - 1], traced(outline.rings).round(2).tolist(), number)
        for number, owner, outlines in context.found()
        for outline in outlines
    ]
    _write(path, context, shapes)


def write(path: Path, context: ExportContext) -> None:
    """Write polygons with their stairs made straight; holes hang on a seam to the outer ring.

    They run through the pixels at the edge, since LabelMe draws a polygon's sides as it fills it.
    """
    shapes = [
        _shape(name, ring.round(2).tolist())
        for number, name in zip(context.numbers, context.names, strict=True)
        for ring in context.traced(number, straight=True)
    ]
    _write(path, context, shapes)


def _write(path: Path, context: ExportContext, shapes: list[dict[str, Any]]) -> None:
    height, width = context.labels.shape
    content = {
        "version": VERSION,
        "flags": {},
        "shapes": shapes,
        "imagePath": _way(context, path.parent),
        "imageData": None,
        "imageHeight": height,
        "imageWidth": width,
    }
    with path.open("w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)


def _way(context: ExportContext, folder: Path) -> str:
    """Return the picture's path as seen from the folder of the file, which is how LabelMe finds it."""
    picture = context.segmentation.image.path
    if picture is None:
        return context.image_name
    place = picture.parent.resolve() / picture.name  # the way up from a link would lead elsewhere
    try:
        way = Path(os.path.relpath(place, folder.resolve()))
    except ValueError:  # from one drive to another there is none
        way = place
    return way.as_posix().encode("utf-8", "replace").decode()


def _shape(name: str, points: list[list[float]], group: int | None = None) -> dict[str, Any]:
    return {"label": name, "points": points, "group_id": group, "shape_type": "polygon", "flags": {}}
