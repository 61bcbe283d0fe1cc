"""How pictures stand before a run, and which of their results a run makes again."""

import json
from dataclasses import replace

import pytest

from gmmseg.batch import ImageOutcome, Plan, Recipe, Run
from gmmseg.batch.image_status import ImageStatus, statuses
from gmmseg.batch.manifest import NAME
from gmmseg.settings import Settings


def run(plan):
    return {
        each.picture.name: each for each in Run(plan, workers=1).events() if isinstance(each, ImageOutcome)
    }


def asking(plan, *kinds, **options):
    """Return the plan with other kinds of files asked for."""
    return replace(plan, recipe=replace(plan.recipe, kinds=kinds, **options))


def states(plan):
    return {picture.name: standing.state for picture, standing in statuses(plan)}


@pytest.fixture
def finished(plan):
    """Return a plan that was done."""
    run(plan)
    return plan


def test_pictures_are_to_be_done_and_then_they_are(plan, photos):
    (photos / "bad.png").symlink_to("nowhere")
    plan = Plan.of([photos], plan.folder, plan.recipe)

    before = dict(statuses(plan))
    run(plan)

    wanted = {picture.name: standing.state for picture, standing in before.items()}
    assert wanted == dict.fromkeys(("a.png", "b.png", "c.png", "sub/d.png"), "new") | {"bad.png": "failed"}
    assert states(plan) == dict.fromkeys(wanted, "current") | {"bad.png": "failed"}


def test_a_result_that_is_gone_is_made_again_and_nothing_else(finished, contents):
    before = contents(finished.folder)
    (finished.folder / "b_labels.png").unlink()
    (finished.folder / "sub" / "d_labels.png").unlink()
    (finished.folder / "sub" / "d_table.csv").unlink()

    found = {picture.name: standing for picture, standing in statuses(finished)}
    again = run(finished)

    assert found["a.png"] == ImageStatus("current")
    assert found["b.png"] == ImageStatus("again", "b_labels.png is gone", ("labels",), frozenset({"labels"}))
    assert found["sub/d.png"].reason == "sub/d_labels.png and 1 more are gone"
    assert [name for name, event in again.items() if event.fresh] == ["b.png", "sub/d.png"]
    assert contents(finished.folder) == before


def test_a_result_that_was_changed_is_kept_unless_it_may_be_replaced(finished, contents):
    before = contents(finished.folder)
    (finished.folder / "a_labels.png").write_text("mine")
    (finished.folder / "a_table.csv").unlink()

    refused = run(finished)["a.png"]
    kept = (finished.folder / "a_labels.png").read_text()
    allowed = run(replace(finished, overwrite=True))["a.png"]

    assert refused.line["error"] == (
        f"a_labels.png was changed in {finished.folder} after an earlier run wrote it, and nothing was "
        "written. Allow overwriting to have it made anew, or move it away."
    )
    assert kept == "mine"
    assert allowed.line["status"] == "done"
    assert contents(finished.folder) == before


def test_the_model_of_all_pictures_is_known_to_whoever_looks_ahead(photos, tmp_path):
    plan = Plan.of(
        [photos], tmp_path / "out", Recipe("pooled", settings=Settings(3, method="global"), kinds=("labels",))
    )
    run(plan)

    assert set(states(plan).values()) == {"current"}


def test_more_kinds_are_added_as_if_all_had_been_asked_for_at_once(finished, contents, tmp_path):
    more = asking(finished, "overlay", "table", "masks")
    before = contents(finished.folder)

    ahead = dict(statuses(more))
    added = run(more)
    after = contents(finished.folder)

    wanted = ImageStatus("more", "overlay, masks", ("overlay", "masks"))
    assert {picture.name: each for picture, each in ahead.items()} == dict.fromkeys(added, wanted)
    assert all(event.fresh and event.line["status"] == "done" for event in added.values())
    assert {name: after[name] for name in before if not name.endswith(".jsonl")} == {
        name: content for name, content in before.items() if not name.endswith(".jsonl")
    }
    once = replace(asking(finished, "labels", "table", "overlay", "masks"), folder=tmp_path / "once")
    run(once)
    assert after == contents(once.folder)


def test_once_added_nothing_is_done_whichever_kinds_are_asked_for(finished, contents):
    more = asking(finished, "overlay")
    run(more)
    before = contents(finished.folder)

    for plan in (finished, more, asking(finished, "labels", "overlay", "table"), asking(finished, "table")):
        assert set(states(plan).values()) == {"current"}
        assert not any(event.fresh for event in run(plan).values())
    assert contents(finished.folder) == before


