"""`BayesianGaussianMixture`, drop-in for `sklearn.mixture.BayesianGaussianMixture` (variational Bayes)."""

from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import check_is_fitted

from gmmseg.mixture import em, variational
from gmmseg.mixture.em import Parameters
from gmmseg.mixture.sklearn import validation
from gmmseg.mixture.sklearn.base import BaseMixture
from gmmseg.mixture.sklearn.batches import SampleSummary
from gmmseg.mixture.sklearn.passes import Passes
from gmmseg.mixture.sklearn.validation import Real
from gmmseg.mixture.variational import Posterior, Prior


class BayesianGaussianMixture(BaseMixture):
    """Variational Gaussian mixture, as `sklearn.mixture.BayesianGaussianMixture` and many times faster.

    Components that are not needed end with a weight near 0, so `n_components` is an upper limit.

    Parameters
    ----------
    n_components, covariance_type, tol, reg_covar, max_iter, n_init, init_params, \
weight_concentration_prior_type, weight_concentration_prior, mean_precision_prior, mean_prior, \
degrees_of_freedom_prior, covariance_prior, random_state, warm_start, verbose, verbose_interval
        As in scikit-learn.
    precision, n_jobs, reg_covar="auto"
        As in `GaussianMixture`.

    Attributes
    ----------
    weights_, means_, covariances_, precisions_, precisions_cholesky_, converged_, n_iter_, lower_bound_, \
lower_bounds_, weight_concentration_prior_, weight_concentration_, mean_precision_prior_, mean_precision_, \
mean_prior_, degrees_of_freedom_prior_, degrees_of_freedom_, covariance_prior_, n_features_in_, \
feature_names_in_
        As in scikit-learn.
    component_classes_ : ndarray of shape (n_components,)
        The class that each component belongs to; only after a semi-supervised fit.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **BaseMixture._parameter_constraints,  # noqa: SLF001 - of the parent
        "weight_concentration_prior_type": [StrOptions({"dirichlet_process", "dirichlet_distribution"})],
        "weight_concentration_prior": [None, Interval(Real, 0.0, None, closed="neither")],
        "mean_precision_prior": [None, Interval(Real, 0.0, None, closed="neither")],
        "mean_prior": [None, "array-like"],
        "degrees_of_freedom_prior": [None, Interval(Real, 0.0, None, closed="neither")],
        "covariance_prior": [None, "array-like", Interval(Real, 0.0, None, closed="neither")],
    }

    def __init__(
        self,
        *,
        n_components: int = 1,
        covariance_type: str = "full",
        tol: float = 1e-3,
        reg_covar: float | str = 1e-6,
        max_iter: int = 100,
        n_init: int = 1,
        init_params: str = "kmeans",
        weight_concentration_prior_type: str = "dirichlet_process",
        weight_concentration_prior: float | None = None,
        mean_precision_prior: float | None = None,
        mean_prior: ArrayLike | None = None,
        degrees_of_freedom_prior: float | None = None,
        covariance_prior: ArrayLike | None = None,
        random_state: Any = None,
        warm_start: bool = False,
        verbose: int = 0,
        verbose_interval: int = 10,
        precision: str = "auto",
        n_jobs: int | None = None,
    ) -> None:
        self.n_components = n_components
        self.covariance_type = covariance_type
        self.tol = tol
        self.reg_covar = reg_covar
        self.max_iter = max_iter
        self.n_init = n_init
        self.init_params = init_params
        self.weight_concentration_prior_type = weight_concentration_prior_type
        self.weight_concentration_prior = weight_concentration_prior
        self.mean_precision_prior = mean_precision_prior
        self.mean_prior = mean_prior
        self.degrees_of_freedom_prior = degrees_of_freedom_prior
        self.covariance_prior = covariance_prior
        self.random_state = random_state
        self.warm_start = warm_start
        self.verbose = verbose
        self.verbose_interval = verbose_interval
        self.precision = precision
        self.n_jobs = n_jobs

    def _learn(self, summary: SampleSummary, real: np.dtype[Any]) -> None:
        for name, value in validation.priors(self, summary, real).items():
            setattr(self, name, value)

    def _prior(self) -> Prior:
        return Prior(
            self.weight_concentration_prior_type,  # type: ignore[arg-type]  # checked by now
            float(self.weight_concentration_prior_),
            float(self.mean_precision_prior_),
            np.asarray(self.mean_prior_, np.float64),
            float(self.degrees_of_freedom_prior_),
            np.asarray(self.covariance_prior_, np.float64),
        )

    def _initial_state(self, found: Parameters | None, passes: Passes) -> Posterior:
        assert found is not None  # here is nothing that the user could give instead
        posterior = variational.update_posterior(found.weights * passes.summary.weight, found, self._prior())
        return replace(posterior, owners=passes.owners)

    def _warm(self) -> Posterior:
        arrays = (self.mean_precision_, self.means_, self.degrees_of_freedom_, self.covariances_)
        precision, means, freedom, covariances = (np.array(value, np.float64) for value in arrays)
        kind: Any = self.covariance_type
        concentration = np.asarray(self.weight_concentration_, np.float64)
        return Posterior(concentration, precision, means, freedom, covariances, kind, self._owners())

    def _current(self) -> Parameters:
        check_is_fitted(self)
        return variational.expected_mixture(self._warm())

    def _step(self, passes: Passes, state: Posterior) -> tuple[Posterior, float]:
        """Return the next posterior and the bound on the evidence that it gives."""
        inside = passes.units.enter(variational.expected_mixture(state))
        each = passes.expectation(inside)  # squares of counts are taken: of samples that weigh one each
        floor = self._floor(passes.summary, passes.units)
        found = passes.units.leave(em.maximisation(each, inside, floor, empty=0.0, keep=True))
        statistics = variational.scale_statistics(each, passes.summary.weight)
        counts = statistics.counts + 10 * np.finfo(np.float64).eps
        following = variational.update_posterior(counts, found, self._prior())
        return following, variational.lower_bound(statistics, inside, following)

    def _publish(self, state: Posterior, real: np.dtype[Any]) -> None:
        concentration = state.concentration.astype(real)
        self.weight_concentration_ = tuple(concentration) if concentration.ndim == 2 else concentration
        self.mean_precision_ = state.mean_precision.astype(real)
        self.degrees_of_freedom_ = state.degrees_of_freedom.astype(real)
        cholesky = validation.precisions_cholesky(variational.expected_mixture(state))
        arrays = (variational.weights(state.concentration), state.means, state.covariances, cholesky)
        self._set_parameters(tuple(np.array(value, real) for value in arrays))
        self._set_owners(state.owners)
