from functools import partial

import numpy as np
import pytest

from gmmseg.job import Job
from gmmseg.session.compute.region_map import RegionMapRequest, dividing_regions
from gmmseg.session.open_image import OpenImage


@pytest.fixture
def source(flags):
    return OpenImage.of(flags)


def divided(source, detail, min_region=0):
    question = RegionMapRequest(source.image, 0, detail, min_region)
    return Job(partial(dividing_regions, question, source.levels, source.hierarchy), threads=1).run()


def test_regions_have_numbers_and_mean_colours(source):
    found = divided(source, 0.5)

    assert found.n_regions == found.levels[0].max() == 3
    for number in (1, 2, 3):
        mean = source.image.pixels[found.levels[0] == number].mean(axis=0)
        np.testing.assert_allclose(found.means[number], mean, atol=0.51)


def test_detail_walks_a_hierarchy_that_is_made_once(source):
    first = divided(source, 0.5)
    coarse, fine = divided(source, 0.0), divided(source, 1.0)

    assert coarse.tree is fine.tree is first.tree
    assert coarse.n_regions == 1
    assert fine.n_regions >= 3


def test_small_regions_join_their_neighbours(source):
    assert divided(source, 0.5, min_region=400).n_regions == 2
