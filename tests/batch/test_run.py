"""A run of a plan, with real worker processes."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile

import gmmseg
from gmmseg.batch import EarlyEnd, ImageOutcome, ImageStart, ModelProgress, Plan, Recipe, Run
from gmmseg.batch.folder_lock import locked
from gmmseg.batch.manifest import NAME, Manifest
from gmmseg.batch.workers.timeout import TimeLimit
from gmmseg.batch.workers.worker_process import WorkerProcess
from gmmseg.errors import BusyFolderError
from gmmseg.io.readers.pages import FIRST, PageChoice
from gmmseg.settings import Settings


def outcomes(plan, **options):
    return {
        event.picture.name: event
        for event in Run(plan, **options).events()
        if isinstance(event, ImageOutcome)
    }


def test_every_picture_is_begun_and_finished_and_written(plan, contents):
    events = list(Run(plan, workers=2).events())

    names = ["a.png", "b.png", "c.png", "sub/d.png"]
    assert sorted(event.picture.name for event in events if isinstance(event, ImageStart)) == names
    done = [event for event in events if isinstance(event, ImageOutcome)]
    assert sorted(event.picture.name for event in done) == names
    assert all(event.fresh and event.line["status"] == "done" for event in done)
    written = [f"{name[:-4]}_{kind}" for name in names for kind in ("labels.png", "table.csv")]
    assert sorted(contents(plan.folder)) == sorted([*written, "gmmseg-batch.csv", "gmmseg-batch.jsonl"])
    assert list(Manifest.of(plan.folder).lines) == names


def test_a_second_run_changes_nothing_and_one_worker_gives_the_same_files(plan, contents, tmp_path):
    list(Run(plan, workers=2).events())
    before = contents(plan.folder)
    times = {path: path.stat().st_mtime_ns for path in plan.folder.rglob("*") if path.is_file()}

    again = outcomes(plan)
    other = replace(plan, folder=tmp_path / "other")
    list(Run(other, workers=1).events())

    assert not any(event.fresh for event in again.values())
    assert contents(plan.folder) == before == contents(other.folder)
    assert [path for path, when in times.items() if path.stat().st_mtime_ns != when] == []


def test_a_table_that_cannot_be_written_is_reported(plan):
    (plan.folder / "gmmseg-batch.csv").mkdir(parents=True)

    *_, last = Run(plan).events()

    assert last == EarlyEnd(
        f"Cannot write {plan.folder / 'gmmseg-batch.csv'}: a folder of that name is in its place. "
        "Choose another folder or another name."
    )


@pytest.mark.parametrize("n_done", [2, 4])
def test_a_folder_that_is_removed_meanwhile_is_reported_and_made_again(plan, n_done):
    events = []
    for event in Run(plan, workers=1).events():
        events.append(event)
        if (
            isinstance(event, ImageOutcome)
            and sum(isinstance(each, ImageOutcome) for each in events) == n_done
        ):
            shutil.rmtree(plan.folder, ignore_errors=True)

    again = outcomes(plan)

    assert events[-1] == EarlyEnd(
        f"{plan.folder / NAME} was removed while the run went on, perhaps with results. "
        "Run again: what is gone is made anew."
    )
    assert {each.line["status"] for each in again.values()} == {"done"}
    assert (plan.folder / "a_labels.png").is_file()


def test_a_bad_picture_is_reported_and_the_others_are_done(plan, photos):
    (photos / "b.png").write_bytes(b"no picture")

    found = outcomes(plan)

    assert found["b.png"].line["status"] == "failed"
    assert (
        found["b.png"].line["error"].startswith("Cannot read b.png: it is not a picture in any known format")
    )
    assert {found[name].line["status"] for name in ("a.png", "c.png", "sub/d.png")} == {"done"}


def test_only_what_changed_is_done_again_and_only_when_it_may_be(plan, photos, save):
    list(Run(plan).events())
    save(photos / "c.png", seed=9)

    refused = outcomes(plan)
    allowed = outcomes(replace(plan, overwrite=True))

    assert refused["c.png"].line["status"] == "failed"
    assert (
        refused["c.png"].line["error"].startswith("c_labels.png and 1 more of these files already exist in")
    )
    assert {name: event.fresh for name, event in allowed.items()} == {
        "a.png": False,
        "b.png": False,
        "c.png": True,
        "sub/d.png": False,
    }
    assert all(event.line["status"] == "done" for event in allowed.values())


def test_results_stay_known_when_another_recipe_may_not_replace_them(plan, contents):
    list(Run(plan).events())
    before = contents(plan.folder)
    other = replace(plan, recipe=replace(plan.recipe, adapt=0.2))

    refused = outcomes(other)
    again = outcomes(plan)

    assert {event.line["status"] for event in refused.values()} == {"failed"}
    assert not any(event.fresh for event in again.values())
    assert contents(plan.folder) == before


def test_files_of_others_are_never_replaced(plan):
    plan.folder.mkdir()
    (plan.folder / "a_labels.png").write_text("mine")

    found = outcomes(plan)

    assert found["a.png"].line["status"] == "failed"
    assert (plan.folder / "a_labels.png").read_text() == "mine"
    assert found["b.png"].line["status"] == "done"


def test_pictures_fitted_for_themselves_have_the_same_classes(photos, tmp_path, save):
    save(photos / "a.png", order=(2, 0, 1))
    recipe = Recipe("each", settings=Settings(3, position=0.2, method="global"), kinds=("labels",))
    plan = Plan.of([photos], tmp_path / "out", recipe)

    events = list(Run(plan).events())

    assert any(isinstance(event, ModelProgress) for event in events)
    colours = [
        [each["mean_colour"] for each in event.line["classes"]]
        for event in events
        if isinstance(event, ImageOutcome)
    ]
    assert len(colours) == 4
    for each in colours:
        assert [max(range(3), key=colour.__getitem__) for colour in each] == [
            max(range(3), key=colour.__getitem__) for colour in colours[0]
        ]


@pytest.mark.parametrize(("names", "subject"), [("ab", "none of the 2 pictures"), ("a", "the only picture")])
@pytest.mark.parametrize("source", ["each", "pooled"])
def test_where_no_picture_is_good_for_a_model_each_is_reported(tmp_path, source, names, subject):
    folder = tmp_path / "in"
    folder.mkdir()
    for name in names:
        (folder / f"{name}.png").write_bytes(b"no picture")
    plan = Plan.of([folder], tmp_path / "out", Recipe(source))

    events = list(Run(plan).events())

    ends = [event for event in events if isinstance(event, ImageOutcome)]
    can = "can" if len(names) > 1 else "cannot"
    first = ends[0].line["error"]
    assert [event.line["status"] for event in ends] == ["failed"] * len(names)
    assert first.startswith("Cannot read a.png: it is not a picture in any known format")
    assert events[-1] == EarlyEnd(
        f"No model can be made, {subject} in {folder} {can} be used; the first: {first}", "no-model"
    )
    assert (plan.folder / "gmmseg-batch.csv").read_text().count("failed") == len(names)
    assert list(Manifest.of(plan.folder).lines) == [f"{name}.png" for name in names]


@pytest.mark.parametrize("source", ["each", "pooled"])
def test_what_hangs_while_the_model_is_made_is_not_tried_again(photos, tmp_path, monkeypatch, source):
    real, tried = WorkerProcess.messages, []

    def messages(worker, task):
        """Hang on b.png, and else do the work."""
        names = [Path(way).name for way in task.get("pool", [task.get("path")])]
        tried.extend(names)
        if "b.png" not in names:
            return real(worker, task)
        index = names.index("b.png")
        answer = {"status": "failed", "error": "It took too long.", "killed": True}
        return iter([{"opening": index, "pixels": 0}, answer])

    monkeypatch.setattr(WorkerProcess, "messages", messages)
    recipe = Recipe(source, settings=Settings(3, position=0, method="global"), kinds=("labels",))

    found = outcomes(Plan.of([photos], tmp_path / "out", recipe))

    assert tried.count("b.png") == 1
    assert {name: event.line["status"] for name, event in found.items()} == {
        "a.png": "done",
        "b.png": "failed",
        "c.png": "done",
        "sub/d.png": "done",
    }
    assert found["b.png"].line["error"] == (
        "It took too long. That was while the model of all pictures was made; it was not tried again."
    )


def test_another_run_in_the_same_folder_is_refused(plan):
    plan.folder.mkdir()

    with locked(plan.folder), pytest.raises(BusyFolderError):
        list(Run(plan).events())


def test_a_run_that_is_cancelled_ends_and_the_next_goes_on(plan, contents, tmp_path):
    run = Run(plan, workers=1)
    seen = []
    for event in run.events():
        seen.append(event)
        if isinstance(event, ImageOutcome):
            run.cancel()
    n_done = sum(isinstance(event, ImageOutcome) for event in seen)

    rest = outcomes(plan)

    assert n_done < 4
    assert sum(not event.fresh for event in rest.values()) == n_done
    whole = replace(plan, folder=tmp_path / "whole")
    list(Run(whole).events())
    assert contents(plan.folder) == contents(whole.folder)


def test_a_walk_that_is_left_early_leaves_nothing_running(plan):
    events = Run(plan, workers=2).events()
    next(events)

    events.close()

    assert not (plan.folder / ".gmmseg-batch.lock").exists()
    assert all(each["status"] in ("begun", "done") for each in Manifest.of(plan.folder).lines.values())


def test_a_full_disk_stops_the_run(plan, monkeypatch):
    answer = {"status": "failed", "error": "The disk is full.", "disk_full": True}
    monkeypatch.setattr("gmmseg.batch.workers.worker_process.WorkerProcess.ask", lambda *_: dict(answer))

    events = list(Run(plan, workers=1).events())

    assert sum(isinstance(event, ImageOutcome) for event in events) == 1
    assert events[-1] == EarlyEnd("The disk is full: the remaining pictures were not tried.", "disk-full")
    assert "disk_full" not in json.loads((plan.folder / NAME).read_text().splitlines()[-1])


RUN = """
import sys, json
from pathlib import Path
from gmmseg.batch import *
from gmmseg.io.models import read
if __name__ == "__main__":
    recipe = Recipe("model", read(sys.argv[1]), kinds=("labels", "table"))
    for event in Run(Plan.of([Path(sys.argv[2])], Path(sys.argv[3]), recipe), workers=2).events():
        print(type(event).__name__, flush=True)
