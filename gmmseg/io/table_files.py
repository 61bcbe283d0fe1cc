"""Tables to files: CSV that is safe to open in spreadsheets, or Parquet, by the ending of the name."""

import csv
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from gmmseg.errors import MissingLibraryError
from gmmseg.io.exporters.context import as_text
from gmmseg.io.exporters.table import safe
from gmmseg.io.readers.tables import PARQUET
from gmmseg.tables.table import DataTable


def write(table: DataTable, path: Path, *, as_parquet: bool) -> None:
    """Write a table; numbers have all their digits, and what is missing is empty or null.

    Raises
    ------
    MissingLibraryError
        If Parquet's library is not installed.
    """
    if as_parquet:
        _write_parquet(table, path)
        return
    columns = [
        [_cell(value) for value in column.tolist()]
        if isinstance(column, np.ndarray)
        else [safe(text) for text in column]
        for column in table.columns.values()
    ]
    write_rows([[safe(name) for name in table.names], *zip(*columns, strict=True)], path)


def write_rows(rows: Iterable[Sequence[object]], path: Path) -> None:
    """Write rows as CSV (UTF-8)."""
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def _cell(value: float) -> object:
    if math.isnan(value):
        return ""
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def is_parquet(path: Path) -> bool:
    """Return whether a name says that a table is Parquet."""
    return path.suffix.lower() in PARQUET


def _write_parquet(table: DataTable, path: Path) -> None:
    from importlib.util import find_spec

    if find_spec("pyarrow") is None:
        raise MissingLibraryError("a Parquet table", "pyarrow", "tables")
    import pyarrow as pa

    from gmmseg.io.exporters.parquet import write_columns

    arrays = [
        pa.array(column, from_pandas=True)
        if isinstance(column, np.ndarray)
        else pa.array([as_text(text) for text in column], pa.string())
        for column in table.columns.values()
    ]
    write_columns(path, arrays, [as_text(name) for name in table.names])
