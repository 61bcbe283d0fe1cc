"""A table by columns: what is measured of objects, or of the objects of a class."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any, Literal

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
        return data_frame(self.columns, "pandas")

    def to_polars(self) -> Any:
        """Return the table as a `polars.DataFrame`.

        Raises
        ------
        MissingLibraryError
            If polars is not installed.
        """
        return data_frame(self.columns, "polars")


EXTRAS = {"pandas": "tables", "polars": "polars"}  # what of gmmseg brings a library


def data_frame(columns: Mapping[str, Any], library: Literal["pandas", "polars"]) -> Any:
    """Return columns as a data frame of a library.

    Raises
    ------
    MissingLibraryError
        If it is not installed.
    """
    if find_spec(library) is None:
        raise MissingLibraryError("a data frame", library, EXTRAS[library], "make")
    return import_module(library).DataFrame({name: np.asarray(column) for name, column in columns.items()})
