from pathlib import Path

import numpy as np

from gmmseg.cli.table_results import applied_summary, labelled_file
from gmmseg.tables.clustering import ClusterOptions, cluster_table
from gmmseg.tables.table import DataTable


def test_a_labelled_table_is_of_the_kind_of_its_table():
    assert labelled_file(Path("out"), Path("a/t.csv")) == Path("out/t_clusters.csv")
    assert labelled_file(Path("out"), Path("t.parquet")) == Path("out/t_clusters.parquet")


def test_the_summary_counts_rows():
    x = np.concatenate([np.random.default_rng(0).normal(mean, 1, 20) for mean in (0, 20)])
    table = DataTable({"x": np.append(x, np.nan)}, "t.csv")
    found = cluster_table(table, options=ClusterOptions(range(2, 3)))

    lines = applied_summary(table, found.model, found.rows)

    assert lines[0] == "t.csv: 41 rows in 2 clusters"
    assert lines[1] == "  note: 1 row without a value in some column in none"
    assert [line.split()[1:3] for line in lines[2:4]] == [["50.0", "%"]] * 2
