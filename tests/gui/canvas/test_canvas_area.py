"""The tools on the canvas, driven with mouse and keyboard."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication, QMenu

from gmmseg.gui.export.dialog import ExportDialog
from gmmseg.imaging.seeds import Box, Click

WAIT = 120_000
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


def press(qtbot, window, key, modifier=NONE):
    window.activateWindow()
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is window.windowHandle())
    qtbot.keyClick(window, key, modifier)


def at(window, column, row):
    return window.canvas.place_of(column + 0.5, row + 0.5).toPoint()


def cut(qtbot, window):
    qtbot.waitUntil(lambda: window.session.uncut is None and not window.controller.is_busy, timeout=WAIT)


def click(qtbot, window, column, row, button=LEFT, modifier=NONE):
    qtbot.mouseClick(window.canvas, button, modifier, at(window, column, row))
    cut(qtbot, window)


def drag(window, points, button=LEFT, modifier=NONE, *, release=True):
    canvas, none = window.canvas, Qt.MouseButton.NoButton
    kinds = [QEvent.Type.MouseButtonPress, *[QEvent.Type.MouseMove] * (len(points) - 1)]
    if release:
        kinds, points = [*kinds, QEvent.Type.MouseButtonRelease], [*points, points[-1]]
    for kind, point in zip(kinds, points, strict=True):
        place = QPointF(at(window, *point))
        moved, released = kind == QEvent.Type.MouseMove, kind == QEvent.Type.MouseButtonRelease
        buttons = (none if moved else button, none if released else button)
        QApplication.sendEvent(
            canvas, QMouseEvent(kind, place, QPointF(canvas.mapToGlobal(place)), *buttons, modifier)
        )


def objects(window):
    return window.session.document.objects


def test_a_click_cuts_out_an_object_and_undo_takes_it_back(flagged, qtbot):
    press(qtbot, flagged, "P")
    click(qtbot, flagged, 25, 15)

    thing = objects(flagged)[0]
    assert thing.marks == (Click(25, 15),)
    assert thing.cut.levels[0][15, 25] == 1
    assert not flagged.side.objects_box.isHidden()

    press(qtbot, flagged, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert objects(flagged) == ()
    assert flagged.side.objects_box.isHidden()


def test_more_clicks_add_and_right_clicks_take_away(flagged, qtbot):
    press(qtbot, flagged, "P")
    for column, button in ((25, LEFT), (10, LEFT), (36, RIGHT)):
        click(qtbot, flagged, column, 15, button)

    mask = objects(flagged)[0].cut.levels[0]
    assert [mask[15, column] for column in (25, 10, 36)] == [1, 1, 0]


def test_hints_are_read_whole_in_a_small_window(flagged, qtbot):
    flagged.resize(1024, 700)
    options = flagged.canvas_area.options

    for name in ("click", "box", "lasso", "region", "live_wire", "wand", "paint", "brush", "repaint"):
        flagged.canvas_area.take(name)
        assert options.hint.text().replace("\n", " ") == options.hint.toolTip(), name
        assert options.hint.sizeHint().height() <= options.height()


def test_a_right_click_without_an_object_says_what_to_do(flagged, qtbot):
    press(qtbot, flagged, "P")
    click(qtbot, flagged, 25, 15, RIGHT)

    assert objects(flagged) == ()
    assert flagged.status.message.text().startswith("Mark an object first")


def test_a_click_on_a_mark_removes_it(flagged, qtbot):
    press(qtbot, flagged, "P")
    click(qtbot, flagged, 25, 15)
    click(qtbot, flagged, 10, 15)
    click(qtbot, flagged, 10, 15)

    assert objects(flagged)[0].marks == (Click(25, 15),)


def test_a_new_object_begins_on_request(flagged, qtbot):
    press(qtbot, flagged, "P")
    click(qtbot, flagged, 25, 15)
    press(qtbot, flagged, "N")
    click(qtbot, flagged, 36, 15)

    assert [thing.name for thing in objects(flagged)] == ["object 1", "object 2"]
    assert flagged.object_controller.current.name == "object 2"


def test_a_box_gives_an_object_and_clicks_mend_it(flagged, qtbot):
    press(qtbot, flagged, "X")
    drag(flagged, [(18, 2), (30, 20), (34, 28)])
    cut(qtbot, flagged)
    press(qtbot, flagged, "P")
    click(qtbot, flagged, 10, 15)

    box, mark = objects(flagged)[0].marks
    assert isinstance(box, Box)
    np.testing.assert_allclose([box.x0, box.y0, box.x1, box.y1], [18.5, 2.5, 34.5, 28.5], atol=0.6)
    assert mark == Click(10, 15)
    assert objects(flagged)[0].cut.levels[0][15, 10] == 1


def test_escape_forgets_a_box_that_is_being_drawn(flagged, qtbot):
    press(qtbot, flagged, "X")
    drag(flagged, [(18, 2), (30, 20)], release=False)
    press(qtbot, flagged, Qt.Key.Key_Escape)
    drag(flagged, [(30, 20)])

    assert objects(flagged) == ()


def test_a_lasso_gives_an_object_and_its_right_button_takes_away(flagged, qtbot):
    press(qtbot, flagged, "L")
    drag(flagged, [(18, 2), (34, 2), (34, 28), (18, 28)])
    cut(qtbot, flagged)
    drag(flagged, [(22, 5), (30, 5), (30, 9), (22, 9)], RIGHT)
    cut(qtbot, flagged)

    mask = objects(flagged)[0].cut.levels[0]
    assert mask[15, 25] == 1
    assert mask[6:9, 23:30].sum() == 0


def test_with_space_held_a_drag_moves_the_picture_whatever_the_tool(flagged, qtbot):
    press(qtbot, flagged, "X")
    before = flagged.canvas.camera
    flagged.canvas.setFocus()
    qtbot.keyPress(flagged.canvas, Qt.Key.Key_Space)
    drag(flagged, [(18, 2), (30, 20), (34, 28)])
    qtbot.keyRelease(flagged.canvas, Qt.Key.Key_Space)

    assert objects(flagged) == ()
    assert flagged.canvas.camera != before


def test_the_list_of_objects_renames_hides_and_deletes(flagged, qtbot):
    press(qtbot, flagged, "P")
    click(qtbot, flagged, 25, 15)
    rows = flagged.side.objects
    rows.renamed.emit(0, "grass")
    rows.toggled.emit(0)
    assert (objects(flagged)[0].name, objects(flagged)[0].hidden) == ("grass", True)

    rows.choose(0)
    press(qtbot, flagged, Qt.Key.Key_Delete)
    assert objects(flagged) == ()


def test_objects_are_exported_at_full_size(flagged, qtbot, tmp_path):
    from PIL import Image

    press(qtbot, flagged, "P")
    click(qtbot, flagged, 25, 15)
    flagged.actions_by_name["export_objects"].trigger()
    dialog = flagged.findChild(ExportDialog)
    dialog.folder.setText(str(tmp_path))
    qtbot.mouseClick(dialog.progress_bar.go, LEFT)
    qtbot.waitUntil(lambda: not dialog.progress_bar.show_folder.isHidden(), timeout=WAIT)

    mask = np.asarray(Image.open(tmp_path / "flags_object_mask_1.png"))
    cutout = np.asarray(Image.open(tmp_path / "flags_object_1.png"))
    np.testing.assert_array_equal(mask > 0, objects(flagged)[0].cut.levels[0] > 0)
    np.testing.assert_array_equal(cutout[..., 3], mask)
    dialog.close()


def test_a_right_click_with_the_hand_opens_the_menu_of_what_is_there(flagged, qtbot):
    qtbot.mouseClick(flagged.canvas, RIGHT, NONE, at(flagged, 36, 15))

    menu = flagged.menus["Segments"]
    assert menu.isVisible()
    assert flagged.side.segments.chosen == [2]
    menu.close()

    press(qtbot, flagged, "P")
    click(qtbot, flagged, 25, 15)
    press(qtbot, flagged, "V")
    qtbot.mouseClick(flagged.canvas, RIGHT, NONE, at(flagged, 25, 15))
    popup = next(menu for menu in flagged.findChildren(QMenu) if menu.isVisible())
    assert any("Export objects" in action.text() for action in popup.actions())
    popup.close()


def test_paint_adds_to_an_object_and_the_right_button_takes_away(flagged, qtbot, parts):
    press(qtbot, flagged, "P")
    click(qtbot, flagged, 25, 15)
    press(qtbot, flagged, "O")
    drag(flagged, [(8, 8), (14, 8)])
    cut(qtbot, flagged)
    drag(flagged, [(22, 15), (28, 15)], RIGHT)
    cut(qtbot, flagged)

    mask = objects(flagged)[0].cut.levels[0]
    assert mask[8, 8:15].all()
    assert not mask[15, 22:29].any()
    assert mask[28, 25]
    assert [act.name for act in parts.session.history.past][-2:] == ["Add to object", "Remove from object"]


def test_paint_begins_an_object_where_there_is_none(flagged, qtbot):
    press(qtbot, flagged, "O")
    drag(flagged, [(8, 8), (14, 8)], RIGHT)
    assert objects(flagged) == ()

    drag(flagged, [(8, 8), (14, 8)])
    cut(qtbot, flagged)
    assert objects(flagged)[0].cut.levels[0][8, 8:15].all()


def test_an_object_becomes_a_segment_and_undo_takes_it_back(flagged, qtbot, settled, parts):
    press(qtbot, flagged, "O")
    drag(flagged, [(16, 15), (24, 15)])
    cut(qtbot, flagged)
    press(qtbot, flagged, "G")
    settled(flagged)

    document = parts.session.document
    assert [style.name for style in document.segment_styles][-1] == "object 1"
    labels = document.segmentation().labels
    assert (labels[objects(flagged)[0].cut.levels[0] > 0] == 4).all()

    press(qtbot, flagged, "G")
    assert flagged.status.message.text() == "object 1 is a segment already"

    press(qtbot, flagged, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled(flagged)
    assert len(parts.session.document.segment_styles) == 3


def test_another_picture_begins_without_objects(careless, flags, qtbot, settled):
    press(qtbot, careless, "P")
    click(qtbot, careless, 25, 15)

    careless.open(flags)
    qtbot.waitUntil(lambda: objects(careless) == (), timeout=WAIT)
    settled(careless)

    assert careless.object_controller.current is None


def test_closing_while_an_object_is_cut_is_clean(careless, qtbot, parts):
    press(qtbot, careless, "P")
    qtbot.mouseClick(careless.canvas, LEFT, NONE, at(careless, 25, 15))

    careless.close()

    assert not parts.controller.object_cuts.runner.engine.isRunning()


@pytest.mark.parametrize("point", [QPoint(1, 1)])
def test_a_click_beside_the_picture_marks_nothing(flagged, qtbot, point):
    press(qtbot, flagged, "P")
    qtbot.mouseClick(flagged.canvas, LEFT, NONE, point)

    assert objects(flagged) == ()


def paint(qtbot, window, points, button=LEFT):
    drag(window, points, button)
    qtbot.waitUntil(lambda: window.session.wanted is None and not window.controller.is_busy, timeout=WAIT)


def test_a_stroke_ties_pixels_to_the_chosen_segment(flagged, qtbot, parts):
    flagged.side.segments.choose(0)
    press(qtbot, flagged, "B")
    flagged.canvas_area.brush.number.setValue(4)
    paint(qtbot, flagged, [(24, 10), (27, 20)])

    document = parts.session.document
    assert len(document.strokes) == 1
    assert document.strokes[0].radius == 2
    assert document.segmentation().labels[10, 24] == 1

    press(qtbot, flagged, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: parts.session.wanted is None, timeout=WAIT)
    assert parts.session.document.segmentation().labels[10, 24] == 2


def test_a_new_segment_is_painted_and_erased(flagged, qtbot):
    press(qtbot, flagged, "N", SHIFT)
    assert flagged.canvas_area.tool == "brush"
    flagged.canvas_area.brush.number.setValue(4)
    paint(qtbot, flagged, [(36, 5), (36, 25)])
    assert flagged.side.segments.count() == 4
    assert flagged.side.segments.chosen == [3]

    press(qtbot, flagged, "E")
    paint(qtbot, flagged, [(34, 10), (38, 10)])
    assert flagged.side.segments.count() == 3


def test_painting_without_a_chosen_segment_says_what_to_do(flagged, qtbot, parts):
    flagged.side.segments.clearSelection()
    press(qtbot, flagged, "B")
    drag(flagged, [(24, 10), (27, 20)])

    assert parts.session.document.strokes == ()
    assert flagged.status.message.text().startswith("Choose a segment")


def test_the_right_button_chooses_what_to_paint(flagged, qtbot):
    press(qtbot, flagged, "B")
    drag(flagged, [(36, 10)], RIGHT)

    assert flagged.side.segments.chosen == [2]


def test_segments_are_split_deleted_and_locked_by_key(flagged, qtbot, settled, parts):
    rows = flagged.side.segments
    rows.choose(0)
    press(qtbot, flagged, "S")
    settled(flagged)
    assert rows.count() == 4

    rows.choose(1)
    press(qtbot, flagged, Qt.Key.Key_Delete, SHIFT)
    settled(flagged)
    assert rows.count() == 3
    assert parts.session.document.shares.sum() == pytest.approx(1)

    rows.choose(2)
    press(qtbot, flagged, "K")
    assert flagged.actions_by_name["lock"].isChecked()
    assert len(parts.session.document.locks) == 1


@pytest.mark.parametrize(
    ("key", "modifier"), [(Qt.Key.Key_Delete, SHIFT), ("S", NONE), ("M", NONE), ("E", NONE)]
)
def test_a_locked_segment_stays_until_it_is_unlocked(flagged, qtbot, settled, key, modifier, parts):
    rows = flagged.side.segments
    rows.choose(1)
    press(qtbot, flagged, "B")
    paint(qtbot, flagged, [(24, 10), (27, 20)])
    press(qtbot, flagged, "K")
    settled(flagged)
    rows.selectAll()
    if key == "S":
        rows.choose(1)
    elif key == Qt.Key.Key_Delete:
        rows.item(0).setSelected(False)
    before = parts.session.document

    press(qtbot, flagged, key, modifier)
    if key == "E":
        drag(flagged, [(24, 10), (27, 20)])
    settled(flagged)

    assert parts.session.document is before
    assert flagged.status.message.text() == (
        "There is no stroke of a segment that is not locked here to erase"
        if key == "E"
        else "segment 2 is locked: unlock it first (K)"
    )


def test_nothing_is_drawn_beside_the_picture(flagged, qtbot):
    canvas = flagged.canvas
    canvas.zoom_to(4.0)
    flagged.side.segments.choose(0)
    press(qtbot, flagged, "B")
    flagged.canvas_area.gestures.resize(8)
    corner = canvas.picture_rect.topLeft().toPoint()
    beside = [QPoint(corner.x() - away, corner.y() + 20) for away in (3, 6, 12)]
    assert canvas.picture_rect.width() == 160  # 40 columns

    drag(flagged, [(-6, 5), (10, 5)], release=False)
    image = canvas.grab().toImage()

    assert {image.pixelColor(point).name() for point in beside} == {canvas.backdrop.name()}
    assert image.pixelColor(corner + QPoint(6, 20)) != canvas.backdrop
    drag(flagged, [(10, 5)])


def test_the_brush_is_seen_beside_the_picture_where_there_is_no_other_cursor(flagged, qtbot):
    canvas = flagged.canvas
    canvas.zoom_to(4.0)
    press(qtbot, flagged, "B")
    left = canvas.picture_rect.left()

    for column in (5, -2):
        qtbot.mouseMove(canvas, at(flagged, column, 5))
    image = canvas.grab().toImage()

    row = at(flagged, -2, 5).y()
    beside = {image.pixelColor(x, row).name() for x in range(round(left) - 60, round(left) - 2)}
    assert len(beside) > 1  # the tip, on the backdrop


def test_a_split_outlasts_other_settings_as_far_as_it_can_and_its_end_is_said(flagged, qtbot, settled, parts):
    parts.controller.change("method", "global", "change of method")  # of a component a segment
    settled(flagged)
    flagged.side.segments.choose(2)
    press(qtbot, flagged, "S")
    settled(flagged)
    press(qtbot, flagged, "R")
    settled(flagged)
    assert flagged.status.message.text().startswith("4 segments")

    parts.controller.change("n_components", 1, "change of segments")
    settled(flagged)
    assert flagged.status.message.text().startswith("1 split ended")


def test_many_strokes_in_a_row_end_with_the_answer_to_all(flagged, qtbot, settled, parts):
    flagged.side.segments.choose(0)
    press(qtbot, flagged, "B")
    flagged.canvas_area.brush.number.setValue(1)
    for column in range(21, 31):
        drag(flagged, [(column, 5), (column, 6)])
    settled(flagged)

    document = parts.session.document
    assert len(document.strokes) == 10
    assert (document.segmentation().labels[5, 21:31] == 1).all()


def test_the_wand_grows_a_region_that_its_slider_changes(flagged, qtbot, parts):
    press(qtbot, flagged, "W")
    click(qtbot, flagged, 36, 15)
    assert objects(flagged)[0].cut.levels[0][:, 32:].mean() > 0.8
    before = objects(flagged)[0].cut.n_pixels

    slider = flagged.canvas_area.tolerance.slider
    slider.setSliderDown(True)
    slider.setValue(5)
    qtbot.waitUntil(lambda: parts.session.shown.objects[0].is_cut, timeout=WAIT)
    assert parts.session.shown.objects[0].cut.n_pixels < before
    acts = len(parts.session.history.past)
    slider.setSliderDown(False)
    cut(qtbot, flagged)

    assert objects(flagged)[0].marks[-1].tolerance == 0.5
    assert len(parts.session.history.past) == acts + 1


def test_the_wand_adds_with_shift_and_takes_away_with_alt(flagged, qtbot):
    press(qtbot, flagged, "W")
    flagged.canvas_area.tolerance.number.setValue(4)
    click(qtbot, flagged, 36, 15)
    click(qtbot, flagged, 25, 15, LEFT, SHIFT)
    mask = objects(flagged)[0].cut.levels[0]
    assert (mask[15, 36], mask[15, 25], mask[15, 5]) == (1, 1, 0)

    click(qtbot, flagged, 36, 15, LEFT, Qt.KeyboardModifier.AltModifier)
    mask = objects(flagged)[0].cut.levels[0]
    assert (mask[15, 36], mask[15, 25]) == (0, 1)


def test_the_wand_tries_again_in_place_of_the_last_try(flagged, qtbot):
    press(qtbot, flagged, "W")
    click(qtbot, flagged, 36, 15)
    click(qtbot, flagged, 5, 15)
    flagged.canvas_area.joined.setChecked(False)
    cut(qtbot, flagged)

    assert len(objects(flagged)) == 1
    assert not objects(flagged)[0].marks[-1].connected
    assert objects(flagged)[0].cut.levels[0][15, 5] == 1


def test_random_tools_and_gestures_break_nothing(flagged, qtbot, settled, parts):
    rng = np.random.default_rng(1)
    keys = [*"VPXLBEWNSKA", "Z", "Y"]

    for _ in range(120):
        if rng.random() < 0.4:
            key = keys[rng.integers(len(keys))]
            control = Qt.KeyboardModifier.ControlModifier if key in "ZY" else NONE
            press(qtbot, flagged, key, control)
        else:
            points = [
                (int(rng.integers(-5, 45)), int(rng.integers(-5, 35))) for _ in range(rng.integers(1, 4))
            ]
            drag(
                flagged, points, RIGHT if rng.random() < 0.3 else LEFT, SHIFT if rng.random() < 0.2 else NONE
            )
        if rng.random() < 0.2:
            flagged.side.segments.choose(int(rng.integers(0, max(1, flagged.side.segments.count()))))
        flagged.menus["Segments"].close()
        for menu in flagged.findChildren(QMenu):
            menu.close()
    settled(flagged)
    cut(qtbot, flagged)

    assert flagged.messages.isHidden()
    shares = parts.session.document.shares
    assert shares.sum() == pytest.approx(1)


def test_a_lock_is_seen_and_reported(flagged, qtbot):
    flagged.side.segments.choose(1)
    press(qtbot, flagged, "K")

    reported = flagged.side.segments.item(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert reported.endswith(", locked")


def test_segments_recede_while_an_object_is_cut_out(flagged, qtbot):
    before = flagged.canvas.layer.table[1, 3]
    press(qtbot, flagged, "P")

    assert flagged.canvas.layer.table[1, 3] < before / 2
