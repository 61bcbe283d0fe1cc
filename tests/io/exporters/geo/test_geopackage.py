"""The GeoPackage, read as SQLite and as the standard says, and filled again by an independent rule."""

import sqlite3
import struct
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.path import Path as Polygon

from gmmseg.io.exporters import export
from gmmseg.io.exporters.geo import geopackage
from gmmseg.io.readers.georeference import GEOGRAPHIC, PROJECTED, Place, tags_of

UTM = Place((500000.0, 10.0, 0.0, 4600000.0, 0.0, -10.0), 32633, PROJECTED)


def placed(segmentation, place, **more):
    return replace(segmentation, image=replace(segmentation.image, georeference=tags_of(place), **more))


def rows(path, query):
    with closing(sqlite3.connect(path)) as database:
        return database.execute(query).fetchall()


def rings_of(blob):
    """Return the system, the box and all rings of a geometry."""
    magic, version, flags, system, *box = struct.unpack_from("<2sBBi4d", blob)
    assert (magic, version, flags) == (b"GP", 0, 3)
    order, kind, n = struct.unpack_from("<BII", blob, 40)
    assert (order, kind) == (1, 6)
    at, found = 49, []
    for _ in range(n):
        order, kind, n_rings = struct.unpack_from("<BII", blob, at)
        assert (order, kind) == (1, 3)
        at += 9
        for _ in range(n_rings):
            (n_points,) = struct.unpack_from("<I", blob, at)
            found.append(np.frombuffer(blob, "<f8", 2 * n_points, at + 4).reshape(-1, 2))
            at += 4 + 16 * n_points
    assert at == len(blob)
    return system, box, found


def filled(rings, place, shape):
    """Return the pixels whose centres on the map lie in an odd number of rings."""
    x, a, b, y, c, d = place
    r, k = np.mgrid[: shape[0], : shape[1]] + 0.5
    centres = np.column_stack([(x + a * k + b * r).ravel(), (y + c * k + d * r).ravel()])
    inside = [Polygon(ring).contains_points(centres).reshape(shape) for ring in rings]
    return np.logical_xor.reduce(inside)


@pytest.mark.parametrize(
    ("place", "system"),
    [
        (UTM, 32633),
        (Place((12.0, 1e-4, 2e-5, 41.0, 1e-5, -1e-4), 4326, GEOGRAPHIC), 4326),
        (Place((0.0, 1.0, 0.0, 50.0, 0.0, -1.0)), -1),
    ],
    ids=["metres", "degrees, turned", "of no known system"],
)
def test_outlines_hold_exactly_the_pixels_of_their_segment_on_the_map(segmentation, tmp_path, place, system):
    (path,) = export(placed(segmentation, place), tmp_path, ["geopackage"])

    found = rows(path, "SELECT segment, geom FROM segments")
    assert [number for number, _ in found] == [1, 2, 3]
    for number, blob in found:
        own, box, rings = rings_of(blob)
        assert own == system
        np.testing.assert_array_equal(filled(rings, place.transform, (5, 7)), segmentation.labels == number)
        corners = np.concatenate(rings)
        np.testing.assert_allclose(box, np.c_[corners.min(axis=0), corners.max(axis=0)].ravel())


def test_a_picture_without_a_place_lies_below_the_origin(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["geopackage"])

    ((blob,),) = rows(path, "SELECT geom FROM segments WHERE segment = 2")
    assert rows(path, "SELECT min_x, min_y, max_x, max_y, srs_id FROM gpkg_contents") == [(0, -5, 6, 0, -1)]
    _, _, rings = rings_of(blob)
    np.testing.assert_array_equal(filled(rings, (0, 1, 0, 0, 0, -1), (5, 7)), segmentation.labels == 2)


def test_it_is_what_the_standard_asks_for(segmentation, tmp_path):
    (path,) = export(placed(segmentation, UTM), tmp_path, ["geopackage"])

    head = path.read_bytes()[:100]
    assert head[68:72] == b"GPKG"
    assert rows(path, "PRAGMA user_version") == [(10300,)]
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert rows(path, "PRAGMA foreign_key_check") == []
    systems = rows(path, "SELECT srs_id, organization, organization_coordsys_id FROM gpkg_spatial_ref_sys")
    assert set(systems) == {(-1, "NONE", -1), (0, "NONE", 0), (4326, "EPSG", 4326), (32633, "EPSG", 32633)}
    assert rows(path, "SELECT table_name, data_type, srs_id FROM gpkg_contents") == [
        ("segments", "features", 32633)
    ]
    assert rows(path, "SELECT * FROM gpkg_geometry_columns") == [
        ("segments", "geom", "MULTIPOLYGON", 32633, 0, 0)
    ]


def test_columns_are_what_geojson_has_and_areas(segmentation, tmp_path):
    own = placed(segmentation, UTM, pixel_size=(1e7, 1e7))

    (path,) = export(own, tmp_path, ["geopackage"])

    assert rows(path, "SELECT segment, name, color, pixels, area_m2, area_ha FROM segments") == [
        (1, "sky", "#0072b2", 7, 700.0, pytest.approx(0.07)),
        (2, "=2+3", "#e69f00", 12, 1200.0, pytest.approx(0.12)),
        (3, "grass / trees", "#009e73", 11, 1100.0, pytest.approx(0.11)),
    ]


def test_objects_have_their_measurements(segmentation, odd_objects, tmp_path):
    (path,) = export(segmentation, tmp_path, ["objects-geopackage"], found_objects=odd_objects)

    table = odd_objects.table()
    assert rows(path, "SELECT object, area_px FROM objects") == list(
        zip(table["object"].tolist(), table["area_px"].tolist(), strict=True)
    )
    for number, blob in rows(path, "SELECT object, geom FROM objects"):
        inside = filled(rings_of(blob)[2], (0, 1, 0, 0, 0, -1), odd_objects.labels.shape)
        np.testing.assert_array_equal(inside, odd_objects.labels == number)


def test_no_objects_are_an_empty_layer(segmentation, tmp_path):
    none = segmentation.objects("all", min_area=1000, split=0)

    (path,) = export(segmentation, tmp_path, ["objects-geopackage"], found_objects=none)

    assert rows(path, "SELECT COUNT(*) FROM objects") == [(0,)]
    assert rows(path, "SELECT min_x FROM gpkg_contents") == [(None,)]


def test_names_of_columns_are_each_there_once_and_safe():
    columns = [("fid", "TEXT"), ("Area", "TEXT"), ("area", "TEXT"), ('a"; DROP TABLE b', "TEXT")]

    assert [name for name, _ in geopackage.distinct(columns)] == [
        "fid_2",
        "Area",
        "area_2",
        'a"; DROP TABLE b',
    ]
    assert geopackage.quoted('a"b\0') == '"a""b"'


def test_the_same_result_gives_the_same_file(segmentation, tmp_path):
    first, second = (
        export(segmentation, tmp_path / name, ["geopackage"])[0].read_bytes() for name in ("a", "b")
    )

    assert first == second
