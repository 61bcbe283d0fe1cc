import numpy as np
import pytest
from skimage import color

from gmmseg.errors import BadChannelsError, BadSettingError
from gmmseg.imaging.channels import stains
from gmmseg.imaging.image import Image

TRUE = np.array([[0.65, 0.70, 0.29], [0.30, 0.90, 0.32]])


def stained(amounts, vectors=TRUE):
    """Return an RGB picture (h, w, 3) of amounts (h, w, 2) of two stains, by the law of Beer and Lambert."""
    return np.rint(256 * np.exp(-(amounts @ vectors)) - 1).clip(0, 255).astype(np.uint8)


def test_amounts_are_those_of_scikit_image():
    picture = np.random.default_rng(0).integers(0, 256, (6, 7, 3), np.uint8)
    light = (picture.astype(float) + 1) / 256
    oracle = color.separate_stains(light, color.hed_from_rgb) * -np.log(1e-6)

    found = stains.unmixed(Image.from_array(picture), np.array(stains.KNOWN[stains.USUAL]), slice(None))

    np.testing.assert_allclose(found.clip(0).reshape(oracle.shape), oracle, rtol=1e-9, atol=1e-9)


def test_the_vectors_are_those_of_scikit_image():
    np.testing.assert_array_equal(stains.KNOWN[stains.USUAL], color.rgb_from_hed)
    np.testing.assert_allclose(stains.KNOWN[stains.H_DAB], color.rgb_from_hdx[:2], atol=5e-4)


@pytest.mark.parametrize("vectors", [TRUE, np.array([[0.65, 0.70, 0.29], [0.05, 0.99, 0.11]])])
def test_vectors_are_estimated_from_a_picture_of_known_stains(vectors):
    rng = np.random.default_rng(1)
    amounts = np.where(rng.random((60, 60, 1)) < 0.5, [1.2, 0.05], [0.05, 1.2]) * rng.uniform(
        0.6, 1, (60, 60, 1)
    )
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    found = stains.vectors_of(Image.from_array(stained(amounts, vectors)), stains.ESTIMATE)

    assert (np.sum(found * unit, axis=1) > np.cos(np.radians(4))).all()


def test_what_cannot_be_distinguished_is_refused():
    white = Image.from_array(np.full((20, 20, 3), 250, np.uint8), name="slide.png")
    grey = Image.from_array(np.zeros((2, 2), np.uint8), name="grey.png")

    with pytest.raises(BadChannelsError, match=r"slide\.png has 0 pixels that are stained"):
        stains.vectors_of(white, stains.ESTIMATE)
    with pytest.raises(BadChannelsError, match=r"grey\.png is not in red, green and blue"):
        stains.vectors_of(grey, stains.USUAL)


@pytest.mark.parametrize(
    "text", ["", "other", "1,2", "1,2,3;2,4,6", "0,0,0", "nan,1,1", 3, "1,0,0;0,1,0;0,0,1;1,1,1"]
)
def test_stains_that_are_none_are_refused(text):
    with pytest.raises(BadSettingError):
        stains.accepted(text)


def test_vectors_and_other_spellings_are_accepted():
    assert stains.accepted("H&E") == stains.USUAL
    assert stains.names(stains.accepted("0.65,0.70,0.29;0.07,0.99,0.11")) == ("stain 1", "stain 2")
