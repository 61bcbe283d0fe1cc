import numpy as np
import pytest
from sklearn.mixture import GaussianMixture

from gmmseg.errors import BadTableError, NoSuchColumnError
from gmmseg.mixture.parameters import Parameters
from gmmseg.tables.scaling import Scaling
from gmmseg.tables.table import DataTable
from gmmseg.tables.table_model import TableModel

RANDOM = np.random.default_rng(6)
X = np.concatenate([RANDOM.normal((0, 0), 1, (60, 2)), RANDOM.normal((6, 3), 1, (40, 2))])


@pytest.fixture(scope="module", params=["full", "tied", "diag", "spherical"])
def oracle(request):
    return GaussianMixture(2, covariance_type=request.param, random_state=0).fit(X)


@pytest.fixture
def model(oracle):
    scaling = Scaling("standard", np.array([1.0, 2.0]), np.array([2.0, 0.5]))
    mixture = Parameters(
        oracle.weights_.copy(), oracle.means_.copy(), oracle.covariances_.copy(), oracle.covariance_type
    )
    return TableModel(("b", "a"), scaling, mixture, -5.0, 0.01, 100, -3.0, 0, "1")


@pytest.fixture
def table():
    """Return a table whose scaled columns are X, in another order and with a value missing."""
    b, a = X[:, 0] * 2 + 1, X[:, 1] * 0.5 + 2
    a = np.append(a, np.nan)
    return DataTable({"a": a, "name": ("x",) * 101, "b": np.append(b, 1.0)}, "new.csv")


def test_rows_are_distinguished_as_scikit_learn_does(model, table, oracle):
    rows = model.apply(table)

    np.testing.assert_array_equal(rows.labels[:100], oracle.predict(X) + 1)
    np.testing.assert_allclose(rows.probabilities[:100], oracle.predict_proba(X), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(rows.scores[:100], -oracle.score_samples(X), rtol=1e-9)
    np.testing.assert_array_equal(rows.is_anomaly[:100], oracle.score_samples(X) < -5)


def test_a_row_with_a_missing_value_is_in_no_cluster(model, table):
    rows = model.apply(table)

    assert rows.labels[100] == 0
    assert np.isnan(rows.probabilities[100]).all()
    assert rows.n_missing == 1
    assert not rows.is_anomaly[100]


def test_columns_of_the_result_stand_behind_the_tables_own(model, table):
    labelled = model.apply(table).with_columns(table)

    assert labelled.names == (
        *("a", "name", "b", "cluster", "probability", "anomaly_score", "anomaly"),
        *("probability_1", "probability_2"),
    )
    assert np.isnan(labelled.numbers("cluster")[100])
    np.testing.assert_array_equal(
        labelled.numbers("probability")[:100],
        np.max([labelled.numbers("probability_1"), labelled.numbers("probability_2")], axis=0)[:100],
    )


def test_columns_that_are_missing_are_all_named(model):
    with pytest.raises(NoSuchColumnError, match=r"new\.csv has no columns 'b' and 'a': its columns are c\."):
        model.apply(DataTable({"c": np.zeros(3)}, "new.csv"))


def test_a_table_without_a_whole_row_is_refused(model):
    with pytest.raises(BadTableError, match="every row lacks a value of b, a"):
        model.apply(DataTable({"a": np.array([1.0, np.nan]), "b": np.array([np.nan, 2.0])}))


def test_means_and_covariances_are_in_the_units_of_the_columns(model, oracle):
    np.testing.assert_allclose(model.means, oracle.means_ * [2, 0.5] + [1, 2])
    drawn = oracle.covariances_[0] if oracle.covariance_type == "full" else None
    if drawn is not None:
        np.testing.assert_allclose(model.covariances[0], drawn * [[4, 1], [1, 0.25]])
