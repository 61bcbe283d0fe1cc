"""Fits that are computed once: the same bits as anew, and starts that covariances share."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from gmmseg.mixture import em
from gmmseg.mixture.fitting.fit import FitOptions, fitting
from gmmseg.mixture.fitting.known_fits import KnownFits
from gmmseg.mixture.parameters import COVARIANCE_TYPES

PLAN = FitOptions(3, restarts=2, moves=0, tolerance=1e-3, max_iterations=40)


@pytest.fixture(scope="module")
def blobs():
    rng = np.random.default_rng(0)
    truth = np.repeat(np.arange(3), (300, 200, 100))
    samples = rng.normal(size=(600, 3)) + 9 * np.eye(3)[truth]
    return np.asfortranarray(samples.astype(np.float32)), truth


def anew(samples, plan):
    steps = fitting([samples], samples, plan)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value.parameters


def test_a_fit_that_shares_its_starts_is_the_same_bits_as_one_anew(blobs):
    known = KnownFits()
    for kind in COVARIANCE_TYPES:
        plan = FitOptions(3, kind, restarts=2, moves=0, tolerance=1e-3, max_iterations=40)
        found, expected = known.fitted(blobs[0], plan), anew(blobs[0], plan)
        assert (found.means == expected.means).all()
        assert (found.covariances == expected.covariances).all()
    (seeds,) = known.seeds.values()
    assert len(seeds.known) == 2


def test_what_was_fitted_is_known_by_its_samples(blobs):
    known = KnownFits()
    first = known.fitted(blobs[0], PLAN)
    assert known.fitted(blobs[0].copy(order="F"), PLAN) is first
    assert known.fitted(blobs[0][::-1], PLAN) is not first


def test_a_quick_fit_finds_what_is_there(blobs):
    found = KnownFits().fitted(blobs[0], PLAN, is_quick=True)
    assert adjusted_rand_score(blobs[1], em.labels(blobs[0], found)) > 0.99
