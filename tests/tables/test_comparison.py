import math

import numpy as np
import pytest
from scipy import stats

from gmmseg.errors import BadSettingError, NothingToCompareError
from gmmseg.tables.comparison import compare_groups
from gmmseg.tables.table import DataTable

RANDOM = np.random.default_rng(7)
LEAVES = 5  # pictures of each treatment, with four objects each
TREATMENTS = ("none", "low", "high")
IMAGES = tuple(f"{t}{i}.png" for t in TREATMENTS for i in range(LEAVES) for _ in range(4))
GROUPS = tuple(t for t in TREATMENTS for _ in range(LEAVES * 4))
AREA = np.repeat([10.0, 11.0, 15.0], LEAVES * 4) + np.repeat(RANDOM.normal(0, 1, 15), 4)
AREA = AREA + RANDOM.normal(0, 2, 60)
ROUND = RANDOM.uniform(0.5, 1, 60)
TABLE = DataTable({"image": IMAGES, "treatment": GROUPS, "area": AREA, "roundness": ROUND}, "leaves.csv")


def means(treatment):
    places = np.array(GROUPS) == treatment
    return AREA[places].reshape(LEAVES, 4).mean(axis=1)


def test_pictures_count_and_not_objects():
    found = compare_groups(TABLE, "treatment", ["area"], control="none")

    pair = found.measures[0].pairs[0]
    oracle = stats.ttest_ind(means("high"), means("none"), equal_var=False)
    ranks = stats.mannwhitneyu(means("high"), means("none"))
    assert (pair.first, pair.second, pair.n) == ("none", "high", (5, 5))
    assert pair.t_test.statistic == pytest.approx(oracle.statistic, rel=1e-9)
    assert pair.t_test.p_value == pytest.approx(oracle.pvalue, rel=1e-9)
    assert pair.rank_test.p_value == pytest.approx(ranks.pvalue, rel=1e-9)
    assert found.n_units == 15
    assert "The 60 rows come from 15 pictures, and each of these counts once" in found.notes[0]


def test_rows_count_where_they_are_asked_for():
    found = compare_groups(TABLE, "treatment", ["area"], unit="row")

    by_group = [AREA[np.array(GROUPS) == t] for t in ("high", "low", "none")]
    oracle = stats.f_oneway(*by_group)
    anova = found.measures[0].overall[0]
    assert (anova.statistic, anova.p_value) == pytest.approx((oracle.statistic, oracle.pvalue), rel=1e-9)
    assert "Each row counts as one independent observation" in found.notes[0]


def test_all_groups_are_compared_at_once_where_there_are_three():
    tests = compare_groups(TABLE, "treatment", ["area"]).measures[0].overall

    groups = [means(t) for t in ("high", "low", "none")]
    oracles = [stats.f_oneway(*groups), stats.alexandergovern(*groups), stats.kruskal(*groups)]
    assert [test.p_value for test in tests] == pytest.approx([each.pvalue for each in oracles], rel=1e-9)


def test_p_values_are_corrected_over_pairs_and_measures():
    found = compare_groups(TABLE, "treatment", ["area", "roundness"])

    pairs = [pair for each in found.measures for pair in each.pairs]
    plain = sorted(pair.t_test.p_value for pair in pairs)
    assert found.n_tests == 6
    assert min(pair.t_p for pair in pairs) == pytest.approx(min(6 * plain[0], 1))
    assert all(pair.t_p >= pair.t_test.p_value for pair in pairs)
    assert "p-values are corrected by Holm's method for 6 tests of a kind." in found.notes


def test_groups_are_summed_up():
    group = compare_groups(TABLE, "treatment", ["area"], control="none").measures[0].groups[0]

    values = means("none")
    low, high = stats.t.interval(0.95, 4, values.mean(), stats.sem(values))
    assert (group.name, group.n_rows, group.n) == ("none", 20, 5)
    assert (group.mean, group.sd) == pytest.approx((values.mean(), values.std(ddof=1)))
    assert (group.low, group.high) == pytest.approx((low, high), rel=1e-9)
    assert group.quartiles == pytest.approx(tuple(np.quantile(values, (0.25, 0.5, 0.75))))
    assert group.shapiro_p == pytest.approx(stats.shapiro(values).pvalue, rel=1e-9)


def test_pictures_with_rows_of_both_groups_are_compared_with_themselves():
    before, after = RANDOM.normal(10, 3, 6), RANDOM.normal(1, 0.5, 6)
    after = before + after
    table = DataTable(
        {
            "image": tuple(f"{i}.png" for i in range(6)) * 2,
            "half": ("left",) * 6 + ("right",) * 6,
            "area": np.concatenate([before, after]),
        }
    )

    found = compare_groups(table, "half", ["area"])

    pair = found.measures[0].pairs[0]
    oracle, ranks = stats.ttest_rel(after, before), stats.wilcoxon(after, before)
    assert found.is_paired
    assert (pair.t_test.name, pair.rank_test.name) == ("paired t-test", "Wilcoxon signed-rank test")
    assert (pair.t_test.p_value, pair.rank_test.p_value) == pytest.approx((oracle.pvalue, ranks.pvalue))
    assert "6 of 6 pictures have rows of several groups: each is compared with itself" in found.notes[-1]


