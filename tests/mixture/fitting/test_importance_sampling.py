"""A sample that looks again where a mixture explains poorly."""

import numpy as np

from gmmseg.mixture import em
from gmmseg.mixture.em import WeightedSamples
from gmmseg.mixture.fitting.importance_sampling import ImportanceWeights, add_samples, drawn
from gmmseg.mixture.parameters import Parameters

ROUGH = Parameters(np.ones(1), np.zeros((1, 2)), np.eye(2)[None].copy())


def picture(n=40_000, n_small=60):
    """Return a large heap and a small thing far from it."""
    samples = np.random.default_rng(0).normal(size=(n, 2))
    samples[:n_small] = 6 + 0.1 * samples[:n_small]
    return np.asfortranarray(np.random.default_rng(1).permutation(samples).astype(np.float32))


def test_what_is_explained_well_is_not_drawn_again_and_outliers_no_more_than_others():
    importance = ImportanceWeights.of(np.array([-1e9, *np.linspace(-9, -1, 4001)]))

    found = importance(np.array([-1.0, -8.1, -8.6, -9.0, -1e12]))

    np.testing.assert_allclose(found[:2], 0)
    np.testing.assert_allclose(found[2], 0.4, atol=0.01)
    assert found[3] <= found[4] <= 0.81


def test_each_place_is_drawn_as_often_as_its_chance_says():
    chances = np.random.default_rng(0).random(50) * (np.arange(50) % 3)

    counts = np.bincount(drawn(chances, 400, np.random.default_rng(1)), minlength=50)

    assert (np.abs(counts - 400 * chances / chances.sum()) <= 2).all()
    assert (counts[chances == 0] == 0).all()


def test_a_small_thing_is_drawn_many_times_but_weighs_what_it_is():
    pool = picture()
    sample = pool[::40]

    found = add_samples(sample, [pool[:15_000], pool[15_000:]], ROUGH, rng=np.random.default_rng(0))

    small = found.samples[:, 0] > 4
    assert len(found) == 1250
    assert small.sum() > 8 * (sample[:, 0] > 4).sum()
    np.testing.assert_allclose(found.weights[small].sum() / found.weights.sum(), 60 / 40_000, rtol=0.35)


def test_moments_are_those_of_the_pool_in_the_mean_of_many_samples():
    pool = picture(8000, 40)
    rng = np.random.default_rng(0)

    found = []
    for _ in range(300):
        sample = pool[np.sort(rng.choice(8000, 400, replace=False))]
        batch = add_samples(sample, [pool], ROUGH, rng=rng)
        products = np.einsum("na,nb->nab", batch.samples, batch.samples).reshape(-1, 4)
        values = np.concatenate([batch.samples, products], axis=1)
        found.append(np.average(values, axis=0, weights=batch.weights))

    products = np.einsum("na,nb->nab", pool, pool).reshape(-1, 4)
    truth = np.concatenate([pool, products], axis=1).mean(axis=0)
    error = np.std(found, axis=0) / np.sqrt(300)
    assert (np.abs(np.mean(found, axis=0) - truth) < 4 * error + 1e-3).all()


def test_weights_of_a_pool_count_as_repetitions():
    pool, times = picture(4000, 40), 1 + np.arange(4000) % 3
    repeated = np.repeat(pool, times, axis=0)
    sample = repeated[::20]

    weighted = add_samples(sample, [WeightedSamples(pool, times)], ROUGH, rng=np.random.default_rng(0))
    plain = add_samples(sample, [repeated], ROUGH, rng=np.random.default_rng(0))

    np.testing.assert_allclose(weighted.samples, plain.samples)
    np.testing.assert_allclose(weighted.weights, plain.weights, rtol=1e-6)


def test_what_is_drawn_does_not_hang_on_rounding():
    pool = picture()
    rounded = (pool * np.float32(3)) / np.float32(3)

    plain, other = (add_samples(p[::40], [p], ROUGH, rng=np.random.default_rng(0)) for p in (pool, rounded))

    assert (pool != rounded).any()
    assert (np.abs(plain.samples - other.samples).max(axis=1) < 1e-5).mean() > 0.999


def test_nothing_is_added_where_the_sample_is_everything_or_all_is_alike():
    pool, alike = picture(1000), np.zeros((1000, 2), np.float32)

    assert add_samples(pool, [pool], ROUGH, rng=np.random.default_rng(0)) is pool
    part = alike[::4]
    assert add_samples(part, [alike], ROUGH, rng=np.random.default_rng(0)) is part


def test_tied_samples_stay_as_they_are():
    pool = picture(1000)
    sample = WeightedSamples(pool[::4], classes=np.zeros(250, int))

    assert add_samples(sample, [pool], ROUGH, rng=np.random.default_rng(0)) is sample


def test_the_batch_takes_part_in_em():
    pool = picture()

    batch = add_samples(pool[::40], [pool], ROUGH, rng=np.random.default_rng(0))

    found, truth = em.expectation(batch, ROUGH), em.expectation(pool, ROUGH)
    np.testing.assert_allclose(found.log_likelihood / found.n, truth.log_likelihood / truth.n, rtol=0.05)
