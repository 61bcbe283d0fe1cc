"""GeoJSON polygons: in map coordinates where the picture is georeferenced, else in pixels, as for QuPath."""

import gzip
import json
import math
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.rendering.contours import Outline
from gmmseg.io.exporters.context import ExportContext, Output
from gmmseg.io.readers.georeference import Place, place_of

NAMES = uuid.UUID(
    "5a3f4f3e-9d3b-4d4e-8f4a-0d7f4a5d1c52"
)  # of this kind of file: ids follow from it, so that they stay
WGS84 = 4326
FINE = 1e-3  # of a pixel: what coordinates on the map are exact to
DEGREES = 9  # decimals of degrees: a tenth of a millimetre

MOST_ANNOTATIONS = 1000
NO_MEASUREMENTS = (
    "object",
    "class",
    "class_name",
    "image",
)  # columns of the table that say which object it is

Points = NDArray[np.floating] | NDArray[np.integer]


@dataclass(frozen=True, eq=False)
class CoordinateTransform:
    """How corners of pixels become coordinates.

    Attributes
    ----------
    moved : callable
        From corners x, y (n, 2) in pixels to coordinates.
    mirrored : bool
        Whether what turns one way in the picture turns the other way in them.
    crs : dict
        What the file says of its system of coordinates; empty for pixels, and for WGS 84, which is meant
        where nothing is said.
    """

    moved: Callable[[Points], Points]
    mirrored: bool
    crs: dict[str, Any]


def outputs(context: ExportContext) -> Iterator[Output]:
    """Yield the one file, on the map where there is a place on earth."""
    place = place_of(context.segmentation.image.georeference)
    if place is None:
        yield Output("_outlines.geojson", lambda path: write(path, context))
    else:
        yield Output("_outlines.geojson", lambda path: write_map(path, context, place))


def for_qupath(context: ExportContext) -> Iterator[Output]:
    """Yield the one file in pixels, wherever the picture lies."""
    yield Output("_qupath.geojson", lambda path: write(path, context))


def write(path: Path, context: ExportContext, *, packed: bool = False) -> None:
    """Write a feature for each segment: its exact outlines in pixels, its class with name and colour."""
    pixels = CoordinateTransform(lambda points: points, mirrored=False, crs={})
    _write(path, context, pixels, _annotation, packed=packed)


def for_qupath_packed(context: ExportContext) -> Iterator[Output]:
    """Yield the same, packed: of many outlines it takes a tenth, and QuPath opens it as it is."""
    yield Output("_qupath.geojson.gz", lambda path: write(path, context, packed=True))


def objects_for_qupath_packed(context: ExportContext) -> Iterator[Output]:
    """Yield the one file of the objects that were found, packed."""
    yield Output("_objects.geojson.gz", lambda path: write_objects(path, context, packed=True))


def objects_for_qupath(context: ExportContext) -> Iterator[Output]:
    """Yield the one file of the objects that were found, in pixels."""
    yield Output("_objects.geojson", lambda path: write_objects(path, context))


def write_objects(path: Path, context: ExportContext, *, packed: bool = False) -> None:
    """Write a feature for each object: its exact outline, its number as its name, what is measured of it.

    Many are detections, which QuPath draws faster than annotations.
    """
    names, table = context.every_name, context.found_objects.table()
    kind = "detection" if len(table) > MOST_ANNOTATIONS else "annotation"
    measured = [name for name in table.names if name not in NO_MEASUREMENTS]
    columns = zip(*(np.asarray(table[name]).tolist() for name in measured), strict=True)
    pixels = CoordinateTransform(lambda points: points, mirrored=False, crs={})
    features = []
    for (number, owner, outlines), values in zip(context.found(), columns, strict=True):
        parts = polygons(outlines, pixels)
        one = len(parts) == 1
        features.append(
            {
                "type": "Feature",
                "id": str(uuid.uuid5(NAMES, f"{context.segmentation.image.name!r} object {number}")),
                "geometry": {
                    "type": "Polygon" if one else "MultiPolygon",
                    "coordinates": parts[0] if one else parts,
                },
                "properties": {
                    "objectType": kind,
                    "isLocked": False,
                    "name": str(number),
                    "classification": {"name": names[owner - 1], "color": list(context.colours[owner - 1])},
                    "measurements": {
                        name: value
                        for name, value in zip(measured, values, strict=True)
                        if math.isfinite(value)  # JSON has no other numbers
                    },
                },
            }
        )
    _write_features(path, pixels, features, packed=packed)


