import numpy as np
from PIL import Image as Pillow

from gmmseg.io import images


def test_a_png_is_read_as_it_is(tmp_path):
    pixels = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
    Pillow.fromarray(pixels).save(tmp_path / "small.png")

    image = images.read(tmp_path / "small.png")

    np.testing.assert_array_equal(image.pixels, pixels)
    assert image.name == "small.png"
