import numpy as np
import pytest
from scipy import ndimage

from gmmseg.imaging.channels import flattening
from gmmseg.imaging.channels.flattening import Illumination

HEIGHT, WIDTH, RADIUS = 200, 240, 10


def scene(sign=1):
    """Return discs on a slope (h, w), where discs are, and the slope."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    slope = 100 + 0.8 * x + 0.4 * y
    discs = np.zeros((HEIGHT, WIDTH), bool)
    for row in range(30, HEIGHT - 20, 45):
        for column in range(30, WIDTH - 20, 50):
            discs |= np.hypot(y - row, x - column) <= RADIUS
    return slope + sign * 60.0 * discs, discs, slope


@pytest.mark.parametrize("sign", [1, -1])
def test_objects_stand_out_from_an_even_ground(sign):
    picture, discs, _ = scene(sign)

    flat = flattening.flattened(picture, None, Illumination(2 * RADIUS, sign < 0))

    inner = np.s_[40:-40, 40:-40]  # at the edge the opening knows one side only
    background = flat[inner][~discs[inner]]
    objects = flat[inner][discs[inner]]
    assert background.std() < 8 < picture[inner][~discs[inner]].std() / 3
    assert (sign * objects).min() > (sign * background).max()


def test_the_size_of_objects_and_the_kind_of_ground_are_found():
    bright, dark = (flattening.estimate_illumination(scene(sign)[0], None, 0) for sign in (1, -1))

    assert (bright.is_bright, dark.is_bright) == (False, True)
    assert 0.7 * 2 * RADIUS < bright.size < 1.4 * 2 * RADIUS
    assert 0.7 * 2 * RADIUS < dark.size < 1.4 * 2 * RADIUS


def test_with_blocks_of_one_pixel_the_ground_is_a_smoothed_opening():
    picture = scene()[0][:60, :60]
    side = 2 * round(3 * 4 / 2) + 1
    opened = ndimage.grey_opening(picture.astype(np.float32), (side, side), mode="nearest")
    oracle = ndimage.gaussian_filter(opened, 3 * 4 * 4 / 17, mode="nearest")

    found = flattening.background(picture, None, Illumination(4, is_bright=False))

    np.testing.assert_allclose(found, oracle, rtol=1e-6)


def test_an_even_picture_becomes_zero_whatever_is_masked_out():
    picture = np.full((90, 70), 7.0)
    mask = np.ones((90, 70), bool)
    mask[:40] = False
    picture[:40] = 5000

    illumination = flattening.estimate_illumination(picture, mask, 0)
    flat = flattening.flattened(picture, mask, illumination)

    np.testing.assert_allclose(flat[mask], 0, atol=1e-5)


def test_a_ground_of_blocks_is_brought_back_by_cubic_splines():
    picture = scene()[0][:150, :210].astype(np.float32)  # whole blocks of 3 pixels
    size = 17  # the window is 51, a block 3
    small = picture.reshape(50, 3, 70, 3).mean(axis=(1, 3))
    opened = ndimage.grey_opening(small, (17, 17), mode="nearest")
    smooth = ndimage.gaussian_filter(opened, 4, mode="nearest")
    places = [(np.arange(n) + 0.5) / 3 - 0.5 for n in (150, 210)]
    oracle = ndimage.map_coordinates(smooth, np.meshgrid(*places, indexing="ij"), order=3, mode="nearest")

    found = flattening.background(picture, None, Illumination(size, is_bright=False))

    np.testing.assert_allclose(found, oracle, rtol=1e-5)


def test_a_channel_of_several_is_flattened_in_place():
    picture = scene()[0]
    illumination = Illumination(2 * RADIUS, is_bright=False)
    out = np.zeros((*picture.shape, 2), np.float32)

    flattening.flattened(picture, None, illumination, out[..., 1])

    np.testing.assert_array_equal(out[..., 1], flattening.flattened(picture, None, illumination))
    np.testing.assert_allclose(
        out[..., 1], picture - flattening.background(picture, None, illumination), atol=1e-3
    )
    assert not out[..., 0].any()
