import numpy as np

import gmmseg
from gmmseg.imaging.regional.probabilities import Probabilities


def halves() -> np.ndarray:
    array = np.full((60, 80, 3), (30, 60, 120), np.uint8)
    array[:, 40:] = (200, 160, 60)
    return np.clip(array + np.random.default_rng(0).normal(0, 5, array.shape), 0, 255).astype(np.uint8)


def test_they_sum_to_one_and_labels_follow_them():
    found = gmmseg.segment(halves(), smoothing=0)

    everywhere = Probabilities.of(found.image, found.model).everywhere()

    np.testing.assert_allclose(everywhere.sum(axis=0), 1, rtol=1e-5)
    np.testing.assert_array_equal(everywhere.argmax(axis=0) + 1, found.labels)


def test_single_pixels_and_blocks_say_the_same():
    found = gmmseg.segment(halves())
    probable = Probabilities.of(found.image, found.model)

    everywhere = probable.everywhere().reshape(found.n_segments, -1)

    np.testing.assert_array_equal(probable.at(np.array([5, 79, 2400])), everywhere[:, [5, 79, 2400]].T)


def test_without_regions_they_are_the_mixtures_own():
    found = gmmseg.segment(halves(), 2, method="global")
    indices = np.arange(0, 4800, 7)

    probable = Probabilities.of(found.image, found.model)

    assert probable.prior is None
    np.testing.assert_array_equal(
        probable.at(indices), found.model.posterior(found.model.features.at(found.image, indices))
    )
