"""The tutorials' own jobs: three Gaussians, customers, anomalies; the figures are scikit-learn's."""

import math

import numpy as np
import pytest
from sklearn.metrics import davies_bouldin_score, silhouette_score
from sklearn.mixture import GaussianMixture
from sklearn.preprocessing import StandardScaler

from gmmseg.errors import BadSettingError, BadTableError, NotNumbersError
from gmmseg.tables.clustering import ClusterOptions, cluster_table, numbers_to_try
from gmmseg.tables.table import DataTable


def three_gaussians():
    """Return the 300 points of the tutorials, seed 42."""
    random = np.random.RandomState(42)
    return np.vstack([random.normal(mean, 1, (100, 2)) for mean in ((0, 0), (5, 5), (10, 0))])


X = three_gaussians()
POINTS = DataTable({"x": X[:, 0].copy(), "y": X[:, 1].copy()}, "points.csv")


@pytest.fixture(scope="module")
def found():
    return cluster_table(POINTS, options=ClusterOptions(range(1, 10), scale="none", seed=42))


def test_three_gaussians_have_scikit_learns_figures_for_every_number(found):
    for candidate in found.candidates:
        oracle = GaussianMixture(candidate.n_components, random_state=42).fit(X)
        labels = oracle.predict(X)
        assert candidate.aic == pytest.approx(oracle.aic(X), rel=1e-9)
        assert candidate.bic == pytest.approx(oracle.bic(X), rel=1e-9)
        assert candidate.log_likelihood == pytest.approx(oracle.score(X), rel=1e-9)
        if candidate.n_components > 1:
            assert candidate.silhouette == pytest.approx(silhouette_score(X, labels), rel=1e-9)
            assert candidate.davies_bouldin == pytest.approx(davies_bouldin_score(X, labels), rel=1e-9)
        else:
            assert math.isnan(candidate.silhouette)


def test_three_gaussians_are_found_and_the_reason_is_reported(found):
    oracle = GaussianMixture(3, random_state=42).fit(X)

    assert found.model.n_clusters == 3
    assert found.notes == (f"Chose 3 clusters: their BIC is the lowest, {oracle.bic(X):,.1f}.",)
    np.testing.assert_array_equal(found.labels, oracle.predict(X) + 1)
    np.testing.assert_allclose(found.rows.probabilities, oracle.predict_proba(X), rtol=1e-9, atol=1e-14)
    np.testing.assert_allclose(found.model.means, oracle.means_, rtol=1e-9)
    assert found.chosen.stability == pytest.approx(1)


def test_anomalies_are_the_share_with_the_lowest_density():
    found = cluster_table(POINTS, options=ClusterOptions(range(3, 4), scale="none", seed=42, anomalies=0.04))

    scores = GaussianMixture(3, random_state=42).fit(X).score_samples(X)
    np.testing.assert_array_equal(found.rows.is_anomaly, scores < np.percentile(scores, 4))
    np.testing.assert_allclose(found.rows.scores, -scores, rtol=1e-9)
    assert found.model.threshold == pytest.approx(np.percentile(scores, 4), rel=1e-9)


def customers():
    random = np.random.default_rng(0)
    groups = (((25, 25_000, 75), 70), ((45, 80_000, 50), 80), ((55, 40_000, 20), 50))
    return np.concatenate([random.normal(mean, (5, 8_000, 8), (n, 3)) for mean, n in groups])


def test_customers_are_segmented_after_scaling_as_scikit_learn_does():
    values = customers()
    table = DataTable({name: values[:, i].copy() for i, name in enumerate(("age", "income", "score"))})

    found = cluster_table(table, options=ClusterOptions(range(2, 7), seed=42))

    scaled = StandardScaler().fit_transform(values)
    oracles = [GaussianMixture(k, random_state=42).fit(scaled) for k in range(2, 7)]
    oracle = min(oracles, key=lambda fitted: fitted.bic(scaled))
    assert found.model.n_clusters == oracle.n_components
    np.testing.assert_array_equal(found.labels, oracle.predict(scaled) + 1)
    assert found.chosen.bic == pytest.approx(oracle.bic(scaled), rel=1e-9)
    card = found.cards[int(np.argmax([each.means[1] for each in found.cards]))]
    own = values[found.labels == card.number]
    assert card.n_rows == len(own)
    assert card.means == pytest.approx(tuple(own.mean(axis=0)))
    assert card.sds == pytest.approx(tuple(own.std(axis=0, ddof=1)))


def test_what_sets_a_cluster_apart_is_cohens_d_against_the_rest(found):
    card = found.cards[0]
    own, others = X[found.labels == 1], X[found.labels != 1]

    pooled = math.sqrt(
        ((len(own) - 1) * own[:, 1].var(ddof=1) + (len(others) - 1) * others[:, 1].var(ddof=1)) / 298
    )
    assert card.effects[1] == pytest.approx((own[:, 1].mean() - others[:, 1].mean()) / pooled)
    assert card.neighbour in {2, 3}
    assert card.certainty == pytest.approx(found.rows.probabilities[found.labels == 1, 0].mean())


def test_covariance_types_are_tried_together():
    found = cluster_table(POINTS, options=ClusterOptions(range(2, 4), "all", scale="none", seed=42))

    oracle = {
        (kind, k): GaussianMixture(k, covariance_type=kind, random_state=42).fit(X).bic(X)
        for kind in ("full", "tied", "diag", "spherical")
        for k in (2, 3)
    }
    assert {(c.covariance_type, c.n_components): c.bic for c in found.candidates} == pytest.approx(oracle)
    best = min(oracle, key=oracle.get)
    assert (found.model.mixture.covariance_type, found.model.n_clusters) == best


