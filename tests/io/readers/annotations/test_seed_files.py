"""Seeds out of files of annotations: classes and names, and what cannot teach a model."""

import json
import re

import numpy as np
import pytest
from PIL import Image as Pillow

import gmmseg
from gmmseg.errors import BadAnnotationsError, UnusableSeedsError
from gmmseg.imaging.image import Image
from gmmseg.io.readers.annotations import seed_files

SQUARES = {"nucleus": (2, 2), "ground": (12, 9)}  # left and upper side of a square of each class
EXPECTED = np.full((16, 20), -1)
EXPECTED[2:5, 2:5], EXPECTED[9:12, 12:15] = 0, 1


@pytest.fixture
def image(tmp_path):
    pixels = np.full((16, 20), 30, np.uint8)
    pixels[1:7, 1:8] = 200
    Pillow.fromarray(pixels).save(tmp_path / "cells.png")
    return gmmseg.read(tmp_path / "cells.png")


def ring(x, y, size=3):
    return [[x, y], [x + size, y], [x + size, y + size], [x, y + size]]


def coco(folder, categories=((3, "nucleus"), (8, "ground")), size=(16, 20)):
    numbers = {name: number for number, name in categories}
    content = {
        "images": [
            {"id": 1, "file_name": "other.png", "height": 5, "width": 5},
            {"id": 2, "file_name": "day1/cells.png", "height": size[0], "width": size[1]},
        ],
        "categories": [{"id": number, "name": name} for number, name in categories],
        "annotations": [
            {"id": 1, "image_id": 1, "category_id": 3, "segmentation": [np.ravel(ring(0, 0)).tolist()]},
            *(
                {
                    "image_id": 2,
                    "category_id": numbers.get(name, 99),
                    "segmentation": [np.ravel(ring(*at)).tolist()],
                }
                for name, at in SQUARES.items()
            ),
        ],
    }
    return written(folder / "coco.json", content)


def written(path, content):
    path.write_text(json.dumps(content))
    return path


def labelme(folder, size=(16, 20)):
    shapes = [
        {"label": name, "points": [[x, y], [x + 2, y + 2]], "shape_type": "rectangle"}
        for name, (x, y) in SQUARES.items()
    ]
    return written(folder / "lm.json", {"shapes": shapes, "imageHeight": size[0], "imageWidth": size[1]})


def qupath(folder, names=tuple(SQUARES)):
    features = [
        {
            "geometry": {"type": "Polygon", "coordinates": [ring(*SQUARES[name])]},
            "properties": {"classification": {"name": name}, "name": "same"},
        }
        for name in names
    ]
    features.append({"geometry": {"type": "Polygon", "coordinates": [ring(17, 1)]}, "properties": {}})
    return written(folder / "q.geojson", features)


def yolo(folder):
    (folder / "classes.txt").write_text("nucleus\nground\n")
    rows = [
        f"{number} {(x + 1.5) / 20} {(y + 1.5) / 16} {3 / 20} {3 / 16}"
        for number, (x, y) in enumerate(SQUARES.values())
    ]
    path = folder / "cells.txt"
    path.write_text("\n".join(rows))
    return path


def rois(folder):
    from roifile import ImagejRoi, roiwrite

    path = folder / "RoiSet.zip"
    roiwrite(path, [ImagejRoi.frompoints(ring(*at), name=f"{name}-1") for name, at in SQUARES.items()])
    return path


@pytest.mark.parametrize("kind", [coco, labelme, qupath, yolo, rois])
def test_classes_of_any_kind_are_seeds_with_names(tmp_path, image, kind):
    found = seed_files.read(kind(tmp_path), image)

    assert found.names == ("nucleus", "ground")
    np.testing.assert_array_equal(found.labels, EXPECTED)


@pytest.mark.parametrize("kind", ["png", "tif", "npz"])
def test_values_of_a_label_map_are_classes(tmp_path, image, kind):
    import tifffile

    values, path = np.array([0, 7, 255], np.uint8)[EXPECTED + 1], tmp_path / f"map.{kind}"
    if kind == "npz":
        np.savez(path, values)
    elif kind == "tif":
        tifffile.imwrite(path, values)
    else:
        Pillow.fromarray(values).save(path)

    found = seed_files.read(path, image)

    assert found.names == ("class 7", "class 255")
    np.testing.assert_array_equal(found.labels, EXPECTED)


