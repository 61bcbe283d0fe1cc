import numpy as np

from gmmseg.imaging.cutting.refinement import refine_mask
from gmmseg.imaging.image import Image


def squares(mask, factor):
    height, width = mask.shape
    return mask.reshape(height // factor, factor, width // factor, factor).mean(axis=(1, 3)) > 0.5


def test_the_edge_is_brought_back_to_where_the_picture_has_it():
    y, x = np.mgrid[:160, :240]
    truth = (x - 118) ** 2 + (y - 83) ** 2 < 53**2
    colours = np.where(truth[..., None], (200, 90, 60), (40, 110, 150))
    noise = np.random.default_rng(0).normal(0, 5, colours.shape)
    picture = np.clip(colours + noise, 0, 255).astype(np.uint8)

    mask = refine_mask(Image.from_array(picture), squares(truth, 8), 8)

    assert (mask != truth).sum() < 0.003 * truth.sum()


def test_on_an_even_picture_the_small_mask_stands():
    small = np.zeros((6, 8), bool)
    small[:, :4] = True

    mask = refine_mask(Image.from_array(np.zeros((24, 31), np.uint8)), small, 4)

    np.testing.assert_array_equal(mask, np.broadcast_to(np.arange(31) < 16, (24, 31)))


def test_a_mask_of_full_size_is_returned_as_it_is_but_not_itself():
    small = np.eye(5, dtype=bool)

    mask = refine_mask(Image.from_array(np.zeros((5, 5), np.uint8)), small, 1)

    np.testing.assert_array_equal(mask, small)
    assert mask is not small


def test_a_picture_without_an_object_has_none():
    assert not refine_mask(Image.from_array(np.zeros((8, 8), np.uint8)), np.zeros((2, 2), bool), 4).any()
