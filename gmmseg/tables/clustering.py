"""Clustering of a table's rows by Gaussian mixtures: how many clusters, which, and what sets them apart.

Fraley and Raftery (2002), "Model-based clustering, discriminant analysis, and density estimation", JASA
97(458), 611-631. Fits, criteria and indices are those of scikit-learn on the same rows.
"""

import math
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import BadSettingError, BadTableError, counted
from gmmseg.mixture.components import bhattacharyya
from gmmseg.mixture.fitting.model_selection import (
    CRITERIA,
    REFITS,
    Candidate,
    Criterion,
    best,
    halves,
    n_free,
    reason,
    validated,
)
from gmmseg.mixture.parameters import COVARIANCE_TYPES, CovarianceType, Parameters
from gmmseg.statistics.cluster_validity import ClusterValidity
from gmmseg.tables.clusters import ClusterCard, Clustering
from gmmseg.tables.scaling import SCALINGS, Scaling, ScalingKind
from gmmseg.tables.table import DataTable
from gmmseg.tables.table import number as number_of
from gmmseg.tables.table_model import RowLabels, TableModel
from gmmseg.version import __version__

Floats = NDArray[np.float64]

AUTO = range(1, 11)  # numbers of clusters that are tried, where there are enough rows
MOST_CLUSTERS = 100
MOST_COLUMNS = 100
MOST_JUDGED = 2000  # rows that silhouettes are computed of
ROWS_FOR_A_NUMBER = 2  # of a cluster's mean and weight, on average, that "auto" asks for
STARTS = 10  # that the one that was asked for is compared with
BETTER = 0.01  # nats a row by which another start must be better to be reported
ALL: Literal["all"] = "all"


@dataclass(frozen=True)
class ClusterOptions:
    """How a table is clustered.

    Attributes
    ----------
    n_clusters : range
        The numbers to choose among; one number where it is known.
    covariance_type : {"full", "tied", "diag", "spherical", "all"}
        Covariance of each cluster; "all" tries the four.
    scale : {"standard", "minmax", "none"}
        How columns are scaled first.
    criterion : str
        What the number is chosen by: "bic", "icl", "aic", "silhouette", "davies_bouldin" or "stability".
    seed : int
        Same seed, same clusters; scikit-learn's `random_state`.
    restarts : int
        Starts that are compared, 1 to 100; scikit-learn's `n_init`.
    tolerance : float
        The fit ends when an iteration raises the mean log-likelihood by less, nats.
    max_iterations : int
        Most iterations, 1 to 10000.
    anomalies : float
        Share of the rows that is taken for anomalies, 0 to 0.5.
    """

    n_clusters: range = AUTO
    covariance_type: CovarianceType | Literal["all"] = "full"
    scale: ScalingKind = "standard"
    criterion: Criterion = "bic"
    seed: int = 0
    restarts: int = 1
    tolerance: float = 1e-3
    max_iterations: int = 100
    anomalies: float = 0.01

    def __post_init__(self) -> None:
        _one_of("covariance_type", self.covariance_type, (*COVARIANCE_TYPES, ALL))
        _one_of("scale", self.scale, SCALINGS)
        _one_of("criterion", self.criterion, tuple(CRITERIA))
        _between("seed", self.seed, 0, 2**32 - 1)
        _between("restarts", self.restarts, 1, 100)
        _between("tolerance", self.tolerance, 0, 1)
        _between("max_iterations", self.max_iterations, 1, 10_000)
        _between("anomalies", self.anomalies, 0, 0.5)

    @property
    def covariance_types(self) -> tuple[CovarianceType, ...]:
        """The covariance types to try."""
        return COVARIANCE_TYPES if self.covariance_type == ALL else (self.covariance_type,)


def _one_of(name: str, value: object, choices: Sequence[str]) -> None:
    if value not in choices:
        raise BadSettingError(name, value, f"one of {', '.join(choices)}")


def _between(name: str, value: float, low: float, high: float) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        raise BadSettingError(name, value, f"a number from {low:g} to {high:,}")


