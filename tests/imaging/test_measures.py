from dataclasses import replace

import numpy as np
import pytest

from gmmseg.imaging import measures
from gmmseg.imaging.image import ChannelInfo, Image


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.int32, np.float32, np.float64])
def test_statistics_agree_with_numpy_for_every_type(kind):
    rng = np.random.default_rng(3)
    values = rng.integers(0, 250, (30, 40, 2)).astype(kind) + (kind(1e6) if kind == np.float64 else kind(0))
    labels = rng.integers(0, 4, (30, 40)).astype(np.uint8)

    found = measures.of_labels(Image.from_array(values), labels, 4)

    for label, row in enumerate(found[:3], 1):
        for channel, each in enumerate(row):
            there = values[labels == label][:, channel].astype(np.float64)
            oracle = (there.mean(), there.std(), there.min(), there.max(), np.median(there))
            np.testing.assert_allclose(each.numbers, oracle, rtol=1e-6)
    assert np.isnan(found[3][0].numbers).all()


def test_masks_are_measured_like_labels_and_only_where_pixels_are_usable():
    values = np.arange(12, dtype=np.uint8).reshape(3, 4)
    usable = np.ones((3, 4), bool)
    usable[0, 0] = False
    image = Image.from_array(values, mask=usable)
    mask = np.zeros((3, 4), bool)
    mask[0, :3] = True

    (row,) = measures.of_masks(image, [mask])

    assert row[0].numbers == (1.5, 0.5, 1.0, 2.0, 1.5)


def test_columns_are_named_after_channels_each_once():
    image = Image.from_array(np.zeros((2, 2, 3), np.uint16))
    info = tuple(map(ChannelInfo, ("DAPI", "Alexa 488", "DAPI")))

    assert measures.column_names(replace(image, channel_info=info)) == ("DAPI", "Alexa_488", "DAPI_2")
    assert measures.columns(image)[:3] == ("red_mean", "red_sd", "red_min")
