"""LabelMe JSON: a polygon for each connected piece of each segment."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gmmseg.io.exporters.context import ExportContext, Output

VERSION = "5.5.0"  # of the program whose format this is


def outputs(scene: ExportContext) -> Iterator[Output]:
    """Yield the one file, named as LabelMe looks for it beside the picture."""
    yield Output(".json", lambda path: write(path, scene))


def write(path: Path, scene: ExportContext) -> None:
    """Write polygons with their stairs made straight; holes hang on a seam to the outer ring.

    They run through the pixels at the edge, since LabelMe draws a polygon's sides as it fills it.
    """
    height, width = scene.labels.shape
    shapes = [
        _shape(name, ring.round(2).tolist())
        for number, name in zip(scene.numbers, scene.names, strict=True)
        for ring in scene.traced(number, straight=True)
    ]
    content = {
        "version": VERSION,
        "flags": {},
        "shapes": shapes,
        "imagePath": _way(scene, path.parent),
        "imageData": None,
        "imageHeight": height,
        "imageWidth": width,
    }
    with path.open("w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)


def _way(scene: ExportContext, folder: Path) -> str:
    """Return the picture's path as seen from the folder of the file, which is how LabelMe finds it."""
    picture = scene.segmentation.image.path
    if picture is None:
        return scene.image_name
    place = picture.parent.resolve() / picture.name  # the way up from a link would lead elsewhere
    try:
        way = Path(os.path.relpath(place, folder.resolve()))
    except ValueError:  # from one drive to another there is none
        way = place
    return way.as_posix().encode("utf-8", "replace").decode()


def _shape(name: str, points: list[list[float]]) -> dict[str, Any]:
    return {"label": name, "points": points, "group_id": None, "shape_type": "polygon", "flags": {}}
