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


def test_the_later_object_has_what_overlaps_and_what_is_no_object_is_reported(tmp_path):
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


def test_a_broken_file_and_one_of_another_kind_are_reported(tmp_path):
    with pytest.raises(BadAnnotationsError) as caught:
        object_maps.read(tmp_path / "none.json")
    assert str(caught.value) == (
        "Cannot read none.json as annotations: there is no such file. Give a label map (PNG, TIFF, NPZ, "
        "OME-Zarr), COCO's or LabelMe's JSON, QuPath's GeoJSON, YOLO's text or ImageJ's regions, "
        "of this picture."
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


def test_a_self_crossing_polygon_is_filled_by_the_even_odd_rule(tmp_path):
    bow = [[0, -0.25], [4, 4.25], [4, -0.25], [0, 4.25]]

    found = object_maps.read(saved(tmp_path, feature([bow], "bow")), (4, 4))

    assert found.labels.tolist() == [[1, 0, 0, 1], [1, 1, 1, 1], [1, 1, 1, 1], [1, 0, 0, 1]]


def test_a_polygon_of_a_hundred_thousand_points_is_filled(tmp_path):
    angles = np.linspace(0, 2 * np.pi, 100_000, endpoint=False)
    ring = np.column_stack([50 + 40 * np.cos(angles), 50 + 40 * np.sin(angles)])

    found = object_maps.read(saved(tmp_path, feature([ring.tolist()], "1")), (100, 100))

    y, x = np.mgrid[:100, :100] + 0.5
    np.testing.assert_array_equal(found.labels, (x - 50) ** 2 + (y - 50) ** 2 < 1600)


def test_lists_that_are_nested_too_deeply_are_reported(tmp_path):
    (tmp_path / "deep.json").write_text("[" * 100_000)

    with pytest.raises(BadAnnotationsError, match="its lists are nested too deeply"):
        object_maps.read(tmp_path / "deep.json", (3, 4))


def test_many_objects_of_the_whole_picture_end_with_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(object_maps, "MOST_PAINTED", 100)
    features = [feature([square(0, 0, 4)], str(n)) for n in range(7)]

    with pytest.raises(BadAnnotationsError, match="objects of more than 100 pixels together"):
        object_maps.read(saved(tmp_path, features), (4, 4))


def test_a_packed_file_is_unpacked_as_far_as_it_may_be_large(tmp_path, monkeypatch):
    import gzip

    path = tmp_path / "a.geojson.gz"
    path.write_bytes(gzip.compress(json.dumps([feature([square(0, 0)], "7")]).encode()))
    assert object_maps.read(path, (3, 4)).labels.max() == 7

    monkeypatch.setattr(object_maps, "MOST_BYTES", 60)
    path.write_bytes(gzip.compress(b" " * 61))
    with pytest.raises(BadAnnotationsError, match="unpacked it has more than 60 bytes"):
        object_maps.read(path, (3, 4))
    path.write_bytes(gzip.compress(b"[]")[:-5])
    with pytest.raises(BadAnnotationsError, match="it is broken or of another kind"):
        object_maps.read(path, (3, 4))


def coco_of(path, annotations, name="a.png"):
    image = {"id": 1, "file_name": name, "width": 8, "height": 4}
    path.write_text(json.dumps({"images": [image], "categories": [], "annotations": annotations}))
    return path


def test_objects_that_are_called_alike_stay_apart(tmp_path):
    squares = [[x, 0, x + 2, 0, x + 2, 2, x, 2] for x in (0, 4)]
    alike = [{"id": 7, "segmentation": [square]} for square in squares]

    found = object_maps.read(coco_of(tmp_path / "a.json", alike))

    assert found.labels[0].tolist() == [1, 1, 0, 0, 2, 2, 0, 0]


def test_parts_of_a_group_are_one_object_where_their_class_is_one(tmp_path):
    def shape(label, x):
        return {"label": label, "group_id": 5, "shape_type": "rectangle", "points": [[x, 0], [x, 1]]}

    content = {"imageHeight": 4, "imageWidth": 8, "shapes": [shape("a", 0), shape("b", 3), shape("a", 6)]}
    path = tmp_path / "a.json"
    path.write_text(json.dumps(content))

    assert object_maps.read(path).labels[0].tolist() == [1, 0, 0, 2, 0, 0, 1, 0]


def test_a_file_that_names_another_picture_is_noted(tmp_path):
    path = coco_of(tmp_path / "a.json", [{"id": 1, "segmentation": [[0, 0, 2, 0, 2, 2]]}], "C:\\x\\cells.tif")

    assert object_maps.read(path, picture="cells_objects.tif").notes == ()
    assert object_maps.read(path).notes == ()
    (note,) = object_maps.read(path, picture="wood.png").notes
    assert note == "By its names the file is of cells.tif, and was taken for wood.png."


def test_numbers_without_end_are_brought_near(tmp_path, recwarn):
    path = coco_of(
        tmp_path / "a.json", [{"id": 1, "segmentation": [[0, 0, 1e308, 0, 1e308, 1e308, 0, 1e308]]}]
    )

    assert (object_maps.read(path).labels == 1).all()
    assert not recwarn.list
