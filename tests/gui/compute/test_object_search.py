"""Objects are found off the window's thread; the newest request wins."""

import numpy as np
import pytest

from gmmseg.gui.compute.object_search import ObjectSearch
from gmmseg.gui.compute.tasks import TaskRunner
from gmmseg.imaging.image import Image
from gmmseg.job import Job
from gmmseg.session.compute.segmentation import answering
from gmmseg.session.document import Document, with_result
from gmmseg.session.edits.found_objects import find_objects, with_object_options
from gmmseg.session.open_image import OpenImage
from gmmseg.session.session import Session
from gmmseg.settings import Settings

WAIT = 120_000


@pytest.fixture
def session():
    rows, columns = np.mgrid[:40, :60]
    pixels = np.full((40, 60), 20, np.uint8)
    pixels[(columns - 20) ** 2 + (rows - 20) ** 2 <= 81] = 200
    pixels[(columns - 36) ** 2 + (rows - 20) ** 2 <= 81] = 200
    asking = Document(OpenImage.of(Image.from_array(pixels)), Settings(n_components=2, position=0.0))
    result = Job(lambda workers: answering(asking.request, None, workers)).run()
    return Session(with_result(result)(asking))


@pytest.fixture
def search(session, qapp):
    runner = TaskRunner()
    yield ObjectSearch(session, runner)
    runner.close()


def test_nothing_is_found_that_nobody_asked_for(search):
    search.ask()

    assert search.latest.wanted is None
    assert search.objects is None


def test_the_newest_request_wins(search, session, qtbot):
    session.apply("Count objects", find_objects())
    session.apply("change of split strength", with_object_options(split=0.0))
    with qtbot.waitSignal(search.found, timeout=WAIT):
        pass

    assert len(search.objects.objects) == 1
    assert search.is_current

    session.undo()
    qtbot.waitUntil(lambda: search.is_current, timeout=WAIT)

    assert len(search.objects.objects) == 2


def test_what_failed_is_reported_and_not_asked_again_until_something_changes(search, session, qtbot):
    session.apply("Count objects", find_objects())
    with qtbot.waitSignal(search.failed, timeout=WAIT):
        session.apply("change of typical size", with_object_options(typical_size=500.0))

    search.ask()

    assert search.latest.wanted is None
    assert "at most 60" in search.problem


def test_objects_of_a_picture_that_is_left_are_let_go(search, session, qtbot):
    session.apply("Count objects", find_objects())
    qtbot.waitUntil(lambda: search.is_current, timeout=WAIT)

    session.restore(
        Document(OpenImage.of(Image.from_array(np.zeros((9, 9), np.uint8)))), session.history, None
    )

    assert search.objects is None
