"""The scale of a picture, by a line over a known length."""

import pytest

from gmmseg.errors import BadPixelSizeError
from gmmseg.session.edits.scale import set_pixel_size, size_from_line


def test_a_line_says_how_large_a_pixel_is():
    assert size_from_line((10.0, 20.0, 40.0, 60.0), 25.0) == (0.5, 0.5)  # 3, 4, 5: 50 pixels


def test_pixels_that_are_not_square_keep_their_ratio():
    height, width = size_from_line((0.0, 0.0, 0.0, 10.0), 40.0, (2.0, 1.0))

    assert (height, width) == (4.0, 2.0)


def test_no_length_is_refused():
    with pytest.raises(BadPixelSizeError):
        size_from_line((0.0, 0.0, 10.0, 0.0), 0.0)


def test_the_scale_is_in_what_is_exported_and_asks_for_no_new_segments(document):
    sized = set_pixel_size((0.25, 0.5))(document)

    assert sized.is_current
    assert sized.scale == (0.25, 0.5)
    row = sized.segmentation().table()[0]
    assert dict(row.areas) == pytest.approx({"um2": row.pixels * 0.125, "mm2": row.pixels * 0.125e-6})


def test_a_scale_that_nobody_knows_is_none(document):
    assert document.scale is None
    assert set_pixel_size(None)(document) is document
