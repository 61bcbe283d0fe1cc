"""The inner loops that measure objects, against formulas and brute force."""

import numpy as np
import pytest

from gmmseg.imaging.objects import measuring_kernels as kernels


def measured(labels, height=1.0, width=1.0):
    labels = np.asarray(labels, np.uint32)
    n = int(labels.max())
    rows = np.arange(-1, n)
    counts = np.zeros(n, np.int64)
    kernels.count(labels.reshape(-1), rows, counts)
    ends = np.cumsum(counts)
    pixels = np.empty(counts.sum(), np.int64)
    kernels.gather(labels.reshape(-1), rows, ends - counts, pixels)
    out = np.empty((n, kernels.N_SHAPES))
    kernels.shapes(labels, np.empty((0, 0), bool), pixels, ends, 0, n, height, width, out)
    return out, pixels, ends


def test_pixels_are_gathered_object_by_object_in_row_order():
    _, pixels, ends = measured([[2, 1, 2], [0, 1, 2]])

    np.testing.assert_array_equal(pixels, [1, 4, 0, 2, 5])
    np.testing.assert_array_equal(ends, [2, 5])


def test_one_pixel():
    out = measured([[0, 0, 0], [0, 1, 0], [0, 0, 0]])[0][0]

    assert out[:3].tolist() == [1, 1, 1]
    assert out[3] == pytest.approx(np.pi / 4 * (2 + 2 / np.sqrt(2)))  # one line in each of 4 directions
    assert out[4:9].tolist() == [1.5, 1.5, 0, 0, 0]
    assert out[9:11] == pytest.approx([np.sqrt(2), 1])
    assert out[11:16].tolist() == [1, 1, 2, 2, 0]


def test_a_large_disc_of_pixels_that_are_not_square_has_the_perimeter_and_diameters_of_a_circle():
    rows, columns = np.mgrid[:260, :140]
    disc = (((rows - 129.5) * 0.5) ** 2 + ((columns - 69.5) * 1.0) ** 2) <= 60**2

    out = measured(disc, height=0.5, width=1.0)[0][0]

    assert out[3] == pytest.approx(2 * np.pi * 60, rel=0.01)
    assert out[2] == pytest.approx(np.pi * 60**2, rel=0.02)
    assert out[9] == pytest.approx(120, rel=0.02)
    assert out[10] == pytest.approx(120, rel=0.02)


def test_a_hole_counts_as_filled_unless_it_opens_at_a_corner():
    ring = np.ones((5, 5), int)
    ring[2, 2] = 0
    opened = ring.copy()
    opened[1, 1] = opened[0, 0] = 0  # 8 neighbours lead out of the hole

    assert measured(np.pad(ring, 1))[0][0, :2].tolist() == [24, 25]
    assert measured(np.pad(opened, 1))[0][0, :2].tolist() == [22, 22]


def test_an_object_in_two_parts_is_measured_as_one():
    out = measured([[0, 0, 0], [1, 0, 0], [0, 0, 0], [0, 0, 1], [0, 0, 0]])[0][0]

    assert out[:2].tolist() == [2, 2]
    assert out[2] == 5  # a pixel, and the strip that it would sweep: sqrt(8) long and sqrt(2) wide
    assert out[9] == pytest.approx(np.hypot(3, 3))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_values_are_those_of_numpy(dtype):
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 4, (20, 30))
    channel = rng.integers(0, 200, (20, 30)).astype(dtype)
    _, pixels, ends = measured(labels)
    out = np.empty((3, kernels.N_VALUES))

    kernels.values(channel, pixels, ends, 0, 3, out)

    for number in (1, 2, 3):
        own = channel[labels == number].astype(float)
        expected = [own.mean(), own.std(), own.min(), own.max(), np.median(own), own.sum()]
        np.testing.assert_allclose(out[number - 1], expected, rtol=1e-12)


def test_probabilities_are_added_up():
    probabilities = np.array([[0.5, 0.5], [1, 0], [0.25, 0.75]], np.float32)
    sums = np.zeros((1, 2))

    kernels.add_probabilities(
        np.array([0, 1, 2]),
        probabilities,
        np.array([1, 0, 1], np.uint32),
        np.array([-1, 0]),
        np.array([2]),
        np.log(2),
        sums,
    )

    quarter = -(0.25 * np.log(0.25) + 0.75 * np.log(0.75)) / np.log(2)
    np.testing.assert_allclose(sums, [[1.25, 1 + quarter]], rtol=1e-6)
