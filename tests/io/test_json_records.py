"""Records: what may come out of a JSON file, and what is refused."""

import json
import os

import numpy as np
import pytest

from gmmseg.io.json_records import NotARecordError, Record, dumps, parse, read_record


class WrongError(ValueError):
    def __init__(self, field, found, expected):
        super().__init__(f"{field} is {found}, not {expected}")


def record(**values):
    return Record(values, WrongError)


REFUSED = [
    (b"\x80\x04\x95\x10", "it is not text"),
    (b"[1, 2]", "it is JSON but not a record"),
    (b'{"a": NaN}', "it holds NaN, which is not a number"),
    (b'{"a": [1, -Infinity]}', "it holds -Infinity, which is not a number"),
    (b'{"a": 1, "a": 2}', "its field a is there twice"),
    (
        b'{"a": 1, ' + b", ".join(b'"%d": 1' % n for n in range(400_000)) + b', "a": 2}',
        "its field a is there twice",
    ),
    (b"[" * 100_000, "its lists nest more than 16 deep"),
    (b'{"a": ' * 20 + b"1" + b"}" * 20, "its lists nest more than 16 deep"),
]


@pytest.mark.parametrize(("content", "why"), REFUSED)
def test_what_is_no_record_is_refused_with_the_reason(content, why):
    with pytest.raises(NotARecordError) as caught:
        parse(content)

    assert str(caught.value) == why


@pytest.mark.parametrize("content", [b"{", b'{"a": 1' + b"0" * 5000 + b"}", b'{"a"}', b"cos\nsystem\n"])
def test_what_is_not_json_is_refused(content):
    with pytest.raises(NotARecordError, match=r"^it is not JSON \("):
        parse(content)


def test_files_that_are_empty_too_large_or_no_files_are_refused(tmp_path):
    empty, large, pipe = tmp_path / "empty", tmp_path / "large", tmp_path / "pipe"
    empty.touch()
    large.write_bytes(b" " * 101)
    os.mkfifo(pipe)

    for path, why in (
        (empty, "the file is empty"),
        (large, "it is larger than 0.0001 MB"),
        (pipe, "it is not a file"),
    ):
        with pytest.raises(NotARecordError) as caught:
            read_record(path, 100)
        assert str(caught.value) == why


def test_text_is_sorted_with_a_list_of_numbers_on_each_line():
    text = dumps({"b": [[1.5, 2.0], [0.1, 3.0]], "a": {"z": [], "y": "ä"}, "c": [1, 2]})

    assert text == (
        "{\n"
        '  "a": {\n'
        '    "y": "\\u00e4",\n'
        '    "z": []\n'
        "  },\n"
        '  "b": [\n'
        "    [1.5, 2.0],\n"
        "    [0.1, 3.0]\n"
        "  ],\n"
        '  "c": [1, 2]\n'
        "}\n"
    )


def test_every_number_comes_back_exactly():
    rng = np.random.default_rng(0)
    numbers = (rng.normal(size=1000) * 10.0 ** rng.integers(-29, 29, 1000)).tolist()

    found = Record(parse(dumps({"x": numbers}).encode()), WrongError)

    np.testing.assert_array_equal(found.numbers("x", (1000,)), numbers)


def test_fields_must_be_those_expected():
    with pytest.raises(WrongError, match=r"^b is unknown, not one of a$"):
        record(a=1, b=2).only("a")
    with pytest.raises(WrongError, match=r"^b is missing, not there$"):
        record(a=1).only("a", "b")


WRONG = [
    ("text", ("x",), 3, "x is 3, not a text of at most 1000 characters"),
    ("text", ("x", ("a", "b")), "c", 'x is "c", not one of a, b'),
    ("texts", ("x", 2), ["a", 1], 'x is ["a", 1], not a list of at most 2 texts'),
    ("whole", ("x", 0, 9), 2.0, "x is 2.0, not a whole number from 0 to 9"),
    ("whole", ("x", 0, 9), True, "x is true, not a whole number from 0 to 9"),
    ("number", ("x", 0, 1), 2, "x is 2, not a number from 0 to 1"),
    ("number", ("x", 0, 1), 10**400, f"x is 1{'0' * 39}…, not a number from 0 to 1"),
    ("numbers", ("x", (2, 2)), [[1, 2], [3]], "x is [[1, 2], [3]], not 2 x 2 numbers from -1e+30 to 1e+30"),
    ("numbers", ("x", (1,), 0, 1), [9], "x is [9], not 1 number from 0 to 1"),
    ("numbers", ("x", (2,), 0, 1), [1, "a"], 'x is [1, "a"], not 2 numbers from 0 to 1'),
    ("record", ("x",), [], "x is [], not a record with names"),
    ("records", ("x", 2), [1], "x is [1], not a list of 1 to 2 records"),
]


@pytest.mark.parametrize(("kind", "arguments", "value", "sentence"), WRONG)
def test_a_wrong_value_is_named_with_what_was_expected(kind, arguments, value, sentence):
    with pytest.raises(WrongError) as caught:
        getattr(record(x=value), kind)(*arguments)

    assert str(caught.value) == sentence


def test_fields_inside_are_named_by_their_way():
    inner = record(a={"b": [{"c": 1}]}).record("a").records("b", 3)[0]

    with pytest.raises(WrongError, match=r"^a.b\[1\].c is 1, not a text"):
        inner.text("c")
    assert json.loads(dumps(inner.values)) == {"c": 1}


def test_true_and_false_and_lists_of_whole_numbers_are_what_they_say():
    found = record(flag=True, one=1, numbers=[1, 2], mixed=[1, True], far=[9])

    assert found.flag("flag") is True
    assert found.wholes("numbers", 0, 2, 2) == (1, 2)
    for wrong in (
        lambda: found.flag("one"),
        lambda: found.wholes("mixed", 0, 2, 2),
        lambda: found.wholes("far", 0, 2, 2),
        lambda: found.wholes("numbers", 0, 2, 1),
        lambda: found.wholes("flag", 0, 2, 2),
    ):
        with pytest.raises(WrongError):
            wrong()


def test_of_a_newer_file_unknown_fields_are_passed_over_at_every_depth():
    found = Record({"a": {"new": 1, "b": [{"newer": 2, "c": 3}]}, "new": 1}, WrongError, is_newer=True)

    found.only("a")
    found.record("a").only("b")
    found.record("a").records("b", 9)[0].only("c")
    with pytest.raises(WrongError):
        found.record("a").only("b", "missing")


def test_an_empty_name_is_written_and_read():
    assert parse(dumps({"": 1, "a": {"": []}}).encode()) == {"": 1, "a": {"": []}}


def test_a_mark_of_the_encoding_that_an_editor_put_first_is_passed_over():
    assert parse('{"a": 1}'.encode("utf-8-sig")) == {"a": 1}


@pytest.mark.parametrize(("levels", "fine"), [(16, True), (17, False)])
def test_brackets_are_counted_wherever_they_are(levels, fine):
    text = b'{"a": "\xc3\xa9", "b": ' + b"[" * (levels - 1) + b"]" * (levels - 1) + b"}"

    if fine:
        assert parse(text)["a"] == "\u00e9"
    else:
        with pytest.raises(NotARecordError, match="its lists nest more than 16 deep"):
            parse(text)
