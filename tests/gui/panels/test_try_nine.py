"""Nine settings side by side."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QThread

from gmmseg.gui.panels.try_nine import TryNine, steps

WAIT = 120_000


@pytest.mark.parametrize(
    ("name", "now", "expected"),
    [
        ("smoothing", 1.0, (0.333333, 1.0, 3.0)),
        ("position", 0.0, (0.0, 0.3, 0.9)),
        ("smoothing", 60.0, (20, 60, 100)),
    ],
)
def test_the_steps_hold_the_value_of_now_and_stay_in_range(name, now, expected):
    assert steps(name, now) == expected


def test_nine_results_are_shown_and_a_click_adopts_one(flagged, qtbot, settled):
    flagged.actions_by_name["try_nine"].trigger()
    dialog = flagged.findChild(TryNine)
    qtbot.waitUntil(lambda: all("segments" in cell.text() for cell in dialog.cells), timeout=WAIT)
    (now,) = [cell for cell in dialog.cells if cell.isChecked()]
    assert now.text() == "0.00 · 1.00 · 3 segments"
    assert dialog.focusWidget() is now
    position, smoothing = dialog.values[5]

    qtbot.mouseClick(dialog.cells[5], Qt.MouseButton.LeftButton)
    settled(flagged)

    settings = flagged.session.document.settings
    assert (settings.weight_of_position, settings.smoothing) == (position, smoothing)
    assert flagged.session.history.past[-1].name == "change of position and smoothing"


def escape(window, dialog, qtbot):
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def close(window, dialog, qtbot):
    dialog.close()


def open_it_again(window, dialog, qtbot):
    window.actions_by_name["try_nine"].trigger()


def close_the_window(window, dialog, qtbot):
    window.close()


@pytest.mark.parametrize("how", [escape, close, open_it_again, close_the_window])
def test_however_it_is_closed_its_thread_ends_before_it_is_destroyed(careless, qtbot, how):
    careless.actions_by_name["try_nine"].trigger()
    dialog = careless.findChild(TryNine)
    (engine,) = dialog.findChildren(QThread)

    how(careless, dialog, qtbot)

    assert engine.isFinished()


def test_what_a_small_copy_tells_of_a_large_picture_is_about_that(flagged, qtbot, monkeypatch):
    source = flagged.session.document.source
    monkeypatch.setitem(
        source.__dict__, "small", replace(source.image, pixels=source.image.pixels[::2].copy())
    )
    flagged.actions_by_name["try_nine"].trigger()
    dialog = flagged.findChild(TryNine)

    qtbot.waitUntil(lambda: "segments" in dialog.cells[1].text(), timeout=WAIT)

    assert dialog.cells[1].text() == "0.00 · 1.00 · about 3 segments"
    dialog.close()
