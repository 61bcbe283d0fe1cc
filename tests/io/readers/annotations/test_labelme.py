"""LabelMe's shapes, by hand."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from gmmseg.io.readers.annotations import labelme


def drawn(**shape):
    (found,) = labelme.shapes({"shapes": [{"group_id": 3, **shape}]}, (6, 7))
    whole = np.zeros((6, 7), int)
    left, top, inside = found.patch
    whole[top : top + inside.shape[0], left : left + inside.shape[1]] = inside
    return whole


def packed(mask):
    file = io.BytesIO()
    Image.fromarray(mask).save(file, "png")
    return base64.b64encode(file.getvalue()).decode()


def test_rectangles_have_their_sides():
    whole = drawn(shape_type="rectangle", points=[[4, 3], [1, 2]])

    assert whole[2:4, 1:5].all()
    assert whole.sum() == 8


def test_circles_go_through_their_second_point():
    whole = drawn(shape_type="circle", points=[[3, 3], [3, 1]])

    assert whole[3].tolist() == [0, 1, 1, 1, 1, 1, 0]
    assert whole[:, 3].tolist() == [0, 1, 1, 1, 1, 1]


def test_what_lies_outside_is_cut_off():
    whole = drawn(points=[[-1e12, -5], [3, -5], [3, 1], [-1e12, 1]])

    assert whole[:2, :4].all()
    assert whole.sum() == 8


def test_masks_lie_at_their_corner():
    mask = np.array([[True, False], [True, True]])

    whole = drawn(shape_type="mask", points=[[4, 2], [5, 3]], mask=packed(mask))

    np.testing.assert_array_equal(whole[2:4, 4:6], mask)
    assert whole.sum() == 3


def test_a_mask_that_is_larger_than_its_place_is_refused():
    with pytest.raises(ValueError, match="a mask of 90 by 90 pixels, larger than its place"):
        drawn(shape_type="mask", points=[[4, 2], [5, 3]], mask=packed(np.ones((90, 90), bool)))


def test_lines_have_no_pixels():
    (found,) = labelme.shapes({"shapes": [{"shape_type": "line", "points": [[0, 0], [1, 1]]}]}, (6, 7))

    assert found.patch is None


@pytest.mark.parametrize(
    ("kind", "points"),
    [("polygon", []), ("polygon", [[1, 1], [2, 2]]), ("circle", [[1, 1]]), ("line", [[1, 1]])],
)
def test_areas_with_too_few_corners_have_no_pixels_and_others_stay(kind, points):
    square = {"label": "b", "points": [[1, 1], [3, 1], [3, 3], [1, 3]]}

    first, second = labelme.shapes(
        {"shapes": [{"label": "a", "shape_type": kind, "points": points}, square]}, (6, 7)
    )

    assert first.patch is None
    assert second.patch[2].sum() == 9
