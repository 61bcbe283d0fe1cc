"""Models of tables in words and numbers, against the moments of their rows."""

import json

import numpy as np
import pytest
from scipy.spatial.distance import mahalanobis

import gmmseg
from gmmseg.inspection.table_description import describe_table


@pytest.fixture(scope="module")
def model():
    rng = np.random.default_rng(42)
    rows = np.vstack([rng.normal(mean, 1, (100, 2)) * [10, 1] for mean in ([0, 0], [9, 5], [0, 9])])
    return gmmseg.cluster({"income": rows[:, 0], "spend": rows[:, 1]}, 3).model


def test_means_shares_and_effects_are_those_of_the_clusters(model):
    said = describe_table(model, "customers")

    shares = [card.share for card in said.cards]
    np.testing.assert_allclose(sorted(shares), [1 / 3] * 3, atol=0.01)
    for card, mean, covariance in zip(said.cards, model.means, model.covariances, strict=True):
        np.testing.assert_allclose(card.components[0].means, mean)
        np.testing.assert_allclose(card.components[0].spreads, np.sqrt(np.diag(covariance)))
    rich = max(said.cards, key=lambda card: card.components[0].means[0])
    assert rich.effects[0].feature == "income"
    assert rich.effects[0].effect > 5


def test_the_distance_to_the_nearest_is_bhattacharyyas(model):
    card = describe_table(model).cards[0]

    other = card.neighbour.number - 1
    a, b = model.covariances[0], model.covariances[other]
    middle = (a + b) / 2
    term = mahalanobis(model.means[0], model.means[other], np.linalg.inv(middle)) ** 2 / 8
    expected = term + 0.5 * np.log(np.linalg.det(middle) / np.sqrt(np.linalg.det(a) * np.linalg.det(b)))
    assert card.neighbour.bhattacharyya == pytest.approx(expected, rel=1e-9)


def test_it_is_written_in_every_form(model):
    said = describe_table(model, "customers")

    text = said.written("text")
    assert "columns         income, spend" in text
    assert "\nCluster 1  #" in text
    assert "each standardised to mean 0 and standard deviation 1" in said.methods
    assert json.loads(said.written("json"))["facts"]["clusters"] == "3"
    assert said.written("markdown").startswith("# customers\n")
    assert "<h" in said.written("html")
