import numpy as np
import pytest
from sklearn import metrics

from gmmseg.statistics.cluster_validity import ClusterValidity


@pytest.fixture
def samples():
    rng = np.random.default_rng(3)
    return np.concatenate([rng.normal(centre, 1, (60, 2)) for centre in (0, 4, 9)])


def test_the_figures_are_those_of_scikit_learn(samples):
    labels = np.repeat([0, 1, 2], 60)
    other = np.repeat([1, 0], 90)
    validity = ClusterValidity(samples)

    assert validity.silhouette(labels) == pytest.approx(metrics.silhouette_score(samples, labels), abs=1e-9)
    expected = metrics.davies_bouldin_score(samples, labels)
    assert validity.davies_bouldin(labels) == pytest.approx(expected, abs=1e-9)
    expected = metrics.adjusted_rand_score(labels, other)
    assert validity.agreement(labels, other) == pytest.approx(expected, abs=1e-9)


def test_silhouettes_of_many_samples_are_those_of_some_evenly_spread(samples):
    labels = np.repeat([0, 1, 2], 60)
    validity = ClusterValidity(samples, most=90)

    chosen = np.linspace(0, 179, 90).astype(int)

    expected = metrics.silhouette_score(samples[chosen], labels[chosen])
    assert validity.silhouette(labels) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("labels", [np.zeros(180, int), np.arange(180)])
def test_one_cluster_and_one_for_each_sample_have_no_measure(samples, labels):
    validity = ClusterValidity(samples)

    assert np.isnan(validity.silhouette(labels))
    assert np.isnan(validity.davies_bouldin(labels))


@pytest.mark.parametrize("seed", range(8))
def test_figures_of_any_labels_are_those_of_scikit_learn(samples, seed):
    rng = np.random.default_rng(seed)
    labels, other = rng.integers(0, 2 + seed, 180), rng.integers(3, 9, 180) ** 2
    validity = ClusterValidity(samples)

    expected = metrics.davies_bouldin_score(samples, labels)
    assert validity.davies_bouldin(labels) == pytest.approx(expected, rel=1e-12)
    assert validity.agreement(labels, other) == pytest.approx(
        metrics.adjusted_rand_score(labels, other), abs=1e-12
    )


@pytest.mark.parametrize(
    ("first", "second"), [([0], [0]), ([1, 1, 1], [2, 2, 2]), ([1, 2, 3], [7, 8, 9]), ([1, 1, 2], [1, 2, 3])]
)
def test_agreement_at_its_ends_is_that_of_scikit_learn(first, second):
    found = ClusterValidity.agreement(np.array(first), np.array(second))

    assert found == metrics.adjusted_rand_score(first, second)


def test_samples_that_coincide_have_the_index_of_scikit_learn():
    samples, labels = np.zeros((6, 2)), np.array([0, 0, 0, 1, 1, 1])

    assert ClusterValidity(samples).davies_bouldin(labels) == metrics.davies_bouldin_score(samples, labels)
