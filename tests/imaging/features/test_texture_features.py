import numpy as np
import pytest

from gmmseg.imaging.features import texture_features
from gmmseg.imaging.features.features import Features
from gmmseg.imaging.features.texture_features import TEXTURE_NAMES, TextureFeatures, bilateral_mean
from gmmseg.imaging.image import Image


def stripes_beside_even(direction, size=64):
    """Even grey on the left, stripes of the same mean on the right."""
    rows, columns = np.mgrid[:size, :size]
    wave = {"across": columns, "down": rows, "aslant": rows + columns}[direction]
    grey = 120 + np.where(columns >= size // 2, 60 * ((wave // 2) % 2) - 30, 0)
    return np.stack([grey] * 3, axis=-1).astype(np.uint8)


def marks_at(marks, n):
    rows = np.empty((3, n), np.float32)
    marks.write(np.arange(n), rows)
    return rows.reshape(3, *marks.shape)


@pytest.mark.parametrize(("direction", "sign"), [("across", 1), ("down", -1)])
def test_marks_tell_stripes_from_an_even_field_and_their_direction(direction, sign):
    image = Image.from_array(stripes_beside_even(direction))

    contrast, axis, _ = marks_at(image.derived(TextureFeatures.of), image.height * image.width)

    assert contrast[:, 50].min() > 3 * contrast[:, 12].max()
    assert (sign * axis[10:-10, 48:56] > 1).all()
    assert np.abs(axis[10:-10, 5:20]).max() < 0.1


def test_marks_of_a_large_picture_come_from_a_small_one_and_lie_where_they_belong(monkeypatch):
    pixels = stripes_beside_even("across").repeat(2, axis=0).repeat(2, axis=1)
    monkeypatch.setattr(texture_features, "MOST", 64 * 64)

    marks = TextureFeatures.of(Image.from_array(pixels))

    assert marks.factor == 2
    assert marks.planes.shape == (3, 64, 64)
    contrast, _, _ = marks_at(marks, 128 * 128)
    assert contrast[:, 100].min() > 3 * contrast[:, 24].max()


def test_softening_takes_out_grain_and_leaves_edges():
    rng = np.random.default_rng(0)
    clean = np.where(np.arange(40) < 20, 60, 200)[None, :, None].repeat(40, axis=0)
    noisy = (clean + rng.normal(0, 5, clean.shape)).clip(0, 255).astype(np.uint8)

    found = bilateral_mean(noisy.reshape(-1, 1), np.arange(1600), (40, 40), (0, 255)).reshape(40, 40)

    assert found.dtype == np.uint8
    assert found[:, :20].std() < 0.65 * noisy[:, :20].std()
    assert np.abs(found[:, 19:21].mean(axis=0) - (60, 200)).max() < 6


def test_softening_is_a_weighted_mean_of_like_neighbours():
    values = np.array([[10.0, 20.0, 10.0], [10.0, 10.0, np.nan], [10.0, 10.0, 10.0]])
    distance = (10 / (0.06 * 100)) ** 2 / 2
    weight = 2 / (1 + distance) ** 2

    found = bilateral_mean(values.reshape(-1, 1), np.array([4]), (3, 3), (0, 100))

    others = 4 + 2 + 2 + 1 + 1 + 1 + 1  # itself, left, below, four corners
    assert found[0, 0] == pytest.approx((10 * others + 20 * weight) / (others + weight))


@pytest.mark.parametrize("level", ["light", "full"])
def test_features_have_marks_between_colour_and_place_and_at_most_eight_in_all(level):
    image = Image.from_array(stripes_beside_even("aslant"))

    features = Features.learn(image, "lab", 0.5, level)

    assert features.names == ("L*", "a*", "b*", *TEXTURE_NAMES[level], "row", "column")
    assert features.n_features <= 8
    assert features.consistent
    assert features.colours == ("L*", "a*", "b*")
    whole = features.planes(image, 0, image.height).reshape(features.n_features, -1)
    some = np.array([5, 700, 4095])
    np.testing.assert_array_equal(features.at(image, some).T, whole[:, some])
    assert np.abs(whole[3]).max() < 5


def test_an_even_picture_has_no_texture_to_speak_of():
    rng = np.random.default_rng(0)
    image = Image.from_array((120 + rng.normal(0, 1, (50, 50, 3))).astype(np.uint8))

    features = Features.learn(image, "lab", 0.0, "full")

    assert features.planes(image, 0, 50)[3:].std() < 0.1
