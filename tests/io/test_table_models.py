import json
import re

import numpy as np
import pytest

from gmmseg.errors import AlreadyThereError, BadModelError, NewerModelError, UnreadableModelError
from gmmseg.io import table_models
from gmmseg.tables.clustering import ClusterOptions, cluster_table
from gmmseg.tables.table import DataTable

X = np.concatenate([np.random.default_rng(1).normal(mean, 1, (30, 2)) for mean in (0, 8)])
TABLE = DataTable({"a": X[:, 0].copy(), "b": X[:, 1].copy()})


@pytest.fixture(scope="module")
def model():
    return cluster_table(TABLE, options=ClusterOptions(range(2, 3), scale="minmax", seed=7)).model


def test_a_model_comes_back_to_the_last_bit(model, tmp_path):
    path = table_models.write(model, tmp_path / "m.gmm.json")

    back = table_models.read(path)

    assert (back.columns, back.threshold, back.anomalies) == (model.columns, model.threshold, model.anomalies)
    assert (back.n_rows, back.log_likelihood, back.seed, back.version) == (
        *(model.n_rows, model.log_likelihood, model.seed, model.version),
    )
    np.testing.assert_array_equal(back.apply(TABLE).probabilities, model.apply(TABLE).probabilities)
    assert table_models.text_of(back) == table_models.text_of(model)
    assert table_models.is_one(path)


def test_a_file_that_is_there_stays(model, tmp_path):
    path = table_models.write(model, tmp_path / "m.gmm.json")

    with pytest.raises(AlreadyThereError):
        table_models.write(model, path)


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (("columns",), [], "its field columns is empty or with one twice"),
        (("columns",), ["a", "a"], "its field columns is empty or with one twice"),
        (("scaling", "kind"), "log", "its field scaling.kind is"),
        (("scaling", "scale"), [1.0, 0.0], "its field scaling.scale is"),
        (("scaling", "centre"), [1.0], "its field scaling.centre is"),
        (("mixture", "weights"), [0.5, 0.4], "its field mixture.weights is"),
        (("anomalies", "share"), 0.9, "its field anomalies.share is"),
        (("training", "rows"), 0, "its field training.rows is"),
    ],
)
def test_a_field_that_is_wrong_is_named(model, tmp_path, place, value, words):
    values = json.loads(table_models.text_of(model))
    inner = values
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = value
    (tmp_path / "m.json").write_text(json.dumps(values))

    with pytest.raises(BadModelError, match=words):
        table_models.read(tmp_path / "m.json")


def test_other_files_are_reported(model, tmp_path):
    newer = json.loads(table_models.text_of(model)) | {"version": 9}
    for name, content, error in (
        ("n", json.dumps(newer), NewerModelError),
        ("p", '{"format": "gmmseg model"}', UnreadableModelError),
        ("x", "nonsense", UnreadableModelError),
    ):
        (tmp_path / name).write_text(content)
        with pytest.raises(error):
            table_models.read(tmp_path / name)
    with pytest.raises(UnreadableModelError, match="there is no such file"):
        table_models.read(tmp_path / "none")
    assert not table_models.is_one(tmp_path / "p")
    assert not table_models.is_one(tmp_path / "none")


def test_a_path_that_is_none_is_refused():
    with pytest.raises(UnreadableModelError) as caught:
        table_models.read("a\0b.gmm.json")

    assert re.search(
        r"the system says '(open: )?embedded null (byte|character in path)'", str(caught.value)
    )  # Python 3.13 says more
