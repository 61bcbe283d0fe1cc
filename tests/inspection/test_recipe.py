"""Recipes: scripts that are run make the same labels, bit for bit."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

import gmmseg
from gmmseg import Settings, apply, segment
from gmmseg.imaging.seeds import UNLABELLED
from gmmseg.inspection.recipe import (
    FLAGS,
    Source,
    recipe_of_fit,
    recipe_of_model,
    recipe_of_model_file,
    runs,
)

from .conftest import picture

HOSTILE = 'a"""; import os; os.abort()\n#\'.png'


@pytest.fixture
def photo(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Pillow.fromarray(picture()).save("photo.png")
    return tmp_path / "photo.png"


def ran(script: str) -> np.ndarray:
    """Run a Python script here and return the labels it wrote."""
    exec(compile(script, "recipe.py", "exec"), {"__name__": "recipe"})
    return written()


def written() -> np.ndarray:
    (path,) = Path("gmmseg-out").glob("*_labels.png")
    return np.asarray(Pillow.open(path))


def test_a_fit_is_made_again(photo):
    settings = Settings(n_components=3, method="global", position=0.25, reject=0.02, smoothing=0.5, seed=4)
    known = segment(photo, 3, method="global", position=0.25, reject=0.02, smoothing=0.5, seed=4)

    script = recipe_of_fit(Source("photo.png"), settings)

    np.testing.assert_array_equal(ran(script), known.labels)
    assert all(f"    {name}=" in script for name in FLAGS)


def test_a_fit_is_made_again_by_the_command_line(photo):
    from gmmseg.cli.main import run

    settings = Settings(n_components=3, covariance_type="diag", reject=0.02)
    known = segment(photo, 3, covariance_type="diag", reject=0.02)

    script = recipe_of_fit(Source("photo.png"), settings, "cli")

    line = script.splitlines()[-1]
    options = subprocess.run(
        ["/bin/sh", "-c", line.replace("gmmseg ", "printf '%s\\n' ", 1)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run([*options.stdout.splitlines(), "--quiet"], open_window=len) == 0
    np.testing.assert_array_equal(written(), known.labels)


def test_a_model_file_is_applied_again(photo):
    known = segment(photo, 3)
    known.model.save("m.gmm.json")

    script = recipe_of_model_file(Source("photo.png"), "m.gmm.json")

    np.testing.assert_array_equal(ran(script), known.labels)
    assert recipe_of_model_file(Source("photo.png"), "m.gmm.json", "cli").splitlines()[-1] == (
        "gmmseg apply m.gmm.json photo.png --export labels,overlay"
    )


def test_a_model_that_was_edited_is_held_by_the_script(photo):
    model = segment(photo, 3, method="global", position=0).model
    joined = replace(model.segments[0], components=(0, 2), name='it\'s \\ "both"')
    model = replace(model, segments=(joined, model.segments[1]))

    script = recipe_of_model(Source("photo.png"), model)

    np.testing.assert_array_equal(ran(script), apply(model, photo).labels)


def test_seeds_and_paint_are_held_too(photo):
    from gmmseg.job import Job
    from gmmseg.pipeline import labelling

    image = gmmseg.read(photo)
    model = segment(photo, 3, method="global", position=0).model
    seeds, painted = np.full((96, 96), UNLABELLED, np.int16), np.zeros((96, 96), np.uint8)
    seeds[10:20, 10:14], painted[50:60, 30:33] = 1, 3
    job = Job(lambda workers: labelling(image, model, workers, smoothing=model.smoothing, seeds=seeds))
    labels = job.run().copy()
    labels[painted > 0] = 3

    script = recipe_of_model(Source("photo.png"), model, seeds=seeds, painted=painted)

    np.testing.assert_array_equal(ran(script), labels)


def test_runs_are_what_is_no_background():
    values = np.array([[0, 2, 2], [2, 0, 1]])

    assert runs(values, 0) == [(1, 3, 2), (5, 1, 1)]
    assert runs(np.zeros((2, 2), int), 0) == []


def test_a_name_cannot_leave_its_text():
    for script in (
        recipe_of_fit(Source(HOSTILE), Settings(), seeds=HOSTILE),
        recipe_of_model_file(Source(HOSTILE), HOSTILE),
    ):
        compile(script, "recipe.py", "exec")
        assert [line for line in script.splitlines() if line.startswith("import")] == ["import gmmseg"]


def test_pages_and_the_like_are_named():
    source = Source("a.tif", {"page": 3, "axis": "z", "as_channels": True, "pixel_size": (0.5, 0.25)})

    assert source.python == (
        "gmmseg.read('a.tif', page=3, axis='z', as_channels=True, pixel_size=(0.5, 0.25))"
    )
    assert source.options == [
        "a.tif", "--page", "3", "--axis", "z", "--as-channels", "--pixel-size", "0.25x0.5um",
    ]  # fmt: skip


def test_every_setting_has_the_flag_of_the_command_line():
    from gmmseg.cli.segment import segment as command

    flags = {each.name: set(each.opts) for each in command.params}

    assert {name: flag for name, flag in FLAGS.items() if flag not in flags[name]} == {}
    assert set(FLAGS) == set(Settings.__slots__)


def test_the_interpreter_is_not_asked_for():
    assert sys.executable not in recipe_of_fit(Source("photo.png"), Settings())
