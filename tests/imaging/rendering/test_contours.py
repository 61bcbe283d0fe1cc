"""Outlines against their definition: filled, they give the pixels back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage.draw import polygon2mask, polygon_perimeter

from gmmseg.imaging.rendering.contours import Outline, area, outlines, simplify, traced

MAPS = arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=st.integers(0, 3))


def filled(rings, shape):
    """Return the pixels whose centres an odd number of ring sides lie left of."""
    rows, columns = np.mgrid[: shape[0], : shape[1]] + 0.5
    inside = np.zeros(shape, bool)
    for ring in rings:
        for (x0, y0), (x1, y1) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
            if x0 == x1:
                inside ^= (rows > min(y0, y1)) & (rows < max(y0, y1)) & (x0 < columns)
    return inside


@settings(deadline=None, max_examples=200)
@given(MAPS)
def test_filled_outlines_give_the_pixels_back(labels):
    found = list(outlines(labels))

    for number in range(1, 4):
        rings = [ring for outline in found if outline.number == number for ring in outline.rings]
        np.testing.assert_array_equal(filled(rings, labels.shape), labels == number)


@settings(deadline=None, max_examples=200)
@given(MAPS)
def test_outlines_are_rings_that_turn_at_every_corner_and_never_touch_themselves(labels):
    for outline in outlines(labels):
        for ring in outline.rings:
            sides = np.roll(ring, -1, axis=0) - ring
            assert ((sides == 0).sum(axis=1) == 1).all()
            assert ((sides == 0) != (np.roll(sides, 1, axis=0) == 0)).all()
            assert len(np.unique(ring, axis=0)) == len(ring)
        assert area(outline.rings[0]) > 0
        assert all(area(hole) < 0 for hole in outline.rings[1:])
        pixels = filled(outline.rings, labels.shape)
        assert outline.area == pixels.sum()
        columns, rows = np.flatnonzero(pixels.any(axis=0)), np.flatnonzero(pixels.any(axis=1))
        assert outline.box == (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)


def test_a_ring_of_pixels_has_one_hole():
    labels = np.array([[1, 1, 1], [1, 0, 1], [1, 1, 1]])

    (outline,) = outlines(labels)

    assert [sorted(map(tuple, ring.tolist())) for ring in outline.rings] == [
        [(0, 0), (0, 3), (3, 0), (3, 3)],
        [(1, 1), (1, 2), (2, 1), (2, 2)],
    ]


def test_pixels_that_touch_at_a_corner_are_two_pieces():
    assert [outline.area for outline in outlines(np.eye(2, dtype=int))] == [1, 1]


def test_nothing_has_no_outline():
    assert list(outlines(np.zeros((3, 4), np.uint8))) == []


def painted(corners, shape):
    """Return what scikit-image draws: the inside of a polygon by the even-odd rule, and its sides."""
    rows, columns = corners[:, 1], corners[:, 0]
    out = polygon2mask(shape, np.column_stack([rows, columns]))
    out[polygon_perimeter(rows, columns, clip=False)] = True
    return out


@settings(deadline=None, max_examples=300)
@given(MAPS)
def test_a_ring_through_the_pixels_is_filled_as_the_piece_with_its_holes(labels):
    for outline in outlines(labels):
        ring = traced(outline.rings)

        for pixels in (np.rint(ring).astype(int), ring.astype(int)):
            np.testing.assert_array_equal(painted(pixels, labels.shape), outline.filled(labels.shape))


def test_a_single_pixel_has_an_area_and_lies_in_its_pixel():
    labels = np.zeros((3, 4), np.uint8)
    labels[1, 2] = 1
    (outline,) = outlines(labels)

    ring = traced(outline.rings)

    np.testing.assert_allclose(ring.min(axis=0), (2.15, 1.15))
    np.testing.assert_allclose(ring.max(axis=0), (2.35, 1.35))
    assert area(ring) == pytest.approx(0.04)


def test_stairs_become_a_straight_line():
    stairs = np.tri(40, dtype=np.uint8)
    (outline,) = outlines(stairs)

    simple = outline.simplified()

    assert len(outline.rings[0]) > 70
    assert len(simple.rings[0]) < 8
    assert simple.area == pytest.approx(stairs.sum(), rel=0.05)


def test_a_single_pixel_stays_what_it_is():
    ring = np.array([(0, 0), (0, 1), (1, 1), (1, 0)], np.int32)

    assert simplify(ring) is ring
    assert Outline(1, (ring,)).area == 1


def test_stairs_become_a_straight_line_through_pixels():
    stairs = np.tri(40, dtype=np.uint8)
    (outline,) = outlines(stairs)

    ring = traced(outline.rings, straight=True)

    assert len(outline.rings[0]) > 70
    assert len(ring) < 8
    drawn = painted(np.rint(ring).astype(int), stairs.shape)
    assert (drawn & (stairs > 0)).sum() / (drawn | (stairs > 0)).sum() > 0.97


def test_a_thin_line_keeps_both_its_sides_where_made_straight():
    (outline,) = outlines(np.ones((1, 400), np.uint8))

    assert len(traced(outline.rings, straight=True)) == 4
