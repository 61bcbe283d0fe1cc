import numpy as np
import pytest

from gmmseg.imaging.features.downsampling import DownsampledImage
from gmmseg.imaging.image import Image
from gmmseg.imaging.regions.hierarchy import adjacency, finest_regions, region_tree, regions


def three_fields(height=120, width=150, seed=0):
    rng = np.random.default_rng(seed)
    truth = np.ones((height, width), int)
    truth[:, width // 3 :] = 2
    truth[height // 2 :, width // 3 :] = 3
    colours = np.array([[0, 0, 0], [200, 60, 50], [60, 160, 70], [50, 70, 180]])
    noisy = colours[truth] + rng.normal(0, 6, (height, width, 3))
    return Image.from_array(np.clip(noisy, 0, 255).astype(np.uint8)), truth


@pytest.fixture(scope="module")
def fields():
    image, truth = three_fields()
    return image, truth, region_tree(image)


def test_three_fields_are_three_regions(fields):
    image, truth, tree = fields

    found = regions(image, tree)

    assert found.max() == 3
    assert (found == truth).mean() > 0.98


def test_less_detail_merges_regions_and_never_splits_one(fields):
    _, _, tree = fields
    counts = []
    finer = tree.cut(1.0)
    for detail in (0.95, 0.8, 0.5, 0.2, 0.0):
        coarser = tree.cut(detail)
        counts.append(int(coarser.max()) + 1)

        assert len({(a, b) for a, b in zip(finer.ravel(), coarser.ravel(), strict=True)}) == finer.max() + 1
        finer = coarser

    assert counts == sorted(counts, reverse=True)
    assert counts[-1] == 1
    assert tree.cut(1.0).max() + 1 == tree.n_finest


def test_any_number_of_threads_gives_the_same_regions(fields):
    image, _, tree = fields
    other = region_tree(image, threads=3)

    np.testing.assert_array_equal(other.base, tree.base)
    np.testing.assert_array_equal(other.levels, tree.levels)


def test_unusable_pixels_are_in_no_region():
    image, truth = three_fields()
    mask = truth != 2
    masked = Image.from_array(image.pixels, mask=mask)

    found = regions(masked, region_tree(masked))

    np.testing.assert_array_equal(found == 0, ~mask)
    assert found.max() == 2


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (3, 2), (40, 1)])
def test_the_smallest_pictures_have_regions(shape):
    image = Image.from_array(np.random.default_rng(0).integers(0, 256, (*shape, 3), np.uint8))

    found = regions(image, region_tree(image))

    assert found.shape == shape
    assert found.min() == 1


def test_a_flat_picture_is_one_region():
    image = Image.from_array(np.full((30, 30), 7, np.uint8))

    assert regions(image, region_tree(image), detail=0.9).max() == 1


def test_no_region_is_smaller_than_asked(fields):
    image, _, tree = fields

    found = regions(image, tree, detail=0.95, min_region=60)

    assert np.bincount(found.ravel())[1:].min() >= 60


def test_a_small_region_joins_the_neighbour_that_explains_it_best():
    strength = np.zeros((9, 12), np.float32)
    strength[:, 6], strength[:, 5] = 0.5, 0.5
    p = np.zeros((3, 9, 12), np.float32)
    p[0, :, :6], p[1, :, 6:] = 1, 1
    p[:, 3:6, 4:8] = np.array([0, 0.7, 0.3])[:, None, None]
    strength[2:7, 3:9] = 0.5
    strength[3:6, 4:8] = 0.2
    tree = finest_regions(strength, [p], DownsampledImage(np.zeros((3, 9, 12), np.float32), 1))

    small = tree.cut(0.9, smallest=20)

    assert small[4, 6] == small[4, 11] != small[4, 0]


def test_neighbours_come_with_the_length_and_strength_of_their_boundary():
    labels = np.array([[0, 0, 1], [0, 2, 1]], np.int32)
    strength = np.array([[0, 1, 2], [3, 4, 5]], np.float32)

    pairs, lengths, strengths = adjacency(labels, strength)

    np.testing.assert_array_equal(pairs, [[0, 1], [0, 2], [1, 2]])
    np.testing.assert_array_equal(lengths, [1, 2, 1])
    np.testing.assert_array_equal(strengths, [2, 4 + 4, 5])