"""


def start(model, photos, folder):
    words = [sys.executable, "-c", RUN, str(model), str(photos), str(folder)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True, start_new_session=True)


def test_a_killed_run_is_taken_up_again_as_if_nothing_had_been(plan, photos, model, save, contents, tmp_path):
    for number in range(8):
        save(photos / f"more{number}.png", seed=number)
    path = model.save(tmp_path / "m.gmm.json")
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    list(Run(Plan.of([photos], whole, plan.recipe)).events())
    for n_events in (1, 4, 9):
        process = start(path, photos, broken)
        for _ in range(n_events):
            process.stdout.readline()
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()

    outcomes(Plan.of([photos], broken, plan.recipe))

    assert contents(broken) == contents(whole)


def test_workers_do_not_outlive_a_run_that_was_killed(photos, model, tmp_path):
    process = start(model.save(tmp_path / "m.gmm.json"), photos, tmp_path / "out")
    process.stdout.readline()
    children = _children(process.pid)
    process.kill()
    process.communicate()

    until = time.monotonic() + 20
    while any(_runs(pid) for pid in children) and time.monotonic() < until:
        time.sleep(0.05)

    assert children
    assert not any(_runs(pid) for pid in children)


def _children(pid):
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return [int(word) for word in found.stdout.split()]


def _runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").split()[2] != "Z"
    except FileNotFoundError:
        return False


def test_a_worker_that_cannot_be_ended_ends_the_run_with_an_error(plan, monkeypatch):
    real = WorkerProcess.end

    def end(worker):
        real(worker)
        if worker.time_limit.seconds != 77:
            return
        raise PermissionError("not permitted")

    monkeypatch.setattr(WorkerProcess, "end", end)

    with pytest.raises(PermissionError, match="not permitted"):
        list(Run(plan, workers=2, time_limit=TimeLimit(77)).events())

    monkeypatch.undo()
    assert not list(plan.folder.glob(".gmmseg*"))
    assert all(event.line["status"] == "done" for event in outcomes(plan).values())


@pytest.mark.parametrize("source", ["model", "pooled"])
def test_pages_of_a_stack_are_pictures_with_records_of_their_own(source, tmp_path, contents):
    (tmp_path / "in").mkdir()
    pages = np.full((3, 20, 30), 60.0)
    for number, page in enumerate(pages):
        page[:, : 5 + number] = 180
    grey = (pages + np.random.default_rng(0).normal(0, 4, pages.shape)).astype(np.uint8)
    tifffile.imwrite(tmp_path / "in" / "stack.tif", grey, imagej=True, metadata={"axes": "ZYX"})
    settings = Settings(2, position=0.0, method="global")
    model = gmmseg.segment(grey[0], 2, position=0, method="global").model if source == "model" else None
    recipe = Recipe(source, model, settings, kinds=("labels-tif",))

    def plan(pages=FIRST):
        return Plan.of([tmp_path / "in"], tmp_path / "out", recipe, pages=pages)

    some = outcomes(plan(PageChoice.requested("1-2")), workers=1)
    every = outcomes(plan(), workers=1)
    found = [tifffile.imread(tmp_path / "out" / f"stack_z00{number}_labels.tif") for number in (1, 2, 3)]
    (tmp_path / "out" / "stack_z002_labels.tif").unlink()
    again = outcomes(plan(), workers=1)

    assert list(some) == ["stack_z001.tif", "stack_z002.tif"]
    assert {name: event.fresh for name, event in every.items()} == {
        "stack_z001.tif": False,
        "stack_z002.tif": False,
        "stack_z003.tif": True,
    }
    assert [np.count_nonzero(each == found[0][0, 0]) for each in found] == [100, 120, 140]
    assert [name for name, event in again.items() if event.fresh] == ["stack_z002.tif"]
    lines = Manifest.of(tmp_path / "out").lines
    assert {line["page"] for line in lines.values()} == {1, 2, 3}
    assert len({line["sha256"] for line in lines.values()}) == 1
