import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from gmmseg.imaging.pixel_types import Span, to_stored_type

NUMBERS = st.one_of(
    *(arrays.arrays(kind, (3, 4, 2)) for kind in (np.bool_, np.uint8, np.int16, np.int64, np.uint64)),
    *(arrays.arrays(kind, (3, 4, 2)) for kind in (np.float16, np.float32, np.float64, ">f8", ">u2")),
)


@given(NUMBERS)
@settings(max_examples=150, deadline=None)
def test_any_numbers_are_kept_finite_and_within_reach(pixels):
    with np.errstate(all="raise", under="ignore"):
        values = to_stored_type(pixels)

    assert values.pixels.dtype in (np.uint8, np.uint16, np.float32)
    assert values.pixels.flags.c_contiguous
    assert np.isfinite(values.pixels).all()
    assert np.isfinite(values.range).all()
    assert np.abs(values.pixels.astype(float)).max() <= 2e30
    if pixels.dtype.kind == "f":
        expected = np.isfinite(pixels).all(axis=2)
        np.testing.assert_array_equal(True if values.finite is None else values.finite, expected)


def test_16_bits_are_not_copied():
    pixels = np.arange(6, dtype=np.uint16).reshape(1, 2, 3)

    assert to_stored_type(pixels).pixels is pixels


def test_bool_becomes_0_and_1():
    values = to_stored_type(np.array([[[True], [False]]]))

    assert values.pixels.ravel().tolist() == [1, 0]
    assert values.range == (0, 1)


@pytest.mark.parametrize(
    ("largest", "dtype", "span", "notes"),
    [
        (200, np.uint8, (0, 255), ()),
        (
            4095,
            np.uint16,
            (7, 4095),
            ("Whole numbers of type int32 run from 7 to 4095: taken as black and white.",),
        ),
        (
            10**6,
            np.float32,
            (7, 10**6),
            ("Whole numbers of type int32 run from 7 to 1000000: taken as black and white.",),
        ),
    ],
)
def test_wide_integers_go_by_their_values(largest, dtype, span, notes):
    values = to_stored_type(np.array([[[7], [largest]]], np.int32))

    assert values.pixels.dtype == dtype
    assert values.pixels.ravel().tolist() == [7, largest]
    assert values.range == span
    assert values.notes == notes


def test_huge_floats_are_scaled_without_overflow():
    values = to_stored_type(np.array([[[-1.7e308], [0.0], [1.7e308]]]))

    np.testing.assert_allclose(values.pixels.ravel(), [0, 0.5, 1])
    assert values.range == (0, 1)
    assert values.notes == (
        "Values run from -1.7e+308 to 1.7e+308: taken as black and white.",
        "They were scaled to 0 to 1, to keep them apart in single precision.",
    )


@pytest.mark.parametrize("scale", [1e-40, 1e-300])
def test_tiny_floats_stay_apart(scale):
    values = to_stored_type(np.array([[[0.0], [scale], [2 * scale]]]))

    np.testing.assert_allclose(values.pixels.ravel(), [0, 0.5, 1])


def test_small_differences_on_a_large_base_stay_apart():
    values = to_stored_type(np.array([[[1e9], [1e9 + 1], [1e9 + 2]]]))

    np.testing.assert_allclose(values.pixels.ravel(), [0, 0.5, 1])


def test_masked_out_values_do_not_widen_the_range():
    values = to_stored_type(np.array([[[5.0], [np.inf], [-np.inf], [9.0], [np.nan]]]))

    assert values.range == (5, 9)
    assert values.finite.tolist() == [[True, False, False, True, False]]
    assert values.notes == (
        "Pixels that are not finite numbers are masked out: 3.",
        "Values run from 5 to 9: taken as black and white.",
    )


@pytest.mark.parametrize(
    ("values", "span", "notes"),
    [
        ([0.0, 0.5, 1.0], (0, 1), ()),
        ([0.01, 0.3], (0, 1), ()),  # a dark picture
        ([0.001, 0.001], (0, 1), ()),
        ([0.0, 1e-9], (0, 1e-9), ("Values run from 0 to 1e-09: taken as black and white.",)),
        ([14.0, 255.0], (0, 255), ("Values run from 14 to 255: 0 and 255 are taken as black and white.",)),
        ([280.0, 310.0], (280, 310), ("Values run from 280 to 310: taken as black and white.",)),
        ([-3.0, 9.0], (-3, 9), ("Values run from -3 to 9: taken as black and white.",)),
    ],
)
def test_floats_go_by_their_values_where_they_are_not_shares_of_white(values, span, notes):
    found = to_stored_type(np.array(values).reshape(1, -1, 1))

    assert found.range == span
    assert found.notes == notes


@pytest.mark.parametrize("fault", [1e6, 1e300, -1e6])
def test_a_pixel_far_outside_of_all_others_counts_as_their_end(fault):
    pixels = np.linspace(0, 1, 400).reshape(20, 20, 1)
    pixels[3, 5] = fault

    values = to_stored_type(pixels)

    assert values.pixels[3, 5, 0] == (1 if fault > 0 else 0)
    assert values.range == (0, 1)
    assert values.notes == ("Pixels far outside of 0 to 1, where all others lie, count as its ends: 1.",)


