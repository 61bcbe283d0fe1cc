"""The scikit-learn face against scikit-learn."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture as Theirs

from gmmseg import GaussianMixture

KINDS = ["full", "tied", "diag", "spherical"]


def clusters(n=600, d=2, seed=0):
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(3, d)) * 5
    which = rng.integers(0, 3, n)
    return centres[which] + rng.normal(size=(n, d)) * np.resize([1, 0.5], d), which


@pytest.mark.parametrize("init_params", ["kmeans", "k-means++", "random_from_data", "random"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_start_ends_where_scikit_learn_ends(kind, init_params):
    X, _ = clusters()
    asked = {"covariance_type": kind, "init_params": init_params, "random_state": 0, "max_iter": 400}

    ours, theirs = GaussianMixture(3, **asked).fit(X), Theirs(3, **asked).fit(X)

    for name in ("weights_", "means_", "covariances_", "precisions_", "precisions_cholesky_"):
        np.testing.assert_allclose(getattr(ours, name), getattr(theirs, name), rtol=1e-6, atol=1e-8)
    assert ours.n_iter_ == theirs.n_iter_
    np.testing.assert_allclose(ours.lower_bounds_, theirs.lower_bounds_, rtol=1e-7)
    np.testing.assert_allclose(ours.score_samples(X), theirs.score_samples(X), rtol=1e-8)
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-8)
    np.testing.assert_array_equal(ours.predict(X), theirs.predict(X))
    np.testing.assert_allclose([ours.aic(X), ours.bic(X)], [theirs.aic(X), theirs.bic(X)])


@pytest.mark.parametrize("iterations", [1, 5, 50])
@pytest.mark.parametrize("precision", ["single", "double"])
@pytest.mark.parametrize("kind", KINDS)
def test_steps_from_the_same_start_are_scikit_learns(kind, precision, iterations):
    X, _ = clusters(4000, d=3)
    covariances = np.tile(np.cov(X.T), (4, 1, 1))
    precisions = {
        "full": np.linalg.inv(covariances),
        "tied": np.linalg.inv(covariances[0]),
        "diag": 1 / np.diagonal(covariances, axis1=1, axis2=2),
        "spherical": np.full(4, 1 / np.var(X)),
    }[kind]
    start = {"weights_init": np.full(4, 0.25), "means_init": X[:4], "precisions_init": precisions}
    asked = start | {"covariance_type": kind, "tol": 0, "max_iter": iterations}

    with warnings.catch_warnings(action="ignore", category=ConvergenceWarning):
        ours = GaussianMixture(4, precision=precision, **asked).fit(X)
        theirs = Theirs(4, **asked).fit(X)

    for name in ("weights_", "means_", "covariances_"):
        own, other = getattr(ours, name), getattr(theirs, name)
        np.testing.assert_allclose(own, other, rtol=1e-5, atol=1e-5 * np.abs(other).max())
    np.testing.assert_allclose(ours.lower_bounds_, theirs.lower_bounds_, rtol=0, atol=1e-6)
    np.testing.assert_allclose(ours.score(X), theirs.score(X), rtol=0, atol=1e-6)


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


def test_labelled_samples_keep_to_their_class():
    X, which = clusters(600)
    y = np.where(np.arange(600) % 10 == 0, which, -1)

    fitted = GaussianMixture(3, random_state=0).fit(X, y)

    assert (fitted.component_classes_[fitted.predict(X)] == which).mean() > 0.95


def test_labels_without_an_unlabelled_sample_are_ignored_as_in_scikit_learn():
    X, which = clusters(300)

    with_labels = GaussianMixture(2, random_state=0).fit(X, which)

    np.testing.assert_array_equal(with_labels.means_, GaussianMixture(2, random_state=0).fit(X).means_)


def test_samples_beside_and_beyond_any_component_have_a_probability():
    fitted = GaussianMixture(2, random_state=0).fit([[0.0], [1.0], [10.0], [11.0], [12.0]])

    shares = fitted.predict_proba([[1e12], [-1e12], [5.0]])

    np.testing.assert_allclose(shares.sum(axis=1), 1)
    assert np.isfinite(fitted.score_samples([[1e12]])).all()


@pytest.mark.parametrize("factor", [1e-9, 1e-3, 1e9, 1e120])
def test_with_a_relative_floor_the_unit_does_not_matter(factor):
    X, _ = clusters()

    with_factor = GaussianMixture(3, reg_covar="auto", random_state=0).fit(X * factor)

    plain = GaussianMixture(3, reg_covar="auto", random_state=0).fit(X)
    np.testing.assert_array_equal(with_factor.predict(X * factor), plain.predict(X))
    np.testing.assert_allclose(with_factor.means_, plain.means_ * factor, rtol=1e-6)


def test_the_order_of_features_does_not_matter():
    X, _ = clusters(d=3)

    other = GaussianMixture(3, reg_covar="auto", random_state=0).fit(X[:, [2, 0, 1]])

    plain = GaussianMixture(3, reg_covar="auto", random_state=0).fit(X)
    np.testing.assert_array_equal(other.predict(X[:, [2, 0, 1]]), plain.predict(X))
    np.testing.assert_allclose(other.means_, plain.means_[:, [2, 0, 1]], rtol=1e-6)


def test_from_the_same_start_each_feature_may_have_a_unit_and_an_origin_of_its_own():
    X, _ = clusters()
    factor, shift = np.array([1e4, 1 / 255]), np.array([5e4, -3.0])
    start = X[[0, 200, 400]]

    mixed = GaussianMixture(3, reg_covar="auto", random_state=0, means_init=start * factor + shift)
    plain = GaussianMixture(3, reg_covar="auto", random_state=0, means_init=start)

    with warnings.catch_warnings(action="ignore", category=ConvergenceWarning):
        first, second = mixed.fit_predict(X * factor + shift), plain.fit_predict(X)
    np.testing.assert_array_equal(first, second)


@pytest.mark.filterwarnings("ignore:Best performing")
@given(
    n=st.integers(200, 300), d=st.integers(1, 4), kind=st.sampled_from(KINDS), seed=st.integers(0, 2**32 - 1)
)
@settings(max_examples=20, deadline=None)
def test_no_step_loses_likelihood(n, d, kind, seed):
    X = np.random.default_rng(seed).normal(size=(n, d)).round(1)
    mixture = GaussianMixture(3, covariance_type=kind, reg_covar=0, random_state=0, tol=0, max_iter=30)

    bounds = mixture.set_params(init_params="random", precision="double").fit(X).lower_bounds_

    assert (np.diff(bounds) > -1e-7).all()


def test_a_constant_feature_is_no_error_with_a_relative_floor():
    X = np.column_stack([clusters()[0], np.full(600, 7.0)])

    fitted = GaussianMixture(3, reg_covar="auto", random_state=0).fit(X)

    np.testing.assert_allclose(fitted.means_[:, 2], 7)


@pytest.mark.parametrize("kind", ["diag", "spherical"])
def test_a_component_may_shrink_to_one_sample_as_in_scikit_learn(kind):
    X, _ = clusters(60)
    asked = {"covariance_type": kind, "reg_covar": 0, "random_state": 0, "max_iter": 3}
    asked |= {"init_params": "random_from_data"}

    with warnings.catch_warnings(action="ignore", category=ConvergenceWarning):
        Theirs(4, **asked).fit(X)
        fitted = GaussianMixture(4, **asked).fit(X)

    assert np.isfinite(fitted.score(X))


@pytest.mark.parametrize(
    "other",
    [
        lambda X: X.astype(">f8"),
        np.asfortranarray,
        lambda X: X[::-1][::-1],
        lambda X: np.ascontiguousarray(X[:, ::-1])[:, ::-1],
        lambda X: X.astype(np.float64),
        lambda X: X.tolist(),
        lambda X: np.frombuffer(X.tobytes()).reshape(X.shape),  # read-only, as a mapped file is
        lambda X: X.astype(np.int32),
        lambda X: X.astype(np.uint8),
        lambda X: X.astype(np.float16),
        lambda X: X.astype(np.float32),
    ],
)
def test_the_form_of_an_array_does_not_matter(other):
    X = np.round((clusters()[0] + 20) * 3)  # whole numbers that all types hold

    labels = GaussianMixture(3, random_state=0).fit_predict(other(X))

    np.testing.assert_array_equal(labels, GaussianMixture(3, random_state=0).fit_predict(X))


@pytest.mark.parametrize("precision", ["single", "double"])
@pytest.mark.parametrize(
    "spoilt",
    [
        lambda X: np.vstack([X, [[1e6, 1e6]]]),  # one sample far away
        lambda X: X[:, [0, 0]] * 1000,  # one feature twice
        lambda X: X * [1, 0] + 100,  # a constant feature
        np.zeros_like,
        lambda X: np.repeat([[0.0, 0.0], [1.0, 1.0]], 300, axis=0),  # two points
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_spoilt_samples_are_survived_where_scikit_learn_survives(kind, spoilt, precision):
    X = spoilt(clusters()[0])
    asked = {"covariance_type": kind, "random_state": 0}

    with warnings.catch_warnings(action="ignore", category=ConvergenceWarning):
        Theirs(3, **asked).fit(X)
        fitted = GaussianMixture(3, precision=precision, **asked).fit(X)

    assert np.isfinite(fitted.score_samples(X)).all()
    np.testing.assert_allclose(fitted.predict_proba(X).sum(axis=1), 1, rtol=1e-6)


def test_icl_is_bic_where_assignments_are_certain():
    X = np.concatenate([np.random.default_rng(0).normal(size=(50, 2)) + c for c in (-100, 100)])
    fitted = GaussianMixture(2, random_state=0).fit(X)

    assert fitted.icl(X) == pytest.approx(fitted.bic(X))


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


@settings(max_examples=40, deadline=None)
@given(
    d=st.integers(1, 4),
    k=st.integers(1, 5),
    kind=st.sampled_from(KINDS),
    repeats=st.lists(st.integers(0, 3), min_size=40, max_size=40).filter(lambda times: sum(times) > 20),
    shift=st.sampled_from([0.0, 1e3, -1e6]),
    seed=st.integers(0, 2**31),
)
def test_one_weighted_step_is_scikit_learns_on_repeated_samples(d, k, kind, repeats, shift, seed):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(40, d)) * 3
    precisions = {
        "full": np.tile(np.eye(d), (k, 1, 1)),
        "tied": np.eye(d),
        "diag": np.ones((k, d)),
        "spherical": np.ones(k),
    }[kind]
    asked = {"weights_init": np.full(k, 1 / k), "means_init": X[:k] + shift, "precisions_init": precisions}
    asked |= {"covariance_type": kind, "max_iter": 1, "reg_covar": 1e-3}

    with warnings.catch_warnings(action="ignore", category=ConvergenceWarning):
        ours = GaussianMixture(k, **asked).fit(X + shift, sample_weight=repeats)
        repeated = np.repeat(X, repeats, axis=0)
        theirs = Theirs(k, **asked | {"means_init": X[:k]}).fit(
            repeated
        )  # unshifted: it loses digits far away

    seen = theirs.weights_ * len(repeated) > 1e-3  # what explains nothing has a mean and covariance of chance
    tied = kind == "tied"
    np.testing.assert_allclose(ours.weights_, theirs.weights_, atol=1e-7)
    np.testing.assert_allclose(ours.means_[seen] - shift, theirs.means_[seen], rtol=1e-5, atol=1e-6)
    covariances = [f.covariances_ if tied else f.covariances_[seen] for f in (ours, theirs)]
    np.testing.assert_allclose(*covariances, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(ours.lower_bound_, theirs.lower_bound_, atol=1e-7)
