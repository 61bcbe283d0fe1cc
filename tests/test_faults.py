"""Samples that break other mixtures: what comes out is labels, and the same ones for the same picture."""

import numpy as np
import pytest

import gmmseg

K = 3


@pytest.fixture(scope="module")
def picture():
    """A noisy picture of four fields, in floating point."""
    rng = np.random.default_rng(0)
    pixels = rng.normal(0, 0.04, (40, 60, 3))
    pixels[:, :30] += [0.2, 0.5, 0.3]
    pixels[:, 30:] += [0.7, 0.3, 0.6]
    pixels[:15] += 0.15
    return np.clip(pixels, 0, 1)


@pytest.fixture(scope="module")
def expected(picture):
    return gmmseg.segment(picture, K).labels


@pytest.mark.parametrize("scale", [1e-3, 1e3, 1e9, 1e150])
def test_labels_do_not_depend_on_the_unit(picture, expected, scale):
    np.testing.assert_array_equal(gmmseg.segment(picture * scale, K).labels, expected)


def test_nor_on_a_very_small_unit_where_colours_are_taken_as_they_are(picture):
    found = [gmmseg.segment(picture * scale, K, colour="rgb").labels for scale in (1, 1e-9)]

    np.testing.assert_array_equal(*found)


@pytest.mark.parametrize(
    "changed",
    [
        lambda pixels: pixels.astype(np.float32),
        lambda pixels: pixels.astype(">f8"),
        np.asfortranarray,
        lambda pixels: pixels[::-1].copy()[::-1],
        lambda pixels: np.repeat(pixels, 2, axis=1)[:, ::2],
    ],
    ids=["float32", "big-endian", "fortran", "negative strides", "gaps"],
)
def test_labels_do_not_depend_on_how_numbers_lie_in_memory(picture, expected, changed):
    np.testing.assert_array_equal(gmmseg.segment(changed(picture), K).labels, expected)


def test_pixels_that_may_not_be_written_are_read(picture, expected):
    pixels = picture.copy()
    pixels.flags.writeable = False

    np.testing.assert_array_equal(gmmseg.segment(pixels, K).labels, expected)


@pytest.mark.parametrize(
    "changed",
    [
        lambda pixels: pixels * [1, 1, 0] + [0, 0, 0.5],
        lambda pixels: pixels[..., [0, 0, 0]],
        lambda pixels: pixels[..., [0, 0, 1]],
    ],
    ids=["constant channel", "equal channels", "two equal channels"],
)
def test_channels_that_say_nothing_new_do_no_harm(picture, changed):
    labels = gmmseg.segment(changed(picture), K).labels

    assert 1 < labels.max() <= K
    assert labels.min() == 1


@pytest.mark.parametrize(("shape", "k"), [((1, 2, 3), 5), ((1, 5, 3), 5), ((1, 1, 3), 3)])
def test_fewer_pixels_than_components_or_as_many_are_segmented(shape, k):
    pixels = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)

    labels = gmmseg.segment(pixels, k).labels

    n = labels.max()
    assert set(np.unique(labels)) == set(range(1, n + 1))
    assert n <= min(k, labels.size)


def test_an_outlier_of_a_million_costs_no_more_than_its_pixel(picture):
    pixels = picture.copy()
    pixels[0, 0] = 1e6

    labels = gmmseg.segment(pixels, K).labels

    left, right = labels[1:, :30], labels[1:, 30:]
    assert len(np.unique(left)) == len(np.unique(right)) == 1
    assert left[0, 0] != right[0, 0]
