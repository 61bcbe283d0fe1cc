"""LabelMe's JSON, filled by Pillow, as LabelMe does it."""

import json
from dataclasses import replace

import numpy as np
from PIL import Image, ImageDraw
from skimage.draw import disk

from gmmseg.imaging.image import Image as Picture
from gmmseg.io.exporters import export


def rings(n=120):
    """Return a ring of segment 1 around a disk of segment 2."""
    labels = np.full((n, n), 3, np.uint8)
    labels[disk((60, 60), 50)] = 1
    labels[disk((60, 60), 20)] = 2
    return labels


def drawn(points, shape):
    mask = Image.new("L", shape[::-1])
    ImageDraw.Draw(mask).polygon([tuple(point) for point in points], outline=1, fill=1)
    return np.asarray(mask) > 0


def test_polygons_hold_their_segment_up_to_a_pixel_at_its_edge(segmentation, tmp_path):
    labels = rings()
    image = Picture.from_array(np.zeros((120, 120, 3), np.uint8), name="disks.png")
    (path,) = export(replace(segmentation, image=image, labels=labels), tmp_path, ["labelme"])

    content = json.loads(path.read_text())
    for number, name in enumerate(("sky", "=2+3", "grass / trees"), 1):
        masks = [drawn(s["points"], labels.shape) for s in content["shapes"] if s["label"] == name]
        mask, own = np.logical_or.reduce(masks), labels == number
        assert (mask & own).sum() / (mask | own).sum() > 0.97


def test_the_smallest_pieces_are_as_small_as_they_are(segmentation, tmp_path):
    labels = np.zeros((5, 7), np.uint8)
    labels[0, 0], labels[2, 1:3], labels[1:4, 4:7] = 1, 2, 3

    (path,) = export(replace(segmentation, labels=labels), tmp_path, ["labelme"])

    shapes = json.loads(path.read_text())["shapes"]
    assert [drawn(shape["points"], (5, 7)).sum() for shape in shapes] == [1, 2, 9]


def test_the_file_is_named_and_filled_as_labelme_wants_it(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["labelme"])

    content = json.loads(path.read_text())
    assert path.name == "photo.json"
    assert (content["imagePath"], content["imageData"]) == ("photo.jpg", None)
    assert (content["imageHeight"], content["imageWidth"]) == (5, 7)
    assert content["version"]
    assert all(shape["shape_type"] == "polygon" and len(shape["points"]) >= 3 for shape in content["shapes"])
    assert {shape["label"] for shape in content["shapes"]} == {"sky", "=2+3", "grass / trees"}


def test_the_picture_is_found_from_wherever_the_file_is(segmentation, tmp_path):
    picture, link = tmp_path / "photos" / "day \u00fc" / "photo.jpg", tmp_path / "short"
    (tmp_path / "results" / "deep").mkdir(parents=True)
    link.symlink_to(tmp_path / "results" / "deep")
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"here")
    found = replace(segmentation, image=replace(segmentation.image, path=picture))

    for folder in (picture.parent, link):
        (path,) = export(found, folder, ["labelme"])

        way = json.loads(path.read_text())["imagePath"]
        assert not way.startswith("/")
        assert (path.parent / way).read_bytes() == b"here"


def test_parts_of_an_object_are_a_group(segmentation, odd_objects, tmp_path):
    one, other = export(segmentation, tmp_path, ["labelme", "objects-labelme"], found_objects=odd_objects)

    assert one != other
    shapes = json.loads(other.read_text())["shapes"]
    assert [shape["group_id"] for shape in shapes] == [2, 2, 5, 9]
    assert [shape["label"] for shape in shapes] == ["grass / trees", "grass / trees", "sky", "=2+3"]
    again = np.zeros((5, 7), int)
    for shape in shapes[:2] + shapes[3:]:
        again[drawn(shape["points"], (5, 7))] = shape["group_id"]
    np.testing.assert_array_equal(again, np.where(odd_objects.labels == 5, 0, odd_objects.labels))
