"""Units: means of a model are means of the file's values."""

import numpy as np
import pytest

from gmmseg import Image, segment
from gmmseg.imaging.feature_units import FeatureUnits


@pytest.fixture(scope="module")
def image():
    rng = np.random.default_rng(0)
    means = np.repeat([[70, 70, 70], [140, 90, 70], [90, 160, 200]], 32, axis=0)
    values = means[None] + 8 * rng.standard_normal((96, 96, 3))
    return Image.from_array(np.clip(np.rint(values), 0, 255).astype(np.uint8), name="three.png")


@pytest.fixture(scope="module")
def found(image):
    return segment(image, 3, method="global", position=0, colour="rgb", smoothing=0, noise=1e-3)


def test_means_are_those_of_the_files_values(found, image):
    units = FeatureUnits.of(found.model.features, image)
    samples = found.sampled.samples
    raw = image.pixels.reshape(-1, 3)[found.sampled.indices]

    np.testing.assert_allclose(units.values(samples), raw, atol=0.01)
    assert units.units == ("values", "values", "values")
    np.testing.assert_allclose(units.samples(units.values(samples)), samples, atol=1e-5)


def test_16_bits_and_floats_keep_their_numbers():
    rng = np.random.default_rng(0)
    for pixels in (
        rng.integers(1000, 30_000, (40, 40)).astype(np.uint16),
        rng.normal(-3, 40, (40, 40)).astype(np.float32),
    ):
        image = Image.from_array(pixels)
        model = segment(image, 2, method="global", position=0).model
        units = FeatureUnits.of(model.features, image)
        samples = model.features.at(image, np.arange(1600))

        shown = units.values(samples)[:, 0]

        np.testing.assert_allclose(shown, pixels.ravel(), rtol=1e-3, atol=0.01 * pixels.std())


def test_places_are_in_pixels_with_a_picture_and_shares_without(image):
    model = segment(image, 3, method="global", position=0.5).model

    with_image, without = (FeatureUnits.of(model.features, each) for each in (image, None))

    index = np.array([10 * image.width + 50])
    sample = model.features.at(image, index)
    assert with_image.units[-2:] == ("pixels", "pixels")
    assert without.units[-2:] == ("share", "share")
    assert with_image.values(sample)[0, -2:] == pytest.approx([10, 50], abs=0.01)
    assert without.values(sample)[0, -2:] == pytest.approx([10 / 95, 50 / 95], abs=1e-4)


def test_lab_is_in_the_units_of_lab():
    from skimage.color import rgb2lab

    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 256, (30, 30, 3)).astype(np.uint8)
    image = Image.from_array(pixels)
    model = segment(image, 2, method="global", position=0).model

    shown = FeatureUnits.of(model.features, image).values(model.features.at(image, np.arange(900)))

    np.testing.assert_allclose(shown, rgb2lab(pixels).reshape(-1, 3), atol=0.2)
