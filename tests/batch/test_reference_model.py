"""What comes before the first picture."""

import hashlib
import os
from pathlib import Path

import pytest

from gmmseg.batch import Plan, Recipe, reference_model
from gmmseg.batch.manifest import Manifest
from gmmseg.batch.manifest_entries import with_file_hash
from gmmseg.batch.plan import Picture
from gmmseg.batch.reference_model import (
    MODEL,
    FileHashes,
    file_digest,
    load_reference,
    preparing_model,
    remove_outdated_model,
)
from gmmseg.batch.workers.worker_process import WorkerProcess
from gmmseg.errors import (
    AlreadyThereError,
    MissingImageError,
    NoModelError,
    NoPicturesError,
    UnreadableImageError,
)
from gmmseg.io.models import text_of
from gmmseg.settings import Settings


def recipe_of(plan, manifest):
    remove_outdated_model(plan, manifest)
    worker = WorkerProcess(plan.recipe, 2)
    walk = preparing_model(plan, worker)
    try:
        while True:
            next(walk)
    except StopIteration as end:
        recipe, lost = end.value
        assert lost == {}
        return recipe
    finally:
        worker.end()


def plan_of(photos, folder, **options):
    folder.mkdir(exist_ok=True)
    return Plan.of([photos], folder, Recipe("pooled", settings=Settings(3, method="global")), **options)


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


class Fragile:
    """Stands for a worker whose process dies of some pictures, and else makes a model."""

    def __init__(self, *deadly, model=""):
        self.deadly, self.model, self.asked = deadly, model, []

    def messages(self, task):
        names = [Path(path).name for path in task["pool"]]
        self.asked.append(names)
        for index, name in enumerate(names):
            yield {"opening": index, "pixels": 0}
            if name in self.deadly:
                yield {"status": "failed", "error": f"Died of {name}.", "killed": True}
                return
            yield {"progress": ["Reading pictures", 0.1]}
        yield {"progress": ["Fitting", 0.5], "pixels": None}
        if self.model:
            yield {"status": "done", "model": self.model}
        else:
            yield {"status": "failed", "error": "Died of a fit.", "killed": True}


def test_pictures_that_a_process_dies_of_are_left_out_of_the_model(photos, model, tmp_path):
    plan = plan_of(photos, tmp_path / "out")
    worker, seen = Fragile("a.png", "c.png", model=text_of(model)), []

    walk = preparing_model(plan, worker)
    try:
        while True:
            seen.append(next(walk))
    except StopIteration as end:
        recipe, lost = end.value

    assert worker.asked == [
        ["a.png", "b.png", "c.png", "d.png"],
        ["b.png", "c.png", "d.png"],
        ["b.png", "d.png"],
    ]
    assert seen[-1].stage == "Fitting"
    assert text_of(load_reference(plan.folder / MODEL)) == text_of(recipe.model) == text_of(model)
    assert lost == {"a.png": "Died of a.png.", "c.png": "Died of c.png."}


def test_where_a_process_dies_of_every_picture_or_of_the_fit_there_is_no_model(photos, tmp_path):
    plan = plan_of(photos, tmp_path / "out")

    with pytest.raises(NoModelError) as of_all:
        list(preparing_model(plan, Fragile("a.png", "b.png", "c.png", "d.png")))
    with pytest.raises(NoPicturesError) as of_the_fit:
        list(preparing_model(plan, Fragile()))

    assert of_all.value.reasons == tuple(f"Died of {name}.png." for name in "abcd")
    assert str(of_the_fit.value) == (
        "Cannot begin: no model could be made: Died of a fit. See to that first."
    )


def test_the_model_of_another_run_is_not_replaced_unless_requested(photos, tmp_path):
    plan = plan_of(photos, tmp_path / "out")
    (plan.folder / MODEL).write_text("mine")

    with pytest.raises(AlreadyThereError):
        recipe_of(plan, Manifest.of(plan.folder))
    recipe_of(plan_of(photos, plan.folder, overwrite=True), Manifest.of(plan.folder))

    assert load_reference(plan.folder / MODEL) is not None
    assert load_reference(tmp_path / "missing") is None


def test_a_files_mark_is_that_of_its_bytes(photos, tmp_path):
    os.mkfifo(tmp_path / "pipe.png")

    expected = hashlib.sha256((photos / "a.png").read_bytes()).hexdigest()
    assert file_digest(photos / "a.png") == expected
    with pytest.raises(MissingImageError):
        file_digest(photos / "missing.png")
    with pytest.raises(UnreadableImageError, match="it is not a file"):
        file_digest(tmp_path / "pipe.png")


def test_a_file_of_many_pages_is_hashed_once_as_long_as_it_stays(photos, monkeypatch):
    hashed = []
    monkeypatch.setattr(reference_model, "file_digest", lambda path: hashed.append(path) or str(len(hashed)))
    hashes, path = FileHashes(), photos / "a.png"
    pages = [Picture(path, f"a_p{number}", "", number) for number in (1, 2, 3)]

    first = {hashes.of(page) for page in pages}
    path.write_bytes(b"something else")
    then = {hashes.of(page) for page in pages}

    assert (first, then) == ({"1"}, {"2"})
    assert hashes.of(Picture(path, "a")) != hashes.of(Picture(path, "a"))
    assert hashes.of(Picture(photos / "gone.png", "b", "", 2)) == "5"


def test_of_very_many_pictures_the_model_is_fitted_to_some_spread_over_the_list(
    photos, tmp_path, monkeypatch
):
    monkeypatch.setattr(reference_model, "MOST_POOLED", 2)
    plan = plan_of(photos, tmp_path / "out")
    asked = []

    class Worker(WorkerProcess):
        def messages(self, task):
            asked.append([Path(each).name for each in task["pool"]])
            return super().messages(task)

    worker = Worker(plan.recipe, 2)
    try:
        for _ in preparing_model(plan, worker):
            pass
    finally:
        worker.end()

    assert asked == [["a.png", "c.png"]]


def test_a_large_file_that_is_as_it_was_is_not_read_again(plan, monkeypatch):
    monkeypatch.setattr(reference_model, "LARGE", 0)
    picture, read = plan.pictures[0], []
    monkeypatch.setattr(
        reference_model, "file_digest", lambda path: read.append(path.name) or file_digest(path)
    )

    first = with_file_hash({}, picture, FileHashes())
    again = with_file_hash({}, picture, FileHashes(), first)
    os.utime(picture.path, ns=(0, 0))
    touched = with_file_hash({}, picture, FileHashes(), first)

    assert read == ["a.png", "a.png"]
    assert again == first
    assert touched == {"sha256": first["sha256"], "file": [picture.path.stat().st_size, 0]}
    monkeypatch.setattr(reference_model, "LARGE", 2**24)
    assert set(with_file_hash({}, picture, FileHashes())) == {"sha256"}  # a small one is read
