"""QuPath's features."""

import pytest

from gmmseg.io.readers.annotations import qupath

OUTER = [[0, 0], [3, 0], [3, 3], [0, 3], [0, 0]]
HOLE = [[1, 1], [2, 1], [2, 2], [1, 2], [1, 1]]
FEATURE = {"geometry": {"type": "Polygon", "coordinates": [OUTER, HOLE]}, "properties": {"name": "12"}}


@pytest.mark.parametrize("content", [FEATURE, [FEATURE], {"features": [FEATURE]}])
def test_a_feature_a_list_and_a_collection_hold_the_same(content):
    (found,) = qupath.shapes(content, (4, 4))

    left, top, inside = found.patch
    assert (found.key, left, top) == ("12", 0, 0)
    assert inside.astype(int).tolist() == [[1, 1, 1], [1, 0, 1], [1, 1, 1]]


def test_an_empty_outline_has_no_pixels_and_others_stay():
    ring = [[1, 1], [4, 1], [4, 4], [1, 4], [1, 1]]
    features = [
        {"geometry": {"type": "Polygon", "coordinates": rings}, "properties": {}}
        for rings in ([], [[]], [ring])
    ]

    found = list(qupath.shapes(features, (6, 7)))

    assert [int(each.patch[2].sum()) for each in found] == [0, 0, 9]


def test_what_has_no_place_is_left_out_and_parts_may_overlap():
    ring = [[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]
    both = {"type": "MultiPolygon", "coordinates": [[ring], [ring]]}
    features = [{"type": "Feature", "geometry": None, "properties": None}, {"geometry": both}]

    nowhere, twice = qupath.shapes({"features": features}, (3, 4))

    assert nowhere.patch is None
    assert twice.patch[2].sum() == 4
