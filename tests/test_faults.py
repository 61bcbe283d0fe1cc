"""Samples that break other mixtures: what comes out is labels, and the same ones for the same picture."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

import gmmseg
from gmmseg.imaging.features.features import COLOUR_SPACES

K = 3


@pytest.fixture(scope="module")
def picture():
    """A noisy picture of four fields, in floating point."""
    rng = np.random.default_rng(0)
    pixels = rng.normal(0, 0.04, (40, 60, 3))
    pixels[:, :30] += [0.2, 0.5, 0.3]
    pixels[:, 30:] += [0.7, 0.3, 0.6]
    pixels[:15] += 0.15
    pixels[0, :2] = [[0], [1]]  # black and white, so that all agree on what these are
    return np.clip(pixels, 0, 1)


@pytest.fixture(scope="module")
def expected(picture):
    return gmmseg.segment(picture, K).labels


@pytest.mark.parametrize("colour", COLOUR_SPACES)
@pytest.mark.parametrize("scale", [1e-9, 1e-3, 255, 1e9, 1e150, 1e200])
def test_labels_do_not_depend_on_the_unit(picture, colour, scale):
    found, expected = (
        gmmseg.segment(pixels, K, colour=colour).labels for pixels in (picture * scale, picture)
    )

    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("colour", ["rgb", "grey"])
@pytest.mark.parametrize(("factor", "shift"), [(-3.0, 7.0), (1e5, -1e6)])
def test_nor_on_where_black_is_if_colours_are_not_bent(picture, colour, factor, shift):
    found, expected = (
        gmmseg.segment(pixels, K, colour=colour).labels for pixels in (picture * factor + shift, picture)
    )

    np.testing.assert_array_equal(found, expected)


def test_nor_on_the_order_of_channels_if_colours_are_not_bent(picture):
    found = gmmseg.segment(picture[..., [2, 0, 1]], K, colour="rgb").labels

    np.testing.assert_array_equal(found, gmmseg.segment(picture, K, colour="rgb").labels)


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


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.uint8, ">u2", np.int64])
def test_nor_on_the_type_that_holds_them(picture, dtype):
    pixels = (picture * 255).round().astype(dtype)  # whole numbers up to 255 that all types hold
    asked = {"colour": "rgb", "seed": 0, "method": "global"}

    found = gmmseg.segment(pixels, K, **asked).labels

    np.testing.assert_array_equal(found, gmmseg.segment(pixels.astype(np.float64), K, **asked).labels)


def test_two_colours_may_be_bool(picture):
    pixels = picture[..., 0] > 0.5

    np.testing.assert_array_equal(
        gmmseg.segment(pixels, K).labels, gmmseg.segment(pixels.astype(np.float64), K).labels
    )


def test_pixels_may_lie_in_a_file(picture, expected, tmp_path):
    np.save(tmp_path / "picture.npy", picture)

    pixels = np.load(tmp_path / "picture.npy", mmap_mode="r")

    np.testing.assert_array_equal(gmmseg.segment(pixels, K).labels, expected)


@pytest.mark.parametrize(("n_colours", "value"), [(1, 0), (1, 7.0), (2, 0), (2, 1e9)])
def test_no_more_segments_than_colours(n_colours, value):
    pixels = np.full((12, 15, 3), value)
    pixels[:5] += n_colours - 1

    labels = gmmseg.segment(pixels, 5).labels

    assert np.unique(labels).tolist() == list(range(1, n_colours + 1))
    assert len(np.unique(labels[:5])) == len(np.unique(labels[5:])) == 1


def test_threads_do_not_change_a_label(picture, expected):
    np.testing.assert_array_equal(gmmseg.segment(picture, K, threads=1).labels, expected)
    np.testing.assert_array_equal(gmmseg.segment(picture, K, threads=2).labels, expected)


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


@pytest.mark.parametrize("colour", COLOUR_SPACES)
@pytest.mark.parametrize("fault", [1e6, -1e6, 1e300])
def test_one_pixel_far_away_costs_no_more_than_its_own_label(picture, colour, fault):
    pixels = picture.copy()
    pixels[20, 7] = fault

    found = gmmseg.segment(pixels, 4, colour=colour)

    expected = gmmseg.segment(picture, 4, colour=colour).labels
    others = np.ones(expected.shape, bool)
    others[18:23, 5:10] = False  # neighbours are made to agree
    assert adjusted_rand_score(found.labels[others], expected[others]) > 0.99
    assert found.labels[others].max() == expected.max()
    assert found.notes[0] == (
        f"Pixels far outside of {picture.min():g} to {picture.max():g}, where all others lie, "
        f"count as its ends: 1."
    )
