import pytest
from PySide6.QtCore import Qt

from gmmseg.gui.message_bar import MessageBar


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
