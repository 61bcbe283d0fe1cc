import json

import numpy as np
import pytest

from gmmseg.tables.clustering import ClusterOptions, cluster_table
from gmmseg.tables.clusters import card_rows, described, record, sweep_rows, text
from gmmseg.tables.table import DataTable

RANDOM = np.random.default_rng(1)
TABLE = DataTable(
    {
        "income": np.concatenate([RANDOM.normal(20_000, 2_000, 40), RANDOM.normal(90_000, 2_000, 20)]),
        "age": RANDOM.normal(40, 5, 60),
    },
    "people.csv",
)


@pytest.fixture(scope="module")
def found():
    return cluster_table(TABLE, options=ClusterOptions(range(1, 4), anomalies=0.02))


def test_people_read_what_sets_clusters_apart(found):
    lines = text(found)

    rich = next(card for card in found.cards if card.means[0] > 50_000)
    assert lines.startswith("Chose 2 clusters: their BIC is the lowest, ")
    assert f"Cluster {rich.number}: 20 rows, 33.3%; high income (+" in lines
    assert "2 rows are anomalies: the 3.33 % of the rows that the clusters explain worst." in lines
    assert str(found) == lines


def test_a_column_without_effect_is_not_reported(found):
    card = next(card for card in found.cards if card.means[0] > 50_000)

    assert "age" not in described(card, found.model.columns)


def test_the_sweep_has_a_row_for_each_number(found):
    header, *rows = sweep_rows(found)

    assert [row[0] for row in rows] == [1, 2, 3]
    assert [row[header.index("chosen")] for row in rows] == [0, 1, 0]
    assert rows[0][header.index("silhouette")] == ""
    assert [row[header.index("free_parameters")] for row in rows] == [5, 11, 17]  # k - 1 + 2 k + 3 k


def test_cards_have_a_row_for_each_cluster_and_column(found):
    header, *rows = card_rows(found)

    assert len(rows) == 4
    first = dict(zip(header, rows[0], strict=True))
    assert (first["cluster"], first["column"], first["mean"]) == (1, "income", found.cards[0].means[0])


def test_a_record_is_json(found):
    back = json.loads(json.dumps(record(found), allow_nan=False))

    assert back["clusters"] == 2
    assert back["sweep"][1]["bic"] == found.chosen.bic
    assert back["cards"][0]["columns"]["age"]["mean"] == found.cards[0].means[1]
    assert len(back["anomalies"]) == 2


def test_a_cluster_of_one_row_is_not_said_to_be_like_the_others():
    table = DataTable({"x": np.array([0.0, 0.3, 0.1, 0.5, 0.2, 90.0])})

    found = cluster_table(table, options=ClusterOptions(range(2, 3)))

    alone, others = sorted(found.cards, key=lambda card: card.n_rows)
    assert (alone.n_rows, others.n_rows) == (1, 5)
    assert described(alone, ["x"]) == "too few rows to say what sets it apart"
    assert described(others, ["x"]) == "too few other rows to say what sets it apart"
    assert record(found)["cards"][0]["columns"]["x"]["effect"] is None
    assert {row[6] for row in card_rows(found)} == {"effect", ""}


def test_clusters_without_overlap_are_reported_and_are_json_and_csv():
    table = DataTable({"x": np.repeat([1.0, 7.0], [7, 5]), "y": np.tile([1.0, 2.0, 4.0], 4)})

    found = cluster_table(table, options=ClusterOptions(range(2, 3), "diag"))

    high = max(found.cards, key=lambda card: card.means[0])
    assert described(high, found.model.columns).startswith("high x (no overlap at all)")
    json.dumps(record(found), allow_nan=False)
    assert "inf" not in {str(cell) for row in card_rows(found) for cell in row}


def test_the_share_of_anomalies_is_that_of_the_rows():
    table = DataTable({"x": np.array([0.0, 1.0, 2.0, 9.0])})

    few = text(cluster_table(table, options=ClusterOptions(range(1, 2))))
    none = text(cluster_table(table, options=ClusterOptions(range(1, 2), anomalies=0)))

    assert (
        "1 row is an anomaly: the 25 % of the rows that the clusters explain worst; 1 % of 4 rows is less "
        "than one." in few
    )
    assert "No row is an anomaly." in none
