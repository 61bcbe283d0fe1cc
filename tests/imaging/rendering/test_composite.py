"""Channels mixed in colours: by hand on small pictures."""

from dataclasses import replace

import numpy as np
import pytest

from gmmseg.imaging.image import ChannelInfo, Image
from gmmseg.imaging.rendering.composite import (
    ChannelStyle,
    as_bands,
    as_shown,
    auto_range,
    bands_of,
    composite,
    histogram,
    is_plain,
    natural_bands,
    usual_styles,
)

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def image_of(*planes, info=()):
    image = Image.from_array(np.stack(planes, axis=-1), alpha="channel")
    return replace(image, channel_info=tuple(info)) if info else image


def test_channels_are_stretched_tinted_and_added():
    first = np.array([[0, 100], [200, 400]], np.uint16)
    second = np.array([[0, 0], [50, 50]], np.uint16)
    styles = (ChannelStyle(True, RED, 100, 300), ChannelStyle(True, (255, 255, 0), 0, 100))

    found = composite(image_of(first, second), styles)

    assert found[0].tolist() == [[0, 0, 0], [0, 0, 0]]
    assert found[1, 0].tolist() == [255, 128, 0]  # 128 and 128 of red, 128 of green
    assert found[1, 1].tolist() == [255, 128, 0]  # beyond white is white


def test_what_is_hidden_is_not_there():
    plane = np.full((2, 2), 255, np.uint8)
    styles = (ChannelStyle(False, RED, 0, 255), ChannelStyle(True, BLUE, 0, 255))

    assert composite(image_of(plane, plane), styles)[0, 0].tolist() == [0, 0, 255]


def test_gamma_bends_the_middle():
    styles = (ChannelStyle(True, WHITE, 0, 100, gamma=2.0),)

    found = composite(image_of(np.array([[0, 25, 100]], np.uint8)), styles)

    assert found[0, :, 0].tolist() == [0, 128, 255]  # the root of a quarter is a half


def test_floats_are_shown_by_their_own_values():
    values = np.array([[-2.0, 0.0], [1.0, 8.0]], np.float32)

    found = composite(image_of(values), (ChannelStyle(True, WHITE, -2.0, 8.0),))

    assert found[..., 0].tolist() == [[0, 51], [76, 255]]


def test_values_that_were_scaled_to_be_kept_are_shown_by_those_of_the_file():
    values = 1e9 + np.array([[0.0, 5.0, 10.0]])
    image = image_of(values)
    assert image.range == (0.0, 1.0)

    found = composite(image, (ChannelStyle(True, WHITE, 1e9, 1e9 + 10.0),))

    assert found[0, :, 0].tolist() == [0, 128, 255]
    assert auto_range(image, 0) == pytest.approx((1e9, 1e9 + 10.0))


def test_fewer_pixels_are_those_of_the_whole():
    plane = np.random.default_rng(0).integers(0, 4000, (30, 41)).astype(np.uint16)
    image = image_of(plane, plane[::-1])

    few, whole = (composite(image, usual_styles(image), step) for step in (3, 1))

    assert np.array_equal(few, whole[::3, ::3])


def test_the_usual_way_of_an_rgb_picture_is_the_picture():
    pixels = np.random.default_rng(0).integers(0, 255, (9, 7, 3)).astype(np.uint8)
    image = Image.from_array(pixels)

    assert is_plain(image)
    assert np.array_equal(composite(image, usual_styles(image)), pixels)


def test_a_range_leaves_out_the_brightest_and_darkest_thousandth():
    values = np.arange(10_000, dtype=np.uint16).reshape(100, 100)

    low, high = auto_range(image_of(values), 0)

    assert (low, high) == pytest.approx(tuple(np.quantile(values, (0.001, 0.999))))


@pytest.mark.parametrize("dtype", [np.uint16, np.float32])
def test_a_range_is_that_of_numpys_quantiles(dtype):
    values = np.random.default_rng(0).gamma(2, 3000, (97, 61, 1)).astype(dtype)

    assert auto_range(Image.from_array(values), 0) == pytest.approx(np.quantile(values, (0.001, 0.999)))


def test_masked_pixels_have_no_say_in_range_and_histogram():
    values = np.full((10, 10), 50, np.uint16)
    values[:5] = np.arange(50).reshape(5, 10)
    values[9] = 60_000
    mask = np.ones((10, 10), bool)
    mask[9] = False
    image = Image.from_array(values, mask=mask)

    counts, low, high = histogram(image, 0)

    assert (low, high) == (0.0, 50.0)
    assert counts.sum() == 90
    assert auto_range(image, 0)[1] <= 50.0


def test_dyes_have_the_colours_that_microscopists_use():
    info = [ChannelInfo("DAPI"), ChannelInfo("GFP"), ChannelInfo("mCherry"), ChannelInfo("brightfield")]
    planes = [np.arange(16, dtype=np.uint16).reshape(4, 4)] * 4

    styles = usual_styles(image_of(*planes, info=info))

    assert [style.colour for style in styles] == [BLUE, GREEN, RED, WHITE]
    assert [style.is_shown for style in styles] == [True, True, True, False]


def test_colours_that_the_file_tells_come_first():
    info = [ChannelInfo("DAPI", (255, 128, 0)), ChannelInfo("x", (0, 200, 200))]
    planes = [np.arange(16, dtype=np.uint16).reshape(4, 4)] * 2

    assert [s.colour for s in usual_styles(image_of(*planes, info=info))] == [(255, 128, 0), (0, 200, 200)]


def test_bands_of_known_light_are_shown_in_natural_or_false_colours():
    info = [ChannelInfo(f"B{i}", None, wave) for i, wave in enumerate((490.0, 443.0, 560.0, 665.0, 842.0), 1)]
    image = image_of(*[np.arange(16, dtype=np.uint16).reshape(4, 4)] * 5, info=info)

    styles = usual_styles(image)

    assert natural_bands(image) == bands_of(styles) == (3, 2, 0)
    assert natural_bands(image, infrared=True) == (4, 3, 2)
    assert bands_of(as_bands(styles, 4, 3, 2)) == (4, 3, 2)


def test_of_channels_that_nothing_is_known_of_the_first_three_are_colours():
    image = image_of(*[np.arange(16, dtype=np.uint16).reshape(4, 4)] * 5)

    styles = usual_styles(image)

    assert bands_of(styles) == (0, 1, 2)
    assert [style.is_shown for style in styles] == [True, True, True, False, False]


def test_people_see_many_channels_mixed_and_colours_as_they_are():
    planes = [np.arange(16, dtype=np.uint16).reshape(4, 4) * 3, np.eye(4, dtype=np.uint16) * 100]
    many = image_of(*planes)
    colours = Image.from_array(np.random.default_rng(0).integers(0, 256, (4, 4, 3), np.uint8))
    red = tuple(replace(style, colour=RED) for style in usual_styles(many))

    np.testing.assert_array_equal(as_shown(many), composite(many, usual_styles(many)))
    np.testing.assert_array_equal(as_shown(colours), colours.pixels)
    assert not as_shown(many, red)[..., 1:].any()
    np.testing.assert_array_equal(as_shown(colours, red), colours.pixels)  # styles of another picture


def test_what_was_made_of_a_picture_is_seen_as_that_picture():
    many = image_of(*[np.arange(16, dtype=np.uint16).reshape(4, 4)] * 2)
    made = replace(image_of(np.zeros((4, 4), np.uint8)), original=many)

    np.testing.assert_array_equal(as_shown(made), as_shown(many))
