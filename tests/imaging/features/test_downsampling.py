import numpy as np
import pytest
from skimage.color import rgb2lab

from gmmseg.imaging.features.downsampling import DownsampledImage, downsample, reduction
from gmmseg.imaging.image import Image


@pytest.mark.parametrize(
    ("n_pixels", "factor"), [(1, 1), (60_000, 1), (60_001, 2), (154_401, 2), (500_000, 3), (12_000_000, 10)]
)
def test_pictures_are_reduced_by_the_least_factor_that_makes_them_small(n_pixels, factor):
    assert reduction(n_pixels) == factor
    assert factor <= 2 or n_pixels / factor**2 <= 120_000


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_squares_become_their_means_and_the_last_may_be_smaller(dtype):
    pixels = np.arange(5 * 7 * 3).reshape(5, 7, 3).astype(dtype)
    image = Image(pixels, (0.0, 100.0))

    found = downsample(image, 3)

    assert found.shape == (3, 2, 3)
    np.testing.assert_allclose(found[:, 0, 0], pixels[:3, :3].mean(axis=(0, 1)) / 100, rtol=1e-6)
    np.testing.assert_allclose(found[:, 1, 2], pixels[3:, 6:].mean(axis=(0, 1)) / 100, rtol=1e-6)


def test_unusable_pixels_do_not_count():
    pixels = np.zeros((2, 4, 3), np.uint8)
    pixels[0, 0], pixels[:, 1:] = 255, 51
    mask = np.zeros((2, 4), bool)
    mask[0, 0] = True
    image = Image(pixels, (0.0, 255.0), mask)

    found = downsample(image, 2)

    np.testing.assert_allclose(found[:, 0, :], 1)  # the right square has no usable pixel: it takes the mean


def test_colours_come_in_lab():
    pixels = np.random.default_rng(0).integers(0, 256, (6, 8, 3), np.uint8)

    found = DownsampledImage.of(Image(pixels, (0.0, 255.0)))

    np.testing.assert_allclose(found.planes, rgb2lab(pixels).transpose(2, 0, 1), atol=0.02)
    assert found.factor == 1


def test_of_many_channels_the_three_that_vary_most_are_kept_in_their_order():
    spread = np.array([1, 9, 2, 8, 7])
    pixels = (np.arange(12).reshape(3, 4, 1) * spread).astype(np.float32)
    image = Image(pixels, (0.0, 100.0), channels=tuple("abcde"))

    found = DownsampledImage.of(image)

    np.testing.assert_allclose(found.planes, pixels[..., [1, 3, 4]].transpose(2, 0, 1), rtol=1e-5)
