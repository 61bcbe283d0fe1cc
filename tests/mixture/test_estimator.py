"""The scikit-learn face against scikit-learn."""

import pickle
import warnings

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.mixture import GaussianMixture as Theirs
from sklearn.utils.estimator_checks import check_estimator

from gmmseg import GaussianMixture

KINDS = ["full", "tied", "diag", "spherical"]


def clusters(n=600, d=2, seed=0):
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(3, d)) * 5
    which = rng.integers(0, 3, n)
    return centres[which] + rng.normal(size=(n, d)) * [1, 0.5], which


def test_scikit_learns_checks_pass():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = check_estimator(GaussianMixture(), on_skip=None, on_fail=None)

    assert [r["check_name"] for r in results if r["status"] not in ("passed", "skipped")] == []


@pytest.mark.parametrize("init_params", ["kmeans", "k-means++", "random_from_data", "random"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_start_ends_where_scikit_learn_ends(kind, init_params):
    if kind == "tied" and init_params in ("k-means++", "random_from_data"):
        pytest.skip("scikit-learn begins with a covariance that depends on where the origin is")
    X, _ = clusters()
    settings = {"covariance_type": kind, "init_params": init_params, "random_state": 0, "max_iter": 400}

    ours, theirs = GaussianMixture(3, **settings).fit(X), Theirs(3, **settings).fit(X)

    for name in ("weights_", "means_", "covariances_", "precisions_", "precisions_cholesky_"):
        np.testing.assert_allclose(getattr(ours, name), getattr(theirs, name), rtol=1e-6, atol=1e-8)
    assert ours.n_iter_ == theirs.n_iter_
    np.testing.assert_allclose(ours.lower_bounds_, theirs.lower_bounds_, rtol=1e-7)
    np.testing.assert_allclose(ours.score_samples(X), theirs.score_samples(X), rtol=1e-8)
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-8)
    np.testing.assert_array_equal(ours.predict(X), theirs.predict(X))
    np.testing.assert_allclose([ours.aic(X), ours.bic(X)], [theirs.aic(X), theirs.bic(X)])


def test_single_precision_agrees_far_from_the_origin():
    X, _ = clusters()
    X = X * 1e-3 + 100.0

    ours = GaussianMixture(3, random_state=0, precision="single", reg_covar=0, tol=1e-6).fit(X)

    theirs = Theirs(3, random_state=0, reg_covar=0, tol=1e-6).fit(X)
    order, other = (np.argsort(fitted.means_[:, 0]) for fitted in (ours, theirs))
    np.testing.assert_allclose(ours.means_[order], theirs.means_[other], rtol=1e-6)
    np.testing.assert_allclose(ours.covariances_[order], theirs.covariances_[other], rtol=2e-2, atol=5e-9)
    np.testing.assert_allclose(ours.score(X), theirs.score(X), rtol=1e-4)


def test_weights_count_as_repetitions():
    X, _ = clusters(200)
    weights = np.arange(200) % 3
    start = {"means_init": X[:3], "weights_init": np.full(3, 1 / 3), "max_iter": 400}
    start |= {"precisions_init": np.tile(np.eye(2), (3, 1, 1))}

    weighted = GaussianMixture(3, **start).fit(X, sample_weight=weights)
    repeated = GaussianMixture(3, **start).fit(np.repeat(X, weights, axis=0))

    np.testing.assert_allclose(weighted.means_, repeated.means_, rtol=1e-6)
    np.testing.assert_allclose(weighted.covariances_, repeated.covariances_, rtol=1e-5)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([-1.0] + [1.0] * 9, "Negative values in data passed to `sample_weight`: the least is -1."),
        ([0.0] * 10, "Sample weights must contain at least one non-zero number."),
    ],
)
def test_weights_that_cannot_be_are_refused(weights, message):
    with pytest.raises(ValueError, match=message):
        GaussianMixture().fit(np.arange(20.0).reshape(10, 2), sample_weight=weights)


