"""All labels of a large picture: those that the model gives it in bands."""

from dataclasses import replace

import numpy as np
import pytest
import tifffile

from gmmseg.errors import AlreadyThereError, DiskFullError
from gmmseg.job import Cancelled, Job
from gmmseg.pipeline import apply, segmenting
from gmmseg.session.large import whole_labels
from gmmseg.session.large.large_picture import LargePicture
from gmmseg.session.large.part import PicturePart, whole_model
from gmmseg.session.large.whole_labels import (
    LabellingCost,
    LabelOutput,
    WholeLabels,
    labelling_whole,
)
from gmmseg.settings import Settings

KINDS = ("labels-cog", "table")


@pytest.fixture(scope="module")
def picture(pyramid, options):
    return LargePicture.open(pyramid, options=options)


@pytest.fixture(scope="module")
def model(picture):
    image, settings = picture.image_of(picture.first_part), Settings(n_components=3, method="global")
    found = Job(lambda workers: segmenting(image, settings, workers)).run().model
    return whole_model(found, picture.first_part)


def run(picture, model, folder, watch=lambda _: None):
    job = Job(lambda workers: labelling_whole(picture, model, LabelOutput(folder, "whole", KINDS), workers))
    return job, lambda: job.run(watch)


def test_labels_are_those_of_the_command_and_can_be_looked_at(picture, model, tmp_path):
    _, work = run(picture, model, tmp_path)

    files = work()

    assert [file.name for file in files] == ["whole_labels_cog.tif", "whole_table.csv"]
    labels = tifffile.imread(files[0], key=0)
    assert np.array_equal(labels, apply(model, picture.path, stream=True).labels)
    assert sorted(file.name for file in tmp_path.iterdir()) == [file.name for file in files]
    whole = WholeLabels(files[0], model)
    part = PicturePart(0, 100, 230, 240, 460, 1.0, 1.0, picture.size)
    assert np.array_equal(whole.labels(part), labels[100:240, 230:460])
    half = PicturePart(1, 50, 115, 120, 230, 2.0, 2.0, picture.size)
    assert np.mean(whole.labels(half) == labels[101:241:2, 231:461:2]) > 0.98
    assert whole.is_of(model, model.smoothing, model.reject)
    assert not whole.is_of(model, model.smoothing + 1, model.reject)


def test_bands_that_are_done_stay_when_it_is_cancelled(picture, model, tmp_path):
    def stop(progress):
        if progress.stage == "Labelling" and progress.fraction > 0.6:
            job.cancel()

    job, work = run(picture, model, tmp_path, stop)

    with pytest.raises(Cancelled):
        work()

    assert (tmp_path / ".gmmseg-bands-whole" / "labels.raw").exists()
    run(picture, model, tmp_path)[1]()
    assert not (tmp_path / ".gmmseg-bands-whole").exists()


def test_a_full_disk_is_said_before_anything_is_labelled(picture, model, tmp_path, monkeypatch):
    monkeypatch.setattr(whole_labels.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1000}))

    cost = LabellingCost.of(picture, model, tmp_path / "new", 2)
    with pytest.raises(DiskFullError):
        run(picture, model, tmp_path / "new")[1]()

    assert cost.n_bytes == 2 * 400 * 560
    assert not cost.has_room
    assert not (tmp_path / "new").exists()


def test_results_of_before_are_replaced_only_where_that_was_asked_for(picture, model, tmp_path):
    (tmp_path / "whole_table.csv").write_text("mine")
    output = LabelOutput(tmp_path, "whole", KINDS)

    with pytest.raises(AlreadyThereError, match=r"whole_table\.csv already exists"):
        run(picture, model, tmp_path)[1]()

    assert output.in_the_way == ("whole_table.csv",)
    assert [file.name for file in tmp_path.iterdir()] == ["whole_table.csv"]
    Job(lambda workers: labelling_whole(picture, model, replace(output, overwrite=True), workers)).run()
    assert (tmp_path / "whole_table.csv").read_text().startswith("segment")
