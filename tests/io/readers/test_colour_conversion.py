import numpy as np
import pytest
from PIL import ImageCms

from gmmseg.io.readers import colour_conversion
from gmmseg.io.readers.raster import Raster

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
LAB = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


def wide(kind="adobergb"):
    import imagecodecs

    return imagecodecs.cms_profile(kind)


def rgb(dtype=np.uint8):
    values = np.random.default_rng(0).integers(100, 150, (30, 20, 3))
    return (values * (257 if dtype == np.uint16 else 1)).astype(dtype)


def test_srgb_is_left_alone():
    pixels = rgb()

    settled = colour_conversion.settled(Raster(pixels, "rgb", profile=SRGB))

    assert settled.pixels is pixels
    assert settled.notes == ()


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_wide_gamut_is_converted_as_the_definition_says(dtype):
    pixels = rgb(dtype)
    full = np.iinfo(dtype).max
    linear = (pixels / full) ** (563 / 256)
    to_xyz = np.array(
        [
            [0.5767309, 0.1855540, 0.1881852],
            [0.2973769, 0.6273491, 0.0752741],
            [0.0270343, 0.0706872, 0.9911085],
        ]
    )
    to_srgb = np.array(
        [
            [3.2404542, -1.5371385, -0.4985314],
            [-0.9692660, 1.8760108, 0.0415560],
            [0.0556434, -0.2040259, 1.0572252],
        ]
    )
    light = np.clip(linear @ to_xyz.T @ to_srgb.T, 0, 1)
    expected = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)

    settled = colour_conversion.settled(Raster(pixels.copy(), "rgb", profile=wide()))

    np.testing.assert_allclose(settled.pixels / full, expected, atol=0.012)
    assert settled.pixels.dtype == dtype
    assert len(settled.notes) == 1
    assert settled.notes[0].startswith("Colours were converted from ")


@pytest.mark.parametrize("profile", [b"garbage", b"\0" * 10_000_000, SRGB[:200]])
def test_a_damaged_profile_is_ignored_with_a_note(profile):
    pixels = rgb()

    settled = colour_conversion.settled(Raster(pixels.copy(), "rgb", profile=profile))

    np.testing.assert_array_equal(settled.pixels, pixels)
    assert settled.notes == ("The colour profile is damaged and was ignored: colours were taken as sRGB.",)


def test_a_profile_of_another_kind_is_ignored_with_a_note():
    pixels = rgb()

    settled = colour_conversion.settled(Raster(pixels.copy(), "rgb", profile=LAB))

    np.testing.assert_array_equal(settled.pixels, pixels)
    assert settled.notes[0].endswith(" does not fit and was ignored: colours were taken as sRGB.")


def test_inks_without_a_profile_take_away_light():
    inks = np.array([[[0, 0, 0, 0], [255, 0, 0, 0], [0, 0, 0, 255], [0, 128, 0, 51]]], np.uint8)

    settled = colour_conversion.settled(Raster(inks, "cmyk"))

    assert settled.pixels.tolist() == [[[255, 255, 255], [0, 255, 255], [0, 0, 0], [204, 102, 204]]]
    assert settled.meaning == "rgb"
    assert settled.notes == ("Colours were converted from CMYK to RGB without a colour profile.",)


def test_lab_becomes_srgb():
    lab = np.array([[[255, 128, 128], [0, 128, 128], [136, 208, 195]]], np.uint8)  # white, black, red

    settled = colour_conversion.settled(Raster(lab, "lab"))

    np.testing.assert_allclose(settled.pixels[0], [[255, 255, 255], [0, 0, 0], [254, 0, 0]], atol=12)


@pytest.mark.parametrize("meaning", ["grey", "channels"])
def test_what_has_no_colours_is_left_alone(meaning):
    raster = Raster(rgb(), meaning, profile=b"garbage")

    assert colour_conversion.settled(raster) is raster
