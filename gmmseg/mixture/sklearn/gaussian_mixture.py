"""`GaussianMixture`, drop-in for `sklearn.mixture.GaussianMixture`; `partial_fit` is stepwise EM.

Cappé and Moulines (2009), "On-line expectation-maximization algorithm for latent data models", J. R.
Statist. Soc. B 71(3), 593-613. :doi:`10.1111/j.1467-9868.2009.00698.x`
"""

import math
import warnings
from functools import reduce
from operator import add
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import _fit_context
from sklearn.exceptions import ConvergenceWarning

from gmmseg.mixture import em
from gmmseg.mixture.em import Parameters, Statistics, WeightedSamples
from gmmseg.mixture.parameters import Floats, shape
from gmmseg.mixture.sklearn import initialisation, validation
from gmmseg.mixture.sklearn.base import BaseMixture
from gmmseg.mixture.sklearn.batches import BLOCK, SampleSummary, held
from gmmseg.mixture.sklearn.passes import BlockMap, Passes, mapping, measured
from gmmseg.mixture.sklearn.standardisation import Standardisation


class GaussianMixture(BaseMixture):
    """Gaussian mixture model, as `sklearn.mixture.GaussianMixture` and many times faster.

    Parameters
    ----------
    n_components, covariance_type, tol, max_iter, n_init, weights_init, means_init, precisions_init, \
random_state, warm_start, verbose, verbose_interval
        As in scikit-learn.
    reg_covar : float or "auto", default=1e-6
        Added to every variance, as in scikit-learn. "auto" adds a millionth of each feature's own variance,
        so that the result does not depend on the unit that a feature is measured in.
    init_params : {"kmeans", "k-means++", "random", "random_from_data"}, default="kmeans"
        Where the fit begins: where scikit-learn begins, up to 20,000 samples; on more, on some of them.
    precision : {"auto", "single", "double"}, default="auto"
        Length of the numbers worked with. "auto" is double up to 65,536 samples and single, with sums
        in double, beyond; results have the type of `X` either way.
    n_jobs : int, default=None
        Threads; None takes one per processor. Results do not depend on it.

    Attributes
    ----------
    weights_, means_, covariances_, precisions_, precisions_cholesky_, converged_, n_iter_, lower_bound_, \
lower_bounds_, n_features_in_, feature_names_in_
        As in scikit-learn.
    component_classes_ : ndarray of shape (n_components,)
        The class that each component belongs to; only after a semi-supervised fit.
    n_samples_seen_ : float
        How many samples the mixture rests on, or the sum of their weights.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **BaseMixture._parameter_constraints,  # noqa: SLF001 - of the parent
        "weights_init": ["array-like", None],
        "means_init": ["array-like", None],
        "precisions_init": ["array-like", None],
    }

    def __init__(
        self,
        n_components: int = 1,
        *,
        covariance_type: str = "full",
        tol: float = 1e-3,
        reg_covar: float | str = 1e-6,
        max_iter: int = 100,
        n_init: int = 1,
        init_params: str = "kmeans",
        weights_init: ArrayLike | None = None,
        means_init: ArrayLike | None = None,
        precisions_init: ArrayLike | None = None,
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
        self.weights_init = weights_init
        self.means_init = means_init
        self.precisions_init = precisions_init
        self.random_state = random_state
        self.warm_start = warm_start
        self.verbose = verbose
        self.verbose_interval = verbose_interval
        self.precision = precision
        self.n_jobs = n_jobs

    @_fit_context(prefer_skip_nested_validation=True)  # type: ignore[untyped-decorator]  # scikit-learn is untyped
    def partial_fit(
        self, X: ArrayLike, y: ArrayLike | None = None, sample_weight: ArrayLike | None = None
    ) -> Self:
        """Fit on one more batch of samples, forgetting older ones slowly (stepwise EM).

        A mixture without a fit is fitted to the first batch as by `fit`; so this should be large enough to
        show every component. After that each batch is looked at once.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            Samples; after the first batch even a single one.
        y : array-like of int of shape (n_samples,), optional
            Labels as in `fit`; after a semi-supervised first batch a later one may be labelled whole.
        sample_weight : array-like of shape (n_samples,), optional
            How many samples each stands for.

        Returns
        -------
        GaussianMixture
            Itself.

        References
        ----------
        Cappé and Moulines (2009), "On-line expectation-maximization algorithm for latent data models",
        J. R. Statist. Soc. B 71(3), 593-613. :doi:`10.1111/j.1467-9868.2009.00698.x`
        """
        if not hasattr(self, "means_"):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ConvergenceWarning)  # further batches go on converging
                return self.fit(X, y, sample_weight)
        batch, current = self._batch((X, y, sample_weight), reset=False), self._current()
        validation.check_known(batch.classes, current.owners)
        weight = len(batch) if batch.weights is None else float(batch.weights.sum())
        seen = getattr(self, "n_samples_seen_", weight)
        units = Standardisation.around(current, single=self._is_single(len(batch)))
        summary = SampleSummary.of(batch)
        validation.check_size(summary, self.means_.dtype)
        floor = self._floor(summary, units)
        with mapping(self.n_jobs, alone=len(batch) <= BLOCK) as mapped:
            fresh = per_sample(batch, units, current, mapped)
        mixed = mix_statistics(fresh, units.enter(current), floor, weight / seen)
        self._publish(
            units.leave(self._maximised(mixed, units.enter(current), floor, units)), self.means_.dtype
        )
        self.n_samples_seen_, self.n_iter_ = seen + weight, self.n_iter_ + 1
        self.lower_bound_ = fresh.log_likelihood - units.log_volume
        return self

    def bic(self, X: ArrayLike) -> float:
        r"""Return the Bayesian information criterion, :math:`-2 \log L + p \log n`; lower is better."""
        n = len(np.asarray(X))
        return -2 * self.score(X) * n + self._n_parameters() * math.log(n)

    def aic(self, X: ArrayLike) -> float:
        r"""Return Akaike's information criterion, :math:`-2 \log L + 2 p`; lower is better."""
        return -2 * self.score(X) * len(np.asarray(X)) + 2 * self._n_parameters()

    def icl(self, X: ArrayLike) -> float:
        """Return the integrated completed likelihood on `X`: BIC plus twice the entropy of the assignment.

        References
        ----------
        Biernacki, Celeux and Govaert (2000), IEEE Trans. PAMI 22(7), 719-725. :doi:`10.1109/34.865189`
        """
        shares = self.predict_proba(X).astype(np.float64)
        entropy = -(shares * np.log(np.maximum(shares, np.finfo(np.float64).tiny))).sum()
        return self.bic(X) + 2 * float(entropy)

    def _n_parameters(self) -> int:
        """Return the number of free parameters."""
        k, d = self.means_.shape
        square = self.covariance_type in {"full", "tied"}
        size = math.prod(shape(k, d, self.covariance_type))  # type: ignore[arg-type]
        return (size * (d + 1) // (2 * d) if square else size) + k * d + k - 1

    def _learn(self, summary: SampleSummary, real: np.dtype[Any]) -> None:  # noqa: ARG002 - the variational child needs it
        validation.check_initial(self, len(summary.middle))
        self.n_samples_seen_ = summary.weight

    def _initial_state(self, found: Parameters | None, passes: Passes) -> Parameters:
        return initialisation.with_given(self, found, passes.owners)

    def _warm(self) -> Parameters:
        return self._current()

    def _step(self, passes: Passes, state: Parameters) -> tuple[Parameters, float]:
        """Return the next mixture and the mean log-likelihood of the given one."""
        inside = passes.units.enter(state)
        statistics = passes.expectation(inside)
        following = self._maximised(
            statistics, inside, self._floor(passes.summary, passes.units), passes.units
        )
        return passes.units.leave(
            following
        ), statistics.log_likelihood / statistics.n - passes.units.log_volume

    @staticmethod
    def _maximised(
        statistics: Statistics, previous: Parameters, floor: Floats, units: Standardisation
    ) -> Parameters:
        found = em.maximisation(statistics, previous, floor, empty=0.0, keep=True)
        following = initialisation.regularise(found, statistics.counts, single=units.single)
        validation.check_definite(following)
        return following

    def _publish(self, state: Parameters, real: np.dtype[Any]) -> None:
        cholesky = validation.precisions_cholesky(state)
        arrays: tuple[NDArray[Any], ...] = (state.weights, state.means, state.covariances, cholesky)
        self._set_parameters(tuple(np.array(value, real) for value in arrays))
        self._set_owners(state.owners)


FORGETTING = 0.7  # exponent of the step size of stepwise EM (Cappé and Moulines 2009: from 0.5 to 1)


def per_sample(
    raw: WeightedSamples, units: Standardisation, parameters: Parameters, mapped: BlockMap
) -> Statistics:
    """Return the statistics of raw samples divided by their number, in `units`."""
    found = reduce(add, measured(em.expectation, held(raw), units, parameters, mapped))
    return Statistics(found.sums / found.n, found.about, found.log2_likelihood / found.n, 1.0)


def remembered(parameters: Parameters, floor: Floats) -> Statistics:
    """Return the statistics per sample that this mixture maximises: all that is left of old samples."""
    weights, means = parameters.weights / parameters.weights.sum(), parameters.means
    d, full = means.shape[1], parameters.full_covariances
    match parameters.covariance_type:
        case "full" | "tied":
            second = (full - np.diag(floor))[:, *np.tril_indices(d)]
        case "diag":
            second = np.diagonal(full, axis1=1, axis2=2) - floor
        case "spherical":
            second = (np.diagonal(full, axis1=1, axis2=2) - floor.mean()).sum(axis=1)[:, None]
    sums = np.concatenate([np.ones((len(weights), 1)), np.zeros_like(means), second], axis=1)
    return Statistics(sums * weights[:, None], means, 0.0, 1.0)


def mix_statistics(fresh: Statistics, parameters: Parameters, floor: Floats, share: float) -> Statistics:
    """Return the statistics that a mixture stands for mixed with those of a batch, (n of it / n before)."""
    step = (1 + 1 / share) ** -FORGETTING
    old = remembered(parameters, floor).about_points(fresh.about, parameters.covariance_type)
    return Statistics((1 - step) * old.sums + step * fresh.sums, fresh.about, fresh.log2_likelihood, 1.0)
