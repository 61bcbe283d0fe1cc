"""A model of a table: the mixture of its rows, which labels the rows of other tables of the same kind."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import BadTableError
from gmmseg.mixture.parameters import Parameters
from gmmseg.tables.scaling import Scaling
from gmmseg.tables.table import DataTable

if TYPE_CHECKING:
    from gmmseg.mixture.sklearn.gaussian_mixture import GaussianMixture

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class TableModel:
    """What is known of the rows of a table, without the table.

    Attributes
    ----------
    columns : tuple of str
        The columns it looks at, in the order of the mixture's features.
    scaling : Scaling
        How they are scaled.
    mixture : Parameters
        Of scaled rows; each component is a cluster.
    threshold : float
        Log-density of a scaled row, nats, below which it is an anomaly.
    anomalies : float
        Share of the rows of the fit that are below, 0 to 0.5.
    n_rows : int
        Rows of the fit.
    log_likelihood : float
        Mean over them, nats, of scaled rows.
    seed : int
        Where chance began.
    version : str
        Of gmmseg.
    """

    columns: tuple[str, ...]
    scaling: Scaling
    mixture: Parameters
    threshold: float
    anomalies: float
    n_rows: int
    log_likelihood: float
    seed: int
    version: str

    @property
    def n_clusters(self) -> int:
        """Number of clusters."""
        return self.mixture.n_components

    @cached_property
    def means(self) -> Floats:
        """Mean of each cluster in the units of the columns, (k, d)."""
        return self.mixture.means * self.scaling.scale + self.scaling.centre

    @cached_property
    def covariances(self) -> Floats:
        """Covariance of each cluster in the units of the columns, (k, d, d)."""
        return self.mixture.full_covariances * np.outer(self.scaling.scale, self.scaling.scale)

    def values(self, table: DataTable) -> Floats:
        """Return the columns of a table that the model looks at, (n, d), in their own units.

        Raises
        ------
        NoSuchColumnError, NotNumbersError
            If some are not there, all of which are named, or hold text.
        """
        table.check_has(self.columns)
        return np.column_stack([table.numbers(name) for name in self.columns])

    def apply(self, table: DataTable) -> "RowLabels":
        """Return the clusters of a table's rows.

        Raises
        ------
        NoSuchColumnError, NotNumbersError
            As `values`.
        BadTableError
            If every row lacks a value.
        """
        values = self.values(table)
        known = ~np.isnan(values).any(axis=1)
        if not known.any():
            reason = f"every row lacks a value of {', '.join(self.columns)}"
            raise BadTableError(table.name, reason, "Give a table with at least one whole row")
        n, k = len(values), self.n_clusters
        scaled = np.ascontiguousarray(self.scaling.scaled(values[known]))
        labels, probabilities, scores = np.zeros(n, np.int64), np.full((n, k), np.nan), np.full(n, np.nan)
        estimator = self._estimator()
        labels[known] = estimator.predict(scaled) + 1
        probabilities[known] = estimator.predict_proba(scaled)
        scores[known] = -self.log_densities(scaled)
        with np.errstate(invalid="ignore"):
            is_anomaly = scores > -self.threshold
        return RowLabels(labels, probabilities, scores, is_anomaly)

    def log_densities(self, scaled: Floats) -> Floats:
        """Return the log-density of scaled rows (n, d), (n,), nats."""
        return np.asarray(self._estimator().score_samples(scaled))

    def _estimator(self) -> "GaussianMixture":
        from gmmseg.mixture.sklearn.gaussian_mixture import GaussianMixture

        kind = self.mixture.covariance_type
        made = GaussianMixture(self.n_clusters, covariance_type=kind, precision="double")
        made.weights_, made.means_ = self.mixture.weights, self.mixture.means
        made.covariances_, made.n_features_in_ = self.mixture.covariances, len(self.columns)
        return made


@dataclass(frozen=True, eq=False)
class RowLabels:
    """What a model says of the rows of a table.

    Attributes
    ----------
    labels : ndarray of shape (n,) of int
        Cluster of each row, from 1; 0 where a value is missing. Read-only.
    probabilities : ndarray of shape (n, k)
        Of each cluster; not a number where a value is missing.
    scores : ndarray of shape (n,)
        Anomaly score: minus the log-density of the scaled row, nats; the higher, the stranger.
    is_anomaly : ndarray of shape (n,), bool
        Whether it is above the model's threshold.
    """

    labels: NDArray[np.int64]
    probabilities: Floats
    scores: Floats
    is_anomaly: NDArray[np.bool_]

    def __post_init__(self) -> None:
        for array in (self.labels, self.probabilities, self.scores, self.is_anomaly):
            array.flags.writeable = False

    @property
    def n_missing(self) -> int:
        """How many rows lack a value."""
        return int(np.count_nonzero(self.labels == 0))

    def with_columns(self, table: DataTable) -> DataTable:
        """Return a table with columns of what was found behind its own; older ones of these names go."""
        n, k = self.probabilities.shape
        top = self.probabilities[np.arange(n), np.maximum(self.labels, 1) - 1]
        found = {
            "cluster": np.where(self.labels > 0, self.labels, np.nan),
            "probability": top,
            "anomaly_score": self.scores.copy(),
            "anomaly": np.where(self.labels > 0, self.is_anomaly, np.nan),
        } | {f"probability_{i + 1}": self.probabilities[:, i].copy() for i in range(k)}
        own = {name: column for name, column in table.columns.items() if name not in found}
        return DataTable(own | found, table.name)
