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
