"""Features are scaled colours and places, the same however the picture is cut into blocks."""

import numpy as np
import pytest
from skimage.color import rgb2gray, rgb2hsv, rgb2lab

from gmmseg.imaging.features.features import BLOCK, COLOUR_SPACES, Features, spread_indices, usable_indices
from gmmseg.imaging.image import Image


@pytest.fixture
def pixels():
    return np.random.default_rng(3).integers(0, 256, (20, 30, 3), dtype=np.uint8)


@pytest.fixture
def image(pixels):
    return Image.from_array(pixels)


def unscaled(features: Features, samples):
    return samples * features.scale + features.centre


def everywhere(image: Image, features: Features):
    return features.at(image, usable_indices(image)).astype(np.float64)


def test_colours_are_those_of_scikit_image(image, pixels):
    hue, saturation, value = np.moveaxis(rgb2hsv(pixels), 2, 0)
    angle = 2 * np.pi * hue
    oracle = {
        "lab": rgb2lab(pixels),
        "rgb": pixels / 255,
        "hsv": np.stack([saturation * np.cos(angle), saturation * np.sin(angle), value], axis=2),
        "grey": rgb2gray(pixels)[..., None],
    }

    for space in COLOUR_SPACES:
        features = Features.learn(image, space)
        found = unscaled(features, everywhere(image, features))
        tolerance = 0.02 if space == "lab" else 1e-3  # of 100, of 1
        np.testing.assert_allclose(found, oracle[space].reshape(600, -1), atol=tolerance)


