"""Validation of the estimators' input, with scikit-learn's own error messages."""

from collections.abc import Callable, Iterable, Iterator
from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils import check_array

from gmmseg.mixture.parameters import Floats, Integers, Parameters, shape
from gmmseg.mixture.sklearn.batches import SampleSummary
from gmmseg.mixture.sklearn.initialisation import MANY

__all__ = ["Integral", "Real"]

LIGHTEST, HEAVIEST = 1e-300, 1e303  # sums of weights
NARROWEST = 1e-304  # variance: double precision can still hold the inverse of a component's


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
            f"max value {weights.min():.5f}, min value {weights.max():.5f}"  # in its words, and its order
        )
    if not abs(1 - weights.sum()) <= (1e-6 if weights.dtype == np.float32 else 1e-8):
        raise ValueError(
            f"The parameter 'weights' should be normalized, but got sum(weights) = {weights.sum():.5f}. "
            f"Divide weights_init by its sum."
        )
    return weights


def _check_precisions(precisions: NDArray[Any], kind: str) -> None:
    if kind in {"diag", "spherical"}:
        if (precisions <= 0).any():
            raise ValueError(f"'{kind} precision' should be positive, but the least is {precisions.min():g}.")
        return
    for c, matrix in enumerate(precisions.reshape(-1, *precisions.shape[-2:])):
        least = np.linalg.eigvalsh(matrix).min()
        if not (np.allclose(matrix, matrix.T) and least > 0):
            where = f"that of component {c}" if kind == "full" else "it"
            fault = f"has the eigenvalue {least:g}" if least <= 0 else "is not symmetric"
            raise ValueError(
                f"'{kind} precision' should be symmetric, positive-definite, but {where} {fault}."
            )


def sample_weight(value: ArrayLike, n_samples: int) -> Floats:
    """Return sample weights, (n_samples,), or raise ValueError where they cannot be."""
    weights: NDArray[Any] = check_array(
        value, dtype=np.float64, ensure_2d=False, ensure_min_samples=0, input_name="sample_weight"
    )
    if weights.ndim == 0:
        weights = np.full(n_samples, float(weights))
    if weights.ndim != 1:
        raise ValueError(f"Sample weights must be 1D array or scalar, but got {weights.ndim} dimensions.")
    if len(weights) != n_samples:
        raise ValueError(
            f"sample_weight.shape == {weights.shape}, expected {(n_samples,)}! Give each sample one weight."
        )
    if (weights < 0).any():
        raise ValueError(
            f"Negative values in data passed to `sample_weight`: the least is {weights.min():g}. "
            f"Weights must be 0 or more; give 0 to samples that should not count."
        )
    if not weights.any():
        raise ValueError(
            "Sample weights must contain at least one non-zero number. Leave sample_weight out to weigh all "
            "samples alike."
        )
    _check_total(weights)
    return weights


def _check_total(weights: Floats) -> None:
    with np.errstate(over="ignore"):
        total = float(weights.sum())
    if not LIGHTEST <= total <= HEAVIEST:
        raise ValueError(
            f"Sample weights sum to {total:.3g}, but their sum must be from {LIGHTEST:g} to {HEAVIEST:g}, "
            f"which double precision can count with. Divide sample_weight by its largest value."
        )


def labels(y: ArrayLike | None, n_samples: int) -> NDArray[np.int64] | None:
    """Return whole-numbered labels, -1 for none; None where `y` says nothing of the kind."""
    found = None if y is None else np.asarray(y)
    if found is None or found.ndim != 1 or not np.issubdtype(found.dtype, np.integer):
        return None
    if len(found) != n_samples:
        raise ValueError(
            f"Found input variables with inconsistent numbers of samples: [{n_samples}, {len(found)}]. "
            f"Give y one label for each sample, -1 where it is not known."
        )
    return found.astype(np.int64)


def owners(classes: list[int], n_components: int) -> NDArray[np.int64] | None:
    """Return the class of each component; None where there are no classes."""
    if not classes:
        return None
    if len(classes) > n_components:
        raise ValueError(
            f"y has {len(classes)} classes, but n_components is {n_components}: each class needs at least "
            f"one component. Raise n_components or merge classes."
        )
    return np.array(classes)[np.arange(n_components) % len(classes)]


