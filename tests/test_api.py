"""The Python door."""

import inspect
from dataclasses import fields

import numpy as np
import pytest
from PIL import Image as Pillow

import gmmseg
from gmmseg.errors import BadArrayError, BadSettingError, NoUsablePixelsError
from gmmseg.settings import Settings


@pytest.fixture
def stripes():
    """Three upright stripes of 2, 3 and 4 columns."""
    colours = np.array([(250, 20, 20), (20, 200, 40), (30, 40, 220)], np.uint8)
    return np.repeat(colours, (2, 3, 4), axis=0)[None].repeat(6, axis=0)


def test_segments_are_numbered_by_size_and_labels_are_bytes(stripes):
    labels = gmmseg.segment(stripes, 3).labels

    assert labels.dtype == np.uint8
    assert labels[0].tolist() == [3, 3, 2, 2, 2, 1, 1, 1, 1]
    assert not labels.flags.writeable


def test_a_file_an_array_and_a_picture_give_the_same_labels(stripes, tmp_path):
    file = tmp_path / "stripes.png"
    Pillow.fromarray(stripes).save(file)

    doors = (file, str(file), stripes, stripes.tolist(), gmmseg.Image.from_array(stripes))
    found = [gmmseg.segment(door, 3).labels for door in doors]

    for labels in found[1:]:
        np.testing.assert_array_equal(labels, found[0])


@pytest.mark.parametrize("mode", ["P", "CMYK", "RGBX", "LA", "RGB"])
def test_images_of_pillow_are_taken_in_colours_and_masked(stripes, mode):
    picture = Pillow.fromarray(stripes)
    if mode == "P":
        picture = picture.quantize(3)
    elif mode == "LA":
        picture = picture.convert("L")
        picture.putalpha(Pillow.new("L", picture.size, 255))
    else:
        picture = picture.convert(mode)

    labels = gmmseg.segment(picture, 3).labels

    assert labels[0].tolist() == [3, 3, 2, 2, 2, 1, 1, 1, 1]
    object_of = gmmseg.cut(picture, clicks=[(7, 3, True), (0, 3, False)])
    assert object_of[0].tolist()[5:] == [True] * 4


def test_masked_pixels_are_unassigned_and_do_not_count(stripes, tmp_path):
    mask = np.ones(stripes.shape[:2], bool)
    mask[:, :5] = False
    file = tmp_path / "stripes.png"
    Pillow.fromarray(stripes).save(file)

    for door in (stripes, file):
        found = gmmseg.segment(door, 3, mask=mask)

        assert found.labels[0].tolist() == [0, 0, 0, 0, 0, 1, 1, 1, 1]
        assert found.notes == ("Found 1 of 3 segments: the picture has only one colour.",)


def test_a_mask_of_one_pixel_is_enough_and_an_empty_one_is_refused(stripes):
    mask = np.zeros(stripes.shape[:2], bool)
    with pytest.raises(NoUsablePixelsError) as caught:
        gmmseg.segment(stripes, mask=mask)
    mask[2, 3] = True

    found = gmmseg.segment(stripes, 5, mask=mask)

    assert str(caught.value) == (
        "array has no usable pixels: all 54 are transparent, masked out or not a number. "
        "Use a picture with at least one opaque pixel."
    )
    assert (found.labels > 0).sum() == 1
    assert found.notes == ("Found 1 of 5 segments: the picture has only one usable pixel.",)


def test_a_mask_of_another_shape_is_refused(stripes, tmp_path):
    file = tmp_path / "stripes.png"
    Pillow.fromarray(stripes).save(file)

    for door in (stripes, file):
        with pytest.raises(BadArrayError) as caught:
            gmmseg.segment(door, mask=np.ones((6, 8), bool))

        assert str(caught.value) == (
            "Cannot use this array as a picture: its mask has shape (6, 8). "
            "Expected (6, 9), the picture's height and width."
        )


def test_every_setting_is_a_parameter_with_the_same_default():
    parameters = inspect.signature(gmmseg.segment).parameters

    assert {field.name: field.default for field in fields(Settings)} == {
        name: parameters[name].default
        for name in parameters
        if name not in {"image", "mask", "seeds", "threads"}
    }


def test_wrong_settings_are_named_before_the_picture_is_read():
    with pytest.raises(BadSettingError, match="Setting threads is 0, but it must be a whole number from 1"):
        gmmseg.segment("missing.png", threads=0)
    with pytest.raises(BadSettingError, match="Setting n_components is 0"):
        gmmseg.segment("missing.png", 0)
    with pytest.raises(TypeError, match="unexpected keyword argument 'colur'"):
        gmmseg.segment("missing.png", colur="lab")
