import numpy as np
import pytest

from gmmseg.imaging.image import Image
from gmmseg.imaging.rendering.thumbnail import thumbnail


def image(shape, seed=0):
    return Image.from_array(np.random.default_rng(seed).integers(0, 256, shape, np.uint8))


def test_a_small_picture_is_as_large_as_it_is():
    picture = image((5, 7, 3))

    np.testing.assert_array_equal(thumbnail(picture, 7), picture.pixels)


def test_pixels_are_means_of_blocks():
    picture = image((8, 12, 3))

    wanted = picture.pixels.reshape(4, 2, 6, 2, 3).mean(axis=(1, 3))
    np.testing.assert_allclose(thumbnail(picture, 6), wanted, atol=0.501)


@pytest.mark.parametrize("shape", [(1, 999), (1000, 3, 3), (317, 211, 3), (2000, 1501)])
def test_it_fits_and_keeps_the_shape(shape):
    found = thumbnail(image(shape), 96)

    assert max(found.shape[:2]) == 96
    assert found.shape[2] == 3
    assert abs(found.shape[0] / found.shape[1] * shape[1] / shape[0] - 1) < 0.02 or min(found.shape[:2]) == 1


def test_pixels_that_are_masked_out_do_not_matter():
    mask = np.zeros((400, 400), bool)
    mask[1, 1] = True

    assert thumbnail(Image.from_array(np.full((400, 400), 9, np.uint8), mask=mask), 10).shape == (10, 10, 3)
