"""Looking closer: the minimap, zoom to what is selected, colours that differ in lightness, pens, fingers."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QPointingDevice, QTabletEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from gmmseg.gui.canvas import views
from gmmseg.gui.canvas.canvas import Canvas, SecondView
from gmmseg.gui.canvas.gestures import LIGHTEST, pressed
from gmmseg.gui.canvas.minimap import Minimap
from gmmseg.gui.canvas.pointer import PointerEvent
from gmmseg.gui.canvas.view_bar import ViewBar
from gmmseg.gui.panels.segment_row import LOOK
from gmmseg.imaging.rendering.colours import oklab

NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def canvas(qtbot):
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.minimap = Minimap(canvas)
    canvas.resize(400, 300)
    canvas.show()
    canvas.show_picture((np.zeros((1200, 1600, 3), np.uint8), np.zeros((300, 400, 3), np.uint8)))
    return canvas


def test_a_minimap_shows_where_people_look_and_a_click_goes_there(canvas, qtbot):
    assert canvas.minimap.isHidden()  # all of it is in view
    canvas.zoom_to(2.0)
    assert canvas.minimap.isVisible()
    assert canvas.minimap.seen.width() == pytest.approx(200 / 1600, abs=0.01)

    qtbot.mouseClick(canvas.minimap, Qt.MouseButton.LeftButton, pos=QPoint(40, 30))  # a quarter of 160 by 120

    centre = canvas.minimap.seen.center()
    assert (centre.x(), centre.y()) == (pytest.approx(0.25, abs=0.01), pytest.approx(0.25, abs=0.01))


def test_side_by_side_the_middle_is_that_of_a_half(canvas, qtbot):
    canvas.show_second(SecondView(None, is_beside=True))

    canvas.show_part(QRectF(800, 600, 100, 100))

    centre = (canvas.place_of(800, 600) + canvas.place_of(900, 700)) / 2
    assert (centre - QPointF(99.5, 150)).manhattanLength() < 3
    qtbot.mouseClick(canvas.minimap, Qt.MouseButton.LeftButton, pos=QPoint(40, 30))
    assert (canvas.place_of(400, 300) - QPointF(99.5, 150)).manhattanLength() < 3
    assert canvas.minimap.seen.center().x() == pytest.approx(0.25, abs=0.01)


def test_a_small_picture_has_no_minimap(canvas):
    canvas.show_picture((np.zeros((30, 40, 3), np.uint8),))
    canvas.zoom_to(100.0)

    assert canvas.minimap.isHidden()


def test_a_part_is_shown_whole_and_large(canvas):
    canvas.show_part(QRectF(800, 600, 100, 100))

    places = [canvas.place_of(800, 600), canvas.place_of(900, 700)]
    assert all(canvas.rect().contains(place.toPoint()) for place in places)
    assert places[1].y() - places[0].y() == pytest.approx(300 / 1.15, rel=0.01)
    assert ((places[0] + places[1]) / 2 - QPointF(200, 150)).manhattanLength() < 3


def test_two_fingers_apart_zoom_and_a_trackpad_scrolls(canvas):
    before = canvas.camera
    device = QPointingDevice(
        "pad", 1, QInputDevice.DeviceType.TouchPad, QPointingDevice.PointerType.Finger,
        QInputDevice.Capability.Position, 2, 0,
    )  # fmt: skip
    at = QPointF(200, 150)
    zoom = QNativeGestureEvent(Qt.NativeGestureType.ZoomNativeGesture, device, 2, at, at, at, 0.5, QPointF())
    QApplication.sendEvent(canvas, zoom)
    assert canvas.camera.scale == pytest.approx(1.5 * before.scale)

    here = canvas.place_of(0, 0)
    glide = QWheelEvent(
        at, at, QPoint(-30, 20), QPoint(-60, 40), Qt.MouseButton.NoButton, NONE,
        Qt.ScrollPhase.ScrollUpdate, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, glide)
    assert canvas.camera.scale == pytest.approx(1.5 * before.scale)
    assert canvas.place_of(0, 0).x() == pytest.approx(here.x() - 30, abs=1)


@pytest.mark.parametrize(("pressures", "share"), [([1.0], 1.0), ([0.2, 0.6, 0.4], 0.6), ([0.01], LIGHTEST)])
def test_a_pen_makes_the_brush_as_wide_as_it_is_pressed(pressures, share):
    path = [PointerEvent(0, 0, True, False, NONE, QPointF(), pressure) for pressure in pressures]

    assert pressed(path) == share


def test_a_stroke_is_as_wide_as_the_pen_was_pressed_and_the_mouse_knows_no_pressure(canvas, qtbot):
    pen = QPointingDevice(
        "pen", 2, QInputDevice.DeviceType.Stylus, QPointingDevice.PointerType.Pen,
        QInputDevice.Capability.Pressure, 1, 1,
    )  # fmt: skip
    left = Qt.MouseButton.LeftButton
    path, touches = [], []
    canvas.draws = True
    canvas.begun.connect(path.append)
    canvas.dragged.connect(path.append)
    canvas.ended.connect(lambda touch: touches.append([*path, touch]))

    place = QPointF(200, 150)

    def pen_is(kind, pressure):
        event = QTabletEvent(kind, pen, place, place, pressure, 0, 0, 0, 0, 0, NONE, left, left)
        QApplication.sendEvent(canvas, event)

    pen_is(QEvent.Type.TabletPress, 0.2)
    qtbot.mousePress(canvas, left, NONE, QPoint(200, 150))
    pen_is(QEvent.Type.TabletMove, 0.6)
    qtbot.mouseMove(canvas, QPoint(210, 150))
    pen_is(QEvent.Type.TabletRelease, 0.0)
    qtbot.mouseRelease(canvas, left, NONE, QPoint(210, 150))
    pen_is(QEvent.Type.TabletMove, 0.0)  # it hovers
    path.clear()
    qtbot.mousePress(canvas, left, NONE, QPoint(220, 150))
    qtbot.mouseRelease(canvas, left, NONE, QPoint(220, 150))

    assert [pressed(each) for each in touches] == [0.6, 1.0]


def test_the_selected_segment_fills_the_view(flagged):
    flagged.side.segments.choose(2)
    flagged.actions_by_name["zoom_selection"].trigger()

    canvas = flagged.canvas
    left, right = canvas.place_of(32, 0).x(), canvas.place_of(40, 30).x()
    assert 0 < left < right < canvas.width()
    assert canvas.place_of(40, 30).y() - canvas.place_of(0, 0).y() > 0.8 * canvas.height()


def test_nothing_selected_is_reported(flagged):
    flagged.actions_by_name["zoom_selection"].trigger()

    assert flagged.status.message.text() == "Select a segment or an object first"


def test_patterns_tell_segments_apart_and_stand_in_the_list(flagged):
    from gmmseg.gui.canvas import layers
    from gmmseg.gui.canvas.layers import VisiblePart
    from gmmseg.gui.widgets import patterns

    canvas = flagged.canvas
    part = VisiblePart.of(canvas.camera, (canvas.width(), canvas.height()), canvas.picture_size)
    plain = layers.drawn(canvas.layer, canvas.camera, part, canvas.picture_size)
    flagged.actions_by_name["patterns"].trigger()
    hatched = layers.drawn(canvas.layer, canvas.camera, part, canvas.picture_size)

    labels = flagged.session.document.result.segmentation.labels
    owners = flagged.session.document.owners
    changed = (plain != hatched).any(axis=2)
    struck = []
    for column in (8, 26, 36):
        left, right = (round(canvas.place_of(x, 0).x()) - part.left for x in (column - 2, column + 2))
        top, bottom = (round(canvas.place_of(0, y).y()) - part.top for y in (5, 25))
        struck.append((owners[labels[15, column]], changed[top:bottom, left:right].mean()))
    for row, share in struck:
        assert share == pytest.approx(patterns.TILES[patterns.number(int(row))].mean(), abs=0.08)
    assert flagged.side.segments.itemDelegate().is_hatched
    flagged.actions_by_name["patterns"].trigger()
    assert canvas.layer.hatching is None


@pytest.mark.parametrize("n", [2, 5, 9])
def test_safe_colours_differ_in_lightness(n):
    lightness = np.sort(oklab(np.array(views.safe_colours(n), np.uint8))[:, 0])

    assert np.diff(lightness).min() > 0.4 / n


def test_colours_distinguished_by_lightness_are_shown_and_remembered(flagged):
    own = flagged.canvas.layer.table[1, :3].tolist()
    flagged.actions_by_name["safe_colours"].trigger()
    assert flagged.canvas.layer.table[1, :3].tolist() == list(views.safe_colours(3)[0])
    assert flagged.side.segments.item(0).data(LOOK).colour == views.safe_colours(3)[0]

    flagged.actions_by_name["safe_colours"].trigger()
    assert flagged.canvas.layer.table[1, :3].tolist() == own
    assert flagged.session.document.segment_styles[0].colour == tuple(
        own
    )  # what is exported is another matter


@pytest.mark.parametrize(
    ("wide", "view", "named"),
    [(760, "overlay", ""), (760, "density", "Density"), (260, "overlay", "Overlay")],
)
def test_the_list_names_a_view_unless_its_button_is_seen(qtbot, wide, view, named):
    window = QWidget()
    qtbot.addWidget(window)
    bar = ViewBar()
    bar.setParent(window)
    bar.resize(wide, 40)
    window.show()

    bar.show_view(view)

    assert bar.list.currentText() == named
    assert bar.list.placeholderText() == "More"


@pytest.mark.parametrize(("wide", "in_list"), [(1400, False), (760, True), (260, True)])
def test_as_many_views_are_buttons_as_there_is_room_for_and_all_are_in_the_list(qtbot, wide, in_list):
    window = QWidget()
    qtbot.addWidget(window)
    bar = ViewBar()
    bar.setParent(window)
    window.resize(wide, 40)
    bar.resize(wide, 40)
    window.show()
    buttons = [button for button in bar.findChildren(QPushButton) if button.isVisible()]

    assert bar.list.isVisible() == in_list
    assert bar.list.count() == len(views.VIEWS)
    assert (len(buttons) == len(views.VIEWS)) != in_list
    assert all(bar.rect().contains(b.mapTo(bar, b.rect().bottomRight())) for b in buttons)
    assert (len(buttons) > 2) == (wide > 400)