def test_what_was_deleted_or_changed_matters_only_where_its_kind_is_asked_for(finished, contents):
    before = contents(finished.folder)
    (finished.folder / "a_labels.png").unlink()
    (finished.folder / "b_labels.png").write_text("mine")

    run(asking(finished, "overlay"))
    left = contents(finished.folder)
    found = {picture.name: standing for picture, standing in statuses(finished)}
    run(finished)

    assert "a_labels.png" not in left
    assert left["b_labels.png"] == b"mine"
    assert left["b_overlay.png"]
    assert found["a.png"].reason == "a_labels.png is gone"
    assert found["b.png"].reason.startswith("b_labels.png was changed in")
    after = contents(finished.folder)
    assert after["a_labels.png"] == before["a_labels.png"]
    assert after["b_labels.png"] == b"mine"


def test_results_of_another_state_are_reported_as_such(finished, photos):
    (photos / "a.png").write_bytes((photos / "b.png").read_bytes())

    changed = {picture.name: each for picture, each in statuses(finished)}["a.png"]
    other = run(asking(finished, "labels", adapt=0.3))["b.png"]

    assert changed == ImageStatus(
        "failed",
        f"a_labels.png and 1 more of these files already exist in {finished.folder}, made before the picture "
        "was changed, and nothing was written. Allow overwriting, or choose another folder.",
    )
    assert other.line["error"] == (
        f"b_labels.png already exists in {finished.folder}, made with other settings or another model, "
        "and nothing was written. Allow overwriting, or choose another folder."
    )


def test_a_file_of_others_where_one_is_to_be_added_is_kept_even_while_others_are_made_again(finished):
    (finished.folder / "a_labels.png").unlink()
    (finished.folder / "a_overlay.png").write_text("mine")

    refused = run(asking(finished, "labels", "overlay"))["a.png"]
    kept = (finished.folder / "a_overlay.png").read_text()
    allowed = run(replace(asking(finished, "labels", "overlay"), overwrite=True))["a.png"]

    assert refused.line["error"].startswith("a_overlay.png already exists in")
    assert kept == "mine"
    assert allowed.line["status"] == "done"
    assert (finished.folder / "a_overlay.png").read_bytes()[:4] == b"\x89PNG"
    assert [event.fresh for event in run(finished).values()] == [False] * 4


def test_an_overlay_of_another_opacity_is_in_the_way_and_labels_are_not(finished, contents):
    run(asking(finished, "overlay"))
    faint = asking(finished, "labels", "overlay", opacity=0.2)
    before = contents(finished.folder)

    refused = run(faint)
    same = contents(finished.folder)
    run(replace(faint, overwrite=True))

    assert {event.line["status"] for event in refused.values()} == {"failed"}
    assert same == before
    after = contents(finished.folder)
    changed = {name for name in before if before[name] != after[name]}
    overlays = {"a_overlay.png", "b_overlay.png", "c_overlay.png", "sub/d_overlay.png"}
    assert changed == overlays | {"gmmseg-batch.jsonl"}
    assert set(states(faint).values()) == {"current"}


@pytest.mark.parametrize("source", ["each", "pooled"])
def test_more_kinds_use_the_model_that_was_made(photos, contents, tmp_path, source):
    recipe = Recipe(source, settings=Settings(3, method="global"), kinds=("labels",))
    plan, once = (Plan.of([photos], tmp_path / name, recipe) for name in ("out", "once"))
    run(plan)

    run(asking(plan, "overlay"))

    run(asking(once, "labels", "overlay"))
    assert contents(plan.folder) == contents(once.folder)


def test_a_run_killed_while_it_added_may_replace_what_it_was_doing_and_nothing_else(finished, contents):
    more = asking(finished, "overlay")
    before = contents(finished.folder)
    run(more)
    whole = contents(finished.folder)
    manifest = finished.folder / NAME
    lines = [json.loads(line) for line in before[NAME].decode().splitlines()]
    line = lines[1] | {"status": "begun", "doing": ["overlay"]}
    manifest.write_bytes(before[NAME] + json.dumps(line).encode() + b"\n")
    (finished.folder / "a_overlay.png").write_text("torn")
    for name in ("b", "c", "sub/d"):
        (finished.folder / f"{name}_overlay.png").unlink()
    (finished.folder / "a_masks.png").write_text("mine")

    ahead = states(finished)
    first = run(finished)
    run(more)

    assert ahead["a.png"] == "current"
    assert not any(event.fresh for event in first.values())
    assert contents(finished.folder) == whole | {"a_masks.png": b"mine"}
