from dataclasses import replace

import numpy as np
import pytest

from gmmseg.imaging.regions.hierarchy import RegionTree
from gmmseg.imaging.regions.strips import without_strips

GROUND, STRIP, LEFT, RIGHT = range(4)


@pytest.fixture
def coins():
    """Two discs with a strip of the ground between them, which merged with the left one first."""
    base = np.full((20, 40), GROUND, np.int32)
    base[5:15, 5:15], base[5:15, 15:20], base[5:15, 20:30] = LEFT, STRIP, RIGHT
    traits = np.zeros((4, 11), np.float32)
    traits[:, -7] = (40, 42, 70, 75)  # lightness
    return RegionTree(
        base,
        parents=np.array([6, 4, 4, 5, 5, 6, -1]),
        levels=np.array([0, 0, 0, 0, 0.06, 0.1, 0.4]),
        histograms=np.ones((4, 4), np.float32) / 4,
        traits=traits,
        pairs=np.array([(GROUND, STRIP), (GROUND, LEFT), (GROUND, RIGHT), (STRIP, LEFT), (STRIP, RIGHT)]),
        lengths=np.array([10.0, 30.0, 30.0, 10.0, 10.0]),
        strengths=np.array([5.0, 24.0, 24.0, 7.0, 7.0]),
        factor=1,
        boundary=np.zeros((20, 40), np.float32),
    )


def lightness(tree, *values):
    traits = tree.traits.copy()
    traits[:, -7] = values
    return replace(tree, traits=traits)


def test_a_strip_of_the_ground_counts_to_the_ground(coins):
    owners = coins.owners(0.5)

    assert owners.tolist() == [0, 1, 1, 1]
    assert without_strips(coins, owners).tolist() == [0, 0, 1, 1]
    assert owners.tolist() == [0, 1, 1, 1]


@pytest.mark.parametrize("of_strip", [50, 60, 72])
def test_what_does_not_look_like_what_is_next_door_stays(coins, of_strip):
    tree = lightness(coins, 40, of_strip, 70, 75)

    assert without_strips(tree, tree.owners(0.5)).tolist() == [0, 1, 1, 1]


def test_a_boundary_stronger_than_that_to_its_own_region_holds_it(coins):
    tree = replace(coins, strengths=np.array([8.0, 24.0, 24.0, 7.0, 7.0]))

    assert without_strips(tree, tree.owners(0.5)).tolist() == [0, 1, 1, 1]


def test_what_hardly_touches_the_region_next_door_stays(coins):
    tree = replace(
        coins,
        lengths=np.array([2.0, 30.0, 30.0, 10.0, 10.0]),
        strengths=np.array([1.0, 24.0, 24.0, 7.0, 7.0]),
    )

    assert without_strips(tree, tree.owners(0.5)).tolist() == [0, 1, 1, 1]


def test_a_region_gives_no_more_than_a_part_away(coins):
    base = coins.base.copy()
    base[4:16, 3:37] = STRIP
    base[5:15, 5:15], base[5:15, 20:30] = LEFT, RIGHT
    tree = replace(coins, base=base)

    assert without_strips(tree, tree.owners(0.5)).tolist() == [0, 1, 1, 1]


def test_where_nothing_moves_it_is_the_same_object(coins):
    tree = lightness(coins, 40, 72, 70, 75)
    owners = tree.owners(0.5)

    assert without_strips(tree, owners) is owners
    assert without_strips(coins, coins.owners(1.0)).tolist() == [0, 1, 2, 3]


def test_one_finest_region_has_no_strip(coins):
    tree = replace(
        coins,
        base=np.zeros((3, 4), np.int32),
        parents=np.array([-1]),
        levels=np.array([0.0]),
        traits=coins.traits[:1],
        pairs=np.empty((0, 2), np.int64),
        lengths=np.empty(0),
        strengths=np.empty(0),
    )
    owners = tree.owners(0.5)

    assert without_strips(tree, owners) is owners
