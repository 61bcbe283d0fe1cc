"""QuPath's GeoJSON: a collection of features, a list of them, or one."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from gmmseg.io.readers.annotations.rasterising import Patch, filled


def shapes(content: Any, shape: tuple[int, int]) -> Iterator[tuple[Any, Patch | None]]:
    """Yield name and pixels of each feature; no pixels for lines and points."""
    for each in _features(content):
        name = (each.get("properties") or {}).get("name")
        geometry = each["geometry"]
        if geometry["type"] not in {"Polygon", "MultiPolygon"}:
            yield name, None
            continue
        polygons = geometry["coordinates"]
        polygons = [polygons] if geometry["type"] == "Polygon" else polygons
        yield name, filled([np.asarray(r, np.float64)[:, :2] for p in polygons for r in p], shape)


def _features(content: Any) -> list[dict[str, Any]]:
    if isinstance(content, list):
        return content
    found: list[dict[str, Any]] = content.get("features", [content])
    return found
