"""A folder of small pictures, a model of one of them, and a plan for both."""

import numpy as np
import pytest
from PIL import Image

import gmmseg
from gmmseg.batch import Plan, Recipe

COLOURS = np.array([(200, 40, 40), (40, 180, 60), (40, 60, 200)], np.uint8)


def stripes(order=(0, 1, 2), shape=(24, 36), seed=0):
    """Return a picture of three upright stripes with grain, colours in the given order."""
    index = np.asarray(order)[np.arange(shape[1]) * 3 // shape[1]]
    picture = np.broadcast_to(COLOURS[index], (*shape, 3)).astype(np.int64)
    grain = np.random.default_rng(seed).integers(-9, 10, picture.shape)
    return (picture + grain).clip(0, 255).astype(np.uint8)


@pytest.fixture(scope="session")
def save():
    """Return a function that writes stripes, or another picture, to a path."""

    def save(path, picture=None, **options):
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(stripes(**options) if picture is None else picture).save(path)
        return path

    return save


@pytest.fixture(scope="session")
def model():
    """Return a model of three colours that does not look at places."""
    return gmmseg.segment(stripes(), 3, position=0).model


@pytest.fixture
def photos(tmp_path, save):
    """Return a folder of pictures, one of them in a folder of its own."""
    folder = tmp_path / "photos"
    for seed, name in enumerate(("a.png", "b.png", "c.png", "sub/d.png")):
        save(folder / name, seed=seed)
    return folder


@pytest.fixture
def plan(photos, model, tmp_path):
    """Return the plan to give all photos the labels of the model."""
    return Plan.of([photos], tmp_path / "out", Recipe("model", model, kinds=("labels", "table")))


@pytest.fixture
def found():
    """Return what a line of the manifest says of a picture in which no class was found."""
    drift = {"light": "green", "reason": "", "fall": 0.0, "unexplained": 0.0, "shift": 0.0, "badness": 0.0}
    return {"log_likelihood": -4.5, "classes": [], "drift": drift}


@pytest.fixture(scope="session")
def contents():
    """Return a function from a folder to the bytes of every file in it and in those in it, by name."""
    return lambda folder: {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