def test_colours_share_one_scale_and_have_unit_variance_on_average(image):
    features = Features.learn(image, "lab")

    samples = everywhere(image, features)

    assert len(set(features.scale)) == 1
    np.testing.assert_allclose(samples.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(samples.var(axis=0).mean(), 1, rtol=1e-4)


@pytest.mark.parametrize(("weight", "colour", "place"), [(0.5, 1, 0.5), (1, 1, 1), (4, 0.25, 1)])
def test_the_weight_of_position_is_its_spread_beside_that_of_colour(image, weight, colour, place):
    features = Features.learn(image, "rgb", weight)

    deviations = np.sqrt(everywhere(image, features).var(axis=0))

    assert features.names == ("red", "green", "blue", "row", "column")
    np.testing.assert_allclose(np.sqrt((deviations[:3] ** 2).mean()), colour, rtol=1e-4)
    np.testing.assert_allclose(np.sqrt((deviations[3:] ** 2).mean()), place, rtol=1e-4)


def test_places_run_from_0_to_1_along_the_longer_side(image):
    features = Features.learn(image, "grey", 1)

    places = unscaled(features, everywhere(image, features))[:, 1:].reshape(20, 30, 2)

    np.testing.assert_allclose(places[0, 0], (0, 0), atol=1e-6)
    np.testing.assert_allclose(places[19, 29], (19 / 29, 1), atol=1e-6)


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("first_is_grey", [True, False])
def test_in_grey_a_grey_picture_and_its_twin_in_colours_are_the_same(kind, first_is_grey):
    values = np.random.default_rng(5).integers(0, 256, (12, 9, 1)).astype(kind)
    grey, twin = Image.from_array(values), Image.from_array(np.repeat(values, 3, axis=2))

    features = Features.learn(grey if first_is_grey else twin, "grey", 0.5)

    assert features.offered(grey) == features.offered(twin) == features.colours == ("grey",)
    np.testing.assert_allclose(everywhere(grey, features), everywhere(twin, features), atol=1e-5)


def test_a_picture_of_other_channels_is_taken_as_it_is():
    image = Image.from_array(np.random.default_rng(0).random((8, 9, 5), np.float32))

    features = Features.learn(image, "hsv", 0)

    assert features.colour == "channels"
    assert features.names == tuple(f"channel {i}" for i in range(1, 6))


def test_a_flat_picture_has_finite_features():
    image = Image.from_array(np.full((4, 4, 3), 7, np.uint8))

    features = Features.learn(image, "lab", 0.5)

    assert np.isfinite(everywhere(image, features)).all()


def test_another_picture_is_scaled_by_what_was_learned_from_the_first(image, pixels):
    features = Features.learn(image, "rgb")
    darker = Image.from_array(pixels // 2)

    found = unscaled(features, everywhere(darker, features))

    np.testing.assert_allclose(found, (pixels // 2).reshape(-1, 3) / 255, atol=1e-6)


def test_blocks_together_are_the_usable_pixels_in_row_order():
    mask = np.random.default_rng(1).random((300, 500)) < 0.8
    image = Image.from_array(np.random.default_rng(2).random((300, 500)), mask=mask)
    features = Features.learn(image, "grey", 0.3)

    blocks = list(features.blocks(image))

    assert [len(block) for block in blocks] == [BLOCK, mask.sum() - BLOCK]
    np.testing.assert_array_equal(np.concatenate(blocks), features.at(image, np.flatnonzero(mask)))


def test_there_is_no_block_past_the_end(image):
    blocks = Features.learn(image).blocks(image)

    assert len(blocks) == 1
    with pytest.raises(IndexError):
        blocks[1]


def test_a_sample_takes_one_usable_pixel_from_each_equal_stretch():
    mask = np.ones((100, 100), bool)
    mask[:50] = False
    image = Image.from_array(np.zeros((100, 100)), mask=mask)

    chosen = spread_indices(image, 500, np.random.default_rng(0))

    np.testing.assert_array_equal((chosen - 5000) // 10, np.arange(500))


def test_a_sample_of_a_small_picture_is_all_of_it(image):
    chosen = spread_indices(image, 10_000, np.random.default_rng(0))

    np.testing.assert_array_equal(chosen, np.arange(600))


def stepped(*values, dtype=np.float64):
    """Return a grey picture of upright stripes of the given values."""
    return Image.from_array(np.repeat(np.array(values, dtype)[None], 9, axis=0))


@pytest.mark.parametrize("dtype", [np.float32, np.int32])
@pytest.mark.parametrize("texture", ["off", "full"])
def test_a_value_is_the_same_feature_in_every_picture(dtype, texture):
    first, second = stepped(2000, 3000, 4000, dtype=dtype), stepped(2000, 3000, 3000, dtype=dtype)

    features = Features.learn(first, "grey", texture=texture)

    here, there = (unscaled(features, everywhere(each, features)) for each in (first, second))
    if texture == "off":
        np.testing.assert_allclose(here[:3, 0], [0, 0.5, 1], atol=1e-6)
        np.testing.assert_allclose(there[:3, 0], [0, 0.5, 0.5], atol=1e-6)
    else:  # steps of the same height have the same contrast
        rise = Features.learn(second, "grey", texture=texture, span=first.span)
        np.testing.assert_allclose(there, unscaled(rise, everywhere(second, rise)), rtol=1e-4, atol=1e-4)
        assert there[:, 1].max() < here[:, 1].max()


def test_values_beyond_black_and_white_are_not_hidden():
    features = Features.learn(stepped(20, 40), "grey")

    found = unscaled(features, everywhere(stepped(0, 60), features))

    np.testing.assert_allclose(found[:2, 0], [-1, 2], atol=1e-5)


@pytest.mark.parametrize("space", [*COLOUR_SPACES])
@pytest.mark.parametrize("texture", ["off", "full"])
def test_features_are_finite_however_far_the_values_are(space, texture):
    rng = np.random.default_rng(0)
    pictures = [
        Image.from_array(low + rng.random((12, 9, 3)) * (high - low))
        for low, high in ((0, 1), (-40, -20), (0, 1e-30), (-1e300, 1e300), (1e9, 1e9 + 1e-3))
    ]

    for first in pictures:
        features = Features.learn(first, space, texture=texture)
        for second in pictures:
            squares = everywhere(second, features).astype(np.float32) ** 2
            assert np.isfinite(squares).all()


def test_what_is_taken_for_black_and_white_is_reported():
    degrees, shares = stepped(20, 40), stepped(0.2, 0.4)
    deep, byte = (Image.from_array(np.array([[3, 200]], kind)) for kind in (np.uint16, np.uint8))

    def reported(model, picture):
        return Features.learn(model, "grey").notes(picture)

    assert reported(degrees, degrees) == ("Values run from 20 to 40: taken as black and white.",)
    assert reported(degrees, stepped(20, 30)) == (
        "Values run from 20 to 30: 20 and 40, as in the model, are taken as black and white.",
    )
    assert reported(degrees, byte) == (
        "Black and white are those of the model, 20 and 40, not its own, 0 and 255.",
    )
    assert reported(byte, shares) == (
        "Its black and white, 0 and 1, are taken for those of the model, 0 and 255.",
    )
    assert reported(byte, deep) == reported(shares, shares) == ()
