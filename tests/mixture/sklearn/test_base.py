"""Fitting, as both mixtures of the scikit-learn face share it."""

import pickle
import re
import tracemalloc
import warnings

import numpy as np
import pytest
import sklearn
import sklearn.mixture
from joblib import Parallel, delayed
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator

import gmmseg
from gmmseg import BayesianGaussianMixture, GaussianMixture
from gmmseg.mixture.sklearn.batches import BLOCK

BOTH = pytest.mark.parametrize("mixture", [GaussianMixture, BayesianGaussianMixture])
FITTED = ("weights_", "means_", "covariances_", "precisions_cholesky_", "lower_bound_", "n_iter_")


def clusters(n=600, seed=0):
    rng = np.random.default_rng(seed)
    which = rng.integers(0, 3, n)
    return np.array([[0.0, 0.0], [8.0, 1.0], [3.0, 9.0]])[which] + rng.normal(size=(n, 2)), which


@BOTH
@pytest.mark.parametrize("kind", ["full", "diag"])  # each kind compiles loops for a dozen widths
def test_scikit_learns_checks_pass(mixture, kind):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = check_estimator(mixture(covariance_type=kind, max_iter=5), on_skip=None, on_fail=None)

    assert [r["check_name"] for r in results if r["status"] not in ("passed", "skipped")] == []


@BOTH
def test_weights_count_as_repetitions(mixture):
    X, _ = clusters(300)
    weights = np.arange(300) % 3 + (np.arange(300) < 2)
    repeated_X = np.repeat(X, weights, axis=0)
    first = mixture(n_components=3, random_state=0).fit(repeated_X)
    settings = {"n_components": 3, "random_state": 0, "max_iter": 300, "tol": 1e-9}

    weighted = mixture(**settings).fit(X, sample_weight=weights)
    repeated = mixture(**settings).fit(repeated_X)

    order, other = (np.argsort(fitted.means_[:, 0]) for fitted in (weighted, repeated))
    for name in ("weights_", "means_", "covariances_"):
        np.testing.assert_allclose(getattr(weighted, name)[order], getattr(repeated, name)[other], rtol=1e-3)
    assert first.n_components == 3
    np.testing.assert_allclose(
        weighted.score(X, sample_weight=weights), repeated.score(repeated_X), rtol=1e-5
    )


@BOTH
def test_labelled_samples_keep_to_their_class(mixture):
    X, which = clusters()
    y = np.where(np.arange(600) % 10 == 0, which + 4, -1)

    fitted = mixture(n_components=6, random_state=0, max_iter=300).fit(X, y)

    assert (fitted.component_classes_[fitted.predict(X)] == which + 4).mean() > 0.95


@BOTH
def test_labels_without_an_unlabelled_sample_are_ignored_as_in_scikit_learn(mixture):
    X, which = clusters()

    with_labels = mixture(n_components=2, random_state=0).fit(X, which)

    np.testing.assert_array_equal(with_labels.means_, mixture(n_components=2, random_state=0).fit(X).means_)
    assert not hasattr(with_labels, "component_classes_")


@BOTH
def test_a_fit_can_be_watched_and_left(mixture):
    X, _ = clusters()
    estimator = mixture(n_components=3, random_state=0, init_params="random", tol=0, max_iter=50)

    bounds = []
    for step in estimator.steps(X):
        bounds.append(step.lower_bound_)
        if step.n_iter_ == 5:
            break

    assert len(bounds) == 5
    assert (np.diff(bounds) >= -1e-9 * np.abs(bounds[1:])).all()
    assert estimator.predict(X).shape == (600,)


@BOTH
def test_the_best_of_several_starts_is_kept(mixture):
    X, _ = clusters()
    settings = {"n_components": 4, "init_params": "random", "max_iter": 20, "tol": 1e-6}

    with warnings.catch_warnings(action="ignore", category=ConvergenceWarning):
        several = mixture(n_init=4, random_state=np.random.RandomState(0), **settings).fit(X)
        rng = np.random.RandomState(0)
        single = [mixture(random_state=rng, **settings).fit(X).lower_bound_ for _ in range(4)]

    assert several.lower_bound_ == max(single)
    assert several.lower_bounds_[-1] == several.lower_bound_


@BOTH
def test_a_warm_start_goes_on(mixture):
    X, _ = clusters()
    settings = {"n_components": 3, "init_params": "random", "random_state": 0, "tol": 0}

    with warnings.catch_warnings(action="ignore", category=ConvergenceWarning):
        twice = mixture(warm_start=True, max_iter=4, **settings).fit(X).fit(X)
        once = mixture(max_iter=8, **settings).fit(X)

    np.testing.assert_allclose(twice.means_, once.means_, rtol=1e-9)
    np.testing.assert_allclose(twice.lower_bound_, once.lower_bound_, rtol=1e-9)


@BOTH
@pytest.mark.parametrize("real", [np.float32, np.float64])
def test_results_have_the_type_of_the_samples(mixture, real):
    X = clusters()[0].astype(real)

    fitted = mixture(n_components=3, random_state=0).fit(X)

    arrays = [getattr(fitted, name) for name in FITTED[:4]] + [
        fitted.predict_proba(X),
        fitted.score_samples(X),
    ]
    assert {array.dtype for array in arrays} == {np.dtype(real)}


@BOTH
def test_a_fit_to_blocks_can_be_watched_and_left(mixture):
    X, _ = clusters()
    settings = {"n_components": 3, "random_state": 0, "init_params": "random", "tol": 0, "max_iter": 50}
    blocks, whole = mixture(**settings), mixture(**settings)

    for step, other in zip(blocks.steps_on_blocks([X[:250], X[250:]]), whole.steps(X), strict=True):
        np.testing.assert_array_equal(step.means_, other.means_)
        if step.n_iter_ == 5:
            break

    assert blocks.predict(X).shape == (600,)


