"""GeoPackages: outlines as a table of features on the map, which GIS open by a double click.

Open Geospatial Consortium, "GeoPackage Encoding Standard" 1.3 (OGC 12-128r17). A GeoPackage is an SQLite
database; it is put together in memory, so that the file is written as every other is.
"""

import sqlite3
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from gmmseg.imaging.rendering.contours import Outline
from gmmseg.imaging.units import area_units
from gmmseg.io.exporters.context import ExportContext, Output
from gmmseg.io.exporters.geo import geojson
from gmmseg.io.readers.georeference import GEOGRAPHIC, WGS84_TEXT, Place, place_of

APPLICATION, VERSION = 0x47504B47, 10300  # "GPKG", and 1.3
UNKNOWN_MAP, UNKNOWN_GLOBE, WGS84 = -1, 0, 4326  # systems that every GeoPackage has
WHEN = "2000-01-01T00:00:00.000Z"  # of the last change: the same file for the same result
LITTLE, WITH_BOX = 1, 2  # flags of a geometry: the order of its bytes, and that its box goes before it
POLYGON, MULTIPOLYGON = 3, 6

_TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE,
  max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
"""


@dataclass(frozen=True)
class Feature:
    """Outlines in pixels, and a value for each column."""

    outlines: Sequence[Outline]
    values: tuple[Any, ...]


@dataclass(frozen=True)
class FeatureTable:
    """A layer: its name, name and SQL type of each column, and its features."""

    name: str
    columns: tuple[tuple[str, str], ...]
    features: tuple[Feature, ...]


def outputs(context: ExportContext) -> Iterator[Output]:
    """Yield the outlines of the segments."""
    yield Output("_outlines.gpkg", lambda path: write(path, context, segments_of(context)))


def objects(context: ExportContext) -> Iterator[Output]:
    """Yield the outlines of the objects that were found, with what is measured of them."""
    yield Output("_objects.gpkg", lambda path: write(path, context, objects_of(context)))


def write(path: Path, context: ExportContext, table: FeatureTable) -> None:
    """Write a layer, in the coordinates of the picture's map.

    A picture without a place lies right of and below the origin, a pixel a unit, as GIS show it: y is the
    number of the row below 0.
    """
    place = place_of(context.segmentation.image.georeference)
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(
            f"PRAGMA application_id={APPLICATION}; PRAGMA user_version={VERSION};{_TABLES}"
        )
        system = _add_systems(database, place)
        _add(database, table, _map(place), system)
        database.commit()
        content = database.serialize()
    path.write_bytes(content)


def segments_of(context: ExportContext) -> FeatureTable:
    """Return the layer of segments, with the columns that the GeoJSON has, and their areas."""
    units = area_units(context.segmentation.image.pixel_size)
    columns = [("segment", "INTEGER"), ("name", "TEXT"), ("color", "TEXT"), ("pixels", "INTEGER")]
    columns += [(f"area_{unit}", "DOUBLE") for unit, _ in units]
    features = []
    for number, name in zip(context.numbers, context.names, strict=True):
        if outlines := context.outlines_of(number):
            properties = geojson.attributes(context, number, name, outlines)
            areas = (properties["pixels"] * area for _, area in units)
            features.append(Feature(outlines, (*properties.values(), *areas)))
    return FeatureTable("segments", tuple(columns), tuple(features))


def objects_of(context: ExportContext) -> FeatureTable:
    """Return the layer of objects, with the columns of their table."""
    table = context.found_objects.table()
    kinds = {"i": "INTEGER", "u": "INTEGER", "b": "INTEGER", "f": "DOUBLE"}
    columns = tuple((name, kinds.get(np.asarray(table[name]).dtype.kind, "TEXT")) for name in table.names)
    rows = zip(*(np.asarray(table[name]).tolist() for name in table.names), strict=True)
    features = (
        Feature(outlines, values) for (_, _, outlines), values in zip(context.found(), rows, strict=True)
    )
    return FeatureTable("objects", columns, tuple(features))


def _map(place: Place | None) -> geojson.CoordinateTransform:
    if place is not None:
        return geojson.coordinates_of(place)
    return geojson.CoordinateTransform(lambda points: points * np.array([1.0, -1.0]), mirrored=True, crs={})


def _add_systems(database: sqlite3.Connection, place: Place | None) -> int:
    """Add the systems of coordinates that there must be and the picture's, and return the number of that."""
    systems: list[tuple[Any, ...]] = [
        ("Undefined Cartesian", UNKNOWN_MAP, "NONE", UNKNOWN_MAP, "undefined", None),
        ("Undefined geographic", UNKNOWN_GLOBE, "NONE", UNKNOWN_GLOBE, "undefined", None),
        ("WGS 84 geodetic", WGS84, "EPSG", WGS84, WGS84_TEXT, None),
    ]
    number = None if place is None else place.epsg
    if number is not None and number != WGS84:
        systems.append((f"EPSG:{number}", number, "EPSG", number, _definition(number), None))
    database.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", systems)
    if number is not None:
        return number
    return UNKNOWN_GLOBE if place is not None and place.key == GEOGRAPHIC else UNKNOWN_MAP


