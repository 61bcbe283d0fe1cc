"""Layers of napari, without napari: what its readers are given, and layers as pictures."""

from functools import partial
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image as Pillow

import gmmseg
from gmmseg.errors import BadArrayError, BadStrokesError
from gmmseg.imaging.image import Image
from gmmseg.io import projects
from gmmseg.job import Job
from gmmseg.plugins import napari_layers as layers
from gmmseg.session import open_image
from gmmseg.session.compute.segmentation import answering
from gmmseg.session.document import Document, with_result
from gmmseg.session.history import History
from gmmseg.session.project.encoding import encoded
from gmmseg.settings import Settings


@pytest.fixture(scope="module")
def found():
    """Return two stripes and their segments; the first is the larger."""
    picture = np.zeros((6, 9), np.uint8)
    picture[:, 6:] = 200
    return gmmseg.segment(picture, 2)


def layer(data, *, rgb=False, multiscale=False, name="cells"):
    return SimpleNamespace(data=data, rgb=rgb, multiscale=multiscale, name=name)


def test_labels_become_a_layer_with_the_colours_names_and_shares_of_their_segments(found):
    data, shown, kind = layers.labels_layer(found, scale=(0.5, 0.5))

    assert kind == "labels"
    np.testing.assert_array_equal(data, found.labels)
    assert shown["name"] == "array: segments"
    assert shown["scale"] == (0.5, 0.5)
    assert shown["features"]["percent"][1:] == pytest.approx([200 / 3, 100 / 3])
    colour = found.model.segments[0].colour
    assert shown["colormap"][1] == pytest.approx((*(c / 255 for c in colour), 1.0))
    assert shown["colormap"][0][3] == 0.0


def test_probabilities_become_an_image_layer_for_each_segment(found):
    made = layers.probability_layers(found)

    assert [kind for _, _, kind in made] == ["image", "image"]
    np.testing.assert_array_equal(made[1][0], found.probability(2))
    assert made[0][1]["name"] == "array: probability of segment 1"


def test_the_plane_that_is_shown_is_the_picture():
    stack = np.arange(2 * 3 * 4 * 5, dtype=np.uint8).reshape(2, 3, 4, 5)

    image = layers.image_of(layer(stack), (1, 2, 0, 0))

    assert image.name == "cells"
    np.testing.assert_array_equal(image.pixels[..., 0], stack[1, 2])


def test_a_layer_of_less_axes_than_the_viewer_takes_the_last_steps():
    stack = np.arange(3 * 4 * 5, dtype=np.uint8).reshape(3, 4, 5)

    image = layers.image_of(layer(stack), (7, 2, 0, 0))

    np.testing.assert_array_equal(image.pixels[..., 0], stack[2])


def test_of_colours_and_several_resolutions_the_finest_is_taken():
    fine = np.random.default_rng(0).integers(0, 255, (8, 6, 3), np.uint8)

    image = layers.image_of(layer([fine, fine[::2, ::2]], rgb=True, multiscale=True), (0, 0))

    np.testing.assert_array_equal(image.pixels, fine)


def test_a_layer_of_one_axis_is_refused_in_one_sentence():
    with pytest.raises(BadArrayError) as caught:
        layers.image_of(layer(np.zeros(9)))

    assert str(caught.value) == (
        "Cannot use this array as a picture: The layer 'cells' has 1 axis. "
        "Expected two at least, rows and columns."
    )


def test_numbers_that_were_painted_with_are_classes_without_a_gap():
    painted = np.zeros((4, 5), np.int32)
    painted[0, 0], painted[1, 1] = 7, 3

    seeds = layers.seeds_of(layer(painted), Image.from_array(np.zeros((4, 5), np.uint8)))

    assert seeds.names == ("class 3", "class 7")
    assert (seeds.labels[0, 0], seeds.labels[1, 1], seeds.labels[2, 2]) == (1, 0, -1)


def test_one_class_is_too_few():
    painted = np.ones((4, 5), np.int32)

    with pytest.raises(BadStrokesError):
        layers.seeds_of(layer(painted), Image.from_array(np.zeros((4, 5), np.uint8)))


def test_a_project_becomes_its_picture_and_segments(tmp_path):
    pixels = np.zeros((20, 30, 3), np.uint8)
    pixels[:, 12:] = 200, 120, 40
    Pillow.fromarray(pixels).save(tmp_path / "photo.png")
    asking = Document(
        Job(partial(open_image.opening, tmp_path / "photo.png")).run(), Settings(n_components=2)
    )
    document = with_result(Job(partial(answering, asking.request, None)).run())(asking)
    projects.write(encoded(document, History(), tmp_path), tmp_path / "work.gmmseg")

    made = layers.reader_of(str(tmp_path / "work.gmmseg"))(tmp_path / "work.gmmseg")

    assert [kind for _, _, kind in made] == ["image", "labels"]
    np.testing.assert_array_equal(made[0][0], pixels)
    np.testing.assert_array_equal(made[1][0], gmmseg.segment(tmp_path / "photo.png", 2).labels)


@pytest.mark.parametrize("path", ["photo.png", "settings.json", ["a.gmmseg", "b.gmmseg"]])
def test_other_files_are_left_to_others(path):
    assert layers.reader_of(path) is None


def test_models_are_read():
    assert layers.reader_of(Path("cells.gmm.json")) is layers.model_layers


def test_sample_pictures_are_layers():
    assert layers.coffee()[0][0].shape == (400, 600, 3)
    assert layers.glands()[0][0].shape == (512, 512, 3)


def test_the_coins_bring_classes_that_tell_coins_from_the_ground():
    picture, classes = layers.coins()
    marked = classes[0]

    segmented = gmmseg.segment(picture[0][..., 0], 4, seeds=marked)

    assert segmented.n_segments == 2
    assert picture[0][..., 0][marked == 1].mean() > picture[0][..., 0][marked == 2].mean() + 40
