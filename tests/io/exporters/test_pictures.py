"""Pictures for people, read back with Pillow and compared with plain arithmetic."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

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
