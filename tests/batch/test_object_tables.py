"""Tables of the objects of a folder."""

import csv
from dataclasses import replace

import numpy as np
import pytest

from gmmseg.batch import ImageOutcome, Plan, Recipe, Run, object_tables
from gmmseg.errors import BadSettingError
from gmmseg.imaging.object_options import ObjectOptions


@pytest.fixture
def with_objects(plan):
    kinds = object_tables.with_tables(("labels",))
    options = ObjectOptions(classes=(2, 3), min_area=1)
    recipe = replace(plan.recipe, kinds=kinds, objects=options, pixel_size=(0.5, 0.5))
    return replace(plan, recipe=recipe)


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def run(plan):
    return [event for event in Run(plan, workers=1).events() if isinstance(event, ImageOutcome)]


def test_a_folder_has_one_table_of_objects_and_one_of_classes_and_goes_on_where_it_was(with_objects):
    first = replace(with_objects, pictures=with_objects.pictures[:2])

    run(first)
    events = run(with_objects)

    assert [event.fresh for event in events] == [True, True, False, False]  # what has no record comes first
    names = [picture.name for picture in with_objects.pictures]
    found = rows(with_objects.folder / "gmmseg-batch-objects.csv")
    assert list(dict.fromkeys(row["image"] for row in found)) == names
    assert {row["class"] for row in found} == {"2", "3"}
    assert all(float(row["area_um2"]) == int(row["area_px"]) / 4 for row in found)
    summary = rows(with_objects.folder / "gmmseg-batch-objects-summary.csv")
    assert [(row["image"], row["class"]) for row in summary] == [(n, c) for n in names for c in "23"]
    each = [sum(row["image"] == s["image"] and row["class"] == s["class"] for row in found) for s in summary]
    assert [int(row["count"]) for row in summary] == each

    path = object_tables.write_groups(with_objects, "folder")

    groups = rows(path)
    assert [(row["group"], row["class"], row["n_images"]) for row in groups] == [
        (".", "2", "3"),
        (".", "3", "3"),
        ("sub", "2", "1"),
        ("sub", "3", "1"),
    ]
    mean = np.mean([float(row["area_total_um2"]) for row in summary if row["class"] == "2"][:3])
    assert float(groups[0]["area_total_um2_mean"]) == pytest.approx(mean)


def test_without_objects_there_is_no_table(plan, contents):
    run(replace(plan, pictures=plan.pictures[:1]))

    assert not any("objects" in name for name in contents(plan.folder))


def test_recipes_without_objects_have_the_mark_that_they_had(plan):
    recipe = plan.recipe
    other = replace(recipe, objects=ObjectOptions())

    assert "objects" in recipe.as_values()
    assert Recipe.from_values(other.as_values()).objects == ObjectOptions()
    assert other.digest != recipe.digest
    assert replace(recipe, pixel_size=(1.0, 1.0)).digest != recipe.digest


def test_groups_are_given_by_a_file(plan, tmp_path):
    file = tmp_path / "groups.csv"
    file.write_text("picture,group\na.png,control\nd.png,treated\n")

    group_of = object_tables.groups([picture.name for picture in plan.pictures], str(file))

    assert [group_of(picture.name) for picture in plan.pictures] == ["control", None, None, "treated"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "folder, or a CSV file with the columns picture and group."),
        ("name,kind\na.png,x\n", "folder, or a CSV file with the columns picture and group."),
        (
            "picture,group\nz.png,x\n",
            "folder, or a CSV file with the columns picture and group; this one names none of the pictures.",
        ),
    ],
)
def test_a_file_that_tells_no_groups_is_refused(plan, tmp_path, text, sentence):
    file = tmp_path / "groups.csv"
    if text is not None:
        file.write_text(text)

    with pytest.raises(BadSettingError) as caught:
        object_tables.groups([picture.name for picture in plan.pictures], str(file))

    assert str(caught.value) == f"Setting groups is {str(file)!r}, but it must be {sentence}"


def test_plans_are_made_of_such_recipes(photos, model, tmp_path):
    plan = Plan.of([photos], tmp_path / "out", Recipe("model", model, objects=ObjectOptions()))

    assert plan.recipe.objects == ObjectOptions()
