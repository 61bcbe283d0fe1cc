import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication

from gmmseg.gui.canvas.canvas import Canvas
from gmmseg.gui.canvas.layers import Layer


@pytest.fixture
def canvas(qtbot):
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    canvas.show()
    qtbot.waitExposed(canvas)
    return canvas


@pytest.fixture
def picture():
    pixels = np.zeros((100, 200, 3), np.uint8)
    pixels[:, :100] = (255, 0, 0)
    pixels[:, 100:] = (0, 0, 255)
    return pixels


def colour_at(canvas, x, y):
    return canvas.grab().toImage().pixelColor(x, y)


def turn_wheel(canvas, x, y, turns):
    place = QPointF(x, y)
    event = QWheelEvent(
        place,
        canvas.mapToGlobal(place),
        QPoint(),
        QPoint(0, 120 * turns),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def test_without_a_picture_there_is_the_backdrop(canvas):
    assert colour_at(canvas, 200, 150) == canvas.backdrop


def test_a_picture_is_shown_whole(canvas, picture):
    canvas.show_picture((picture,))

    assert colour_at(canvas, 30, 150) == QColor(255, 0, 0)
    assert colour_at(canvas, 370, 150) == QColor(0, 0, 255)
    assert colour_at(canvas, 200, 10) == canvas.backdrop


def test_the_wheel_zooms_at_the_cursor(canvas, picture):
    canvas.show_picture((picture,))
    before = canvas.pixel_at(QPointF(100, 120))

    turn_wheel(canvas, 100, 120, 5)

    assert canvas.camera.scale == pytest.approx(368 / 200 * 1.25**5)
    assert canvas.pixel_at(QPointF(100, 120)) == before


def test_large_pixels_are_crisp(canvas, picture):
    canvas.show_picture((picture,))

    canvas.zoom_to(10.0)

    edge = next(x for x in range(400) if colour_at(canvas, x, 150) == QColor(0, 0, 255))
    assert colour_at(canvas, edge - 1, 150) == QColor(255, 0, 0)


@pytest.mark.parametrize("button", [Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton])
def test_dragging_moves_the_picture_under_the_hand(canvas, picture, qtbot, button):
    canvas.show_picture((picture,))
    canvas.zoom_to(5.0)
    held = canvas.pixel_at(QPointF(200, 150))

    qtbot.mousePress(canvas, button, pos=QPoint(200, 150))
    qtbot.mouseMove(canvas, QPoint(230, 160))
    qtbot.mouseMove(canvas, QPoint(260, 180))
    qtbot.mouseRelease(canvas, button, pos=QPoint(260, 180))

    assert canvas.pixel_at(QPointF(260, 180)) == held


def test_a_click_picks_and_a_drag_does_not(canvas, picture, qtbot):
    canvas.show_picture((picture,))
    picked = []
    canvas.picked.connect(lambda row, column: picked.append((row, column)))

    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 150))
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 150))
    qtbot.mouseMove(canvas, QPoint(240, 150))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(201, 150))

    assert picked == [canvas.pixel_at(QPointF(200, 150))] or len(picked) == 1


def test_arrow_keys_move_the_picture(canvas, picture, qtbot):
    canvas.show_picture((picture,))
    canvas.zoom_to(5.0)
    before = canvas.camera.x

    qtbot.keyClick(canvas, Qt.Key.Key_Right)

    assert canvas.camera.x == before - 64


def test_a_layer_lies_over_the_picture(canvas, picture, qtbot):
    canvas.show_picture((picture,))
    table = np.array([[0, 0, 0, 0], [0, 255, 0, 255]], np.uint8)
    labels = np.zeros((100, 200), np.uint8)
    labels[50:] = 1

    canvas.show_layer(Layer((labels,), table), with_picture=True)
    qtbot.waitUntil(lambda: colour_at(canvas, 200, 200) == QColor(0, 255, 0))

    assert colour_at(canvas, 100, 100) == QColor(255, 0, 0)


def test_transparent_pixels_show_a_checkerboard(canvas, picture):
    mask = np.full((100, 200), 255, np.uint8)
    mask[:, :100] = 0

    canvas.show_picture((picture,), (mask,))

    tones = {colour_at(canvas, x, 150).name() for x in range(30, 60)}
    assert tones == {"#c8c8c8", "#ebebeb"}
    assert colour_at(canvas, 370, 150) == QColor(0, 0, 255)


@pytest.mark.parametrize("scale", [0.001, 0.01, 1.0, 33.3, 100.0])
@pytest.mark.parametrize("shape", [(10, 40_000), (40_000, 10), (1, 1)])
def test_any_picture_is_drawn_at_any_zoom(canvas, shape, scale):
    canvas.show_picture((np.zeros((*shape, 3), np.uint8),))
    canvas.show_layer(
        Layer((np.zeros(shape, np.uint8),), np.zeros((1, 4), np.uint8), np.zeros((1, 4), np.uint8))
    )

    canvas.zoom_to(scale)

    assert not canvas.grab().isNull()


def test_a_fitted_picture_stays_fitted_when_the_window_grows(canvas, picture):
    canvas.show_picture((picture,))

    canvas.resize(800, 600)

    assert canvas.camera.scale == pytest.approx(768 / 200)
