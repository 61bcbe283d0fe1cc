"""The traffic light."""

from dataclasses import replace

import numpy as np
import pytest

import gmmseg
from gmmseg.batch.drift import Drift, judge
from gmmseg.imaging.image import Image


@pytest.fixture(scope="module")
def own():
    """A picture of soft hills of colour with grain, and its model."""
    rows, columns = np.mgrid[:60, :90] / 20
    soft = np.stack([np.sin(rows), np.cos(columns), np.sin(rows + columns)], axis=-1) * 70 + 128
    picture = (soft + np.random.default_rng(0).normal(0, 6, soft.shape)).clip(0, 255).astype(np.uint8)
    return picture, gmmseg.segment(picture, 4, position=0, method="global").model


def test_a_models_own_picture_is_green(own):
    picture, model = own

    drift = Drift.of(model.apply(picture))

    assert drift.light == "green"
    np.testing.assert_allclose([drift.fall, drift.unexplained, drift.shift], [0, 0.01, 0], atol=0.003)
    assert drift.reason == f"{100 * drift.unexplained:.0f} % of the pixels unexplained"


def test_a_picture_of_other_colours_is_red_and_the_numbers_say_why(own):
    picture, model = own
    other = 255 - picture // 4

    drift = Drift.of(model.apply(other))

    assert drift.light == "red"
    assert drift.unexplained > 0.25
    assert f"{100 * drift.unexplained:.0f} % of the pixels unexplained" in drift.reason
    assert f"log-likelihood {drift.fall:.1f} deviations below the training's" in drift.reason


def test_a_part_of_a_picture_has_other_shares_but_no_other_colours(own):
    picture, model = own
    labels = model.apply(picture).labels
    image = Image.from_array(picture, mask=labels == 1)
    first = replace(model.apply(picture), image=image, labels=np.where(labels == 1, labels, 0))
    expected = 1 - model.training.shares[0]

    drift = Drift.of(first)

    np.testing.assert_allclose(drift.shift, expected)
    assert drift.light == "amber"
    assert drift.reason == f"shares changed by {100 * expected:.0f} %"


def test_a_model_that_does_not_tell_its_training_gives_no_light(own):
    picture, model = own

    drift = Drift.of(replace(model, training=None).apply(picture))

    assert (drift.light, drift.reason) == ("unknown", "the model does not say what it was made from")


@pytest.mark.parametrize(
    ("signs", "light"),
    [
        ((0, 0.01, 0.1), "green"),
        ((1, 0, 0), "amber"),
        ((0, 0.1, 0), "amber"),
        ((0, 0, 1.0), "amber"),
        ((2, 0, 0), "red"),
        ((0, 0.25, 0), "red"),
    ],
)
def test_any_sign_alone_turns_the_light(signs, light):
    assert judge(*signs)[0] == light


def test_values_beyond_those_of_the_model_are_red():
    warm, hot = (np.random.default_rng(0).uniform(low, low + 20, (40, 50)) for low in (20, 45))
    model = gmmseg.segment(warm, 2, position=0, method="global").model

    assert Drift.of(model.apply(warm)).light == "green"
    assert Drift.of(model.apply(hot)).light == "red"
    assert Drift.of(model.apply(hot.astype(np.int32))).light == "red"


def test_where_black_and_white_are_not_known_there_is_no_green():
    warm = np.random.default_rng(0).uniform(20, 40, (40, 50))
    model = gmmseg.segment(warm, 2, position=0, method="global").model
    old = replace(model, features=replace(model.features, span=None))

    own, other = (Drift.of(old.apply(each)) for each in (warm, warm + 20))

    assert own.light == "green"
    assert (other.light, other.reason) == (
        "unknown",
        "the model does not say which values were black and white",
    )
