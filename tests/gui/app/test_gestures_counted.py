"""Whole tasks as people do them, each key, click and drag counted; and one by the keyboard alone."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit

from gmmseg.gui.export.dialog import ExportDialog
from gmmseg.gui.panels.segment_row import RowLayout

WAIT = 120_000
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Hand:
    """Does things to a window with mouse and keys, and counts them."""

    def __init__(self, window, qtbot):
        self.window, self.qtbot, self.n = window, qtbot, 0

    def rest(self):
        session = self.window.session
        self.qtbot.waitUntil(
            lambda: not self.window.controller.is_busy and session.wanted is None and session.uncut is None,
            timeout=WAIT,
        )

    def key(self, key, modifier=NONE, on=None):
        self.n += 1
        target = on or QApplication.focusWidget() or self.window
        self.qtbot.keyClick(target, key, modifier)
        self.rest()

    def type(self, text, on=None):
        """Type a word and Enter, which is one gesture."""
        self.n += 1
        target = on or QApplication.focusWidget()
        self.qtbot.keyClicks(target, text)
        self.qtbot.keyClick(target, Qt.Key.Key_Return)

    def place(self, x, y):
        return self.window.canvas.place_of(x, y).toPoint()

    def click(self, x, y):
        self.n += 1
        self.qtbot.mouseClick(self.window.canvas, LEFT, NONE, self.place(x, y))
        self.rest()

    def drag(self, first, last):
        self.n += 1
        canvas, (a, b) = self.window.canvas, (self.place(*first), self.place(*last))
        QTest.mousePress(canvas, LEFT, NONE, a)
        for i in range(1, 5):
            QTest.mouseMove(canvas, a + (b - a) * i / 4)
        QTest.mouseRelease(canvas, LEFT, NONE, b)
        self.rest()

    def click_on(self, box):
        """Tick a box by a click on it."""
        self.n += 1
        self.qtbot.mouseClick(box, LEFT, NONE, QPoint(10, box.height() // 2))

    def row(self, rows, row, modifier=NONE):
        self.n += 1
        place = RowLayout.of(rows.visualItemRect(rows.item(row))).name.center()
        self.qtbot.mouseClick(rows.viewport(), LEFT, modifier, place)
        self.rest()

    def preset(self, name):
        """Open the list of presets and choose one: two gestures."""
        self.n += 2
        box = self.window.side.model.presets.box
        box.setCurrentIndex(box.findData(name))
        box.activated.emit(box.currentIndex())
        self.rest()

    def command(self, words):
        """Open the palette and do what is typed: two gestures."""
        self.n += 1
        self.window.actions_by_name["palette"].trigger()
        self.type(words, self.window.findChild(QDialog).field)
        self.rest()

    def export(self, folder):
        """Press the button of the dialog that is open."""
        dialog = self.window.findChild(ExportDialog)
        dialog.folder.setText(str(folder))  # it is remembered
        self.n += 1
        self.qtbot.mouseClick(dialog.progress_bar.go, LEFT)
        self.qtbot.waitUntil(lambda: not dialog.is_running, timeout=WAIT)
        said = dialog.progress_bar.outcome.text()
        dialog.close()
        return said


@pytest.fixture
def hand(careless, qtbot):
    careless.activateWindow()
    careless.canvas.setFocus()
    return Hand(careless, qtbot)


def test_an_object_is_cut_out_named_and_exported_in_few_gestures(hand, tmp_path):
    window, rows = hand.window, hand.window.side.objects
    hand.key(Qt.Key.Key_P)
    hand.click(25.5, 15.5)
    hand.n += 1  # a double click on its name
    rows.edit_name()
    hand.type("leaf", rows.findChild(QLineEdit))
    hand.qtbot.waitUntil(lambda: window.session.document.objects[0].name == "leaf")
    window.actions_by_name["export_objects"].trigger()  # Ctrl+Shift+E
    hand.n += 1
    soft = window.findChild(ExportDialog).what.boxes["object-soft"]
    hand.click_on(soft)

    hand.export(tmp_path)

    cutout = np.asarray(Image.open(tmp_path / "flags_object_soft_1_leaf.png"))
    assert cutout.shape[1] < 20  # of 40 columns: it is cropped
    assert cutout[..., 3].max() == 255
    assert hand.n <= 9


def test_the_share_of_plants_is_read_off_in_square_millimetres_in_few_gestures(hand, tmp_path, settled):
    import tifffile

    pixels = np.full((40, 60, 3), (120, 90, 60), np.uint8)
    pixels[8:28, 10:40] = (60, 160, 50)
    pixels += np.random.default_rng(0).integers(0, 6, pixels.shape).astype(np.uint8)
    path = tmp_path / "field.tif"
    tifffile.imwrite(path, pixels, imagej=True, resolution=(0.01, 0.01), metadata={"unit": "um"})
    window = hand.window
    window.open(path)
    hand.n += 1
    hand.qtbot.waitUntil(lambda: window.session.document.source.file_name == "field.tif", timeout=WAIT)
    hand.rest()
    hand.preset("plants on soil")
    hand.command("areas in units")

    rows, role = window.side.segments, Qt.ItemDataRole.AccessibleTextRole
    read = {rows.item(row).data(role) for row in range(rows.count())}
    assert read == {"segment 1, 18.00 mm²", "segment 2, 6.00 mm²"}  # 600 of 2400 pixels of 0.01 mm²
    assert hand.n <= 6


def test_three_classes_are_corrected_merged_and_exported_in_few_gestures(hand, tmp_path):
    window, rows = hand.window, hand.window.side.segments
    hand.preset("stained slide")
    assert rows.count() == 3
    hand.row(rows, 0)
    window.canvas.setFocus()
    hand.key(Qt.Key.Key_I)  # labels are painted: what is far away stays as it is
    for y in (5, 15, 25):
        hand.drag((22, y), (26, y))
    assert len(window.session.document.repaints) == 3
    assert not window.session.document.strokes
    hand.row(rows, 1, CTRL)
    window.canvas.setFocus()
    hand.key(Qt.Key.Key_M)
    assert rows.count() == 2
    window.actions_by_name["export"].trigger()  # Ctrl+E
    hand.n += 1

    said = hand.export(tmp_path)

    assert "flags_labels.png" in said
    assert hand.n <= 11


def test_a_picture_is_opened_segmented_renamed_and_exported_by_the_keyboard_alone(
    window, flags, qtbot, tmp_path, settled
):
    window.activateWindow()
    window.save_controller.confirm_then = lambda then: then()
    qtbot.keyClick(window, Qt.Key.Key_O, CTRL)
    chooser = window.findChild(QFileDialog)
    chooser.selectFile(str(flags))
    chooser.accept()  # Enter
    qtbot.waitUntil(lambda: window.session.document.is_current, timeout=WAIT)
    settled(window)

    rows = window.side.segments
    window.activateWindow()  # here no window manager does that when a dialog is closed
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    for _ in range(80):  # there is a way by Tab
        if rows.hasFocus():
            break
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert rows.hasFocus()
    qtbot.keyClick(rows, Qt.Key.Key_Down)
    qtbot.keyClick(rows, Qt.Key.Key_F2)
    qtbot.keyClicks(QApplication.focusWidget(), "sky")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "sky" in [style.name for style in window.session.document.segment_styles])

    qtbot.keyClick(window, Qt.Key.Key_E, CTRL)
    dialog = window.findChild(ExportDialog)
    dialog.folder.setText(str(tmp_path / "out"))
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    qtbot.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Return)  # the button that is the default
    qtbot.waitUntil(lambda: "Wrote" in dialog.progress_bar.outcome.text(), timeout=60_000)
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=WAIT)
    assert dialog.progress_bar.outcome.text().startswith("Wrote flags_labels.png")
    dialog.close()


def test_nothing_moves_when_a_tool_is_taken(flagged, qtbot):
    side, canvas = flagged.side, flagged.canvas

    def places():
        qtbot.wait(1)
        parts = (side.segments, side.model, side.column, canvas)
        return [
            (part.mapTo(flagged, QPoint(0, 0)).toTuple(), part.size().toTuple()) for part in parts
        ], canvas.camera

    before = places()
    for action in ("tool_brush", "tool_click", "tool_wand", "tool_box", "tool_hand"):
        flagged.actions_by_name[action].trigger()
        assert places() == before


def test_the_first_object_moves_nothing(hand):
    window = hand.window
    hand.key(Qt.Key.Key_P)
    before = window.side.model.mapTo(window, QPoint(0, 0)), window.side.model_section.height()

    hand.click(25.5, 15.5)

    assert (window.side.model.mapTo(window, QPoint(0, 0)), window.side.model_section.height()) == before


def test_words_on_their_grounds_are_read_easily():
    from gmmseg.gui.widgets.theme import DARK, LIGHT

    def luminance(colour):
        part = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
        linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    def contrast(one, other):  # of WCAG 2
        high, low = sorted((luminance(one), luminance(other)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    for shades in (LIGHT, DARK):
        for ground in (shades.window, shades.surface, shades.raised, shades.note, shades.problem):
            assert contrast(shades.text, ground) >= 4.5
        for ground in (shades.window, shades.surface):
            assert contrast(shades.faint, ground) >= 4.5
            assert contrast(shades.accent, ground) >= 3  # rings of the focus
        assert contrast(shades.on_accent, shades.accent) >= 4.5


def test_a_picture_is_on_the_screen_before_its_segments(window, tmp_path, qtbot, busy_free):
    path = tmp_path / "large.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (300, 400, 3), np.uint8)).save(path)
    seen = []
    window.controller.changed.connect(
        lambda: seen.append((window.canvas.picture_size, window.session.shown.result is None))
    )

    window.open(path)

    qtbot.waitUntil(lambda: bool(seen) and seen[0][0] == (400, 300), timeout=WAIT)
    assert seen[0] == ((400, 300), True)
    window.controller.cancel()
    busy_free(window)


def test_the_column_needs_no_more_width_than_it_has(flagged, qtbot):
    flagged.resize(900, 600)
    for fold in flagged.side.model.folds:
        fold.button.setChecked(True)
    qtbot.wait(5)

    column = flagged.side.column
    assert column.widget().width() <= column.viewport().width()
    assert column.horizontalScrollBar().maximum() == 0
