import numpy as np
import pytest
from PIL import Image as Pillow

from gmmseg.errors import BadArrayError, BadSettingError, NoUsablePixelsError
from gmmseg.imaging.image import Image
from gmmseg.imaging.pixel_types import Span

RAMP = np.arange(2 * 3 * 3).reshape(2, 3, 3)


@pytest.mark.parametrize(
    "array",
    [
        RAMP.astype(np.uint8),
        RAMP.astype(np.int64),
        RAMP.astype(">u2").astype(np.uint8),
        np.asfortranarray(RAMP.astype(np.uint8)),
        np.ascontiguousarray(RAMP[::-1, ::-1]).astype(np.uint8)[::-1, ::-1],
        RAMP.tolist(),
    ],
    ids=["uint8", "int64", "big-endian", "column order", "negative strides", "lists"],
)
def test_the_same_numbers_in_any_layout_make_the_same_picture(array):
    image = Image.from_array(array)

    np.testing.assert_array_equal(image.pixels, RAMP)
    assert image.pixels.dtype == np.uint8
    assert image.pixels.flags.c_contiguous
    assert image.range == (0, 255)
    assert image.channels == ("red", "green", "blue")


def test_two_axes_make_one_grey_channel():
    image = Image.from_array(np.zeros((4, 5), np.uint8))

    assert image.pixels.shape == (4, 5, 1)
    assert image.channels == ("grey",)
    assert not image.is_colour


def test_the_array_given_is_neither_locked_nor_followed():
    array = np.zeros((2, 2), np.uint8)

    image = Image.from_array(array)
    array[0, 0] = 9

    assert image.pixels[0, 0, 0] == 0
    with pytest.raises(ValueError, match="read-only"):
        image.pixels[0, 0, 0] = 1


def test_a_read_only_array_is_taken():
    array = np.ones((2, 2), np.uint16)
    array.flags.writeable = False

    assert Image.from_array(array).pixels.dtype == np.uint16


def test_pixels_of_alpha_0_are_masked_out():
    rgba = np.full((2, 2, 4), 200, np.uint8)
    rgba[0, 1, 3] = 0

    image = Image.from_array(rgba)

    assert image.n_channels == 3
    assert image.n_usable == 3
    np.testing.assert_array_equal(image.mask, [[True, False], [True, True]])


def test_what_is_not_finite_is_masked_out():
    array = np.array([[0.5, np.nan], [np.inf, 1.0]])

    image = Image.from_array(array)

    np.testing.assert_array_equal(image.mask, [[True, False], [False, True]])
    assert np.isfinite(image.pixels).all()
    assert image.range == (0, 1)


def test_a_masked_array_keeps_its_mask():
    array = np.ma.masked_less(np.array([[1, 5], [6, 0]], np.uint8), 2)

    np.testing.assert_array_equal(Image.from_array(array).mask, [[False, True], [True, False]])


def test_five_channels_are_numbered():
    image = Image.from_array(np.zeros((2, 2, 5), np.uint16))

    assert image.channels == ("channel 1", "channel 2", "channel 3", "channel 4", "channel 5")


@pytest.mark.parametrize(
    ("array", "what", "expected"),
    [
        (np.zeros((0, 3)), "its shape is (0, 3)", "(height, width) or (height, width, channels), none zero"),
        (np.zeros(4), "its shape is (4,)", "(height, width) or (height, width, channels), none zero"),
        (
            np.zeros((1, 1, 1, 1)),
            "its shape is (1, 1, 1, 1)",
            "(height, width) or (height, width, channels), none zero",
        ),
        (
            [[1], [2, 3]],
            "its rows differ in length",
            "(height, width) or (height, width, channels), none zero",
        ),
        (np.zeros((2, 2), complex), "its values are of type complex128", "bool, integers or floats"),
        (np.full((2, 2), None), "its values are of type object", "bool, integers or floats"),
        (np.full((2, 2), "a"), "its values are of type <U1", "bool, integers or floats"),
        (np.zeros((2, 2), "M8[s]"), "its values are of type datetime64[s]", "bool, integers or floats"),
    ],
)
def test_what_cannot_be_a_picture_is_refused(array, what, expected):
    with pytest.raises(BadArrayError) as caught:
        Image.from_array(array)

    assert str(caught.value) == f"Cannot use this array as a picture: {what}. Expected {expected}."


