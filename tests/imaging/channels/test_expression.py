import numpy as np
import pytest

from gmmseg.imaging.channels.expression import DEEPEST, LONGEST, Expression, NotAnExpressionError


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "a-b-2",
        "a-(b-2)",
        "a/b/2",
        "a+b*2-a/b",
        "-a*b",
        "--a+-b",
        "2*(a+b)*(a-b)",
        "(a-b)/(a+b)",
        "1.5e1*a+.5",
    ],
)
def test_values_are_those_of_arithmetic(text):
    channels = {"a": np.array([3.0, 5.0]), "b": np.array([4.0, 0.5])}

    value = Expression.parse(text).value(channels)

    np.testing.assert_allclose(value, eval(text, {}, dict(channels)), rtol=1e-15)


def test_a_number_before_a_name_or_a_bracket_multiplies_it():
    channels = {"g": np.array([7.0]), "r": np.array([2.0]), "b": np.array([1.0])}

    assert Expression.parse("2g-r-b").value(channels) == 11
    assert Expression.parse("3(g-r)").value(channels) == 15


def test_names_of_several_words_stand_in_quotes():
    parsed = Expression.parse("\"Alexa 488\" - 'DAPI-405'")

    assert parsed.names == ("Alexa 488", "DAPI-405")
    assert parsed.renamed({"Alexa 488": "b2", "DAPI-405": "GFP 1"}.__getitem__) == 'b2-"GFP 1"'


def test_division_by_zero_has_no_finite_value():
    value = Expression.parse("a/b").value({"a": np.array([1.0, 0.0]), "b": np.zeros(2)})

    assert not np.isfinite(value).any()


@pytest.mark.parametrize(
    ("text", "weight", "rest"),
    [
        ("DAPI*2", 2, "DAPI"),
        ("(a-b)*0.5", 0.5, "a-b"),
        ("(a)-(b)*2", None, ""),
        ("2*a", None, ""),
        ("(a*2)", None, ""),
    ],
)
def test_a_number_that_the_whole_is_multiplied_by_is_its_weight(text, weight, rest):
    found = Expression.parse(text).weight

    assert (found and found[1]) == weight
    assert found is None or found[0].renamed(str) == rest


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is empty"),
        ("a b", "there is no sign before 'b'"),
        ("(a", "a bracket is not closed"),
        ("a)", "a bracket is closed that was not opened"),
        ("a*", "nothing follows '*'"),
        ("*a", "nothing stands before '*'"),
        ("a.__class__", "'.' cannot stand there"),
        ("f(a)", "there is no sign before a bracket"),
        ("a" * (LONGEST + 1), f"it has {LONGEST + 1} characters, and {LONGEST} are allowed"),
        ("(" * 21 + "a" + ")" * 21, f"it is nested more than {DEEPEST} deep"),
        ("-" * 30 + "a", f"it is nested more than {DEEPEST} deep"),
    ],
)
def test_what_is_no_expression_is_refused_with_the_reason(text, reason):
    with pytest.raises(NotAnExpressionError) as error:
        Expression.parse(text)

    assert str(error.value) == reason


def test_a_long_sum_does_not_recurse():
    text = "+".join(["a"] * 240)

    assert Expression.parse(text).value({"a": np.ones(1)}) == 240
