"""Nine settings side by side."""

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
    assert [cell.isChecked() for cell in dialog.cells].count(True) == 1
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