def test_labelled_samples_keep_to_their_class():
    X, which = clusters(600)
    y = np.where(np.arange(600) % 10 == 0, which, -1)

    fitted = GaussianMixture(3, random_state=0).fit(X, y)

    assert (fitted.component_classes_[fitted.predict(X)] == which).mean() > 0.95


def test_more_classes_than_components_are_refused():
    X, which = clusters(60)

    with pytest.raises(ValueError, match="y has 3 classes, but n_components is 2"):
        GaussianMixture(2).fit(X, np.where(np.arange(60) < 30, which, -1))


def test_labels_without_an_unlabelled_sample_are_ignored_as_in_scikit_learn():
    X, which = clusters(300)

    with_labels = GaussianMixture(2, random_state=0).fit(X, which)

    np.testing.assert_array_equal(with_labels.means_, GaussianMixture(2, random_state=0).fit(X).means_)


def test_a_fit_can_be_watched_and_left():
    X, _ = clusters()
    estimator = GaussianMixture(3, random_state=0, init_params="random", tol=0, max_iter=50)

    bounds = []
    for step in estimator.steps(X):
        bounds.append(step.lower_bound_)
        if step.n_iter_ == 5:
            break

    assert len(bounds) == 5
    assert (np.diff(bounds) >= -1e-12).all()
    assert estimator.predict(X).shape == (600,)


def test_batches_lead_where_all_samples_lead():
    X, _ = clusters(6000)
    whole = GaussianMixture(3, random_state=0).fit(X)

    streamed = GaussianMixture(3, random_state=0)
    for batch in np.array_split(np.random.default_rng(0).permutation(X), 10):
        streamed.partial_fit(batch)

    assert streamed.score(X) > whole.score(X) - 1e-2


def test_icl_is_bic_where_assignments_are_certain():
    X = np.concatenate([np.random.default_rng(0).normal(size=(50, 2)) + c for c in (-100, 100)])
    fitted = GaussianMixture(2, random_state=0).fit(X)

    assert fitted.icl(X) == pytest.approx(fitted.bic(X))


def test_mixtures_travel_to_scikit_learn_and_back():
    X, _ = clusters()
    ours = GaussianMixture(3, random_state=0).fit(X)

    theirs = ours.to_sklearn()
    back = GaussianMixture.from_sklearn(theirs)

    assert type(theirs) is Theirs
    np.testing.assert_allclose(theirs.score_samples(X), ours.score_samples(X))
    np.testing.assert_array_equal(back.predict(X), ours.predict(X))
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(ours)).predict(X), ours.predict(X))


def test_samples_are_drawn_from_the_mixture():
    X, _ = clusters(3000)
    fitted = GaussianMixture(3, random_state=0).fit(X)

    drawn, component = fitted.sample(20_000)

    np.testing.assert_allclose(np.bincount(component) / 20_000, fitted.weights_, atol=0.02)
    np.testing.assert_allclose(drawn[component == 0].mean(axis=0), fitted.means_[0], atol=0.1)


def test_what_is_not_fitted_says_so():
    with pytest.raises(NotFittedError, match="This GaussianMixture instance is not fitted yet"):
        GaussianMixture().predict(np.zeros((3, 2)))


def test_stopping_early_is_warned_about():
    X, _ = clusters()

    with pytest.warns(ConvergenceWarning, match="did not converge"):
        GaussianMixture(3, max_iter=1, tol=0, random_state=0).fit(X)


@pytest.mark.parametrize("kind", KINDS)
def test_collapsed_components_are_refused_in_scikit_learns_words(kind):
    X = np.vstack([np.ones((5, 2)), np.zeros((5, 2))])

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        with pytest.raises(ValueError, match="ill-defined empirical covariance"):
            GaussianMixture(4, reg_covar=0, covariance_type=kind, random_state=0).fit(X)
