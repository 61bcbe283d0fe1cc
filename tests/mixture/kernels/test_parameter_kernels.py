"""From sums to the next mixture, and from a mixture to packed rows."""

import numpy as np

from gmmseg.mixture.kernels.parameter_kernels import FULL, TIED, maximise, pack


def test_sums_about_a_point_give_the_covariance_about_the_mean():
    samples = np.random.default_rng(0).normal(loc=(3.0, -1.0), size=(50, 2))
    away = samples - 1.0
    second = away.T @ away
    sums = np.array([[50.0, *away.sum(axis=0), second[0, 0], second[1, 0], second[1, 1]], [0.0] * 6])
    weights, means, covariances = np.empty(2), np.empty((2, 2)), np.empty((2, 2, 2))
    kept = np.empty(2, np.int64)

    alive = maximise(
        sums, np.ones((2, 2)), FULL, np.array([0.1, 0.2]), 1e-3, weights, means, covariances, kept
    )

    assert alive == 1
    assert kept[0] == 0
    assert weights[0] == 1
    np.testing.assert_allclose(means[0], samples.mean(axis=0))
    np.testing.assert_allclose(covariances[0], np.cov(samples.T, bias=True) + np.diag([0.1, 0.2]))


def test_packed_rows_hold_the_mean_the_whitener_in_units_of_log2_and_the_peak():
    covariance = np.array([[[2.0, 0.5], [0.5, 1.0]]])
    rows, quanta = np.empty((1, 6)), np.empty((1, 6))

    mended = pack(np.array([0.25]), np.array([[7.0, 8.0]]), covariance, FULL, rows, quanta)

    assert mended == 0
    whitener = np.linalg.inv(np.linalg.cholesky(covariance[0]))
    np.testing.assert_allclose(rows[0, :2], [7, 8])
    np.testing.assert_allclose(rows[0, 2:5], whitener[np.tril_indices(2)] * np.sqrt(0.5 / np.log(2)))
    peak = 0.25 / np.sqrt(np.linalg.det(2 * np.pi * covariance[0]))
    np.testing.assert_allclose(rows[0, 5], np.log2(peak))
    np.testing.assert_array_equal(np.log2(quanta) % 1, 0)


def test_a_covariance_without_an_inverse_is_mended_and_reported():
    covariance = np.ones((1, 2, 2))
    rows, quanta = np.empty((1, 6), np.float32), np.empty((1, 6))

    mended = pack(np.ones(1), np.zeros((1, 2)), covariance, TIED, rows, quanta)

    assert mended == 1
    assert np.isfinite(rows).all()
