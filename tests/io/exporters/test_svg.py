"""The drawing, read as XML and, on a screen that is none, by Qt."""

from dataclasses import replace
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from skimage.draw import disk

from gmmseg.imaging.image import Image as Picture
from gmmseg.io.exporters import export


def test_paths_are_named_and_coloured_as_their_segments(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["svg"])

    root = ET.parse(path).getroot()
    assert root.get("viewBox") == "0 0 7 5"
    names = [each.find("{http://www.w3.org/2000/svg}title").text for each in root]
    assert names == ["sky", "=2+3", "grass / trees"]
    assert [each.get("fill") for each in root] == ["#0072b2", "#e69f00", "#009e73"]


def test_a_name_cannot_add_anything_to_the_drawing(make, tmp_path):
    (path,) = export(make(names=("<script/>", 'a" onload="x', "\x00&\n")), tmp_path, ["svg"])

    root = ET.parse(path).getroot()
    assert {each.tag.partition("}")[2] for each in root.iter()} == {"svg", "path", "title"}
    assert all(each.get("onload") is None for each in root.iter())


def test_qt_draws_the_segments(segmentation, tmp_path, qapp):
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    labels = np.full((90, 130), 3, np.uint8)
    labels[disk((45, 60), 40)] = 1
    labels[disk((45, 60), 20)] = 2
    image = Picture.from_array(np.zeros((90, 130, 3), np.uint8), name="disks.png")
    (path,) = export(replace(segmentation, image=image, labels=labels), tmp_path, ["svg"])

    canvas = QImage(130, 90, QImage.Format.Format_RGB888)
    canvas.fill(0)
    painter = QPainter(canvas)
    QSvgRenderer(str(path)).render(painter)
    painter.end()

    drawn = np.asarray(canvas.constBits()).reshape(90, -1)[:, : 3 * 130].reshape(90, 130, 3)
    for number, colour in enumerate(((0, 114, 178), (230, 159, 0), (0, 158, 115)), 1):
        same = (abs(drawn.astype(int) - colour) < 8).all(axis=2)
        assert (same & (labels == number)).sum() > 0.93 * (labels == number).sum()


@pytest.mark.parametrize("segments", [[1], [2, 3]])
def test_only_exported_segments_are_drawn(segmentation, tmp_path, segments):
    (path,) = export(segmentation, tmp_path, ["svg"], segments=segments)

    assert [each.get("id") for each in ET.parse(path).getroot()] == [f"segment-{n}" for n in segments]
