from pathlib import Path

import numpy as np
import pytest

from gmmseg.io import table_files
from gmmseg.io.readers import tables
from gmmseg.tables.table import DataTable

TABLE = DataTable({"n": np.array([1.0, 0.1 + 0.2, np.nan]), "t": ("a", "", "=1+1")})


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_table_comes_back_with_all_its_digits(tmp_path, ending):
    path = tmp_path / f"t.{ending}"
    table_files.write(TABLE, path, as_parquet=table_files.is_parquet(path))

    back = tables.read(path)

    np.testing.assert_array_equal(back.numbers("n"), TABLE.numbers("n"))
    assert back.texts("t")[:2] == ("a", "")


def test_whole_numbers_have_no_point_and_formulas_are_harmless(tmp_path):
    table_files.write(TABLE, tmp_path / "t.csv", as_parquet=False)

    assert (tmp_path / "t.csv").read_text() == "n,t\n1,a\n0.30000000000000004,\n,'=1+1\n"


def test_names_say_what_is_parquet():
    assert table_files.is_parquet(Path("a.PARQUET"))
    assert not table_files.is_parquet(Path("a.csv"))
