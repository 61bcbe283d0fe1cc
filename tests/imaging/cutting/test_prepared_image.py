import numpy as np

from gmmseg.imaging.cutting.prepared_image import PreparedImage
from gmmseg.imaging.image import Image
from gmmseg.imaging.seeds import Box


def test_a_small_picture_is_worked_on_as_it_is():
    prepared = PreparedImage.of(Image.from_array(np.zeros((30, 40, 3), np.uint8)))

    assert (prepared.factor, prepared.shape) == (1, (30, 40))


def test_a_large_picture_is_reduced_by_a_whole_factor():
    prepared = PreparedImage.of(Image.from_array(np.zeros((301, 400), np.uint8)), 10_000)

    assert (prepared.factor, prepared.shape) == (4, (76, 100))


def test_the_border_is_one_pixel_away_and_the_middle_as_far_as_half_the_side():
    prepared = PreparedImage.of(Image.from_array(np.zeros((31, 41, 3), np.uint8)))

    assert prepared.border[0, 7] == 1
    np.testing.assert_allclose(prepared.border[15, 20], 16)


def test_the_unit_is_a_pixel_of_a_picture_of_400_squared():
    assert PreparedImage.of(Image.from_array(np.zeros((100, 100), np.uint8))).unit == 0.25


def test_a_part_is_in_all_its_pixels_what_the_picture_is_there():
    picture = np.random.default_rng(0).integers(0, 256, (301, 400, 3)).astype(np.uint8)
    prepared = PreparedImage.of(Image.from_array(picture), 10_000)

    part = prepared.part(Box(100, 50, 180, 110))

    assert (part.factor, part.shape) == (1, (60, 80))
    np.testing.assert_array_equal(part.image.pixels, picture[50:110, 100:180])


def test_a_part_without_a_usable_pixel_is_none():
    usable = np.zeros((30, 40), bool)
    usable[:, :20] = True
    prepared = PreparedImage.of(Image.from_array(np.zeros((30, 40), np.uint8), mask=usable))

    assert prepared.part(Box(25, 5, 35, 15)) is None
