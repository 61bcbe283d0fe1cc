import numpy as np
import pytest

from gmmseg.imaging.cutting.region_affinity import RegionAffinity, affinity_of_levels
from gmmseg.imaging.image import Image
from gmmseg.imaging.regions.hierarchy import MIDDLE_LEVEL


@pytest.fixture(scope="module")
def picture():
    rng = np.random.default_rng(0)
    picture = np.full((40, 60, 3), 60)
    picture[:, 30:] = 200, 80, 40
    return np.clip(picture + rng.normal(0, 4, picture.shape), 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def affinity(picture):
    return RegionAffinity.of(Image.from_array(picture), (40, 60), 1)


def test_nearness_is_detail_from_the_same_region_to_what_people_draw_as_one():
    np.testing.assert_allclose(affinity_of_levels(np.array([0.0, MIDDLE_LEVEL])), [1, 0.5])


def test_regions_of_one_half_have_more_affinity_than_those_of_the_other(affinity):
    near, size = affinity.near(int(affinity.index[20, 10]))

    per_pixel = near[affinity.index]
    assert per_pixel[20, 10] == 1
    assert per_pixel[:, :28].min() > per_pixel[:, 32:].max()
    assert size[affinity.index][5, 50] > size[affinity.index][20, 10]


def test_weights_and_means_are_those_of_the_pixels_of_each_region(affinity):
    values = np.random.default_rng(1).random((40, 60), np.float32)

    expected = np.bincount(affinity.index.ravel(), values.ravel(), affinity.n)
    np.testing.assert_allclose(affinity.summed_weights(values), expected, rtol=1e-5)
    np.testing.assert_allclose(affinity.means(values), expected / affinity.counts, rtol=1e-5)


def test_log_odds_say_which_class_a_region_is_like(affinity):
    left = np.zeros((40, 60), np.float32)
    left[10:30, 5:20] = 1

    odds = affinity.log_odds(affinity.summed_weights(left), affinity.summed_weights(left[:, ::-1]))[
        affinity.index
    ]

    assert odds[:, :28].min() > 0 > odds[:, 32:].max()
    assert np.abs(odds).max() <= 2


def test_regions_outside_a_box_are_mixed_at_once_and_those_inside_later(affinity):
    inside = np.zeros((40, 60), bool)
    inside[:, 30:] = True

    rows = affinity.box_levels(inside)[:, affinity.index]

    assert (rows[:4, :, :28] == 1).all()
    assert rows[:4, :, 32:].max() < 1


def test_the_regions_of_an_object_fit_a_box_around_it_best(affinity):
    inside = np.zeros((40, 60), bool)
    inside[:, 30:] = True

    fits = affinity.fits(inside)[affinity.index]

    assert fits[:, 32:].min() > 0.8
    assert fits[:, :28].max() < 0.1


def test_a_pixel_lies_as_deep_in_what_joins_a_region_to_it_as_that_is_wide(affinity):
    allowed = np.ones((40, 60), bool)
    allowed[:, 30:] = False
    sizes = np.log(np.ones(affinity.n, np.float32))

    depths = affinity.depths(sizes, allowed, 20, 4)

    # All regions join at once: 40 x 30 pixels, 15 deep, and column 4 is 5 away from what lies beyond.
    np.testing.assert_allclose(depths[0], 5 / 15)
    np.testing.assert_allclose(depths[1], 5)


def test_regions_of_a_part_are_those_of_the_picture(picture, affinity):
    part = Image.from_array(picture[10:30, 20:50])

    found = RegionAffinity.of(part, (20, 30), 1, affinity.tree, corner=(10, 20))

    np.testing.assert_array_equal(found.index, affinity.index[10:30, 20:50])
    assert found.counts.sum() == 20 * 30