def _definition(number: int) -> str:
    """Return the text of a system of coordinates; GIS go by its number where there is none."""
    if find_spec("pyproj") is None:
        return "undefined"
    import pyproj

    try:
        return str(pyproj.CRS.from_epsg(number).to_wkt("WKT1_GDAL"))
    except pyproj.exceptions.CRSError:
        return "undefined"


def _add(
    database: sqlite3.Connection, table: FeatureTable, transform: geojson.CoordinateTransform, system: int
) -> None:
    """Add a layer: its columns, its features, and what the GeoPackage says of it."""
    name = quoted(table.name)
    columns = "".join(f", {quoted(column)} {kind}" for column, kind in distinct(table.columns))
    database.execute(
        f"CREATE TABLE {name} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom MULTIPOLYGON{columns})"
    )
    boxes = []
    marks = ", ".join("?" * (2 + len(table.columns)))
    for i, feature in enumerate(table.features, 1):
        blob, box = geometry(geojson.polygons(feature.outlines, transform), system)
        boxes.append(box)
        values = (None if value != value else value for value in feature.values)  # noqa: PLR0124 - not a number
        database.execute(f"INSERT INTO {name} VALUES ({marks})", (i, blob, *values))  # noqa: S608 - quoted above
    low, high = (np.min(boxes, axis=0), np.max(boxes, axis=0)) if boxes else ([None] * 4, [None] * 4)
    whole = [None if end is None else float(end) for end in (low[0], low[2], high[1], high[3])]
    database.execute(
        "INSERT INTO gpkg_contents VALUES (?, 'features', ?, '', ?, ?, ?, ?, ?, ?)",
        (table.name, table.name, WHEN, *whole, system),
    )
    database.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'MULTIPOLYGON', ?, 0, 0)", (table.name, system)
    )


def geometry(
    polygons: Sequence[Sequence[Sequence[Sequence[float]]]], system: int
) -> tuple[bytes, tuple[float, float, float, float]]:
    """Return polygons as a GeoPackage holds them, and their box: least and largest x, least and largest y."""
    parts = [struct.pack("<BII", LITTLE, MULTIPOLYGON, len(polygons))]
    corners = []
    for polygon in polygons:
        parts.append(struct.pack("<BII", LITTLE, POLYGON, len(polygon)))
        for ring in polygon:
            points = np.asarray(ring, "<f8")
            corners.append(points)
            parts += [struct.pack("<I", len(points)), points.tobytes()]
    (left, low), (right, high) = (
        np.min([each.min(axis=0) for each in corners], axis=0).tolist(),
        np.max([each.max(axis=0) for each in corners], axis=0).tolist(),
    )
    head = struct.pack("<2sBBi4d", b"GP", 0, LITTLE | WITH_BOX, system, left, right, low, high)
    return head + b"".join(parts), (left, right, low, high)


def distinct(columns: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield columns with names that differ by more than capitals, and from those of every layer."""
    taken = {"fid", "geom"}
    for name, kind in columns:
        found, number = name, 2
        while found.casefold() in taken:
            found, number = f"{name}_{number}", number + 1
        taken.add(found.casefold())
        yield found, kind


def quoted(name: str) -> str:
    """Return a name as SQL takes it, whatever is in it."""
    return '"' + name.replace("\0", "").replace('"', '""') + '"'
