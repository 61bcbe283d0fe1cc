"""A table by columns."""

import sys

import numpy as np
import pytest

from gmmseg.errors import MissingLibraryError
from gmmseg.imaging.objects import object_table
from gmmseg.imaging.objects.object_table import ObjectTable


@pytest.fixture
def table():
    return ObjectTable({"object": np.array([1, 3]), "class_name": ["a", "b"], "extent": np.array([0.5, 1])})


def test_rows_are_pythons_own_values(table):
    assert list(table.rows()) == [(1, "a", 0.5), (3, "b", 1.0)]
    assert (len(table), table.names) == (2, ("object", "class_name", "extent"))
    assert type(next(table.rows())[0]) is int


def test_columns_can_only_be_read(table):
    with pytest.raises(ValueError, match="read-only"):
        table["object"][0] = 5


def test_pandas_gets_a_frame_with_the_same_columns(table):
    pandas = pytest.importorskip("pandas")

    frame = table.to_pandas()

    assert isinstance(frame, pandas.DataFrame)
    assert list(frame.columns) == list(table.names)
    assert frame["class_name"].tolist() == ["a", "b"]


def test_polars_gets_the_same_columns(table):
    polars = pytest.importorskip("polars")

    frame = table.to_polars()

    assert isinstance(frame, polars.DataFrame)
    assert frame.columns == list(table.names)
    assert frame["class_name"].to_list() == ["a", "b"]


def test_without_pandas_a_sentence_says_what_to_install(table, monkeypatch):
    monkeypatch.setattr(
        object_table, "find_spec", lambda name: None if name == "pandas" else sys.modules[name]
    )

    with pytest.raises(MissingLibraryError) as caught:
        table.to_pandas()

    assert str(caught.value) == (
        "Cannot make a data frame: it needs the library pandas, which is not installed. "
        "Install it with pip install 'gmmseg[tables]'."
    )
