import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageOps

from gmmseg.io.readers import raster


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turning_upright_agrees_with_pillow_and_can_be_undone(orientation):
    pixels = np.arange(6, dtype=np.uint8).reshape(2, 3)
    stored = Pillow.fromarray(pixels)
    stored.getexif()[274] = orientation

    upright = raster.upright(pixels, orientation)

    np.testing.assert_array_equal(upright, np.asarray(ImageOps.exif_transpose(stored)))
    np.testing.assert_array_equal(raster.as_stored(upright, orientation), pixels)


@pytest.mark.parametrize(("height", "width"), [(1, 1), (7, 2**19), (3, 2**22), (2**21, 1)])
def test_bands_cover_every_row_once(height, width):
    rows = [row for top, bottom in raster.bands(height, width) for row in range(top, bottom)]

    assert rows == list(range(height))


def test_notes_add_up():
    noted = raster.Raster(np.zeros((1, 1, 1)), "grey").noted("One.").noted("Two.")

    assert noted.notes == ("One.", "Two.")


def test_masking_counts_what_is_left_out_and_keeps_what_was():
    before = np.array([[True, False, True]])
    picture = raster.Raster(np.zeros((1, 3, 1)), "grey", mask=before)

    masked = picture.masked(np.array([[False, False, True]]), "the mask")

    assert masked.mask.tolist() == [[False, False, True]]
    assert masked.notes == ("Pixels that the mask leaves out are masked out: 2.",)
    assert picture.masked(np.array([[True, True, True]]), "the mask") is picture
