"""Outlines as the GeoJSON that QuPath imports: one annotation for each segment."""

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gmmseg.imaging.outlines import Outline, Ring
from gmmseg.io.exporters.scene import Output, Scene

NAMES = uuid.UUID(
    "5a3f4f3e-9d3b-4d4e-8f4a-0d7f4a5d1c52"
)  # of this kind of file: ids follow from it, so that they stay


def outputs(scene: Scene) -> Iterator[Output]:
    """Yield the one file."""
    yield Output("_outlines.geojson", lambda path: write(path, scene))


def write(path: Path, scene: Scene) -> None:
    """Write a feature for each segment: its exact outlines in pixels, its class with name and colour."""
    features = [
        _feature(scene, number, name, outlines)
        for number, name in zip(scene.numbers, scene.names, strict=True)
        if (outlines := scene.outlines_of(number))
    ]
    with path.open("w", encoding="utf-8") as file:
        json.dump({"type": "FeatureCollection", "features": features}, file, separators=(",", ":"))


def _feature(scene: Scene, number: int, name: str, outlines: list[Outline]) -> dict[str, Any]:
    polygons = [[_closed(ring) for ring in outline.rings] for outline in outlines]
    return {
        "type": "Feature",
        "id": str(uuid.uuid5(NAMES, f"{scene.segmentation.image.name!r} {number}")),
        "geometry": {"type": "MultiPolygon", "coordinates": polygons},
        "properties": {
            "objectType": "annotation",
            "isLocked": False,
            "classification": {"name": name, "color": list(scene.colours[number - 1])},
            "measurements": {"Pixels": sum(outline.area for outline in outlines)},
        },
    }


def _closed(ring: Ring) -> list[list[int]]:
    """Return a ring that ends where it begins, turned: outer rings have a positive area, as RFC 7946 asks."""
    corners: list[list[int]] = ring[::-1].tolist()
    return [*corners, corners[0]]
