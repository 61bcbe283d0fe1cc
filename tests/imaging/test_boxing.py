import numpy as np
import pytest

from gmmseg.imaging.boxing import LEAST_BACKGROUND, Frame, best_threshold
from gmmseg.imaging.seeds import Box


def test_the_background_lies_around_the_box_and_not_in_it():
    frame = Frame.of(Box(20, 30, 40, 50), (100, 100))

    assert frame.inside.sum() == 400
    assert frame.background.sum() == 30 * 30 - 400
    assert not (frame.inside & frame.background).any()


def test_a_box_over_the_whole_picture_takes_its_rim_for_background():
    frame = Frame.of(Box(0, 0, 40, 30), (30, 40))

    assert frame.background.sum() == 40 * 30 - 34 * 24 > LEAST_BACKGROUND


def test_places_are_in_half_sides_from_the_centre():
    frame = Frame.of(Box(10, 10, 20, 14), (30, 30))

    np.testing.assert_allclose(frame.x[0, [10, 19]], [-0.9, 0.9], rtol=1e-6)
    np.testing.assert_allclose(frame.y[[10, 13], 0], [-0.75, 0.75], rtol=1e-6)


@pytest.mark.parametrize("middle", [-3.0, -1.0, 0.5])
def test_the_threshold_lets_as_much_overlap_as_can_be_expected(middle):
    odds = np.random.default_rng(0).normal(middle, 1.5, 2000).astype(np.float32)
    chance = np.sort(1 / (1 + np.exp(-odds.astype(float))))[::-1]
    taken = np.arange(1, 2001)
    overlaps = np.cumsum(chance) / (taken + chance.sum() - np.cumsum(chance))

    threshold = best_threshold(odds)

    chosen = np.count_nonzero(odds > threshold)
    assert overlaps[chosen - 1] == pytest.approx(overlaps.max(), abs=1e-3)


def test_what_is_certain_is_parted_between_both_classes():
    assert -12 < best_threshold(np.array([-20, -20, 20], np.float32)) < 12
