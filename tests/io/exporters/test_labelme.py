"""LabelMe's JSON, filled by matplotlib."""

import json
from dataclasses import replace

import numpy as np
from matplotlib.path import Path as Polygon
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
    rows, columns = np.mgrid[: shape[0], : shape[1]] + 0.5
    centres = np.column_stack([columns.ravel(), rows.ravel()])
    return Polygon(points).contains_points(centres).reshape(shape)


def test_polygons_hold_their_segment_up_to_a_pixel_at_its_edge(segmentation, tmp_path):
    labels = rings()
    image = Picture.from_array(np.zeros((120, 120, 3), np.uint8), name="disks.png")
    (path,) = export(replace(segmentation, image=image, labels=labels), tmp_path, ["labelme"])

    content = json.loads(path.read_text())
    for number, name in enumerate(("sky", "=2+3", "grass / trees"), 1):
        masks = [drawn(s["points"], labels.shape) for s in content["shapes"] if s["label"] == name]
        mask, own = np.logical_or.reduce(masks), labels == number
        assert (mask & own).sum() / (mask | own).sum() > 0.95


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
