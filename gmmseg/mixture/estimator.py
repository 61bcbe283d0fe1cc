"""The scikit-learn face of the engine: `GaussianMixture`, drop-in for `sklearn.mixture.GaussianMixture`."""

import math
import warnings
from collections.abc import Generator, Iterator
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, DensityMixin, _fit_context
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from gmmseg.mixture import em, estimator_checks, estimator_starts
from gmmseg.mixture.em import Batch, Parameters, Statistics
from gmmseg.mixture.estimator_work import Work, per_sample
from gmmseg.mixture.parameters import COVARIANCE_TYPES, CovarianceType, shape
from gmmseg.mixture.units import Units

Integral, Real = estimator_checks.Integral, estimator_checks.Real
SMALL = 2**16  # samples up to which "auto" works in double precision
FORGETTING = 0.7  # exponent of the step size of stepwise EM (Cappé and Moulines 2009: from 0.5 to 1)


class GaussianMixture(DensityMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn is untyped
    """Gaussian mixture model, as `sklearn.mixture.GaussianMixture` and many times faster.

    Parameters
    ----------
    n_components, covariance_type, tol, reg_covar, max_iter, n_init, init_params, weights_init, means_init, \
precisions_init, random_state, warm_start, verbose, verbose_interval
        As in scikit-learn. "kmeans" begins where scikit-learn begins up to 20,000 samples; on more it is
        k-means++ on a sample of them.
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
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "n_components": [Interval(Integral, 1, None, closed="left")],
        "covariance_type": [StrOptions(set(COVARIANCE_TYPES))],
        "tol": [Interval(Real, 0.0, None, closed="left")],
        "reg_covar": [Interval(Real, 0.0, None, closed="left")],
        "max_iter": [Interval(Integral, 0, None, closed="left")],
        "n_init": [Interval(Integral, 1, None, closed="left")],
        "init_params": [StrOptions({"kmeans", "random", "random_from_data", "k-means++"})],
        "weights_init": ["array-like", None],
        "means_init": ["array-like", None],
        "precisions_init": ["array-like", None],
        "random_state": ["random_state"],
        "warm_start": ["boolean"],
        "verbose": ["verbose"],
        "verbose_interval": [Interval(Integral, 1, None, closed="left")],
        "precision": [StrOptions({"auto", "single", "double"})],
        "n_jobs": [None, Integral],
    }

    def __init__(
        self,
        n_components: int = 1,
        *,
        covariance_type: str = "full",
        tol: float = 1e-3,
        reg_covar: float = 1e-6,
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

    def fit(self, X: ArrayLike, y: ArrayLike | None = None, sample_weight: ArrayLike | None = None) -> Self:
        """Fit the mixture to samples `X` (n_samples, n_features) by expectation-maximisation.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            Samples.
        y : array-like of int of shape (n_samples,), optional
            With -1 for samples without a label this is semi-supervised: the components are shared out
            among the classes, and a labelled sample may only be explained by those of its class. Without
            any -1 it is ignored, as scikit-learn does.
        sample_weight : array-like of shape (n_samples,), optional
            How many samples each stands for.

        Returns
        -------
        GaussianMixture
            Itself.

        Raises
        ------
        ValueError
            For samples that are not finite numbers, fewer samples than components, weights that are
            negative or all zero, or components whose covariance is not positive definite.
        """
        for _ in self.steps(X, y, sample_weight):
            pass
        return self

    def fit_predict(
        self, X: ArrayLike, y: ArrayLike | None = None, sample_weight: ArrayLike | None = None
    ) -> NDArray[np.int64]:
        """Fit the mixture and return the most probable component of each sample, (n_samples,)."""
        return self.fit(X, y, sample_weight).predict(X)

    def steps(
        self, X: ArrayLike, y: ArrayLike | None = None, sample_weight: ArrayLike | None = None
    ) -> Iterator[Self]:
        """Fit step by step: yield this estimator after each iteration, fitted as far as that.

        Whoever walks the steps may look at the progress (`n_iter_`, `lower_bound_`, `means_`) and stop at
        any of them. With several initialisations the best replaces the last at the end.
        """
        yield from self._fitting(X, y, sample_weight)

    @_fit_context(prefer_skip_nested_validation=True)  # type: ignore[untyped-decorator]  # scikit-learn is untyped
    def _fitting(
        self, X: ArrayLike, y: ArrayLike | None, weight: ArrayLike | None
    ) -> Generator[Self, None, None]:
        samples: NDArray[Any] = validate_data(self, X, dtype=[np.float64, np.float32], ensure_min_samples=2)
        if len(samples) < self.n_components:
            raise ValueError(
                "Expected n_samples >= n_components "
                f"but got n_components = {self.n_components}, n_samples = {len(samples)}"
            )
        self._check(samples)
        weights = None if weight is None else estimator_checks.positive(_check_sample_weight(weight, samples))
        classes, owners = estimator_checks.classes(y, len(samples), self.n_components)
        return self._walk(Batch(samples, weights, classes), owners)

    def _check(self, samples: NDArray[Any]) -> None:
        """Raise ValueError where parameters do not fit the samples."""
        estimator_checks.check_initial(self, samples.shape[1])

    def _walk(self, batch: Batch, owners: NDArray[Any] | None) -> Generator[Self, None, None]:
        warm = self.warm_start and hasattr(self, "converged_")
        random_state, best = check_random_state(self.random_state), None
        with Work.on(batch, self._units(batch.samples), self.n_jobs) as work:
            for init in range(1 if warm else self.n_init):
                self._say(f"Initialization {init}")
                start = self._warm() if warm else self._start(work, random_state, owners)
                bound = self.lower_bound_ if warm else -np.inf
                yield from self._climb(work, start, bound, batch.samples.dtype)
                self._say(f"Initialization {'converged' if self.converged_ else 'did not converge'}.")
                state = {name: value for name, value in vars(self).items() if name.endswith("_")}
                if best is None or state["lower_bound_"] > best["lower_bound_"]:
                    best = state
        self.__dict__.update(best or {})
        if not self.converged_ and self.max_iter > 0:
            warnings.warn(
                "Best performing initialization did not converge. Try different init parameters, "
                "or increase max_iter, tol, or check for degenerate data.",
                ConvergenceWarning,
                stacklevel=3,
            )

    def _climb(
        self, work: Work, state: Any, bound: float, real: np.dtype[Any]
    ) -> Generator[Self, None, None]:
        """Step until the bound settles; the attributes are always those of the last step."""
        self.converged_, self.n_iter_, self.lower_bound_ = False, 0, bound
        self.lower_bounds_: list[float] = []
        self._publish(state, real)
        for iteration in range(1, self.max_iter + 1):
            state, bound = self._step(work, state)
            change, self.lower_bound_ = bound - self.lower_bound_, bound
            self.lower_bounds_.append(bound)
            self.n_iter_, self.converged_ = iteration, bool(abs(change) < self.tol)
            self._publish(state, real)
            if iteration % self.verbose_interval == 0:
                self._say(f"  Iteration {iteration}\t ll change {change:.5f}")
            yield self
            if self.converged_:
                return

    def _step(self, work: Work, parameters: Any) -> tuple[Any, float]:
        """Return the next mixture and the mean log-likelihood of the given one."""
        inside = work.units.enter(parameters)
        statistics = work.expectation(inside)
        following = self._maximised(statistics, inside, work.units)
        bound = statistics.log_likelihood / statistics.n - work.units.log_volume
        return work.units.leave(following), bound

    def _maximised(self, statistics: Statistics, previous: Parameters, units: Units) -> Parameters:
        following = em.maximisation(statistics, previous, units.floor(self.reg_covar), empty=0.0, keep=True)
        estimator_checks.check_definite(following, single=units.single)
        return following

    def _start(self, work: Work, random_state: Any, owners: NDArray[Any] | None) -> Any:
        given = (self.weights_init, self.means_init, self.precisions_init)
        found = None
        if any(value is None for value in given):
            found = estimator_starts.start(self, work, random_state, owners)
        return estimator_starts.with_given(self, found, owners)

    def _units(self, X: NDArray[Any]) -> Units:
        single = self._is_single(len(X))
        middle = X.mean(axis=0, dtype=np.float64)
        deviations = X.std(axis=0, dtype=np.float64) if single else np.ones_like(middle)
        return Units.of(middle, deviations, self.covariance_type, single=single)

    def _is_single(self, n_samples: int) -> bool:
        return self.precision == "single" or (self.precision == "auto" and n_samples > SMALL)

    def _current(self) -> Parameters:
        check_is_fitted(self)
        owners = getattr(self, "component_classes_", None)
        weights, means, covariances = (
            np.array(value, np.float64) for value in (self.weights_, self.means_, self.covariances_)
        )
        kind: CovarianceType = self.covariance_type  # type: ignore[assignment]  # checked by now
        return Parameters(weights, means, covariances, kind, None if owners is None else owners.copy())

    def _warm(self) -> Any:
        """Return the state that a warm start goes on from."""
        return self._current()

    def _publish(self, parameters: Any, real: np.dtype[Any]) -> None:
        """Set the attributes of a fitted mixture."""
        cholesky = estimator_checks.precisions_cholesky(parameters)
        arrays = (parameters.weights, parameters.means, parameters.covariances, cholesky)
        self._set_parameters(tuple(np.array(value, real) for value in arrays))
        if parameters.owners is not None:
            self.component_classes_ = parameters.owners.copy()
        elif hasattr(self, "component_classes_"):
            del self.component_classes_

    def _set_parameters(self, parameters: tuple[NDArray[Any], ...]) -> None:
        self.weights_, self.means_, self.covariances_, self.precisions_cholesky_ = parameters
        root = self.precisions_cholesky_
        square = self.covariance_type in {"full", "tied"}
        self.precisions_ = root @ np.swapaxes(root, -1, -2) if square else root**2

    def partial_fit(
        self, X: ArrayLike, y: ArrayLike | None = None, sample_weight: ArrayLike | None = None
    ) -> Self:
        """Fit on one more batch of samples, forgetting older ones slowly (stepwise EM).

        The first batch is fitted as by `fit`, so it should be large enough to show every component.

        References
        ----------
        Cappé and Moulines (2009), "On-line expectation-maximization algorithm for latent data models",
        J. R. Statist. Soc. B 71(3), 593-613. :doi:`10.1111/j.1467-9868.2009.00698.x`
        """
        first = not hasattr(self, "_memory")
        if first:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ConvergenceWarning)  # further batches go on converging
                self.fit(X, y, sample_weight)
        fresh = self._seen(X, sample_weight)
        if first:
            self._memory, self._batches = fresh, 0
            return self
        self._batches += 1
        share = (self._batches + 2) ** -FORGETTING
        old = self._memory.about_points(fresh.about, self._current().covariance_type)
        mixed = (1 - share) * old.sums + share * fresh.sums
        self._memory = Statistics(mixed, fresh.about, fresh.log_likelihood, 1.0)
        self.lower_bound_ = fresh.log_likelihood
        raw = Units(np.zeros(1), np.ones(1), single=False)
        self._publish(self._maximised(self._memory, self._current(), raw), self.means_.dtype)
        return self

    def _seen(self, X: ArrayLike, sample_weight: ArrayLike | None) -> Statistics:
        """Return the statistics of a batch per sample, in raw units."""
        samples: NDArray[Any] = validate_data(self, X, dtype=[np.float64, np.float32], reset=False)
        weights = None
        if sample_weight is not None:
            weights = estimator_checks.positive(_check_sample_weight(sample_weight, samples))
        return per_sample(Batch(samples, weights), self._current(), self.n_jobs)

    def score_samples(self, X: ArrayLike) -> NDArray[Any]:
        """Return the log-likelihood of each sample, (n_samples,), in nats."""
        samples, units, real = self._prepared(X)
        scores = em.scores(samples, units.enter(self._current())) - units.log_volume
        return scores.astype(real, copy=False)

    def score(self, X: ArrayLike, y: Any = None) -> float:  # noqa: ARG002 - scikit-learn passes it
        """Return the mean log-likelihood of the samples, in nats."""
        return self.score_samples(X).mean()

    def predict(self, X: ArrayLike) -> NDArray[np.int64]:
        """Return the most probable component of each sample, (n_samples,)."""
        samples, units, _ = self._prepared(X)
        return em.labels(samples, units.enter(self._current())).astype(np.int64)

    def predict_proba(self, X: ArrayLike) -> NDArray[Any]:
        """Return the probability of each component for each sample, (n_samples, n_components)."""
        samples, units, real = self._prepared(X)
        return np.ascontiguousarray(em.posterior(samples, units.enter(self._current())), dtype=real)

    def _prepared(self, X: ArrayLike) -> tuple[NDArray[Any], Units, np.dtype[Any]]:
        check_is_fitted(self)
        samples: NDArray[Any] = validate_data(self, X, dtype=[np.float64, np.float32], reset=False)
        units = Units.around(self._current(), single=self._is_single(len(samples)))
        return units.samples(samples), units, samples.dtype

    def sample(self, n_samples: int = 1) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return samples drawn from the mixture, (n_samples, n_features), and their components."""
        check_is_fitted(self)
        if n_samples < 1:
            raise ValueError(
                f"Invalid value for 'n_samples': {n_samples} . The sampling requires at least one sample."
            )
        rng = check_random_state(self.random_state)
        shares = np.asarray(self.weights_, np.float64)
        counts = rng.multinomial(n_samples, shares / shares.sum())
        covariances = self._current().full_covariances
        drawn = [
            rng.multivariate_normal(m, c, n) for m, c, n in zip(self.means_, covariances, counts, strict=True)
        ]
        return np.vstack(drawn), np.repeat(np.arange(self.n_components), counts)

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

    @classmethod
    def from_sklearn(cls, fitted: Any) -> Self:
        """Return a mixture with the parameters and the fit of one of scikit-learn's."""
        names = cls._get_param_names()
        made = cls(**{name: value for name, value in fitted.get_params().items() if name in names})
        made.__dict__.update({name: value for name, value in vars(fitted).items() if name.endswith("_")})
        return made

    def to_sklearn(self) -> Any:
        """Return scikit-learn's class of the same name with the same parameters and fit."""
        import sklearn.mixture

        Theirs = getattr(sklearn.mixture, type(self).__name__)
        names = Theirs._get_param_names()  # noqa: SLF001 - what scikit-learn's own clone asks
        made = Theirs(**{name: value for name, value in self.get_params().items() if name in names})
        fit = {name: value for name, value in vars(self).items() if name.endswith("_")}
        made.__dict__.update({name: value for name, value in fit.items() if name != "component_classes_"})
        return made

    def _say(self, text: str) -> None:
        if self.verbose:
            print(text)  # noqa: T201 - `verbose` asks for it, as in scikit-learn
