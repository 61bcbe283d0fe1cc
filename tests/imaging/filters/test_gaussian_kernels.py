import numpy as np

from gmmseg.imaging.filters.gaussian_kernels import blur


def test_a_single_point_spreads_by_the_weights_along_both_axes():
    point, out = np.zeros((5, 7), np.float32), np.empty((5, 7), np.float32)
    point[2, 3] = 1

    blur(point, np.array([0.5, 0.25]), 1, False, out)

    spread = [0.25, 0.5, 0.25]
    np.testing.assert_allclose(out[1:4, 2:5], np.outer(spread, spread))
    assert out.sum() == 1


def test_beyond_the_edge_a_mirror_shows_what_nearest_does_not():
    row, out = np.array([[1, 2, 4]], np.float32), np.empty((1, 3), np.float32)
    weights = np.array([0.0, 0.0, 0.5])  # half of what is two pixels away on either side

    blur(row, weights, 1, False, out)
    np.testing.assert_allclose(out, [[(2 + 4) / 2, (1 + 4) / 2, (1 + 2) / 2]])

    blur(row, weights, 1, True, out)
    np.testing.assert_allclose(out, [[(1 + 4) / 2, (1 + 4) / 2, (1 + 4) / 2]])
