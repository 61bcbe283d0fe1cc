from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from gmmseg.imaging.cutting import region_affinity
from gmmseg.imaging.image import Image
from gmmseg.imaging.regions import image_hierarchy as module
from gmmseg.imaging.regions.hierarchy import region_tree
from gmmseg.imaging.regions.image_hierarchy import ImageHierarchy
from gmmseg.session.compute.object_cutting import ObjectCutter


@pytest.fixture
def flags():
    """Three bands of colour with a little noise."""
    pixels = np.repeat(np.array([(200, 30, 30), (30, 180, 40), (20, 40, 190)], float), (20, 12, 8), axis=0)
    pixels = pixels + np.random.default_rng(0).normal(0, 4, (30, 40, 3))
    return Image.from_array(np.clip(pixels, 0, 255).astype(np.uint8), name="flags.png")


@pytest.fixture
def made(monkeypatch):
    """The seeds that hierarchies were made with."""
    seeds = []

    def noting(image, *, seed, threads, pause):
        seeds.append(seed)
        pause()
        return region_tree(image, seed=seed, threads=threads)

    monkeypatch.setattr(module, "region_tree", noting)
    return seeds


def test_all_who_ask_at_once_get_the_same_one(flags, made):
    hierarchy = ImageHierarchy(flags)

    with ThreadPoolExecutor(4) as pool:
        trees = list(pool.map(lambda _: hierarchy.tree(), range(4)))

    assert len({id(tree) for tree in trees}) == 1
    assert made == [0]


def test_it_is_that_of_the_picture(flags):
    found, alone = ImageHierarchy(flags).tree(3), region_tree(flags, seed=3)

    np.testing.assert_array_equal(found.base, alone.base)
    np.testing.assert_array_equal(found.levels, alone.levels)


def test_the_usual_one_is_kept_beside_the_last_other_one(flags, made):
    hierarchy = ImageHierarchy(flags)

    for seed in (0, 5, 0, 5, 6, 0, 5):
        hierarchy.tree(seed)

    assert made == [0, 5, 6, 5]


def test_whoever_does_not_want_it_any_more_ends_it_and_the_next_can_have_it(flags, made):
    hierarchy = ImageHierarchy(flags)

    def stop():
        raise KeyError("cancelled")

    with pytest.raises(KeyError):
        hierarchy.tree(pause=stop)

    assert hierarchy.tree() is hierarchy.tree()
    assert made == [0, 0]


def test_objects_are_cut_with_the_one_that_is_shared(flags, made, monkeypatch):
    hierarchy = ImageHierarchy(flags)
    hierarchy.tree()
    monkeypatch.delattr(region_affinity, "region_tree")  # which would make another

    ObjectCutter(flags, hierarchy).ready()

    assert made == [0]
