"""The column of sections."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QSplitter, QVBoxLayout, QWidget

from gmmseg.gui.widgets import preferences
from gmmseg.gui.widgets.sections import HEAD, FloatingWindow, Section, SectionColumn, shared


def body(height):
    out, label = QWidget(), QLabel("content")
    label.setFixedHeight(height)
    column = QVBoxLayout(out)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(label)
    return out


@pytest.fixture
def column(qtbot):
    preferences.settings().clear()
    window = QMainWindow()
    qtbot.addWidget(window)
    column = SectionColumn()
    for name, height in (("a", 100), ("b", 200), ("c", 300)):
        column.add(Section(name, name.upper(), body(height)))
    window.setCentralWidget(column)
    window.resize(300, 800)
    window.show()
    qtbot.waitExposed(window)
    yield column
    column.close_all()


def heights(column, qtbot):
    qtbot.wait(5)
    return [section.height() for section in column.sections]


def test_each_is_as_high_as_its_content_where_there_is_room(column, qtbot):
    assert heights(column, qtbot) == [100 + HEAD + 1, 200 + HEAD + 1, 300 + HEAD + 1]


def test_words_that_take_several_lines_have_room_for_all_of_them(column, qtbot):
    words = QLabel("So many words that they need several lines where there is little room. " * 6)
    words.setWordWrap(True)
    out = QWidget()
    QVBoxLayout(out).addWidget(words)
    column.add(Section("words", "Words", out))
    for section in column.sections[:3]:
        section.set_open(False)

    assert heights(column, qtbot)[3] >= HEAD + words.heightForWidth(words.width())


def test_a_click_on_the_head_closes_and_the_next_one_moves_up(column, qtbot):
    first, second, _ = column.sections

    qtbot.mouseClick(first.button, Qt.MouseButton.LeftButton)

    assert heights(column, qtbot)[0] == HEAD + 1
    assert second.mapTo(column, second.rect().topLeft()).y() < HEAD + 10


def test_one_that_opens_is_seen_whole_where_others_can_give_way(column, qtbot):
    column.window().resize(300, 560)
    column.sections[2].set_open(False)
    before = heights(column, qtbot)
    column.sections[2].set_open(True)

    after = heights(column, qtbot)
    assert before[2] == HEAD + 1
    assert after[2] > 200
    assert column.verticalScrollBar().maximum() == 0  # nothing scrolls but what is inside


def test_where_all_is_at_its_least_the_column_scrolls(column, qtbot):
    column.window().resize(300, 200)
    qtbot.wait(5)

    assert column.verticalScrollBar().maximum() > 0
    assert all(section.height() >= section.lowest for section in column.sections)


def test_a_height_that_was_dragged_to_is_kept_and_remembered(column, qtbot):
    qtbot.wait(5)
    column.sections[0].height_chosen = 180
    column.arrange()
    column.save()

    other = SectionColumn()
    qtbot.addWidget(other)
    again = other.add(Section("a", "A", body(100)))
    assert heights(column, qtbot)[0] == 180
    assert again.height_chosen == 180


def test_the_edge_between_two_is_dragged_with_the_mouse(column, qtbot):
    before = heights(column, qtbot)
    handle = column.findChild(QSplitter).handle(1)
    middle = handle.rect().center()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=middle)
    for step in (10, 20, 30):
        QTest.mouseMove(handle, middle - QPoint(0, step))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=middle - QPoint(0, 30))

    after = heights(column, qtbot)
    assert after[0] < before[0]
    assert after[1] > before[1]
    assert [section.height_chosen for section in column.sections] == after
    column.arrange()
    assert heights(column, qtbot) == after  # and stays


def test_one_floats_and_comes_back_to_its_place(column, qtbot):
    second = column.sections[1]
    qtbot.mouseClick(second.floater, Qt.MouseButton.LeftButton)
    assert isinstance(second.window(), FloatingWindow)
    assert second.isVisible()

    second.window().close()
    qtbot.wait(5)
    assert second.window() is column.window()
    assert [s.mapTo(column, s.rect().topLeft()).y() for s in column.sections] == sorted(
        s.mapTo(column, s.rect().topLeft()).y() for s in column.sections
    )


def test_a_closed_one_floats_with_all_of_its_content_in_view(column, qtbot):
    third = column.sections[2]
    third.set_open(False)

    qtbot.mouseClick(third.floater, Qt.MouseButton.LeftButton)

    assert third.is_open
    assert third.window().height() == 300 + HEAD + 1


def test_what_floated_floats_again(column, qtbot):
    place = QRect(40, 50, 240, 260)
    column.float(column.sections[0], place)
    column.save()
    column.close_all()
    qtbot.wait(5)
    assert column.sections[0].window() is column.window()

    column.restore()
    assert column.sections[0].window().geometry() == place
    column.close_all()
    QApplication.sendPostedEvents(None, 52)  # what is to be deleted


def test_junk_that_was_remembered_is_ignored(qtbot):
    preferences.keep("section/a", "1 x y")
    column = SectionColumn()
    qtbot.addWidget(column)

    assert column.add(Section("a", "A", body(10))).is_open


@pytest.mark.parametrize(
    ("room", "given"),
    [(600, [100, 300]), (300, [80, 220]), (100, [50, 100])],  # of 400 and at least 150
)
def test_too_little_room_is_shared_by_what_each_can_give(room, given):
    assert shared([100, 300], [50, 100], room) == given
