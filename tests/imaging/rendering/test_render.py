"""Pictures of results, against plain arithmetic pixel by pixel."""

import numpy as np
import pytest

from gmmseg.imaging.image import Image
from gmmseg.imaging.rendering import render
from gmmseg.imaging.rendering.render import thumbnail

LABELS = np.array([[0, 1, 1], [2, 2, 1]], np.uint8)
COLOURS = ((250, 0, 0), (0, 200, 100))
PICTURE = np.arange(18, dtype=np.uint8).reshape(2, 3, 3) * 10


def test_labels_are_shown_in_their_colours_and_0_in_black():
    shown = render.label_picture(LABELS, COLOURS)

    np.testing.assert_array_equal(shown[0], [(0, 0, 0), (250, 0, 0), (250, 0, 0)])
    np.testing.assert_array_equal(shown[1], [(0, 200, 100), (0, 200, 100), (250, 0, 0)])


def test_boundaries_lie_left_of_and_above_a_change():
    edges = render.boundaries(LABELS)

    np.testing.assert_array_equal(edges, [[True, True, False], [False, True, False]])


def test_each_segment_gets_the_mean_of_its_pixels():
    shown = render.mean_picture(PICTURE, LABELS, 2)

    inside = PICTURE[LABELS == 1].mean(axis=0)
    np.testing.assert_array_equal(shown[0, 1], np.rint(inside))
    np.testing.assert_array_equal(shown[0, 0], (0, 0, 0))


@pytest.mark.parametrize("opacity", [0.0, 0.25, 0.5, 1.0])
def test_an_overlay_mixes_and_leaves_unassigned_pixels(opacity):
    labels = np.ones((6, 5), np.uint8)
    labels[:, 0] = 0
    picture = np.random.default_rng(0).integers(0, 256, (6, 5, 3), np.uint8)

    shown = render.overlay(picture, labels, COLOURS, opacity)

    expected = (1 - opacity) * picture[:, 1:] + opacity * np.array(COLOURS[0])
    np.testing.assert_allclose(shown[:, 1:], expected, atol=1)
    assert (shown[:, 0] == render.BOUNDARY).all()  # the unassigned column borders on the segment


def test_the_overlay_of_a_part_is_the_part_of_the_overlay():
    labels = np.random.default_rng(1).integers(0, 3, (300, 400)).astype(np.uint8)
    picture = np.random.default_rng(2).integers(0, 256, (300, 400, 3), np.uint8)

    whole = render.overlay(picture, labels, COLOURS, 0.4)
    part = render.overlay(picture[50:100], labels[50:100], COLOURS, 0.4)

    np.testing.assert_array_equal(part[:-1], whole[50:99])  # the last row cannot see its lower neighbour


def test_boundaries_are_drawn_and_the_rest_is_left():
    shown = render.boundary_picture(PICTURE, LABELS)

    edges = render.boundaries(LABELS)
    np.testing.assert_array_equal(shown[~edges], PICTURE[~edges])
    assert (shown[edges] == render.EDGE).all()


def test_maps_run_from_dark_to_light_and_take_what_is_no_number_as_0():
    values = np.array([[0.0, 0.5, 1.0, np.nan, 7.0]], np.float32)

    for drawn in (render.probability_picture(values), render.uncertainty_picture(values)):
        light = drawn.astype(int).sum(axis=2)[0]
        assert light[0] < light[1] < light[2]
        np.testing.assert_array_equal(drawn[0, 3], drawn[0, 0])
        np.testing.assert_array_equal(drawn[0, 4], drawn[0, 2])


def image(shape, seed=0):
    return Image.from_array(np.random.default_rng(seed).integers(0, 256, shape, np.uint8))


def test_a_small_picture_is_as_large_as_it_is():
    picture = image((5, 7, 3))

    np.testing.assert_array_equal(thumbnail(picture, 7), picture.pixels)


def test_pixels_are_means_of_blocks():
    picture = image((8, 12, 3))

    wanted = picture.pixels.reshape(4, 2, 6, 2, 3).mean(axis=(1, 3))
    np.testing.assert_allclose(thumbnail(picture, 6), wanted, atol=0.501)


@pytest.mark.parametrize("shape", [(1, 999), (1000, 3, 3), (317, 211, 3), (2000, 1501)])
def test_it_fits_and_keeps_the_shape(shape):
    found = thumbnail(image(shape), 96)

    assert max(found.shape[:2]) == 96
    assert found.shape[2] == 3
    assert abs(found.shape[0] / found.shape[1] * shape[1] / shape[0] - 1) < 0.02 or min(found.shape[:2]) == 1


def test_pixels_that_are_masked_out_do_not_matter():
    mask = np.zeros((400, 400), bool)
    mask[1, 1] = True

    assert thumbnail(Image.from_array(np.full((400, 400), 9, np.uint8), mask=mask), 10).shape == (10, 10, 3)
