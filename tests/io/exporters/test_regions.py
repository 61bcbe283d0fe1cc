import numpy as np
from PIL import Image

from gmmseg import segment
from gmmseg.io.exporters import export


def test_regions_are_written_as_their_numbers(tmp_path):
    pixels = np.zeros((40, 60, 3), np.uint8)
    pixels[:, 20:40], pixels[:, 40:] = (200, 30, 30), (30, 30, 200)
    found = segment(pixels, 3)

    (path,) = export(found, tmp_path, ["regions"], stem="photo")

    assert path.name == "photo_regions.png"
    np.testing.assert_array_equal(np.asarray(Image.open(path)), found.regions)
    assert found.regions.max() == 3
