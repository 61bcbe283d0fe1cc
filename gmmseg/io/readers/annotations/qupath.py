"""QuPath's GeoJSON: a collection of features, a list of them, or one."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from gmmseg.io.readers.annotations.annotation import Annotation, PictureSize
from gmmseg.io.readers.annotations.rasterising import filled, joined


def shapes(content: Any, shape: PictureSize) -> Iterator[Annotation]:
    """Yield the features; no pixels for lines and points, and for what has no place at all."""
    for each in _features(content):
        properties = each.get("properties") or {}
        name, geometry = properties.get("name"), each["geometry"]
        is_nowhere = geometry is None and each.get("type") == "Feature"  # as RFC 7946 allows it
        if is_nowhere or geometry["type"] not in {"Polygon", "MultiPolygon"}:
            yield Annotation(name, _class_name(properties), None)
            continue
        polygons = geometry["coordinates"]
        polygons = [polygons] if geometry["type"] == "Polygon" else polygons
        rings = [[np.asarray(ring, np.float64)[:, :2] for ring in polygon if ring] for polygon in polygons]
        patch = joined([filled(each, shape) for each in rings])  # which may overlap
        yield Annotation(name, _class_name(properties), patch)


def _class_name(properties: dict[str, Any]) -> str:
    """Return the class that QuPath gave, which may have several parts, or the segment of our own outlines."""
    given = properties.get("classification") or {}
    if isinstance(given, str):
        return given
    names = given.get("names") or [given.get("name") or ""]
    return ": ".join(str(name) for name in names) or (
        str(properties.get("name") or "") if "segment" in properties else ""
    )


def _features(content: Any) -> list[dict[str, Any]]:
    if isinstance(content, list):
        return content
    found: list[dict[str, Any]] = content.get("features", [content])
    return found
