"""Rows of numbers and what a model says of them; tests/serve/test_app.py compares them with an oracle."""

from dataclasses import replace

import numpy as np
import pytest

import gmmseg
from gmmseg.errors import BadRequestError
from gmmseg.io import table_models
from gmmseg.serve.rows import class_names, columns_of, predicted, rows_in

COLUMNS = ("a", "b")


def test_rows_are_lists_or_records():
    wanted = [[1.0, 2.0]]

    for body in (b'{"rows": [[1, 2]]}', b"[[1, 2]]", b'{"rows": [{"b": 2, "a": 1, "c": "x"}]}'):
        np.testing.assert_array_equal(rows_in(body, COLUMNS), wanted)


@pytest.mark.parametrize(
    ("body", "reported"),
    [
        (b"\xff", "the body is not JSON"),
        (b"[" * 100_000, "the body is not JSON"),
        (b'"rows"', "the body has no list of rows"),
        (b'{"rows": 3}', "the body has no list of rows"),
        (b"[3]", "row 1 is neither a list of numbers nor a record"),
        (b"[[1, true]]", "row 1 has true for b, which is not a finite number"),
        (b"[[1, 1e999]]", "row 1 has Infinity for b, which is not a finite number"),
        (b"[[1, %d]]" % 10**400, "row 1 has 1000000000000000000000000000000000000000 for b"),
        (b"[[1]]", "row 1 has 1 value and the model 2 features"),
    ],
)
def test_other_bodies_are_refused(body, reported):
    with pytest.raises(BadRequestError) as caught:
        rows_in(body, COLUMNS)

    assert reported in str(caught.value)


def test_a_row_of_what_the_model_rejects_has_label_0(home):
    model = replace(gmmseg.Model.load(home / "stripes.gmm.json"), reject=0.01)
    middle = model.mixture.means[:1] * model.features.scale + model.features.centre
    rows = np.concatenate([middle, middle + 1000])

    assert predicted(model, rows)["labels"] == [int(model.owners[0]) + 1, 0]


def test_columns_and_classes_are_those_of_either_kind_of_model(home):
    rows, pictures = table_models.read(home / "rows.gmm.json"), gmmseg.Model.load(home / "stripes.gmm.json")

    assert (columns_of(rows), class_names(rows)) == (("width", "length"), ["cluster 1", "cluster 2"])
    assert (columns_of(pictures), len(class_names(pictures))) == (("L*", "a*", "b*"), 3)
