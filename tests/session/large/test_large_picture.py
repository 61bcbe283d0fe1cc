"""Parts of a large picture are its pixels; what is reduced is the mean of them."""

import numpy as np
import pytest
from skimage.measure import block_reduce

from gmmseg.session.large.large_picture import LargePicture, binned, interlaced


def test_a_part_at_full_size_is_the_pixels_there(pyramid, pixels, options):
    picture = LargePicture.open(pyramid, options=options)

    part = picture.part_for((100.0, 70.0, 350.5, 260.0), zoom=1.0)
    image = picture.image_of(part)

    assert (part.left, part.top, part.right, part.bottom) == (100, 69, 351, 261)
    assert np.array_equal(image.pixels, pixels[69:261, 100:351])
    assert image.mask is None
    assert picture.tiles.nbytes <= options.tile_bytes // 2


def test_a_part_has_the_scale_that_suits_the_zoom_and_no_more_pixels_than_allowed(pyramid, options):
    picture = LargePicture.open(pyramid, options=options)

    parts = [picture.part_for((0.0, 0.0, 560.0, 400.0), zoom=zoom) for zoom in (1.0, 0.5, 0.2)]

    assert [part.across for part in parts] == [2, 2, 4]
    assert all(part.n_pixels <= options.part_pixels for part in parts)
    assert parts[0].whole == (560, 400)


def test_the_values_of_a_pixel_are_those_of_the_file_once_its_tile_is_there(pyramid, pixels, options):
    picture = LargePicture.open(pyramid, options=options)

    assert picture.values_at(130, 70) is None
    picture.tile(0, 2, 1)
    assert np.array_equal(picture.values_at(130, 70), pixels[130, 70])


@pytest.mark.parametrize("n", [2, 4, 16])
def test_reduced_pixels_are_means(pixels, n):
    found, usable = binned(pixels[:384, :512], None, n)

    mean = block_reduce(pixels[:384, :512].astype(float), (n, n, 1), np.mean)
    assert np.abs(found - mean).max() <= 0.5
    assert usable.all()


def test_pixels_that_do_not_count_are_left_out_of_means(pixels):
    usable = np.ones((9, 10), bool)
    usable[:4, :4] = False
    usable[8, 9] = False

    found, counts = binned(pixels[:9, :10], usable, 4)

    assert counts.tolist() == [[False, True, True], [True, True, True], [True, True, True]]
    corner = pixels[8, 8:9].astype(float).mean(0)
    assert np.abs(found[2, 2] - corner).max() <= 0.5


def test_an_overview_is_made_tile_by_tile_and_kept(flat, pixels, tmp_path, options):
    picture = LargePicture.open(flat, options=options, folder=tmp_path)
    assert not picture.is_complete
    assert picture.part_for((0.0, 0.0, 560.0, 400.0), zoom=0.25) is None

    picture.begin(0.0)
    seen = picture.image_of(picture.first_part).n_usable
    while picture.extend(7):
        pass

    assert 0 < seen < 100 * 140
    assert picture.step == 4
    mean = block_reduce(pixels.astype(float), (4, 4, 1), np.mean)
    whole = picture.image_of(picture.part_for((0.0, 0.0, 560.0, 400.0), zoom=0.25))
    assert np.abs(whole.pixels - mean).max() <= 0.5
    again = LargePicture.open(flat, options=options, folder=tmp_path)
    assert again.is_complete
    assert np.array_equal(again.overview.array[0], picture.overview.array[0])


def test_tiles_that_are_reduced_are_the_same_means(flat, pixels, options):
    picture = LargePicture.open(flat, options=options)

    tile = picture.tile(1, 1, 2)

    assert picture.factors(1) == (2, 2)
    mean = block_reduce(pixels.astype(float), (2, 2, 1), np.mean)[64:128, 128:192]
    assert np.abs(tile.pixels - mean).max() <= 0.5


def test_interlaced_places_are_each_place_once_and_spread():
    places = interlaced(5, 7)

    assert sorted(places) == [(i, j) for i in range(5) for j in range(7)]
    assert places[:4] == [(0, 0), (0, 4), (4, 0), (4, 4)]