@BOTH
def test_blocks_give_the_same_bits_as_the_whole(mixture):
    X, _ = clusters(BLOCK + 4000)
    weights, y = np.arange(len(X)) % 3 + 0.5, np.where(np.arange(len(X)) % 7 == 0, 1, -1)
    blocks = [(X[i : i + 9999], y[i : i + 9999], weights[i : i + 9999]) for i in range(0, len(X), 9999)]
    settings = {"n_components": 3, "random_state": 0, "max_iter": 4, "tol": 0}

    with warnings.catch_warnings(action="ignore", category=ConvergenceWarning):
        streamed = mixture(**settings).fit_blocks(lambda: iter(blocks))
        whole = mixture(**settings, n_jobs=1).fit(X, y, weights)

    for name in FITTED:
        np.testing.assert_array_equal(getattr(streamed, name), getattr(whole, name))


def test_blocks_are_not_held():
    size, n = 20_000, 100
    start = {"weights_init": [0.5, 0.5], "means_init": np.eye(2, 4), "precisions_init": np.ones((2, 4))}

    def blocks():
        for seed in range(n):
            yield np.random.default_rng(seed).normal(size=(size, 4))

    estimator = GaussianMixture(2, covariance_type="diag", max_iter=1, precision="double", n_jobs=1, **start)
    with warnings.catch_warnings(action="ignore", category=ConvergenceWarning):
        estimator.fit_blocks(lambda: [next(blocks())])  # what is compiled and imported is not counted
        tracemalloc.start()
        estimator.fit_blocks(blocks)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert estimator.n_samples_seen_ == n * size
    assert peak < n * size * 4 * 8 / 4  # a quarter of the samples


@BOTH
def test_fits_travel_and_are_copied(mixture):
    X, _ = clusters()
    fitted = mixture(n_components=3, random_state=0).fit(X)

    again = pickle.loads(pickle.dumps(fitted))
    copies = Parallel(n_jobs=1)(delayed(clone(fitted).fit)(X) for _ in range(2))

    np.testing.assert_array_equal(again.predict(X), fitted.predict(X))
    np.testing.assert_array_equal(copies[1].means_, fitted.means_)
    assert clone(fitted).get_params() == fitted.get_params()


@BOTH
def test_pipelines_and_searches_take_it(mixture):
    X, _ = clusters()
    pipeline = make_pipeline(StandardScaler(), mixture(random_state=0, max_iter=300))

    search = GridSearchCV(pipeline, {f"{mixture.__name__.lower()}__n_components": [1, 3]}, cv=2).fit(X)

    assert search.best_params_ == {f"{mixture.__name__.lower()}__n_components": 3}


@BOTH
def test_weights_are_routed(mixture):
    X, which = clusters()
    weights = (which != 2).astype(float)

    with sklearn.config_context(enable_metadata_routing=True):
        scaler = StandardScaler().set_fit_request(sample_weight=False)
        estimator = mixture(n_components=2, random_state=0).set_fit_request(sample_weight=True)
        fitted = make_pipeline(scaler, estimator).fit(X, sample_weight=weights)

    scaled = StandardScaler().fit(X).transform(X)
    expected = mixture(n_components=2, random_state=0).fit(scaled, sample_weight=weights)
    np.testing.assert_array_equal(fitted[-1].means_, expected.means_)


def test_what_does_not_suit_a_variational_mixture_is_not_there():
    for name in ("partial_fit", "aic", "bic", "icl", "weights_init"):
        assert not hasattr(BayesianGaussianMixture(), name)


@pytest.mark.parametrize("kind", [GaussianMixture, BayesianGaussianMixture])
def test_transform_gives_the_probabilities_under_names(kind):
    X = np.random.default_rng(0).normal(size=(60, 2)).astype(np.float32)
    mixture = kind(n_components=3, random_state=0, max_iter=5, tol=1e9)

    found = mixture.set_output(transform="default").fit_transform(X)

    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, mixture.predict_proba(X))
    word = kind.__name__.lower()
    assert mixture.get_feature_names_out().tolist() == [f"{word}0", f"{word}1", f"{word}2"]


def test_set_output_decides_what_transform_gives_and_nothing_else():
    pandas = pytest.importorskip("pandas")
    X = np.random.default_rng(0).normal(size=(60, 2))
    frame = pandas.DataFrame(X, columns=["a", "b"], index=range(100, 160))
    steps = make_pipeline(StandardScaler(), GaussianMixture(2, random_state=0)).set_output(transform="pandas")

    found = steps.fit_transform(frame)

    assert found.columns.tolist() == ["gaussianmixture0", "gaussianmixture1"]
    assert found.index.tolist() == frame.index.tolist()
    assert isinstance(steps.predict(frame), np.ndarray)  # as in scikit-learn: of transform it speaks alone


X = np.random.default_rng(0).normal(size=(200, 2))


@pytest.mark.parametrize("name", ["GaussianMixture", "BayesianGaussianMixture"])
@pytest.mark.parametrize("verbose", [0, 1, 2])
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_the_words_are_scikit_learns(name, verbose, capsys):
    settings = {
        "n_components": 2,
        "random_state": 0,
        "verbose": verbose,
        "verbose_interval": 2,
        "max_iter": 5,
    }
    settings |= {"tol": 0, "n_init": 2}

    printed = []
    for module in (gmmseg, sklearn.mixture):
        getattr(module, name)(**settings).fit(X)
        printed.append(re.sub(r"lapse [\d.]+s", "lapse", capsys.readouterr().out))

    assert printed[0] == printed[1]
