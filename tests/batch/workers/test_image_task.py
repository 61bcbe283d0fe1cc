"""One picture of a batch."""

from dataclasses import replace

import numpy as np
import pytest
import tifffile
from PIL import Image as Pillow
from scipy import ndimage

import gmmseg
from gmmseg.batch import Recipe
from gmmseg.batch.workers.image_task import ImageTask, describe, n_pieces, process, uncertainties
from gmmseg.errors import CannotWriteError
from gmmseg.io.readers.images import read


@pytest.fixture
def task(photos, tmp_path):
    return ImageTask(photos / "a.png", "a.png", tmp_path / "out", "x/a", ("labels",))


def labels_of(task):
    with Pillow.open(task.folder / f"{task.stem}_labels.png") as picture:
        return np.array(picture)


def test_labels_are_those_of_the_model_and_the_facts_those_of_the_labels(task, model):
    values = process(task, Recipe("model", model, kinds=("labels",)), 1)

    labels = labels_of(task)
    np.testing.assert_array_equal(labels, model.apply(task.path).labels)
    size = (task.folder / "x/a_labels.png").stat().st_size
    assert values["files"] == [["x/a_labels.png", size, "labels"]]
    assert values["status"] == "done"
    assert values["drift"]["light"] == "green"
    pixels = np.array(Pillow.open(task.path), float)
    for number, each in enumerate(values["classes"], 1):
        there = labels == number
        assert each["pixels"] == there.sum()
        np.testing.assert_allclose(each["percent"], 100 * there.mean())
        np.testing.assert_allclose(each["mean_colour"], pixels[there].mean(axis=0), atol=0.5)


def test_pieces_and_uncertainty_are_counted_for_each_class(model):
    picture = np.random.default_rng(0).integers(0, 256, (20, 30, 3), np.uint8)
    found = model.apply(picture)

    pieces, doubts = n_pieces(found), uncertainties(found)

    for number in (1, 2, 3):
        there = found.labels == number
        assert pieces[number] == ndimage.label(there)[1]
        np.testing.assert_allclose(doubts[number], found.uncertainty[there].mean(), rtol=1e-5)


def inverted(path):
    Pillow.fromarray(255 - np.array(Pillow.open(path))).save(path)


def test_a_picture_unlike_the_models_is_done_and_marked(task, model):
    inverted(task.path)

    values = process(task, Recipe("model", model, kinds=("labels",)), 1)

    assert (values["status"], values["drift"]["light"]) == ("done", "red")
    np.testing.assert_array_equal(labels_of(task), model.apply(task.path).labels)


def test_a_picture_unlike_the_models_can_be_left_out(task, model):
    inverted(task.path)

    values = process(task, Recipe("model", model, on_drift="skip"), 1)

    assert (values["status"], values["files"]) == ("skipped", [])
    assert not task.folder.exists()


def test_a_picture_unlike_the_models_can_be_fitted_anew_and_what_is_in_no_class_is_other(task, model):
    usual, picture = model.apply(task.path).labels, np.array(Pillow.open(task.path))
    picture[:, 24:] = 255 - picture[:, 24:]  # the blue stripe turns yellow
    Pillow.fromarray(picture).save(task.path)

    values = process(task, Recipe("model", model, on_drift="refit", kinds=("labels",)), 1)

    labels = labels_of(task)
    np.testing.assert_array_equal(labels[:, :24], usual[:, :24])
    assert (labels[:, 24:] == 4).all()
    assert [each["name"] for each in values["classes"]] == [*(s.name for s in model.segments), "other"]
    assert "fitted for itself" in values["notes"][0]
    assert values["notes"][-1].startswith("33.3 % of it is 'other', like no class of the model:")


def test_every_picture_of_a_run_that_may_refit_has_the_same_classes(task, model):
    kinds = ("labels", "yolo")

    plain = process(replace(task, stem="plain", kinds=kinds), Recipe("model", model, kinds=kinds), 1)
    shared = replace(task, folder=task.folder / "shared", kinds=kinds)
    kept = process(shared, Recipe("model", model, on_drift="refit", kinds=kinds), 1)
    inverted(task.path)
    again = process(replace(shared, stem="x/b"), Recipe("model", model, on_drift="refit", kinds=kinds), 1)

    assert kept["classes"][:3] == plain["classes"]
    assert [each["pixels"] for each in kept["classes"][3:]] == [0]
    assert [each["pixels"] for each in again["classes"]] == [0, 0, 0, 24 * 36]
    assert '3: "other"' in (shared.folder / "x/data.yaml").read_text()


