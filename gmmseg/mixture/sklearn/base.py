"""The base of the estimators: initialisation, iterations and convergence; subclasses define a step."""

import warnings
from abc import abstractmethod
from collections.abc import Callable, Generator, Iterable, Iterator
from functools import partial
from time import perf_counter
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import _fit_context
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import validate_data

from gmmseg.mixture.em import Parameters, WeightedSamples
from gmmseg.mixture.parameters import COVARIANCE_TYPES, Floats
from gmmseg.mixture.sklearn import initialisation, validation
from gmmseg.mixture.sklearn.batches import BLOCK, BatchSource, SampleSummary, held, rebatch
from gmmseg.mixture.sklearn.fitted import REALS, FittedMixture
from gmmseg.mixture.sklearn.passes import Passes, mapping
from gmmseg.mixture.sklearn.standardisation import Standardisation
from gmmseg.mixture.sklearn.validation import Integral, Real


class VerboseOutput:
    """Prints the progress of a fit: nothing at `verbose` 0, iterations at 1, gains and times from 2."""

    def __init__(self, verbose: int, interval: int) -> None:
        self.verbose, self.interval = int(verbose), interval
        self.begun = self.printed = perf_counter()

    def begin(self, initialization: int) -> None:
        """Print that an initialisation begins."""
        self.begun = self.printed = perf_counter()
        self._print(f"Initialization {initialization}")

    def step(self, iteration: int, change: float) -> None:
        """Print every so manieth iteration, and by how much the bound rose."""
        if iteration % self.interval != 0 or not self.verbose:
            return
        now = perf_counter()
        details = f"\t time lapse {now - self.printed:.5f}s\t ll change {change:.5f}"
        self._print(f"  Iteration {iteration}" + (details if self.verbose > 1 else ""))
        self.printed = now

    def end(self, bound: float, *, converged: bool) -> None:
        """Print how an initialisation ended."""
        details = f" time lapse {perf_counter() - self.begun:.5f}s\t lower bound {bound:.5f}."
        outcome = "converged" if converged else "did not converge"
        self._print(f"Initialization {outcome}." + (details if self.verbose > 1 else ""))

    def _print(self, text: str) -> None:
        if self.verbose:
            print(text)  # noqa: T201 - `verbose` asks for it, as in scikit-learn


LEAST_VARIANCE = {True: 1e-14, False: 0.0}  # by whether the precision is single: what rounding makes of none
RELATIVE = 1e-6  # of its variance is added to that of each feature by reg_covar="auto"
BlockSource = Iterable[Any] | Callable[[], Iterable[Any]]


