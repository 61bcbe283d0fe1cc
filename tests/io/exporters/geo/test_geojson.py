"""The GeoJSON, filled again by an independent rule, as QuPath's fields and GIS have it."""

import gzip
import json
import uuid
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.path import Path as Polygon

from gmmseg.io.exporters import export
from gmmseg.io.exporters.geo import geojson
from gmmseg.io.readers.annotations import object_maps
from gmmseg.io.readers.georeference import GEOGRAPHIC, PROJECTED, Place, tags_of


def filled(rings, shape):
    """Return the pixels whose centres lie in an odd number of rings."""
    rows, columns = np.mgrid[: shape[0], : shape[1]] + 0.5
    centres = np.column_stack([columns.ravel(), rows.ravel()])
    inside = [Polygon(ring).contains_points(centres).reshape(shape) for ring in rings]
    return np.logical_xor.reduce(inside)


def features(segmentation, folder, kind="geojson", **options):
    (path,) = export(segmentation, folder, [kind], **options)
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["type"] == "FeatureCollection"
    return content["features"]


@pytest.mark.parametrize("kind", ["geojson", "qupath"])
def test_outlines_hold_exactly_the_pixels_of_their_segment(segmentation, tmp_path, kind):
    for number, feature in enumerate(features(segmentation, tmp_path, kind), 1):
        polygons = feature["geometry"]["coordinates"]
        assert feature["geometry"]["type"] == "MultiPolygon"
        assert all(ring[0] == ring[-1] for polygon in polygons for ring in polygon)
        rings = [ring for polygon in polygons for ring in polygon]
        np.testing.assert_array_equal(filled(rings, (5, 7)), segmentation.labels == number)


def test_rings_turn_as_the_standard_asks(segmentation, tmp_path):
    labels = np.full((5, 7), 1, np.uint8)
    labels[1:4, 2:5] = 2

    found = features(replace(segmentation, labels=labels), tmp_path)

    rings = [ring for polygon in found[0]["geometry"]["coordinates"] for ring in polygon]
    areas = [sum(a * d - b * c for (a, b), (c, d) in pairwise(ring)) / 2 for ring in rings]
    assert areas == [35, -9]  # RFC 7946, 3.1.6: outer rings counterclockwise, holes clockwise


def test_features_are_annotations_with_a_class(segmentation, tmp_path):
    found = features(segmentation, tmp_path)

    assert [each["properties"]["classification"] for each in found] == [
        {"name": "sky", "color": [0, 114, 178]},
        {"name": "=2+3", "color": [230, 159, 0]},
        {"name": "grass / trees", "color": [0, 158, 115]},
    ]
    assert {each["properties"]["objectType"] for each in found} == {"annotation"}
    assert [each["properties"]["measurements"]["Pixels"] for each in found] == [7, 12, 11]
    assert len({uuid.UUID(each["id"]) for each in found}) == 3


def test_only_exported_segments_have_features(segmentation, tmp_path):
    assert len(features(segmentation, tmp_path, segments=[2])) == 1


UTM = Place((500000.0, 10.0, 0.0, 4600000.0, 0.0, -10.0), 32633, PROJECTED)


def placed(segmentation, place):
    return replace(segmentation, image=replace(segmentation.image, georeference=tags_of(place)))


def content(segmentation, folder, kind="geojson"):
    (path,) = export(segmentation, folder, [kind], overwrite=True)
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture
def without_pyproj(monkeypatch):
    monkeypatch.setattr(geojson, "find_spec", lambda name: None)


