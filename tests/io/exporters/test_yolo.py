"""YOLO's rows, filled by matplotlib; its list of classes, read with a YAML reader."""

import json
from dataclasses import replace

import numpy as np
import pytest
import yaml
from matplotlib.path import Path as Polygon
from skimage.draw import disk

from gmmseg.errors import AlreadyThereError
from gmmseg.imaging.image import Image as Picture
from gmmseg.io.exporters import export


def drawn(numbers, shape):
    rows, columns = np.mgrid[: shape[0], : shape[1]] + 0.5
    centres = np.column_stack([columns.ravel(), rows.ravel()])
    return Polygon(np.reshape(numbers, (-1, 2)) * shape[::-1]).contains_points(centres).reshape(shape)


def test_rows_hold_their_segment_up_to_a_pixel_at_its_edge(segmentation, tmp_path):
    labels = np.full((90, 130), 3, np.uint8)
    labels[disk((45, 60), 40)] = 1
    labels[disk((45, 60), 20)] = 2
    image = Picture.from_array(np.zeros((90, 130, 3), np.uint8), name="disks.png")

    path, _ = export(replace(segmentation, image=image, labels=labels), tmp_path, ["yolo"])

    rows = [row.split() for row in path.read_text().splitlines()]
    for index in range(3):
        masks = [drawn([float(v) for v in row[1:]], labels.shape) for row in rows if row[0] == str(index)]
        mask, own = np.logical_or.reduce(masks), labels == index + 1
        assert (mask & own).sum() / (mask | own).sum() > 0.95
    assert all(0 <= float(v) <= 1 for row in rows for v in row[1:])


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


def test_an_old_longer_list_is_replaced_where_told(make, tmp_path):
    every = make(names=("sea", "sand", "sky"))
    some = replace(every, model=replace(every.model, segments=every.model.segments[:2]))
    some = replace(some, labels=np.minimum(every.labels, 2))
    export(every, tmp_path, ["yolo"])

    export(some, tmp_path, ["yolo"], overwrite=True)

    assert yaml.safe_load((tmp_path / "data.yaml").read_text())["names"] == {0: "sea", 1: "sand"}


def test_other_classes_are_not_written_over_unless_told(segmentation, make, tmp_path):
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
