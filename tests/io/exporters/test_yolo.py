"""YOLO's rows, filled by scikit-image as OpenCV would; its list of classes, read with a YAML reader."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml
from skimage.draw import disk, polygon2mask, polygon_perimeter

from gmmseg.errors import AlreadyThereError
from gmmseg.imaging.image import Image as Picture
from gmmseg.io.exporters import export


def whole(numbers):
    return np.rint(numbers).astype(np.int32)


def cut_off(numbers):
    return numbers.astype(np.int32)


def drawn(row, shape, to_pixels):
    """Return what a row stands for: the inside of the polygon and its sides, corners in whole pixels."""
    corners = to_pixels(np.float32(row.split()[1:]).reshape(-1, 2) * np.float32(shape[::-1]))
    rows, columns = corners[:, 1], corners[:, 0]
    mask = polygon2mask(shape, np.column_stack([rows, columns]))
    mask[polygon_perimeter(rows, columns, clip=False)] = True
    return mask


def written(segmentation, labels, folder):
    image = Picture.from_array(np.zeros((*labels.shape, 3), np.uint8), name="shapes.png")
    path, _ = export(replace(segmentation, image=image, labels=labels), folder, ["yolo"])
    return path.read_text().splitlines()


@pytest.mark.parametrize("to_pixels", [whole, cut_off])  # some trainers do one, some the other
def test_what_a_trainer_fills_is_the_segment_with_its_holes(segmentation, tmp_path, to_pixels):
    labels = np.full((90, 130), 3, np.uint8)
    labels[disk((45, 60), 40)] = 1
    labels[disk((45, 60), 20)] = 2
    labels[40:43, 20:120:7] = 2

    rows = written(segmentation, labels, tmp_path)

    for index in range(3):
        masks = [drawn(row, labels.shape, to_pixels) for row in rows if row.startswith(f"{index} ")]
        np.testing.assert_array_equal(np.sum(masks, axis=0), labels == index + 1)
    assert all(0 <= float(v) <= 1 for row in rows for v in row.split()[1:])


@pytest.mark.parametrize("to_pixels", [whole, cut_off])
def test_the_smallest_pieces_are_as_small_as_they_are(segmentation, tmp_path, to_pixels):
    labels = np.zeros((997, 1003), np.uint8)  # sizes that no decimal fraction divides
    pieces = [(1, 1), (1, 2), (2, 1), (3, 3), (1, 9), (4, 7)]
    for i, (height, width) in enumerate(pieces):
        labels[50 * i + 7 : 50 * i + 7 + height, 900 : 900 + width] = 1

    rows = written(segmentation, labels, tmp_path)

    assert [drawn(row, labels.shape, to_pixels).sum() for row in rows] == [1, 2, 2, 9, 9, 28]
    assert min(len(row.split()) for row in rows) == 1 + 2 * 4  # fewer would be taken for a box


def test_labels_lie_where_trainers_look_for_those_of_images(segmentation, tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")

    label, listed = export(segmentation, tmp_path / "set", ["yolo"])

    found = yaml.safe_load(listed.read_text())
    root = Path(found.get("path") or listed.parent)  # as Ultralytics' check_det_dataset has it
    picture = str(root / found["train"] / "photo.jpg")
    assert found["val"] == found["train"]
    assert "/labels/".join(picture.rsplit("/images/", 1)).removesuffix(".jpg") + ".txt" == str(label)


def test_classes_are_named_from_0(segmentation, tmp_path):
    _, path = export(segmentation, tmp_path, ["yolo"])

    assert path.name == "data.yaml"
    assert yaml.safe_load(path.read_text())["names"] == {0: "sky", 1: "=2+3", 2: "grass / trees"}


def test_names_are_read_back_as_they_are(make, tmp_path):
    names = ('\N{GRINNING FACE}, "b": \\ #', "\x07\x85\u2028\ufeff\n\U000e0001", "\u00fcber")

    _, path = export(make(names=names), tmp_path, ["yolo"])

    read = yaml.safe_load(path.read_text(encoding="utf-8"))["names"]
    assert tuple(read.values()) == names


def test_pictures_of_a_folder_share_their_classes(segmentation, make, tmp_path):
    export(segmentation, tmp_path, ["yolo"])

    paths = export(make(), tmp_path, ["yolo"], stem="other")

    assert [path.name for path in paths] == ["other.txt", "data.yaml"]


@pytest.mark.parametrize("longer_first", [False, True])
def test_a_list_of_classes_grows_with_its_pictures_and_never_shrinks(make, tmp_path, longer_first):
    every = make(names=("sea", "sand", "sky"))
    some = replace(every, model=replace(every.model, segments=every.model.segments[:2]))
    some = replace(some, labels=np.minimum(every.labels, 2))

    done = []
    for found in (every, some) if longer_first else (some, every):
        done += export(found, tmp_path, ["yolo"], stem=f"{len(done)}", kept=done)

    names = yaml.safe_load((tmp_path / "data.yaml").read_text())["names"]
    assert names == {0: "sea", 1: "sand", 2: "sky"}


def test_an_old_longer_list_is_replaced_where_requested(make, tmp_path):
    every = make(names=("sea", "sand", "sky"))
    some = replace(every, model=replace(every.model, segments=every.model.segments[:2]))
    some = replace(some, labels=np.minimum(every.labels, 2))
    export(every, tmp_path, ["yolo"])

    export(some, tmp_path, ["yolo"], overwrite=True)

    assert yaml.safe_load((tmp_path / "data.yaml").read_text())["names"] == {0: "sea", 1: "sand"}


def test_other_classes_are_not_written_over_unless_requested(segmentation, make, tmp_path):
    export(segmentation, tmp_path, ["yolo"])
    other = make(names=("a", 'b "c"', "d"))

    with pytest.raises(AlreadyThereError) as refused:
        export(other, tmp_path, ["yolo"], stem="other")
    assert str(refused.value) == (
        f"data.yaml already exists in {tmp_path}, with other classes, and nothing was written. "
        "Allow overwriting, or choose another folder."
    )
    export(other, tmp_path, ["yolo"], stem="other", overwrite=True)

    assert yaml.safe_load((tmp_path / "data.yaml").read_text())["names"][1] == 'b "c"'
    assert json.dumps('b "c"') in (tmp_path / "data.yaml").read_text()


def test_objects_lie_in_a_data_set_of_their_own(segmentation, odd_objects, tmp_path):
    kinds = ["yolo", "objects-yolo"]

    *_, rows, classes = export(segmentation, tmp_path, kinds, found_objects=odd_objects, segments=[1])

    assert rows == tmp_path / "objects_yolo/labels/photo.txt"
    assert classes == tmp_path / "objects_yolo/data.yaml"
    assert yaml.safe_load(classes.read_text())["names"] == {0: "sky", 1: "=2+3", 2: "grass / trees"}
    lines = rows.read_text().splitlines()
    assert [line.split()[0] for line in lines] == ["2", "2", "0", "1"]  # the first has two parts
    masks = [drawn(line, (5, 7), whole) for line in lines]
    np.testing.assert_array_equal(masks[0] | masks[1], odd_objects.labels == 2)
    np.testing.assert_array_equal(masks[3], odd_objects.labels == 9)
