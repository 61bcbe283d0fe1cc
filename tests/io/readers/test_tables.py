import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from gmmseg.errors import NotNumbersError, UnreadableTableError
from gmmseg.io.readers import tables


def written(folder, content, name="t.csv"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_commas_semicolons_and_tabs_separate(tmp_path):
    for delimiter in ",;\t":
        table = tables.read(written(tmp_path, f"a{delimiter}b\n1.5{delimiter}x\n2{delimiter}y\n"))

        np.testing.assert_array_equal(table.numbers("a"), [1.5, 2])
        assert table.texts("b") == ("x", "y")


def test_a_table_from_a_spreadsheet_may_have_decimal_commas_and_a_mark(tmp_path):
    table = tables.read(written(tmp_path, "\ufeffa;b\r\n1,5;2\r\n,3,25\r\n".replace(",3,25", ";3,25")))

    assert table.numbers("a")[0] == 1.5
    assert np.isnan(table.numbers("a")[1])
    np.testing.assert_array_equal(table.numbers("b"), [2, 3.25])


def test_empty_names_are_numbered_and_quoted_cells_kept_together(tmp_path):
    table = tables.read(written(tmp_path, ',b\n1,"x, y\nz"\n\n2,w\n'))

    assert table.names == ("column 1", "b")
    assert table.texts("b") == ("x, y\nz", "w")


def test_text_in_a_column_of_numbers_is_reported_when_it_is_used(tmp_path):
    table = tables.read(written(tmp_path, "income\n10\nmuch\n"))

    with pytest.raises(NotNumbersError, match=r"Column 'income' of t\.csv must be numbers, but row 2 "):
        table.numbers("income")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "it is empty, or its first line is"),
        ("a,b\n", "it has a header and no rows"),
        ("a,b\n1,2\n3\n", "row 2 (counted below the header) has 1 cells, and the header 2"),
        ("a,a\n1,2\n", "two of its columns are called 'a'"),
        (b"a\n\xff\xfe\n", "it is not text in UTF-8"),
        ('a\n"open\n', "it is no CSV (unexpected end of data)"),
    ],
)
def test_a_broken_file_is_reported_in_one_sentence(tmp_path, content, reason):
    with pytest.raises(UnreadableTableError) as caught:
        tables.read(written(tmp_path, content))

    assert str(caught.value).startswith(f"Cannot read t.csv as a table: {reason}. ")


def test_why_pixels_of_pictures_are_not_compared_is_reported(tmp_path):
    with pytest.raises(
        UnreadableTableError, match="it is a picture and no table: its pixels are not independent"
    ):
        tables.read(written(tmp_path, b"\x89PNG\r\n\x1a\n", "p.png"))


def test_what_is_not_there_or_a_folder_is_reported(tmp_path):
    with pytest.raises(UnreadableTableError, match="there is no such file"):
        tables.read(tmp_path / "none.csv")
    with pytest.raises(UnreadableTableError, match="it is not a file"):
        tables.read(tmp_path)


def test_large_files_are_refused_before_they_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "LARGEST_CSV", 3)

    with pytest.raises(UnreadableTableError, match="exceed the limit"):
        tables.read(written(tmp_path, "a\n1\n"))


def test_parquet_keeps_numbers_truths_and_text(tmp_path):
    found = {"n": [1, None, 3], "f": [0.5, float("inf"), 2], "b": [True, False, None], "t": ["x", None, "z"]}
    parquet.write_table(pa.table(found), tmp_path / "t.parquet")

    table = tables.read(tmp_path / "t.parquet")

    np.testing.assert_array_equal(table.numbers("n"), [1, np.nan, 3])
    np.testing.assert_array_equal(table.numbers("f"), [0.5, np.nan, 2])
    np.testing.assert_array_equal(table.numbers("b"), [1, 0, np.nan])
    assert table.texts("t") == ("x", "", "z")


def test_broken_empty_and_large_parquet_is_refused(tmp_path, monkeypatch):
    with pytest.raises(UnreadableTableError, match="it is no Parquet file"):
        tables.read(written(tmp_path, b"PAR1 nonsense PAR1", "t.parquet"))
    parquet.write_table(pa.table({"a": pa.array([], pa.int64())}), tmp_path / "e.parquet")
    with pytest.raises(UnreadableTableError, match="it has no rows"):
        tables.read(tmp_path / "e.parquet")
    parquet.write_table(pa.table({"a": [1, 2]}), tmp_path / "l.parquet")
    monkeypatch.setattr(tables, "MOST_CELLS", 1)
    with pytest.raises(UnreadableTableError, match="it has 2 cells, and at most 1 are read"):
        tables.read(tmp_path / "l.parquet")
