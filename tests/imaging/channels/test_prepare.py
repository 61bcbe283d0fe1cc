from dataclasses import replace

import numpy as np
import pytest

import gmmseg
from gmmseg.errors import BadChannelsError, OtherFeaturesError
from gmmseg.imaging.channels.prepare import prepared
from gmmseg.imaging.image import ChannelInfo, Image
from gmmseg.imaging.preparation import SEARCHED, Preparation
from gmmseg.io.models import from_text, text_of


def bands(rng, *, names=("", "", "", ""), n=4):
    """Return a picture (40, 50, n) of 12 bits whose fourth band stands out on the left."""
    values = rng.integers(500, 900, (40, 50, n)).astype(np.uint16)
    values[:, :20, n - 1] += 2500
    image = Image.from_array(values, name="field.tif")
    info = tuple(ChannelInfo(name) for name in names)
    return replace(image, channel_info=info, channels=names) if all(names) else image


@pytest.fixture
def rng():
    return np.random.default_rng(5)


def test_a_computed_channel_is_the_formula_of_the_file_s_numbers(rng):
    image = bands(rng)
    red, near = (image.pixels[..., i].astype(float) for i in (2, 3))
    oracle = (near - red) / (near + red)

    made = prepared(image, Preparation("ndvi=(b4-b3)/(b4+b3)"))

    ((low, high),) = made.preparation.ranges
    np.testing.assert_allclose(made.pixels[..., 0] * (high - low) + low, oracle, atol=1e-6)
    assert made.channels == ("ndvi",)
    assert made.original is image
    np.testing.assert_array_equal(made.display(), image.display())


def test_chosen_channels_keep_their_values_and_type(rng):
    image = bands(rng)

    made = prepared(image, Preparation("4,1"))

    np.testing.assert_array_equal(made.pixels, image.pixels[..., [3, 0]])
    assert made.pixels.dtype == np.uint16
    np.testing.assert_array_equal(
        prepared(image, Preparation("4*2,1")).pixels[..., 0], 2.0 * image.pixels[..., 3]
    )


def test_pixels_that_divide_by_zero_are_masked_out_with_a_note(rng):
    values = rng.integers(1, 9, (10, 10, 2)).astype(np.uint8)
    values[2, 3:6, 1] = 0
    image = Image.from_array(values, name="a.tif")

    made = prepared(image, Preparation("q=b1/b2"))

    assert made.mask is not None
    assert np.argwhere(~made.mask).tolist() == [[2, 3], [2, 4], [2, 5]]
    assert made.notes[-1] == "Pixels where q divides by zero or is no number are masked out: 3."
    with pytest.raises(BadChannelsError, match=r"at each of the 100 pixels of a\.tif it divides by zero"):
        prepared(image, Preparation("q=b1/0"))


def test_what_was_found_out_makes_the_same_again(rng):
    image = bands(rng)

    made = prepared(image, Preparation("x=b4/b1,2", flatten=SEARCHED))

    again = prepared(replace(image), made.preparation)  # which keeps nothing yet
    np.testing.assert_array_equal(again.pixels, made.pixels)
    assert prepared(image, made.preparation) is made
    assert made.preparation.flatten > 0
    assert made.notes[-1].startswith("Uneven light was taken out below objects of about")


@pytest.mark.parametrize("channels", ["4,3", "NIR*2,red", "NDVI,green", "x=2*nir-red"])
def test_a_model_keeps_its_channels_and_labels_its_own_picture_alike(rng, channels):
    image = bands(rng, names=("blue", "green", "red", "nir"))

    found = gmmseg.segment(image, 2, channels=channels, flatten="auto" if channels == "4,3" else False)
    model = from_text(text_of(found.model))

    np.testing.assert_array_equal(gmmseg.apply(model, image).labels, found.labels)
    assert model.features.preparation == found.model.features.preparation


def test_a_model_finds_named_channels_in_another_order_and_among_more(rng):
    image = bands(rng, names=("DAPI", "GFP"), n=2)
    more = replace(
        image,
        pixels=np.ascontiguousarray(image.pixels[..., [1, 0, 0]]),
        channels=("GFP", "RFP", "DAPI"),
        channel_info=tuple(map(ChannelInfo, ("GFP", "RFP", "DAPI"))),
    )
    fitted = gmmseg.segment(image, 2)
    chosen = gmmseg.segment(image, 2, channels="2")

    np.testing.assert_array_equal(gmmseg.apply(fitted.model, more).labels, fitted.labels)
    np.testing.assert_array_equal(gmmseg.apply(chosen.model, more).labels, chosen.labels)


def test_a_model_of_other_channels_names_what_is_missing(rng):
    image = bands(rng, names=("DAPI", "GFP"), n=2)
    other = replace(image, channels=("DAPI", "RFP"), channel_info=tuple(map(ChannelInfo, ("DAPI", "RFP"))))

    with pytest.raises(OtherFeaturesError, match=r"with DAPI and GFP, but field\.tif has DAPI and RFP"):
        gmmseg.apply(gmmseg.segment(image, 2).model, other)
    with pytest.raises(BadChannelsError, match=r"field\.tif has no channel 'GFP' but DAPI, RFP"):
        gmmseg.apply(gmmseg.segment(image, 2, channels="GFP").model, other)
    with pytest.raises(BadChannelsError, match=r"3 are given, and the model looks at 2 \(DAPI, GFP\)"):
        gmmseg.apply(gmmseg.segment(image, 2).model, other, channels="1,2,1")


def test_channels_of_other_names_can_stand_for_the_model_s(rng):
    image = bands(rng, names=("DAPI", "GFP"), n=2)
    other = replace(image, channels=("405", "488"), channel_info=tuple(map(ChannelInfo, ("405", "488"))))
    found = gmmseg.segment(image, 2)

    applied = gmmseg.apply(found.model, other, channels="1,2")

    np.testing.assert_array_equal(applied.labels, found.labels)


def test_intensities_are_measured_on_the_picture_as_it_was(rng):
    image = bands(rng)

    found = gmmseg.segment(image, 2, channels="4", flatten=10)

    for row in found.table():
        there = image.pixels[found.labels == row.number].astype(np.float64)
        for place, each in enumerate(row.channels):
            values = there[:, place]
            oracle = (values.mean(), values.std(), values.min(), values.max(), np.median(values))
            np.testing.assert_allclose(each.numbers, oracle, rtol=1e-6)


def test_a_cut_looks_at_chosen_channels():
    values = np.zeros((40, 60, 2), np.uint8)
    values[10:30, 20:40, 1] = 200
    values[..., 0] = np.random.default_rng(0).integers(0, 255, (40, 60))

    mask = gmmseg.cut(values, clicks=[(30, 20, True)], channels=2)

    assert mask.sum() == 400


def test_a_computed_channel_is_not_divided_by_place():
    rng = np.random.default_rng(2)
    values = rng.integers(100, 110, (60, 60, 2)).astype(np.uint8)
    dots = rng.random((60, 60)) < 0.3  # without order: only the ratio tells them
    values[dots, 1] = 200

    found = gmmseg.segment(values, 2, channels="q=b2/b1", smoothing=0)

    assert "row" not in found.model.features.names
    assert ((found.labels == 2) == dots).mean() > 0.99
