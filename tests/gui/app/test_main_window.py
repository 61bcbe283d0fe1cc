"""The window driven as its user would: with mouse and keyboard."""

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QPushButton,
    QScrollArea,
    QToolButton,
    QWidget,
)

from gmmseg.gui.app.main_window import MainWindow
from gmmseg.gui.app.shortcuts_dialog import ShortcutsDialog
from gmmseg.gui.canvas.toolbox import TOOLS
from gmmseg.gui.canvas.views import VIEWS
from gmmseg.gui.panels.colour_picker import ColourPicker
from gmmseg.gui.panels.segment_row import RowLayout
from gmmseg.gui.widgets import preferences
from gmmseg.gui.widgets.controls import NumberRow
from gmmseg.job import Progress
from gmmseg.session.edits.segments import rename_segment

WAIT = 120_000


def press(qtbot, window, key, modifier=Qt.KeyboardModifier.NoModifier):
    """Press a key in a window that has the focus."""
    window.activateWindow()
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is window.windowHandle())
    qtbot.keyClick(window, key, modifier)


def on_canvas(window, row, column):
    """Return where a pixel of the picture is on the canvas."""
    camera = window.canvas.camera
    return QPoint(
        round(camera.x + (column + 0.5) * camera.scale), round(camera.y + (row + 0.5) * camera.scale)
    )


def hover(qtbot, window, row, column):
    """Move the cursor to a pixel of the picture, from somewhere else: else nothing would move."""
    for place in (QPoint(1, 1), on_canvas(window, row, column)):
        qtbot.mouseMove(window.canvas, place)


def drop(window, *urls, text=""):
    data = QMimeData()
    data.setUrls([QUrl(url) if isinstance(url, str) else QUrl.fromLocalFile(str(url)) for url in urls])
    if text:
        data.setText(text)
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    QApplication.sendEvent(window, QDragEnterEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, left, none))
    QApplication.sendEvent(window, QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, left, none))


