"""What the scikit-learn face asks of its input, in scikit-learn's own words."""

from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils import check_array

from gmmseg.mixture.parameters import Floats, Parameters, shape

__all__ = [
    "Integral",
    "Real",
    "check_definite",
    "check_initial",
    "classes",
    "positive",
    "precisions_cholesky",
]

LEAST_VARIANCE = {True: 1e-12, False: 0.0}  # by whether the precision is single, in units of the data's own


def check_initial(estimator: Any, n_features: int) -> None:
    """Raise ValueError unless the given weights, means and precisions fit; make arrays of them."""
    k, kind = estimator.n_components, estimator.covariance_type
    if estimator.weights_init is not None:
        estimator.weights_init = _weights(estimator.weights_init, k)
    if estimator.means_init is not None:
        estimator.means_init = _array(estimator.means_init, (k, n_features), "means")
    if estimator.precisions_init is not None:
        wanted = shape(k, n_features, kind)
        estimator.precisions_init = _array(estimator.precisions_init, wanted, f"{kind} precision")
        _check_precisions(estimator.precisions_init, kind)


def _array(value: ArrayLike, wanted: tuple[int, ...], name: str) -> NDArray[Any]:
    array = check_array(value, dtype=[np.float64, np.float32], ensure_2d=False, allow_nd=True)
    if array.shape != wanted:
        raise ValueError(f"The parameter '{name}' should have the shape of {wanted}, but got {array.shape}")
    return array


def _weights(value: ArrayLike, k: int) -> NDArray[Any]:
    weights = _array(value, (k,), "weights")
    if (weights < 0).any() or (weights > 1).any():
        raise ValueError(
            "The parameter 'weights' should be in the range [0, 1], but got "
            f"max value {weights.min():.5f}, min value {weights.max():.5f}"
        )
    if not abs(1 - weights.sum()) <= (1e-6 if weights.dtype == np.float32 else 1e-8):
        raise ValueError(
            f"The parameter 'weights' should be normalized, but got sum(weights) = {weights.sum():.5f}"
        )
    return weights


def _check_precisions(precisions: NDArray[Any], kind: str) -> None:
    if kind in {"diag", "spherical"}:
        if (precisions <= 0).any():
            raise ValueError(f"'{kind} precision' should be positive")
        return
    for matrix in precisions.reshape(-1, *precisions.shape[-2:]):
        if not (np.allclose(matrix, matrix.T) and (np.linalg.eigvalsh(matrix) > 0).all()):
            raise ValueError(f"'{kind} precision' should be symmetric, positive-definite")


def positive(weights: NDArray[Any]) -> Floats:
    """Return sample weights, not all zero, with a mean of 1, or raise ValueError where one is negative."""
    if (weights < 0).any():
        raise ValueError(
            f"Negative values in data passed to `sample_weight`: the least is {weights.min():g}."
        )
    return np.asarray(weights / weights.mean(), np.float64)


def classes(
    y: ArrayLike | None, n_samples: int, n_components: int
) -> tuple[NDArray[np.int64] | None, NDArray[np.int64] | None]:
    """Return the class of each sample (-1: none) and the owner of each component, or None."""
    labels = None if y is None else np.asarray(y)
    if labels is None or labels.ndim != 1 or not np.issubdtype(labels.dtype, np.integer):
        return None, None
    known = np.unique(labels[labels != -1])
    if len(labels) != n_samples or len(known) == 0 or not (labels == -1).any():
        return None, None
    if len(known) > n_components:
        raise ValueError(
            f"y has {len(known)} classes, but n_components is {n_components}: each class needs at least "
            f"one component. Raise n_components or merge classes."
        )
    return labels.astype(np.int64), known[np.arange(n_components) % len(known)].astype(np.int64)


def check_definite(parameters: Parameters, *, single: bool) -> None:
    """Raise ValueError, as scikit-learn does, where a covariance is not positive definite."""
    packed = parameters.single if single else parameters.double
    variances = np.diagonal(parameters.full_covariances, axis1=1, axis2=2)
    if packed.mended or not (variances > LEAST_VARIANCE[single]).all():
        raise _ill_defined()


def _ill_defined() -> ValueError:
    return ValueError(
        "Fitting the mixture model failed because some components have ill-defined empirical covariance "
        "(for instance caused by singleton or collapsed samples). Try to decrease the number of "
        "components, increase reg_covar, or scale the input data."
    )


def precisions_cholesky(parameters: Parameters) -> Floats:
    """Return the roots of the precisions as scikit-learn keeps them: upper triangular, P P' = precision."""
    if parameters.covariance_type in {"diag", "spherical"}:
        if not (parameters.covariances > 0).all():
            raise _ill_defined()
        return 1 / np.sqrt(parameters.covariances)
    try:
        whiteners = np.linalg.inv(np.linalg.cholesky(parameters.covariances))
    except np.linalg.LinAlgError:
        raise _ill_defined() from None
    return np.swapaxes(whiteners, -1, -2)


def priors(estimator: Any, samples: NDArray[Any]) -> dict[str, Any]:
    """Return the priors of a variational mixture by attribute, or raise ValueError where they do not fit."""
    d = samples.shape[1]
    freedom = estimator.degrees_of_freedom_prior
    if freedom is not None and not freedom > d - 1:
        raise ValueError(
            f"The parameter 'degrees_of_freedom_prior' should be greater than {d - 1}, but got {freedom:.3f}."
        )
    concentration, precision = estimator.weight_concentration_prior, estimator.mean_precision_prior
    given = estimator.mean_prior
    return {
        "weight_concentration_prior_": 1 / estimator.n_components if concentration is None else concentration,
        "mean_precision_prior_": 1.0 if precision is None else precision,
        "mean_prior_": samples.mean(axis=0) if given is None else _array(given, (d,), "means"),
        "degrees_of_freedom_prior_": d if freedom is None else freedom,
        "covariance_prior_": _covariance_prior(
            estimator.covariance_prior, estimator.covariance_type, samples
        ),
    }


def _covariance_prior(given: Any, kind: str, samples: NDArray[Any]) -> Any:
    d = samples.shape[1]
    if given is None:
        if kind in {"full", "tied"}:
            return np.atleast_2d(np.cov(samples.T))
        variances = samples.var(axis=0, ddof=1)
        return variances if kind == "diag" else variances.mean()
    if kind == "spherical":
        return given
    prior = _array(given, (d,) if kind == "diag" else (d, d), f"{kind} covariance_prior")
    _check_precisions(prior, kind)
    return prior
