import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmmseg.imaging.features import usable_pixels
from gmmseg.imaging.features.usable_pixels import UsablePixels
from gmmseg.imaging.image import Image


def of(mask):
    return UsablePixels.of(Image.owning(np.zeros((*mask.shape, 1), np.uint8), mask=mask))


@given(st.integers(0, 2**32 - 1), st.integers(1, 9), st.integers(1, 40), st.sampled_from([0.02, 0.5, 0.97]))
def test_numbers_find_what_a_list_of_all_indices_has(seed, height, width, share):
    rng = np.random.default_rng(seed)
    mask = rng.random((height, width)) < share
    mask[-1, -1] = True
    every = np.flatnonzero(mask)
    begin, end = np.sort(rng.choice(len(every) + 1, 2, replace=False))
    before, usable_pixels.CHUNK = usable_pixels.CHUNK, 16
    try:
        found = of(mask)

        picked, between = found.at(np.arange(len(every))), found.between(begin, end)
    finally:
        usable_pixels.CHUNK = before

    assert found.n == len(every)
    np.testing.assert_array_equal(picked, every)
    np.testing.assert_array_equal(np.arange(mask.size)[between], every[begin:end])


def test_a_stretch_without_gaps_is_a_slice():
    mask = np.zeros((3, 10), bool)
    mask[1:] = True

    assert of(mask).between(2, 9) == slice(12, 19)
    assert of(np.ones((3, 10), bool)).between(2, 9) == slice(2, 9)


@pytest.mark.parametrize("masked", [False, True])
def test_no_numbers_are_at_no_places(masked):
    mask = np.ones((2, 2), bool)
    mask[0, 0] = not masked

    assert len(of(mask).at(np.empty(0, np.intp))) == 0
