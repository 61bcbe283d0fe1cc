"""A table: columns of numbers or of text by name, with what is missing marked."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmseg.errors import BadTableError, NoSuchColumnError, NotNumbersError

Floats = NDArray[np.float64]

NO_TEXT = frozenset({"", "na", "n/a", "#n/a", "nan", "null"})  # in small letters
NO_NUMBER = NO_TEXT | {"none", "?"}  # a group may well be called none


def number(text: str) -> float | None:
    """Return the number that a cell says, not a number where it is missing, None where it is neither."""
    if text.strip().lower() in NO_NUMBER:
        return math.nan
    if "_" in text:  # Python would read it as a digit group
        return None
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


@dataclass(frozen=True, eq=False)
class DataTable:
    """Columns of one length, by name, in their order.

    Attributes
    ----------
    columns : mapping of str to ndarray or tuple of str
        Numbers as float64, not a number where missing; or text, empty where missing. Read-only.
    name : str
        What the table is called in messages.
    """

    columns: Mapping[str, Floats | tuple[str, ...]]
    name: str = "table"

    def __post_init__(self) -> None:
        assert len({len(column) for column in self.columns.values()}) <= 1
        for column in self.columns.values():
            if isinstance(column, np.ndarray):
                column.flags.writeable = False
        object.__setattr__(self, "columns", MappingProxyType(dict(self.columns)))

    @classmethod
    def of(cls, values: Any, name: str = "table") -> Self:
        """Return a table from a mapping of columns, a data frame of pandas or polars, or numbers (n, d).

        Raises
        ------
        BadTableError
            If it is none of these, or its columns are not of one length.
        """
        if isinstance(values, cls):
            return values
        keys = values.keys() if hasattr(values, "keys") else getattr(values, "columns", None)  # of polars
        if keys is not None and hasattr(values, "__getitem__"):
            columns = {str(key): _column(values[key], str(key), name) for key in keys}
        else:
            try:
                array = np.array(values, np.float64)
            except (TypeError, ValueError):
                raise BadTableError(name, "it is no array of numbers", "Give columns by name") from None
            if array.ndim != 2:
                raise BadTableError(name, f"an array of {array.ndim} dimensions", "Give one of shape (n, d)")
            columns = {f"column {i + 1}": _finite(array[:, i].copy()) for i in range(array.shape[1])}
        lengths = {len(column) for column in columns.values()}
        if len(lengths) > 1:
            reason = f"its columns have from {min(lengths)} to {max(lengths)} values"
            raise BadTableError(name, reason, "Give columns of one length")
        return cls(columns, name)

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(self.columns)

    @property
    def number_names(self) -> tuple[str, ...]:
        """Names of the columns that hold numbers, at least one of them there."""
        return tuple(
            name
            for name, column in self.columns.items()
            if isinstance(column, np.ndarray) and not np.isnan(column).all()
        )

    def check_has(self, names: Iterable[str]) -> None:
        """Raise `NoSuchColumnError` unless there are columns of these names."""
        lacking = tuple(dict.fromkeys(name for name in names if name not in self.columns))
        if lacking:
            raise NoSuchColumnError(self.name, lacking, self.names)

    def numbers(self, name: str) -> Floats:
        """Return a column of numbers (n,), not a number where one is missing.

        Raises
        ------
        NoSuchColumnError
            If there is no such column.
        NotNumbersError
            If it holds text; row and column are named.
        """
        self.check_has([name])
        column = self.columns[name]
        if isinstance(column, np.ndarray):
            return column
        row = next(i for i, text in enumerate(column) if number(text) is None)
        raise NotNumbersError(self.name, name, row + 1, column[row])

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a column as text, empty where missing; whole numbers without a point."""
        self.check_has([name])
        column = self.columns[name]
        if isinstance(column, tuple):
            return tuple("" if text.strip().lower() in NO_TEXT else text for text in column)
        return tuple("" if math.isnan(value) else f"{value:.10g}" for value in column.tolist())

    def rows(self, kept: ArrayLike) -> Self:
        """Return the table of the rows where `kept` (n,) is true."""
        kept = np.asarray(kept, np.bool_)
        places = np.flatnonzero(kept).tolist()
        return type(self)(
            {
                name: column[kept] if isinstance(column, np.ndarray) else tuple(column[i] for i in places)
                for name, column in self.columns.items()
            },
            self.name,
        )


def column_of_texts(cells: Sequence[str], *, decimal_comma: bool = False) -> Floats | tuple[str, ...]:
    """Return cells as numbers if each is one or missing, as text otherwise."""
    texts = [cell.replace(",", ".") for cell in cells] if decimal_comma else cells
    numbers = np.empty(len(cells))
    for i, text in enumerate(texts):
        found = number(text)
        if found is None:
            return tuple(cells)
        numbers[i] = found
    return numbers


def _column(values: ArrayLike, column: str, name: str) -> Floats | tuple[str, ...]:
    array = np.asarray(values)
    if array.ndim != 1:
        reason = f"its column {column!r} has {array.ndim} dimensions"
        raise BadTableError(name, reason, "Give columns of one dimension")
    if array.dtype.kind in "biuf":
        return _finite(array.astype(np.float64))
    return column_of_texts(["" if _is_none(each) else str(each) for each in array.tolist()])


def _finite(values: Floats) -> Floats:
    """Return numbers with infinite ones taken for missing."""
    return np.where(np.isfinite(values), values, np.nan)


def _is_none(value: object) -> bool:
    return value is None or value != value  # noqa: PLR0124 - not a number differs from itself


def number_text(value: float, digits: int = 4) -> str:
    """Return a number as people write it, with so many significant digits; a dash where there is none."""
    if math.isnan(value):
        return "–"
    if value == 0 or 1e-4 <= abs(value) < 1e9:
        return np.format_float_positional(value, digits, fractional=False, trim="-")
    return f"{value:.{digits}g}"
