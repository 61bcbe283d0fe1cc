from dataclasses import replace

import numpy as np
import pytest

import gmmseg
from gmmseg.assets import path
from gmmseg.imaging.image import Image
from gmmseg.imaging.regional.region_prior import RegionPrior, informative


@pytest.fixture(scope="module")
def found():
    """Two grounds, each with speckles of its own colour; those of both are much alike."""
    rng = np.random.default_rng(3)
    array = np.full((120, 160, 3), (40, 90, 60), np.uint8)
    array[:, 80:] = (190, 170, 120)
    array = np.clip(array + rng.normal(0, 4, array.shape), 0, 255).astype(np.uint8)
    return gmmseg.segment(array)


def test_one_region_that_is_nearly_all_says_nothing():
    regions = np.ones((10, 10), np.int32)
    regions[:2, :2] = 2

    image = Image.from_array(np.zeros((10, 10), np.uint8))

    assert informative(image, regions) is None
    regions = regions.copy()
    regions[:, :5] = 2
    assert informative(image, regions) is regions


def test_a_picture_that_is_not_the_models_own_has_none(found):
    other = Image.from_array(np.asarray(found.image.pixels)[::-1])

    assert RegionPrior.of(found.image, found.model) is not None
    assert RegionPrior.of(other, found.model) is None
    assert RegionPrior.of(other, replace(found.model, regions="all")) is not None
    assert RegionPrior.of(found.image, replace(found.model, regions="none")) is None


def test_it_is_made_once_for_a_model_whatever_its_segments_are_called(found):
    named = replace(
        found.model, segments=tuple(replace(s, name=f"my {s.name}") for s in found.model.segments)
    )

    assert RegionPrior.of(found.image, found.model) is RegionPrior.of(found.image, named)


def test_a_segment_is_expected_where_it_lives(found):
    prior = RegionPrior.of(found.image, found.model)
    region, number = prior.regions[60, 20], found.labels[60, 20] - 1

    assert prior.ratios[region].argmax() == number
    assert prior.ratios[prior.regions[60, 140], number] == 0
    np.testing.assert_allclose(prior.sizes.sum(), 120 * 160)


def test_segments_in_another_order_expect_the_same(found):
    prior = RegionPrior.of(found.image, found.model)
    turned = replace(found.model, segments=found.model.segments[::-1])

    other = RegionPrior.of(found.image, turned)

    np.testing.assert_array_equal(other.ratios, prior.ratios[:, ::-1])
    np.testing.assert_array_equal(other.sizes, prior.sizes[::-1])


def test_a_model_of_before_gives_strips_the_shares_of_what_they_lie_between():
    new = gmmseg.segment(path("sample_images", "coins.png"))
    old = replace(new.model, is_without_strips=False)
    priors = RegionPrior.of(new.image, new.model), RegionPrior.of(new.image, old)
    between, coin = (53, 78), (122, 45)

    np.testing.assert_array_equal(priors[0].ratios, priors[1].ratios)
    assert priors[0].regions[between] == priors[0].regions[0, 0] != priors[1].regions[between]
    assert priors[0].regions[coin] == priors[1].regions[coin]
    assert [old.apply(new.image).labels[at] for at in (between, coin)] == [2, 2]
    assert [new.labels[at] for at in (between, coin)] == [1, 2]
