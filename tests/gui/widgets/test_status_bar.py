"""The line at the bottom: what is being done, and why it takes long."""

import pytest

from gmmseg.gui.widgets import status_bar


@pytest.fixture
def status(qtbot, monkeypatch):
    """A line that has lost its patience at once, with work that goes on."""
    monkeypatch.setattr(status_bar, "SHOWN_AFTER", 0)
    monkeypatch.setattr(status_bar, "STANDSTILL", 50)
    status = status_bar.StatusLine()
    qtbot.addWidget(status)
    status.show()
    status.show_message("before")
    status.show_busy(True)
    qtbot.waitUntil(status.bar.isVisible)
    return status


def test_work_without_progress_says_why(status, qtbot):
    status.show_progress("Reading colours", 0.1)
    assert status.message.text() == "Reading colours…"

    qtbot.waitUntil(lambda: status.message.text() != "Reading colours…")

    assert status.message.text() == "Reading colours… This takes longer the first time."
    status.show_progress("Fitting", 0.2)
    assert status.message.text() == "Fitting…"


def test_what_says_so_itself_is_left_as_it_is(status, qtbot):
    words = "Getting ready, which takes longer the first time"
    status.show_progress(words, 0.1)

    qtbot.wait(100)

    assert status.message.text() == f"{words}…"


def test_the_end_of_work_takes_the_text_away(status, qtbot):
    status.show_progress("Reading colours", 0.1)
    qtbot.waitUntil(lambda: "first time" in status.message.text())

    status.show_busy(False)
    qtbot.wait(100)

    assert status.message.text() == "before"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.038, "38 ms"),
        (0.9996, "1.0 s"),
        (2.44, "2.4 s"),
        (49.384, "49 s"),
        (59.6, "1 min 0 s"),
        (185, "3 min 5 s"),
    ],
)
def test_times_are_reported_as_people_say_them(seconds, text):
    from gmmseg.gui.widgets.numbers import duration

    assert duration(seconds) == text
