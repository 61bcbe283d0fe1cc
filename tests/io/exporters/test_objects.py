import numpy as np
import pytest
from PIL import Image as Picture

from gmmseg.imaging.image import Image
from gmmseg.io.exporters.objects import OBJECT_KINDS, outputs, suffixes


@pytest.fixture
def image():
    return Image.from_array(np.arange(24, dtype=np.uint8).reshape(2, 4, 3))


def test_an_object_is_written_as_mask_and_as_cutout(image, tmp_path):
    mask = np.array([[1, 0, 0, 1], [0, 1, 0, 0]], bool)

    for output in outputs(image, [("object 1", mask)], OBJECT_KINDS):
        output.write(tmp_path / output.suffix)

    np.testing.assert_array_equal(np.asarray(Picture.open(tmp_path / "_object_mask_1.png")), mask * 255)
    cutout = np.asarray(Picture.open(tmp_path / "_object_1.png"))
    np.testing.assert_array_equal(cutout[..., 3], mask * 255)
    np.testing.assert_array_equal(cutout[..., :3], image.pixels * mask[..., None])


def test_an_object_with_soft_edges_is_cropped_and_as_opaque_as_pixels_are_the_objects(tmp_path):
    """A disc of 200 on 40, its edge mixed over 1.5 pixels: the share of the disc is known for each pixel."""
    rows, columns = np.mgrid[:40, :60]
    share = np.clip(0.5 + (10 - np.hypot(rows - 20, columns - 25)) / 1.5, 0, 1)
    noise = np.random.default_rng(0).normal(0, 2, (40, 60, 1))
    pixels = np.clip((40 + 160 * share)[..., None] + noise, 0, 255).astype(np.uint8)
    image = Image.from_array(np.repeat(pixels, 3, axis=2))

    (output,) = outputs(image, [("moon", share > 0.5)], ["object-soft"])
    output.write(tmp_path / output.suffix)

    soft = np.asarray(Picture.open(tmp_path / "_object_soft_1_moon.png"))
    height, width = soft.shape[:2]
    assert 20 <= height <= 28
    assert 20 <= width <= 28
    alpha = soft[..., 3] / 255
    assert alpha.sum() == pytest.approx(share.sum(), rel=0.03)
    assert ((alpha > 0.1) & (alpha < 0.9)).sum() > 20


def test_an_object_without_pixels_is_a_clear_pixel(image, tmp_path):
    (output,) = outputs(image, [("x", np.zeros((2, 4), bool))], ["object-soft"])
    output.write(tmp_path / "x.png")

    assert np.asarray(Picture.open(tmp_path / "x.png")).tolist() == [[[0, 0, 0, 0]]]


def test_names_become_parts_of_file_names(image):
    mask = np.zeros((2, 4), bool)

    suffixes = [o.suffix for o in outputs(image, [("a/b dog", mask), ("x", mask)], ["object-masks"])]

    assert suffixes == ["_object_mask_1_a-b-dog.png", "_object_mask_2_x.png"]


def test_how_files_will_end_is_known_before_they_are_made(image):
    names = ["a/b dog", "object 2"]
    made = outputs(image, [(name, np.zeros((2, 4), bool)) for name in names], OBJECT_KINDS)

    assert suffixes(names, OBJECT_KINDS) == [each.suffix for each in made]