def shades(window):
    image = window.canvas.grab().toImage()
    return {image.pixelColor(x, image.height() // 2).name() for x in range(0, image.width(), 7)}


def test_an_empty_window_offers_samples(window):
    samples = window.start.findChildren(QToolButton)

    assert len(samples) == 7
    assert window.stack.currentWidget() is window.start


def test_a_click_on_a_sample_is_already_a_segmentation(window, qtbot, settled, parts):
    sample = next(b for b in window.start.findChildren(QToolButton) if b.text() == "coins")

    qtbot.mouseClick(sample, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: parts.session.document.is_current, timeout=WAIT)

    found = len(parts.session.document.segment_styles)
    assert window.side.segments.count() == found > 1
    assert window.windowTitle().startswith("coins.png")


def test_views_change_by_key(flagged, qtbot):
    for i, view in enumerate(VIEWS):
        press(qtbot, flagged, str((i + 1) % 10))

        assert flagged.view_controller.view is view


def test_views_change_by_mouse(flagged, qtbot, settled, parts):
    for button in flagged.view_bar.findChildren(QAbstractButton):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not parts.controller.is_busy, timeout=WAIT)

        assert flagged.view_controller.view.title == button.text()


def test_the_segments_view_shows_their_colours(flagged, qtbot, parts):
    press(qtbot, flagged, "3")

    wanted = {"#{:02x}{:02x}{:02x}".format(*style.colour) for style in parts.session.document.segment_styles}
    assert wanted <= shades(flagged)


def test_the_overlay_grows_stronger_and_fainter(flagged, qtbot):
    control = Qt.KeyboardModifier.ControlModifier
    press(qtbot, flagged, "]", control)
    assert flagged.view_bar.opacity.value() == 60

    for _ in range(9):
        press(qtbot, flagged, "[", control)
    assert flagged.view_bar.opacity.value() == 0


def test_holding_c_shows_the_bare_picture(flagged, qtbot):
    press(qtbot, flagged, "3")
    coloured = shades(flagged)
    flagged.canvas.setFocus()

    qtbot.keyPress(flagged.canvas, Qt.Key.Key_C)
    bare = shades(flagged)
    qtbot.keyRelease(flagged.canvas, Qt.Key.Key_C)

    assert bare != coloured
    assert shades(flagged) == coloured


def test_f_fits_and_z_shows_actual_pixels(flagged, qtbot):
    press(qtbot, flagged, "Z")
    assert flagged.canvas.camera.scale == 1.0
    assert flagged.status.zoom.text() == "100 %"

    press(qtbot, flagged, "F")
    assert flagged.canvas.camera.scale > 10


def test_the_status_line_tells_what_is_under_the_cursor(flagged, qtbot, parts):
    pixel = parts.session.document.source.image.pixels[10, 25]

    hover(qtbot, flagged, 10, 25)

    assert flagged.status.place.text() == "x 25  y 10"
    assert flagged.status.colour.text() == f"RGB {pixel[0]} {pixel[1]} {pixel[2]}"
    assert flagged.status.likely.text() == "segment 2 1.00"


def test_the_status_line_knows_a_new_name_at_once(flagged, qtbot):
    hover(qtbot, flagged, 10, 25)

    flagged.side.segments.renamed.emit(1, "grass")

    assert flagged.status.likely.text() == "grass 1.00"
    assert flagged.status.message.text() == "segment 2 is called grass now"


def test_the_status_line_follows_the_picture_under_a_cursor_at_rest(flagged, qtbot):
    hover(qtbot, flagged, 10, 25)

    flagged.canvas.pan(5 * flagged.canvas.camera.scale, 0)

    assert flagged.status.place.text() == "x 20  y 10"


def test_enter_gives_the_keyboard_back_to_the_picture(flagged, qtbot):
    for fold in flagged.side.model.folds:
        fold.button.setChecked(True)
    for row in flagged.findChildren(NumberRow):
        row.number.setFocus()
        flagged.view_controller.show("overlay")

        qtbot.keyClick(row.number, Qt.Key.Key_Return)
        press(qtbot, flagged, "1")

        assert flagged.view_controller.view.name == "image"


def test_a_number_is_settled_by_enter_and_dropped_by_esc(flagged, qtbot, settled, parts):
    row = flagged.side.model.rows["seed"]
    flagged.side.model.folds[-1].button.setChecked(True)
    for key, expected in ((Qt.Key.Key_Escape, 0), (Qt.Key.Key_Return, 7)):
        row.number.setFocus()
        row.number.selectAll()
        qtbot.keyClicks(row.number, "7")

        qtbot.keyClick(row.number, key)
        settled(flagged)

        assert (row.value, parts.session.document.settings.seed) == (expected, expected)
        assert flagged.focusWidget() is flagged.canvas


def test_no_two_acts_share_a_key_nor_two_entries_of_a_menu_a_letter(flagged):
    keys = [keys.toString() for act in flagged.actions_by_name.values() for keys in act.shortcuts()]
    bar = flagged.menuBar()
    menus = [bar, *(action.menu() for action in bar.actions())]
    letters = [
        [QKeySequence.mnemonic(action.text()).toString() for action in menu.actions()] for menu in menus
    ]

    taken = [*keys, *letters[0], "C", "Space"]  # C shows the bare picture, space moves it
    assert [key for key in taken if taken.count(key) > 1] == []
    for each in letters:
        assert [key for key in each if key and each.count(key) > 1] == []


def test_a_name_with_an_ampersand_takes_no_letter(flagged, parts):
    parts.controller.apply("Paint R&D", rename_segment(0, "R&D"))

    assert flagged.actions_by_name["undo"].text() == "&Undo Paint R&&D"


def test_alt_h_shows_one_segment_only(flagged, qtbot, parts):
    flagged.side.segments.choose(1)

    press(qtbot, flagged, "H", Qt.KeyboardModifier.AltModifier)

    assert [style.hidden for style in parts.session.document.segment_styles] == [True, False, True]


def test_undo_leaves_a_picture_that_was_just_opened(flagged, qtbot, parts):
    press(qtbot, flagged, "Z", Qt.KeyboardModifier.ControlModifier)

    assert parts.session.document.source is not None
    assert flagged.stack.currentWidget() is flagged.canvas_area
    assert not flagged.actions_by_name["undo"].isEnabled()


def test_all_fits_on_a_small_screen_drawn_at_double_size(monkeypatch, qtbot, flags, settled):
    monkeypatch.setattr(preferences, "room", lambda: (632, 360))  # 1280 by 800
    window = MainWindow()
    qtbot.addWidget(window)
    window.save_controller.confirm_then = lambda then: then()
    window.resize(632, 360)
    window.show()
    window.open(flags)
    qtbot.waitUntil(lambda: window.session.document.is_current, timeout=WAIT)
    settled(window)
    window.messages.show_offer("It is damaged. " * 6, *[(f"Open p.gmmseg.bak{i}", print) for i in (1, 2, 3)])
    window.side.objects_box.show()
    for tool in TOOLS:
        window.canvas_area.take(tool.name)
        qtbot.wait(1)
        assert window.minimumSizeHint().width() <= 632
        assert window.size().toTuple() == (632, 360)
    for name in ("keys", "export", "batch"):
        window.actions_by_name[name].trigger()
    dialogs = window.findChildren(QDialog)
    sizes = [dialog.size().toTuple() for dialog in dialogs]
    buttons = [b for d in dialogs for b in d.findChildren(QPushButton) if b.objectName() == "primary"]
    seen = [b.window().rect().contains(b.mapTo(b.window(), b.rect().bottomRight())) for b in buttons]
    for dialog in dialogs:
        dialog.close()
    window.close()

    assert len(sizes) == 3
    assert all(wide <= 632 and high <= 360 for wide, high in sizes)
    assert seen == [True, True]


def test_a_click_on_the_picture_chooses_its_segment(flagged, qtbot):
    qtbot.mouseClick(flagged.canvas, Qt.MouseButton.LeftButton, pos=on_canvas(flagged, 10, 35))

    assert flagged.side.segments.chosen == [2]


def test_more_segments_by_key_and_back_by_undo(flagged, qtbot, settled, parts):
    press(qtbot, flagged, ".")
    settled(flagged)
    assert parts.session.document.settings.n_components == 4
    assert flagged.side.model.rows["n_components"].value == 4

    press(qtbot, flagged, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled(flagged)
    assert flagged.side.segments.count() == 3

    press(qtbot, flagged, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    settled(flagged)
    assert parts.session.document.settings.n_components == 4


def test_dragging_a_slider_previews_and_letting_go_is_one_act(flagged, qtbot, settled, parts):
    slider, before = flagged.side.model.rows["n_components"].slider, len(parts.session.history.past)
    slider.setSliderDown(True)
    slider.setValue(0)
    qtbot.waitUntil(lambda: flagged.side.segments.count() == 2, timeout=WAIT)
    assert parts.session.document.settings.n_components == 3

    slider.setSliderDown(False)
    settled(flagged)

    assert parts.session.document.settings.n_components == 2
    assert len(parts.session.history.past) == before + 1


def test_selected_segments_are_merged_and_taken_apart(flagged, qtbot, settled, parts):
    rows = flagged.side.segments
    for row, modifier in ((0, Qt.KeyboardModifier.NoModifier), (2, Qt.KeyboardModifier.ControlModifier)):
        place = RowLayout.of(rows.visualItemRect(rows.item(row))).name.center()
        qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, modifier, place)

    press(qtbot, flagged, "M")
    settled(flagged)
    assert [round(share, 2) for share in parts.session.document.shares] == [0.7, 0.3]
    assert rows.chosen == [0]

    press(qtbot, flagged, Qt.Key.Key_M, Qt.KeyboardModifier.ShiftModifier)
    settled(flagged)
    assert rows.count() == 3


def test_a_hidden_segment_is_shown_again(flagged, qtbot, parts):
    flagged.side.segments.choose(1)
    press(qtbot, flagged, "H")
    assert [style.hidden for style in parts.session.document.segment_styles] == [False, True, False]

    press(qtbot, flagged, Qt.Key.Key_H, Qt.KeyboardModifier.ShiftModifier)
    assert not any(style.hidden for style in parts.session.document.segment_styles)


def test_a_swatch_opens_a_palette_and_a_click_there_recolours(flagged, qtbot, parts):
    rows = flagged.side.segments
    place = RowLayout.of(rows.visualItemRect(rows.item(0))).swatch.center()
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    popup = flagged.findChild(ColourPicker)
    button = popup.findChildren(QToolButton)[5]
    colour = button.property("colour").getRgb()[:3]

    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    assert parts.session.document.segment_styles[0].colour == colour


def test_moving_a_segment_down_reorders_the_labels(flagged, qtbot, parts):
    flagged.side.segments.choose(0)

    press(qtbot, flagged, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)

    assert [style.components for style in parts.session.document.segment_styles] == [(1,), (0,), (2,)]
    assert flagged.side.segments.chosen == [1]


def test_a_dropped_picture_is_opened(window, flags, qtbot, parts):
    drop(window, flags)
    qtbot.waitUntil(lambda: parts.session.document.is_current, timeout=WAIT)

    assert parts.session.document.source.path == flags
    assert preferences.recent() == [flags]


@pytest.mark.parametrize("junk", ["text", "url"])
def test_dropped_junk_is_answered_with_a_sentence(flagged, junk, parts):
    before = parts.session.document

    drop(flagged, *(["https://example.org/a.png"] if junk == "url" else []), text="hello")

    assert not flagged.messages.isHidden()
    assert flagged.messages.text.text().startswith("Only files can be dropped here")
    assert parts.session.document is before


def test_a_broken_file_is_reported_and_the_picture_stays(flagged, tmp_path, qtbot, parts):
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no picture")
    before = parts.session.document

    drop(flagged, bad)
    qtbot.waitUntil(lambda: not flagged.messages.isHidden(), timeout=WAIT)

    assert "bad.png" in flagged.messages.text.text()
    assert parts.session.document is before


def test_cancel_appears_after_a_moment_and_stops_the_work(flagged, qtbot, busy_free, parts):
    def endless(question, known, workers):
        while True:
            yield Progress("Fitting", 0.5)

    parts.controller.segmenting = endless
    press(qtbot, flagged, ".")
    assert flagged.status.cancel.isHidden()
    qtbot.waitUntil(lambda: not flagged.status.cancel.isHidden(), timeout=60_000)

    qtbot.mouseClick(flagged.status.cancel, Qt.MouseButton.LeftButton)
    busy_free(flagged)

    assert flagged.status.cancel.isHidden()
    assert parts.session.document.settings.n_components == 3


def test_closing_during_a_fit_is_clean(careless, qtbot, parts):
    def endless(question, known, workers):
        while True:
            yield Progress("Fitting", 0.5)

    parts.controller.segmenting = endless
    press(qtbot, careless, ".")
    qtbot.wait(20)

    careless.close()

    assert not parts.controller.runner.engine.isRunning()


@pytest.mark.parametrize("style", ["light", "dark"])
def test_appearance_is_chosen_and_remembered(flagged, style):
    flagged.actions_by_name[f"look_{style}"].trigger()

    dark = flagged.palette().window().color().lightness() < 128
    assert dark == (style == "dark")
    assert preferences.text("appearance", "") == style


def test_the_sheet_of_keys_opens_and_closes(flagged, qtbot):
    flagged.actions_by_name["keys"].trigger()
    sheet = flagged.findChild(ShortcutsDialog)
    assert sheet.isVisible()
    bar = sheet.findChild(QScrollArea).verticalScrollBar()
    sheet.resize(400, 200)
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    sheet.activateWindow()
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is sheet.windowHandle())

    qtbot.keyClick(sheet, Qt.Key.Key_Escape)

    assert not sheet.isVisible()


def test_every_control_can_be_reached_by_tab_and_has_a_name(flagged):
    for fold in flagged.side.model.folds:
        fold.button.setChecked(True)
    reached, widget = set(), flagged.canvas
    for _ in range(600):
        widget = widget.nextInFocusChain()
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.isEnabled():
            reached.add(widget)

    buttons = {b for b in flagged.findChildren(QAbstractButton) if b.isVisible() and b.isEnabled()}
    assert buttons - reached == set()
    unnamed = [w for w in reached if not (w.accessibleName() or getattr(w, "text", str)())]
    assert [w for w in unnamed if isinstance(w, QWidget)] == []


def test_the_window_is_useful_at_its_smallest(flagged):
    flagged.resize(900, 600)

    assert flagged.canvas.width() >= 560
    assert flagged.view_bar.width() >= flagged.view_bar.minimumSizeHint().width()


def test_random_keys_and_clicks_break_nothing(flagged, qtbot, busy_free):
    rng = np.random.default_rng(0)
    keys = [Qt.Key.Key_Space, Qt.Key.Key_Tab, Qt.Key.Key_Up, Qt.Key.Key_Down, *"1234567[].,MHFZR+-"]
    targets = [flagged.canvas, flagged.side.segments, flagged.side.segments.viewport(), flagged.view_bar]

    for _ in range(300):
        target = targets[rng.integers(len(targets))]
        if rng.random() < 0.5:
            place = QPoint(int(rng.integers(target.width())), int(rng.integers(target.height())))
            qtbot.mouseClick(target, Qt.MouseButton.LeftButton, pos=place)
        else:
            key = keys[rng.integers(len(keys))]
            press(qtbot, flagged, key)
        for popup in flagged.findChildren(ColourPicker):
            popup.close()
    busy_free(flagged)

    assert flagged.messages.isHidden()


def test_the_list_says_whose_probability_is_shown(flagged):
    flagged.view_controller.show("probability")

    assert flagged.side.segments.chosen == [0]


def test_detail_shows_regions_and_walks_them(flagged, qtbot, busy_free, parts):
    detail = flagged.side.model.rows["detail"]
    before = parts.session.document.result

    detail.number.setValue(0.5)
    detail.number.setValue(0.4)
    assert flagged.view_controller.view.name == "regions"
    busy_free(flagged)

    assert flagged.status.message.text() == "3 regions"
    assert parts.session.document.result is before
    detail.number.setValue(0)
    busy_free(flagged)
    assert flagged.status.message.text() == "1 region"


def test_the_number_of_segments_is_chosen_on_request(flagged, qtbot, settled, parts):
    press(qtbot, flagged, "A")
    settled(flagged)
    assert parts.session.document.settings.n_components == "auto"
    assert flagged.side.model.auto.isChecked()
    assert flagged.side.model.rows["n_components"].value == flagged.side.segments.count()
    assert "Chose" in flagged.side.model.auto.toolTip()

    press(qtbot, flagged, "A")
    settled(flagged)
    assert parts.session.document.settings.n_components == flagged.side.segments.count()
