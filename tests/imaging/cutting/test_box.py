import numpy as np
import pytest

from gmmseg.imaging.cutting.box import (
    LEAST_BACKGROUND,
    BoxFrame,
    beside,
    best_threshold,
    extend_to_sides,
    gaps,
    log_odds,
    odds_of_both,
    ramps,
    recut_box,
    shrunk,
)
from gmmseg.imaging.cutting.graph_cut import CutGraph
from gmmseg.imaging.cutting.prepared_image import PreparedImage
from gmmseg.imaging.image import Image
from gmmseg.imaging.seeds import Box


def test_the_background_lies_around_the_box_and_not_in_it():
    frame = BoxFrame.of(Box(20, 30, 40, 50), (100, 100))

    assert frame.inside.sum() == 400
    assert frame.background.sum() == 30 * 30 - 400
    assert not (frame.inside & frame.background).any()


def test_a_box_over_the_whole_picture_takes_its_rim_for_background():
    frame = BoxFrame.of(Box(0, 0, 40, 30), (30, 40))

    assert frame.background.sum() == 40 * 30 - 34 * 24 > LEAST_BACKGROUND


def test_places_are_in_half_sides_from_the_centre():
    frame = BoxFrame.of(Box(10, 10, 20, 14), (30, 30))

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


def test_gaps_are_the_shares_of_a_box_that_a_mask_leaves_free():
    mask = np.zeros((30, 40), bool)
    mask[6:20, 12:25] = True

    assert gaps(Box(10, 5, 30, 25), mask) == pytest.approx((0.1, 0.25, 0.05, 0.25))
    assert gaps(Box(30, 20, 40, 30), mask) == (1, 1, 1, 1)


def test_a_nudge_rises_from_within_the_mask_to_the_side_that_is_left_free_alone():
    frame = BoxFrame.of(Box(10, 10, 30, 30), (40, 40))

    ramp = ramps(frame, (0.0, 0.25, 0.05, 0.0))

    # Half-sides from the centre: the mask ends at 0.5, the ramp begins 1 before, and is 1 at the side.
    np.testing.assert_allclose(ramp[20, [14, 15, 25, 29]], [0, 0.05 / 1.5, 1.05 / 1.5, 1.45 / 1.5], atol=1e-6)
    assert ramp[12, 29] == ramp[27, 29]
    assert not ramp[:, 10:15].any()


@pytest.mark.parametrize(("against", "is_reached"), [(-0.9, True), (-6.0, False)])
def test_an_object_is_followed_to_a_side_that_was_left_free_unless_much_speaks_against_it(
    against, is_reached
):
    picture = np.random.default_rng(0).integers(100, 140, (60, 80, 3)).astype(np.uint8)
    prepared = PreparedImage.of(Image.from_array(picture))
    frame = BoxFrame.of(Box(10, 10, 70, 50), prepared.shape)
    evidence = np.full(prepared.shape, -1000, np.float32)
    evidence[10:50, 10:50], evidence[10:50, 50:70] = 4, against
    graph = CutGraph(prepared.links, within=frame.inside)
    before = recut_box(graph, frame, evidence)

    after = extend_to_sides(graph, frame, evidence, before)

    assert not before[:, 60:].any()
    assert after[:, 66:70].any() == is_reached


def test_the_smaller_box_lies_a_twenty_fifth_within_and_tiny_boxes_have_none():
    assert shrunk(Box(10, 20, 60, 120)) == Box(12, 24, 58, 116)
    assert shrunk(Box(0, 0, 12, 12)) is None
    assert shrunk(Box(0, 0, 5, 30)) == Box(0, 1, 5, 29)


def test_what_lies_beside_a_box_ends_with_the_picture():
    assert beside(Box(40, 40, 60, 60), (100, 100)) == pytest.approx(30 * 30 / 400 - 1)  # a margin of 5
    assert beside(Box(0, 0, 20, 20), (100, 100)) == pytest.approx(25 * 25 / 400 - 1)
    assert beside(Box(0, 0, 100, 80), (80, 100)) == 0


@pytest.mark.parametrize(("box", "weight"), [(Box(12, 8, 50, 40), 0.5), (Box(0, 0, 64, 48), 1.0)])
def test_the_smaller_box_counts_half_and_alone_where_nothing_lies_beside_the_larger(box, weight):
    rng = np.random.default_rng(0)
    picture = rng.normal(90, 8, (48, 64, 3))
    picture[16:36, 20:44] += 60
    prepared = PreparedImage.of(Image.from_array(picture.clip(0, 255).astype(np.uint8)))
    frame, smaller = (BoxFrame.of(each, prepared.shape) for each in (box, shrunk(box)))
    graphs = [CutGraph(prepared.links, within=each.inside) for each in (frame, smaller)]

    odds = odds_of_both(prepared, frame, graphs[0])

    outer, inner = (
        log_odds(prepared, each, graph) for each, graph in zip((frame, smaller), graphs, strict=True)
    )
    expected = np.where(smaller.inside, (1 - weight) * outer + weight * inner, outer)
    assert abs(inner - outer)[smaller.inside].max() > 0.1
    np.testing.assert_allclose(odds[frame.inside], expected[frame.inside], atol=1e-5)