def numbers_to_try(requested: int | str | Sequence[int]) -> range:
    """Return the numbers of clusters that are asked for: "auto", 3, "3", "2-8", (2, 8) or a range.

    Raises
    ------
    BadSettingError
        If it is none of these, or not within 1 to 100 and rising.
    """
    expected = f"auto, a number or a rising range like 2-8, within 1 to {MOST_CLUSTERS}"
    text = str(requested).strip().lower()
    if text == "auto":
        return AUTO
    if isinstance(requested, range) and requested:
        ends = [requested[0], requested[-1]]
    elif isinstance(requested, (list, tuple)):
        ends = list(requested)
    else:
        parts = text.split("-")
        ends = [int(part) for part in parts] if all(part.isdecimal() for part in parts) else []
    if len(ends) not in (1, 2) or not all(isinstance(end, (int, np.integer)) for end in ends):
        raise BadSettingError("n_clusters", requested, expected)
    if not 1 <= ends[0] <= ends[-1] <= MOST_CLUSTERS:
        raise BadSettingError("n_clusters", requested, expected)
    return range(int(ends[0]), int(ends[-1]) + 1)


def cluster_table(
    table: DataTable, columns: Sequence[str] | None = None, options: ClusterOptions | None = None
) -> Clustering:
    """Return the clusters of a table's rows.

    Parameters
    ----------
    table : DataTable
        A row for each thing.
    columns : sequence of str, optional
        The columns of numbers to look at; by default all that vary.
    options : ClusterOptions, optional
        How.

    Raises
    ------
    NoSuchColumnError, NotNumbersError
        If a column is not there or holds text.
    BadTableError
        If columns are constant or too many, or there are fewer different rows than clusters.
    """
    options = ClusterOptions() if options is None else options
    notes: list[str] = []
    names = _chosen_columns(table, columns, notes)
    values = np.column_stack([table.numbers(name) for name in names])
    known = ~np.isnan(values).any(axis=1)
    lacking = int(np.count_nonzero(~known))
    if lacking:
        notes.append(
            f"{lacking:,} of {len(table):,} rows lack a value and are in no cluster: "
            f"{_where_missing(names, values)}."
        )
    values = values[known]
    numbers = _possible(table.name, options.n_clusters, values)
    scaling = Scaling.of(values, options.scale)
    scaled = np.ascontiguousarray(scaling.scaled(values))
    tried = list(_sweep(scaled, numbers, options))
    candidates = tuple(candidate for candidate, _ in tried)
    found = _best(candidates, options.criterion)
    mixture = next(parameters for candidate, parameters in tried if candidate is found)
    if len(candidates) > 1:
        notes.insert(
            0, f"Chose {counted(found.n_components, 'cluster')}: {reason(candidates, options.criterion)}."
        )
    if len(scaled) < found.n_free:
        notes.append(_too_few_rows(len(scaled), found))
    else:
        notes += _better_start(scaled, found, options)
    model = _model(names, scaling, mixture, scaled, options)
    rows = model.apply(table)
    return Clustering(
        table, model, rows, candidates, options.criterion, cards(table, model, rows), tuple(notes)
    )


def _best(candidates: Sequence[Candidate], criterion: Criterion) -> Candidate:
    if len(candidates) == 1:
        return candidates[0]
    if not any(np.isfinite(getattr(each, criterion)) for each in candidates):
        raise BadSettingError(
            "criterion", criterion, "one that is defined for some number of clusters that is tried: bic"
        )
    return best(candidates, criterion)


