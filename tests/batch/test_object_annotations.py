"""One COCO file of the objects of a folder, read with pycocotools."""

import contextlib
import io
import json
from dataclasses import replace

import numpy as np
import pytest
from pycocotools.coco import COCO

from gmmseg.batch import Plan, Run, object_annotations
from gmmseg.imaging.object_options import ObjectOptions
from gmmseg.io.readers.annotations import object_maps


@pytest.fixture
def with_annotations(plan):
    recipe = replace(
        plan.recipe,
        kinds=("objects-coco", "objects-tif"),
        objects=ObjectOptions(classes=(2, 3), min_area=1),
    )
    return replace(plan, recipe=recipe)


def run(plan: Plan):
    for _ in Run(plan, workers=1).events():
        pass


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # pycocotools'
def test_all_pictures_are_in_one_file_that_goes_on_where_it_was(with_annotations):
    path = with_annotations.folder / "gmmseg-batch-objects-coco.json"
    run(replace(with_annotations, pictures=with_annotations.pictures[:2]))
    assert len(json.loads(path.read_text())["images"]) == 2

    run(with_annotations)

    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO(str(path))
    names = [picture.name for picture in with_annotations.pictures]
    assert [coco.imgs[number]["file_name"] for number in sorted(coco.imgs)] == names
    assert sorted(coco.anns) == list(range(1, len(coco.anns) + 1))
    segments = [segment.name for segment in with_annotations.recipe.model.segments]
    assert [coco.cats[number]["name"] for number in sorted(coco.cats)][: len(segments)] == segments
    for picture, number in zip(with_annotations.pictures, sorted(coco.imgs), strict=True):
        numbers = object_maps.read(with_annotations.folder / f"{picture.stem}_objects.tif").labels
        found = np.zeros(numbers.shape, np.int64)
        for each in coco.loadAnns(coco.getAnnIds([number])):
            found[coco.annToMask(each) > 0] = each["object"]
        np.testing.assert_array_equal(found, numbers)
        shown = object_maps.read(path, numbers.shape, picture=picture.name)
        np.testing.assert_array_equal(shown.labels > 0, numbers > 0)


def test_a_file_that_is_gone_is_left_out(with_annotations):
    from gmmseg.batch.manifest import Manifest

    run(with_annotations)
    first = with_annotations.pictures[0]
    (with_annotations.folder / f"{first.stem}_objects_coco.json").unlink()

    path = object_annotations.write(with_annotations, Manifest.of(with_annotations.folder))

    reported = [image["file_name"] for image in json.loads(path.read_text())["images"]]
    assert reported == [picture.name for picture in with_annotations.pictures[1:]]


def test_without_that_kind_there_is_no_such_file(plan):
    from gmmseg.batch.manifest import Manifest

    assert object_annotations.write(plan, Manifest.of(plan.folder)) is None
