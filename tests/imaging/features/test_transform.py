"""Features made in blocks are those that plain NumPy makes of the whole picture, whatever the picture."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.color import rgb2hsv, rgb2lab

from gmmseg.imaging.features import features as module
from gmmseg.imaging.features.features import Features
from gmmseg.imaging.features.transform import GREY, ChannelReading, FeatureTransform
from gmmseg.imaging.image import Image

TOLERANCE = {"lab": 1e-2}  # of 100; others run from 0 to 1


def oracle(image, features):
    """Return the features of all pixels, (h * w, d), in double precision by the definitions."""
    low, high = image.range
    unit = (image.pixels.astype(np.float64) - low) / (high - low if high > low else 1)
    match features.colour:
        case "lab":
            colours = rgb2lab(unit)
        case "hsv":
            hue, saturation, value = np.moveaxis(rgb2hsv(unit), 2, 0)
            angle = 2 * np.pi * hue
            colours = np.stack([saturation * np.cos(angle), saturation * np.sin(angle), value], axis=2)
        case "grey":
            colours = unit if unit.shape[2] == 1 else (unit @ GREY)[..., None]
        case _:
            colours = unit
    raw = [*np.moveaxis(colours, 2, 0)]
    if features.position > 0:
        raw += list(np.indices(unit.shape[:2]) / (max(unit.shape[:2]) - 1 or 1))
    raw = np.stack([plane.reshape(-1) for plane in raw], axis=1)
    return (raw - features.centre) / features.scale


@st.composite
def pictures(draw):
    """Pictures of any type, of one line or more, whole or masked."""
    height, width = draw(
        st.one_of(
            st.tuples(st.integers(1, 13), st.integers(1, 13)),
            st.tuples(st.just(1), st.integers(1, 60)),
            st.tuples(st.integers(1, 60), st.just(1)),
        )
    )
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shape = (height, width, draw(st.sampled_from([1, 2, 3, 3, 3, 5])))
    match draw(st.sampled_from(["uint8", "uint16", "float32", "far", "bool"])):
        case "uint8":
            pixels = rng.integers(0, 256, shape, np.uint8)
        case "uint16":
            pixels = rng.integers(0, draw(st.sampled_from([300, 65536])), shape, np.uint16)
        case "float32":
            pixels = rng.random(shape, np.float32)
        case "far":
            pixels = (1000 + rng.random(shape)).astype(np.float32)
        case _:
            pixels = rng.random(shape) < 0.5
    mask = None
    if draw(st.booleans()):
        mask = rng.random(shape[:2]) < draw(st.sampled_from([0.1, 0.5, 0.95]))
        mask[rng.integers(height), rng.integers(width)] = True
    return Image.owning(pixels, mask=mask, is_colour=shape[2] == 3)


@given(
    pictures(),
    st.sampled_from(["lab", "rgb", "hsv", "grey"]),
    st.sampled_from([0.0, 0.3, 2.0]),
    st.integers(1, 9),
)
@settings(max_examples=150, deadline=None)
def test_blocks_are_the_features_of_the_usable_pixels(image, colour, position, size):
    features = Features.learn(image, colour, position)
    expected = oracle(image, features)
    usable = np.arange(len(expected)) if image.mask is None else np.flatnonzero(image.mask)
    unit = TOLERANCE.get(features.colour, 2e-6 if image.pixels.dtype.kind == "u" else 1e-4)

    before, module.BLOCK = module.BLOCK, 7 * size
    try:
        blocks = features.blocks(image)
        found, places = np.concatenate(list(blocks)), [blocks.place(i) for i in range(len(blocks))]
    finally:
        module.BLOCK = before

    assert found.dtype == np.float32
    assert all(
        len(range(*p.indices(len(expected))) if isinstance(p, slice) else p) <= 7 * size for p in places
    )
    np.testing.assert_array_equal(np.concatenate([np.arange(len(expected))[p] for p in places]), usable)
    limit = unit / features.scale + 1e-6 * (1 + np.abs(expected[usable]))
    assert (np.abs(found - expected[usable]) <= limit).all()


@given(pictures(), st.sampled_from(["lab", "rgb", "hsv", "grey"]), st.sampled_from([0.0, 0.5]))
@settings(max_examples=60, deadline=None)
def test_all_ways_to_a_pixel_give_the_same_bits(image, colour, position):
    features = Features.learn(image, colour, position)
    whole = features.planes(image, 0, image.height).reshape(features.n_features, -1)
    usable = np.arange(whole.shape[1]) if image.mask is None else np.flatnonzero(image.mask)
    middle = image.height // 2

    blocks = np.concatenate(list(features.blocks(image)))
    picked = features.at(image, usable[::-1])
    rows = features.planes(image, middle, image.height)

    np.testing.assert_array_equal(blocks.T, whole[:, usable])
    np.testing.assert_array_equal(picked[::-1].T, whole[:, usable])
    np.testing.assert_array_equal(rows.reshape(len(whole), -1), whole[:, middle * image.width :])


def test_values_close_together_and_far_from_0_keep_their_digits():
    """Centre and scale are subtracted before anything is rounded to single precision."""
    codes = np.array([[30_000], [30_001], [30_002]], np.uint16)
    centre, scale = np.array([30_001 / 65_535]), np.array([1 / 65_535])
    reading = ChannelReading.of("channels", 1, centre, scale)
    expansion = FeatureTransform("channels", (0.0, 65_535.0), reading, 1 / scale, -centre / scale, 3, 0)

    for pixels in (codes, codes.astype(np.float32)):
        np.testing.assert_allclose(expansion.between(pixels, 0, 3), [[-1, 0, 1]], atol=1e-6)
