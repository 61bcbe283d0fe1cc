import numpy as np
import pytest

from gmmseg.imaging.features.features import Features
from gmmseg.imaging.image import Image
from gmmseg.imaging.labelling.colour_histogram import ColourHistogram
from gmmseg.imaging.model import Model, Segment
from gmmseg.mixture import em
from gmmseg.mixture.em import Parameters


def a_picture(channels=1, dtype=np.uint8, masked=False, shape=(70, 90)):
    rng = np.random.default_rng(5)
    pixels = rng.integers(0, 12, (*shape, channels)).astype(dtype) * 9
    return Image.owning(pixels, mask=rng.random(shape) < 0.7 if masked else None, is_colour=channels == 3)


def a_mixture(d, k=3):
    rng = np.random.default_rng(6)
    return Parameters(np.full(k, 1 / k), rng.normal(size=(k, d)), np.tile(np.eye(d) * 0.3, (k, 1, 1)))


KINDS = [(1, np.uint8), (2, np.uint8), (1, np.uint16)]


@pytest.fixture
def short(monkeypatch):
    """Small tables pay for small pictures, so that tests need no large ones."""
    monkeypatch.setattr("gmmseg.imaging.labelling.colour_histogram.CODES_PER_PIXEL", 2**14)


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize(("channels", "dtype"), [*KINDS, (3, np.uint8)])
def test_colours_and_counts_are_those_of_the_usable_pixels(short, channels, dtype, masked):
    image = a_picture(channels, dtype, masked)
    pixels = image.pixels[np.ones(image.pixels.shape[:2], bool) if image.mask is None else image.mask]
    colours, counts = np.unique(pixels, axis=0, return_counts=True)
    features = Features.learn(image, "rgb")

    histogram = ColourHistogram.of(features.blocks(image))

    unit = colours / np.iinfo(dtype).max
    np.testing.assert_allclose(
        np.concatenate([batch.samples for batch in histogram.batches]),
        (unit - features.centre) / features.scale,
        atol=1e-5,
    )
    np.testing.assert_array_equal(np.concatenate([batch.weights for batch in histogram.batches]), counts)


@pytest.mark.parametrize(("channels", "dtype"), [*KINDS, (3, np.uint8)])
def test_moments_of_weighted_colours_are_those_of_all_pixels(short, channels, dtype):
    image = a_picture(channels, dtype)
    features = Features.learn(image, "lab")
    mixture = a_mixture(features.n_features)
    blocks = features.blocks(image)

    few = sum_of(ColourHistogram.of(blocks).batches, mixture)
    every = sum_of(blocks, mixture)

    assert few.n == every.n == image.n_usable
    np.testing.assert_allclose(few.sums, every.sums, rtol=1e-5, atol=1e-5 * np.abs(every.sums).max())
    assert few.log_likelihood == pytest.approx(every.log_likelihood, rel=1e-6)


def sum_of(blocks, mixture):
    first, *others = (em.expectation(block, mixture) for block in blocks)
    for other in others:
        first = first + other
    return first


@pytest.mark.parametrize("masked", [False, True])
def test_a_table_gives_every_pixel_the_very_label_it_would_get_by_itself(short, masked):
    image = a_picture(3, masked=masked)
    features = Features.learn(image, "lab")
    segments = tuple(Segment(f"{i}", (0, 0, 0), (i,)) for i in range(3))
    model = Model(features, a_mixture(3), segments)
    blocks = features.blocks(image)
    histogram = ColourHistogram.of(blocks)

    found = histogram.look_up(histogram.table(model), blocks.pixels(0))

    np.testing.assert_array_equal(found, model.labels(blocks[0]))


def test_colours_are_not_counted_where_that_gains_nothing():
    rng = np.random.default_rng(0)
    all_different = Image.owning(rng.permutation(2**16).astype(np.uint16).reshape(256, 256, 1))
    small = a_picture(3)
    deep = a_picture(3, np.uint16)
    decimal = Image.owning(rng.random((90, 90, 1), np.float32))

    for image in (all_different, small, deep, decimal):
        assert ColourHistogram.of(Features.learn(image).blocks(image)) is None


def test_counting_can_be_stopped():
    image = a_picture()

    def stop():
        raise InterruptedError

    with pytest.raises(InterruptedError):
        ColourHistogram.of(Features.learn(image).blocks(image), stop)
