import io
import struct
from dataclasses import replace

import numpy as np
import pytest
import tifffile
from PIL import Image as Pillow

from gmmseg.io.readers import colour_conversion, tiff
from gmmseg.io.readers.images import read
from gmmseg.io.readers.raster import ReadRequest

REQUEST = ReadRequest("a.tif", "TIFF", None, 10**6)
CONTIGUOUS = {"photometric": "rgb", "planarconfig": "contig"}
INKS = {"photometric": "separated", "planarconfig": "contig", "extrasamples": ["unspecified"]}


def decoded(pixels, *, alpha="auto", **settings):
    stream = io.BytesIO()
    tifffile.imwrite(stream, pixels, **settings)
    return tiff.decode(stream, replace(REQUEST, alpha=alpha))


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


def four_bands(*, without_tag=False, **settings):
    """Return a TIFF of red, green, blue and a band of 0, 80, 160 and 255, which is all that is declared."""
    pixels = np.full((2, 2, 4), 100, np.uint8)
    pixels[..., 3] = [[0, 80], [160, 255]]
    stream = io.BytesIO()
    tifffile.imwrite(stream, pixels, photometric="rgb", **settings)
    data = stream.getvalue()
    if without_tag:  # its number becomes one that says nothing
        data = data.replace(struct.pack("<HH", 338, 3), struct.pack("<HH", 337, 3))
    return pixels, tiff.decode(io.BytesIO(data), REQUEST)


@pytest.mark.parametrize("settings", [{"extrasamples": ["unspecified"]}, {"without_tag": True}])
def test_a_fourth_band_that_nobody_calls_transparent_is_a_channel_and_noted(settings):
    pixels, raster = four_bands(**settings)

    np.testing.assert_array_equal(raster.pixels, pixels)
    assert (raster.meaning, raster.mask) == ("channels", None)
    note = (
        "Channel 4 is not declared as transparency and was taken as a channel; "
        "--alpha mask takes it for transparency."
    )
    assert raster.notes == (note,)


def test_a_fourth_band_called_transparent_by_habit_is_noted_and_can_be_a_channel():
    pixels = np.random.default_rng(0).integers(1, 255, (6, 5, 4), np.uint8)
    pixels[0, 0, 3] = 0

    raster = decoded(pixels, photometric="rgb")  # which tifffile calls alpha, whatever it is
    channel = decoded(pixels, photometric="rgb", alpha="channel")

    assert raster.pixels.shape == (6, 5, 3)
    note = (
        "Channel 4 is declared as transparency and was taken for that, though most of it lies between none "
        "and full (pixels masked out: 1); --alpha channel takes it as a channel."
    )
    assert raster.notes == (note,)
    np.testing.assert_array_equal(channel.pixels, pixels)
    assert (channel.meaning, channel.mask, channel.notes) == ("channels", None, ())


def test_a_channel_can_be_taken_for_transparency_though_nobody_says_so():
    pixels = np.full((2, 2, 4), 100, np.uint8)
    pixels[..., 3] = [[0, 80], [160, 255]]

    raster = decoded(pixels, photometric="rgb", extrasamples=["unspecified"], alpha="mask")

    assert raster.mask.tolist() == [[False, True], [True, True]]
    assert (raster.meaning, raster.pixels.shape) == ("rgb", (2, 2, 3))


def test_alpha_that_is_not_the_last_channel_masks_and_the_other_is_named():
    pixels = np.full((2, 2, 5), 100, np.uint8)
    pixels[..., 3] = [[0, 255], [255, 255]]

    raster = decoded(pixels, **CONTIGUOUS, extrasamples=["unassalpha", "unspecified"])

    assert raster.mask.tolist() == [[False, True], [True, True]]
    assert (raster.meaning, raster.pixels.shape) == ("rgb", (2, 2, 3))
    assert raster.notes == (
        "Channel 5, beside colours and transparency, was left out; --alpha channel takes all as channels.",
    )


def test_a_band_before_alpha_stays():
    pixels = np.full((2, 2, 5), 100, np.uint8)
    pixels[..., 4] = [[0, 255], [255, 255]]

    raster = decoded(pixels, **CONTIGUOUS, extrasamples=["unspecified", "unassalpha"])

    np.testing.assert_array_equal(raster.pixels, pixels[..., :4])
    assert raster.mask.tolist() == [[False, True], [True, True]]


@pytest.mark.parametrize("extra", ["unspecified", "unassalpha"])
def test_a_palette_with_an_extra_channel_is_converted(extra):
    pixels = np.array([[[0, 0], [1, 255], [2, 255]]], np.uint8)
    colours_of = np.zeros((3, 256), np.uint16)
    colours_of[:, :3] = np.array([[10, 20, 30], [40, 50, 60], [70, 80, 90]]).T * 257
    stream = io.BytesIO()
    code = {"unspecified": 0, "unassalpha": 2}[extra]
    tifffile.imwrite(
        stream, pixels, photometric="minisblack", planarconfig="contig", extrasamples=[extra],
        extratags=[(320, "H", 768, colours_of.ravel().tolist(), True)],
    )  # fmt: skip
    was, now = struct.pack("<HHII", 262, 3, 1, 1), struct.pack("<HHII", 262, 3, 1, 3)

    raster = tiff.decode(io.BytesIO(stream.getvalue().replace(was, now)), REQUEST)

    assert raster.pixels.tolist() == [[[10, 20, 30], [40, 50, 60], [70, 80, 90]]]
    assert raster.meaning == "rgb"
    assert (None if raster.mask is None else raster.mask.tolist()) == (
        [[False, True, True]] if code else None
    )
    left_out = "Channel 2, beside colours and transparency, was left out; save it apart to use it."
    assert raster.notes == (
        *(() if code else (left_out,)),
        "Colours were converted from palette to RGB.",
    )