def test_an_adapted_model_explains_the_picture_better(task, model):
    darker = (np.array(Pillow.open(task.path)) * 0.9).astype(np.uint8)
    Pillow.fromarray(darker).save(task.path)

    plain = process(task, Recipe("model", model), 1)
    moved = process(replace(task, free=("labels",)), Recipe("model", model, adapt=0.5), 1)

    assert moved["log_likelihood"] > plain["log_likelihood"]
    assert moved["drift"] == plain["drift"]
    assert [each["name"] for each in moved["classes"]] == [segment.name for segment in model.segments]


def test_links_do_not_lead_results_out_of_their_folder(task, model, tmp_path):
    task.folder.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (task.folder / "x").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(CannotWriteError, match="a link leads out of"):
        process(task, Recipe("model", model), 1)

    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_what_is_reported_a_picture_is_plain(photos, model):
    import json

    found = model.apply(read(photos / "a.png"))
    from gmmseg.batch.drift import Drift

    values = describe(found, Drift.of(found))

    assert json.loads(json.dumps(values)) == values


@pytest.mark.parametrize("recipe", [{"source": "each"}, {"source": "model", "on_drift": "refit"}])
def test_what_is_fitted_anew_is_compared_by_the_black_and_white_of_the_model(tmp_path, recipe):
    def saved(name, *values):
        picture = np.repeat(np.array(values, np.float32), 12)[None].repeat(24, axis=0)
        picture += np.random.default_rng(len(values)).normal(0, 0.3, picture.shape)
        tifffile.imwrite(tmp_path / name, picture.astype(np.float32))
        return tmp_path / name

    model = gmmseg.segment(str(saved("model.tif", 20, 30, 40)), 3, position=0).model
    names = [segment.name for segment in model.segments]
    of_stripe = model.apply(tmp_path / "model.tif").labels[0, ::12].tolist()
    task = ImageTask(saved("hot.tif", 30, 40, 90), "hot.tif", tmp_path / "out", "hot", ("labels",))

    values = process(task, Recipe(model=model, kinds=("labels",), **recipe), 1)

    assert [each["name"] for each in values["classes"]] == [*names, "other"]
    labels = labels_of(task)
    parts = [np.bincount(part.ravel()).argmax() for part in np.split(labels, 3, axis=1)]
    assert parts == [of_stripe[1], of_stripe[2], 4]
    assert any("as in the model, are taken as black and white." in note for note in values["notes"])


def test_what_is_found_of_classes_is_left_out_where_it_is_not_asked_for(task, model):
    recipe = Recipe("model", model, kinds=("labels",))

    brief = process(replace(task, brief=True), recipe, 1)
    whole = process(replace(task, free=("labels",)), recipe, 1)

    assert "classes" not in brief
    assert brief == {name: value for name, value in whole.items() if name != "classes"}


def test_a_large_picture_is_worked_on_in_bands(tmp_path, model, monkeypatch):
    pixels = np.random.default_rng(0).integers(0, 256, (70, 90, 3), np.uint8)
    tifffile.imwrite(tmp_path / "a.tif", pixels, tile=(32, 32), photometric="rgb")
    task = ImageTask(tmp_path / "a.tif", "a.tif", tmp_path / "out", "a", ("labels-cog", "table"))
    whole = process(task, Recipe("model", model, kinds=("labels-cog", "table")), 1)
    monkeypatch.setattr("gmmseg.io.readers.tiled.opening.LARGE", 1000)

    free = replace(task, free=("labels-cog", "table"))
    bands = process(free, Recipe("model", model, kinds=("labels-cog", "table")), 1)

    assert bands == whole
    assert sorted(path.name for path in task.folder.iterdir()) == ["a_labels_cog.tif", "a_table.csv"]
