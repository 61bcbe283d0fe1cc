import numpy as np

from gmmseg.imaging.filters import counting_kernels


def test_codes_are_channels_one_after_the_other():
    pixels = np.array([[1, 2, 3], [255, 255, 255], [1, 2, 3]], np.uint8)
    counts = np.zeros(2**24, np.uint32)

    counting_kernels.count(pixels, 8, counts)

    np.testing.assert_array_equal(np.flatnonzero(counts), [0x010203, 0xFFFFFF])
    assert counts[0x010203] == 2


def test_tables_are_read_at_the_code_of_each_pixel():
    pixels = np.array([[7], [3], [7]], np.uint16)
    out = np.empty(3, np.uint16)

    counting_kernels.look_up(pixels, 16, np.arange(2**16).astype(np.uint16) * 2, out)

    np.testing.assert_array_equal(out, [14, 6, 14])


def test_labels_are_counted_and_their_colours_added():
    rng = np.random.default_rng(0)
    labels, picture = rng.integers(0, 4, 500, np.uint8), rng.integers(0, 256, (500, 3), np.uint8)
    labels[100:330] = 4  # a run of more than are compared at once
    counts, again, sums = np.zeros(5, np.int64), np.zeros(5, np.int64), np.zeros((5, 3), np.int64)

    counting_kernels.count_labels(labels, counts)
    counting_kernels.add_colours(picture, labels, again, sums)

    np.testing.assert_array_equal(counts, np.bincount(labels, minlength=5))
    np.testing.assert_array_equal(again, counts)
    for label in range(5):
        np.testing.assert_array_equal(sums[label], picture[labels == label].sum(axis=0))


def test_winners_are_counted_and_numbered_from_1():
    winners = np.array([0, 2, 2, 254], np.uint16)
    out, sizes = np.empty(4, np.uint8), np.zeros(255, np.intp)

    counting_kernels.number_winners(winners, out, sizes)

    np.testing.assert_array_equal(out, [1, 3, 3, 255])
    np.testing.assert_array_equal(sizes[[0, 1, 2, 254]], [1, 0, 2, 1])
