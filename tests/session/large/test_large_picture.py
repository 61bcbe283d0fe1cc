"""Parts of a large picture are its pixels; what is reduced is the mean of them."""

import numpy as np
import pytest
import tifffile
from skimage.measure import block_reduce

from gmmseg.io.readers.tiled.levels import GroupedTiles, Level
from gmmseg.session.large.large_picture import LargePicture, Scale, binned, interlaced


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


def test_between_versions_that_are_far_apart_there_are_some_that_are_made(pixels, options, tmp_path):
    with tifffile.TiffWriter(tmp_path / "apart.tif") as file:
        how = {"tile": (64, 64), "photometric": "rgb"}
        file.write(pixels, subifds=1, **how)
        file.write(pixels[::4, ::4], subfiletype=1, **how)
    picture = LargePicture.open(tmp_path / "apart.tif", options=options)

    assert [picture.factors(i)[0] for i in range(3)] == [1, 2, 4]
    assert picture.scale_for(0.4) == 1
    part = picture.part_for((0.0, 0.0, 560.0, 400.0), zoom=0.5)
    mean = block_reduce(pixels.astype(float), (2, 2, 1), np.mean)
    assert np.abs(picture.image_of(part).pixels - mean).max() <= 0.5


class Tiles:
    """A picture in tiles of 30 x 50."""

    tile_shape, dtype, damage = (30, 50), np.dtype(np.uint8), None

    def __init__(self, pixels):
        self.pixels, self.shape = pixels, pixels.shape

    def tile(self, down, across):
        return self.pixels[down * 30 : down * 30 + 30, across * 50 : across * 50 + 50], None


@pytest.mark.parametrize("n", [4, 8])
def test_tiles_whose_sides_are_no_multiples_become_whole_pixels(pixels, n):
    scale = Scale.of_level(Level(Tiles(pixels), 1.0), n)

    high, wide = scale.tile_shape
    rows = [
        np.concatenate([scale.read(i, j).pixels for j in range(-(-scale.shape[1] // wide))], axis=1)
        for i in range(-(-scale.shape[0] // high))
    ]

    mean = block_reduce(pixels.astype(float), (n, n, 1), np.mean)
    assert np.abs(np.concatenate(rows) - mean).max() <= 0.5


def test_a_tile_that_there_was_no_memory_for_is_put_into_the_overview_later(
    flat, pixels, options, monkeypatch
):
    picture = LargePicture.open(flat, options=options)
    whole, lack = GroupedTiles.tile, [MemoryError()]

    def tile(self, down, across):
        if (down, across) == (4, 4) and lack:
            raise lack.pop()
        return whole(self, down, across)

    monkeypatch.setattr(GroupedTiles, "tile", tile)
    with pytest.raises(MemoryError):
        picture.extend(picture.n_todo)
    while picture.extend(7):
        pass

    mean = block_reduce(pixels.astype(float), (4, 4, 1), np.mean)
    assert np.abs(picture.overview.array[0] - mean).max() <= 0.5
