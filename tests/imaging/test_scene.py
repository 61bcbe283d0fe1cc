import numpy as np

from gmmseg.imaging.image import Image
from gmmseg.imaging.scene import Scene


def test_a_small_picture_is_worked_on_as_it_is():
    scene = Scene.of(Image.from_array(np.zeros((30, 40, 3), np.uint8)))

    assert (scene.factor, scene.shape) == (1, (30, 40))


def test_a_large_picture_is_reduced_by_a_whole_factor():
    scene = Scene.of(Image.from_array(np.zeros((301, 400), np.uint8)), 10_000)

    assert (scene.factor, scene.shape) == (4, (76, 100))


def test_the_border_is_one_pixel_away_and_the_middle_as_far_as_half_the_side():
    scene = Scene.of(Image.from_array(np.zeros((31, 41, 3), np.uint8)))

    assert scene.border[0, 7] == 1
    np.testing.assert_allclose(scene.border[15, 20], 16)


def test_the_unit_is_a_pixel_of_a_picture_of_400_squared():
    assert Scene.of(Image.from_array(np.zeros((100, 100), np.uint8))).unit == 0.25
