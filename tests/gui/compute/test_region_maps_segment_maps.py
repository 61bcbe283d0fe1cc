import pytest

from gmmseg.gui.compute.tasks import Task
from gmmseg.job import Progress

WAIT = 120_000


@pytest.fixture
def controller(flagged):
    return flagged.controller


def endless(workers):
    while True:
        yield Progress("Fitting", 0.5)


def test_a_map_is_made_once_and_told(controller, qtbot):
    assert controller.maps.of(1) is None
    with qtbot.waitSignal(controller.maps.ready, timeout=WAIT):
        pass
    qtbot.waitUntil(lambda: not controller.is_busy, timeout=WAIT)

    levels = controller.maps.of(1)

    assert levels[0][0].tolist() == [0] * 20 + [255] * 12 + [0] * 8
    assert not controller.is_busy


def test_a_map_that_was_pushed_out_of_the_queue_is_asked_for_again(controller, qtbot):
    controller.runner.submit(Task.along("batch", endless))
    assert controller.maps.of(1) is None
    controller.runner.cancel({"map"})
    assert controller.maps.of(1) is None
    controller.runner.cancel({"batch"})
    qtbot.waitUntil(lambda: not controller.is_busy, timeout=WAIT)

    assert controller.maps.of(1) is not None
