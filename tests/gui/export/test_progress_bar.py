"""The foot of the export dialog."""

import pytest

from gmmseg.gui.export.progress_bar import ExportProgressBar


@pytest.fixture
def foot(qtbot):
    foot = ExportProgressBar()
    qtbot.addWidget(foot)
    foot.show()
    return foot


def test_the_bar_appears_only_where_it_takes_long_and_moves_nothing(foot, qtbot):
    height = foot.sizeHint().height()
    foot.begin()
    assert foot.bar.isHidden()

    qtbot.waitUntil(foot.bar.isVisible)
    foot.show_progress("Exporting a.png", 0.25)

    assert foot.bar.value() == 250
    assert foot.outcome.text() == "Exporting a.png…"
    assert foot.sizeHint().height() == height


def test_what_is_soon_done_shows_no_bar(foot, qtbot):
    foot.begin()
    foot.end("Wrote it.", wrote=True)
    qtbot.wait(400)

    assert foot.bar.isHidden()
    assert foot.show_folder.isVisible()
    assert (foot.stop.text(), foot.stop.isEnabled()) == ("Close", True)
