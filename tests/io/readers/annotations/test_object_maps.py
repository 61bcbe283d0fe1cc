"""Annotations as object maps: what was written comes back, and by hand."""

import json
from dataclasses import replace

import numpy as np
import pytest

import gmmseg
from gmmseg.errors import BadAnnotationsError, DifferentSizesError
from gmmseg.io.exporters import export
from gmmseg.io.readers.annotations import object_maps


def touching(seed):
    """Return ragged objects that touch, with holes, in parts, at the frame, and gaps in their numbers."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 9, (8, 10)).repeat(5, axis=0).repeat(5, axis=1)
    labels = np.where(rng.random(coarse.shape) < 0.8, coarse, rng.integers(0, 9, coarse.shape))
    return (labels * 13).astype(np.uint32)


@pytest.fixture(scope="module")
def segmentation():
    picture = np.zeros((40, 50), np.uint8)
    picture[10:20, 10:30] = 200
    return gmmseg.segment(picture, 2)


@pytest.mark.parametrize("kind", ["objects-coco", "objects-labelme", "objects-qupath"])
@pytest.mark.parametrize("seed", [1, 2])
def test_what_was_written_comes_back_with_its_numbers(segmentation, tmp_path, kind, seed):
    labels = touching(seed)
    numbers = np.unique(labels[labels > 0])
    objects = replace(
        segmentation.objects("all"),
        labels=labels,
        numbers=numbers,
        classes=np.ones(len(numbers), np.int64),
    )
    (path,) = export(segmentation, tmp_path, [kind], stem="shapes", found_objects=objects)

    found = object_maps.read(path, labels.shape)

    np.testing.assert_array_equal(found.labels, labels)
    assert found.notes == ()


def square(x, y, size=2):
    return [[x, y], [x + size, y], [x + size, y + size], [x, y + size]]


def feature(rings, name=None, kind="Polygon"):
    return {"geometry": {"type": kind, "coordinates": rings}, "properties": {"name": name}}


def saved(folder, content):
    path = folder / "truth.json"
    path.write_text(json.dumps(content))
    return path


def test_the_later_object_has_what_overlaps_and_what_is_no_object_is_told(tmp_path):
    features = [
        feature([square(0, 0)], "first"),
        feature([square(1, 1)]),
        feature([square(50, 50)]),
        feature([0, 0], kind="Point"),
    ]

    found = object_maps.read(saved(tmp_path, features), (3, 4))

    assert found.labels.tolist() == [[1, 1, 0, 0], [1, 2, 2, 0], [0, 2, 2, 0]]
    assert found.notes == (
        "Pixels of several objects, which went to the last: 1.",
        "Annotations that are no single object and were left out: 1.",
        "Objects without a pixel in the picture: 1.",
    )


def test_a_broken_file_and_one_of_another_kind_are_told(tmp_path):
    with pytest.raises(BadAnnotationsError) as caught:
        object_maps.read(tmp_path / "none.json")
    assert str(caught.value) == (
        "Cannot read none.json as annotations of objects: there is no such file. "
        "Give COCO's JSON of one picture, LabelMe's JSON or QuPath's GeoJSON."
    )
    for content in (3, {}, {"annotations": [], "images": []}, {"shapes": [{}]}, [{"geometry": None}], ["x"]):
        with pytest.raises(BadAnnotationsError):
            object_maps.read(saved(tmp_path, content), (3, 4))
    with pytest.raises(BadAnnotationsError, match="how large its picture is"):
        object_maps.read(saved(tmp_path, [feature([square(0, 0)])]))
    (tmp_path / "deep.json").write_text("[" * 100_000)
    with pytest.raises(BadAnnotationsError):
        object_maps.read(tmp_path / "deep.json", (3, 4))


def test_a_size_is_looked_at_before_a_map_is_made(tmp_path):
    huge = {"shapes": [], "imageHeight": 10**9, "imageWidth": 10**9}

    with pytest.raises(BadAnnotationsError, match="a picture of 1000000000 by 1000000000 pixels"):
        object_maps.read(saved(tmp_path, huge))
    with pytest.raises(DifferentSizesError):
        object_maps.read(saved(tmp_path, huge | {"imageHeight": 30_000, "imageWidth": 30_000}), (3, 4))
