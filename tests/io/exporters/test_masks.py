"""Masks and cut-outs, read back with Pillow."""

from io import BytesIO

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from gmmseg.io.exporters import export


def opened(path):
    """Return the values of a picture."""
    return np.asarray(Image.open(BytesIO(path.read_bytes())))


def test_each_segment_has_a_mask_of_0_and_255_named_after_it(segmentation, tmp_path):
    paths = export(segmentation, tmp_path, ["masks"])

    assert [path.name for path in paths] == [
        "photo_mask_1_sky.png",
        "photo_mask_2_2-3.png",
        "photo_mask_3_grass-trees.png",
    ]
    for number, path in enumerate(paths, 1):
        np.testing.assert_array_equal(opened(path), 255 * (segmentation.labels == number))


def test_a_name_of_nothing_but_signs_leaves_the_number(make, tmp_path):
    paths = export(make(names=("../..", "segment 2", "été")), tmp_path, ["masks"])

    assert [path.name for path in paths] == ["photo_mask_1.png", "photo_mask_2.png", "photo_mask_3_été.png"]


def test_only_the_chosen_segments_are_written(segmentation, tmp_path):
    paths = export(segmentation, tmp_path, ["masks", "cutouts"], segments=[2])

    assert [path.name for path in paths] == ["photo_mask_2_2-3.png", "photo_cutout_2_2-3.png"]


def test_a_cutout_shows_the_picture_inside_and_nothing_outside(segmentation, tmp_path):
    paths = export(segmentation, tmp_path, ["cutouts"])

    for number, path in enumerate(paths, 1):
        inside = segmentation.labels == number
        found = opened(path)
        np.testing.assert_array_equal(found[inside][:, :3], segmentation.image.pixels[inside])
        np.testing.assert_array_equal(found[..., 3], 255 * inside)
        assert not found[~inside].any()


@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 3)], ids=["grey", "colour"])
def test_a_deep_picture_is_cut_out_in_all_its_16_bits(make, tmp_path, shape):
    pixels = np.random.default_rng(2).integers(0, 65536, shape, np.uint16)

    path = export(make(pixels), tmp_path, ["cutouts"], segments=[1])[0]

    found = imagecodecs.png_decode(path.read_bytes())
    inside = make(pixels).labels == 1
    assert found.dtype == np.uint16
    np.testing.assert_array_equal(
        found[inside][:, :3], np.broadcast_to(pixels.reshape(5, 7, -1), (5, 7, 3))[inside]
    )
    np.testing.assert_array_equal(found[..., 3], 65535 * inside)
    assert not found[~inside].any()


def test_a_picture_of_floats_is_cut_out_as_screens_show_it(make, tmp_path):
    ramp = np.linspace(0, 1, 35).astype(np.float32).reshape(5, 7)

    path = export(make(ramp), tmp_path, ["cutouts"], segments=[1])[0]

    inside = make(ramp).labels == 1
    low, high = np.quantile(ramp[make(ramp).labels > 0], (0.001, 0.999))  # nearly all that is used
    shown = (np.clip(ramp[inside], low, high) - low) / (high - low) * 255
    np.testing.assert_allclose(opened(path)[inside][:, 0], shown, atol=0.51)


def test_a_matte_is_as_opaque_as_its_segment_is_probable(segmentation, tmp_path):
    paths = export(segmentation, tmp_path, ["mattes"])

    assert paths[0].name == "photo_matte_1_sky.png"
    for number, path in enumerate(paths, 1):
        found, share = opened(path), segmentation.probability(number)
        np.testing.assert_allclose(found[..., 3], 255 * share, atol=0.51)
        seen = found[..., 3] > 0
        np.testing.assert_array_equal(found[seen][:, :3], segmentation.image.pixels[seen])
        assert not found[~seen].any()


def test_a_matte_of_a_16_bit_picture_has_16_bits(make, tmp_path):
    pixels = np.random.default_rng(1).integers(0, 65536, (5, 7, 3), np.uint16)
    segmentation = make(pixels)

    path = export(segmentation, tmp_path, ["mattes"])[1]

    found = imagecodecs.png_decode(path.read_bytes())
    assert found.dtype == np.uint16
    np.testing.assert_allclose(found[..., 3], 65535 * segmentation.probability(2), atol=0.51)
