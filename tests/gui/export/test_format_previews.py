import numpy as np
import pytest

from gmmseg.gui.export import format_previews


@pytest.fixture
def document(flagged, parts):
    return parts.session.document


def test_raw_numbers_are_greys_from_dark_to_white(document):
    drawn = format_previews.drawn("labels-tif", document)

    assert drawn.shape == (format_previews.HEIGHT, format_previews.WIDTH, 3)
    assert np.unique(drawn).tolist() == [85, 170, 255]


def test_a_mask_covers_the_first_segment_alone(document):
    drawn = format_previews.drawn("masks", document)

    half = format_previews.WIDTH // 2  # the first band is the left half of the picture
    assert drawn[:, : half - 1].min() == 255
    assert drawn[:, half + 1 :].max() == 0


def test_a_probability_is_white_where_it_is_certain(document):
    drawn = format_previews.drawn("probability-maps", document)

    half = format_previews.WIDTH // 2
    assert drawn[:, : half - 1].min() > 240
    assert drawn[:, half + 1 :].max() < 15


def test_uncertainty_is_dark_where_bands_are_plain(document):
    assert np.median(format_previews.drawn("uncertainty", document)) < 15


def test_thumbnails_have_all_the_pixels_of_a_fine_screen(document):
    drawn = format_previews.drawn("overlay", document, 1.5)

    assert drawn.shape == (round(1.5 * format_previews.HEIGHT), round(1.5 * format_previews.WIDTH), 3)
