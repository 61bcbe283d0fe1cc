import numpy as np
import pytest

from gmmseg.io.readers.raster import ReadRequest
from gmmseg.io.readers.transparency import (
    AlphaDeclaration,
    ambiguity_notes,
    key_note,
    left_out,
    split_transparency,
)


def pixels_with(last):
    pixels = np.full((1, len(last), 4), 100, np.uint8)
    pixels[0, :, 3] = last
    return pixels


def wish(alpha="auto"):
    return ReadRequest("a", "TIFF", None, 10**6, alpha)


def test_what_is_declared_is_a_mask():
    found = split_transparency(pixels_with([0, 255, 255, 9]), AlphaDeclaration(3, 3), 255, wish())

    assert found.mask.tolist() == [[False, True, True, True]]
    assert found.pixels.shape == (1, 4, 3)
    assert found.notes == ()


@pytest.mark.parametrize(
    ("last", "is_open", "is_mask"),
    [([0, 255], True, True), ([0, 255], False, False), ([0, 200], True, False), ([0, 0], True, False)],
)
def test_what_is_left_open_is_a_mask_where_it_is_nothing_else(last, is_open, is_mask):
    found = split_transparency(pixels_with(last), AlphaDeclaration(3, is_open=is_open), 255, wish())

    taken = (
        "Channel 4 is not declared as anything, but holds only none and full: it was taken for "
        "transparency (pixels masked out: 1); --alpha channel takes it as a channel."
    )
    left = (
        "Channel 4 is not declared as transparency and was taken as a channel; "
        "--alpha mask takes it for transparency."
    )
    assert (found.mask is not None) == is_mask
    assert found.notes == ((taken if is_mask else left),)


def test_who_asks_decides():
    pixels = pixels_with([0, 7])

    channel = split_transparency(pixels, AlphaDeclaration(3, 3), 255, wish("channel"))
    mask = split_transparency(pixels, AlphaDeclaration(3), 255, wish("mask"))
    none = split_transparency(pixels[..., :3], AlphaDeclaration(3), 255, wish("mask"))

    assert (channel.pixels.shape, channel.mask, channel.notes) == ((1, 2, 4), None, ())
    assert (mask.pixels.shape, mask.mask.tolist(), mask.notes) == ((1, 2, 3), [[False, True]], ())
    assert (none.mask, none.notes) == (None, ("No channel beside its colours can be transparency.",))


def test_colours_are_freed_of_what_was_multiplied_into_them():
    found = split_transparency(
        pixels_with([0, 200, 255]), AlphaDeclaration(3, 3, is_multiplied=True), 255, wish()
    )

    assert found.pixels[0, :, 0].tolist() == [255, 128, 100]  # 100 / 200 * 255 = 127.5, and even is nearest
    assert found.notes == ("Colours were freed from the transparency multiplied into them.",)


def test_grey_channels_around_transparency_stay():
    pixels = np.arange(8, dtype=np.uint8).reshape(1, 2, 4)

    found = split_transparency(pixels, AlphaDeclaration(1, 1), 255, wish("auto"))

    assert found.pixels.tolist() == [[[0, 2, 3], [4, 6, 7]]]


@pytest.mark.parametrize(("between", "is_reported"), [(2, False), (3, True)])
def test_notes_begin_where_most_is_in_between(between, is_reported):
    alpha = np.array([[0, 255, 0, 255]], np.uint8)
    alpha[0, :between] = 9

    assert bool(ambiguity_notes(alpha, 255, 3)) == is_reported


def test_notes_have_numbers():
    assert key_note(np.array([[True, False]])) == (
        "Pixels of the colour that the file calls transparent are masked out: 1.",
    )
    assert key_note(np.array([[True]])) == ()
    assert left_out(range(4, 6), "do without") == (
        "Channels 5 to 6, beside colours and transparency, were left out; do without.",
    )
    assert left_out(range(4, 4)) == ()
