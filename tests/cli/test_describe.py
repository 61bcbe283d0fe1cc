"""`gmmseg describe`."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from gmmseg import cluster, explain, segment
from gmmseg.cli.describe import describe
from gmmseg.io import table_models

CAT = "sample_images/chelsea.png"
GLOBAL = ["--method", "global", "-k", "3", "--position", "0"]


def ran(*words):
    done = CliRunner().invoke(describe, [str(word) for word in words], standalone_mode=False)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.stdout


@pytest.fixture(scope="module")
def cat():
    return segment(CAT, 3, method="global", position=0)


@pytest.fixture(scope="module")
def model(cat, tmp_path_factory):
    return cat.model.save(tmp_path_factory.mktemp("models") / "cat.gmm.json")


def test_a_pixel_is_explained_as_in_python(cat):
    reported = ran(CAT, *GLOBAL, "--at", "120,80", "-q")
    values = json.loads(ran(CAT, *GLOBAL, "--at", "120,80", "--at", "3,4", "--json", "-q"))

    assert reported == explain(cat, 80, 120).text + "\n"
    assert [each["row"] for each in values] == [80, 4]
    assert values[0] == json.loads(json.dumps(explain(cat, 80, 120).as_values()))


def test_a_model_file_is_described(model, tmp_path):
    assert ran(model).startswith("cat.gmm.json\n")
    ran(model, "--format", "html", "-o", tmp_path / "x.html")
    assert (tmp_path / "x.html").read_text().startswith("<!DOCTYPE html>")
    assert json.loads(ran(model, "--json"))["facts"]["covariances"] == "full"


def test_a_picture_by_a_model_is_described_without_a_fit(model):
    values = json.loads(ran(CAT, "--model", model, "--json", "-q"))

    assert sum(card["share"] for card in values["cards"]) == pytest.approx(1)
    assert "asked for" not in values["methods"]


def test_methods_and_recipes_need_no_fit_of_their_own(model):
    assert "3 segments had been asked for" in ran(CAT, *GLOBAL, "--methods", "-q")
    assert "n_components=3," in ran(CAT, *GLOBAL, "--recipe", "python")
    assert ran(CAT, "--model", model, "--recipe", "cli").splitlines()[-1].startswith("gmmseg apply ")
    assert "gmmseg.Model.load(" in ran(model, "--on", CAT, "--recipe", "python")


def test_two_models_are_compared(model):
    reported = ran(model, "--against", model, "--on", CAT)
    values = json.loads(ran(model, "--against", model, "--json"))

    assert reported.startswith("adjusted Rand index 1.0000; 0.00 % of the pixels change their segment\n")
    assert np.allclose([each["bhattacharyya"] for each in values["matches"]], 0, atol=1e-9)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["m.json", "--at", "1,2"], "--at is for a picture: give it, with --model FILE."),
        (["m.json", "--recipe", "cli"], "A recipe of a model labels a picture: give it with --on."),
        ([CAT, "--against", "m.json"], "--against is for a model file in the place of the picture."),
        ([CAT, "--at", "1"], "Invalid value for '--at': '1' is not X,Y: a column and a row, counted from 0."),
        ([CAT, "--at", "1,2", "--methods"], "--methods and --at write different things: choose one."),
        ([CAT, "--at", "1,2", "--format", "html"], "--at is written as text or json, not as html."),
        (["m.json", "--on", CAT], "--on is for --against and --recipe: add one of them."),
        ([CAT, "--reject", "0.6"], "Invalid value for '--reject': '0.6' is not a number from 0 to 0.5."),
    ],
)
def test_what_does_not_go_together_is_refused(words, sentence):
    done = CliRunner().invoke(describe, words)

    assert done.exit_code == 2
    assert sentence in " ".join(done.output.split())


def test_a_model_of_a_table_is_described_and_has_no_recipe(tmp_path):
    rng = np.random.default_rng(0)
    model = cluster({"a": np.concatenate([rng.normal(0, 1, 40), rng.normal(9, 1, 40)])}, 2).model
    path = table_models.write(model, tmp_path / "rows.gmm.json")

    done = CliRunner().invoke(describe, [str(path)], standalone_mode=False)
    refused = CliRunner().invoke(describe, [str(path), "--recipe", "python", "--on", "x.png"])

    assert done.output.startswith("rows.gmm.json\n")
    assert "\nCluster 2  #" in done.output
    assert "--recipe is for models of pictures, and rows.gmm.json is one of a table." in refused.output
