"""Tables of a picture in bands, against those of memory."""

import numpy as np
import pytest

from gmmseg.errors import NotInBandsError
from gmmseg.imaging import measures
from gmmseg.imaging.band_sums import BandSums, resident_dropped
from gmmseg.imaging.image import Image
from gmmseg.imaging.segment_table import mean_colours

RNG = np.random.default_rng(0)
PIXELS = RNG.integers(0, 256, (70, 41, 3), dtype=np.uint8)
LABELS = RNG.integers(0, 4, (70, 41), dtype=np.uint8)


@pytest.mark.parametrize("threads", [1, 3])
def test_sizes_colours_and_statistics_are_those_of_memory(in_bands, monkeypatch, threads):
    monkeypatch.setattr("gmmseg.imaging.band_sums.ROWS", 400)
    whole = Image.from_array(PIXELS)

    sums = BandSums.of(in_bands(PIXELS), LABELS, 3, threads=threads)

    for found, expected in zip(sums.sizes_and_colours, mean_colours(PIXELS, LABELS, 3), strict=True):
        np.testing.assert_array_equal(found, expected)
    assert sums.channel_statistics == measures.of_labels(whole, LABELS, 3)


def test_sixteen_bits_in_very_many_segments_are_refused(in_bands):
    with pytest.raises(
        NotInBandsError, match="statistics of channels of 16 bits in 300 segments cannot be had"
    ):
        BandSums.of(in_bands(PIXELS.astype(np.uint16)), LABELS, 300)


def test_labels_in_a_file_stay_what_they_are_when_their_memory_is_given_back(tmp_path):
    LABELS.tofile(tmp_path / "labels")
    labels = np.memmap(tmp_path / "labels", np.uint8, "r", shape=LABELS.shape)

    resident_dropped(labels[3:])
    resident_dropped(LABELS)

    np.testing.assert_array_equal(labels, LABELS)
