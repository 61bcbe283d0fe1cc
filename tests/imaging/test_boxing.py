import numpy as np

from gmmseg.imaging.boxing import LEAST_BACKGROUND, Frame
from gmmseg.imaging.seeds import Box


def test_the_background_lies_around_the_box_and_not_in_it():
    frame = Frame.of(Box(20, 30, 40, 50), (100, 100))

    assert frame.inside.sum() == 400
    assert frame.background.sum() == 30 * 30 - 400
    assert not (frame.inside & frame.background).any()


def test_a_box_over_the_whole_picture_takes_its_rim_for_background():
    frame = Frame.of(Box(0, 0, 40, 30), (30, 40))

    assert frame.background.sum() == 40 * 30 - 34 * 24 > LEAST_BACKGROUND


def test_places_are_in_half_sides_from_the_centre():
    frame = Frame.of(Box(10, 10, 20, 14), (30, 30))

    np.testing.assert_allclose(frame.x[0, [10, 19]], [-0.9, 0.9], rtol=1e-6)
    np.testing.assert_allclose(frame.y[[10, 13], 0], [-0.75, 0.75], rtol=1e-6)
