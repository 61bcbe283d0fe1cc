"""Sizes and mean colours against scipy.ndimage."""

import numpy as np
import pytest
from scipy import ndimage

from gmmseg.imaging import segment_table


@pytest.mark.parametrize("shape", [(1, 1), (40, 50), (300, 400)])
def test_means_agree_with_scipy(shape):
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 5, shape, np.uint8)
    picture = rng.integers(0, 256, (*shape, 3), np.uint8)

    sizes, found = segment_table.mean_colours(picture, labels, 5)

    present = np.unique(labels)
    for channel in range(3):
        expected = ndimage.mean(picture[..., channel].astype(float), labels, present)
        np.testing.assert_allclose(found[present, channel], expected, rtol=1e-12)
    assert (found[5] == 0).all()  # a segment without pixels
    np.testing.assert_array_equal(sizes, np.bincount(labels.ravel(), minlength=6))


def test_counts_include_segments_without_pixels():
    np.testing.assert_array_equal(segment_table.counts(np.array([[0, 2], [2, 1]], np.uint8), 3), [1, 1, 2, 0])


def test_black_is_a_colour_only_where_there_are_pixels():
    assert segment_table.SegmentRow(1, "night", 3, 10.0, (0, 0, 0)).seen_colour == (0, 0, 0)
    assert segment_table.SegmentRow(1, "night", 0, 0.0, (0, 0, 0)).seen_colour is None
