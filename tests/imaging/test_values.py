import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from gmmseg.imaging.values import kept

NUMBERS = st.one_of(
    *(arrays.arrays(kind, (3, 4, 2)) for kind in (np.bool_, np.uint8, np.int16, np.int64, np.uint64)),
    *(arrays.arrays(kind, (3, 4, 2)) for kind in (np.float16, np.float32, np.float64, ">f8", ">u2")),
)


@given(NUMBERS)
@settings(max_examples=150, deadline=None)
def test_any_numbers_are_kept_finite_and_within_reach(pixels):
    with np.errstate(all="raise", under="ignore"):
        values = kept(pixels)

    assert values.pixels.dtype in (np.uint8, np.uint16, np.float32)
    assert values.pixels.flags.c_contiguous
    assert np.isfinite(values.pixels).all()
    assert np.isfinite(values.span).all()
    assert np.abs(values.pixels.astype(float)).max() <= 2e30
    if pixels.dtype.kind == "f":
        expected = np.isfinite(pixels).all(axis=2)
        np.testing.assert_array_equal(True if values.finite is None else values.finite, expected)


def test_16_bits_are_not_copied():
    pixels = np.arange(6, dtype=np.uint16).reshape(1, 2, 3)

    assert kept(pixels).pixels is pixels


def test_bool_becomes_0_and_1():
    values = kept(np.array([[[True], [False]]]))

    assert values.pixels.ravel().tolist() == [1, 0]
    assert values.span == (0, 1)


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
    values = kept(np.array([[[7], [largest]]], np.int32))

    assert values.pixels.dtype == dtype
    assert values.pixels.ravel().tolist() == [7, largest]
    assert values.span == span
    assert values.notes == notes


def test_huge_floats_are_scaled_without_overflow():
    values = kept(np.array([[[-1.7e308], [0.0], [1.7e308]]]))

    np.testing.assert_allclose(values.pixels.ravel(), [0, 0.5, 1])
    assert values.span == (0, 1)
    assert values.notes == (
        "Values run from -1.7e+308 to 1.7e+308: taken as black and white.",
        "They were scaled to 0 to 1, to keep them apart in single precision.",
    )


@pytest.mark.parametrize("scale", [1e-40, 1e-300])
def test_tiny_floats_stay_apart(scale):
    values = kept(np.array([[[0.0], [scale], [2 * scale]]]))

    np.testing.assert_allclose(values.pixels.ravel(), [0, 0.5, 1])


def test_small_differences_on_a_large_base_stay_apart():
    values = kept(np.array([[[1e9], [1e9 + 1], [1e9 + 2]]]))

    np.testing.assert_allclose(values.pixels.ravel(), [0, 0.5, 1])


def test_masked_out_values_do_not_widen_the_range():
    values = kept(np.array([[[5.0], [np.inf], [-np.inf], [9.0], [np.nan]]]))

    assert values.span == (5, 9)
    assert values.finite.tolist() == [[True, False, False, True, False]]
    assert values.notes == (
        "Pixels that are not finite numbers are masked out: 3.",
        "Values run from 5 to 9: taken as black and white.",
    )
