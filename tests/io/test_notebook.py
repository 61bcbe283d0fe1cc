"""How notebooks show a segmentation."""

import re
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image as Pillow

from gmmseg.imaging.features.features import Features
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model, Segment
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.io.notebook import preview
from gmmseg.mixture.em import Parameters


@pytest.fixture
def segmentation():
    """Return a black picture of 900 × 600 pixels, above one segment and below another."""
    image = Image.from_array(np.zeros((600, 900), np.uint8), name="<black>.png")
    features = Features("channels", 0.0, ("grey",), np.array([0.5]), np.array([0.1]))
    mixture = Parameters(np.array([0.5, 0.5]), np.array([[-5.0], [3.0]]), np.ones((2, 1, 1)), "full")
    segments = (Segment("sky & sea", (200, 0, 0), (0,)), Segment("land", (0, 100, 0), (1,)))
    labels = np.ones((600, 900), np.uint8)
    labels[150:] = 2
    return Segmentation(image, Model(features, mixture, segments), labels, -1.0, notes=("Mind <this>.",))


def test_a_preview_is_the_picture_under_half_of_the_colours(segmentation):
    seen = preview(segmentation, 90)

    assert seen.shape == (60, 90, 3)
    assert seen[3, 3].tolist() == [100, 0, 0]
    assert seen[40, 3].tolist() == [0, 50, 0]


def test_a_small_picture_is_shown_pixel_by_pixel(segmentation):
    seen = preview(segmentation, 2000)

    assert seen.shape == (600, 900, 3)
    assert seen[140, 3].tolist() == [100, 0, 0]
    assert seen[160, 3].tolist() == [0, 50, 0]


def test_a_notebook_is_given_a_png(segmentation):
    with Pillow.open(BytesIO(segmentation._repr_png_())) as picture:
        assert picture.format == "PNG"
        assert picture.size == (720, 480)


def test_a_notebook_is_given_a_picture_and_a_table_in_which_names_are_no_markup(segmentation):
    page = segmentation._repr_html_()

    cells = re.findall(r"<td[^>]*>([^<]*)</td>", page)
    assert cells == ["sky &amp; sea", "25.0", "135,000", "land", "75.0", "405,000"]
    assert "&lt;black&gt;.png" in page
    assert "900 × 600 pixels, 2 segments" in page
    assert "Mind &lt;this&gt;." in page
    assert 'src="data:image/jpeg;base64,' in page


def test_of_many_segments_the_first_are_shown(segmentation):
    segments = tuple(Segment(f"s{i}", (0, 0, 0), (0,)) for i in range(30))
    many = replace(segmentation, model=replace(segmentation.model, segments=segments))

    page = many._repr_html_()

    assert page.count("<tr>") == 1 + 20
    assert "and 10 more" in page
