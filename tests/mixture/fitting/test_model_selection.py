import numpy as np
import pytest
from sklearn.mixture import GaussianMixture as Oracle

from gmmseg.mixture.em import Parameters
from gmmseg.mixture.fitting.fit import FitOptions
from gmmseg.mixture.fitting.model_selection import Candidate, Choice, choose, judged, n_free


def blobs(n_blobs, size=4000, distance=8, seed=0):
    rng = np.random.default_rng(seed)
    owners = rng.integers(0, n_blobs, size)
    centres = distance * np.array([[i % 3, i // 3] for i in range(n_blobs)])
    return (centres[owners] + rng.normal(size=(size, 2))).astype(np.float32)


@pytest.mark.parametrize("covariance_type", ["full", "tied", "diag", "spherical"])
def test_criteria_are_those_of_scikit_learn(covariance_type):
    samples = blobs(3)
    oracle = Oracle(3, covariance_type=covariance_type, random_state=0).fit(samples)
    mixture = Parameters(
        oracle.weights_.copy(), oracle.means_.copy(), oracle.covariances_.copy(), covariance_type
    )

    found = judged(samples, mixture, 3, len(samples))

    of_covariances = {"full": 3 * 3, "tied": 3, "diag": 3 * 2, "spherical": 3}[covariance_type]
    assert n_free(mixture) == 2 + 3 * 2 + of_covariances  # weights sum to 1; k = 3, d = 2
    assert found.bic == pytest.approx(oracle.bic(samples), rel=1e-4)
    assert found.aic == pytest.approx(oracle.aic(samples), rel=1e-4)
    belief = oracle.predict_proba(samples).astype(float)
    entropy = -(belief * np.log(np.maximum(belief, 1e-300))).sum()
    assert found.icl == pytest.approx(oracle.bic(samples) + 2 * entropy, rel=1e-4)


def test_fewer_independent_samples_speak_more_softly():
    samples = blobs(2)
    mixture = Parameters(np.array([1.0]), samples.mean(axis=0)[None].astype(float), np.eye(2)[None] * 9)

    whole, part = (judged(samples, mixture, 1, n) for n in (4000, 400))

    penalties = [n_free(mixture) * np.log(n) for n in (4000, 400)]
    assert part.bic - penalties[1] == pytest.approx((whole.bic - penalties[0]) / 10)


@pytest.mark.parametrize("n_blobs", [2, 3, 5])
def test_as_many_components_are_chosen_as_there_are_blobs(n_blobs):
    found = choose(blobs(n_blobs), FitOptions(1, regularisation=1e-3))

    assert found.n_components == n_blobs
    assert [candidate.n_components for candidate in found.candidates] == list(range(2, 11))


def test_repeating_every_sample_changes_nothing():
    samples = blobs(3, size=1000)
    plan = FitOptions(1, regularisation=1e-3)

    assert choose(samples, plan).n_components == choose(np.repeat(samples, 4, axis=0), plan).n_components


def test_samples_that_coincide_need_few_components():
    found = choose(np.zeros((50, 2), np.float32), FitOptions(1, regularisation=1e-3))

    assert found.n_components == 2


def test_the_choice_is_explained_in_numbers():
    candidates = tuple(Candidate(n, -1.0, 0.0, 0.0, icl) for n, icl in ((2, 310.4), (3, 100.0), (4, 90.6)))

    assert str(Choice(3, candidates, 500.0)) == (
        "Chose 3 segments: more of them explain too little more. "
        "ICL above its least, for 500 independent patches, is by segments 2: 220, 3: 9, 4: 0."
    )
