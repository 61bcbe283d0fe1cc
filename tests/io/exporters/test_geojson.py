"""The GeoJSON, filled again by an independent rule, as QuPath's fields have it."""

import json
import uuid
from dataclasses import replace
from itertools import pairwise

import numpy as np
from matplotlib.path import Path as Polygon

from gmmseg.io.exporters import export


def filled(rings, shape):
    """Return the pixels whose centres lie in an odd number of rings."""
    rows, columns = np.mgrid[: shape[0], : shape[1]] + 0.5
    centres = np.column_stack([columns.ravel(), rows.ravel()])
    inside = [Polygon(ring).contains_points(centres).reshape(shape) for ring in rings]
    return np.logical_xor.reduce(inside)


def features(segmentation, folder, **options):
    (path,) = export(segmentation, folder, ["geojson"], **options)
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["type"] == "FeatureCollection"
    return content["features"]


def test_outlines_hold_exactly_the_pixels_of_their_segment(segmentation, tmp_path):
    for number, feature in enumerate(features(segmentation, tmp_path), 1):
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
