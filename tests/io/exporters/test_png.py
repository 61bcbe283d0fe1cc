"""What is written is what Pillow reads."""

from io import BytesIO

import imagecodecs
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


@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 3), (5, 7, 4)])
def test_deep_pictures_come_back(tmp_path, shape):
    picture = np.random.default_rng(0).integers(0, 2**16, shape, np.uint16)

    png.write_picture(tmp_path / "a", picture)

    np.testing.assert_array_equal(imagecodecs.png_decode((tmp_path / "a").read_bytes()), picture)


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_flat_pictures_come_back(tmp_path, kind):
    picture = np.repeat(np.random.default_rng(0).integers(0, 200, (5, 7), kind), 3, axis=1)

    png.write_flat(tmp_path / "a", picture)

    np.testing.assert_array_equal(np.asarray(opened(tmp_path / "a")), picture)


@pytest.mark.parametrize("at_once", [0, 2**26])  # with 0, all is written bit by bit
def test_indices_come_back_with_their_palette(tmp_path, monkeypatch, at_once):
    monkeypatch.setattr(png, "AT_ONCE", at_once)
    indices = np.random.default_rng(0).integers(0, 3, (6, 9), np.uint8)
    colours = np.array([(0, 0, 0), (10, 20, 30), (200, 100, 50)], np.uint8)

    png.write_palette(tmp_path / "a", indices, colours)

    picture = opened(tmp_path / "a")
    np.testing.assert_array_equal(np.asarray(picture), indices)
    assert picture.getpalette()[:9] == colours.ravel().tolist()
    assert picture.info == {}


def test_long_data_are_cut_into_chunks(tmp_path, monkeypatch):
    monkeypatch.setattr(png, "LONGEST", 100)
    picture = np.random.default_rng(0).integers(0, 256, (20, 30), np.uint8)

    png.write_picture(tmp_path / "a", picture)

    assert (tmp_path / "a").read_bytes().count(b"IDAT") > 5
    np.testing.assert_array_equal(np.asarray(opened(tmp_path / "a")), picture)
