"""The scikit-learn face of variational mixtures, drop-in for `sklearn.mixture.BayesianGaussianMixture`."""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import check_is_fitted

from gmmseg.mixture import em, estimator_checks, estimator_starts, variational
from gmmseg.mixture.em import Parameters
from gmmseg.mixture.estimator import GaussianMixture
from gmmseg.mixture.estimator_checks import Integral, Real
from gmmseg.mixture.estimator_work import Work
from gmmseg.mixture.variational import Belief, Prior

_SHARED = {
    name: rule
    for name, rule in GaussianMixture._parameter_constraints.items()  # noqa: SLF001 - of the parent
    if name not in {"weights_init", "means_init", "precisions_init"}
}


class BayesianGaussianMixture(GaussianMixture):
    """Variational Gaussian mixture, as `sklearn.mixture.BayesianGaussianMixture` and many times faster.

    Components that are not needed end with a weight near 0, so `n_components` is an upper limit.

    Parameters
    ----------
    n_components, covariance_type, tol, reg_covar, max_iter, n_init, init_params, \
weight_concentration_prior_type, weight_concentration_prior, mean_precision_prior, mean_prior, \
degrees_of_freedom_prior, covariance_prior, random_state, warm_start, verbose, verbose_interval
        As in scikit-learn.
    precision, n_jobs
        As in `GaussianMixture`.

    Attributes
    ----------
    weights_, means_, covariances_, precisions_, precisions_cholesky_, converged_, n_iter_, lower_bound_, \
lower_bounds_, weight_concentration_prior_, weight_concentration_, mean_precision_prior_, mean_precision_, \
mean_prior_, degrees_of_freedom_prior_, degrees_of_freedom_, covariance_prior_
        As in scikit-learn.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = _SHARED | {
        "weight_concentration_prior_type": [StrOptions({"dirichlet_process", "dirichlet_distribution"})],
        "weight_concentration_prior": [None, Interval(Real, 0.0, None, closed="neither")],
        "mean_precision_prior": [None, Interval(Real, 0.0, None, closed="neither")],
        "mean_prior": [None, "array-like"],
        "degrees_of_freedom_prior": [None, Interval(Real, 0.0, None, closed="neither")],
        "covariance_prior": [None, "array-like", Interval(Real, 0.0, None, closed="neither")],
        "n_jobs": [None, Integral],
    }

    def __init__(
        self,
        *,
        n_components: int = 1,
        covariance_type: str = "full",
        tol: float = 1e-3,
        reg_covar: float = 1e-6,
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
        # Not the parent's: its weights_init, means_init and precisions_init do not exist here.
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

    def _check(self, samples: NDArray[Any]) -> None:
        for name, value in estimator_checks.priors(self, samples).items():
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

    def _start(self, work: Work, random_state: Any, owners: NDArray[Any] | None) -> Belief:
        found = estimator_starts.start(self, work, random_state, owners)
        return variational.belief(found.weights * len(work.batch), found, self._prior())

    def _belief(self) -> Belief:
        arrays = (self.mean_precision_, self.means_, self.degrees_of_freedom_, self.covariances_)
        precision, means, freedom, covariances = (np.array(value, np.float64) for value in arrays)
        kind: Any = self.covariance_type
        return Belief(np.asarray(self.weight_concentration_), precision, means, freedom, covariances, kind)

    def _warm(self) -> Belief:
        return self._belief()

    def _current(self) -> Parameters:
        check_is_fitted(self)
        return variational.expected(self._belief())

    def _step(self, work: Work, believed: Any) -> tuple[Belief, float]:
        mixture = variational.expected(believed)
        inside = work.units.enter(mixture)
        statistics = work.expectation(inside)
        floor = work.units.floor(self.reg_covar)
        found = work.units.leave(em.maximisation(statistics, inside, floor, empty=0.0, keep=True))
        counts = statistics.counts + 10 * np.finfo(np.float64).eps
        following = variational.belief(counts, found, self._prior())
        return following, variational.lower_bound(statistics, inside, following)

    def _publish(self, believed: Any, real: np.dtype[Any]) -> None:
        concentration = believed.concentration.astype(real)
        self.weight_concentration_ = tuple(concentration) if concentration.ndim == 2 else concentration
        self.mean_precision_ = believed.mean_precision.astype(real)
        self.degrees_of_freedom_ = believed.degrees_of_freedom.astype(real)
        mixture = variational.expected(believed)
        cholesky = estimator_checks.precisions_cholesky(mixture)
        arrays = (variational.weights(believed.concentration), believed.means, believed.covariances, cholesky)
        self._set_parameters(tuple(np.array(value, real) for value in arrays))
