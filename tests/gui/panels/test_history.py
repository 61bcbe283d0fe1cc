"""The list of the history."""

from PySide6.QtCore import Qt

from gmmseg.gui.panels.history_list import states_of
from gmmseg.session.edits.segments import hide_segment, rename_segment


def test_acts_are_listed_with_their_names_and_thumbnails_and_can_be_walked(flagged, qtbot):
    rows = flagged.side.history
    flagged.side.history_section.set_open(True)
    flagged.controller.apply("Rename segment", rename_segment(0, "sky"))
    flagged.controller.apply("Hide segment", hide_segment(1))
    names = [rows.item(i).text() for i in range(rows.count())]
    place = len(flagged.session.history.past)
    assert names[0] == "Opened"
    assert names[-2:] == ["Rename segment", "Hide segment"]
    assert rows.currentRow() == place == len(names) - 1
    assert not rows.item(place).icon().isNull()

    item = rows.item(place - 2)
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualItemRect(item).center())
    assert flagged.session.document.segment_styles[0].name == "segment 1"
    assert len(flagged.session.history.future) == 2
    assert rows.count() == len(names)
    assert rows.item(place).data(Qt.ItemDataRole.AccessibleTextRole) == "Hide segment, undone"

    rows.chosen.emit(place)
    assert flagged.session.document.segment_styles[0].name == "sky"
    assert flagged.session.document.segment_styles[1].hidden


def test_states_are_in_the_order_they_were_made(flagged):
    session = flagged.session
    for name in ("a", "b", "c"):
        flagged.controller.apply(name, rename_segment(0, name))
    session.go_to(len(session.history.past) - 2)

    states = states_of(session.history, session.document)

    assert [name for name, _ in states][-3:] == ["a", "b", "c"]
    assert [document.segment_styles[0].name for _, document in states[-3:]] == ["a", "b", "c"]
