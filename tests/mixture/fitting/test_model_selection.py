from dataclasses import replace

import numpy as np
import pytest
from sklearn import metrics
from sklearn.mixture import GaussianMixture as Oracle
from sklearn.mixture._gaussian_mixture import _compute_precision_cholesky

from gmmseg.errors import UndefinedCriterionError
from gmmseg.mixture.em import Parameters
from gmmseg.mixture.fitting.fit import FitOptions
from gmmseg.mixture.fitting.model_selection import (
    Candidate,
    Choice,
    best,
    choose,
    halves,
    judged,
    n_free,
    reason,
    sweeping,
)
from gmmseg.statistics.cluster_validity import ClusterValidity


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


def three_gaussians():
    """Return the tutorials' example: three Gaussians, 300 points, seed 42."""
    rng = np.random.default_rng(42)
    parts = [
        rng.normal(centre, spread, (100, 2)) for centre, spread in (((0, 0), 1), ((5, 5), 1.5), ((0, 6), 0.7))
    ]
    return np.concatenate(parts)


@pytest.mark.parametrize("covariance_type", ["full", "tied", "diag", "spherical"])
def test_a_sweep_of_a_table_has_the_figures_of_scikit_learn(covariance_type):
    samples = three_gaussians()
    plans = [FitOptions(n, covariance_type, regularisation=1e-6) for n in range(1, 5)]

    found = list(sweeping(samples, plans, validity=ClusterValidity(samples)))

    for fit, plan in zip(found, plans, strict=True):
        oracle = oracle_of(fit.parameters, covariance_type)
        labels, candidate = oracle.predict(samples), fit.candidate
        assert candidate.n_components == plan.n_components
        assert candidate.log_likelihood == pytest.approx(oracle.score(samples), abs=1e-9)
        assert candidate.aic == pytest.approx(oracle.aic(samples), abs=1e-9 * 1e3)
        assert candidate.bic == pytest.approx(oracle.bic(samples), abs=1e-9 * 1e3)
        if plan.n_components == 1:
            assert np.isnan([candidate.silhouette, candidate.davies_bouldin]).all()
        else:
            expected = metrics.silhouette_score(samples, labels)
            assert candidate.silhouette == pytest.approx(expected, abs=1e-9)
            expected = metrics.davies_bouldin_score(samples, labels)
            assert candidate.davies_bouldin == pytest.approx(expected, abs=1e-9)


def oracle_of(parameters, covariance_type):
    oracle = Oracle(parameters.n_components, covariance_type=covariance_type)
    oracle.weights_, oracle.means_, oracle.covariances_ = (
        parameters.weights,
        parameters.means,
        parameters.covariances,
    )
    oracle.precisions_cholesky_ = _compute_precision_cholesky(parameters.covariances, covariance_type)
    return oracle


def test_bic_finds_the_three_gaussians_of_the_tutorials_as_scikit_learn_does():
    samples = three_gaussians()
    plans = [FitOptions(n, tolerance=1e-3, regularisation=1e-6) for n in range(1, 6)]

    found = [fit.candidate for fit in sweeping(samples, plans)]

    oracle = [Oracle(n, random_state=42).fit(samples).bic(samples) for n in range(1, 6)]
    assert best(found, "bic").n_components == 1 + int(np.argmin(oracle)) == 3
    assert found[2].bic == pytest.approx(oracle[2], rel=1e-4)


def test_what_is_there_is_more_stable_than_what_is_not():
    samples = blobs(3, size=600).astype(float)
    plans = [FitOptions(n, moves=0, regularisation=1e-3) for n in (3, 6)]
    parts = halves(np.arange(600), seed=0)

    there, not_there = sweeping(samples, plans, validity=ClusterValidity(samples), parts=parts)

    assert there.candidate.stability > 0.99
    assert not_there.candidate.stability < 0.9


def test_halves_take_blocks_whole():
    blocks = np.repeat(np.arange(8), 5)

    found = halves(blocks, seed=1, n=3)

    assert [len(part) for part in found] == [20, 20, 20]
    assert all(len(np.unique(blocks[part])) == 4 for part in found)
    assert len({tuple(part) for part in found}) == 3


STABLE = "no more of them are found again in halves as well (stability 0.990)"


def candidates(criterion, values):
    return [replace(Candidate(n, 0.0, 0.0, 0.0, 0.0), **{criterion: v}) for n, v in enumerate(values, 1)]


@pytest.mark.parametrize(
    ("criterion", "values", "n", "words"),
    [
        ("bic", (30.0, 10.0, 10.25), 2, "their BIC is the lowest, 10.0"),
        ("aic", (1300.0, 1250.5, 1200.25), 3, "their AIC is the lowest, 1,200.2"),
        ("silhouette", (np.nan, 0.2, 0.6), 3, "their silhouette is the highest, 0.600"),
        ("davies_bouldin", (np.nan, 0.5, 0.6), 2, "their Davies-Bouldin index is the lowest, 0.500"),
        ("stability", (1.0, 0.99, 0.8), 2, STABLE),
        ("icl", (100.0, 4.0, 0.0), 2, "no fewer have an ICL within 5% of the lowest (it is 4.0 above)"),
    ],
)  # fmt: skip
def test_each_criterion_suggests_its_best_and_says_why(criterion, values, n, words):
    found = candidates(criterion, values)

    assert best(found, criterion).n_components == n
    assert reason(found, criterion) == words


def test_a_criterion_that_is_undefined_for_all_suggests_nothing():
    with pytest.raises(UndefinedCriterionError) as caught:
        best(candidates("silhouette", (np.nan, np.nan)), "silhouette")

    assert str(caught.value) == (
        "The silhouette is undefined for all 2 numbers tried: it compares segments, and needs at least two "
        "that have pixels. Try more segments, or choose another criterion, such as bic."
    )