def write_map(path: Path, context: ExportContext, place: Place) -> None:
    """Write a feature for each segment: its exact outlines on the map, its number, name, colour and size.

    Coordinates are longitude and latitude where pyproj is there to find them, as RFC 7946 has it; else those
    of the picture, under the name that the GeoJSON of 2008 has for their system and GIS go by.
    """
    _write(path, context, _in_degrees(context, place) or coordinates_of(place), attributes)


def _write(
    path: Path,
    context: ExportContext,
    transform: CoordinateTransform,
    properties: Callable[[ExportContext, int, str, list[Outline]], Any],
    *,
    packed: bool = False,
) -> None:
    features = [
        {
            "type": "Feature",
            "id": str(uuid.uuid5(NAMES, f"{context.segmentation.image.name!r} {number}")),
            "geometry": {"type": "MultiPolygon", "coordinates": polygons(outlines, transform)},
            "properties": properties(context, number, name, outlines),
        }
        for number, name in zip(context.numbers, context.names, strict=True)
        if (outlines := context.outlines_of(number))
    ]
    _write_features(path, transform, features, packed=packed)


def _write_features(
    path: Path, transform: CoordinateTransform, features: list[dict[str, Any]], *, packed: bool
) -> None:
    content = {"type": "FeatureCollection", **transform.crs, "features": features}
    text = json.dumps(content, separators=(",", ":")).encode()
    path.write_bytes(gzip.compress(text, mtime=0) if packed else text)  # the same file for the same result


def polygons(outlines: Sequence[Outline], transform: CoordinateTransform) -> list[list[list[list[float]]]]:
    """Return rings that end where they begin; outer rings have a positive area, as RFC 7946 asks."""
    step = 1 if transform.mirrored else -1
    return [
        [transform.moved(np.concatenate([ring, ring[:1]])[::step]).tolist() for ring in outline.rings]
        for outline in outlines
    ]


def _annotation(context: ExportContext, number: int, name: str, outlines: list[Outline]) -> dict[str, Any]:
    """Return what QuPath wants to know."""
    return {
        "objectType": "annotation",
        "isLocked": False,
        "classification": {"name": name, "color": list(context.colours[number - 1])},
        "measurements": {"Pixels": sum(outline.area for outline in outlines)},
    }


def attributes(context: ExportContext, number: int, name: str, outlines: list[Outline]) -> dict[str, Any]:
    """Return what GIS show as columns of a table."""
    return {
        "segment": number,
        "name": name,
        "color": f"#{bytes(context.colours[number - 1]).hex()}",
        "pixels": sum(outline.area for outline in outlines),
    }


def coordinates_of(place: Place) -> CoordinateTransform:
    """Return the map that the picture lies on; nobody can say where it is if it has no number."""
    x, a, b, y, c, d = place.transform
    matrix, origin = np.array([[a, c], [b, d]]), np.array([x, y])
    decimals = max(0, math.ceil(-math.log10(FINE * math.sqrt(abs(a * d - b * c)))))
    crs: dict[str, Any] = {"crs": None}  # "none can be assumed", said the GeoJSON of 2008
    if place.epsg == WGS84:
        crs = {}
    elif place.epsg is not None:
        crs = {"crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{place.epsg}"}}}
    return CoordinateTransform(lambda points: np.round(points @ matrix + origin, decimals), place.turns, crs)


def _in_degrees(context: ExportContext, place: Place) -> CoordinateTransform | None:
    """Return longitude and latitude; None without pyproj, or where they are not all to be had."""
    if place.epsg in (None, WGS84) or find_spec("pyproj") is None:
        return None
    import pyproj

    coordinates = coordinates_of(place)
    try:
        way = pyproj.Transformer.from_crs(place.epsg, WGS84, always_xy=True)
    except pyproj.exceptions.ProjError:  # CRSError is one: a number that is not in the register
        return None

    def moved(points: Points) -> Points:
        x, y = coordinates.moved(points).T
        return np.round(np.column_stack(way.transform(x, y)), DEGREES)

    height, width = context.labels.shape
    corners = moved(np.array([(0, 0), (width, 0), (width, height), (0, height)]))
    if not np.isfinite(corners).all() or np.ptp(corners[:, 0]) > 180:  # across the line where dates change
        return None
    first, second, last = corners[[0, 1, 3]]
    turns = (second - first)[0] * (last - first)[1] - (second - first)[1] * (last - first)[0]
    return CoordinateTransform(moved, bool(turns < 0), {})
