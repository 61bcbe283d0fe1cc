from types import SimpleNamespace

import numpy as np
import pytest

from gmmseg.plots.clustering import clustering_figure, separating_columns
from gmmseg.tables.clustering import ClusterOptions, cluster_table
from gmmseg.tables.table import DataTable

RANDOM = np.random.default_rng(3)
APART = np.concatenate([RANDOM.normal(mean, 1, 40) for mean in (0, 9)])
TABLE = DataTable({"noise": RANDOM.normal(0, 1, 80), "apart_mm": APART})


@pytest.fixture(scope="module")
def found():
    return cluster_table(TABLE, options=ClusterOptions(range(1, 4), "all"))


def test_the_columns_that_tell_most_are_shown(found):
    axes = clustering_figure(found).axes

    assert separating_columns(found) == [1, 0]
    assert [each.get_xlabel() for each in axes] == ["apart (mm)", "apart (mm)", "clusters", "cluster"]
    assert axes[0].get_title(loc="left") == "Ellipses at two sigmas; anomalies in circles"


def test_the_curve_shows_each_covariance_type(found):
    curves = clustering_figure(found).axes[2].lines[:4]

    bics = {line.get_label(): list(line.get_ydata()) for line in curves}
    assert bics == {
        kind: [each.bic for each in found.candidates if each.covariance_type == kind]
        for kind in ("full", "tied", "diag", "spherical")
    }


def test_one_cluster_of_one_column_is_a_histogram_alone():
    found = cluster_table(TABLE, ["apart_mm"], ClusterOptions(range(1, 2)))

    assert len(clustering_figure(found).axes) == 1


def test_clusters_of_one_row_or_without_overlap_leave_an_order_of_columns():
    effects = ((np.nan, np.nan), (0.5, np.inf), (-0.5, -np.inf))

    found = SimpleNamespace(cards=[SimpleNamespace(effects=each) for each in effects])

    assert separating_columns(found) == [1, 0]
