"""YOLO's rows and lists of classes, as Ultralytics, labelImg and Darknet write them."""

import numpy as np
import pytest
import yaml

from gmmseg.io.readers.annotations import yolo

NAMES = {0: "sky", 1: 'it\'s: "grass"', 2: "naïve # tree"}


def pixels(row, shape=(8, 10), names=None):
    (found,) = yolo.shapes(row, shape, names or {})
    whole = np.zeros(shape, bool)
    left, top, inside = found.patch
    whole[top : top + inside.shape[0], left : left + inside.shape[1]] = inside
    return found.class_name, whole


@pytest.mark.parametrize("more", ["", " 0.93"])
def test_a_box_is_around_its_middle(more):
    name, whole = pixels(f"1 0.5 0.5 0.4 0.25{more}", names={0: "a", 1: "b"})

    assert name == "b"
    assert np.argwhere(whole).tolist() == [[y, x] for y in (3, 4) for x in (3, 4, 5, 6)]


@pytest.mark.parametrize("more", ["", " 0.93"])
def test_a_polygon_has_its_sides(more):
    _, whole = pixels(f"0 0.1 0.125 0.4 0.125 0.4 0.5 0.1 0.5{more}")

    assert np.argwhere(whole).tolist() == [[y, x] for y in (1, 2, 3, 4) for x in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("0 a b", "row 1 is not of numbers"),
        ("-1 0 0 1 1", "row 1 begins with -1, which is no class"),
        ("0.5 0 0 1 1", "row 1 begins with 0.5, which is no class"),
        ("2 0 0 1 1", "row 1 is of class 2, and the list of classes has 2"),
        ("0 0.1 0.2", "row 1 has 2 numbers after its class: a box has 4, a polygon 6"),
        ("0 nan 0 1 1", "row 1 has 4 numbers after its class: a box has 4, a polygon 6"),
    ],
)
def test_what_is_no_row_is_reported(row, said):
    with pytest.raises(ValueError, match=f"^{said}"):
        list(yolo.shapes(row, (8, 10), {0: "a", 1: "b"}))


@pytest.mark.parametrize("names", [NAMES, list(NAMES.values())])
@pytest.mark.parametrize("flow", [False, True, None])
def test_lists_of_classes_are_read_as_yaml_reads_them(tmp_path, names, flow):
    (tmp_path / "labels").mkdir()
    content = {"path": "x", "names": names, "nc": 3}
    text = yaml.safe_dump(content, default_flow_style=flow, sort_keys=False, width=1000)
    if flow:  # all on one line: the list alone is so elsewhere
        text = "path: x\nnames: " + yaml.safe_dump(names, default_flow_style=True, width=1000)
    (tmp_path / "data.yaml").write_text(text, encoding="utf-8")

    assert yolo.class_names(tmp_path / "labels" / "photo.txt") == NAMES


def test_a_list_of_lines_is_one_too_and_none_is_none(tmp_path):
    assert yolo.class_names(tmp_path / "a" / "b" / "photo.txt") == {}

    (tmp_path / "classes.txt").write_text("cat\ndog\n")

    assert yolo.class_names(tmp_path / "photo.txt") == {0: "cat", 1: "dog"}
