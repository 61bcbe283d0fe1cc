"""A window with discs whose objects are counted, and real gestures on its canvas."""

from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

WAIT = 120_000
NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def discs_file(tmp_path):
    """The file of a picture of four discs of radius 9 on dark ground, of which two touch."""
    rows, columns = np.mgrid[:60, :90]
    pixels = np.full((60, 90), 20, np.uint8)
    for x, y in ((20, 15), (60, 15), (20, 44), (36, 44)):
        pixels[(columns - x) ** 2 + (rows - y) ** 2 <= 81] = 200
    path = tmp_path / "discs.png"
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture
def found_in(qtbot):
    """A function that waits until the objects of a window are those that its document asks for."""

    def wait(window):
        search = window.controller.object_search
        qtbot.waitUntil(
            lambda: (
                not window.controller.is_busy
                and window.session.wanted is None
                and search.latest.wanted is None
            ),
            timeout=WAIT,
        )
        return search.objects

    return wait


@pytest.fixture
def counting(window, discs_file, found_in, qtbot):
    """The window with the discs, in which objects are counted."""
    window.controller.change("n_components", 2, "change of segments")
    window.open(discs_file)
    qtbot.waitUntil(lambda: window.session.document.is_current, timeout=WAIT)
    window.object_mode.section.switch.click()
    found_in(window)
    return window


@pytest.fixture
def mouse(counting):
    """Gestures on the canvas, at places in the picture."""
    canvas = counting.canvas

    def place(x, y):
        return canvas.place_of(x + 0.5, y + 0.5)

    def click(x, y, modifiers=NONE, button=LEFT):
        QTest.mouseClick(canvas, button, modifiers, place(x, y).toPoint())

    def drag(points, modifiers=NONE, button=LEFT):
        QTest.mousePress(canvas, button, modifiers, place(*points[0]).toPoint())
        for point in points[1:]:
            at = QPointF(place(*point).toPoint())
            global_at = canvas.mapToGlobal(at)
            move = QMouseEvent(
                QEvent.Type.MouseMove, at, global_at, Qt.MouseButton.NoButton, button, modifiers
            )
            QApplication.sendEvent(canvas, move)
        QTest.mouseRelease(canvas, button, modifiers, place(*points[-1]).toPoint())

    return SimpleNamespace(click=click, drag=drag)
