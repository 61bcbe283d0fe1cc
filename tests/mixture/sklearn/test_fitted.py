"""What a fitted mixture can do, against scikit-learn's."""

import warnings

import numpy as np
import pytest
import sklearn.mixture
from sklearn import config_context
from sklearn.pipeline import make_pipeline

import gmmseg

KINDS = ["full", "tied", "diag", "spherical"]
NAMES = pytest.mark.parametrize("name", ["GaussianMixture", "BayesianGaussianMixture"])
rng = np.random.default_rng(0)
X = rng.normal(size=(300, 2)) + rng.integers(0, 3, (300, 1)) * 6


@NAMES
@pytest.mark.parametrize("kind", KINDS)
def test_a_mixture_travels_both_ways(name, kind):
    ours, theirs = getattr(gmmseg, name), getattr(sklearn.mixture, name)
    settings = {"n_components": 3, "covariance_type": kind, "random_state": 0, "max_iter": 500}

    came = ours.from_sklearn(theirs(**settings).fit(X))
    went = ours(**settings).fit(X).to_sklearn()

    assert type(came) is ours
    assert type(went) is theirs
    np.testing.assert_allclose(came.score_samples(X), theirs(**settings).fit(X).score_samples(X))
    np.testing.assert_allclose(went.score_samples(X), ours(**settings).fit(X).score_samples(X))
    np.testing.assert_array_equal(ours.from_sklearn(went).predict(X), went.predict(X))
    assert went.get_params() == theirs(**settings).get_params()
    assert set(vars(went)) >= {key for key in vars(theirs(**settings).fit(X)) if key.endswith("_")}


@NAMES
def test_a_mixture_that_came_goes_on_from_where_it_was(name):
    ours, theirs = getattr(gmmseg, name), getattr(sklearn.mixture, name)
    settings = {"n_components": 3, "random_state": 0, "warm_start": True, "max_iter": 2, "tol": 0}

    with warnings.catch_warnings(action="ignore"):
        begun = theirs(**settings).fit(X)
        came = ours.from_sklearn(begun).fit(X)
        begun.fit(X)

    np.testing.assert_allclose(came.means_, begun.means_, rtol=1e-6)


def test_an_unfitted_mixture_travels_too():
    assert gmmseg.GaussianMixture(3, reg_covar="auto").to_sklearn().get_params()["n_components"] == 3


def test_what_came_is_independent_of_where_it_came_from():
    theirs = sklearn.mixture.GaussianMixture(2, random_state=0).fit(X)
    ours = gmmseg.GaussianMixture.from_sklearn(theirs)

    theirs.means_ += 1

    assert np.abs(ours.means_ - theirs.means_).min() > 0.5


def test_another_class_is_refused():
    with pytest.raises(TypeError, match=r"takes a sklearn.mixture.GaussianMixture, but got a KMeans"):
        gmmseg.GaussianMixture.from_sklearn(__import__("sklearn.cluster").cluster.KMeans())


@NAMES
@pytest.mark.parametrize("kind", KINDS)
def test_the_samples_drawn_are_scikit_learns(name, kind):
    settings = {"n_components": 3, "covariance_type": kind, "random_state": 0, "max_iter": 500}
    ours = getattr(gmmseg, name)(**settings).fit(X)

    drawn, component = ours.sample(50)

    theirs, their_component = ours.to_sklearn().sample(50)
    np.testing.assert_allclose(drawn, theirs)
    np.testing.assert_array_equal(component, their_component)


def test_weights_count_in_a_score():
    fitted = gmmseg.GaussianMixture(3, random_state=0).fit(X)
    weights = np.arange(300) % 2

    assert fitted.score(X, sample_weight=weights) == pytest.approx(fitted.score(X[1::2]))


def test_many_samples_are_labelled_as_few_are():
    fitted = gmmseg.GaussianMixture(3, random_state=0, precision="double").fit(X)
    many = np.tile(X, (500, 1))

    np.testing.assert_array_equal(fitted.predict(many), np.tile(fitted.predict(X), 500))
    np.testing.assert_array_equal(fitted.predict_proba(many)[-300:], fitted.predict_proba(X))


@NAMES
def test_weights_are_routed_through_a_pipeline_as_scikit_learn_routes_them(name):
    kind = getattr(gmmseg, name)
    weights = np.linspace(0.1, 2.0, len(X))
    alone = kind(n_components=3, random_state=0, max_iter=500).fit(X, sample_weight=weights)

    with config_context(enable_metadata_routing=True):
        step = kind(n_components=3, random_state=0, max_iter=500)
        step = step.set_fit_request(sample_weight=True).set_score_request(sample_weight=True)
        chain = make_pipeline(step).fit(X, sample_weight=weights)
        score = chain.score(X, sample_weight=weights)

    np.testing.assert_array_equal(chain[0].means_, alone.means_)
    assert score == alone.score(X, sample_weight=weights)


def test_a_notebook_is_given_the_parameters_that_were_chosen():
    page = gmmseg.GaussianMixture(7, covariance_type="tied")._repr_html_()

    assert "GaussianMixture" in page
    assert "tied" in page
    assert "7" in page


def test_polars_gets_probabilities_under_the_names_of_components():
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame({"area": [1.0, 2.0, 8.0, 9.0], "length": [1.0, 1.5, 4.0, 4.5]})
    mixture = gmmseg.GaussianMixture(2, random_state=0).set_output(transform="polars")

    found = mixture.fit(frame).transform(frame)

    assert mixture.feature_names_in_.tolist() == ["area", "length"]
    assert isinstance(found, polars.DataFrame)
    assert found.columns == ["gaussianmixture0", "gaussianmixture1"]
