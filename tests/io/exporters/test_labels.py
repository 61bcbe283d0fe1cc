"""The palette PNG, read back with Pillow."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from gmmseg.imaging.model import Model, Segment
from gmmseg.io.exporters import export
from gmmseg.io.readers import label_maps


def opened(path):
    """Return a picture that holds no file open."""
    return Image.open(BytesIO(path.read_bytes()))


def test_pixel_values_are_segment_numbers_and_the_palette_their_colours(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["labels"])

    picture = opened(path)
    assert picture.mode == "P"
    np.testing.assert_array_equal(np.asarray(picture), segmentation.labels)
    assert picture.getpalette()[:12] == [0, 0, 0, 0, 114, 178, 230, 159, 0, 0, 158, 115]


def test_no_colour_is_transparent_lest_programs_take_numbers_for_colours(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["labels"])

    assert b"tRNS" not in path.read_bytes()
    assert not opened(path).has_transparency_data
    shown = np.asarray(opened(path).convert("RGB"))
    assert tuple(shown[0, 0]) == (0, 114, 178)
    assert not shown[segmentation.labels == 0].any()


@pytest.mark.parametrize("transparent", [{}, {"transparency": 0}])  # as they are, and as they once were
def test_label_maps_are_read_back_with_and_without_a_transparent_colour(segmentation, tmp_path, transparent):
    (path,) = export(segmentation, tmp_path, ["labels"])
    opened(path).save(path, **transparent)

    (found,) = label_maps.read(path)

    assert (b"tRNS" in path.read_bytes()) == bool(transparent)
    np.testing.assert_array_equal(found, segmentation.labels)


def test_segments_that_are_not_exported_are_unassigned(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["labels"], segments=["sky", 3])

    kept = np.where(segmentation.labels == 2, 0, segmentation.labels)
    np.testing.assert_array_equal(np.asarray(opened(path)), kept)


def test_more_segments_than_a_palette_holds_give_16_bit_grey(segmentation, tmp_path):
    segments = tuple(Segment(f"segment {i + 1}", (i % 256, 0, 0), ()) for i in range(300))
    model = Model(segmentation.model.features, segmentation.model.mixture, segments)
    labels = np.arange(35, dtype=np.uint16).reshape(5, 7) + 260
    many = replace(segmentation, model=model, labels=labels)

    (path,) = export(many, tmp_path, ["labels"])

    assert opened(path).mode == "I;16"
    np.testing.assert_array_equal(np.asarray(opened(path)), labels)


def test_255_segments_fit_a_palette(segmentation, tmp_path):
    segments = tuple(Segment(f"segment {i + 1}", (i, 0, 0), ()) for i in range(255))
    model = Model(segmentation.model.features, segmentation.model.mixture, segments)
    labels = np.arange(35, dtype=np.uint8).reshape(5, 7) + 221

    (path,) = export(replace(segmentation, model=model, labels=labels), tmp_path, ["labels"])

    np.testing.assert_array_equal(np.asarray(opened(path)), labels)
