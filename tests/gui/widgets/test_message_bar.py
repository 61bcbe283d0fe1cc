import pytest
from PySide6.QtCore import Qt

from gmmseg.gui.widgets.message_bar import MessageBar


@pytest.fixture
def bar(qtbot):
    bar = MessageBar()
    qtbot.addWidget(bar)
    return bar


def test_details_are_folded_away_until_asked_for(bar, qtbot):
    bar.show_problem("It failed.", "line 1\nline 2")
    assert bar.text.text() == "It failed."
    assert bar.details.isHidden()

    qtbot.mouseClick(bar.fold, Qt.MouseButton.LeftButton)

    assert not bar.details.isHidden()
    assert bar.details.toPlainText() == "line 1\nline 2"


def test_a_message_is_never_taken_for_markup(bar):
    bar.show_problem("<img src=x> is no picture.")

    assert bar.text.textFormat() == Qt.TextFormat.PlainText
    assert bar.fold.isHidden()


def test_a_message_can_be_closed(bar, qtbot):
    bar.show_note("Something.")

    qtbot.mouseClick(bar.closer, Qt.MouseButton.LeftButton)

    assert bar.isHidden()


def test_an_offer_has_a_button_for_each_thing_to_do_until_another_message_comes(bar, qtbot):
    done = []

    bar.show_offer("Work was left.", ("Recover", lambda: done.append("recovered")), ("Discard", done.clear))
    qtbot.mouseClick(bar.offers[0], Qt.MouseButton.LeftButton)
    assert [button.text() for button in bar.offers] == ["Recover", "Discard"]
    assert done == ["recovered"]

    bar.show_note("Something else.")
    assert bar.offers == []
