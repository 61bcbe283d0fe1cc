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
