"""The time that a picture of a batch may take, as people say it."""

import pytest
from PySide6.QtCore import Qt

from gmmseg.batch.workers.timeout import TimeLimit
from gmmseg.gui.batch.time_limit import TimeLimitRow


@pytest.fixture
def limit(qtbot):
    """Return the row as it is at first."""
    limit = TimeLimitRow()
    qtbot.addWidget(limit)
    limit.show()
    return limit


def test_at_first_the_size_of_a_picture_decides(limit):
    assert limit.time_limit == TimeLimit()
    assert limit.time_limit.limit(4_000_000) == 600 + 4 * 60
    assert not limit.seconds.isVisible()
    assert "10 minutes and 1 for each megapixel" in limit.kind.toolTip()


def test_seconds_are_typed_where_they_decide_and_remembered(limit, qtbot):
    reported = []
    limit.changed.connect(lambda: reported.append(limit.text))
    limit.kind.setFocus()

    qtbot.keyClick(limit.kind, Qt.Key.Key_Down)
    limit.seconds.selectAll()
    qtbot.keyClicks(limit.seconds, "90")

    assert limit.seconds.isVisible()
    assert limit.time_limit == TimeLimit(90)
    assert reported[-1] == limit.text == "fixed 90"
    again = TimeLimitRow(limit.text)
    qtbot.addWidget(again)
    assert again.time_limit == TimeLimit(90)


def test_there_may_be_no_limit(limit, qtbot):
    qtbot.keyClick(limit.kind, Qt.Key.Key_End)

    assert limit.time_limit == TimeLimit(0)
    assert not limit.seconds.isVisible()


@pytest.mark.parametrize("text", ["", "nonsense", "fixed", "fixed -3", "fixed 9999999", "size x"])
def test_whatever_was_remembered_is_a_limit(text, qtbot):
    limit = TimeLimitRow(text)
    qtbot.addWidget(limit)

    assert limit.time_limit.seconds in (None, 60.0, 1e6)
