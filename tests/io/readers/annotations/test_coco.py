"""COCO's annotations, as pycocotools writes them."""

import numpy as np
import pytest
from pycocotools import mask as theirs

from gmmseg.io.readers.annotations import coco


def whole(patch, shape):
    """Return a patch in its place in a picture."""
    out = np.zeros(shape, int)
    left, top, inside = patch
    out[top : top + inside.shape[0], left : left + inside.shape[1]] = inside
    return out


@pytest.mark.parametrize("share", [0, 0.02, 0.5, 0.98])
def test_packed_runs_are_those_of_pycocotools(share):
    mask = np.random.default_rng(3).random((70, 50)) < share
    packed = theirs.encode(np.asfortranarray(mask, dtype=np.uint8))
    runs = {"counts": packed["counts"].decode(), "size": [70, 50]}
    content = {"annotations": [{"id": 7, "segmentation": runs}]}

    (found,) = coco.shapes(content, (70, 50))

    assert found.key == 7
    np.testing.assert_array_equal(whole(found.patch, (70, 50)), mask)


@pytest.mark.parametrize("counts", [[10**12], [-1, 13], "\x7f", "o" * 30])
def test_runs_of_another_length_are_refused_before_they_are_laid_out(counts):
    content = {"annotations": [{"segmentation": {"counts": counts, "size": [3, 4]}}]}

    with pytest.raises(ValueError, match="runs of"):
        list(coco.shapes(content, (3, 4)))


def test_overlapping_parts_are_one_object_and_crowds_none():
    parts = [[0, 0, 2, 0, 2, 2, 0, 2], [1, 1, 3, 1, 3, 3, 1, 3]]
    content = {"annotations": [{"id": 1, "segmentation": parts}, {"segmentation": [], "iscrowd": 1}]}

    found, crowd = coco.shapes(content, (3, 4))

    assert whole(found.patch, (3, 3)).tolist() == [[1, 1, 0], [1, 1, 1], [0, 1, 1]]
    assert crowd.patch is None


def test_a_file_is_of_one_picture():
    with pytest.raises(ValueError, match="it has 2 pictures instead of one"):
        coco.shape_of({"images": [{}, {}]})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"images": "x", "annotations": []}, "its images are no list of records"),
        ({"images": [5], "annotations": []}, "its images are no list of records"),
        ({"images": [{"height": 2, "width": 2}], "annotations": 5}, "its annotations are no list"),
    ],
)
def test_lists_that_are_none_are_reported(content, said):
    with pytest.raises(ValueError, match=said):
        list(coco.shapes(content, coco.shape_of(content)))


def test_what_has_a_box_alone_is_the_box():
    image = {"id": 1, "file_name": "a.png", "height": 5, "width": 6}
    boxes = [{"bbox": [1, 2, 3, 2]}, {"bbox": [1.4, 0, 2, 1.2], "segmentation": []}]

    first, second = coco.shapes({"images": [image], "annotations": boxes}, (5, 6))

    assert (first.patch[:2], first.patch[2].tolist()) == ((1, 2), [[True] * 3] * 2)
    assert second.patch[2].sum() == 2
