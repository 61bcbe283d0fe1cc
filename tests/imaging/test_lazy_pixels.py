"""Pixels that are decoded when they are asked for, and masks of a bit a pixel, against arrays."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmmseg.errors import NotInBandsError
from gmmseg.imaging.lazy_pixels import PackedMask

PIXELS = np.random.default_rng(0).integers(0, 256, (70, 41, 3), dtype=np.uint8)


@given(
    band_rows=st.integers(1, 80),
    columns=st.integers(1, 50),
    begin=st.integers(0, 2870),
    n=st.integers(0, 900),
)
@settings(max_examples=30, deadline=None)
def test_rows_and_stretches_are_those_of_the_array(in_bands, band_rows, columns, begin, n):
    pixels = in_bands(PIXELS, band_rows, columns, budget=1).pixels
    flat = PIXELS.reshape(-1, 3)

    np.testing.assert_array_equal(pixels.reshape(-1, 3)[begin : begin + n], flat[begin : begin + n])
    np.testing.assert_array_equal(
        pixels[begin // 41 : begin // 41 + 9], PIXELS[begin // 41 : begin // 41 + 9]
    )


@pytest.mark.parametrize("indices", [[5, 3, 2869], [0], [], [700, 702, 701, 701]])
def test_pixels_are_taken_in_any_order(in_bands, indices):
    pixels = in_bands(PIXELS).pixels.reshape(-1, 3)

    np.testing.assert_array_equal(
        np.take(pixels, np.array(indices, int), axis=0), PIXELS.reshape(-1, 3)[np.array(indices, int)]
    )


def test_known_pixels_are_taken_without_reading(in_bands):
    pixels = in_bands(PIXELS).pixels
    places = np.array([3, 900, 2800])
    pixels.known = (places, PIXELS.reshape(-1, 3)[places])

    np.testing.assert_array_equal(pixels.take(places[::-1]), PIXELS.reshape(-1, 3)[places[::-1]])
    assert pixels.source.n_read == 0


def test_threads_that_wait_for_a_band_decode_its_parts_together(in_bands):
    pixels = in_bands(PIXELS, band_rows=70, columns=1).pixels

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(pixels.rows, [0] * 8, [70] * 8))

    assert all((rows == PIXELS).all() for rows in found)
    assert pixels.source.n_read == 41  # each part once


def test_an_error_of_the_source_reaches_all_that_wait(in_bands):
    pixels = in_bands(PIXELS).pixels
    pixels.source.read = lambda *_: (_ for _ in ()).throw(ValueError("no tile"))

    for _ in range(2):
        with pytest.raises(ValueError, match="no tile"):
            pixels.rows(0, 3)


def test_the_whole_picture_is_not_made_an_array_by_chance(in_bands):
    sentence = (
        "bands has 2,870 pixels and is worked on in bands, where this cannot be had: it needs the whole "
        "picture in memory. Use a smaller version of the picture for it."
    )

    with pytest.raises(NotInBandsError) as caught:
        np.asarray(in_bands(PIXELS).pixels)

    assert str(caught.value) == sentence


@given(height=st.integers(1, 9), width=st.integers(1, 19), seed=st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_a_packed_mask_is_the_array(height, width, seed):
    rng = np.random.default_rng(seed)
    mask, gone = rng.random((2, height, width)) > 0.4
    begin = int(rng.integers(0, mask.size))
    end = int(rng.integers(begin, mask.size + 1))

    packed = PackedMask.of(mask)
    np.testing.assert_array_equal(packed.flat(begin, end), mask.reshape(-1)[begin:end])
    np.testing.assert_array_equal(packed[height // 2 :], mask[height // 2 :])
    np.testing.assert_array_equal(packed.reshape(-1)[np.arange(mask.size)], mask.reshape(-1))
    assert (packed.n_usable, packed.any()) == (mask.sum(), mask.any())
    assert PackedMask((height, width)).n_usable == mask.size

    packed.clear(begin, gone.reshape(-1)[begin:end])
    mask.reshape(-1)[begin:end] &= gone.reshape(-1)[begin:end]
    np.testing.assert_array_equal(packed[:], mask)
