"""Regions made row by row, against those that memory holds before fragments are absorbed."""

import numpy as np
import pytest

from gmmseg.imaging.features.first_pass import WantedPixels, reading_once
from gmmseg.imaging.image import Image
from gmmseg.imaging.regions.connected_components import full_size
from gmmseg.imaging.regions.lazy_regions import LazyRegions

RNG = np.random.default_rng(0)
PIXELS = np.kron(RNG.integers(0, 256, (10, 7, 3), dtype=np.uint8), np.ones((7, 6, 1), np.uint8))
SMALL = np.kron(np.array([[4, 7, 7], [4, 2, 7]], np.int32), np.ones((12, 5), np.int32))[:24, :14]


@pytest.fixture
def regions(in_bands):
    image = in_bands(PIXELS)
    assert list(reading_once(image, lambda _: WantedPixels(np.arange(5), (3,)), map))
    return LazyRegions.of(image, SMALL, 3)


def test_rows_are_those_of_full_size(regions):
    numbers = np.array([0, 0, 1, 0, 2, 0, 0, 3])  # from 1, without a gap

    whole = numbers[full_size(Image.from_array(PIXELS), SMALL, 3)]

    for begin, end in ((0, 70), (13, 20), (69, 70)):
        np.testing.assert_array_equal(regions.rows(begin, end), whole[begin:end])
    assert (regions.shape, regions.size, regions.max()) == ((70, 42), 2940, 3)


def test_single_pixels_have_the_region_of_their_square(regions):
    assert regions.at(np.array([0, 41, 69 * 42 + 15])).tolist() == [2, 3, 1]
    assert regions.sizes.sum() == SMALL.size * 9


def test_one_region_is_everywhere(in_bands):
    image = in_bands(PIXELS).masked(np.arange(2940).reshape(70, 42) != 5)

    one = LazyRegions.one(image, 9)

    assert one.at(np.array([4, 5, 6])).tolist() == [1, 0, 1]
    assert one.max() == 1
