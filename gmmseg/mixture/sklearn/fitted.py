"""Methods of a fitted estimator: predict, score, sample and others, however it was fitted."""

from collections.abc import Callable
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, DensityMixin, TransformerMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from gmmseg.mixture import em
from gmmseg.mixture.em import Parameters, WeightedSamples
from gmmseg.mixture.parameters import CovarianceType
from gmmseg.mixture.sklearn import validation
from gmmseg.mixture.sklearn.batches import BLOCK, held
from gmmseg.mixture.sklearn.passes import mapping, measured
from gmmseg.mixture.sklearn.standardisation import Standardisation

SMALL = 2**16  # samples up to which "auto" works in double precision
REALS = [np.float64, np.float32]


class FittedMixture(
    ClassNamePrefixFeaturesOutMixin,  # type: ignore[misc]  # scikit-learn is untyped
    TransformerMixin,  # type: ignore[misc]
    DensityMixin,  # type: ignore[misc]
    BaseEstimator,  # type: ignore[misc]
):
    """A mixture that scores, labels and draws samples; subclasses define how it is fitted."""

    covariance_type: str
    n_components: int
    precision: str
    n_jobs: int | None
    random_state: Any

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "means_")

    def score_samples(self, X: ArrayLike) -> NDArray[Any]:
        """Return the log-likelihood of each sample, (n_samples,), in nats."""
        scores, units, real = self._measured(em.scores, X)
        return (scores - units.log_volume).astype(real, copy=False)

    def score(self, X: ArrayLike, y: Any = None, sample_weight: ArrayLike | None = None) -> float:  # noqa: ARG002 - scikit-learn passes y
        """Return the mean log-likelihood of the samples, weighted if weights are given, in nats."""
        scores = self.score_samples(X)
        if sample_weight is None:
            return float(scores.mean())
        return float(np.average(scores, weights=validation.sample_weight(sample_weight, len(scores))))

    def predict(self, X: ArrayLike) -> NDArray[np.int64]:
        """Return the most probable component of each sample, (n_samples,)."""
        labels, _, _ = self._measured(em.labels, X)
        return labels.astype(np.int64)

    def predict_proba(self, X: ArrayLike) -> NDArray[Any]:
        """Return the probability of each component for each sample, (n_samples, n_components)."""
        shares, _, real = self._measured(em.posterior, X)
        return np.ascontiguousarray(shares, dtype=real)

    def transform(self, X: ArrayLike) -> NDArray[Any]:
        """Return the probabilities of `predict_proba` as features for a next step, (n_samples, n_components).

        They are named after class and component, and of the kind that `set_output` asks for.
        """
        return self.predict_proba(X)

    @property
    def _n_features_out(self) -> int:
        """How many features `transform` gives: scikit-learn's hook of this name."""
        return len(self.means_)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags

    def _measured(
        self, measure: Callable[[Any, Parameters], Any], X: ArrayLike
    ) -> tuple[NDArray[Any], Standardisation, np.dtype[Any]]:
        """Return what `measure` finds of each sample, the units that it worked in, and the samples' type."""
        check_is_fitted(self)
        samples: NDArray[Any] = validate_data(self, X, dtype=REALS, reset=False)
        parameters = self._current()
        units = Standardisation.around(parameters, single=self._is_single(len(samples)))
        with mapping(self.n_jobs, alone=len(samples) <= BLOCK) as mapped:
            parts = list(measured(measure, held(WeightedSamples(samples)), units, parameters, mapped))
        return parts[0] if len(parts) == 1 else np.concatenate(parts), units, samples.dtype

    def _is_single(self, n_samples: int) -> bool:
        return self.precision == "single" or (self.precision == "auto" and n_samples > SMALL)

    def _owners(self) -> NDArray[np.int64] | None:
        owners = getattr(self, "component_classes_", None)
        return None if owners is None else owners.copy()

    def _current(self) -> Parameters:
        """Return the mixture whose densities explain samples, in raw units."""
        check_is_fitted(self)
        weights, means, covariances = (
            np.array(value, np.float64) for value in (self.weights_, self.means_, self.covariances_)
        )
        kind: CovarianceType = self.covariance_type  # type: ignore[assignment]  # checked by now
        return Parameters(weights, means, covariances, kind, self._owners())

    def _set_parameters(self, parameters: tuple[NDArray[Any], ...]) -> None:
        """Set weights, means, covariances and roots of the precisions, and what follows from them."""
        self.weights_, self.means_, self.covariances_, self.precisions_cholesky_ = parameters
        root = self.precisions_cholesky_
        square = self.covariance_type in {"full", "tied"}
        self.precisions_ = root @ np.swapaxes(root, -1, -2) if square else root**2

    def sample(self, n_samples: int = 1) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return samples drawn from the mixture, (n_samples, n_features), and their components.

        With the same `random_state` they are those that scikit-learn draws.
        """
        check_is_fitted(self)
        if n_samples < 1:
            raise ValueError(
                f"Invalid value for 'n_samples': {n_samples} . The sampling requires at least one sample."
            )
        rng = check_random_state(self.random_state)
        shares, k = np.asarray(self.weights_, np.float64), len(self.weights_)
        counts = rng.multinomial(n_samples, shares / shares.sum())
        tied = self.covariance_type == "tied"
        covariances = [self.covariances_] * k if tied else list(self.covariances_)
        drawn = [self._drawn(rng, *each) for each in zip(self.means_, covariances, counts, strict=True)]
        return np.vstack(drawn).astype(np.float64, copy=False), np.repeat(np.arange(k), counts)

    def _drawn(self, rng: Any, mean: NDArray[Any], covariance: Any, n: int) -> NDArray[Any]:
        if self.covariance_type in {"full", "tied"}:
            return rng.multivariate_normal(mean, covariance, int(n))
        return mean + rng.standard_normal(size=(n, len(mean))) * np.sqrt(covariance)

    @classmethod
    def from_sklearn(cls, fitted: Any) -> Self:
        """Return a mixture with the parameters and fit of one of scikit-learn's class of the same name."""
        theirs = cls._counterpart()
        if not isinstance(fitted, theirs):
            raise TypeError(
                f"{cls.__name__}.from_sklearn takes a sklearn.mixture.{theirs.__name__}, but got a "
                f"{type(fitted).__name__}. Take the class of the same name."
            )
        names = cls._get_param_names()
        made = cls(**{name: value for name, value in fitted.get_params().items() if name in names})
        made.__dict__.update(_copied_fit(fitted))
        return made

    def to_sklearn(self) -> Any:
        """Return scikit-learn's class of the same name with the same parameters and fit.

        What scikit-learn does not know stays behind: `precision`, `n_jobs`, the classes of a semi-supervised
        fit; `reg_covar="auto"` becomes scikit-learn's default.
        """
        theirs = self._counterpart()
        names = theirs._get_param_names()  # noqa: SLF001 - what scikit-learn's own clone asks
        given = {name: value for name, value in self.get_params().items() if name in names}
        if isinstance(given["reg_covar"], str):
            del given["reg_covar"]
        made = theirs(**given)
        made.__dict__.update(_copied_fit(self))
        for name in {"component_classes_", "n_samples_seen_"} & set(vars(made)):
            delattr(made, name)
        return made

    @classmethod
    def _counterpart(cls) -> Any:
        import sklearn.mixture

        return next(
            getattr(sklearn.mixture, parent.__name__)
            for parent in cls.__mro__
            if hasattr(sklearn.mixture, parent.__name__)
        )


def _copied_fit(estimator: Any) -> dict[str, Any]:
    """Return copies of the attributes that a fit has set."""
    fit = {name: value for name, value in vars(estimator).items() if name.endswith("_")}
    return {name: value.copy() if hasattr(value, "copy") else value for name, value in fit.items()}
