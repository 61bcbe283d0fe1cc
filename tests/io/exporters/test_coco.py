"""COCO's JSON, read back with pycocotools."""

import contextlib
import io
import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pycocotools import mask as theirs
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from gmmseg import __version__
from gmmseg.io.exporters import export
from gmmseg.io.exporters.coco import run_lengths, run_lengths_in_box

pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation:DeprecationWarning"
)  # of pycocotools

RING = np.array(
    [
        [1, 1, 1, 1, 2, 2, 0],
        [1, 2, 2, 1, 2, 2, 0],
        [1, 2, 3, 1, 2, 2, 0],
        [1, 1, 1, 1, 2, 2, 0],
        [3, 3, 3, 3, 3, 1, 0],
    ],
    np.uint8,
)


@pytest.fixture
def ring(segmentation):
    """Return a segmentation whose first segment has a hole."""
    return replace(segmentation, labels=RING.copy())


def loaded(path):
    with contextlib.redirect_stdout(io.StringIO()):
        return COCO(str(path))


@pytest.mark.parametrize("kind", ["coco", "coco-rle"])
def test_annotations_hold_exactly_the_pixels_of_their_segment(ring, tmp_path, kind):
    (path,) = export(ring, tmp_path, [kind])

    coco = loaded(path)
    for number in (1, 2, 3):
        masks = [coco.annToMask(each) for each in coco.loadAnns(coco.getAnnIds(catIds=[number]))]
        np.testing.assert_array_equal(np.sum(masks, axis=0), number == RING)


@pytest.mark.parametrize("kind", ["coco", "coco-rle"])
def test_areas_and_boxes_are_those_of_their_pixels(ring, tmp_path, kind):
    (path,) = export(ring, tmp_path, [kind])

    coco = loaded(path)
    for each in coco.loadAnns(coco.getAnnIds()):
        mask = np.asfortranarray(coco.annToMask(each))
        assert each["area"] == mask.sum()
        np.testing.assert_array_equal(each["bbox"], theirs.toBbox(theirs.encode(mask)))


def test_classes_and_the_picture_are_named(ring, tmp_path):
    (path,) = export(ring, tmp_path, ["coco"], segments=[2, 3])

    content = json.loads(path.read_text())
    assert [(each["id"], each["name"]) for each in content["categories"]] == [
        (2, "=2+3"),
        (3, "grass / trees"),
    ]
    assert content["images"] == [{"id": 1, "file_name": "photo.jpg", "height": 5, "width": 7}]


@pytest.mark.parametrize(("kind", "n"), [("coco", 6), ("coco-rle", 3)])
def test_nothing_is_a_crowd_which_trainers_and_evaluations_leave_out(ring, tmp_path, kind, n):
    (path,) = export(ring, tmp_path, [kind])

    coco = loaded(path)
    assert len(coco.getAnnIds(iscrowd=False)) == n
    assert coco.getAnnIds(iscrowd=True) == []


@pytest.mark.parametrize("kind", ["coco", "coco-rle"])
def test_the_evaluation_counts_what_is_found_again(ring, tmp_path, kind):
    (path,) = export(ring, tmp_path, [kind])
    truth = loaded(path)
    found = [
        {
            "image_id": 1,
            "category_id": each["category_id"],
            "segmentation": truth.annToRLE(each),
            "score": 1.0,
        }
        for each in truth.loadAnns(truth.getAnnIds())
    ]

    with contextlib.redirect_stdout(io.StringIO()):
        judged = COCOeval(truth, truth.loadRes(found), "segm")
        judged.evaluate()
        judged.accumulate()
        judged.summarize()

    assert judged.stats[0] == pytest.approx(1)  # mean average precision; -1 where there is nothing to find


@given(arrays(bool, st.tuples(st.integers(1, 6), st.integers(1, 6))))
def test_runs_are_those_of_pycocotools(mask):
    encoded = theirs.frPyObjects({"counts": run_lengths(mask), "size": list(mask.shape)}, *mask.shape)

    np.testing.assert_array_equal(theirs.decode(encoded), mask)
    assert encoded["counts"] == theirs.encode(np.asfortranarray(mask.astype(np.uint8)))["counts"]


@pytest.mark.parametrize("kind", ["coco", "coco-rle"])
def test_the_parts_that_every_such_file_has_are_there(segmentation, tmp_path, kind, capsys):
    (path,) = export(segmentation, tmp_path, [kind])

    loaded(path).info()  # fails where there is none

    assert capsys.readouterr().out == f"description: Segments of photo.jpg, found by gmmseg {__version__}\n"
    assert json.loads(path.read_text(encoding="utf-8"))["licenses"] == []


def test_objects_are_annotations_with_their_number_and_class(segmentation, odd_objects, tmp_path):
    (path,) = export(segmentation, tmp_path, ["objects-coco"], segments=[1], found_objects=odd_objects)

    with contextlib.redirect_stdout(io.StringIO()):
        oracle = COCO(path)
    categories = {category["id"]: category["name"] for category in oracle.dataset["categories"]}
    assert categories == {1: "sky", 2: "=2+3", 3: "grass / trees"}  # of all pictures alike
    rows = [oracle.anns[number] for number in (2, 5, 9)]
    assert [row["category_id"] for row in rows] == [3, 1, 2]
    assert [row["area"] for row in rows] == [4, 8, 11]
    assert [row["bbox"] for row in rows] == [[0, 3, 6, 2], [0, 0, 3, 3], [3, 0, 3, 4]]
    assert [len(row["segmentation"]) for row in (rows[0], rows[2])] == [2, 1]  # parts
    np.testing.assert_array_equal(oracle.annToMask(rows[1]), odd_objects.labels == 5)


@given(arrays(bool, st.tuples(*[st.integers(1, 6)] * 2)), st.tuples(*[st.integers(0, 2)] * 4))
def test_runs_of_a_box_are_those_of_the_whole_mask(inside, margins):
    left, top, right, bottom = margins
    inside[0, 0] = True
    whole = np.pad(inside, ((top, bottom), (left, right)))

    found = run_lengths_in_box(inside, (left, top), whole.shape)

    encoded = theirs.frPyObjects({"counts": found, "size": list(whole.shape)}, *whole.shape)
    np.testing.assert_array_equal(theirs.decode(encoded), whole)
