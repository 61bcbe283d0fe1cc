import numpy as np
import pytest

from gmmseg.gui.widgets.qimage import image_of


@pytest.mark.parametrize("width", [1, 3, 5, 64])
def test_pixels_arrive_whatever_the_width(qapp, width):
    pixels = np.random.default_rng(0).integers(0, 256, (4, width, 3), dtype=np.uint8)

    image = image_of(pixels)

    colour = image.pixelColor(width - 1, 3)
    assert [colour.red(), colour.green(), colour.blue()] == pixels[3, width - 1].tolist()


def test_an_image_outlives_its_array(qapp):
    pixels = np.full((2, 2, 4), 77, np.uint8)

    image = image_of(pixels)
    pixels[:] = 0

    assert image.pixelColor(1, 1).alpha() == 77
