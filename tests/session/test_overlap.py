import numpy as np
import pytest

from gmmseg.imaging.areas import Area
from gmmseg.imaging.seeds import Stroke
from gmmseg.session.overlap import strokes_touch


@pytest.mark.parametrize(("x", "meets"), [(9.0, True), (10.9, True), (11.1, False)])
def test_two_strokes_touch_where_their_discs_meet(x, meets):
    line, dot = Stroke(((0.0, 0.0), (5.0, 0.0)), 4.0), Stroke(((x, 0.0),), 2.0)

    assert strokes_touch(line, dot) is meets
    assert strokes_touch(dot, line) is meets


@pytest.mark.parametrize(("x", "meets"), [(5.0, True), (7.0, True), (9.0, False)])
def test_a_stroke_touches_an_area_where_they_share_a_pixel(x, meets):
    mask = np.zeros((10, 20), bool)
    mask[2:8, 2:6] = True

    assert strokes_touch(Area.of(mask, 0), Stroke(((x, 4.0),), 2.0)) is meets


def test_a_stroke_beside_the_picture_touches_no_area():
    assert not strokes_touch(Area.of(np.ones((4, 4), bool), 0), Stroke(((50.0, 50.0),), 3.0))


@pytest.mark.parametrize(("x", "meets"), [(500.4, True), (500.6, False)])
def test_a_long_stroke_and_a_dot_are_compared_at_once(x, meets):
    many = Stroke(tuple((float(n % 500), 0.0) for n in range(100_000)), 1.0)
    dots = Stroke(tuple((x, 0.0) for _ in range(100_000)), 0.5)

    for _ in range(20):
        assert strokes_touch(many, Stroke(((x, 0.0),), 0.5)) is meets
    assert strokes_touch(dots, Stroke(((499.0, 0.0),), 1.0)) is meets