def test_three_groups_of_the_same_pictures_are_compared_by_friedmans_test():
    values = RANDOM.normal(0, 1, (3, 6))
    table = DataTable(
        {
            "image": tuple(f"{i}.png" for i in range(6)) * 3,
            "part": tuple(np.repeat(["a", "b", "c"], 6)),
            "area": values.reshape(-1),
        }
    )

    tests = compare_groups(table, "part", ["area"]).measures[0].overall

    assert [test.p_value for test in tests] == [pytest.approx(stats.friedmanchisquare(*values).pvalue)]


def test_a_mixture_of_paired_and_single_pictures_is_refused():
    table = DataTable(
        {
            "image": ("a", "a", "b", "c", "d", "e"),
            "g": ("x", "y", "x", "y", "x", "y"),
            "m": np.arange(6.0),
        }
    )

    with pytest.raises(NothingToCompareError) as caught:
        compare_groups(table, "g", ["m"])

    assert str(caught.value) == (
        "There is nothing to compare: 1 of 5 pictures are in several groups and the others in one, so that "
        "the groups are neither independent nor paired. Give each one group, or name the unit that was "
        "repeated with --unit."
    )


def test_fewer_than_three_of_a_group_are_not_tested_and_the_reason_is_reported():
    table = DataTable({"g": ("a", "a", "a", "b", "b"), "m": np.arange(5.0)})

    pair = compare_groups(table, "g", ["m"]).measures[0].pairs[0]

    assert pair.t_test is None
    assert pair.why_not == (
        "no test, since b has 2, and at least 3 of each are needed to tell how much they vary"
    )


def test_a_constant_column_is_reported():
    table = DataTable({"g": ("a",) * 3 + ("b",) * 3, "m": np.full(6, 5.0), "n": np.repeat([1.0, 2.0], 3)})

    constant, apart = compare_groups(table, "g", ["m", "n"]).measures

    assert constant.notes == ("Every value of m is 5: nothing can differ.",)
    assert "neither group varies" in apart.pairs[0].why_not
    assert apart.pairs[0].difference.estimate == 1


def test_missing_values_and_groups_are_counted():
    table = DataTable(
        {"g": ("a", "a", "a", "a", "b", "b", "b", ""), "m": np.array([1, 2, 3, math.nan, 4, 5, 7, 8])}
    )

    found = compare_groups(table, "g", ["m"])

    assert found.measures[0].notes == ("1 row without m does not count.",)
    assert "1 row of 8 without a group does not count." in found.notes
    assert [group.n for group in found.measures[0].groups] == [3, 3]


@pytest.mark.parametrize(
    ("group", "kwargs", "error", "words"),
    [
        ("same", {}, NothingToCompareError, "'same' has one group, 'x'"),
        ("empty", {}, NothingToCompareError, "'empty' says no group"),
        ("many", {}, NothingToCompareError, "'many' has 40 different values, and at most 30"),
        ("m", {}, NothingToCompareError, "'m' is both the group and a measure. Name another column"),
        (
            "alone",
            {},
            NothingToCompareError,
            "no group of 'alone' has more than 2 rows, and tests need 3",
        ),
        ("g", {"unit": "g"}, NothingToCompareError, "'g' is both the group and the unit"),
        ("g", {"control": "c"}, BadSettingError, "Setting control is 'c', but it must be one of the groups"),
        ("g", {"confidence": 95}, BadSettingError, "Setting confidence is 95"),
    ],
)
def test_what_cannot_be_compared_is_reported(group, kwargs, error, words):
    table = DataTable(
        {
            "same": ("x",) * 40,
            "empty": ("",) * 40,
            "many": np.arange(40.0),
            "alone": np.repeat(np.arange(20.0), 2),
            "g": ("a", "b") * 20,
            "m": np.arange(40.0),
        }
    )

    with pytest.raises(error, match=words):
        compare_groups(table, group, ["m"], **kwargs)


def test_groups_are_in_the_order_that_people_count():
    table = DataTable({"g": ("10", "9", "2") * 3, "m": np.arange(9.0)})

    assert [each.name for each in compare_groups(table, "g", ["m"]).measures[0].groups] == ["2", "9", "10"]


def test_groups_of_a_list_stand_for_a_column():
    rows = DataTable({"m": np.array([1.0, 2, 4, 7, 8, 9])})

    found = compare_groups(rows, "list.csv", ["m"], groups=["a"] * 3 + ["b"] * 3)

    assert found.group == "list.csv"
    assert found.measures[0].pairs[0].difference.estimate == pytest.approx(8 - 7 / 3)


def test_what_comparing_pictures_with_each_other_means_is_reported():
    found = compare_groups(TABLE.rows([image[:4] == "none" for image in IMAGES]), "image", ["area"])

    assert found.unit == "row"
    assert found.notes[0] == (
        "The groups are the pictures themselves: tests tell whether the rows of these pictures differ, not "
        "whether pictures of their kind do."
    )


def test_the_least_p_of_ranks_is_corrected_as_the_other_tests_are():
    few = np.array([1.0, 2, 3, 4, 11, 12, 13, 14])
    many = np.concatenate([np.full(4, np.nan), np.full(4, np.nan), np.arange(20.0), np.arange(20.0) + 40])
    table = DataTable(
        {
            "g": tuple("aaaabbbb" + "a" * 20 + "b" * 20),
            "few": np.append(few, np.full(40, np.nan)),
            "many": many,
        }
    )

    found = compare_groups(table, "g", ["few", "many"])

    # the p-value of the many is lower by far, so that Holm leaves the 2 / 70 of the few as it is
    assert found.measures[0].pairs[0].least_rank_p == pytest.approx(2 / 70)
