"""Rows of numbers in, classes and probabilities out, in the scaling that a model was fitted with."""

import json
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import BadRequestError, counted
from gmmseg.imaging.model import Model
from gmmseg.mixture import em
from gmmseg.tables.table import DataTable
from gmmseg.tables.table_model import TableModel

Floats = NDArray[np.float64]
MOST_ROWS = 1_000_000
EXAMPLE = 'Send {"rows": [[1.5, 2.0], [0.3, 4.1]]}'


def rows_in(body: bytes, columns: tuple[str, ...]) -> Floats:
    """Return the rows (n, d) that a request gives: lists in the order of the columns, or records by name.

    Raises
    ------
    BadRequestError
        If it is no JSON, a row has another number of values, or a value is no finite number.
    """
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise BadRequestError("the body is not JSON", EXAMPLE) from None
    rows = given.get("rows") if isinstance(given, dict) else given
    if not isinstance(rows, list):
        raise BadRequestError("the body has no list of rows", EXAMPLE)
    if not 1 <= len(rows) <= MOST_ROWS:
        raise BadRequestError(
            f"the body has {len(rows):,} rows", f"Send from 1 to {MOST_ROWS:,} rows in a request"
        )
    return np.array([_row(row, number, columns) for number, row in enumerate(rows, 1)], np.float64)


def _row(row: Any, number: int, columns: tuple[str, ...]) -> list[float]:
    if isinstance(row, dict):
        lacking = [name for name in columns if name not in row]
        if lacking:
            raise BadRequestError(
                f"row {number} has no {', '.join(lacking)}", f"Give each row {', '.join(columns)}"
            )
        row = [row[name] for name in columns]
    if not isinstance(row, list):
        raise BadRequestError(f"row {number} is neither a list of numbers nor a record", EXAMPLE)
    if len(row) != len(columns):
        reason = (
            f"row {number} has {counted(len(row), 'value')} and the model {counted(len(columns), 'feature')}"
        )
        raise BadRequestError(reason, f"Give each row {', '.join(columns)}, in this order")
    for name, value in zip(columns, row, strict=True):
        if not _is_finite(value):
            reason = f"row {number} has {json.dumps(value)[:40]} for {name}, which is not a finite number"
            raise BadRequestError(reason, "Leave that row out, or fill the value in")
    return row


def _is_finite(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number that no float holds
        return False


def columns_of(model: Model | TableModel) -> tuple[str, ...]:
    """Return the names of the features that a model looks at, in their order."""
    return model.columns if isinstance(model, TableModel) else model.features.names


def class_names(model: Model | TableModel) -> list[str]:
    """Return the names of a model's classes; label i is the i-th of them, from 1."""
    if isinstance(model, TableModel):
        return [f"cluster {number}" for number in range(1, model.n_clusters + 1)]
    return [segment.name for segment in model.segments]


def predicted(model: Model | TableModel, rows: Floats) -> dict[str, Any]:
    """Return the label of each row (n, d), from 1, and the probability of each class.

    Rows are in the units of the features, unscaled. With a model of a table, labels, probabilities and
    anomalies are those of `gmmseg apply`. With a model of pictures they are those of a pixel of such
    features alone, without the neighbours that the spatial prior looks at; label 0 is what the model rejects.
    """
    return _of_table(model, rows) if isinstance(model, TableModel) else _of_pixels(model, rows)


def _of_table(model: TableModel, rows: Floats) -> dict[str, Any]:
    found = model.apply(DataTable({name: rows[:, i].copy() for i, name in enumerate(model.columns)}))
    return {
        "labels": found.labels.tolist(),
        "probabilities": found.probabilities.tolist(),
        "anomaly_scores": found.scores.tolist(),
        "is_anomaly": found.is_anomaly.tolist(),
    }


def _of_pixels(model: Model, rows: Floats) -> dict[str, Any]:
    scaled = (rows - model.features.centre) / model.features.scale
    block = np.asfortranarray(scaled, np.float32)
    labels = model.labels(block).astype(np.int64) + 1
    if model.reject > 0:
        labels[em.scores(block, model.mixture) < model.threshold] = 0
    return {"labels": labels.tolist(), "probabilities": model.posterior(block).tolist()}
