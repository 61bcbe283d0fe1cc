import json
import math

import numpy as np
import pytest

from gmmseg.tables.comparison import compare_groups
from gmmseg.tables.group_comparison import CSV_HEADER, csv_rows, p_text, record, text, verdict
from gmmseg.tables.table import DataTable

APART = DataTable({"g": ("a",) * 4 + ("b",) * 4, "m": np.array([1.0, 2, 3, 4, 11, 12, 13, 14])})
FEW = DataTable({"g": ("a",) * 3 + ("b",) * 3 + ("c",), "m": np.array([1.0, 2, 3, 2, 3, 4.5, 9])})


def test_people_learn_what_was_found():
    found = compare_groups(APART, "g", ["m"])

    lines = str(found).splitlines()
    assert lines[0] == "m by g"
    assert " ".join(lines[1].split()) == "group rows mean sd median 95 % interval of the mean"
    assert lines[2].split()[:5] == ["a", "4", "2.5", "1.291", "2.5"]
    # a difference of 10, a standard error of 0.9129, and t of 6 degrees of freedom
    assert "    difference of means  10 (7.766 to 12.23)" in lines
    assert "    Welch's t-test: t(6) = 10.95, p = 3.4e-05" in lines
    assert (
        "    b is higher by 10 (the difference is from 7.766 to 12.23): a difference at the 5% level."
        in lines
    )


def test_what_ranks_can_show_of_few_values_is_reported():
    lines = text(compare_groups(FEW, "g", ["m"]))

    assert "With 3 and 3 values the Mann-Whitney test cannot get below p = 0.1: measure more." in lines
    assert "no test, since c has 1, and at least 3 of each are needed" in lines
    assert "No difference is shown at the 5% level; it may lie anywhere from " in lines


def test_csv_has_a_row_for_each_pair_and_all_digits():
    header, *rows = csv_rows(compare_groups(FEW, "g", ["m"]))

    assert header == CSV_HEADER
    assert [len(row) for row in rows] == [len(header)] * 3
    first = dict(zip(header, rows[0], strict=True))
    assert (first["first"], first["second"], first["n_first"]) == ("a", "b", 3)
    assert first["difference"] == pytest.approx(9.5 / 3 - 2, rel=1e-15)
    last = dict(zip(header, rows[2], strict=True))
    assert last["t"] == last["sd_second"] == ""
    assert last["why_not"].startswith("no test")


def test_a_record_is_json_without_what_is_no_number():
    found = record(compare_groups(FEW, "g", ["m"]))

    back = json.loads(json.dumps(found, allow_nan=False))
    assert back["measures"][0]["groups"][2]["sd"] is None
    assert back["measures"][0]["pairs"][0]["t_test"]["name"] == "Welch's t-test"


def test_a_verdict_says_why_there_is_none():
    pair = compare_groups(FEW, "g", ["m"]).measures[0].pairs[1]

    assert verdict(pair) == pair.why_not


def test_p_values_are_written_as_people_do():
    assert [p_text(p) for p in (0.05, 0.0001, 0.00001234)] == ["0.0500", "0.0001", "1.2e-05"]
    assert math.isclose(float(p_text(0.1234)), 0.1234)


def test_an_interval_without_zero_and_a_corrected_p_value_are_not_reported_as_if_they_were_at_odds():
    random = np.random.default_rng(0)
    table = DataTable({"g": ("a",) * 5 + ("b",) * 5, **{name: random.normal(0, 1, 10) for name in "xyzuvw"}})
    apart = {"m": np.array([1.0, 2, 3, 4, 5, 4, 5, 6, 7, 5])}

    found = compare_groups(DataTable({**table.columns, **apart}), "g", ["m", *"xyzuvw"])

    pair = found.measures[0].pairs[0]
    assert pair.t_test.p_value < 0.05 < pair.t_p
    assert verdict(pair).startswith(
        "Corrected for the number of tests no difference is shown at the 5% level"
    )


def test_many_pairs_have_a_line_each():
    values = np.concatenate([np.array([0.0, 1, 2, 3]) + 10 * (place == 4) for place in range(5)])
    table = DataTable({"g": tuple(np.repeat(list("abcde"), 4)), "m": values})

    lines = text(compare_groups(table, "g", ["m"])).splitlines()

    assert sum(" against " in line for line in lines) == 10
    differing = [line.split()[:3] for line in lines if line.endswith("*")]
    assert differing == [["e", "against", other] for other in "abcd"]


def test_ranks_that_cannot_tell_are_not_said_to_deny():
    apart = np.array([1.0, 2, 3, 4, 11, 12, 13, 14])
    table = DataTable({"g": ("a",) * 4 + ("b",) * 4, "m": apart, "n": apart})

    lines = text(compare_groups(table, "g", ["m", "n"]))

    # of 70 orders of 4 and 4 values two are the most extreme; Holm doubles 2 / 70 for two tests
    assert (
        "With 4 and 4 values the Mann-Whitney test, corrected for 2 tests, cannot get below p = 0.057: "
        "measure more." in lines
    )
    assert "a difference at the 5% level." in lines
    assert "does not confirm" not in lines


def test_what_ranks_can_show_of_few_pairs_is_reported():
    values = np.array([1.0, 2, 3, 4, 6, 7.5, 8.2, 9.1])
    table = DataTable({"image": tuple("pqrs") * 2, "g": ("a",) * 4 + ("b",) * 4, "m": values})

    lines = text(compare_groups(table, "g", ["m"]))

    # 16 ways to give 4 differences their signs, two of them the most extreme
    assert "With 4 pairs the Wilcoxon signed-rank test cannot get below p = 0.12: measure more." in lines
    assert "does not confirm" not in lines


def test_values_that_are_not_normal_are_no_reason_to_trust_ranks_that_cannot_tell():
    skewed = np.array([1.0, 1, 1.001, 4, 4.1, 5.2])  # Shapiro and Wilk: p below 0.05 for the first three

    lines = text(compare_groups(DataTable({"g": ("a",) * 3 + ("b",) * 3, "m": skewed}), "g", ["m"]))

    assert "trust the test on ranks" not in lines
