"""The Python interface."""

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


NO_SETTINGS = {
    "image",
    "mask",
    "seeds",
    "threads",
    "page",
    "axis",
    "as_channels",
    "pixel_size",
    "stream",
    "client",
}


def test_every_setting_is_a_parameter_with_the_same_default():
    parameters = inspect.signature(gmmseg.segment).parameters

    assert {field.name: field.default for field in fields(Settings)} == {
        name: parameters[name].default for name in parameters if name not in NO_SETTINGS
    }


def test_wrong_settings_are_named_before_the_picture_is_read():
    with pytest.raises(BadSettingError, match="Setting threads is 0, but it must be a whole number from 1"):
        gmmseg.segment("missing.png", threads=0)
    with pytest.raises(BadSettingError, match="Setting n_components is 0"):
        gmmseg.segment("missing.png", 0)
    with pytest.raises(TypeError, match="unexpected keyword argument 'colur'"):
        gmmseg.segment("missing.png", colur="lab")


def upright(*values, dtype=np.float64, grain=0.0, seed=0):
    """Return a picture of upright stripes of these values, 20 columns each, with grain."""
    rng = np.random.default_rng(seed)
    rows = np.repeat(np.repeat(np.array(values, float), 20)[None], 24, axis=0)
    return (rows + rng.uniform(-grain, grain, rows.shape)).astype(dtype)


