"""Clusters of a table: as values, as text for people, and as plain rows and records for programs."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.mixture.fitting.model_selection import Candidate, Criterion
from gmmseg.tables.table import DataTable, number_text
from gmmseg.tables.table_model import RowLabels, TableModel

LARGE_EFFECT = 0.8  # Cohen's d from which a column sets a cluster apart: large, after Cohen (1988)
MOST_COLUMNS = 3  # columns of a cluster
CLOSE = 1.0  # Bhattacharyya's distance below which clusters overlap
SWEEP_HEADER = (
    *("clusters", "covariance", "free_parameters", "log_likelihood", "aic", "bic", "icl", "silhouette"),
    *("davies_bouldin", "stability", "chosen"),
)
CARD_HEADER = (
    *("cluster", "rows", "share", "column", "mean", "sd", "effect", "neighbour", "distance", "certainty"),
)


@dataclass(frozen=True)
class ClusterCard:
    """A cluster in numbers.

    Attributes
    ----------
    number : int
        From 1.
    n_rows : int
        Rows that are most probably of it.
    share : float
        Of the rows, 0 to 1.
    means, sds : tuple of float
        Of each column over these rows, in its unit; the deviation (n - 1) is not a number of one row.
    effects : tuple of float
        Of each column: mean less that of the other rows, in pooled standard deviations (Cohen's d); infinite
        where neither varies and they differ, not a number where the cluster or the others are fewer than two.
    neighbour : int
        The cluster it is most easily confused with; 0 where there is one cluster.
    distance : float
        Bhattacharyya's distance to it; 0 is the same, above 1 hardly any overlap.
    certainty : float
        Mean probability of the cluster for its own rows, 0 to 1.
    """

    number: int
    n_rows: int
    share: float
    means: tuple[float, ...]
    sds: tuple[float, ...]
    effects: tuple[float, ...]
    neighbour: int
    distance: float
    certainty: float


@dataclass(frozen=True, eq=False)
class Clustering:
    """The clusters of a table.

    Attributes
    ----------
    table : DataTable
        What was clustered.
    model : TableModel
        Clusters and scaling, for other tables.
    rows : RowLabels
        Labels, probabilities and anomaly scores of the table's rows.
    candidates : tuple of Candidate
        Each number of clusters and covariance type that was tried, with its figures.
    criterion : str
        What was chosen by.
    cards : tuple of ClusterCard
        Each cluster in numbers.
    notes : tuple of str
        One sentence for each thing to know.
    """

    table: DataTable
    model: TableModel
    rows: RowLabels
    candidates: tuple[Candidate, ...]
    criterion: Criterion
    cards: tuple[ClusterCard, ...]
    notes: tuple[str, ...]

    @property
    def labels(self) -> NDArray[np.int64]:
        """Cluster of each row (n,), from 1; 0 where a value is missing."""
        return self.rows.labels

    @property
    def chosen(self) -> Candidate:
        """The candidate that the clusters are."""
        kind = self.model.mixture.covariance_type
        return next(
            each
            for each in self.candidates
            if (each.n_components, each.covariance_type) == (self.model.n_clusters, kind)
        )

    def __str__(self) -> str:
        return text(self)


def text(found: Clustering) -> str:
    """Return clusters, the numbers that were tried, and notes, as lines for people."""
    lines = [*found.notes]
    if len(found.candidates) > 1:
        lines += ["", *_sweep(found)]
    lines += ["", *_cards(found)]
    lines += ["", _anomalies(found)]
    if n := int(found.rows.is_anomaly.sum()):
        worst = found.rows.scores.copy()
        worst[found.rows.labels == 0] = -math.inf
        order = [int(each) + 1 for each in (-worst).argsort(kind="stable")[: min(n, 5)]]
        lines.append(f"The strangest, by row below the header: {', '.join(map(str, order))}.")
    return "\n".join(lines).strip("\n") + "\n"


def _anomalies(found: Clustering) -> str:
    """Return how many rows are anomalies, and what share they are of those in clusters."""
    n, n_rows = int(found.rows.is_anomaly.sum()), len(found.table) - found.rows.n_missing
    if not n:
        return "No row is an anomaly."
    rows = "row is an anomaly" if n == 1 else "rows are anomalies"
    requested_share = found.model.anomalies
    few = (
        f"; {100 * requested_share:.4g} % of {n_rows} rows is less than one"
        if requested_share * n_rows < 1
        else ""
    )
    return f"{n:,} {rows}: the {100 * n / n_rows:.3g} % of the rows that the clusters explain worst{few}."


def _sweep(found: Clustering) -> Iterator[str]:
    kinds = len({each.covariance_type for each in found.candidates}) > 1
    columns = ("log-lik.", "AIC", "BIC", "ICL", "silhouette", "Davies-B.", "stability")
    covariance = f"{'covariance':>12}" if kinds else ""
    yield f"{'clusters':>8}{covariance}" + "".join(f"{name:>12}" for name in columns)
    for each in found.candidates:
        figures = (f"{each.log_likelihood:.4f}", *(f"{x:.2f}" for x in (each.aic, each.bic, each.icl)))
        indices = (each.silhouette, each.davies_bouldin, each.stability)
        cells = [*figures, *("–" if math.isnan(x) else f"{x:.3f}" for x in indices)]
        covariance = f"{each.covariance_type:>12}" if kinds else ""
        mark = "  chosen" if each is found.chosen else ""
        yield f"{each.n_components:>8}{covariance}" + "".join(f"{cell:>12}" for cell in cells) + mark


def _cards(found: Clustering) -> Iterator[str]:
    names = found.model.columns
    for card in found.cards:
        rows = "1 row" if card.n_rows == 1 else f"{card.n_rows:,} rows"
        yield f"Cluster {card.number}: {rows}, {card.share:.1%}; {described(card, names)}."
        if card.neighbour:
            close = ", which it overlaps" if card.distance < CLOSE else ""
            yield (
                f"  nearest to cluster {card.neighbour} (Bhattacharyya {card.distance:.2f}){close}; its rows "
                f"are sure by {card.certainty:.1%}"
            )
        for name, mean, sd in zip(names, card.means, card.sds, strict=True):
            spread = "" if math.isnan(sd) else f" ± {number_text(sd, 3)}"
            yield f"  {name}: {number_text(mean)}{spread}"


def described(card: ClusterCard, names: Sequence[str]) -> str:
    """Return in words what sets a cluster apart from the others: its columns of largest effect."""
    if not card.neighbour:
        return "all rows"
    if any(map(math.isnan, card.effects)):
        return f"too few {'rows' if card.n_rows < 2 else 'other rows'} to say what sets it apart"
    effects = sorted(zip(card.effects, names, strict=True), key=lambda pair: -abs(pair[0]))
    row_cells = [(effect, name) for effect, name in effects if abs(effect) >= LARGE_EFFECT][:MOST_COLUMNS]
    if not row_cells:
        return "much like the others in each column"
    return ", ".join(
        f"{'high' if effect > 0 else 'low'} {name} ({_amount(effect)})" for effect, name in row_cells
    )


def _amount(effect: float) -> str:
    return "no overlap at all" if math.isinf(effect) else f"{effect:+.1f} sd"


def sweep_rows(found: Clustering) -> Iterator[Sequence[object]]:
    """Yield the header, then a row for each number that was tried, with all digits."""
    yield SWEEP_HEADER
    for each in found.candidates:
        figures = (each.log_likelihood, each.aic, each.bic, each.icl)
        indices = (each.silhouette, each.davies_bouldin, each.stability)
        row_cells = ["" if math.isnan(value) else value for value in (*figures, *indices)]
        yield (each.n_components, each.covariance_type, each.n_free, *row_cells, int(each is found.chosen))


def card_rows(found: Clustering) -> Iterator[Sequence[object]]:
    """Yield the header, then a row for each cluster and column."""
    yield CARD_HEADER
    for card in found.cards:
        for place, name in enumerate(found.model.columns):
            numbers = (card.means[place], card.sds[place], card.effects[place])
            row = (*numbers, card.neighbour or "", card.distance, card.certainty)
            plain = ["" if isinstance(value, float) and not math.isfinite(value) else value for value in row]
            yield (card.number, card.n_rows, card.share, name, *plain)


def record(found: Clustering) -> dict[str, Any]:
    """Return what was found as values that JSON knows; what is not a number is null."""
    header, *sweep = sweep_rows(found)
    return {
        "name": found.table.name,
        "rows": len(found.table),
        "rows_missing": found.rows.n_missing,
        "columns": list(found.model.columns),
        "scale": found.model.scaling.kind,
        "covariance": found.model.mixture.covariance_type,
        "clusters": found.model.n_clusters,
        "criterion": found.criterion,
        "log_likelihood": found.model.log_likelihood,
        "sweep": [
            {str(key): None if x == "" else x for key, x in zip(header, row, strict=True)} for row in sweep
        ],
        "cards": [_card(card, found) for card in found.cards],
        "anomalies": (found.rows.is_anomaly.nonzero()[0] + 1).tolist(),
        "notes": list(found.notes),
    }


def _card(card: ClusterCard, found: Clustering) -> dict[str, Any]:
    names = found.model.columns
    columns = {
        name: {"mean": _known(mean), "sd": _known(sd), "effect": _known(effect)}
        for name, mean, sd, effect in zip(names, card.means, card.sds, card.effects, strict=True)
    }
    return {
        "cluster": card.number,
        "rows": card.n_rows,
        "share": card.share,
        "weight": float(found.model.mixture.weights[card.number - 1]),
        "description": described(card, names),
        "columns": columns,
        "neighbour": card.neighbour or None,
        "distance": _known(card.distance),
        "certainty": _known(card.certainty),
    }


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None
