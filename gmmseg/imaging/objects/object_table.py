"""A table by columns: what is measured of objects, or of the objects of a class."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import MissingLibraryError

Column = NDArray[Any] | Sequence[str]


@dataclass(frozen=True, eq=False)
class ObjectTable:
    """Columns of one length, by name, in the order in which they are written.

    Attributes
    ----------
    columns : mapping of str to ndarray or sequence of str
        Whole numbers, numbers (not a number where there is none) or text; arrays are read-only.
    """

    columns: Mapping[str, Column]

    def __post_init__(self) -> None:
        lengths = {len(column) for column in self.columns.values()}
        assert len(lengths) <= 1
        for column in self.columns.values():
            if isinstance(column, np.ndarray):
                column.flags.writeable = False
        object.__setattr__(self, "columns", MappingProxyType(dict(self.columns)))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(self.columns)

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield each row as Python's own numbers and texts."""
        lists = [
            column.tolist() if isinstance(column, np.ndarray) else column for column in self.columns.values()
        ]
        return zip(*lists, strict=True)

    def to_pandas(self) -> Any:
        """Return the table as a `pandas.DataFrame`.

        Raises
        ------
        MissingLibraryError
            If pandas is not installed.
        """
        if find_spec("pandas") is None:
            raise MissingLibraryError("a data frame", "pandas", "tables")
        return import_module("pandas").DataFrame({name: np.asarray(c) for name, c in self.columns.items()})
