"""What is moved along with the picture is what would be drawn anew, pixel for pixel."""

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from gmmseg.gui.canvas import layers
from gmmseg.gui.canvas.layers import Layer, VisiblePart
from gmmseg.gui.canvas.object_overlay import ObjectOutline, outlined
from gmmseg.gui.canvas.viewport import Viewport
from gmmseg.gui.widgets.qimage import image_of_codes, ready_image_of

VIEW, PICTURE = (60, 40), (90, 70)
LABELS = (np.add.outer(np.arange(70) // 6, np.arange(90) // 5) % 4).astype(np.uint8)
EDGE = 2
TABLE = np.array([[0, 0, 0, 0], [200, 30, 30, 90], [30, 200, 30, 90], [30, 30, 200, 90]], np.uint8)
LINES = TABLE | np.array([0, 0, 0, 255], np.uint8)


def pixels(image):
    image = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 4 * image.width()].reshape(image.height(), image.width(), 4).copy()


def layer(camera, window):
    return image_of_codes(*layers.coded(Layer((LABELS,), TABLE, LINES), camera, window, PICTURE))


def outline(camera, window):
    return ready_image_of(
        outlined(ObjectOutline(((LABELS == 2).astype(np.uint8),), (9, 9, 99)), camera, window, PICTURE)
    )


@pytest.mark.parametrize("drawn", [layer, outline])
@pytest.mark.parametrize("scale", [0.5, 1.0, 3.7])
@pytest.mark.parametrize("way", [(7, 0), (-7, 3), (0, -9), (5, 5), (1, -1)])
def test_a_picture_that_moves_is_drawn_as_if_anew(drawn, scale, way):
    old = Viewport(scale, -11.3, -8.25)
    new = Viewport(scale, old.x + way[0], old.y + way[1])
    asked = []

    def draw(window, camera=new):
        asked.append((window.right - window.left) * (window.bottom - window.top))
        return drawn(camera, window)

    before_window, window = (VisiblePart.of(camera, VIEW, PICTURE) for camera in (old, new))
    before = layers.KeptImage(old, before_window, drawn(old, before_window))

    found = layers.scrolled(before, new, window, PICTURE, draw)

    anew = pixels(drawn(new, window))
    inner = slice(EDGE, -EDGE), slice(EDGE, -EDGE)  # at its very edge, a part does not know what is beside it
    np.testing.assert_array_equal(pixels(found)[inner], anew[inner])
    whole = (window.right - window.left) * (window.bottom - window.top)
    assert sum(asked) < whole  # most of it was there


@pytest.mark.parametrize("new", [Viewport(1.1, -11, -8), Viewport(1.0, -10.5, -8), Viewport(1.0, -60, -8)])
def test_another_scale_or_place_is_drawn_anew(new):
    old, asked = Viewport(1.0, -11, -8), []
    before_window, window = (VisiblePart.of(camera, VIEW, PICTURE) for camera in (old, new))
    before = layers.KeptImage(old, before_window, layer(old, before_window))

    layers.scrolled(before, new, window, PICTURE, lambda part: asked.append(part) or layer(new, part))

    assert asked == [window]


def test_what_is_around_a_part_covers_the_rest_once():
    outer, inner = QRect(0, 0, 20, 10), QRect(3, 2, 8, 5)
    counts = np.zeros((10, 20), int)
    for strip in (*layers.around(inner, outer), inner):
        counts[strip.top() : strip.bottom() + 1, strip.left() : strip.right() + 1] += 1
    assert (counts == 1).all()
    assert layers.around(QRect(), outer) == [outer]


def test_codes_of_bytes_and_of_large_numbers_have_the_same_colours():
    few = layers.coded(Layer((LABELS,), TABLE, LINES), Viewport(), VisiblePart(0, 0, 60, 40), PICTURE)
    many = Layer((LABELS.astype(np.uint32),), np.repeat(TABLE, [1, 1, 1, 500], axis=0), None)
    wide = layers.coded(many, Viewport(), VisiblePart(0, 0, 60, 40), PICTURE)

    assert few[0].dtype == np.uint8
    assert wide[0].dtype != np.uint8
    plain = layers.coded(Layer((LABELS,), TABLE), Viewport(), VisiblePart(0, 0, 60, 40), PICTURE)
    np.testing.assert_array_equal(pixels(image_of_codes(*wide)), pixels(image_of_codes(*plain)))