def labels_of_stripes(found):
    """Return the label of each stripe, which must be the same all over it."""
    parts = [np.unique(part) for part in np.split(found.labels, found.labels.shape[1] // 20, axis=1)]
    assert [len(part) for part in parts] == [1] * len(parts)
    return [int(part[0]) for part in parts]


@pytest.mark.parametrize("position", [0, 0.5])
@pytest.mark.parametrize(
    ("dtype", "scale"),
    [
        ("float32", 1),
        ("float64", 1e-5),
        ("float64", 1e200),
        ("float32", 5),  # 0 to 255
        ("int16", 1),
        ("int16", 100),
        ("int32", 1),
        ("int32", 10_000),
        ("uint32", 1),
        ("uint32", 1000),
    ],
)
def test_a_class_is_the_same_value_in_another_picture_of_any_type(dtype, scale, position):
    values = np.array([20, 30, 40]) * scale
    first = upright(*values, dtype=dtype, grain=0.2 * scale)
    found = gmmseg.segment(first, 3, position=position)
    one, two, three = labels_of_stripes(found)
    model = found.model

    cold = model.apply(upright(values[0], values[1], dtype=dtype, grain=0.2 * scale, seed=1))
    warm = model.apply(upright(values[1], values[2], dtype=dtype, grain=0.2 * scale, seed=2))

    if position == 0:
        assert labels_of_stripes(cold) == [one, two]
        assert labels_of_stripes(warm) == [two, three]
    np.testing.assert_array_equal(model.apply(first).labels, found.labels)


def test_a_glint_does_not_move_the_classes():
    found = gmmseg.segment(upright(0.2, 0.5, 0.9, grain=0.05), 3, position=0)
    glinting = upright(0.2, 0.5, 0.9, grain=0.05, seed=1)
    glinting[3, 7] = 2.5

    for first, second in (
        (found, glinting),
        (gmmseg.segment(glinting, 3, position=0), upright(0.2, 0.5, 0.9)),
    ):
        labels = first.model.apply(second).labels.copy()
        labels[2:5, 6:9] = labels[0, 0]
        for stripe in range(3):
            part = slice(20 * stripe, 20 * stripe + 20)
            assert np.unique(labels[:, part]).tolist() == [first.labels[0, part.start]]


def test_8_bits_and_16_bits_are_shares_of_the_way_from_black_to_white():
    byte = upright(50, 120, 200, dtype=np.uint8)
    found = gmmseg.segment(byte, 3, position=0)

    deep = found.model.apply(byte.astype(np.uint16) * 257)
    shares = found.model.apply(byte / 255)

    np.testing.assert_array_equal(deep.labels, found.labels)
    np.testing.assert_array_equal(shares.labels, found.labels)
    assert deep.notes == ()


def test_numbers_that_are_no_shares_are_compared_as_numbers():
    degrees = gmmseg.segment(upright(20, 30, 40), 3, position=0)

    as_bytes = degrees.model.apply(upright(20, 30, 40, dtype=np.uint8))

    np.testing.assert_array_equal(as_bytes.labels, degrees.labels)
    assert as_bytes.notes == ("Black and white are those of the model, 20 and 40, not its own, 0 and 255.",)


def test_a_models_own_picture_gets_its_labels_again_and_another_the_same_classes(tmp_path):
    rng = np.random.default_rng(2)
    array = np.full((90, 120, 3), (60, 110, 50), float)
    array[:, 60:] = (200, 190, 170)
    array[20:50, 20:40] = (150, 40, 40)
    picture = np.clip(array + rng.normal(0, 5, array.shape), 0, 255).astype(np.uint8)
    found = gmmseg.segment(picture)
    found.model.save(tmp_path / "own.gmm.json")

    model = gmmseg.Model.load(tmp_path / "own.gmm.json")

    np.testing.assert_array_equal(model.apply(picture).labels, found.labels)
    mirrored = model.apply(np.ascontiguousarray(picture[:, ::-1])).labels
    assert (mirrored[:, ::-1] == found.labels).mean() > 0.97


def test_the_classic_mixture_is_one_setting_away():
    rng = np.random.default_rng(2)
    picture = np.clip(rng.normal(128, 30, (60, 80, 3)), 0, 255).astype(np.uint8)

    found = gmmseg.segment(picture, 3, method="global")

    assert found.model.features.names == ("L*", "a*", "b*", "row", "column")
    assert [segment.components for segment in found.model.segments] == [(0,), (1,), (2,)]


def test_a_checkerboard_is_two_segments_whatever_regions_it_falls_into():
    rows, columns = np.mgrid[:128, :160] // 16
    board = np.where(((rows + columns) % 2 == 0)[..., None], (190, 60, 50), (60, 90, 180))
    picture = np.clip(board + np.random.default_rng(0).normal(0, 4, board.shape), 0, 255).astype(np.uint8)

    found = gmmseg.segment(picture)

    truth = (rows + columns) % 2
    first = truth[found.labels == 1]
    assert found.n_segments == 2
    assert max(first.mean(), 1 - first.mean()) > 0.98


def test_position_counts_where_it_is_asked_for():
    bands = np.repeat([0, 1, 0], 40)[None].repeat(90, axis=0)
    colours = np.array([(60, 90, 40), (180, 170, 150)])
    picture = np.clip(colours[bands] + np.random.default_rng(0).normal(0, 4, (90, 120, 3)), 0, 255)

    plain = gmmseg.segment(picture.astype(np.uint8))
    compact = gmmseg.segment(picture.astype(np.uint8), position=1.0)

    assert plain.n_segments == 2
    assert plain.labels[45, 20] == plain.labels[45, 100]
    assert compact.n_segments == 3
    assert compact.labels[45, 20] != compact.labels[45, 100]


def test_a_model_is_applied_to_a_file_an_array_or_a_picture_by_the_function_and_by_the_method(
    stripes, tmp_path
):
    found = gmmseg.segment(stripes, 3, smoothing=0)
    flipped = np.ascontiguousarray(stripes[:, ::-1])
    Pillow.fromarray(flipped).save(tmp_path / "flipped.png")

    given = (flipped, tmp_path / "flipped.png", Pillow.fromarray(flipped), gmmseg.Image.from_array(flipped))
    labels = [gmmseg.apply(found.model, each).labels for each in given]
    labels.append(found.model.apply(flipped).labels)

    for each in labels:
        np.testing.assert_array_equal(each, found.labels[:, ::-1])


def test_the_threads_of_an_application_are_checked(stripes):
    model = gmmseg.segment(stripes, 3).model

    with pytest.raises(BadSettingError, match=r"Setting threads is 0, .* a whole number from 1 to 1024"):
        gmmseg.apply(model, stripes, threads=0)
