"""EM against plain numpy, and what must hold for any mixture."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import logsumexp

from gmmseg.mixture import em
from gmmseg.mixture.em import COVARIANCE_TYPES, Parameters, WeightedSamples


def mixture(d, kind, k=4, seed=0):
    rng = np.random.default_rng(seed)
    roots = rng.normal(size=(k, d, d + 3))
    full = roots @ roots.transpose(0, 2, 1) / d
    variances = np.einsum("kii->ki", full).copy()
    covariances = {"full": full, "tied": full[0], "diag": variances, "spherical": variances.mean(axis=1)}
    weights = rng.random(k) + 0.1
    return Parameters(weights / weights.sum(), rng.normal(size=(k, d)), covariances[kind], kind)


def by_hand(samples, parameters):
    """Return log-likelihoods (n,) and responsibilities (n, k), the obvious way."""
    precisions = np.linalg.inv(parameters.full_covariances)
    deviations = samples[:, None, :] - parameters.means
    distances = np.einsum("nka,kab,nkb->nk", deviations, precisions, deviations)
    log_determinants = np.linalg.slogdet(2 * np.pi * parameters.full_covariances)[1]
    logs = np.log(parameters.weights) - 0.5 * (distances + log_determinants)
    likelihoods = logsumexp(logs, axis=1)
    return likelihoods, np.exp(logs - likelihoods[:, None])


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
@pytest.mark.parametrize(("d", "real", "tolerance"), [(3, np.float32, 3e-5), (2, np.float64, 1e-10)])
def test_one_step_is_the_textbooks(d, real, tolerance, kind):
    parameters = mixture(d, kind)
    rng = np.random.default_rng(1)
    samples, weights = rng.normal(size=(1501, d)).astype(real), rng.random(1501) * 2

    step = next(em.steps([WeightedSamples(samples, weights)], parameters, regularisation=1e-3))

    likelihoods, shares = by_hand(samples.astype(float), parameters)
    shares = shares * weights[:, None]
    means = shares.T @ samples / shares.sum(axis=0)[:, None]
    away = samples[:, None, :] - means
    scatter = np.einsum("nk,nka,nkb->kab", shares, away, away) / shares.sum(axis=0)[:, None, None]
    part = shares.sum(axis=0) / shares.sum()
    covariances = {
        "full": scatter + 1e-3 * np.eye(d),
        "tied": np.einsum("k,kab->ab", part, scatter) + 1e-3 * np.eye(d),
        "diag": np.einsum("kaa->ka", scatter) + 1e-3,
        "spherical": np.einsum("kaa->k", scatter) / d + 1e-3,
    }
    np.testing.assert_allclose(step.log_likelihood, np.average(likelihoods, weights=weights), rtol=tolerance)
    np.testing.assert_allclose(step.parameters.weights, part, rtol=tolerance)
    np.testing.assert_allclose(step.parameters.means, means, rtol=tolerance, atol=tolerance)
    np.testing.assert_allclose(step.parameters.covariances, covariances[kind], rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_posterior_labels_and_scores_are_the_textbooks(kind):
    parameters = mixture(3, kind)
    samples = np.random.default_rng(1).normal(size=(1501, 3)).astype(np.float32)

    likelihoods, shares = by_hand(samples.astype(float), parameters)

    np.testing.assert_allclose(em.posterior(samples, parameters), shares, atol=3e-6)
    np.testing.assert_allclose(em.scores(samples, parameters), likelihoods, rtol=1e-5, atol=1e-5)
    clear = np.sort(shares, axis=1)[:, -1] - np.sort(shares, axis=1)[:, -2] > 1e-4
    np.testing.assert_array_equal(em.labels(samples, parameters)[clear], shares.argmax(axis=1)[clear])


def test_owners_add_up_their_components():
    parameters = mixture(3, "full")
    samples = np.random.default_rng(1).normal(size=(700, 3)).astype(np.float32)
    owners = np.array([0, 2, 0, 1])

    together = em.posterior(samples, parameters, owners, 4)
    winners = em.labels(samples, parameters, owners)

    each = em.posterior(samples, parameters)
    np.testing.assert_allclose(together[:, 0], each[:, 0] + each[:, 2], atol=1e-6)
    np.testing.assert_array_equal(together[:, 3], 0)
    clear = np.sort(together, axis=1)[:, -1] - np.sort(together, axis=1)[:, -2] > 1e-4
    np.testing.assert_array_equal(winners[clear], together.argmax(axis=1)[clear])


def test_a_tied_sample_belongs_to_its_class_alone():
    parameters = mixture(3, "full")
    parameters = Parameters(
        parameters.weights, parameters.means, parameters.covariances, owners=np.array([0, 0, 1, 1])
    )
    samples = np.random.default_rng(1).normal(size=(600, 3)).astype(np.float32)
    classes = np.where(np.arange(600) < 300, np.array(1), np.array(-1))

    tied = em.expectation(WeightedSamples(samples[:300], classes=classes[:300]), parameters)
    free = em.expectation(WeightedSamples(samples[300:], classes=classes[300:]), parameters)

    np.testing.assert_array_equal(tied.counts[:2], 0)
    np.testing.assert_allclose(tied.counts.sum(), 300, rtol=1e-6)
    np.testing.assert_array_equal(free.sums, em.expectation(samples[300:], parameters).sums)


def test_a_class_without_components_leaves_its_samples_free():
    parameters = mixture(3, "full")
    owned = Parameters(parameters.weights, parameters.means, parameters.covariances, owners=np.zeros(4, int))
    samples = np.random.default_rng(1).normal(size=(300, 3)).astype(np.float32)

    tied = em.expectation(WeightedSamples(samples, classes=np.full(300, 7)), owned)

    np.testing.assert_array_equal(tied.sums, em.expectation(samples, parameters).sums)


def test_sums_have_the_same_bits_in_one_block_and_in_many():
    parameters = mixture(3, "full")
    samples = np.random.default_rng(1).normal(size=(2**14, 3)).astype(np.float32)

    whole = em.expectation(samples, parameters)
    parts = [em.expectation(samples[i : i + 2**11], parameters) for i in range(0, 2**14, 2**11)]
    there, back = sum(parts[1:], parts[0]), sum(parts[-2::-1], parts[-1])

    for pieces in (there, back):
        np.testing.assert_array_equal(pieces.sums, whole.sums)
        assert pieces.log_likelihood == whole.log_likelihood


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_statistics_of_a_hundred_thousand_million_samples_add_exactly_in_any_groups(seed):
    rng = np.random.default_rng(seed)
    quanta = rng.integers(-(2**56), 2**56, (64, 3))  # of 2**-26, a block each: 64 of them have 10**11 samples
    likelihoods = rng.integers(-(2**56), 2**56, 64)
    blocks = [
        em.Statistics(row[None] * 2.0**-26, np.zeros((1, 1)), likelihood * 2.0**-10, 2.0**30)
        for row, likelihood in zip(
            (quanta >> 4 << 4).astype(float), (likelihoods >> 4 << 4).astype(float), strict=True
        )
    ]
    exact = [float(sum(int(n) >> 4 << 4 for n in column)) for column in (*quanta.T, likelihoods)]

    order = rng.permutation(64)
    cuts = np.sort(rng.integers(1, 64, 5))
    groups = [
        sum(group[1:], group[0]) for part in np.split(order, cuts) if (group := [blocks[i] for i in part])
    ]
    found = sum(groups[1:], groups[0])

    assert found.sums[0].tolist() == [n * 2.0**-26 for n in exact[:3]]
    assert found.log2_likelihood == exact[3] * 2.0**-10


@pytest.mark.parametrize("d", [1, 3])
def test_a_slice_of_a_larger_array_has_the_sums_of_its_copy(d):
    rng, parameters = np.random.default_rng(3), mixture(d, "diag", seed=3)
    larger = np.asfortranarray(rng.normal(size=(3000, d)), dtype=np.float32)
    every_other = np.repeat(larger, 2, axis=0)[::2]

    apart = em.expectation(larger[700:2900], parameters)

    for copy in (larger[700:2900].copy(order="C"), every_other[700:2900]):
        np.testing.assert_array_equal(em.expectation(copy, parameters).sums, apart.sums)


def test_narrow_components_far_from_the_origin_keep_their_variance():
    rng = np.random.default_rng(0)
    centres = np.array([[1.0, 1.0, 1.0], [-1.0, -1.0, -1.0]])
    samples = (centres[np.arange(8000) % 2] + rng.normal(size=(8000, 3)) * 1e-4).astype(np.float32)
    start = Parameters(np.full(2, 0.5), centres, np.tile(np.eye(3) * 1e-8, (2, 1, 1)))

    step = next(em.steps([samples], start, regularisation=0.0))

    expected = [np.cov(samples[c::2].astype(float).T, bias=True) for c in range(2)]
    np.testing.assert_allclose(step.parameters.covariances, expected, rtol=1e-3, atol=1e-11)


def test_a_far_sample_has_probabilities():
    parameters = mixture(3, "full")

    probabilities = em.posterior(np.array([[1e12, 0, 0], [1e30, 1e30, 1e30]], np.float32), parameters)

    assert np.isfinite(probabilities).all()
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-6)


def test_a_component_without_samples_is_left_out():
    start = Parameters(
        np.full(2, 0.5), np.array([[0.0], [1e4]]), np.full((2, 1, 1), 1e-2), owners=np.arange(2)
    )
    samples = np.random.default_rng(0).normal(size=(500, 1)).astype(np.float32)

    step = next(em.steps([samples], start))

    assert step.parameters.n_components == 1
    np.testing.assert_array_equal(step.parameters.owners, [0])


@pytest.mark.parametrize("n_blocks", [1, 3, 9, 21])
def test_all_blocks_are_counted_once_whether_they_lie_in_memory_or_are_made(n_blocks):
    samples = np.random.default_rng(0).normal(size=(21 * 1024, 2)).astype(np.float32)
    blocks, parameters = np.split(samples, n_blocks) if n_blocks != 9 else [], mixture(2, "full")
    blocks = blocks or [samples[i : i + 2389] for i in range(0, len(samples), 2389)]
    likelihoods, shares = by_hand(samples.astype(np.float64), parameters)

    with ThreadPoolExecutor(2) as pool:
        inside = em.expectation_of_blocks(blocks, parameters, pool.map)
    made = em.expectation_of_blocks((block for block in blocks), parameters)

    assert inside.n == made.n == len(samples)
    assert inside.log_likelihood == pytest.approx(likelihoods.sum(), rel=1e-6)
    np.testing.assert_allclose(inside.counts, shares.sum(axis=0), rtol=1e-5)
    np.testing.assert_array_equal(inside.sums, made.sums)


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_a_climb_makes_the_textbooks_steps(kind):
    rng = np.random.default_rng(2)
    samples, weights = rng.normal(size=(400, 3)), rng.random(400)
    expected = mixture(3, kind)
    for _ in range(3):
        likelihoods, shares = by_hand(samples, expected)
        shares *= weights[:, None]
        counts = shares.sum(axis=0)
        means = (shares.T @ samples) / counts[:, None]
        away = samples[:, None] - means
        full = np.einsum("nk,nka,nkb->kab", shares, away, away) / counts[:, None, None] + 1e-6 * np.eye(3)
        variances = np.einsum("kii->ki", full).copy()
        shapes = {"full": full, "tied": np.einsum("k,kab->ab", counts / counts.sum(), full)}
        shapes |= {"diag": variances, "spherical": variances.mean(axis=1)}
        expected = Parameters(counts / counts.sum(), means, shapes[kind], kind)

    last = em.iterate(WeightedSamples(samples, weights), mixture(3, kind), np.full(3, -np.inf), gain=0.0)

    assert last.log_likelihood == pytest.approx((weights @ likelihoods) / weights.sum(), rel=1e-10)
    np.testing.assert_allclose(last.parameters.weights, expected.weights, rtol=1e-9)
    np.testing.assert_allclose(last.parameters.means, expected.means, atol=1e-9)
    np.testing.assert_allclose(last.parameters.covariances, expected.covariances, rtol=1e-7, atol=1e-9)


def test_a_climb_ends_below_what_is_asked_of_a_step_or_where_it_gains_too_little():
    samples, start = np.random.default_rng(0).normal(size=(500, 2)), mixture(2, "full")
    walk = em.steps([samples], start)
    likelihoods = [next(walk).log_likelihood for _ in range(9)]
    lowest = np.full(9, -np.inf)
    lowest[3] = likelihoods[3] + 1e-9

    behind = em.iterate(samples, start, lowest, gain=0.0)
    slow = em.iterate(samples, start, np.full(9, -np.inf), gain=likelihoods[5] - likelihoods[4] + 1e-12)

    assert behind.log_likelihood == pytest.approx(likelihoods[3], rel=1e-12)
    assert slow.log_likelihood == pytest.approx(likelihoods[5], rel=1e-12)


def test_a_climb_leaves_out_the_dead_and_keeps_the_owners_of_the_others():
    samples = np.random.default_rng(0).normal(size=(300, 1))
    classes = np.arange(300) % 2
    covariances = np.ones((3, 1, 1))
    start = Parameters(
        np.full(3, 1 / 3), np.array([[0.0], [1e4], [1.0]]), covariances, owners=np.array([0, 2, 1])
    )

    last = em.iterate(WeightedSamples(samples, classes=classes), start, np.full(4, -np.inf), gain=-1.0)

    np.testing.assert_array_equal(last.parameters.owners, [0, 1])
    by_class = [
        samples[classes == c].mean(axis=0) for c in range(2)
    ]  # each sample counts for its class alone
    np.testing.assert_allclose(last.parameters.means, by_class, atol=1e-6)


@given(seed=st.integers(0, 10_000), kind=st.sampled_from(COVARIANCE_TYPES))
@settings(max_examples=25, deadline=None)
def test_no_step_loses_likelihood(seed, kind):
    rng = np.random.default_rng(seed)
    samples = (rng.normal(size=(600, 3)) * rng.uniform(0.1, 3, 3)).astype(np.float32)
    walk = em.steps([samples], mixture(3, kind, seed=seed), regularisation=0.0)

    likelihoods = np.array([next(walk).log_likelihood for _ in range(12)])

    assert (np.diff(likelihoods) > -1e-5).all()


@given(seed=st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_components_and_samples_may_come_in_any_order(seed):
    rng = np.random.default_rng(seed)
    parameters = mixture(3, "full", seed=seed)
    samples = rng.normal(size=(100, 3)).astype(np.float32)
    order, rows = rng.permutation(4), rng.permutation(100)

    shuffled = em.posterior(samples[rows], parameters.take(order))

    np.testing.assert_allclose(shuffled, em.posterior(samples, parameters)[rows][:, order], atol=2e-6)
