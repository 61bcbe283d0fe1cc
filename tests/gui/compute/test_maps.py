import pytest

from gmmseg.gui.compute.maps import Maps
from gmmseg.gui.compute.tasks import TaskRunner
from gmmseg.imaging.image import Image
from gmmseg.job import Progress
from gmmseg.session.document import Document, open_image, with_settings
from gmmseg.session.open_image import OpenImage
from gmmseg.session.session import Session

WAIT = 120_000


def picture():
    import numpy as np

    pixels = np.full((40, 60, 3), 40, np.uint8)
    pixels[:, 30:] = 200
    return OpenImage.of(Image.from_array(pixels))


@pytest.fixture
def runner(qapp):
    runner = TaskRunner()
    yield runner
    runner.close()


@pytest.fixture
def maps(runner):
    return Maps(Session(Document(picture())), runner)


def test_regions_are_asked_for_once_and_then_there(maps, runner, qtbot):
    assert maps.regions() is None
    assert maps.regions() is None
    with qtbot.waitSignal(maps.regions_ready, timeout=WAIT):
        pass

    assert maps.regions().n_regions == 2
    assert not runner.is_busy


def test_another_detail_shows_the_last_regions_until_its_own_are_there(maps, runner, qtbot):
    maps.regions()
    qtbot.waitUntil(lambda: not runner.is_busy, timeout=WAIT)
    first = maps.regions()
    maps.session.apply("change of detail", with_settings(detail=0.0))

    assert maps.regions() is first
    qtbot.waitUntil(lambda: not runner.is_busy, timeout=WAIT)
    assert maps.regions().n_regions == 1
    assert maps.regions().tree is first.tree


def test_regions_of_one_picture_are_never_shown_on_another(maps, runner, qtbot):
    maps.regions()
    maps.session.apply("Open", open_image(picture()))

    qtbot.waitUntil(lambda: not runner.is_busy, timeout=WAIT)

    assert maps.regions() is None
    qtbot.waitUntil(lambda: not runner.is_busy, timeout=WAIT)
    assert maps.regions().n_regions == 2


def test_without_a_picture_there_are_none(maps, runner):
    maps.session.document = Document()

    assert maps.regions() is None
    assert not runner.is_busy


@pytest.fixture
def controller(flagged, parts):
    return parts.controller


def endless(workers):
    while True:
        yield Progress("Fitting", 0.5)


def test_a_map_is_made_once_and_reported(controller, qtbot):
    assert controller.maps.probabilities(1) is None
    with qtbot.waitSignal(controller.maps.probabilities_ready, timeout=WAIT):
        pass
    qtbot.waitUntil(lambda: not controller.is_busy, timeout=WAIT)

    levels = controller.maps.probabilities(1)

    assert levels[0][0].tolist() == [0] * 20 + [255] * 12 + [0] * 8
    assert not controller.is_busy


def test_a_map_that_was_pushed_out_of_the_queue_is_asked_for_again(controller, qtbot):
    controller.runner.submit(endless, lane="batch", done=print)
    assert controller.maps.probabilities(1) is None
    controller.runner.cancel({"map"})
    assert controller.maps.probabilities(1) is None
    controller.runner.cancel({"batch"})
    qtbot.waitUntil(lambda: not controller.is_busy, timeout=WAIT)

    assert controller.maps.probabilities(1) is not None


def test_a_map_that_people_cancelled_is_made_when_they_look_again(flagged, controller, qtbot):
    controller.runner.submit(endless, lane="batch", done=print)
    flagged.view_controller.show("probability")
    controller.cancel()
    qtbot.waitUntil(lambda: not controller.is_busy, timeout=WAIT)
    assert controller.maps.probabilities(0) is None
    assert not controller.is_busy

    flagged.view_controller.show("probability")
    qtbot.waitUntil(lambda: not controller.is_busy, timeout=WAIT)

    assert controller.maps.probabilities(0) is not None


def test_a_map_of_what_is_not_shown_any_more_is_not_made(controller, qtbot):
    controller.runner.submit(endless, lane="batch", done=print)
    controller.maps.probabilities(0)
    controller.change("seed", 5, "change of seed")

    assert controller.maps.of_probabilities.wanted is None
    controller.runner.cancel({"batch"})
    qtbot.waitUntil(lambda: controller.session.document.is_current, timeout=WAIT)


def test_maps_of_a_picture_that_was_left_are_let_go(maps, runner, qtbot):
    maps.regions()
    qtbot.waitUntil(lambda: not runner.is_busy, timeout=WAIT)
    assert maps.of_regions.known is not None

    maps.session.apply("Open", open_image(picture()))

    assert maps.of_regions.known is None
