"""The GeoJSON, filled again by an independent rule, as QuPath's fields have it."""

import json
import uuid

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