def test_inks_with_a_spot_colour_are_converted_and_it_is_named():
    pixels = np.zeros((2, 2, 5), np.uint8)
    pixels[0, 0] = [255, 0, 0, 0, 7]

    raster = colour_conversion.settled(decoded(pixels, **INKS))

    assert raster.pixels.tolist() == [[[0, 255, 255], [255, 255, 255]], [[255, 255, 255], [255, 255, 255]]]
    assert raster.notes[0] == (
        "Channel 5, beside colours and transparency, was left out; save it apart to use it."
    )


def test_inks_that_are_others_stay_channels():
    pixels = np.arange(20, dtype=np.uint8).reshape(1, 4, 5)

    raster = decoded(pixels, **INKS, extratags=[(332, "H", 1, 2, True)])

    np.testing.assert_array_equal(raster.pixels, pixels)
    assert raster.meaning == "channels"


@pytest.mark.parametrize(
    ("kind", "lowest", "declared"),
    [
        (np.float32, np.finfo(np.float32).min, "-3.40282306074e+38"),
        (np.float32, np.finfo(np.float32).min, "-3.4028234663852886e+38"),
        (np.float32, np.finfo(np.float32).min, "-3.4028235e+38"),
        (np.float64, float(np.finfo(np.float32).min), "-3.40282306074e+38"),
        (np.float64, np.finfo(np.float64).min, "-1.79769313486232e+308"),
        (np.float32, np.float32(-0.1), "-0.1"),
    ],
)
def test_no_data_whose_text_was_rounded_is_masked(kind, lowest, declared):
    pixels = np.array([[lowest, 0.25, 0.5]], kind)

    raster = decoded(pixels, extratags=[(42113, "s", 0, declared, True)])

    assert raster.mask.tolist() == [[False, True, True]]
    assert raster.notes == ("Pixels that the file calls no data are masked out: 1.",)


def test_no_data_that_is_all_there_is_leaves_nothing():
    raster = decoded(np.full((2, 2), 7, np.uint8), extratags=[(42113, "s", 0, "7", True)])

    assert not raster.mask.any()


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

    raster = colour_conversion.settled(saved(picture))

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


PIXELS = np.random.default_rng(0).integers(0, 256, (20, 30), np.uint8)


def size_of(tmp_path, **options):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, PIXELS, **options)
    return read(path).pixel_size


@pytest.mark.parametrize(
    ("unit", "factor"),
    [(None, 1), ("\u00b5m", 1), ("\u03bcm", 1), ("nm", 1e-3), ("mm", 1e3), ("\u00c5", 1e-4)],
)
def test_ome_says_it_in_units_of_its_own(tmp_path, unit, factor):
    said = {"axes": "YX", "PhysicalSizeX": 0.65, "PhysicalSizeY": 1.3}
    units = {} if unit is None else {"PhysicalSizeXUnit": unit, "PhysicalSizeYUnit": unit}

    found = size_of(tmp_path, ome=True, metadata=said | units)

    np.testing.assert_allclose(found, (1.3 * factor, 0.65 * factor))


def test_the_page_that_is_read_has_its_own(tmp_path):
    path = tmp_path / "a.ome.tif"
    with tifffile.TiffWriter(path, ome=True) as file:
        for size in (0.5, 2.0):
            file.write(PIXELS, metadata={"axes": "YX", "PhysicalSizeX": size, "PhysicalSizeY": size})

    assert read(path, page=2).pixel_size == (2.0, 2.0)


@pytest.mark.parametrize(
    ("unit", "factor"), [("um", 1), ("\\u00B5m", 1), ("micron", 1), ("mm", 1e3), ("inch", 25400)]
)
def test_imagej_says_it_as_resolution(tmp_path, unit, factor):
    found = size_of(tmp_path, imagej=True, resolution=(4, 2), metadata={"unit": unit, "axes": "YX"})

    np.testing.assert_allclose(found, (factor / 2, factor / 4))


@pytest.mark.parametrize(
    "options",
    [
        {"resolution": (72, 72), "resolutionunit": "INCH"},  # of a printer
        {"imagej": True, "resolution": (4, 4), "metadata": {"unit": "pixel", "axes": "YX"}},
        {"ome": True, "metadata": {"axes": "YX"}},
        {"ome": True, "metadata": {"axes": "YX", "PhysicalSizeX": 0.65}},
        {"ome": True, "metadata": {"axes": "YX", "PhysicalSizeX": -1, "PhysicalSizeY": 1}},
        {"ome": True, "metadata": {"axes": "YX", "PhysicalSizeX": "1e999", "PhysicalSizeY": 1}},
        {"ome": True, "metadata": {"axes": "YX", "PhysicalSizeX": "wide", "PhysicalSizeY": 1}},
        {
            "ome": True,
            "metadata": {
                "axes": "YX",
                "PhysicalSizeX": 1,
                "PhysicalSizeY": 1,
                "PhysicalSizeXUnit": "reference frame",
                "PhysicalSizeYUnit": "pixel",
            },
        },
        {"description": "<OME><Pixels PhysicalSizeX='1' PhysicalSizeY=></OME>"},
        {"description": "<OME></OME>"},
    ],
)
def test_what_is_no_size_is_none(tmp_path, options):
    assert size_of(tmp_path, **options) is None


def test_a_turned_picture_has_its_sides_changed(tmp_path):
    said = {"axes": "YX", "PhysicalSizeX": 0.65, "PhysicalSizeY": 1.3}

    found = size_of(tmp_path, ome=True, metadata=said, extratags=[(274, "H", 1, 6, True)])

    np.testing.assert_allclose(found, (0.65, 1.3))