def test_a_mask_of_another_shape_is_refused():
    with pytest.raises(BadArrayError) as caught:
        Image.from_array(np.zeros((2, 3)), mask=np.ones((3, 2)))

    assert str(caught.value) == (
        "Cannot use this array as a picture: its mask has shape (3, 2). "
        "Expected (2, 3), the picture's height and width."
    )


@pytest.mark.parametrize("array", [np.full((2, 2), np.nan), np.zeros((2, 2, 4), np.uint8)])
def test_a_picture_without_a_usable_pixel_is_refused(array):
    with pytest.raises(NoUsablePixelsError) as caught:
        Image.from_array(array, name="empty")

    assert str(caught.value) == (
        "empty has no usable pixels: all 4 are transparent, masked out or not a number. "
        "Use a picture with at least one opaque pixel."
    )


def test_notes_add_up():
    image = Image.from_array(np.zeros((1, 1), np.uint8)).noted("One.").noted("Two.", "Three.")

    assert image.notes == ("One.", "Two.", "Three.")


def test_another_mask_only_takes_away():
    image = Image.from_array(np.zeros((1, 3), np.uint8), mask=[[True, True, False]])

    masked = image.masked([[True, False, True]])

    np.testing.assert_array_equal(masked.mask, [[True, False, False]])


def test_8_bits_are_shown_as_they_are():
    pixels = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)

    np.testing.assert_array_equal(Image.from_array(pixels).display(), pixels)


@pytest.mark.parametrize(
    ("array", "shown"),
    [
        (np.array([[False, True]]), [0, 255]),
        (np.array([[0, 65535]], np.uint16), [0, 255]),
        (np.array([[0.0, 0.5]]), [0, 128]),
        (np.array([[-2.0, 0.0, 2.0]]), [0, 128, 255]),
        (np.array([[7.0, 7.0]]), [0, 0]),
        (np.array([[0, 4000]], np.uint16), [0, 255]),
    ],
    ids=["bool", "uint16", "unit floats", "floats", "one value", "12 bits of 16"],
)
def test_other_ranges_are_stretched_for_the_screen(array, shown):
    display = Image.from_array(array).display()

    assert display.dtype == np.uint8
    np.testing.assert_array_equal(display[0], np.repeat(np.array(shown)[:, None], 3, axis=1))


def test_black_and_white_of_a_model_are_reported_in_the_unit_of_the_pixels():
    plain = Image.from_array(np.array([[20.0, 30.0]]))
    scaled = Image.from_array(np.array([[1e9, 1e9 + 10]]))
    deep = Image.from_array(np.array([[0, 9]], np.uint16))

    assert plain.range_of(Span(20, 40, "found")) == (20, 40)
    assert scaled.range_of(Span(1e9 - 5, 1e9 + 20, "found")) == pytest.approx((-0.5, 2))
    assert scaled.range_of(scaled.span) == (0, 1)
    assert deep.range_of(Span(0, 255)) == (0, 65535)  # both say it: a share is a share
    assert deep.range_of(Span(0, 255, "found")) == (0, 255)


def test_pictures_of_other_numbers_differ_even_if_they_are_scaled_alike():
    one, other = (Image.from_array(base + np.array([[0.0, 1.0, 2.0]])) for base in (2.0**30, 2.0**31))

    np.testing.assert_array_equal(one.pixels, other.pixels)
    assert one.digest != other.digest


