import numpy as np

from gmmseg.imaging.cutting.prepared_image import PreparedImage
from gmmseg.imaging.cutting.strokes import cut_strokes
from gmmseg.imaging.image import Image
from gmmseg.imaging.seeds import INSIDE, OUTSIDE, UNLABELLED


def test_strokes_hold_whatever_the_colours_say():
    picture = np.zeros((30, 40, 3), np.uint8)
    picture[:, 20:] = 200
    seeds = np.full((30, 40), UNLABELLED, np.int16)
    seeds[15, 5:35] = INSIDE
    seeds[2, 2:38] = OUTSIDE

    mask = cut_strokes(PreparedImage.of(Image.from_array(picture)), seeds).mask

    assert mask[15, 5:35].all()
    assert not mask[2, 2:38].any()


def test_an_object_stroked_alone_is_found_against_the_border():
    picture = np.zeros((30, 40, 3), np.uint8)
    picture[8:22, 10:30] = 200, 60, 60
    seeds = np.full((30, 40), UNLABELLED, np.int16)
    seeds[15, 15:25] = INSIDE

    mask = cut_strokes(PreparedImage.of(Image.from_array(picture)), seeds).mask

    np.testing.assert_array_equal(mask, picture[..., 0] > 0)
