"""TIFF files, read back with tifffile."""

from dataclasses import replace

import numpy as np
import tifffile

from gmmseg.imaging.model import Model, Segment
from gmmseg.io.exporters import export


def test_labels_are_raw_numbers_that_imagej_opens_with_names(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["labels-tif"])

    assert path.name == "photo_labels.tif"
    with tifffile.TiffFile(path) as tiff:
        assert tiff.is_imagej
        assert tiff.imagej_metadata["Info"] == "1 = sky\n2 = =2+3\n3 = grass / trees"
        found = tiff.asarray()
    assert found.dtype == np.uint8
    np.testing.assert_array_equal(found, segmentation.labels)


def test_many_segments_give_16_bit_labels(segmentation, tmp_path):
    segments = tuple(Segment(f"segment {i + 1}", (i % 256, 0, 0), ()) for i in range(300))
    model = Model(segmentation.model.features, segmentation.model.mixture, segments)
    labels = np.arange(35, dtype=np.uint16).reshape(5, 7) + 260

    (path,) = export(replace(segmentation, model=model, labels=labels), tmp_path, ["labels-tif"])

    found = tifffile.imread(path)
    assert found.dtype == np.uint16
    np.testing.assert_array_equal(found, labels)


def test_every_segment_has_a_named_page_of_probabilities(make, tmp_path):
    segmentation = make(names=("sky", "=2+3", "été"))

    (path,) = export(segmentation, tmp_path, ["probabilities"])

    with tifffile.TiffFile(path) as tiff:
        names = [page.tags["PageName"].value for page in tiff.pages]
        pages = [page.asarray() for page in tiff.pages]
    assert names[:2] == ["sky", "=2+3"]
    assert len(pages) == 3
    for number, page in enumerate(pages, 1):
        assert page.dtype == np.float32
        np.testing.assert_array_equal(page, segmentation.probability(number))
    np.testing.assert_allclose(sum(pages)[segmentation.labels > 0], 1, atol=1e-5)
