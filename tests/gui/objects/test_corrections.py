"""Objects corrected by hand with real gestures, each undone in one step; labels painted without a fit."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from gmmseg.imaging.seeds import Box

SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
RIGHT = Qt.MouseButton.RightButton


@pytest.fixture
def at(counting):
    """A function from a place in the picture to the number of the object there."""

    def number(x, y):
        return int(counting.controller.object_search.objects.objects.labels[y, x])

    return number


@pytest.fixture
def press(counting):
    def key(key, modifiers=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(counting.canvas, key, modifiers)

    return key


def count(window):
    return len(window.controller.object_search.objects.objects)


def test_selected_objects_are_deleted_by_a_key_and_come_back(counting, mouse, press, at, found_in):
    mouse.click(20, 15)
    press(Qt.Key.Key_Delete)
    found_in(counting)

    assert at(20, 15) == 0
    assert count(counting) == 3
    assert counting.session.undoable == "Delete object"

    counting.controller.undo()
    found_in(counting)

    assert count(counting) == 4


def test_two_that_are_selected_are_merged(counting, mouse, press, at, found_in):
    mouse.click(20, 15)
    mouse.click(60, 15, SHIFT)
    press(Qt.Key.Key_M)
    found_in(counting)

    assert at(20, 15) == at(60, 15) != 0
    assert counting.object_mode.selection.numbers == (at(20, 15),)


def test_without_a_selection_the_keys_mean_segments(counting, press):
    counting.side.segments.selectAll()
    press(Qt.Key.Key_M)

    assert counting.session.undoable == "Merge segments"


def test_escape_lets_go_of_selected_objects(counting, mouse, press):
    mouse.click(20, 15)

    press(Qt.Key.Key_Escape)

    assert counting.object_mode.selection.numbers == ()


def test_a_line_splits_an_object(counting, mouse, press, at, found_in):
    press(Qt.Key.Key_D)
    assert counting.canvas_area.tool == "divide"

    mouse.drag([(20, 2), (20, 10), (20, 29)])
    found_in(counting)

    assert count(counting) == 5
    assert at(15, 15) != at(25, 15)

    counting.controller.undo()
    found_in(counting)
    assert count(counting) == 4


def test_a_line_that_ends_inside_is_reported(counting, mouse, press):
    press(Qt.Key.Key_D)
    before = counting.session.document

    mouse.drag([(20, 2), (20, 10)])

    assert counting.session.document is before
    assert counting.status.message.toolTip() == "Draw the line all across an object"


def test_an_object_is_redrawn_by_brush_and_eraser_without_a_fit(counting, mouse, press, at, found_in):
    result = counting.session.document.result
    number = at(20, 15)
    mouse.click(20, 15)
    press(Qt.Key.Key_U)

    mouse.drag([(20, 15), (20, 28)])
    found_in(counting)
    assert at(20, 28) == number

    mouse.drag([(13, 15), (13, 16)], button=RIGHT)
    found_in(counting)
    assert at(13, 15) == 0
    assert at(20, 15) == number
    assert counting.session.document.result is result


def test_paint_without_a_selection_makes_an_object(counting, mouse, press, at, found_in):
    press(Qt.Key.Key_U)

    mouse.drag([(75, 50), (80, 50)])
    found_in(counting)

    assert at(78, 50) == 5
    assert counting.object_mode.selection.numbers == (5,)
    assert counting.object_mode.section.total.text() == "5"


def test_the_class_of_selected_objects_is_changed_from_the_menu(counting, mouse, at, found_in):
    mouse.click(20, 15)
    menu = QMenu(counting)
    counting.object_mode.fill_classes(menu)

    menu.actions()[0].trigger()
    found_in(counting)

    found = counting.controller.object_search.objects
    assert found.segment_of(at(20, 15)) == counting.session.document.segment_styles[0].key
    assert found.counts == {1: 1, 2: 3}


def test_a_menu_opens_on_the_object_under_the_cursor(counting, at):
    assert counting.object_mode.choose_at(15, 20)
    counting.object_mode.show_menu(QPoint(10, 10))

    menu = counting.canvas_area.findChild(QMenu)
    words = [action.text() for action in menu.actions()]
    assert counting.object_mode.selection.numbers == (at(20, 15),)
    assert "Change c&lass" in words
    menu.close()


def test_cut_out_objects_are_taken_over(counting, found_in, at, qtbot):
    number = at(60, 15)
    counting.object_controller.begin(Box(48, 3, 73, 28), "Select object")
    qtbot.waitUntil(lambda: counting.session.document.objects[0].is_cut, timeout=60_000)
    mask = counting.session.document.objects[0].cut.levels[0] > 0

    counting.actions_by_name["take_over"].trigger()
    found_in(counting)

    labels = counting.controller.object_search.objects.objects.labels
    assert np.array_equal(labels == number, mask)
    assert counting.session.document.objects[0].hidden

    counting.controller.undo()
    found_in(counting)

    assert not counting.session.document.objects[0].hidden
    assert counting.session.document.corrections == ()


def test_objects_of_a_file_are_imported_to_be_corrected(counting, found_in, tmp_path, qtbot):
    labels = np.zeros((60, 90), np.uint8)
    labels[5:20, 10:30], labels[40:50, 10:30] = 9, 4
    Image.fromarray(labels).save(tmp_path / "truth.png")
    failures = []
    counting.controller.failed.connect(lambda sentence, _: failures.append(sentence))

    with qtbot.waitSignal(counting.controller.status_message) as said:
        counting.object_mode.corrections.take_in(str(tmp_path / "truth.png"))
    found_in(counting)

    assert said.args == ["2 objects were imported."]
    assert np.array_equal(counting.controller.object_search.objects.objects.labels, labels)

    Image.fromarray(labels[:50]).save(tmp_path / "other.png")
    counting.object_mode.corrections.take_in(str(tmp_path / "other.png"))
    counting.object_mode.corrections.take_in(str(tmp_path / "missing.png"))
    qtbot.waitUntil(lambda: len(failures) == 2)
    counting.controller.undo()
    found_in(counting)

    name = counting.session.document.source.image.name
    assert failures[0].startswith(
        f"Cannot read other.png as annotations: it is of a picture of 90 by 50 pixels and {name} has 90 by 60"
    )
    assert "missing.png" in failures[1]
    assert counting.session.document.corrections == ()


def test_a_circle_on_the_picture_is_the_typical_size(counting, mouse, press, found_in):
    press(Qt.Key.Key_Y)

    mouse.drag([(10, 15), (15, 15), (30, 15)])
    found_in(counting)

    assert counting.session.document.object_options.typical_size == pytest.approx(20, abs=0.3)


def test_hidden_objects_are_deleted_in_one_step(counting, press, found_in):
    press(Qt.Key.Key_T)
    panel = counting.object_mode.table
    panel.condition.setText("centroid_y_px < 30")

    panel.delete_hidden.click()
    found_in(counting)

    assert count(counting) == 2
    assert counting.session.undoable == "Delete 2 objects"


def test_the_tools_for_objects_come_and_go_with_them(counting, press, found_in):
    press(Qt.Key.Key_D)
    counting.object_mode.section.switch.click()
    found_in(counting)

    assert counting.canvas_area.tool == "hand"
    press(Qt.Key.Key_D)
    assert counting.canvas_area.tool == "hand"


def test_corrections_that_do_not_apply_are_reported_and_forgotten_on_wish(counting, mouse, press, found_in):
    mouse.click(20, 15)
    press(Qt.Key.Key_Delete)
    found_in(counting)
    section = counting.object_mode.section

    section.rows["min_area"].number.setValue(400)
    found_in(counting)

    assert "1 correction does not apply to these objects." in section.note.text()
    assert section.forget.isVisible()

    section.forget.click()
    found_in(counting)

    assert counting.session.document.corrections == ()
    assert not section.forget.isVisible()


def test_labels_are_painted_without_a_fit_and_said_to_be(counting, mouse, press, found_in):
    base = counting.session.document.result.base
    counting.side.segments.choose(1)
    press(Qt.Key.Key_I)

    mouse.drag([(75, 50), (80, 50)])
    found_in(counting)

    labels = counting.session.document.segmentation().labels
    assert labels[50, 78] == 2
    assert labels[50, 60] == 1
    assert counting.session.document.result.base is base
    assert "repainted" in counting.side.count.text()
    assert count(counting) == 5  # what was painted is an object, too

    counting.controller.undo()
    found_in(counting)

    assert counting.session.document.segmentation().labels[50, 78] == 1
    assert "repainted" not in counting.side.count.text()


def test_the_eraser_takes_painted_labels_away(counting, mouse, press, found_in):
    counting.side.segments.choose(1)
    press(Qt.Key.Key_I)
    mouse.drag([(75, 50), (80, 50)])
    found_in(counting)

    press(Qt.Key.Key_E)
    mouse.drag([(78, 48), (78, 52)])
    found_in(counting)

    assert counting.session.document.repaints == ()
    assert counting.session.document.result.n_repainted == 0


def test_a_right_click_chooses_the_segment_that_is_painted(counting, mouse, press):
    counting.side.segments.choose(1)
    press(Qt.Key.Key_I)

    mouse.click(5, 5, button=RIGHT)

    assert counting.side.segments.chosen == [0]


def test_a_project_brings_everything_back(counting, mouse, press, found_in, tmp_path, qtbot):
    mouse.click(20, 15)
    press(Qt.Key.Key_Delete)
    found_in(counting)
    counting.side.segments.choose(1)
    press(Qt.Key.Key_I)
    mouse.drag([(75, 50), (80, 50)])
    before = found_in(counting).objects.labels.copy()
    path = tmp_path / "discs.gmmseg"
    counting.save_controller.save_to(path)
    qtbot.waitUntil(path.is_file, timeout=60_000)
    counting.save_controller.confirm_then = lambda then: then()

    counting.open(path)
    qtbot.waitUntil(
        lambda: counting.session.project_path == path and counting.session.is_saved, timeout=60_000
    )
    found_in(counting)
    qtbot.waitUntil(lambda: counting.controller.object_search.is_current, timeout=60_000)

    assert np.array_equal(counting.controller.object_search.objects.objects.labels, before)
    assert counting.session.undoable.startswith("Repaint as")