@pytest.mark.usefixtures("without_pyproj")
def test_a_picture_with_a_place_lies_on_the_map_in_its_own_system(segmentation, tmp_path):
    found = content(placed(segmentation, UTM), tmp_path)

    assert found["crs"] == {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32633"}}
    for number, feature in enumerate(found["features"], 1):
        rings = [
            [((x - 500000) / 10, (4600000 - y) / 10) for x, y in ring]
            for polygon in feature["geometry"]["coordinates"]
            for ring in polygon
        ]
        np.testing.assert_array_equal(filled(rings, (5, 7)), segmentation.labels == number)


@pytest.mark.usefixtures("without_pyproj")
def test_features_on_a_map_have_columns_as_gis_show_them(segmentation, tmp_path):
    found = content(placed(segmentation, UTM), tmp_path)

    assert [feature["properties"] for feature in found["features"]] == [
        {"segment": 1, "name": "sky", "color": "#0072b2", "pixels": 7},
        {"segment": 2, "name": "=2+3", "color": "#e69f00", "pixels": 12},
        {"segment": 3, "name": "grass / trees", "color": "#009e73", "pixels": 11},
    ]


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("down", [-10.0, 10.0])  # rows that lead south, as nearly always, and north
def test_rings_on_a_map_turn_as_the_standard_asks(segmentation, tmp_path, monkeypatch, down, known):
    if known:
        pytest.importorskip("pyproj")
    else:
        monkeypatch.setattr(geojson, "find_spec", lambda name: None)
    labels = np.full((5, 7), 1, np.uint8)
    labels[1:4, 2:5] = 2
    place = replace(UTM, transform=(500000.0, 10.0, 0.0, 4600000.0, 0.0, down))

    found = content(placed(replace(segmentation, labels=labels), place), tmp_path)

    rings = [ring for polygon in found["features"][0]["geometry"]["coordinates"] for ring in polygon]
    origin = np.array(rings[0][0])
    areas = [sum(a * d - b * c for (a, b), (c, d) in pairwise(np.array(ring) - origin)) for ring in rings]
    assert areas[0] > 0 > areas[1]


def test_with_pyproj_coordinates_are_longitude_and_latitude(segmentation, tmp_path):
    pyproj = pytest.importorskip("pyproj")

    found = content(placed(segmentation, UTM), tmp_path)

    assert "crs" not in found  # RFC 7946: then they are WGS 84
    to_metres = pyproj.Proj("+proj=utm +zone=33 +datum=WGS84")
    for number, feature in enumerate(found["features"], 1):
        rings = []
        for polygon in feature["geometry"]["coordinates"]:
            for ring in polygon:
                x, y = to_metres(*np.array(ring).T)
                rings.append(np.column_stack([(x - 500000) / 10, (4600000 - y) / 10]))
        assert (
            14.9 < feature["geometry"]["coordinates"][0][0][0][0] < 15.1
        )  # zone 33 is about 15 degrees east
        assert all(np.abs(ring - ring.round()).max() < 1e-3 for ring in rings)
        np.testing.assert_array_equal(filled(rings, (5, 7)), segmentation.labels == number)


def test_degrees_stay_degrees_with_no_word_about_them(segmentation, tmp_path):
    place = Place((10.0, 0.25, 0.0, 50.0, 0.0, -0.25), 4326, GEOGRAPHIC)

    found = content(placed(segmentation, place), tmp_path)

    assert "crs" not in found
    corners = {
        tuple(c) for f in found["features"] for p in f["geometry"]["coordinates"] for r in p for c in r
    }
    assert {(10.0, 50.0), (10.0, 48.75), (11.5, 50.0)} <= corners


def test_a_system_that_nobody_names_is_not_taken_for_degrees(segmentation, tmp_path):
    found = content(placed(segmentation, replace(UTM, epsg=None)), tmp_path)

    assert found["crs"] is None
    assert found["features"][0]["geometry"]["coordinates"][0][0][0][1] > 4_000_000


def test_where_dates_change_and_off_the_map_the_pictures_own_system_is_kept(segmentation, tmp_path):
    pytest.importorskip("pyproj")
    fiji = replace(
        UTM, transform=(-50.0, 10.0, 0.0, 8_000_000.0, 0.0, -10.0), epsg=3832
    )  # about 150 degrees east
    across = replace(fiji, transform=(3_339_500.0, 1000.0, 0.0, -1_800_000.0, 0.0, -1000.0))  # and about 180

    found = [content(placed(segmentation, place), tmp_path) for place in (across, replace(UTM, epsg=29999))]

    assert found[0]["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::3832"
    assert found[1]["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::29999"


def test_qupath_gets_pixels_wherever_the_picture_lies(segmentation, tmp_path):
    here = content(segmentation, tmp_path, "qupath")

    assert content(placed(segmentation, UTM), tmp_path, "qupath") == here
    assert here == content(segmentation, tmp_path, "geojson")


def test_objects_are_features_with_their_measurements(segmentation, odd_objects, tmp_path):
    found = features(segmentation, tmp_path, "objects-qupath", found_objects=odd_objects)

    assert [each["properties"]["name"] for each in found] == ["2", "5", "9"]
    assert [each["geometry"]["type"] for each in found] == ["MultiPolygon", "Polygon", "Polygon"]
    for each in found:
        shape, facts = each["geometry"], each["properties"]
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        mask = odd_objects.labels == int(facts["name"])
        rings = [ring for polygon in polygons for ring in polygon]
        np.testing.assert_array_equal(filled(rings, mask.shape), mask)
        assert facts["measurements"]["area_px"] == mask.sum()
        assert all(isinstance(value, int | float) for value in facts["measurements"].values())
        assert facts["objectType"] == "annotation"
    assert found[1]["properties"]["classification"] == {"name": "sky", "color": [0, 114, 178]}
    assert "object" not in found[0]["properties"]["measurements"]


def test_many_objects_are_detections(segmentation, odd_objects, tmp_path, monkeypatch):
    monkeypatch.setattr(geojson, "MOST_ANNOTATIONS", 2)

    found = features(segmentation, tmp_path, "objects-qupath", found_objects=odd_objects)

    assert {each["properties"]["objectType"] for each in found} == {"detection"}


def test_packed_files_hold_the_same(segmentation, odd_objects, tmp_path):
    kinds = ["qupath", "qupath-gz", "objects-qupath", "objects-qupath-gz"]

    plain, packed, objects, packed_objects = export(
        segmentation, tmp_path, kinds, found_objects=odd_objects, stem="a"
    )

    assert (packed.name, packed_objects.name) == ("a_qupath.geojson.gz", "a_objects.geojson.gz")
    assert gzip.decompress(packed.read_bytes()) == plain.read_bytes()
    assert gzip.decompress(packed_objects.read_bytes()) == objects.read_bytes()
    found = object_maps.read(packed_objects, odd_objects.labels.shape)
    np.testing.assert_array_equal(found.labels, odd_objects.labels)
