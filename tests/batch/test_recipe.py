"""What is done with every picture."""

import json
from dataclasses import replace

import pytest

from gmmseg.batch import Recipe
from gmmseg.errors import BadSettingError
from gmmseg.io.models import text_of
from gmmseg.settings import Settings


def test_a_recipe_comes_back_from_its_values(model):
    recipe = Recipe("model", model, Settings(3, seed=4), adapt=0.2, kinds=("masks",), page=2)

    back = Recipe.from_values(json.loads(json.dumps(recipe.as_values())))

    bare = {"model": None, "source": "pooled"}
    assert replace(back, **bare) == replace(recipe, **bare)
    assert text_of(back.model) == text_of(model)
    assert back.digest == recipe.digest


def test_the_mark_changes_with_everything_that_decides_what_is_found(model):
    recipe = Recipe("model", model)
    others = [
        replace(recipe, adapt=0.1),
        replace(recipe, settings=Settings(detail=0.4)),
        replace(recipe, model=replace(model, smoothing=0.1)),
    ]

    assert len({recipe.digest, *(other.digest for other in others)}) == 4


def test_kinds_of_files_and_their_opacity_have_marks_of_their_own(model):
    recipe = Recipe("model", model, kinds=("labels", "overlay"))
    other = replace(recipe, kinds=("overlay", "labels", "masks"), opacity=0.4)

    assert other.digest == recipe.digest
    assert recipe.marks == {"labels": "labels", "overlay": "overlay 0.5"}
    assert other.marks == {"labels": "labels", "overlay": "overlay 0.4", "masks": "masks"}


def test_pictures_that_may_be_fitted_anew_have_one_more_class(model):
    plain, refit = Recipe("model", model), Recipe("model", model, on_drift="refit")

    assert plain.classes(model) == Recipe("pooled").classes(model) == model.segments
    assert refit.classes(model)[:-1] == model.segments
    assert refit.classes(model)[-1].name == Recipe("each").classes(model)[-1].name == "other"


def test_what_does_not_fit_together_is_named(model):
    with pytest.raises(BadSettingError, match="Setting model is None"):
        Recipe("model")
    with pytest.raises(
        BadSettingError, match=r"Setting adapt is 1.0, but it must be a number from 0 to 0.99"
    ):
        Recipe("model", model, adapt=1.0)
    with pytest.raises(BadSettingError, match="0 where each picture is fitted for itself"):
        Recipe("each", adapt=0.5)
