"""One picture of a batch."""

from pathlib import Path

import pytest

from gmmseg.batch.picture import Picture


@pytest.mark.parametrize(
    ("page", "axis", "reading"),
    [
        (None, None, {}),
        (3, None, {"page": 3}),
        (None, "c", {"axis": "c", "as_channels": True}),
        ("t=2", "", {"page": "t=2", "axis": None, "as_channels": True}),
    ],
)
def test_which_picture_of_a_file_it_is_is_reported_as_reading_takes_it(page, axis, reading):
    picture = Picture(Path("in/a.tif"), "a.tif", page=page, axis=axis)

    assert picture.reading == reading
    assert (picture.location, picture.path) == (str(Path("in/a.tif")), Path("in/a.tif"))
