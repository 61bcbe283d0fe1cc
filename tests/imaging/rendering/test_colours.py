"""Colours of segments and of numbers, against matplotlib and arithmetic."""

import matplotlib as mpl
import numpy as np
import pytest

from gmmseg.imaging.rendering.colours import MAGMA, OKABE_ITO, VIRIDIS, deal, oklab, palette, ramp


@pytest.mark.parametrize(("name", "anchors"), [("viridis", VIRIDIS), ("magma", MAGMA)])
def test_a_ramp_is_the_colour_map_of_its_name(name, anchors):
    expected = mpl.colormaps[name](np.arange(256), bytes=True)[:, :3]

    np.testing.assert_allclose(ramp(anchors).astype(int), expected.astype(int), atol=2)


def test_the_first_eight_colours_are_okabe_and_itos():
    assert palette(8) == OKABE_ITO


@pytest.mark.parametrize("n", [0, 1, 9, 40])
def test_a_palette_has_the_length_asked_for_and_no_colour_twice(n):
    colours = palette(n)

    assert len(colours) == len(set(colours)) == n


def test_a_longer_palette_begins_with_a_shorter_one():
    assert palette(100)[:30] == palette(30)


def test_more_colours_than_there_are_repeat():
    colours = palette(1200)

    assert len(colours) == 1200


def test_lightness_of_white_is_1_and_of_black_0():
    lab = oklab(np.array([(255, 255, 255), (0, 0, 0)], np.uint8))

    np.testing.assert_allclose(lab, [(1, 0, 0), (0, 0, 0)], atol=1e-4)


def test_colours_are_dealt_so_that_neighbours_differ():
    borders = np.zeros((4, 4))
    borders[0, 1] = borders[1, 0] = 100
    borders[2, 3] = borders[3, 2] = 1

    places = oklab(np.array(deal(borders), np.uint8))
    apart = np.linalg.norm(places[:, None] - places[None], axis=2)

    assert set(deal(borders)) == set(palette(4))
    of_pairs = sorted(apart[np.triu_indices(4, 1)])
    assert apart[0, 1] == pytest.approx(of_pairs[-1])  # the long border has the pair that differs most