def test_what_has_no_class_is_left_out_and_reported(tmp_path, image):
    found = seed_files.read(qupath(tmp_path), image)

    assert found.notes == ("Annotations without a class, which were left out: 1.",)


def test_classes_without_a_pixel_are_reported_and_get_no_number(tmp_path, image):
    path = coco(tmp_path, ((1, "never"), (3, "nucleus"), (8, "ground")))

    found = seed_files.read(path, image)

    assert found.names == ("nucleus", "ground")
    assert found.notes == ("Classes without a pixel in the picture: never.",)


def test_a_folder_holds_the_file_of_each_picture(tmp_path, image):
    folder = tmp_path / "truth"
    (folder / "labels").mkdir(parents=True)
    with pytest.raises(UnusableSeedsError) as caught:
        seed_files.read(folder, image)
    assert str(caught.value) == (
        "Cannot take seeds from truth: none of the files in this folder has the name cells, and one must. "
        "Name the annotations as the picture, with their own ending."
    )

    yolo(folder).rename(folder / "labels" / "cells.txt")

    assert seed_files.read(folder, image).names == ("nucleus", "ground")


def test_annotations_of_another_picture_or_size_are_reported(tmp_path, image):
    with pytest.raises(UnusableSeedsError) as caught:
        seed_files.read(labelme(tmp_path, (30, 40)), image)
    assert str(caught.value) == (
        "Cannot take seeds from lm.json: it is of a picture of 40 by 30 pixels and cells.png has 20 by 16. "
        "Give the annotations of this picture."
    )
    strange = Image.from_array(np.zeros((16, 20), np.uint8))
    with pytest.raises(BadAnnotationsError, match="it has 2 pictures, and none of them is "):
        seed_files.read(coco(tmp_path), strange)


def test_an_unknown_class_is_reported(tmp_path, image):
    with pytest.raises(
        BadAnnotationsError, match="an annotation has the category 99, which it does not list"
    ):
        seed_files.read(coco(tmp_path, ((3, "nucleus"),)), image)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["nucleus"], "it marks one class only, 'nucleus', in cells.png. Mark at least two classes"),
        ([], "it marks no usable pixel of a class, in cells.png. Mark at least two classes"),
    ],
)
def test_less_than_two_classes_are_reported(tmp_path, image, names, said):
    with pytest.raises(UnusableSeedsError, match=re.escape(said)):
        seed_files.read(qupath(tmp_path, names), image)


def test_masked_pixels_are_no_seeds(tmp_path, image):
    hidden = Image.from_array(image.pixels, mask=EXPECTED != 1)

    with pytest.raises(UnusableSeedsError, match="it marks one class only, 'nucleus'"):
        seed_files.read(labelme(tmp_path), hidden)


def test_an_object_map_of_too_many_objects_is_reported(tmp_path):
    values = np.arange(1600, dtype=np.uint16).reshape(40, 40)
    np.savez(tmp_path / "map.npz", labels=values)

    with pytest.raises(UnusableSeedsError, match="it has 1,599 classes, and at most 1,000 can be told apart"):
        seed_files.read(tmp_path / "map.npz", Image.from_array(np.zeros((40, 40), np.uint8)))


def test_segments_are_the_classes(tmp_path, image):
    found = gmmseg.segment(image, seeds=labelme(tmp_path))

    assert [segment.name for segment in found.model.segments] == ["nucleus", "ground"]
    np.testing.assert_array_equal(found.labels, np.where(image.pixels[..., 0] == 200, 1, 2))
    assert found.model.training.pictures == (image.digest,)


def test_which_pictures_are_annotated_is_reported_by_their_names(tmp_path, image):
    folder = tmp_path / "seeds"
    (folder / "labels").mkdir(parents=True)
    for name in ("a.geojson.gz", "labels/b.txt", "c.md"):
        (folder / name).write_bytes(b"")
    path = coco(tmp_path)

    assert seed_files.annotated(folder, ["a.png", "b.tif", "c.png", "d.png"]) == [0, 1]
    assert seed_files.annotated(path, ["d.png", "cells.png"]) == [1]
