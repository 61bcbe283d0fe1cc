import time
from pathlib import Path

import pytest

from gmmseg.gui.compute.tasks import TaskRunner
from gmmseg.gui.export.export_run import ExportRequest, ExportRun
from gmmseg.job import Progress

WAIT = 5000


@pytest.fixture
def runner(qtbot):
    runner = TaskRunner()
    yield runner
    runner.close()


@pytest.fixture
def request_(monkeypatch):
    """A request for two pictures, which are written at once."""

    def exporting(leaves, edition, path, tell, workers):
        for leaf in leaves:
            yield Progress(f"Exporting {leaf}", 0.5)
            tell(leaf)

    monkeypatch.setattr("gmmseg.session.project.export.exporting", exporting)
    return ExportRequest(("a", "b"), None, Path("p.gmmseg"))


def test_one_who_listens_after_the_first_picture_was_written_hears_of_all(runner, request_, qtbot):
    heard = []
    run = ExportRun(runner, request_)
    time.sleep(0.2)  # without the event loop: all is written by now

    run.published.connect(heard.append)
    run.ended.connect(heard.append)
    qtbot.waitUntil(lambda: not runner.is_busy, timeout=WAIT)

    assert heard == ["a", "b", ""]


def test_one_that_waits_is_cancelled_and_says_so(runner, request_, qtbot):
    def endless(workers):
        while True:
            yield Progress("Working", 0.5)

    before = runner.submit(endless, lane="export", done=print)
    run = ExportRun(runner, request_)

    with qtbot.waitSignal(run.ended, timeout=WAIT) as reported:
        run.cancel()
    runner.give_up(before)
    qtbot.waitUntil(lambda: not runner.is_busy, timeout=WAIT)

    assert reported.args == ["Cancelled."]