def check_known(classes: Integers | None, of_components: Integers | None) -> None:
    """Raise ValueError where samples have labels that no component of a semi-supervised mixture has."""
    if classes is None or of_components is None:
        return
    strange = set(np.unique(classes).tolist()) - set(of_components.tolist()) - {-1}
    if strange:
        raise ValueError(
            f"y has the label {min(strange)}, which no component belongs to: they have been shared out among "
            f"{sorted(set(of_components.tolist()))}. Give samples of other classes the label -1, or fit anew."
        )


def reopened(blocks: Any) -> Callable[[], Iterable[Any]]:
    """Return what gives the blocks from the beginning each time it is called."""
    if callable(blocks):
        return blocks
    if not isinstance(blocks, Iterable):
        raise TypeError(
            f"blocks must be iterable or callable, but got a {type(blocks).__name__}. Give a list of arrays, "
            f"or a function that returns an iterator over arrays."
        )
    if isinstance(blocks, Iterator):
        raise TypeError(
            "blocks is an iterator, which can be read only once, but a fit reads its samples many "
            "times. Give a list, or the function that makes the iterator; or call partial_fit on each block."
        )
    return lambda: blocks


def check_enough(n_samples: int, n_components: int) -> None:
    """Raise ValueError, as scikit-learn does, where there are fewer samples than components."""
    if n_samples < n_components:
        raise ValueError(
            f"Expected n_samples >= n_components but got n_components = {n_components}, "
            f"n_samples = {n_samples}"
        )


def check_size(summary: SampleSummary, real: np.dtype[Any]) -> None:
    """Raise ValueError where samples weigh nothing or their squares are beyond the precision they come in.

    Samples in single precision begin, and their mixture is told, in single precision. Of no variance at all
    they may be: they are all the same.
    """
    if not summary.weight > 0:
        raise ValueError("Sample weights must contain at least one non-zero number.")
    if not np.isfinite(summary.scatter).all():
        raise ValueError(
            f"The samples are too large: their squares exceed the {np.finfo(np.float64).max:.1g} that double "
            f"precision can hold. Scale the data to below 1e150{_and_weights(summary)}."
        )
    _check_single(summary, real)
    widest = float(summary.deviations.max()) ** 2
    if 0 < widest < NARROWEST:
        raise ValueError(
            f"The samples are too close together: their variance of {widest:.1g} is below the {NARROWEST:g} "
            f"whose inverse double precision can hold. Scale the data to above 1e-150."
        )


def _check_single(summary: SampleSummary, real: np.dtype[Any]) -> None:
    most = float(np.finfo(real).max)
    squares = float((summary.deviations**2 + summary.middle**2).max())
    if real == np.float32 and squares * min(summary.n, MANY) > most:
        raise ValueError(
            f"The samples are too large: their squares exceed the {most:.1g} that single precision can hold. "
            f"Give them as float64, or scale the data to below 1e15."
        )


def _and_weights(summary: SampleSummary) -> str:
    """Return what else to do where samples weigh much more than one each."""
    heavy = summary.weight > 1e3 * summary.n
    return ", and divide sample_weight by its largest value" if heavy else ""


def check_definite(parameters: Parameters) -> None:
    """Raise ValueError, as scikit-learn does, where a covariance is not positive definite."""
    variances = np.diagonal(parameters.full_covariances, axis1=1, axis2=2)
    if not (variances > 0).all():
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


def priors(estimator: Any, summary: SampleSummary, real: np.dtype[Any]) -> dict[str, Any]:
    """Return the priors of a variational mixture by attribute, or raise ValueError where they do not fit."""
    d = len(summary.middle)
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
        "mean_prior_": summary.middle.astype(real) if given is None else _array(given, (d,), "means"),
        "degrees_of_freedom_prior_": d if freedom is None else freedom,
        "covariance_prior_": _covariance_prior(estimator, summary, real),
    }


def _covariance_prior(estimator: Any, summary: SampleSummary, real: np.dtype[Any]) -> Any:
    given, kind, d = estimator.covariance_prior, estimator.covariance_type, len(summary.middle)
    if given is None:
        covariance = summary.covariance.astype(real)
        variances = np.diagonal(covariance)
        return {"diag": variances.copy(), "spherical": variances.mean()}.get(kind, covariance)
    if kind == "spherical":
        return given
    prior = _array(given, (d,) if kind == "diag" else (d, d), f"{kind} covariance_prior")
    _check_precisions(prior, kind)
    return prior
