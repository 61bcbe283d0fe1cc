"""The command palette."""

import pytest
from PySide6.QtCore import Qt
from shiboken6 import isValid

from gmmseg.gui.app.command_palette import CommandPalette, ranked

KNOWN = [("a", "Merge selected", "Segments"), ("b", "Unmerge", "Segments"), ("c", "Export…", "File")]


@pytest.mark.parametrize(
    ("words", "names"),
    [("", "abc"), ("mer", "ab"), ("MERGE", "ab"), ("seg un", "b"), ("epr", "c"), ("zzz", "")],
)
def test_what_begins_with_the_words_comes_first(words, names):
    assert "".join(name for name, *_ in ranked(words, KNOWN)) == names


@pytest.fixture
def palette(flagged):
    flagged.actions_by_name["palette"].trigger()
    found = flagged.findChild(CommandPalette)
    yield found
    if isValid(found):
        found.close()


def names(palette):
    return [palette.rows.item(i).text() for i in range(palette.rows.count())]


def test_every_action_but_itself_is_listed_with_its_keys(flagged, palette):
    assert len(names(palette)) == len(flagged.actions_by_name) - 1
    palette.search("export…")
    assert names(palette)[0] == "File: Export…"


def test_enter_does_what_is_chosen(flagged, palette, qtbot):
    qtbot.keyClicks(palette.field, "show only")
    assert names(palette)[0] == "Segments: Show only this"
    palette.field.clear()
    qtbot.keyClicks(palette.field, "boundar")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)

    assert flagged.view_controller.view.name == "boundaries"
    assert flagged.findChild(CommandPalette) is None or not palette.isVisible()


def test_arrows_walk_the_list(palette, qtbot):
    for _ in range(2):
        qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)

    assert palette.rows.currentRow() == 1


def test_what_is_not_possible_is_last_and_does_nothing(flagged, palette, qtbot):
    qtbot.keyClicks(palette.field, "remove picture")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)

    assert palette.isVisible()
