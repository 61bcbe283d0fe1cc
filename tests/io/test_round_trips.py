"""Label maps that are written and read back: the same numbers, whatever the kind of file."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import ndimage

import gmmseg
from gmmseg.io.exporters import export
from gmmseg.io.readers.annotations import object_maps

OBJECTS = ("tif", "png", "cellpose", "coco", "labelme", "qupath", "rois", "yolo")
CLASSES = ("labels", "labels-tif", "zarr", "coco", "coco-rle", "yolo", "qupath", "geojson", "imagej-roi")


def ragged(seed):
    """Return ragged objects that touch, with holes, in parts, at the frame, and gaps in their numbers."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 9, (8, 10)).repeat(5, axis=0).repeat(5, axis=1)
    labels = np.where(rng.random(coarse.shape) < 0.8, coarse, rng.integers(0, 9, coarse.shape))
    return (labels * 13).astype(np.uint32)


def simple():
    """Return two objects that touch, one with a hole in which a third lies, and one in two parts."""
    labels = np.zeros((40, 50), np.uint32)
    labels[3:20, 4:20], labels[3:20, 20:31] = 2, 5
    labels[8:14, 8:14], labels[10:12, 10:12] = 0, 9
    labels[25:28, 40:50] = labels[30:33, 44:48] = 12
    return labels


MAPS = {"simple": simple(), "ragged": ragged(1), "whole": np.ones((40, 50), np.uint32)}


@pytest.fixture(scope="module")
def segmentation():
    picture = np.zeros((40, 50), np.uint8)
    picture[10:20, 10:30] = 200
    found = gmmseg.segment(picture, 2)
    named = [
        replace(s, name=n) for s, n in zip(found.model.segments, ("ground: naïve", 'cell "x"'), strict=True)
    ]
    return replace(found, model=replace(found.model, segments=tuple(named)))


def by_pieces(labels):
    """Return a number for each connected piece of each object, in the order of rows."""
    pieces, n = np.zeros(labels.shape, int), 0
    for number in np.unique(labels[labels > 0]):
        each, count = ndimage.label(labels == number)
        pieces[each > 0] = each[each > 0] + n
        n += count
    return pieces


def same_partition(a, b):
    pairs = np.unique(np.stack([a.ravel(), b.ravel()]), axis=1)
    return len(pairs[0]) == len(np.unique(a)) == len(np.unique(b))


@pytest.mark.parametrize("which", MAPS)
@pytest.mark.parametrize("kind", OBJECTS)
def test_objects_come_back(segmentation, tmp_path, kind, which):
    labels = MAPS[which]
    numbers = np.unique(labels[labels > 0])
    classes = 1 + numbers.astype(np.int64) % 2
    objects = replace(segmentation.objects("all"), labels=labels.copy(), numbers=numbers, classes=classes)
    path = export(segmentation, tmp_path, [f"objects-{kind}"], stem="shapes", found_objects=objects)[0]

    found = object_maps.read(path, labels.shape)

    names = [segment.name for segment in segmentation.model.segments]
    reported = dict(zip(numbers.tolist(), (names[owner - 1] for owner in classes.tolist()), strict=True))
    if kind == "yolo":  # a row is a piece, and has no number
        assert same_partition(found.labels, by_pieces(labels))
        pairs = {(int(a), b) for a, b in zip(labels.ravel(), found.labels.ravel(), strict=True) if b}
        assert all(found.class_names[b] == reported[a] for a, b in pairs)
        return
    np.testing.assert_array_equal(found.labels, labels)
    assert found.notes == ()
    assert found.class_names == ({} if kind in ("tif", "png", "cellpose") else reported)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("kind", CLASSES)
def test_classes_come_back(segmentation, tmp_path, kind, seed):
    labels = (1 + ragged(seed) % 2).astype(np.uint8)
    segmentation = replace(segmentation, labels=labels)
    path = export(segmentation, tmp_path, [kind], stem="shapes")[0]

    found = object_maps.read_classes(path, labels.shape)

    np.testing.assert_array_equal(found.labels, labels)
    names = tuple(segment.name for segment in segmentation.model.segments)
    assert found.names == (("class 1", "class 2") if kind in ("labels", "labels-tif") else names)
