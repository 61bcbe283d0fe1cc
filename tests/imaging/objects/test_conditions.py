"""Conditions on a table, against the same written in NumPy; nothing of them is run."""

import numpy as np
import pytest

from gmmseg.errors import BadConditionError
from gmmseg.imaging.objects.conditions import DEEPEST, column_of, rows_where
from gmmseg.imaging.objects.object_table import ObjectTable

AREA = np.array([10.0, 60.0, 90.0, 400.0, np.nan])
ROUND = np.array([0.9, 0.5, 0.95, 0.7, 0.1])
CLASS = np.array([1, 2, 2, 3, 1])
NAMES = ["sky", "sea", "sea", "a 'b'", "sky"]


@pytest.fixture
def table():
    return ObjectTable(
        {
            "object": np.arange(1, 6),
            "class": CLASS.copy(),
            "class_name": NAMES,
            "area_px": np.array([1, 2, 3, 4, 5]),
            "area_um2": AREA.copy(),
            "circularity": ROUND.copy(),
        }
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [True] * 5),
        ("area > 50 and circularity < .8", (AREA > 50) & (ROUND < 0.8)),
        ("area_px>=2", [False, True, True, True, True]),
        ("AREA <= 6e1", AREA <= 60),
        ("50 < area < 100", (AREA > 50) & (AREA < 100)),
        ("area != 60", AREA != 60),
        ("not area > 50", ~(AREA > 50)),
        ("class = 2 or object == 1", (CLASS == 2) | (np.arange(5) == 0)),
        ("class = sea", CLASS == 2),
        ("class_name = 'sky' and class = 1", CLASS == 1),
        ("class_name != \"a 'b'\"", CLASS != 3),
        ("(area < 50 | area > 300) && !(circularity = 0.7)", ((AREA < 50) | (AREA > 300)) & (ROUND != 0.7)),
        ("circularity > -1", ROUND > -1),
        ("object < area", np.arange(1, 6) < AREA),
        ("area < 20 or area > 50 and circularity < 0.6", (AREA < 20) | ((AREA > 50) & (ROUND < 0.6))),
    ],
)
def test_rows_are_those_of_the_condition(table, text, expected):
    assert rows_where(text, table).tolist() == list(expected)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("area >", "a column or number is missing before its end"),
        ("area", "a comparison is missing before its end"),
        ("> 5", "a column or number is missing before '>'"),
        ("colour > 5", "there is no column 'colour'"),
        ("area > sea", "there is no column 'sea'"),
        ("area > 'sea'", "a number is compared with a text"),
        ("3 < 5", "no column is compared"),
        ("(area > 5", "a bracket is not closed"),
        ("area > 5)", "')' is one word too many"),
        ("area > 5 circularity < 1", "'circularity' is one word too many"),
        ("__import__('os').system('x')", "\".system('x')\" is no word of a condition"),
        ("area > 5; area", "'; area' is no word of a condition"),
        ("area > 1" + " and area > 1" * 60, "it has 788 characters, and at most 500 are read"),
        ("(" * 30 + "area > 1" + ")" * 30, f"brackets are more than {DEEPEST} deep"),
    ],
)
def test_what_is_no_condition_is_reported_with_its_reason(table, text, reason):
    with pytest.raises(BadConditionError) as caught:
        rows_where(text, table)

    assert str(caught.value) == (
        f"The condition {text[:60]!r} cannot be understood: {reason}. "
        "Write it like: area > 50 and circularity < 0.8."
    )


def test_a_table_without_rows_has_none(table):
    empty = ObjectTable({"class_name": [], "area_px": np.empty(0)})

    assert rows_where("area > 5 and class_name = sea", empty).tolist() == []


def test_names_may_lack_their_unit():
    assert column_of("area", ("area_px", "area_um2")) == "area_um2"
    assert column_of("Area_PX", ("area_px", "area_um2")) == "area_px"
    assert column_of("angle", ("area_px",)) is None
