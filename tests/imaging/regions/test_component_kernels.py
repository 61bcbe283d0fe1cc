import numpy as np
import pytest
from scipy.ndimage import label

from gmmseg.imaging.metrics import Overlaps
from gmmseg.imaging.regions.component_kernels import (
    label_components,
    labels_and_sizes,
    relabel,
    small_cracks,
    vote,
)


@pytest.mark.parametrize("side", [1, 9, 150])  # runs of a pixel, and of more than are compared at once
def test_connected_components_are_those_of_scipy_in_row_order(side):
    labels = np.random.default_rng(0).integers(0, 3, (40, 50))
    labels = np.ascontiguousarray(np.kron(labels, np.ones((1, side), labels.dtype))[:, 4:])
    out = np.empty(labels.shape, np.int32)

    n = label_components(labels, out)

    firsts = np.unique(out, return_index=True)[1]
    assert (np.diff(firsts) > 0).all()
    assert n == sum(label(labels == value)[1] for value in range(3))
    for value in range(3):
        parts = label(labels == value)[0]
        inside = labels == value
        assert len(Overlaps.between(out[inside], parts[inside]).counts) == parts.max()


def test_cracks_of_small_components_are_counted_on_both_sides():
    components = np.array([[0, 0, 1], [0, 0, 2]], np.int32)
    codes = np.empty(8, np.int64)

    n = small_cracks(components, np.array([False, True, True]), codes)

    found = sorted(codes[:n].tolist())
    assert found == sorted([1 << 31 | 0, 2 << 31 | 0, 1 << 31 | 2, 2 << 31 | 1])


def test_a_pixel_on_a_boundary_joins_the_squares_of_its_colour():
    small = np.repeat([[0, 0, 1, 1]], 4, axis=0).astype(np.int32)
    pixels = np.zeros((16, 16, 1), np.uint8)
    pixels[:, 9:] = 200  # the boundary lies one pixel right of where squares end
    means = pixels.reshape(4, 4, 4, 4, 1).mean(axis=(1, 3)).astype(np.float32)
    out = np.empty((16, 16), np.int32)

    vote(small, means, pixels, 4, 1 / (2 * 30.0**2), 0, 16, out)

    np.testing.assert_array_equal(out[8], [0] * 9 + [1] * 7)


def test_components_in_long_runs_are_described_renamed_and_have_the_cracks_that_pixels_have():
    rng = np.random.default_rng(2)
    components = np.kron(rng.integers(0, 5, (12, 30)), np.ones((3, 70))).astype(np.int32)[:, 3:]
    components = np.ascontiguousarray(components)
    components[rng.integers(0, 36, 20), rng.integers(0, components.shape[1], 20)] = 5
    labels, small = (components + 10).astype(np.uint8), np.array([0, 1, 0, 0, 1, 1], np.bool_)
    names, sizes = np.zeros(6, np.uint8), np.zeros(6, np.intp)
    out, codes = np.empty(components.shape, np.uint8), np.empty(10**6, np.int64)

    labels_and_sizes(components, labels, names, sizes)
    relabel(components, np.arange(20, 26, dtype=np.uint8), out)
    n = small_cracks(components, small, codes)

    assert names.tolist() == list(range(10, 16))
    np.testing.assert_array_equal(sizes, np.bincount(components.reshape(-1)))
    np.testing.assert_array_equal(out, components + 20)
    ends = [(components[:, :-1], components[:, 1:]), (components[:-1], components[1:])]
    a, b = (np.concatenate([pair[i].reshape(-1) for pair in ends]).astype(np.int64) for i in (0, 1))
    a, b = np.concatenate([a, b]), np.concatenate([b, a])
    expected = (a * 2**31 + b)[(a != b) & small[a]]
    np.testing.assert_array_equal(np.sort(codes[:n]), np.sort(expected))


def test_cracks_beyond_the_room_for_them_are_counted():
    components = np.array([[0, 0, 1], [0, 0, 2]], np.int32)

    assert small_cracks(components, np.array([False, True, True]), np.empty(2, np.int64)) == 4


def test_components_are_described_and_named_pixel_by_pixel():
    components = np.array([[0, 0, 1], [0, 2, 1]], np.int32)
    labels = np.array([[5, 5, 7], [5, 5, 7]], np.uint8)
    names, sizes, out = np.zeros(3, np.uint8), np.zeros(3, np.intp), np.empty((2, 3), np.uint8)

    labels_and_sizes(components, labels, names, sizes)
    relabel(components, np.array([4, 9, 6], np.uint8), out)

    assert names.tolist() == [5, 7, 5]
    assert sizes.tolist() == [3, 2, 1]
    assert out.tolist() == [[4, 4, 9], [4, 6, 9]]
