import pytest

from gmmseg.gui.compute.tasks import Task
from gmmseg.job import Progress

WAIT = 120_000


@pytest.fixture
def desk(flagged):
    return flagged.desk


def endless(workers):
    while True:
        yield Progress("Fitting", 0.5)


def test_a_map_is_made_once_and_told(desk, qtbot):
    assert desk.maps.of(1) is None
    with qtbot.waitSignal(desk.maps.ready, timeout=WAIT):
        pass
    qtbot.waitUntil(lambda: not desk.is_busy, timeout=WAIT)

    levels = desk.maps.of(1)

    assert levels[0][0].tolist() == [0] * 20 + [255] * 12 + [0] * 8
    assert not desk.is_busy


def test_a_map_that_was_pushed_out_of_the_queue_is_asked_for_again(desk, qtbot):
    desk.engine.submit(Task.along("batch", endless))
    assert desk.maps.of(1) is None
    desk.engine.cancel({"map"})
    assert desk.maps.of(1) is None
    desk.engine.cancel({"batch"})
    qtbot.waitUntil(lambda: not desk.is_busy, timeout=WAIT)

    assert desk.maps.of(1) is not None
