import io

import numpy as np
import pytest
import tifffile
from PIL import Image as Pillow

from gmmseg.io import colours, tiff
from gmmseg.io.raster import Request

REQUEST = Request("a.tif", "TIFF", None, 10**6)


def decoded(pixels, **settings):
    stream = io.BytesIO()
    tifffile.imwrite(stream, pixels, **settings)
    return tiff.decode(stream, REQUEST)


def saved(picture, **settings):
    stream = io.BytesIO()
    picture.save(stream, "TIFF", **settings)
    return tiff.decode(stream, REQUEST)


def photo():
    rows, columns = np.mgrid[:48, :64]
    rgb = np.stack([rows * 5, columns * 3, (rows + columns) * 2], axis=2).astype(np.uint8)
    return Pillow.fromarray(rgb)


def test_white_that_is_zero_is_turned_round():
    pixels = np.array([[0, 5, 255]], np.uint8)

    raster = decoded(pixels, photometric="miniswhite")

    assert raster.pixels.ravel().tolist() == [255, 250, 0]


@pytest.mark.parametrize("compression", ["raw", "group4", "tiff_lzw"])
def test_one_bit_is_0_and_1(compression):
    picture = photo().convert("1")

    raster = saved(picture, compression=compression)

    np.testing.assert_array_equal(raster.pixels[..., 0], np.asarray(picture))
    assert raster.span == (0, 1)


@pytest.mark.parametrize("extra", ["unassalpha", "assocalpha"])
def test_alpha_becomes_a_mask(extra):
    pixels = np.full((2, 2, 4), 100, np.uint8)
    pixels[..., 3] = [[0, 100], [200, 255]]

    raster = decoded(pixels, photometric="rgb", extrasamples=[extra])

    assert raster.mask.tolist() == [[False, True], [True, True]]
    expected = [255, 128, 100] if extra == "assocalpha" else [100, 100, 100]
    assert raster.pixels[raster.mask][:, 0].tolist() == expected


def test_grey_with_alpha_stays_one_channel():
    pixels = np.array([[[9, 0], [8, 255]]], np.uint16)

    raster = decoded(pixels, photometric="minisblack", planarconfig="contig", extrasamples=["unassalpha"])

    assert raster.pixels.ravel().tolist() == [9, 8]
    assert raster.mask.tolist() == [[False, True]]


def test_a_fourth_channel_that_is_not_alpha_stays():
    pixels = np.arange(16, dtype=np.uint8).reshape(2, 2, 4)

    raster = decoded(pixels, photometric="rgb", extrasamples=["unspecified"])

    np.testing.assert_array_equal(raster.pixels, pixels)
    assert raster.meaning == "channels"
    assert raster.mask is None


def test_three_floats_are_taken_for_colours_with_a_note():
    pixels = np.random.default_rng(0).random((4, 5, 3), np.float32)

    raster = decoded(pixels, photometric="minisblack", planarconfig="contig")

    np.testing.assert_array_equal(raster.pixels, pixels)
    assert raster.meaning == "rgb"
    assert raster.notes == ("Three channels of unknown meaning were read as red, green and blue.",)


def test_palette_colours_are_looked_up():
    picture = photo().quantize(16)

    raster = saved(picture)

    np.testing.assert_array_equal(raster.pixels, np.asarray(picture.convert("RGB")))
    assert raster.notes == ("Colours were converted from palette to RGB.",)


@pytest.mark.parametrize("mode", ["CMYK", "YCbCr", "LAB"])
def test_other_colours_look_like_their_rgb_twin(mode):
    if mode == "LAB":
        from PIL import ImageCms

        to_lab = ImageCms.buildTransform(
            ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB"
        )
        picture = ImageCms.applyTransform(photo(), to_lab)
    else:
        picture = photo().convert(mode)

    raster = colours.settled(saved(picture))

    assert raster.meaning == "rgb"
    assert np.abs(raster.pixels.astype(int) - np.asarray(photo())).mean() < 2
    assert raster.notes[0].startswith(f"Colours were converted from {mode.replace('AB', 'ab')} to")


def test_jpeg_inside_is_read():
    raster = saved(photo(), compression="jpeg", quality=95)

    assert np.abs(raster.pixels.astype(int) - np.asarray(photo())).mean() < 3


def test_no_data_beyond_the_type_masks_nothing():
    raster = decoded(np.array([[1, 2]], np.uint8), extratags=[(42113, "s", 0, "-9999", True)])

    assert raster.mask is None


@pytest.mark.parametrize(
    ("declared", "mask"),
    [("-9999", [[False, True, True]]), ("nan", None), ("7", None), ("1e39", None), ("garbage", None)],
)
def test_what_a_map_calls_no_data_is_masked(declared, mask):
    pixels = np.array([[-9999, 1, 2]], np.float32)

    raster = decoded(pixels, extratags=[(42113, "s", 0, declared, True)])

    assert (None if raster.mask is None else raster.mask.tolist()) == mask
    assert raster.notes == (
        () if mask is None else ("Pixels that the file calls no data are masked out: 1.",)
    )


def test_no_data_in_colours_is_masked_where_all_of_them_say_so():
    pixels = np.array([[[0, 0, 0], [0, 0, 9], [5, 6, 7]]], np.uint8)

    raster = decoded(pixels, photometric="rgb", extratags=[(42113, "s", 0, "0", True)])

    assert raster.mask.tolist() == [[False, True, True]]
    assert np.array_equal(raster.pixels, pixels)


@pytest.mark.parametrize("dtype", [np.float32, np.int16])
def test_no_data_does_not_widen_the_range_of_the_others(dtype):
    pixels = np.array([[-9999, 200, 300, 400]], dtype)

    raster = decoded(pixels, photometric="minisblack", extratags=[(42113, "s", 0, "-9999", True)])

    assert raster.pixels.ravel().tolist() == [300, 200, 300, 400]
    assert raster.mask.tolist() == [[False, True, True, True]]
