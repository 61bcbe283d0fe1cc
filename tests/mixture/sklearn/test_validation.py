"""What the scikit-learn face asks of its input, and the sentences that bad input ends in."""

import re

import numpy as np
import pytest
from sklearn.exceptions import NotFittedError

from gmmseg import BayesianGaussianMixture, GaussianMixture
from gmmseg.mixture.sklearn import validation

X = np.random.default_rng(0).normal(size=(20, 2))
BOTH = pytest.mark.parametrize("mixture", [GaussianMixture, BayesianGaussianMixture])


def holding(value):
    """Return samples one of which is `value`."""
    samples = X.astype(type(value)) if isinstance(value, complex) else X.copy()
    samples[3, 1] = value
    return samples


def test_classes_are_shared_out_among_components():
    np.testing.assert_array_equal(validation.owners([2, 4], 5), [2, 4, 2, 4, 2])
    assert validation.owners([], 5) is None


@pytest.mark.parametrize("y", [None, [0.5, -1, 0.5, -1], [[1, 2]], ["a", "b"]])
def test_what_is_no_label_is_ignored_as_in_scikit_learn(y):
    assert validation.labels(y, 4) is None


@BOTH
@pytest.mark.parametrize(
    ("samples", "message"),
    [
        (holding(np.nan), "Input X contains NaN"),
        (holding(np.inf), "Input X contains infinity"),
        (holding(1j), "Complex data not supported"),
        (np.array([["a", "b"], ["c", "d"]], object), "could not convert string to float"),
        (np.empty((0, 2)), "Found array with 0 sample(s)"),
        (np.empty((3, 0)), "Found array with 0 feature(s)"),
        (X[:1], "Found array with 1 sample(s) (shape=(1, 2)) while a minimum of 2 is required"),
        (X[:, 0], "Expected 2D array, got 1D array instead"),
        (X[:2], "Expected n_samples >= n_components but got n_components = 3, n_samples = 2"),
        (
            X * 1e200,  # and no warning before: that would be an error here
            "The samples are too large: their squares exceed the 2e+308 that double precision can hold",
        ),
        (
            (X * 1e38 / np.abs(X).max()).astype(np.float32),
            "The samples are too large: their squares exceed the 3e+38 that single precision can hold.",
        ),
        (
            np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 2.0], [4.0, 2.0]]) * 1e-156,  # of variance 4 and 1
            "The samples are too close together: their variance of 4e-312 is below the 1e-304",
        ),
    ],
)
def test_samples_that_cannot_be_are_refused(mixture, samples, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        mixture(n_components=3, random_state=0).fit(samples)


@BOTH
@pytest.mark.parametrize("method", ["predict", "predict_proba", "score_samples", "score"])
def test_samples_of_another_width_are_refused(mixture, method):
    fitted = mixture().fit(X)

    with pytest.raises(ValueError, match=f"X has 3 features, but {mixture.__name__} is expecting 2 features"):
        getattr(fitted, method)(np.zeros((4, 3)))


@BOTH
def test_what_is_not_fitted_says_so(mixture):
    for use in (mixture().sample, lambda: mixture().predict(X), lambda: mixture().score(X)):
        with pytest.raises(NotFittedError, match=f"This {mixture.__name__} instance is not fitted yet"):
            use()


@BOTH
@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (
            [-1.0] + [1.0] * 19,
            (
                "Negative values in data passed to `sample_weight`: the least is -1. "
                "Weights must be 0 or more; give 0 to samples that should not count."
            ),
        ),
        (
            [0.0] * 20,
            (
                "Sample weights must contain at least one non-zero number. "
                "Leave sample_weight out to weigh all samples alike."
            ),
        ),
        ([1.0] * 7, "sample_weight.shape == (7,), expected (20,)! Give each sample one weight."),
        ([[1.0]] * 20, "Sample weights must be 1D array or scalar, but got 2 dimensions."),
        ([np.nan] * 20, "Input sample_weight contains NaN."),
        ([1e307] * 20, "Sample weights sum to inf, but their sum must be from 1e-300 to 1e+303"),
        ([1e-320] * 20, "Sample weights sum to 2e-319, but their sum must be from 1e-300 to 1e+303"),
        ([np.inf] * 20, "Input sample_weight contains infinity"),
    ],
)
def test_weights_that_cannot_be_are_refused(mixture, weights, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        mixture().fit(X, sample_weight=weights)


@BOTH
@pytest.mark.parametrize(
    ("y", "message"),
    [
        (
            [-1, 0, 1] + [-1] * 17,
            (
                "y has 2 classes, but n_components is 1: each class needs at least one component. "
                "Raise n_components or merge classes."
            ),
        ),
        (
            [-1, 0, 1],
            (
                "Found input variables with inconsistent numbers of samples: [20, 3]. "
                "Give y one label for each sample, -1 where it is not known."
            ),
        ),
    ],
)
def test_labels_that_do_not_fit_are_refused(mixture, y, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        mixture().fit(X, y)


@BOTH
@pytest.mark.parametrize(
    ("name", "value", "range_"),
    [
        ("n_components", 0, "an int in the range [1, inf)"),
        ("n_components", 2.5, "an int in the range [1, inf)"),
        ("covariance_type", "round", "a str among"),
        ("tol", -1e-3, "a float in the range [0.0, inf)"),
        ("reg_covar", -1.0, "a float in the range [0.0, inf) or a str among {'auto'}"),
        ("max_iter", -1, "an int in the range [0, inf)"),
        ("n_init", 0, "an int in the range [1, inf)"),
        ("init_params", "guess", "a str among"),
        ("random_state", -1, "an int in the range [0, 4294967295]"),
        ("warm_start", "yes", "an instance of 'bool'"),
        ("verbose", -1, "an int in the range [0, inf)"),
        ("verbose_interval", 0, "an int in the range [1, inf)"),
        ("precision", "half", "a str among"),
        ("n_jobs", 0, "None, an int in the range [1, inf) or an int in the range (-inf, -1]"),
    ],
)
def test_parameters_out_of_range_are_refused(mixture, name, value, range_):
    said = f"The '{name}' parameter of {mixture.__name__} must be"

    with pytest.raises(ValueError, match=re.escape(said)) as caught:
        mixture(**{name: value}).fit(X)

    assert range_ in str(caught.value)
    assert f"Got {value!r} instead." in str(caught.value)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"weights_init": [0.5, 0.6]},
            (
                "The parameter 'weights' should be normalized, but got sum(weights) = 1.10000. "
                "Divide weights_init by its sum."
            ),
        ),
        ({"weights_init": [1.5, -0.5]}, "The parameter 'weights' should be in the range [0, 1]"),
        ({"weights_init": [1.0]}, "The parameter 'weights' should have the shape of (2,), but got (1,)"),
        ({"means_init": np.zeros((2, 3))}, "The parameter 'means' should have the shape of (2, 2)"),
        ({"means_init": [[np.nan, 0], [0, 0]]}, "Input contains NaN"),
        (
            {"precisions_init": [np.eye(2), np.diag([1.0, -2.0])]},
            (
                "'full precision' should be symmetric, positive-definite, "
                "but that of component 1 has the eigenvalue -2."
            ),
        ),
        (
            {"precisions_init": [[[1, 0.5], [0, 1]], np.eye(2)]},
            (
                "'full precision' should be symmetric, positive-definite, "
                "but that of component 0 is not symmetric."
            ),
        ),
        (
            {"precisions_init": -np.eye(2), "covariance_type": "tied"},
            "'tied precision' should be symmetric, positive-definite, but it has the eigenvalue -1.",
        ),
        (
            {"precisions_init": [[1, 1], [0, 1]], "covariance_type": "diag"},
            "'diag precision' should be positive, but the least is 0.",
        ),
        (
            {"precisions_init": [1, -3], "covariance_type": "spherical"},
            "'spherical precision' should be positive, but the least is -3.",
        ),
    ],
)
def test_starts_that_cannot_be_are_refused(given, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        GaussianMixture(2, **given).fit(X)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"degrees_of_freedom_prior": 0.5},
            "The parameter 'degrees_of_freedom_prior' should be greater than 1, but got 0.500.",
        ),
        ({"mean_prior": [0.0]}, "The parameter 'means' should have the shape of (2,), but got (1,)"),
        ({"weight_concentration_prior": 0.0}, "must be None or a float in the range (0.0, inf)"),
        ({"mean_precision_prior": -1.0}, "must be None or a float in the range (0.0, inf)"),
        ({"covariance_prior": -np.eye(2)}, "should be symmetric, positive-definite"),
        ({"covariance_prior": np.eye(3)}, "should have the shape of (2, 2), but got (3, 3)"),
    ],
)
def test_priors_that_cannot_be_are_refused(given, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        BayesianGaussianMixture(n_components=2, **given).fit(X)


def test_no_samples_cannot_be_drawn():
    with pytest.raises(ValueError, match="Invalid value for 'n_samples': 0"):
        GaussianMixture().fit(X).sample(0)


@pytest.mark.parametrize(
    ("blocks", "error", "message"),
    [
        (
            iter([X]),
            TypeError,
            "blocks is an iterator, which can be read only once, but a fit reads its samples many",
        ),
        (3, TypeError, "blocks must be iterable or callable, but got a int."),
        ([], ValueError, "There are no blocks"),
        ([X[:1]], ValueError, "Expected n_samples >= n_components but got n_components = 2, n_samples = 1"),
        ([X, X[:, :1]], ValueError, "X has 1 features, but GaussianMixture is expecting 2 features"),
        ([X, holding(np.nan)], ValueError, "Input X contains NaN"),
        ([(X, None, np.zeros(20))], ValueError, "Sample weights must contain at least one non-zero number."),
    ],
)
def test_blocks_that_cannot_be_are_refused(blocks, error, message):
    with pytest.raises(error, match=re.escape(message)):
        GaussianMixture(2, random_state=0).fit_blocks(blocks)


def test_samples_too_large_for_a_batch_or_with_their_weights_are_refused():
    X = np.random.default_rng(0).normal(size=(20, 2))
    fitted = GaussianMixture(2, random_state=0).fit(X)
    too_large = "Scale the data to below 1e150"

    with pytest.raises(ValueError, match=f"{too_large}[.]$"):
        fitted.partial_fit(X * 1e200)
    with pytest.raises(ValueError, match=f"{too_large}, and divide sample_weight by its largest value[.]$"):
        GaussianMixture(2).fit(X * 1e5, sample_weight=np.full(20, 1e300))


def test_blocks_that_change_are_refused():
    sizes = iter([20, 20, 20, 20, 15, 10])

    with pytest.raises(ValueError, match="The blocks held 20 samples on the first pass and 15 on another"):
        GaussianMixture(2, random_state=0, tol=0).fit_blocks(lambda: [X[: next(sizes)]])
