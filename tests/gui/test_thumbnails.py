import numpy as np
import pytest

from gmmseg.gui import thumbnails


@pytest.fixture
def document(flagged):
    return flagged.session.document


def test_raw_numbers_are_greys_from_dark_to_white(document):
    drawn = thumbnails.drawn("labels-tif", document)

    assert drawn.shape == (thumbnails.HEIGHT, thumbnails.WIDTH, 3)
    assert np.unique(drawn).tolist() == [85, 170, 255]


def test_a_mask_covers_the_first_segment_alone(document):
    drawn = thumbnails.drawn("masks", document)

    half = thumbnails.WIDTH // 2  # the first band is the left half of the picture
    assert drawn[:, : half - 1].min() == 255
    assert drawn[:, half + 1 :].max() == 0


def test_a_probability_is_white_where_it_is_certain(document):
    drawn = thumbnails.drawn("probability-maps", document)

    half = thumbnails.WIDTH // 2
    assert drawn[:, : half - 1].min() > 240
    assert drawn[:, half + 1 :].max() < 15


def test_doubt_is_dark_where_bands_are_plain(document):
    assert np.median(thumbnails.drawn("uncertainty", document)) < 15


def test_thumbnails_have_all_the_pixels_of_a_fine_screen(document):
    drawn = thumbnails.drawn("overlay", document, 1.5)

    assert drawn.shape == (round(1.5 * thumbnails.HEIGHT), round(1.5 * thumbnails.WIDTH), 3)