class BaseMixture(FittedMixture):
    """Fits mixtures by steps; subclasses define the step and its state."""

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "n_components": [Interval(Integral, 1, None, closed="left")],
        "covariance_type": [StrOptions(set(COVARIANCE_TYPES))],
        "tol": [Interval(Real, 0.0, None, closed="left")],
        "reg_covar": [Interval(Real, 0.0, None, closed="left"), StrOptions({"auto"})],
        "max_iter": [Interval(Integral, 0, None, closed="left")],
        "n_init": [Interval(Integral, 1, None, closed="left")],
        "init_params": [StrOptions({"kmeans", "random", "random_from_data", "k-means++"})],
        "random_state": ["random_state"],
        "warm_start": ["boolean"],
        "verbose": ["verbose"],
        "verbose_interval": [Interval(Integral, 1, None, closed="left")],
        "precision": [StrOptions({"auto", "single", "double"})],
        "n_jobs": [
            None,
            Interval(Integral, 1, None, closed="left"),
            Interval(Integral, None, -1, closed="right"),
        ],
    }

    tol: float
    reg_covar: float | str
    max_iter: int
    n_init: int
    init_params: str
    warm_start: bool
    verbose: int
    verbose_interval: int

    def fit(self, X: ArrayLike, y: ArrayLike | None = None, sample_weight: ArrayLike | None = None) -> Self:
        """Fit the mixture to samples `X` (n_samples, n_features).

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
        BaseMixture
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

    @_fit_context(prefer_skip_nested_validation=True)  # type: ignore[untyped-decorator]  # scikit-learn is untyped
    def steps(
        self, X: ArrayLike, y: ArrayLike | None = None, sample_weight: ArrayLike | None = None
    ) -> Iterator[Self]:
        """Fit step by step: yield this estimator after each iteration, fitted as far as that.

        Whoever iterates the steps may look at the progress (`n_iter_`, `lower_bound_`, `means_`) and stop at
        any of them. With several initialisations the best replaces the last at the end.
        """
        batch = self._batch((X, y, sample_weight), reset=True, least=2)
        validation.check_enough(len(batch), self.n_components)
        return self._steps_on(held(batch), batch.samples.dtype, keep=True, alone=len(batch) <= BLOCK)

    def fit_blocks(self, blocks: BlockSource) -> Self:
        """Fit the mixture to samples that come in blocks: more of them than memory holds.

        The blocks are read once for each iteration, and twice before, and held a few at a time. The result is
        that of `fit` on all of them together.

        Parameters
        ----------
        blocks : iterable or callable
            Gives the same blocks each time it is iterated over, or called: a list, an object that opens its
            file in `__iter__`, a generator function. Each block is an array (n_samples, n_features) or a
            tuple of the arguments of `fit`: (X, y) or (X, y, sample_weight).

        Returns
        -------
        BaseMixture
            Itself.

        Raises
        ------
        TypeError
            For an iterator, which could be iterated only once; `partial_fit` takes such.
        ValueError
            As `fit`; also for blocks that change between passes.
        """
        for _ in self.steps_on_blocks(blocks):
            pass
        return self

    @_fit_context(prefer_skip_nested_validation=True)  # type: ignore[untyped-decorator]  # scikit-learn is untyped
    def steps_on_blocks(self, blocks: BlockSource) -> Iterator[Self]:
        """Fit step by step, as `steps`, to samples that come in blocks, as for `fit_blocks`.

        Yields this estimator after each iteration, fitted as far as that.
        """
        opened = validation.reopened(blocks)
        first = next(iter(opened()), None)
        if first is None:
            raise ValueError("There are no blocks: at least one sample per component is needed.")
        real = self._batch(first, reset=True).samples.dtype

        def batches() -> Iterator[WeightedSamples]:
            return rebatch(self._batch(block, reset=False) for block in opened())

        return self._steps_on(batches, real, keep=False, alone=False)

    def _batch(self, block: Any, *, reset: bool, least: int = 1) -> WeightedSamples:
        """Return checked samples with their weights and labels, given the arguments of `fit`."""
        X, y, weight = (*block, None, None)[:3] if isinstance(block, tuple) else (block, None, None)
        samples: NDArray[Any] = validate_data(self, X, dtype=REALS, reset=reset, ensure_min_samples=least)
        weights = None if weight is None else validation.sample_weight(weight, len(samples))
        return WeightedSamples(samples, weights, validation.labels(y, len(samples)))

    def _steps_on(
        self, batches: BatchSource, real: np.dtype[Any], *, keep: bool, alone: bool
    ) -> Generator[Self, None, None]:
        warm = self.warm_start and hasattr(self, "converged_")
        random_state, best = check_random_state(self.random_state), None
        report = VerboseOutput(self.verbose, self.verbose_interval)
        with mapping(self.n_jobs, alone=alone) as mapped:
            passes = Passes.begun(batches, mapped, partial(self._known, real), keep=keep)
            self._learn(passes.summary, real)
            for init in range(1 if warm else self.n_init):
                report.begin(init)
                start = self._warm() if warm else self._start(passes, random_state)
                yield from self._climb(passes, start, self.lower_bound_ if warm else -np.inf, report, real)
                report.end(self.lower_bound_, converged=self.converged_)
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

    def _known(
        self, real: np.dtype[Any], summary: SampleSummary
    ) -> tuple[Standardisation, NDArray[np.int64] | None]:
        """Return the units to work in and the class of each component."""
        validation.check_enough(summary.n, self.n_components)
        validation.check_size(summary, real)
        units = Standardisation.of(
            summary.middle, summary.deviations, self.covariance_type, single=self._is_single(summary.n)
        )
        return units, validation.owners(summary.classes, self.n_components)

    def _climb(
        self, passes: Passes, state: Any, bound: float, report: VerboseOutput, real: np.dtype[Any]
    ) -> Generator[Self, None, None]:
        """Step until the bound settles; the attributes are always those of the last step."""
        self.converged_, self.n_iter_, self.lower_bound_ = False, 0, bound
        self.lower_bounds_: list[float] = []
        self._publish(state, real)
        for iteration in range(1, self.max_iter + 1):
            state, bound = self._step(passes, state)
            change, self.lower_bound_ = bound - self.lower_bound_, bound
            self.lower_bounds_.append(bound)
            self.n_iter_, self.converged_ = iteration, bool(abs(change) < self.tol)
            self._publish(state, real)
            report.step(iteration, change)
            yield self
            if self.converged_:
                return

    def _floor(self, summary: SampleSummary, units: Standardisation) -> Floats:
        """Return what is added to the variances, in units of the work, (d,)."""
        if self.reg_covar != "auto":
            return np.maximum(units.floor(float(self.reg_covar)), LEAST_VARIANCE[units.single])
        variances = (summary.deviations / units.scale) ** 2
        typical = variances.mean() or 1.0
        return RELATIVE * np.where(variances > RELATIVE * typical, variances, typical)

    def _set_owners(self, owners: NDArray[Any] | None) -> None:
        if owners is not None:
            self.component_classes_ = owners.copy()
        elif hasattr(self, "component_classes_"):
            del self.component_classes_

    def _start(self, passes: Passes, random_state: Any) -> Any:
        """Return the state to begin with."""
        found = initialisation.start(self, passes, self._floor(passes.summary, passes.units), random_state)
        return self._initial_state(found, passes)

    def _check_parameters(self, X: NDArray[Any]) -> None:
        """Raise ValueError where parameters do not fit samples: scikit-learn's hook of this name."""
        self._learn(SampleSummary.of(WeightedSamples(X)), X.dtype)

    def _initialize_parameters(self, X: NDArray[Any], random_state: Any) -> None:
        """Take the state that a fit would begin with: scikit-learn's hook of this name."""
        passes = Passes.begun(held(WeightedSamples(X)), map, partial(self._known, X.dtype), keep=True)
        self._publish(self._start(passes, random_state), X.dtype)

    def _initialize(self, X: NDArray[Any], resp: NDArray[Any]) -> None:
        """Take the state that explains responsibilities (n, k): scikit-learn's hook of this name."""
        passes = Passes.begun(held(WeightedSamples(X)), map, partial(self._known, X.dtype), keep=True)
        floor = self._floor(passes.summary, passes.units)
        found = initialisation.mixture_of_responsibilities(
            WeightedSamples(X), resp, self.covariance_type, passes.units, floor
        )
        self._publish(self._initial_state(found, passes), X.dtype)

    @abstractmethod
    def _learn(self, summary: SampleSummary, real: np.dtype[Any]) -> None:
        """Take from the samples what is not a parameter; raise ValueError where parameters do not fit."""

    @abstractmethod
    def _initial_state(self, found: Parameters | None, passes: Passes) -> Any:
        """Return the state that goes with a mixture to begin with; None: everything is given."""

    @abstractmethod
    def _warm(self) -> Any:
        """Return the state that a warm start goes on from."""

    @abstractmethod
    def _step(self, passes: Passes, state: Any) -> tuple[Any, float]:
        """Return the next state and the bound that it is judged by."""

    @abstractmethod
    def _publish(self, state: Any, real: np.dtype[Any]) -> None:
        """Set the attributes of a fitted mixture."""
