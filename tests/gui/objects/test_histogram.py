"""The histogram: NumPy's bins, and a range that is dragged."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from gmmseg.gui.objects.histogram import Histogram, histogram

VALUES = np.random.default_rng(0).normal(50, 10, 1000)


def test_bars_are_freedmans_and_diaconis():
    edges, counts = histogram(VALUES)

    expected = np.histogram_bin_edges(VALUES, "fd")
    np.testing.assert_allclose(edges, expected)
    assert counts.sum() == 1000


def test_values_far_apart_have_a_logarithmic_axis(qtbot):
    widget = Histogram()
    qtbot.addWidget(widget)

    widget.show_values(np.array([1.0, 10.0, 100.0, 1000.0]))

    assert widget.is_log
    ratios = widget.edges[1:] / widget.edges[:-1]
    np.testing.assert_allclose(ratios, ratios[0])


def test_one_value_or_none_has_a_histogram_too():
    assert histogram(np.full(5, 3.0))[1].sum() == 5
    assert len(histogram(np.empty(0))[0]) == 0


@pytest.fixture
def widget(qtbot):
    widget = Histogram()
    qtbot.addWidget(widget)
    widget.resize(216, 120)
    widget.show_values(VALUES)
    widget.show()
    return widget


def test_a_range_is_dragged_and_a_double_click_ends_it(widget, qtbot):
    reported = []
    widget.ranged.connect(reported.append)

    QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=QPoint(58, 40))
    QTest.mouseMove(widget, QPoint(158, 40))
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=QPoint(158, 40))

    low, high = widget.edges[0], widget.edges[-1]
    expected = (low + 0.25 * (high - low), low + 0.75 * (high - low))
    np.testing.assert_allclose(widget.range, expected, rtol=1e-9)

    QTest.mouseDClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(100, 40))

    assert widget.range is None
    assert reported[-1] is None


def test_it_is_drawn_with_values_and_without(widget):
    full = widget.grab().toImage()
    widget.show_values(np.empty(0))

    assert widget.grab().toImage() != full
