"""What comes before the first picture."""

import hashlib
import os
from threading import Event

import pytest

from gmmseg.batch import Plan, Recipe
from gmmseg.batch.manifest import Manifest
from gmmseg.batch.preparing import MODEL, file_digest, made, make_way, prepared
from gmmseg.errors import AlreadyThereError, MissingImageError, UnreadableImageError
from gmmseg.io.models import text_of
from gmmseg.settings import Settings


def recipe_of(plan, manifest):
    make_way(plan, manifest)
    walk = prepared(plan, Event())
    while True:
        try:
            next(walk)
        except StopIteration as end:
            return end.value


def plan_of(photos, folder, **options):
    folder.mkdir(exist_ok=True)
    return Plan.of([photos], folder, Recipe("pooled", settings=Settings(3)), **options)


def test_a_model_that_was_given_is_taken(plan, tmp_path):
    assert recipe_of(plan, Manifest.of(tmp_path)) is plan.recipe


def test_a_model_of_all_pictures_is_made_once(photos, save, tmp_path):
    plan = plan_of(photos, tmp_path / "out")
    manifest = Manifest.of(plan.folder)
    first = recipe_of(plan, manifest)
    manifest.open({"recipe": plan.recipe.digest})
    manifest.close()
    save(photos / "e.png", order=(2, 2, 2))

    again = recipe_of(plan_of(photos, plan.folder), Manifest.of(plan.folder))

    assert len(first.model.training.pictures) == 4
    assert text_of(again.model) == text_of(first.model) == (plan.folder / MODEL).read_text()


def test_the_model_of_another_run_is_not_replaced_unless_told(photos, tmp_path):
    plan = plan_of(photos, tmp_path / "out")
    (plan.folder / MODEL).write_text("mine")

    with pytest.raises(AlreadyThereError):
        recipe_of(plan, Manifest.of(plan.folder))
    recipe_of(plan_of(photos, plan.folder, overwrite=True), Manifest.of(plan.folder))

    assert made(plan.folder / MODEL) is not None
    assert made(tmp_path / "missing") is None


def test_a_files_mark_is_that_of_its_bytes(photos, tmp_path):
    os.mkfifo(tmp_path / "pipe.png")

    expected = hashlib.sha256((photos / "a.png").read_bytes()).hexdigest()
    assert file_digest(photos / "a.png") == expected
    with pytest.raises(MissingImageError):
        file_digest(photos / "missing.png")
    with pytest.raises(UnreadableImageError, match="it is not a file"):
        file_digest(tmp_path / "pipe.png")
