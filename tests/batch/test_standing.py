"""How pictures stand before a run, and which of their results a run makes again."""

from dataclasses import replace

import pytest

from gmmseg.batch import Finished, Plan, Recipe, Run
from gmmseg.batch.standing import Standing, standings
from gmmseg.settings import Settings


def run(plan):
    return {each.picture.name: each for each in Run(plan, workers=1).events() if isinstance(each, Finished)}


def states(plan):
    return {picture.name: standing.state for picture, standing in standings(plan)}


@pytest.fixture
def finished(plan):
    """Return a plan that was done."""
    run(plan)
    return plan


def test_pictures_are_to_be_done_and_then_they_are(plan, photos):
    (photos / "bad.png").symlink_to("nowhere")
    plan = Plan.of([photos], plan.folder, plan.recipe)

    before = dict(standings(plan))
    run(plan)

    wanted = {picture.name: standing.state for picture, standing in before.items()}
    assert wanted == dict.fromkeys(("a.png", "b.png", "c.png", "sub/d.png"), "new") | {"bad.png": "failed"}
    assert states(plan) == dict.fromkeys(wanted, "current") | {"bad.png": "failed"}


def test_a_result_that_is_gone_is_made_again_and_nothing_else(finished, contents):
    before = contents(finished.folder)
    (finished.folder / "b_labels.png").unlink()
    (finished.folder / "sub" / "d_labels.png").unlink()
    (finished.folder / "sub" / "d_table.csv").unlink()

    found = {picture.name: standing for picture, standing in standings(finished)}
    again = run(finished)

    assert found["a.png"] == Standing("current")
    assert found["b.png"] == Standing("again", "b_labels.png is gone", overwrite=True)
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
    plan = Plan.of([photos], tmp_path / "out", Recipe("pooled", settings=Settings(3), kinds=("labels",)))
    run(plan)

    assert set(states(plan).values()) == {"current"}
