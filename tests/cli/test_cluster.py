import csv
import json

import numpy as np
import pyarrow as pa
import pytest
from click.testing import CliRunner
from pyarrow import parquet
from scipy.stats import ttest_ind
from sklearn.metrics import davies_bouldin_score, silhouette_score
from sklearn.mixture import GaussianMixture

import gmmseg
from gmmseg.cli.apply import apply
from gmmseg.cli.cluster import cluster
from gmmseg.cli.compare import compare
from gmmseg.errors import AlreadyThereError, CannotWriteError

RANDOM = np.random.RandomState(42)
X = np.vstack([RANDOM.normal(mean, 1, (100, 2)) for mean in ((0, 0), (5, 5), (10, 0))])


@pytest.fixture
def points(tmp_path):
    path = tmp_path / "points.csv"
    path.write_text("x,y\n" + "".join(f"{x!r},{y!r}\n" for x, y in X.tolist()))
    return path


def run(command, *arguments):
    return CliRunner().invoke(command, [str(each) for each in arguments])


def rows_of(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_the_tutorials_figures_come_out_of_the_command(points, tmp_path):
    done = run(cluster, points, "-k", "1-9", "--scale", "none", "--seed", 42, "-o", tmp_path, "--json")

    found = json.loads(done.output)
    assert found["clusters"] == 3
    for figures in found["sweep"]:
        oracle = GaussianMixture(figures["clusters"], random_state=42).fit(X)
        assert figures["aic"] == pytest.approx(oracle.aic(X), rel=1e-9)
        assert figures["bic"] == pytest.approx(oracle.bic(X), rel=1e-9)
        if figures["clusters"] > 1:
            labels = oracle.predict(X)
            assert figures["silhouette"] == pytest.approx(silhouette_score(X, labels), rel=1e-9)
            assert figures["davies_bouldin"] == pytest.approx(davies_bouldin_score(X, labels), rel=1e-9)
    assert [float(row["bic"]) for row in rows_of(tmp_path / "points_sweep.csv")] == [
        figures["bic"] for figures in found["sweep"]
    ]


def test_rows_have_the_same_clusters_by_every_way(points, tmp_path):
    run(cluster, points, "-k", 3, "--seed", 42, "-o", tmp_path)
    run(apply, tmp_path / "points.gmm.json", points, "-o", tmp_path / "again")

    first, again = ((folder / "points_clusters.csv").read_text() for folder in (tmp_path, tmp_path / "again"))
    assert first == again
    labels = gmmseg.cluster(points, 3, seed=42).labels
    assert [int(row["cluster"]) for row in rows_of(tmp_path / "points_clusters.csv")] == labels.tolist()


def test_people_read_clusters_and_where_the_files_are(points, tmp_path):
    done = run(cluster, points, "-k", "2-4", "-o", tmp_path)

    assert done.exit_code == 0
    assert "Chose 3 clusters: their BIC is the lowest, " in done.output
    assert f"wrote {tmp_path / 'points.gmm.json'}" in done.output


def test_files_that_are_there_stay(points, tmp_path):
    run(cluster, points, "-k", 2, "-o", tmp_path, "-q")

    again = run(cluster, points, "-k", 2, "-o", tmp_path, "-q")

    assert isinstance(again.exception, AlreadyThereError)
    assert run(cluster, points, "-k", 2, "-o", tmp_path, "-q", "--overwrite").output == ""


def test_a_reversed_range_is_reported(points, tmp_path):
    done = run(cluster, points, "-k", "8-2", "-o", tmp_path)

    assert done.exit_code == 2
    assert (
        "Invalid value for '-k' / '--clusters': '8-2' is not auto, a number or a rising range like 2-8, "
        "within 1 to 100." in done.output
    )


def test_a_plot_may_go_into_the_folder_that_is_made_and_into_no_other_that_is_not_there(points, tmp_path):
    new, none = tmp_path / "new", tmp_path / "none"

    made = run(cluster, points, "-k", 2, "-q", "-o", new, "--plot", new / "p.svg")
    refused = run(cluster, points, "-k", 2, "-q", "-o", tmp_path / "other", "--plot", none / "p.svg")

    assert (made.exit_code, (new / "p.svg").exists()) == (0, True)
    assert isinstance(refused.exception, CannotWriteError)
    assert not (tmp_path / "other").exists()


def test_a_model_of_a_table_names_the_columns_that_another_lacks(points, tmp_path):
    run(cluster, points, "-k", 2, "-o", tmp_path, "-q")
    (tmp_path / "other.csv").write_text("x,z\n1,2\n")

    done = run(apply, tmp_path / "points.gmm.json", tmp_path / "other.csv", "-o", tmp_path)

    assert done.exit_code == 0
    assert done.return_value == 1 or "has no column 'y'" in done.output


def test_options_for_pictures_are_refused_for_tables(points, tmp_path):
    run(cluster, points, "-k", 2, "-o", tmp_path, "-q")

    done = run(apply, tmp_path / "points.gmm.json", points, "--detail", "0.3", "-o", tmp_path)

    assert done.exit_code == 2
    assert "--detail is for pictures, and points.gmm.json is a model of a table." in done.output


def test_tables_of_another_kind_are_reported(points, tmp_path):
    run(cluster, points, "-k", 3, "-o", tmp_path, "-q")
    (tmp_path / "far.csv").write_text("x,y\n" + "900,900\n" * 10)

    done = run(apply, tmp_path / "points.gmm.json", tmp_path / "far.csv", "-o", tmp_path)

    assert "anomalies: 10 rows, 100.0%; in the fit 1.0%" in done.output
    assert "this table may be of another kind" in done.output


def test_apply_tells_json_of_tables(points, tmp_path):
    run(cluster, points, "-k", 3, "--seed", 42, "-o", tmp_path, "-q")

    done = run(apply, tmp_path / "points.gmm.json", points, "-o", tmp_path / "b", "--json")

    found = json.loads(done.output)["tables"][0]
    assert sorted(found["cluster_rows"]) == [100, 100, 100]
    assert found["rows"] == 300


def test_clusters_are_compared_by_welchs_test_and_the_circle_is_reported(points, tmp_path):
    run(cluster, points, "-k", 3, "--seed", 42, "--scale", "none", "-o", tmp_path, "-q")
    words = (tmp_path / "points_clusters.csv", "--group", "cluster", "--measure", "x", "--json")

    found = json.loads(run(compare, *words).output)

    labels = GaussianMixture(3, random_state=42).fit(X).predict(X)
    oracle = ttest_ind(X[labels == 1, 0], X[labels == 0, 0], equal_var=False)
    test = found["measures"][0]["pairs"][0]["t_test"]
    assert test["statistic"] == pytest.approx(oracle.statistic, rel=1e-9)
    assert test["p_value"] == pytest.approx(oracle.pvalue, rel=1e-9)
    assert any("whatever the data are: compare others" in note for note in found["notes"])


def test_parquet_comes_out_as_parquet_and_plots_are_drawn(points, tmp_path):
    parquet.write_table(pa.table({"x": X[:, 0], "y": X[:, 1], "name": ["n"] * 300}), tmp_path / "p.parquet")

    done = run(cluster, tmp_path / "p.parquet", "-k", 3, "--plot", tmp_path / "p.svg", "-o", tmp_path, "-q")

    assert (done.exit_code, done.output) == (0, "")
    found = parquet.read_table(tmp_path / "p_clusters.parquet")
    assert found.column_names[:4] == ["x", "y", "name", "cluster"]
    assert found["x"].to_pylist() == X[:, 0].tolist()
    assert (tmp_path / "p.svg").read_text().startswith("<?xml")
