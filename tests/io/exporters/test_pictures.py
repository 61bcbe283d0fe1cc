"""Pictures for people, read back with Pillow and compared with plain arithmetic."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from gmmseg.imaging.rendering.composite import ChannelStyle
from gmmseg.io.exporters import export

COLOURS = np.array([(0, 0, 0), (0, 114, 178), (230, 159, 0), (0, 158, 115)], float)


def opened(path):
    """Return a picture that holds no file open."""
    return Image.open(BytesIO(path.read_bytes()))


@pytest.mark.parametrize("opacity", [0.0, 0.3, 1.0])
def test_the_overlay_mixes_picture_and_colours(segmentation, tmp_path, opacity):
    (path,) = export(segmentation, tmp_path, ["overlay"], opacity=opacity)

    labels, shown = segmentation.labels, np.asarray(opened(path))
    expected = (1 - opacity) * segmentation.image.pixels + opacity * COLOURS[labels]
    inner = [(0, 0), (0, 1), (0, 4), (1, 4), (3, 0), (3, 1)]  # no neighbour to the right or below differs
    for y, x in inner:
        np.testing.assert_allclose(shown[y, x], expected[y, x], atol=1)
    np.testing.assert_array_equal(shown[:, 6], segmentation.image.pixels[:, 6])  # unassigned


def test_the_mean_picture_shows_each_segment_in_its_mean_colour(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["mean"])

    shown = np.asarray(opened(path))
    for number in (1, 2, 3):
        inside = segmentation.labels == number
        expected = segmentation.image.pixels[inside].mean(axis=0)
        np.testing.assert_allclose(shown[inside], np.broadcast_to(expected, (inside.sum(), 3)), atol=0.51)


def test_boundaries_change_only_pixels_at_a_change_of_label(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["boundaries"])

    labels, changed = segmentation.labels, (np.asarray(opened(path)) != segmentation.image.pixels).any(axis=2)
    padded = np.pad(labels, ((0, 1), (0, 1)), mode="edge")
    at_change = (padded[:-1, 1:] != labels) | (padded[1:, :-1] != labels)
    assert changed.any()
    assert not (changed & ~at_change).any()


def test_uncertainty_is_darkest_where_the_model_is_surest(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["uncertainty"])

    usable = segmentation.labels > 0
    light = np.asarray(opened(path)).astype(int).sum(axis=2)[usable]
    uncertain = segmentation.uncertainty[usable]
    assert light[uncertain.argmin()] == light.min()
    assert light[uncertain.argmax()] == light.max()


def test_probability_maps_are_probabilities_in_256_steps(segmentation, tmp_path):
    paths = export(segmentation, tmp_path, ["probability-maps"])

    assert [path.name for path in paths] == [
        f"photo_probability_{word}.png" for word in ("1_sky", "2_2-3", "3_grass-trees")
    ]
    for number, path in enumerate(paths, 1):
        shown = np.asarray(opened(path)) / 255
        np.testing.assert_allclose(shown, segmentation.probability(number), atol=0.002)


def test_many_channels_are_mixed_as_the_window_shows_them(make, tmp_path):
    pixels = np.zeros((5, 7, 2), np.uint16)
    pixels[:, :3, 0], pixels[:, 3:, 1] = 900, 700
    found = make(pixels)
    red, blue = ChannelStyle(True, (255, 0, 0), 0, 900), ChannelStyle(True, (0, 0, 255), 0, 1400)

    (path,) = export(found, tmp_path, ["overlay"], opacity=0, stem="usual")
    (other,) = export(found, tmp_path, ["overlay"], opacity=0, styles=(red, blue))

    usual, styled = np.asarray(opened(path)), np.asarray(opened(other))
    assert [usual[0, 0].tolist(), usual[0, 4].tolist()] == [[255, 0, 255], [0, 255, 0]]
    assert [styled[0, 0].tolist(), styled[0, 4].tolist()] == [[255, 0, 0], [0, 0, 128]]


def test_margin_is_brightest_where_two_segments_are_as_probable(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["margin"])

    usable = segmentation.labels > 0
    light = np.asarray(opened(path)).astype(int).sum(axis=2)[usable]
    two = np.sort(segmentation.probabilities, axis=0)[-2:, usable]
    apart = two[1] - two[0]
    np.testing.assert_allclose(segmentation.margin[usable], apart, atol=1e-6)
    assert light[apart.argmax()] == light.min()
    assert light[apart.argmin()] == light.max()


def test_density_is_brightest_where_the_model_explains_least(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["density"])

    usable = segmentation.labels > 0
    light = np.asarray(opened(path)).astype(int).sum(axis=2)[usable]
    assert light[segmentation.log_density[usable].argmin()] == light.max()
    assert light[segmentation.log_density[usable].argmax()] == light.min()
