import numpy as np
import pytest

from gmmseg.imaging.features.features import Features
from gmmseg.imaging.image import Image
from gmmseg.imaging.labelling import spatial_prior
from gmmseg.imaging.labelling.label import PixelLabeller, SmoothedLabeller, label, n_appearance
from gmmseg.imaging.model import Model, Segment
from gmmseg.imaging.regional.probabilities import Probabilities
from gmmseg.mixture.em import Parameters


def a_model(image, position=0.5):
    features = Features.learn(image, "lab", position)
    d = features.n_features
    means = np.zeros((2, d))
    means[0, 0], means[1, 0] = -1, 1
    mixture = Parameters(np.array([0.5, 0.5]), means, np.tile(np.eye(d), (2, 1, 1)))
    return Model(features, mixture, (Segment("a", (0, 0, 0), (0,)), Segment("b", (9, 9, 9), (1,))))


def an_image(shape=(90, 80), masked=False):
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (*shape, 3), np.uint8)
    return Image.from_array(pixels, mask=rng.random(shape) < 0.8 if masked else None)


@pytest.mark.parametrize("masked", [False, True])
def test_stripes_give_what_the_whole_picture_gives(monkeypatch, masked):
    image = an_image((360, 20), masked)
    model = a_model(image)
    whole = SmoothedLabeller.of(image, model, 0.5)
    expected = whole.winners(whole.parts()[0])
    monkeypatch.setattr(spatial_prior, "STRIPE", 100 * 20)

    parts = SmoothedLabeller.of(image, model, 0.5)

    assert len(parts.parts()) == 4
    np.testing.assert_array_equal(np.concatenate([parts.winners(s) for s in parts.parts()]), expected)
    assert len(expected) == image.n_usable


def test_smoothing_makes_neighbours_agree():
    image = an_image()
    model = a_model(image)
    plain = Probabilities.of(image, model).everywhere().argmax(axis=0)

    done = SmoothedLabeller.of(image, model, 3.0)

    smooth = done.winners(done.parts()[0]).reshape(plain.shape)
    changes = [(np.diff(labels, axis=1) != 0).mean() for labels in (plain, smooth)]
    assert changes[1] < 0.5 * changes[0]


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("smoothed", [False, True])
def test_winners_are_written_where_they_belong_and_counted(masked, smoothed):
    image = an_image(masked=masked)
    model = a_model(image)
    blocks = model.features.blocks(image)
    labeller = SmoothedLabeller.of(image, model, 0.5) if smoothed else PixelLabeller.of(blocks, model)
    places = np.arange(90 * 80).reshape(90, 80)

    labels, sizes = label(image, labeller, 2, map_parts=map, pause=lambda: None)

    winners = np.concatenate([labeller.winners(part) for part in labeller.parts()])
    usable = places.ravel() if image.mask is None else places[image.mask]
    expected = np.zeros(90 * 80, np.uint8)
    expected[usable] = winners + 1
    assert labels.dtype == np.uint8
    np.testing.assert_array_equal(labels.ravel(), expected)
    np.testing.assert_array_equal(sizes, np.bincount(winners, minlength=2))


def test_labelling_heeds_a_wish_to_stop():
    image = an_image()
    model = a_model(image)

    def stop():
        raise InterruptedError

    for labeller in (
        SmoothedLabeller.of(image, model, 0.5),
        PixelLabeller.of(model.features.blocks(image), model),
    ):
        with pytest.raises(InterruptedError):
            label(image, labeller, 2, map_parts=map, pause=stop)


def test_position_is_not_what_a_pixel_looks_like():
    image = an_image()

    assert n_appearance(a_model(image, 0.5)) == n_appearance(a_model(image, 0.0)) == 3


def test_a_single_column_has_no_neighbours_beside():
    image = an_image((5, 1))

    assert SmoothedLabeller.of(image, a_model(image), 1.0).edge_precision == 0
