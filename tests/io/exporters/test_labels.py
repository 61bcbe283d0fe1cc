"""The palette PNG, read back with Pillow."""

from dataclasses import replace
from io import BytesIO

import numpy as np
from PIL import Image

from gmmseg.imaging.model import Model, Segment
from gmmseg.io.exporters import export


def opened(path):
    """Return a picture that holds no file open."""
    return Image.open(BytesIO(path.read_bytes()))


def test_pixel_values_are_segment_numbers_and_the_palette_their_colours(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["labels"])

    picture = opened(path)
    assert picture.mode == "P"
    np.testing.assert_array_equal(np.asarray(picture), segmentation.labels)
    assert picture.getpalette()[:12] == [0, 0, 0, 0, 114, 178, 230, 159, 0, 0, 158, 115]


def test_unassigned_pixels_are_transparent_in_any_viewer(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["labels"])

    shown = np.asarray(opened(path).convert("RGBA"))
    np.testing.assert_array_equal(shown[..., 3], np.where(segmentation.labels > 0, 255, 0))
    assert tuple(shown[0, 0]) == (0, 114, 178, 255)


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