def test_what_a_masked_array_hides_says_nothing_of_black_and_white():
    array = np.ma.masked_equal(np.array([[-9999.0, 20.0, 40.0]]), -9999.0)

    image = Image.from_array(array)

    assert image.range == (20, 40)
    assert image.mask.tolist() == [[False, True, True]]


def test_a_mask_gives_the_same_picture_before_and_after():
    array, mask = np.array([[5.0, 20.0, 40.0]]), [[False, True, True]]

    before, after = Image.from_array(array, mask=mask), Image.from_array(array).masked(mask)

    assert before.digest == after.digest
    assert before.masked([[True] * 3]).digest == before.digest


@pytest.mark.parametrize("shape", [(3, 48, 64), (1, 20, 30), (4, 30, 17), (12, 480, 640)])
def test_an_array_whose_first_axis_alone_can_be_channels_is_asked_about(shape):
    array = np.zeros(shape, np.uint8)

    with pytest.raises(BadArrayError) as caught:
        Image.from_array(array)

    assert str(caught.value) == (
        f"Cannot use this array as a picture: its shape is {shape}, and only the first of these can be that "
        "of channels. Expected (height, width, channels): use np.moveaxis(array, 0, -1); a picture that has "
        f"{shape[0]} rows is taken by Image.from_array(array, channel_axis=-1)."
    )


@pytest.mark.parametrize(
    "shape", [(3, 4, 3), (3, 3, 200), (8, 500, 12), (20, 30, 200), (200, 300, 224), (3, 64)]
)
def test_an_array_whose_last_axis_can_be_channels_is_taken(shape):
    image = Image.from_array(np.zeros(shape, np.uint8))

    assert image.pixels.shape == (*shape, 1)[:3]


def test_the_axis_of_channels_can_be_said():
    array = np.ma.masked_equal(np.arange(3 * 20 * 30, dtype=np.uint16).reshape(3, 20, 30), 31)

    first = Image.from_array(array, channel_axis=0)
    last = Image.from_array(array, channel_axis=-1)

    np.testing.assert_array_equal(first.pixels, np.moveaxis(array.data, 0, -1))
    assert np.argwhere(~first.mask).tolist() == [[1, 1]]
    assert first.is_colour
    assert last.pixels.shape == (3, 20, 30)
    with pytest.raises(BadSettingError):
        Image.from_array(array, channel_axis=3)


def test_what_the_fourth_channel_is_can_be_said():
    array = np.full((2, 3, 4), 200, np.uint8)
    array[0, 0, 3] = 0

    by_habit = Image.from_array(array)
    channel = Image.from_array(array, alpha="channel")
    deep = Image.from_array(array.astype(np.uint16), alpha="mask")

    assert (by_habit.n_channels, by_habit.n_usable) == (3, 5)
    note = (
        "The fourth channel was taken for transparency, though most of it lies between none and full "
        '(pixels masked out: 1); Image.from_array(..., alpha="channel") takes it as a channel.'
    )
    assert by_habit.notes == (note,)
    assert (channel.n_channels, channel.n_usable, channel.notes) == (4, 6, ())
    assert (deep.n_channels, deep.n_usable) == (3, 5)
    with pytest.raises(BadSettingError) as caught:
        Image.from_array(array, alpha="no")
    assert str(caught.value) == "Setting alpha is 'no', but it must be one of auto, channel, mask."


@pytest.mark.parametrize("mode", ["P", "CMYK", "HSV", "LA"])
def test_an_image_of_pillow_whose_numbers_are_no_colours_is_refused(mode):
    with pytest.raises(BadArrayError) as caught:
        Image.from_array(Pillow.new(mode, (3, 2)))

    assert str(caught.value) == (
        f"Cannot use this array as a picture: it is a Pillow image of mode {mode}, whose numbers are not "
        "red, green and blue. Expected an array or an image of grey or RGB: use picture.convert('RGB'), or "
        "give the picture itself to gmmseg.segment or gmmseg.cut."
    )
    assert Image.from_array(Pillow.new("RGB", (3, 2))).pixels.shape == (2, 3, 3)
