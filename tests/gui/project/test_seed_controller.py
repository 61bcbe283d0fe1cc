"""Annotations dropped onto the window: their classes become segments, and the model learns them."""

import json

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

WAIT = 120_000


@pytest.fixture
def annotations(tmp_path):
    """LabelMe's JSON that outlines a class in the first band of the flags and one in the second."""
    boxes = (("red", 2, 2, 15, 25), ("green", 22, 2, 30, 25))
    shapes = [
        {"label": name, "shape_type": "rectangle", "points": [[x0, y0], [x1, y1]]}
        for name, x0, y0, x1, y1 in boxes
    ]
    path = tmp_path / "flags.json"
    path.write_text(
        json.dumps({"shapes": shapes, "imagePath": "flags.png", "imageHeight": 30, "imageWidth": 40})
    )
    return path


def drop(window, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window, QDragEnterEvent(QPointF(9, 9), *how))
    QApplication.sendEvent(window, QDropEvent(QPointF(9, 9), *how))


def test_dropped_annotations_teach_the_model_as_one_act(flagged, annotations, settled, qtbot):
    before = [look.name for look in flagged.session.document.segment_styles]

    drop(flagged, annotations)
    qtbot.waitUntil(lambda: len(flagged.session.document.strokes) == 2, timeout=WAIT)
    settled(flagged)

    document = flagged.session.document
    assert [look.name for look in document.segment_styles[-2:]] == ["red", "green"]
    labels = document.segmentation().labels
    numbers = [[look.name for look in document.segment_styles].index(name) + 1 for name in ("red", "green")]
    assert (labels[2:25, 2:15] == numbers[0]).all()
    assert (labels[2:25, 22:30] == numbers[1]).all()
    assert np.mean(labels[:, :20] == numbers[0]) > 0.95  # pixels like them, too
    flagged.controller.undo()
    assert [look.name for look in flagged.session.document.segment_styles] == before


def test_a_label_map_is_taken_by_the_menu_and_a_bad_one_said(flagged, settled, tmp_path, qtbot):
    Image.fromarray(np.ones((20, 40), np.uint8)).save(tmp_path / "small.png")
    with qtbot.waitSignal(flagged.controller.failed, timeout=WAIT) as failed:
        flagged.seed_controller.take(tmp_path / "small.png")

    assert "40 by 20" in failed.args[0]
    assert flagged.session.document.strokes == ()