def test_columns_that_tell_nothing_are_left_out_and_reported():
    table = DataTable(
        {
            "id": np.arange(300.0),
            "x": X[:, 0].copy(),
            "town": ("Bern",) * 300,
            "one": np.ones(300),
            "y": X[:, 1].copy(),
        }
    )

    found = cluster_table(table, options=ClusterOptions(range(3, 4)))

    assert found.model.columns == ("x", "y")
    assert found.notes == ("Left out: town (no numbers), one (one value), id (counts the rows).",)


def test_rows_that_lack_a_value_are_reported_and_in_no_cluster():
    x = X[:, 0].copy()
    x[[3, 8]] = np.nan

    found = cluster_table(DataTable({"x": x, "y": X[:, 1].copy()}), options=ClusterOptions(range(3, 4)))

    assert found.notes == ("2 of 300 rows lack a value and are in no cluster: x 2.",)
    assert found.labels[[3, 8]].tolist() == [0, 0]
    assert found.model.n_rows == 298


def test_a_column_of_numbers_with_a_word_in_it_is_not_left_out_unseen():
    table = DataTable({"x": ("1", "2", "many", "4"), "y": np.arange(4.0) ** 2}, "t.csv")

    with pytest.raises(NotNumbersError, match="row 3"):
        cluster_table(table)


@pytest.mark.parametrize(
    ("columns", "options", "words"),
    [
        (["one"], {}, "column 'one' has the same value in every row"),
        (["few"], {"n_clusters": range(3, 4)}, "3 clusters are asked for, and it has 2 different whole rows"),
        ([], {}, "none of its columns holds numbers that vary"),
    ],
)
def test_what_cannot_be_clustered_is_reported(columns, options, words):
    table = DataTable({"one": np.ones(9), "few": np.tile([1.0, 2.0, 2.0], 3)})

    with pytest.raises(BadTableError, match=words):
        cluster_table(table, columns, ClusterOptions(**options))


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("auto", range(1, 11)),
        ("3", range(3, 4)),
        ("2-8", range(2, 9)),
        (4, range(4, 5)),
        ((2, 5), range(2, 6)),
        (range(2, 6), range(2, 6)),
    ],
)
def test_numbers_of_clusters_are_one_or_a_range(asked, numbers):
    assert numbers_to_try(asked) == numbers


@pytest.mark.parametrize("asked", ["8-2", "0", "2-101", "x", "1-2-3", 2.5, (), "-3"])
def test_other_numbers_of_clusters_are_reported(asked):
    with pytest.raises(BadSettingError) as caught:
        numbers_to_try(asked)

    assert str(caught.value) == (
        f"Setting n_clusters is {asked!r}, but it must be auto, a number or a rising range like 2-8, "
        f"within 1 to 100."
    )


@pytest.mark.parametrize(
    "options",
    [
        {"scale": "log"},
        {"covariance_type": "round"},
        {"criterion": "luck"},
        {"anomalies": 0.6},
        {"restarts": 0},
    ],
)
def test_options_out_of_range_are_reported(options):
    with pytest.raises(BadSettingError, match=f"Setting {next(iter(options))} is "):
        ClusterOptions(**options)


def test_a_criterion_that_is_undefined_is_reported():
    table = DataTable({"x": np.array([1.0, 2.0, 4.0, 5.0])})

    with pytest.raises(BadSettingError, match="Setting criterion is 'stability'"):
        cluster_table(table, options=ClusterOptions(range(3, 5), criterion="stability"))


def test_a_start_that_ends_badly_is_reported():
    values = customers()
    table = DataTable({name: values[:, i].copy() for i, name in enumerate(("age", "income", "score"))})

    reported = cluster_table(table, options=ClusterOptions(range(3, 4), seed=42)).notes
    better = cluster_table(table, options=ClusterOptions(range(3, 4), seed=42, restarts=10)).notes

    scaled = StandardScaler().fit_transform(values)
    own, other = (
        GaussianMixture(3, random_state=seed, n_init=n).fit(scaled).score(scaled)
        for seed, n in ((42, 1), (43, 10))
    )
    sentence = f"Other starts explain the rows better (mean log-likelihood {other:.3f}, and here {own:.3f})"
    assert reported == (f"{sentence}: compare more of them, with restarts 10.",)
    assert better == ()


def test_auto_tries_no_more_clusters_than_the_rows_can_tell():
    few = DataTable({"x": X[:30, 0].copy(), "y": X[:30, 1].copy()})

    found = cluster_table(few)

    assert [each.n_components for each in found.candidates] == [1, 2, 3, 4, 5]  # 30 rows by 2 * (2 + 1)


def test_fewer_rows_than_parameters_are_reported_and_no_more_starts_are_advised():
    table = DataTable({"x": np.array([0.0, 0.1, 5.0, 5.3]), "y": np.array([0.0, 0.2, 5.1, 5.0])})

    found = cluster_table(table, options=ClusterOptions(range(2, 3)))

    # 1 weight, 4 means, 2 * 3 covariances
    assert list(found.notes) == [
        (
            "The 4 rows are fewer than the 11 parameters of 2 clusters of covariance full: they say little "
            "of other rows. Give more rows, or take fewer clusters or columns, or a simpler covariance than "
            "full."
        )
    ]


def test_columns_that_vary_in_no_cluster_are_infinitely_far_apart():
    table = DataTable({"x": np.repeat([0.1, 0.7], [7, 5]), "y": np.tile([1.0, 2.0, 4.0], 4)})

    found = cluster_table(table, options=ClusterOptions(range(2, 3), "diag"))

    assert sorted(each.means[0] for each in found.cards) == pytest.approx([0.1, 0.7])
    assert {each.effects[0] for each in found.cards} == {-math.inf, math.inf}
    assert all(math.isfinite(each.effects[1]) for each in found.cards)