def _chosen_columns(table: DataTable, columns: Sequence[str] | None, notes: list[str]) -> tuple[str, ...]:
    """Return the columns to look at: those asked for, or all numbers that vary; a note names the others."""
    if columns is None:
        _check_typed(table)
        numbers = table.number_names
        why = {name: "no numbers" for name in table.names if name not in numbers}
        why |= {name: "one value" for name in numbers if _is_constant(table.numbers(name))}
        why |= {name: "counts the rows" for name in numbers if _is_count(table.numbers(name))}
        names = tuple(name for name in numbers if name not in why)
        if why:
            notes.append(f"Left out: {', '.join(f'{name} ({problem})' for name, problem in why.items())}.")
    else:
        names = tuple(dict.fromkeys(columns))
        constant = [name for name in names if _is_constant(table.numbers(name))]
        if constant:
            problem = f"column {constant[0]!r} has the same value in every row, which sets nothing apart"
            raise BadTableError(table.name, problem, "Leave it out")
    if not 1 <= len(names) <= MOST_COLUMNS:
        if not names:
            problem = (
                "none of its columns holds numbers that vary, and clusters are told apart by such columns"
            )
            raise BadTableError(table.name, problem, "Give a table with at least one")
        problem = f"{len(names):,} columns of numbers are to be looked at, and at most {MOST_COLUMNS} can be"
        raise BadTableError(table.name, problem, "Choose among them")
    return names


def _check_typed(table: DataTable) -> None:
    """Raise `NotNumbersError` if a column of numbers has some text in it: it would be left out unseen."""
    for name, column in table.columns.items():
        if isinstance(column, tuple):
            found = [number_of(text) for text in column]
            n_numbers = sum(each is not None and not math.isnan(each) for each in found)
            if n_numbers > sum(each is None for each in found):
                table.numbers(name)


def _is_constant(column: Floats) -> bool:
    there = column[~np.isnan(column)]
    return len(there) == 0 or bool(there.min() == there.max())


def _is_count(column: Floats) -> bool:
    return len(column) > 2 and bool((np.diff(column) == 1).all())


def _where_missing(names: Sequence[str], values: Floats) -> str:
    counts = np.isnan(values).sum(axis=0).tolist()
    return ", ".join(f"{name} {count:,}" for name, count in zip(names, counts, strict=True) if count)


def _possible(name: str, numbers: range, values: Floats) -> range:
    """Return the numbers of clusters that can be tried; those asked for must be, of "auto" what can be."""
    different = len(np.unique(values, axis=0))
    if different < 2:
        problem = f"it has {different} different whole rows in these columns"
        raise BadTableError(name, problem, "Give at least two")
    if numbers == AUTO:
        most = different // (ROWS_FOR_A_NUMBER * (values.shape[1] + 1))
        return range(AUTO[0], max(1, min(AUTO[-1], most)) + 1)
    if numbers[-1] > different:
        problem = f"{numbers[-1]} clusters are asked for, and it has {different:,} different whole rows"
        raise BadTableError(name, problem, "Ask for fewer")
    return numbers


def _sweep(scaled: Floats, numbers: range, options: ClusterOptions) -> Iterator[tuple[Candidate, Parameters]]:
    """Yield each mixture that is tried, with its figures."""
    validity = ClusterValidity(scaled, MOST_JUDGED)
    parts = halves(np.arange(len(scaled)), options.seed, REFITS) if len(numbers) > 1 else []
    for kind in options.covariance_types:
        for k in numbers:
            yield _candidate(scaled, (k, kind), parts, validity, options)


def _candidate(
    scaled: Floats,
    requested: tuple[int, CovarianceType],
    parts: Sequence[NDArray[np.intp]],
    validity: ClusterValidity,
    options: ClusterOptions,
) -> tuple[Candidate, Parameters]:
    fitted = _fitted(scaled, requested, options)
    labels = fitted.predict(scaled)
    enough = [part for part in parts if len(np.unique(scaled[part], axis=0)) >= requested[0]]
    refitted = [_fitted(scaled[part], requested, options).predict(scaled) for part in enough]
    mixture = Parameters(
        fitted.weights_.copy(), fitted.means_.copy(), fitted.covariances_.copy(), requested[1]
    )
    candidate = Candidate(
        requested[0],
        float(fitted.score(scaled)),
        fitted.aic(scaled),
        fitted.bic(scaled),
        fitted.icl(scaled),
        covariance_type=requested[1],
        n_free=n_free(mixture),
    )
    return validated(candidate, labels, refitted, validity), mixture


