"""Reads tables from CSV and Parquet: every column becomes numbers or text, and nothing is run.

CSV may be separated by commas, semicolons or tabs; with semicolons, numbers may have decimal commas.
"""

import csv
import sys
from importlib.util import find_spec
from os import PathLike
from pathlib import Path
from typing import IO, Any

import numpy as np

from gmmseg.errors import MissingLibraryError, UnreadableTableError
from gmmseg.tables.table import DataTable, column_of_texts

PARQUET = (".parquet", ".pq")
PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp", ".jp2")
LARGEST_CSV = 256_000_000  # bytes
MOST_CELLS = 100_000_000
MOST_COLUMNS = 10_000
DELIMITERS = ",;\t"
HEAD = 65_536  # characters of the header that say what separates


def read(path: str | PathLike[str]) -> DataTable:
    """Return the table in a file: Parquet by its ending, else CSV (UTF-8) with a header.

    Raises
    ------
    UnreadableTableError
        If it is not there, too large, or no such file; the sentence says why.
    MissingLibraryError
        If Parquet's library is not installed.
    """
    file = Path(path)
    try:
        return _parquet(file) if file.suffix.lower() in PARQUET else _csv(file)
    except UnreadableTableError:
        raise
    except FileNotFoundError:
        raise UnreadableTableError(file.name, "there is no such file", "Check its name and folder") from None
    except UnicodeDecodeError:
        raise UnreadableTableError(file.name, *_not_text(file)) from None
    except csv.Error as error:
        raise UnreadableTableError(file.name, f"it is no CSV ({error})", _REMEDY) from None
    except OSError as error:
        message = (error.strerror or str(error)).lower()
        raise UnreadableTableError(
            file.name, f"the system says {message!r}", "Check its path and permissions"
        ) from None


_REMEDY = "Give a CSV file with a header, in UTF-8, or a Parquet file"


def _not_text(file: Path) -> tuple[str, str]:
    if file.suffix.lower() in PICTURES:
        return (
            "it is a picture and no table: its pixels are not independent, so that tests on them mislead",
            "Make a table of objects or pictures first, with gmmseg measure or gmmseg batch",
        )
    return "it is not text in UTF-8", _REMEDY


def _csv(path: Path) -> DataTable:
    if not path.is_file():  # a pipe would be waited for
        if not path.exists():
            raise FileNotFoundError
        raise UnreadableTableError(path.name, "it is not a file", _REMEDY)
    size = path.stat().st_size
    if size > LARGEST_CSV:
        reason = f"its {size / 1e6:,.0f} MB exceed the limit of {LARGEST_CSV / 1e6:g} MB for CSV"
        raise UnreadableTableError(path.name, reason, "Save it as Parquet, or take fewer rows")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return _parsed(file, path.name)


def _parsed(file: IO[str], name: str) -> DataTable:
    head = file.readline(HEAD)
    if not head.strip():
        raise UnreadableTableError(name, "it is empty, or its first line is", "Give a CSV file with a header")
    delimiter = max(DELIMITERS, key=head.count)
    file.seek(0)
    rows = csv.reader(file, delimiter=delimiter, strict=True)
    names = _unique([cell.strip() for cell in next(rows)], name)
    columns: list[list[str]] = [[] for _ in names]
    n = 0
    for row in rows:
        if not row:
            continue  # an empty line
        n += 1
        if len(row) != len(names):
            reason = f"row {n} (counted below the header) has {len(row)} cells, and the header {len(names)}"
            raise UnreadableTableError(name, reason, "Correct that row")
        for column, cell in zip(columns, row, strict=True):
            column.append(sys.intern(cell))  # equal cells share their memory
    if not n:
        raise UnreadableTableError(name, "it has a header and no rows", "Give a table with at least one row")
    comma = delimiter == ";"
    made = (column_of_texts(column, decimal_comma=comma) for column in columns)
    return DataTable(dict(zip(names, made, strict=True)), name)


def _unique(names: list[str], table: str) -> list[str]:
    """Return the names of columns, with numbers for empty ones; no two may be alike."""
    named = [name or f"column {i}" for i, name in enumerate(names, 1)]
    if len(named) > MOST_COLUMNS:
        reason = f"it has {len(named):,} columns, and at most {MOST_COLUMNS:,} are read"
        raise UnreadableTableError(table, reason, "Take fewer")
    twice = next((name for i, name in enumerate(named) if name in named[:i]), None)
    if twice is not None:
        raise UnreadableTableError(
            table, f"two of its columns are called {twice!r}", "Give each a name of its own"
        )
    return named


def _parquet(path: Path) -> DataTable:
    if find_spec("pyarrow") is None:
        raise MissingLibraryError("a Parquet table", "pyarrow", "tables", "read")
    import pyarrow as pa
    from pyarrow import parquet

    if not path.is_file():
        raise FileNotFoundError
    try:
        with parquet.ParquetFile(path) as file:
            cells = file.metadata.num_rows * max(1, file.metadata.num_columns)
            if cells > MOST_CELLS or file.metadata.num_columns > MOST_COLUMNS:
                reason = f"it has {cells:,} cells, and at most {MOST_CELLS:,} are read"
                raise UnreadableTableError(path.name, reason, "Take fewer rows or columns")
            found = file.read()
    except (pa.ArrowException, ValueError, EOFError) as error:
        reason = str(error).splitlines()[0][:100] if str(error) else "it is broken"
        raise UnreadableTableError(path.name, f"it is no Parquet file ({reason})", _REMEDY) from None
    names = _unique(list(found.column_names), path.name)
    if not len(found):
        raise UnreadableTableError(path.name, "it has no rows", "Give a table with at least one row")
    columns = {name: _of_arrow(found.column(i)) for i, name in enumerate(names)}
    return DataTable(columns, path.name)


def _of_arrow(column: Any) -> Any:
    """Return a column of Arrow as numbers, or as text whatever else it holds."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_boolean(kind):
        column, kind = column.cast(pa.uint8()), pa.uint8()
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        values = np.array(column.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False), np.float64)
        return np.where(np.isfinite(values), values, np.nan)
    return tuple("" if value is None else str(value) for value in column.to_pylist())
