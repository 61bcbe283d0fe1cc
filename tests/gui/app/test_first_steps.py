"""Hints, the tour, the sheet of keys: what newcomers meet."""

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt

from gmmseg.gui.app.hints import HINTS
from gmmseg.gui.app.shortcuts_dialog import ShortcutsDialog
from gmmseg.gui.app.tour import beside

WAIT = 120_000


def hint(window):
    return window.canvas_area.options.hint.toolTip()


def test_three_hints_come_one_after_another_and_go_for_good(flagged, qtbot):
    options = flagged.canvas_area.options
    assert len(HINTS) == 3
    assert hint(flagged) == HINTS[0].text

    qtbot.mouseClick(options.got, Qt.MouseButton.LeftButton)
    assert hint(flagged) == HINTS[1].text
    flagged.actions_by_name["tool_click"].trigger()  # what the second says
    flagged.actions_by_name["tool_hand"].trigger()
    assert hint(flagged) == HINTS[2].text
    flagged.hints.follow_comparison()
    assert hint(flagged) == "Drag to move the picture, click to choose a segment."
    assert options.got.isHidden()

    flagged.actions_by_name["hints"].trigger()
    assert hint(flagged) == HINTS[0].text


def test_the_tour_points_at_six_places_and_ends(flagged, qtbot):
    flagged.actions_by_name["tour"].trigger()
    tour = flagged.tour
    holes = []
    for place in range(6):
        assert tour.count.text() == f"{place + 1} of 6"
        assert flagged.rect().contains(tour.card.geometry())
        assert flagged.rect().intersects(tour.hole)
        holes.append(tour.hole)
        qtbot.keyClick(tour, Qt.Key.Key_Right)

    assert len({hole.getRect() for hole in holes}) == 6
    assert flagged.tour is None


def test_keys_stay_with_the_tour_whichever_of_its_buttons_has_the_focus(flagged, qtbot):
    flagged.actions_by_name["tour"].trigger()
    tour, view = flagged.tour, flagged.view_controller.view
    qtbot.keyClick(tour.next, Qt.Key.Key_Right)
    qtbot.keyClick(tour.next, Qt.Key.Key_Down)
    assert (tour.place, tour.next.hasFocus()) == (1, True)

    qtbot.keyClick(tour.next, Qt.Key.Key_Tab)
    assert tour.skip.hasFocus()
    qtbot.keyClick(tour.skip, Qt.Key.Key_Left)

    assert tour.place == 0
    assert flagged.view_controller.view is view
    tour.close()


def test_the_tour_opens_a_sample_and_can_be_skipped(window, qtbot, settled):
    qtbot.mouseClick(window.start.tour, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.session.document.source is not None, timeout=WAIT)
    qtbot.mouseClick(window.tour.skip, Qt.MouseButton.LeftButton)

    assert window.tour is None
    window.controller.cancel()
    settled(window) if window.session.document.is_current else None


@pytest.mark.parametrize(
    ("hole", "place"),
    [
        (QRect(400, 50, 100, 100), QPoint(84, 50)),  # left of it
        (QRect(0, 50, 100, 100), QPoint(115, 50)),  # right of it
        (QRect(0, 0, 600, 100), QPoint(16, 115)),  # below
    ],
)
def test_the_card_stands_beside_what_is_pointed_at(hole, place):
    assert beside(hole, QSize(300, 120), QRect(0, 0, 600, 400)) == place


def test_keys_are_found_by_a_word(flagged, qtbot):
    flagged.actions_by_name["keys"].trigger()
    sheet = flagged.findChild(ShortcutsDialog)
    qtbot.keyClicks(sheet.field, "merge")
    seen = [meaning.text() for table in sheet.tables for _, meaning, _ in table.rows if meaning.isVisible()]
    assert "Merge selected" in seen
    assert all("merge" in text.casefold() for text in seen)

    sheet.field.setText("xyzzy")
    assert sheet.nothing.isVisible()
    sheet.close()
