import numpy as np

from gmmseg.imaging.labelling import label_kernels


def test_winners_are_counted_and_numbered_from_1():
    winners = np.array([0, 2, 2, 254], np.uint16)
    out, sizes = np.empty(4, np.uint8), np.zeros(255, np.intp)

    label_kernels.number(winners, out, sizes)

    np.testing.assert_array_equal(out, [1, 3, 3, 255])
    np.testing.assert_array_equal(sizes[[0, 1, 2, 254]], [1, 0, 2, 1])
