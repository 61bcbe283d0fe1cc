"""Components across bands, against those of scipy on the whole."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from gmmseg.imaging.regions.banded_components import BandedComponents


def by_scipy(labels):
    """Return components of each label, numbered in row order over all labels, and how many each label has."""
    found, counts = np.zeros(labels.shape, int), np.zeros(4, int)
    for label in range(1, 4):
        own, counts[label] = ndimage.label(labels == label)
        found[own > 0] = own[own > 0] + found.max()
    present, firsts = np.unique(found, return_index=True)
    order = [number for _, number in sorted(zip(firsts, present, strict=True)) if number]
    table = np.zeros(found.max() + 1, int)
    table[order] = np.arange(1, len(order) + 1)
    return table[found], counts


@given(
    height=st.integers(1, 30), width=st.integers(1, 20), step=st.integers(1, 31), seed=st.integers(0, 1000)
)
@settings(max_examples=40, deadline=None)
def test_pieces_are_numbered_across_bands(height, width, step, seed):
    labels = np.random.default_rng(seed).integers(0, 4, (height, width)).astype(np.uint8)
    labels = np.minimum(labels, 1 + seed % 3).astype(np.uint8)

    found = BandedComponents.of(labels, step=step)

    expected, counts = by_scipy(labels)
    np.testing.assert_array_equal(np.concatenate(list(found.bands())), expected)
    np.testing.assert_array_equal(found.counts(3), counts)
    assert len(found) == counts.sum()


@pytest.mark.parametrize("step", [1, 2, 7])
def test_a_spiral_is_one_piece(step):
    labels = np.array(
        [[1, 1, 1, 1, 1], [0, 0, 0, 0, 1], [1, 1, 1, 0, 1], [1, 0, 0, 0, 1], [1, 1, 1, 1, 1]], np.uint8
    )

    assert BandedComponents.of(labels, step=step).counts(1).tolist() == [0, 1]