def _fitted(scaled: Floats, requested: tuple[int, CovarianceType], options: ClusterOptions) -> Any:
    from gmmseg.mixture.sklearn.gaussian_mixture import GaussianMixture

    estimator = GaussianMixture(
        requested[0],
        covariance_type=requested[1],
        tol=options.tolerance,
        max_iter=options.max_iterations,
        n_init=options.restarts,
        random_state=options.seed,
        precision="double",
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of fits that did not converge: candidates are judged
        return estimator.fit(scaled)


def _too_few_rows(n_rows: int, found: Candidate) -> str:
    clusters = counted(found.n_components, "cluster")
    kind = found.covariance_type
    simpler = "" if kind == "spherical" else ", or a simpler covariance than " + kind
    return (
        f"The {n_rows:,} rows are fewer than the {found.n_free:,} parameters of {clusters} of covariance "
        f"{kind}: they say little of other rows. Give more rows, or take fewer clusters or columns{simpler}."
    )


def _better_start(scaled: Floats, found: Candidate, options: ClusterOptions) -> Iterator[str]:
    """Yield a sentence if other starts end at a clearly better fit than the one that was asked for."""
    if found.n_components == 1 or options.restarts >= STARTS:
        return
    others = replace(options, restarts=STARTS, seed=(options.seed + 1) % 2**32)
    other = float(_fitted(scaled, (found.n_components, found.covariance_type), others).score(scaled))
    if other > found.log_likelihood + BETTER:
        yield (
            f"Other starts explain the rows better (mean log-likelihood {other:.3f}, and here "
            f"{found.log_likelihood:.3f}): compare more of them, with restarts {STARTS}."
        )


def _model(
    names: tuple[str, ...], scaling: Scaling, mixture: Parameters, scaled: Floats, options: ClusterOptions
) -> TableModel:
    bare = TableModel(
        names, scaling, mixture, -np.inf, options.anomalies, len(scaled), 0.0, options.seed, __version__
    )
    scores = bare.log_densities(scaled)
    threshold = float(np.quantile(scores, options.anomalies))
    return TableModel(
        names,
        scaling,
        mixture,
        threshold,
        options.anomalies,
        len(scaled),
        float(scores.mean()),
        options.seed,
        __version__,
    )


def cards(table: DataTable, model: TableModel, rows: RowLabels) -> tuple[ClusterCard, ...]:
    """Return each cluster of a table in numbers."""
    values, k = model.values(table), model.n_clusters
    known = rows.labels > 0
    values, labels, probabilities = values[known], rows.labels[known], rows.probabilities[known]
    distances = bhattacharyya(model.mixture, model.mixture)
    out = []
    for number in range(1, k + 1):
        own, others = values[labels == number], values[labels != number]
        apart = np.delete(distances[number - 1], number - 1)
        nearest = int(apart.argmin()) if k > 1 else -1
        out.append(
            ClusterCard(
                number,
                len(own),
                len(own) / len(values),
                tuple(own.mean(axis=0).tolist()) if len(own) else (np.nan,) * values.shape[1],
                tuple(own.std(axis=0, ddof=1).tolist()) if len(own) > 1 else (np.nan,) * values.shape[1],
                tuple(_effects(own, others)),
                0 if k == 1 else nearest + 1 + (nearest >= number - 1),
                float(apart[nearest]) if k > 1 else np.nan,
                float(probabilities[labels == number, number - 1].mean()) if len(own) else np.nan,
            )
        )
    return tuple(out)


def _effects(own: Floats, others: Floats) -> list[float]:
    """Return Cohen's d of each column, not a number where there are too few rows to compare."""
    n, m = len(own), len(others)
    if min(n, m) < 2:
        return [math.nan] * own.shape[1]
    pooled = np.sqrt(((n - 1) * own.var(axis=0, ddof=1) + (m - 1) * others.var(axis=0, ddof=1)) / (n + m - 2))
    difference = own.mean(axis=0) - others.mean(axis=0)
    varies = (np.ptp(own, axis=0) > 0) | (np.ptp(others, axis=0) > 0)  # a rounded deviation may not be 0
    apart = np.where(own[0] == others[0], 0.0, np.copysign(math.inf, difference))
    return np.divide(difference, pooled, out=apart, where=varies).tolist()
