"""ImageJ's set of regions, read back with roifile."""

import zipfile
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.path import Path as Polygon
from roifile import ImagejRoi

from gmmseg.io.exporters import export

RING = np.array([[1, 1, 1, 2], [1, 3, 1, 2], [1, 1, 1, 0]], np.uint8)


@pytest.fixture
def rois(segmentation, tmp_path):
    labels = np.zeros((5, 7), np.uint8)
    labels[1:4, 2:6] = RING
    (path,) = export(replace(segmentation, labels=labels), tmp_path, ["imagej-roi"])
    return labels, ImagejRoi.fromfile(path)


def filled(roi, shape):
    rows, columns = np.mgrid[: shape[0], : shape[1]] + 0.5
    centres = np.column_stack([columns.ravel(), rows.ravel()])
    rings = roi.coordinates(multi=True)
    rings = rings if isinstance(rings, list) else [rings]
    return np.logical_xor.reduce([Polygon(r).contains_points(centres).reshape(shape) for r in rings])


def test_regions_hold_exactly_the_pixels_of_their_segment(rois):
    labels, found = rois

    assert len(found) == 3
    for number, roi in zip((1, 2, 3), found, strict=True):
        np.testing.assert_array_equal(filled(roi, labels.shape), labels == number)


def test_regions_are_named_and_coloured(rois):
    _, found = rois

    assert [roi.name for roi in found] == ["sky 1", "=2+3 1", "grass / trees 1"]
    assert bytes(found[0].stroke_color) == bytes([255, 0, 114, 178])


def test_imagej_lists_names_since_it_lists_entries(rois, tmp_path):
    with zipfile.ZipFile(tmp_path / "photo_RoiSet.zip") as archive:
        assert archive.namelist() == ["sky 1.roi", "=2+3 1.roi", "grass - trees 1.roi"]


def test_entries_of_names_that_look_alike_are_apart(make, tmp_path):
    (path,) = export(make(names=("a/b", "A:b", "..")), tmp_path, ["imagej-roi"])

    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["a-b 1.roi", "A-b_2 1.roi", "segment 1.roi"]
    assert [roi.name for roi in ImagejRoi.fromfile(path)] == ["a/b 1", "A:b 1", ".. 1"]


def test_a_region_with_a_hole_spans_its_box(rois):
    _, (ring, *_) = rois

    assert (ring.left, ring.top, ring.right, ring.bottom) == (2, 1, 5, 4)
    assert ring.composite


def test_objects_are_regions_named_by_number(segmentation, odd_objects, tmp_path):
    (path,) = export(segmentation, tmp_path, ["objects-rois"], found_objects=odd_objects)

    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["2.roi", "5.roi", "9.roi"]
    regions = ImagejRoi.fromfile(path)
    assert [region.name for region in regions] == ["2", "5", "9"]
    assert regions[0].stroke_color == bytes((255, 0, 158, 115))
    for region in regions:
        np.testing.assert_array_equal(filled(region, (5, 7)), odd_objects.labels == int(region.name))
