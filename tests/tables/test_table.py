import math

import numpy as np
import pandas as pd
import pytest

from gmmseg.errors import BadTableError, NoSuchColumnError, NotNumbersError
from gmmseg.tables.table import DataTable, column_of_texts

TABLE = DataTable({"age": np.array([30.0, math.nan, 41.0]), "town": ("Bern", "", "Ulm")}, "people.csv")


def test_columns_are_numbers_or_text_and_read_only():
    assert TABLE.names == ("age", "town")
    assert TABLE.number_names == ("age",)
    assert len(TABLE) == 3
    with pytest.raises(ValueError, match="read-only"):
        TABLE.numbers("age")[0] = 1


def test_text_among_numbers_is_named_with_its_row():
    table = DataTable({"age": column_of_texts(["30", "", "forty"])}, "people.csv")

    with pytest.raises(NotNumbersError) as caught:
        table.numbers("age")

    assert str(caught.value) == (
        "Column 'age' of people.csv must be numbers, but row 3 (counted below the header) says 'forty'. "
        "Correct that cell, empty it, or choose other columns."
    )


def test_a_column_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(NoSuchColumnError) as caught:
        TABLE.check_has(["town", "height", "weight"])

    assert str(caught.value) == (
        "people.csv has no columns 'height' and 'weight': its columns are age, town. Choose among these."
    )


@pytest.mark.parametrize("word", ["", " ", "NA", "n/a", "NaN", "null", "None", "?"])
def test_what_says_that_nothing_is_there_is_missing(word):
    assert math.isnan(column_of_texts([word, "2"])[0])


@pytest.mark.parametrize("word", ["inf", "1_000", "1e999", "1,5", "x"])
def test_what_is_no_finite_number_is_text(word):
    assert column_of_texts([word, "2"]) == (word, "2")


def test_decimal_commas_are_understood_where_they_may_be():
    np.testing.assert_array_equal(column_of_texts(["1,5", "2"], decimal_comma=True), [1.5, 2])


def test_numbers_as_text_have_no_needless_point():
    assert TABLE.texts("age") == ("30", "", "41")
    assert TABLE.texts("town") == ("Bern", "", "Ulm")


def test_rows_are_chosen_in_every_column():
    chosen = TABLE.rows(np.array([True, False, True]))

    assert chosen.texts("town") == ("Bern", "Ulm")
    np.testing.assert_array_equal(chosen.numbers("age"), [30, 41])


def test_data_frames_mappings_and_arrays_are_tables():
    frame = pd.DataFrame({"n": [1, 2], "t": ["a", None], "b": [True, False]})

    table = DataTable.of(frame)

    np.testing.assert_array_equal(table.numbers("n"), [1, 2])
    np.testing.assert_array_equal(table.numbers("b"), [1, 0])
    assert table.texts("t") == ("a", "")
    assert DataTable.of(np.zeros((4, 2))).names == ("column 1", "column 2")
    assert DataTable.of(TABLE) is TABLE


def test_frames_of_polars_keep_the_names_of_their_columns():
    polars = pytest.importorskip("polars")

    table = DataTable.of(polars.DataFrame({"n": [1, None], "t": ["a", "b"]}))

    np.testing.assert_array_equal(table.numbers("n"), [1, np.nan])
    assert table.texts("t") == ("a", "b")


def test_what_has_columns_by_name_and_no_keys_is_a_table():
    class Frame:
        """Stands for a data frame of polars."""

        columns = ("n", "t")

        def __getitem__(self, name):
            return {"n": [1.5, 2.5], "t": ["a", "b"]}[name]

    assert DataTable.of(Frame()).names == ("n", "t")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"a": [1, 2], "b": [1]}, "its columns have from 1 to 2 values"),
        ([1.0, 2.0], "an array of 1 dimensions"),
        ("nonsense", "it is no array of numbers"),
        ({"a": [[1.0]]}, "its column 'a' has 2 dimensions"),
    ],
)
def test_what_is_no_table_is_refused(values, words):
    with pytest.raises(BadTableError, match=words):
        DataTable.of(values)
