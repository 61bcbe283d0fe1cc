"""Shapes of objects, against their masks."""

import numpy as np

from gmmseg.session.corrections import CorrectedObject, Correction, ObjectShape, box_around


def test_a_shape_has_the_pixels_of_its_mask():
    mask = np.zeros((7, 9), bool)
    mask[2:5, 3:8] = True
    mask[3, 4] = False

    shape = ObjectShape.of(mask, left=10, top=20)

    assert (shape.left, shape.top, shape.width, shape.height) == (13, 22, 5, 3)
    assert shape.n_pixels == 14
    assert np.array_equal(shape.mask, mask[2:5, 3:8])
    assert shape.window == (slice(22, 25), slice(13, 18))


def test_the_box_around_shapes_holds_all_of_them():
    one, other = ObjectShape(2, 3, 4, 5, (0, 20)), ObjectShape(0, 7, 2, 9, (0, 18))

    assert box_around([one, other]) == (slice(3, 16), slice(0, 6))


def test_a_correction_follows_its_class_to_another_segment():
    shape = ObjectShape(0, 0, 1, 1, (0, 1))
    correction = Correction("Change class", (shape,), (CorrectedObject(4, 2, shape),))

    assert correction.moved({2: 5}).after[0].segment == 5
    assert correction.moved({3: 5}) is correction
