import numpy as np
import pytest

from gmmseg.imaging import smoothing
from gmmseg.imaging.features import BLOCK, Features
from gmmseg.imaging.image import Image
from gmmseg.imaging.labelling import Labelling, between, n_looks
from gmmseg.imaging.model import Model, Segment
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
    blocks = list(model.features.blocks(image))
    whole = Labelling.of(image, model, blocks, 0.5)
    expected = whole.winners(whole.stripes()[0])
    monkeypatch.setattr(smoothing, "STRIPE", 100 * 20)

    parts = Labelling.of(image, model, blocks, 0.5)

    assert len(parts.stripes()) == 4
    np.testing.assert_array_equal(np.concatenate([parts.winners(s) for s in parts.stripes()]), expected)
    assert len(expected) == image.n_usable


def test_smoothing_makes_neighbours_agree():
    image = an_image()
    model = a_model(image)
    plain = model.probabilities(image).argmax(axis=0)

    done = Labelling.of(image, model, list(model.features.blocks(image)), 3.0)

    smooth = done.winners(done.stripes()[0]).reshape(plain.shape)
    changes = [(np.diff(labels, axis=1) != 0).mean() for labels in (plain, smooth)]
    assert changes[1] < 0.5 * changes[0]


def test_samples_are_found_across_blocks():
    numbers = np.arange(2 * BLOCK + 50, dtype=np.float32)[:, None]
    blocks = [numbers[:BLOCK], numbers[BLOCK : 2 * BLOCK], numbers[2 * BLOCK :]]

    found = between(blocks, BLOCK - 3, 2 * BLOCK + 7)

    np.testing.assert_array_equal(found[:, 0], np.arange(BLOCK - 3, 2 * BLOCK + 7))


def test_position_is_not_what_a_pixel_looks_like():
    image = an_image()

    assert n_looks(a_model(image, 0.5)) == n_looks(a_model(image, 0.0)) == 3


def test_a_single_column_has_no_neighbours_beside():
    image = an_image((5, 1))

    assert Labelling.of(image, a_model(image), [], 1.0).edge_precision == 0
