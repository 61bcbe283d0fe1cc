"""Stepwise EM."""

import numpy as np
import pytest
from sklearn.mixture import GaussianMixture as Theirs

from gmmseg import GaussianMixture
from gmmseg.mixture import em
from gmmseg.mixture.em import WeightedSamples
from gmmseg.mixture.parameters import Parameters
from gmmseg.mixture.sklearn.gaussian_mixture import per_sample, remembered
from gmmseg.mixture.sklearn.standardisation import Standardisation

KINDS = ["full", "tied", "diag", "spherical"]


def clusters(n=600, seed=0):
    rng = np.random.default_rng(seed)
    which = rng.integers(0, 3, n)
    return np.array([[0.0, 0.0], [8.0, 1.0], [3.0, 9.0]])[which] + rng.normal(size=(n, 2)), which


def mixture_of(fitted):
    arrays = (fitted.weights_, fitted.means_, fitted.covariances_)
    return Parameters(*(array.copy() for array in arrays), fitted.covariance_type)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_remembered_leads_to_the_mixture_again(kind):
    X, _ = clusters()
    fitted = GaussianMixture(3, covariance_type=kind, reg_covar=0.25, random_state=0).fit(X)
    floor = np.full(2, 0.25)

    back = em.maximisation(remembered(mixture_of(fitted), floor), mixture_of(fitted), floor)

    np.testing.assert_allclose(back.weights, fitted.weights_)
    np.testing.assert_allclose(back.means, fitted.means_)
    np.testing.assert_allclose(back.covariances, fitted.covariances_)


def test_statistics_are_those_of_one_sample():
    X, _ = clusters()
    fitted = GaussianMixture(3, random_state=0).fit(X)
    units = Standardisation.around(mixture_of(fitted), single=False)

    found = per_sample(WeightedSamples(X), units, mixture_of(fitted), map)

    np.testing.assert_allclose(found.counts, fitted.predict_proba(X).mean(axis=0))
    assert found.log_likelihood - units.log_volume == pytest.approx(fitted.score(X))


@pytest.mark.parametrize("kind", KINDS)
def test_batches_lead_where_all_samples_lead(kind):
    X, _ = clusters(6000)
    whole = Theirs(3, covariance_type=kind, random_state=0).fit(X)

    streamed = GaussianMixture(3, covariance_type=kind, random_state=0)
    for batch in np.array_split(np.random.default_rng(0).permutation(X), 20):
        streamed.partial_fit(batch)

    assert streamed.score(X) > whole.score(X) - 1e-2
    assert streamed.n_samples_seen_ == 6000


def test_a_fit_goes_on_with_batches_and_even_single_samples():
    X, _ = clusters(3000)
    streamed = GaussianMixture(3, random_state=0).fit(X)
    before = streamed.means_.copy()

    for sample in X[:20]:
        streamed.partial_fit(sample[None])

    assert 0 < np.abs(streamed.means_ - before).max() < 0.5  # one of 3000 weighs little


def test_a_stream_that_drifts_is_followed():
    streamed = GaussianMixture(3, random_state=0)

    for shift in np.linspace(0, 50, 30):
        streamed.partial_fit(clusters(300, seed=int(shift))[0] + shift)

    assert (streamed.means_.mean(axis=0) > 25 + 10).all()  # the average of all that came is about 25 + 3.5


def test_weighted_batches_are_repeated_samples():
    X, _ = clusters()
    weights = np.arange(600) % 3
    mixtures = [GaussianMixture(3, random_state=0).fit(X) for _ in range(2)]

    mixtures[0].partial_fit(X, sample_weight=weights)
    mixtures[1].partial_fit(np.repeat(X, weights, axis=0))

    np.testing.assert_allclose(mixtures[0].means_, mixtures[1].means_)
    np.testing.assert_allclose(mixtures[0].covariances_, mixtures[1].covariances_)


def test_labels_count_in_later_batches():
    X, which = clusters()
    streamed = GaussianMixture(3, random_state=0).partial_fit(X, np.where(np.arange(600) < 60, which, -1))

    streamed.partial_fit(X, which)

    assert (streamed.component_classes_[streamed.predict(X)] == which).mean() > 0.95
    with pytest.raises(ValueError, match="y has the label 7, which no component belongs to"):
        streamed.partial_fit(X, np.full(600, 7))
