"""Regions that are picked, outlines that follow boundaries and a wand that is dragged: mouse and keyboard."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from gmmseg.imaging.seeds import OUTSIDE, Area
from gmmseg.session.edits.segments import rename_segment
from tests.gui.canvas.test_canvas_area import at, cut, drag, objects, press

WAIT = 120_000
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE, SHIFT, CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)


@pytest.fixture
def aimed(flagged, qtbot):
    """The window with the picture of three bands, where regions and boundaries are known."""
    press(qtbot, flagged, "P", SHIFT)
    qtbot.waitUntil(lambda: flagged.controller.selections.image is not None, timeout=WAIT)
    flagged.canvas.setFocus()
    return flagged


def point(qtbot, window, column, row):
    qtbot.mouseMove(window.canvas, at(window, column, row) + QPoint(1, 0))
    qtbot.mouseMove(window.canvas, at(window, column, row))


def done(qtbot, window):
    """Wait until what was selected has been given, and cut out."""
    selections = window.controller.selections
    qtbot.waitUntil(lambda: not selections.runner.is_busy, timeout=WAIT)
    cut(qtbot, window)


def click(qtbot, window, column, row, button=LEFT, modifier=NONE):
    point(qtbot, window, column, row)
    qtbot.waitUntil(lambda: not window.controller.selections.runner.is_busy, timeout=WAIT)
    qtbot.mouseClick(window.canvas, button, modifier, at(window, column, row))
    done(qtbot, window)


def turn(window, column, row, turns, modifier=NONE):
    place = QPointF(at(window, column, row))
    whole = QPointF(window.canvas.mapToGlobal(place))
    wheel = QWheelEvent(
        place, whole, QPoint(), QPoint(0, 120 * turns), Qt.MouseButton.NoButton, modifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(window.canvas, wheel)


def tool(window, name="region"):
    return window.canvas_area.gestures.selecting[name]


def test_the_wheel_makes_the_region_under_the_cursor_larger_and_with_ctrl_zooms(aimed, qtbot):
    point(qtbot, aimed, 10, 15)
    scale, sizes, region = aimed.canvas.camera.scale, tool(aimed).picker.sizes, tool(aimed).region
    turn(aimed, 10, 15, 1)

    assert sizes[tool(aimed).region] > sizes[region]
    assert aimed.canvas.camera.scale == scale
    turn(aimed, 10, 15, -1)
    assert sizes[tool(aimed).region] <= sizes[region]
    turn(aimed, 10, 15, 1, CTRL)
    assert aimed.canvas.camera.scale > scale


def test_a_click_on_a_region_makes_an_object_shift_adds_right_removes_and_undo_takes_back(aimed, qtbot):
    click(qtbot, aimed, 10, 15)
    mask = objects(aimed)[0].cut.levels[0]
    assert [mask[15, column] for column in (10, 25, 36)] == [1, 0, 0]
    assert mask[:, :20].mean() > 0.95

    click(qtbot, aimed, 25, 15, modifier=SHIFT)
    mask = objects(aimed)[0].cut.levels[0]
    assert [mask[15, column] for column in (10, 25, 36)] == [1, 1, 0]
    click(qtbot, aimed, 10, 15, RIGHT)
    mask = objects(aimed)[0].cut.levels[0]
    assert [mask[15, column] for column in (10, 25, 36)] == [0, 1, 0]
    assert objects(aimed)[0].marks[-1].owner == OUTSIDE
    for _ in range(3):
        press(qtbot, aimed, Qt.Key.Key_Z, CTRL)
    assert objects(aimed) == ()


def test_a_region_is_given_to_the_chosen_segment_and_the_model_stays(aimed, qtbot, settled):
    document = aimed.session.document
    there, other = (document.owners[document.result.segmentation.labels[15, column]] for column in (10, 25))
    aimed.canvas_area.target.setCurrentIndex(1)
    aimed.side.segments.choose(int(other))
    click(qtbot, aimed, 10, 15)
    settled(aimed)

    after = aimed.session.document
    assert after.owners[after.result.segmentation.labels[15, 10]] == other
    assert after.result.segmentation.model is document.result.segmentation.model
    press(qtbot, aimed, Qt.Key.Key_Z, CTRL)
    settled(aimed)
    before = aimed.session.document
    assert before.owners[before.result.segmentation.labels[15, 10]] == there


def test_regions_are_picked_by_keys_alone(aimed, qtbot):
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(aimed.canvas, key)
    first = tool(aimed).region
    qtbot.keyClick(aimed.canvas, Qt.Key.Key_Up, SHIFT)
    assert tool(aimed).picker.sizes[tool(aimed).region] > tool(aimed).picker.sizes[first]
    qtbot.keyClick(aimed.canvas, Qt.Key.Key_Return)
    done(qtbot, aimed)

    assert isinstance(objects(aimed)[0].marks[0], Area)


def test_what_is_half_drawn_is_forgotten_with_its_picture(aimed, flags, settled, qtbot):
    press(qtbot, aimed, "L", SHIFT)
    for column, row in ((20, 1), (30, 1)):
        click(qtbot, aimed, column, row)
    before = aimed.session.document.source

    aimed.open(flags)
    qtbot.waitUntil(lambda: aimed.session.document.source is not before, timeout=WAIT)
    settled(aimed)
    assert tool(aimed, "live_wire").anchors == []

    press(qtbot, aimed, "W")
    drag(aimed, [(25, 15), (27, 12)], release=False)
    before = aimed.session.document.source
    aimed.open(flags)
    qtbot.waitUntil(lambda: aimed.session.document.source is not before, timeout=WAIT)
    settled(aimed)
    qtbot.mouseRelease(aimed.canvas, LEFT, NONE, at(aimed, 27, 12))
    done(qtbot, aimed)
    assert objects(aimed) == ()


def test_nobody_has_to_wait_once_boundaries_are_known(flagged, qtbot):
    press(qtbot, flagged, "L", SHIFT)
    qtbot.waitUntil(lambda: flagged.controller.selections.image is not None, timeout=WAIT)

    assert "Wait a moment" not in flagged.status.message.text()


def test_points_on_a_boundary_are_joined_along_it_and_backspace_takes_one_back(aimed, qtbot):
    press(qtbot, aimed, "L", SHIFT)
    for column, row in ((21, 1), (30, 28), (30, 1)):
        click(qtbot, aimed, column, row)
    qtbot.keyClick(aimed.canvas, Qt.Key.Key_Backspace)
    assert len(tool(aimed, "live_wire").anchors) == 2
    qtbot.keyClick(aimed.canvas, Qt.Key.Key_Escape)
    press(qtbot, aimed, Qt.Key.Key_Escape)
    assert tool(aimed, "live_wire").anchors == []

    for column, row in ((20, 0), (31, 0), (31, 29), (20, 29)):
        click(qtbot, aimed, column, row)
    qtbot.keyClick(aimed.canvas, Qt.Key.Key_Return)
    done(qtbot, aimed)
    mask = objects(aimed)[0].cut.levels[0]
    truth = np.zeros(mask.shape, bool)
    truth[:, 20:32] = True
    assert (mask & truth).sum() / (mask | truth).sum() > 0.85


def test_undo_takes_back_points_of_an_outline_first_and_then_acts(aimed, qtbot):
    window = aimed
    window.controller.apply("Rename segment", rename_segment(0, "sky"))
    acts = len(window.session.history.past)
    press(qtbot, window, "L", SHIFT)
    for column, row in ((21, 1), (30, 28)):
        click(qtbot, window, column, row)
    for n in (1, 0):
        press(qtbot, window, "Z", CTRL)
        assert len(tool(window, "live_wire").anchors) == n
    assert len(window.session.history.past) == acts

    press(qtbot, window, "B")  # a stroke that is being painted goes as a whole
    qtbot.mousePress(window.canvas, LEFT, NONE, at(window, 5, 5))
    qtbot.mouseMove(window.canvas, at(window, 15, 5))
    press(qtbot, window, "Z", CTRL)
    qtbot.mouseRelease(window.canvas, LEFT, NONE, at(window, 15, 5))
    assert not window.session.document.strokes
    assert len(window.session.history.past) == acts

    press(qtbot, window, "Z", CTRL)
    assert len(window.session.history.past) == acts - 1


def test_a_line_drawn_by_hand_snaps_and_with_shift_stays(aimed, qtbot):
    press(qtbot, aimed, "L", SHIFT)
    ring = [(21, 2), (26, 3), (31, 2), (30, 14), (31, 27), (26, 26), (21, 27), (22, 14)]
    drag(aimed, ring, modifier=SHIFT)
    done(qtbot, aimed)

    mask = objects(aimed)[0].cut.levels[0]
    assert mask[15, 26] == 1
    assert mask[1].sum() == 0
    assert len(objects(aimed)) == 1


def test_dragging_the_wand_changes_how_much_it_takes(flagged, qtbot):
    press(qtbot, flagged, "W")
    begin = at(flagged, 10, 15)
    width = flagged.canvas.place_of(1, 0).x() - flagged.canvas.place_of(0, 0).x()
    drag(flagged, [(10, 15), (10 + 60 / width, 15)])
    done(qtbot, flagged)

    assert begin.x() > 0
    assert objects(flagged)[0].marks[0].tolerance == pytest.approx(3.0, abs=0.1)
    assert flagged.canvas_area.tolerance.value == pytest.approx(3.0, abs=0.1)


def test_brackets_change_the_brush_and_with_ctrl_the_opacity(flagged, qtbot):
    press(qtbot, flagged, "B")
    size, opacity = flagged.canvas_area.brush.value, flagged.view_controller.opacity
    press(qtbot, flagged, "]")
    assert flagged.canvas_area.brush.value > size
    press(qtbot, flagged, "[")
    press(qtbot, flagged, "[")
    assert flagged.canvas_area.brush.value < size
    assert flagged.canvas_area.gestures.radius == flagged.canvas_area.brush.value / 2
    press(qtbot, flagged, "]", CTRL)
    assert flagged.view_controller.opacity > opacity
