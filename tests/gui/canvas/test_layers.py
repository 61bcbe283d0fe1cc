import numpy as np
import pytest

from gmmseg.gui.canvas import layers
from gmmseg.gui.canvas.layers import Layer, VisiblePart
from gmmseg.gui.canvas.viewport import Viewport

TABLE = np.array([[0, 0, 0, 0], [255, 0, 0, 255], [0, 0, 255, 255]], np.uint8)
LINES = np.array([[0, 0, 0, 0], [9, 9, 9, 255], [9, 9, 9, 255]], np.uint8)


@pytest.fixture
def halves():
    labels = np.ones((10, 20), np.uint8)
    labels[:, 10:] = 2
    return labels


def test_at_one_to_one_every_pixel_has_the_colour_of_its_label(halves):
    camera, window = Viewport(1.0, 0.0, 0.0), VisiblePart(0, 0, 20, 10)

    out = layers.drawn(Layer((halves,), TABLE), camera, window, (20, 10))

    np.testing.assert_array_equal(out, TABLE[halves])


@pytest.mark.parametrize("scale", [1.0, 3.0, 8.0, 37.5])
def test_a_boundary_is_one_screen_pixel_wide_at_every_zoom(halves, scale):
    camera = Viewport(scale, 0.0, 0.0)
    window = VisiblePart(0, 0, int(20 * scale), int(10 * scale))

    out = layers.drawn(Layer((halves,), TABLE, LINES), camera, window, (20, 10))

    assert ((out[..., 0] == 9).sum(axis=1) == 1).all()
    assert out[0, int(10 * scale) - 1, 0] == 9


def test_the_smallest_level_that_is_sharp_enough_is_taken():
    levels = tuple(np.zeros((1, n)) for n in (800, 400, 200))

    assert [layers.level_for(levels, n).shape[1] for n in (1000, 800, 500, 400, 90)] == [
        800,
        800,
        800,
        400,
        200,
    ]


def test_a_preview_of_another_size_covers_the_whole_picture(halves):
    camera, window = Viewport(1.0, 0.0, 0.0), VisiblePart(0, 0, 80, 40)

    out = layers.drawn(Layer((halves,), TABLE), camera, window, (80, 40))

    np.testing.assert_array_equal(out[..., 0], np.repeat([255, 0], 40)[None].repeat(40, axis=0))


def test_only_what_is_in_view_is_drawn():
    window = VisiblePart.of(Viewport(100.0, -5000.0, 40.0), (800, 600), (1000, 1000))

    assert window == VisiblePart(0, 40, 800, 600)
    assert VisiblePart.of(Viewport(1.0, 900.0, 0.0), (800, 600), (10, 10)).is_empty
