"""A histogram with two ends that are moved."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from gmmseg.gui.widgets.histogram import HistogramRange


@pytest.fixture
def histogram(qtbot):
    widget = HistogramRange()
    qtbot.addWidget(widget)
    widget.resize(210, 72)
    widget.show_values(np.array([1, 5, 3]), 0.0, 100.0)
    widget.show_range(20.0, 80.0, (0, 255, 0))
    return widget


def test_places_and_values_agree(histogram):
    assert histogram.value_at(histogram.place_of(30.0)) == pytest.approx(30.0)
    assert histogram.place_of(-5.0) == histogram.place_of(0.0)


def test_an_end_stays_on_its_side(histogram, qtbot):
    chosen = []
    histogram.chosen.connect(lambda low, high: chosen.append((low, high)))

    black = QPoint(round(histogram.place_of(20.0)), 30)
    qtbot.mousePress(histogram, Qt.MouseButton.LeftButton, pos=black)
    qtbot.mouseRelease(histogram, Qt.MouseButton.LeftButton, pos=black)
    for _ in range(70):  # a hundredth of the values each
        qtbot.keyClick(histogram, Qt.Key.Key_Right)

    assert len(chosen) == 71
    assert chosen[-1] == histogram.range == pytest.approx((79.9, 80.0))


def test_keys_move_the_end_that_was_moved_last(histogram, qtbot):
    qtbot.keyClick(histogram, Qt.Key.Key_Left)

    assert histogram.range == pytest.approx((20.0, 79.0))
