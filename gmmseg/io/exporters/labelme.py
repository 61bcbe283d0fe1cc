"""Outlines as LabelMe's JSON: a polygon for each connected piece of each segment."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gmmseg.io.exporters.scene import Output, Scene

VERSION = "5.5.0"  # of the program whose format this is


def outputs(scene: Scene) -> Iterator[Output]:
    """Yield the one file, named as LabelMe looks for it beside the picture."""
    yield Output(".json", lambda path: write(path, scene))


def write(path: Path, scene: Scene) -> None:
    """Write polygons with their stairs made straight; holes hang on a seam to the outer ring."""
    height, width = scene.labels.shape
    shapes = [
        _shape(name, ring.tolist())
        for number, name in zip(scene.numbers, scene.names, strict=True)
        for ring in scene.seamed(number)
    ]
    content = {
        "version": VERSION,
        "flags": {},
        "shapes": shapes,
        "imagePath": scene.image_name,
        "imageData": None,
        "imageHeight": height,
        "imageWidth": width,
    }
    with path.open("w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)


def _shape(name: str, points: list[list[int]]) -> dict[str, Any]:
    return {"label": name, "points": points, "group_id": None, "shape_type": "polygon", "flags": {}}
