"""What is written is what Pillow reads."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from gmmseg.io.exporters import png


def opened(path):
    """Return a picture that holds no file open."""
    return Image.open(BytesIO(path.read_bytes()))


@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 3), (5, 7, 4), (1, 1), (1, 9, 3)])
def test_pictures_come_back(tmp_path, shape):
    picture = np.random.default_rng(0).integers(0, 256, shape, np.uint8)

    png.write_picture(tmp_path / "a", picture)

    np.testing.assert_array_equal(np.asarray(opened(tmp_path / "a")), picture)


def test_parts_of_pictures_come_back(tmp_path):
    picture = np.random.default_rng(0).integers(0, 256, (8, 9, 3), np.uint8)[1::2, ::3]

    png.write_picture(tmp_path / "a", picture)

    np.testing.assert_array_equal(np.asarray(opened(tmp_path / "a")), picture)


def test_nothing_but_pixels_is_written(tmp_path):
    png.write_picture(tmp_path / "a", np.zeros((2, 2, 3), np.uint8))

    assert opened(tmp_path / "a").info == {}
