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


def test_names_become_parts_of_file_names(image):
    mask = np.zeros((2, 4), bool)

    suffixes = [o.suffix for o in outputs(image, [("a/b dog", mask), ("x", mask)], ["object-masks"])]

    assert suffixes == ["_object_mask_1_a-b-dog.png", "_object_mask_2_x.png"]


def test_how_files_will_end_is_known_before_they_are_made(image):
    names = ["a/b dog", "object 2"]
    made = outputs(image, [(name, np.zeros((2, 4), bool)) for name in names], OBJECT_KINDS)

    assert suffixes(names, OBJECT_KINDS) == [each.suffix for each in made]