def test_whole_numbers_far_outside_of_all_others_do_too():
    pixels = np.arange(400, dtype=np.int32).reshape(20, 20, 1) % 200
    pixels[3, 5] = -(10**6)

    values = to_stored_type(pixels)

    assert values.pixels.dtype == np.uint8
    assert values.pixels[3, 5, 0] == 0
    assert values.notes == ("Pixels far outside of 0 to 199, where all others lie, count as its ends: 1.",)


@pytest.mark.parametrize("n_bright", [40, 400])
def test_a_small_bright_thing_is_no_fault(n_bright):
    pixels = np.random.default_rng(0).uniform(90, 110, (100, 100, 1))
    pixels.reshape(-1)[:n_bright] = 5000

    values = to_stored_type(pixels)

    assert values.range[1] == values.pixels.max() == 5000


def test_nor_is_a_pixel_on_an_even_ground():
    pixels = np.zeros((20, 20, 1))
    pixels[3, 5] = 50

    assert to_stored_type(pixels).range == (0, 50)


def test_values_of_a_declared_range_are_left_alone():
    pixels = np.linspace(0, 1, 400).reshape(20, 20, 1)
    pixels[3, 5] = 1e6

    values = to_stored_type(pixels, (0.0, 1.0))

    assert values.pixels.max() == 1e6
    assert values.range == (0, 1)


@pytest.mark.parametrize(
    ("dtype", "white", "glint", "sentence"),
    [
        (float, 1, 2.5, "Values run from 0 to 2.5: 0 and 1 are taken as black and white."),
        (float, 1, -0.5, "Values run from -0.5 to 1: 0 and 1 are taken as black and white."),
        (
            np.int16,
            255,
            300,
            "Whole numbers of type int16 run from 0 to 300: 0 and 255 are taken as black and white.",
        ),
    ],
)
def test_a_glint_does_not_move_what_is_usually_black_and_white(dtype, white, glint, sentence):
    pixels = np.linspace(0, white, 400).reshape(20, 20, 1).astype(dtype)
    pixels[3, 5:7] = glint  # one pixel in 200

    values = to_stored_type(pixels)

    assert values.span == Span(0, white, "usual")
    assert values.range == (0, white)
    assert (values.pixels[3, 5:7] == glint).all()
    assert values.notes == (sentence,)


def test_more_than_a_few_beyond_are_no_glint():
    pixels = np.linspace(0, 1, 400).reshape(20, 20, 1)
    pixels[3, 5:8] = 2.5

    assert to_stored_type(pixels).span == Span(0, 2.5, "found")


def test_nor_are_numbers_that_hardly_reach_the_usual_ones():
    pixels = np.linspace(0, 0.003, 400).reshape(20, 20, 1)
    pixels[3, 5:7] = 1.5  # without these all would be nearly black

    assert to_stored_type(pixels).span == Span(0, 1.5, "found")


@pytest.mark.parametrize(
    ("pixels", "source"),
    [
        (np.zeros((1, 2, 1), np.uint8), "declared"),
        (np.zeros((1, 2, 1), np.uint16), "declared"),
        (np.zeros((1, 2, 1), np.bool_), "declared"),
        (np.zeros((1, 2, 1)), "usual"),
        (np.full((1, 2, 1), 0.3, np.float32), "usual"),
        (np.full((1, 2, 1), 255, np.int64), "usual"),
        (np.full((1, 2, 1), 256, np.int64), "found"),
        (np.full((1, 2, 1), -1, np.int16), "found"),
        (np.full((1, 2, 1), 1.5), "found"),
    ],
)
def test_who_says_what_is_black_and_white(pixels, source):
    assert to_stored_type(pixels).span.source == source


def test_scaled_values_know_what_they_were():
    values = to_stored_type(np.array([[[1e9], [1e9 + 2]]]))

    assert values.range == (0, 1)
    assert values.span == Span(1e9, 1e9 + 2, "found")


def test_what_is_no_value_does_not_say_what_is_black_and_white():
    pixels, there = np.array([[[-9999.0], [20.0], [40.0]]]), np.array([[False, True, True]])

    assert to_stored_type(pixels, usable=there).span == Span(20, 40, "found")
    assert to_stored_type(pixels.astype(np.int32), usable=there).span == Span(0, 255, "usual")


FOUND = Span(20, 40, "found"), Span(30, 90, "found")
BYTES, DEEP, SHARES = Span(0, 255), Span(0, 65535), Span(0, 1, "usual")


@pytest.mark.parametrize(
    ("spans", "joint"),
    [
        (FOUND, Span(20, 90, "found")),
        ((FOUND[0], SHARES), Span(0, 40, "found")),
        ((Span(0, 0.003, "found"), SHARES), SHARES),
        ((FOUND[0], Span(0, 255, "usual")), Span(0, 255, "usual")),
        ((BYTES, BYTES), BYTES),
        ((DEEP, BYTES, DEEP), DEEP),
        ((BYTES, DEEP, FOUND[0]), Span(0, 65535, "found")),
    ],
)
def test_pictures_together_have_one_black_and_one_white(spans, joint):
    assert Span.joint(spans) == joint


def test_numbers_are_measured_unless_both_sides_say_what_is_black_and_white():
    assert FOUND[0].measures(BYTES)
    assert BYTES.measures(FOUND[0])
    assert not BYTES.measures(DEEP)
    assert not SHARES.measures(BYTES)
