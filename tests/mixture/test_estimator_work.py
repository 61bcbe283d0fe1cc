"""Expectation over all samples, on threads."""

import numpy as np

from gmmseg.mixture.em import Batch, Parameters, expectation
from gmmseg.mixture.estimator_work import BLOCK, Work
from gmmseg.mixture.units import Units


def test_threads_do_not_change_a_bit():
    raw = np.random.default_rng(0).normal(size=(2 * BLOCK + 7, 2))
    units = Units(np.zeros(2), np.ones(2), single=True)
    parameters = Parameters(np.ones(1), np.zeros((1, 2)), np.ones((1, 2)), "diag")

    with Work.on(Batch(raw), units, 2) as two, Work.on(Batch(raw), units, 1) as one:
        sums = [work.expectation(parameters).sums for work in (one, two)]

    np.testing.assert_array_equal(*sums)
    np.testing.assert_allclose(sums[0], expectation(raw, parameters).sums, rtol=1e-5, atol=0.1)
