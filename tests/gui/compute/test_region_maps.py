import pytest

from gmmseg.gui.compute.region_maps import RegionMaps
from gmmseg.gui.compute.tasks import TaskRunner
from gmmseg.imaging.image import Image
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
def maps(qapp):
    runner = TaskRunner()
    yield RegionMaps(Session(Document(picture())), runner)
    runner.close()


def test_regions_are_asked_for_once_and_then_there(maps, qtbot):
    assert maps.latest() is None
    assert maps.latest() is None
    with qtbot.waitSignal(maps.ready, timeout=WAIT):
        pass

    assert maps.latest().n_regions == 2
    assert not maps.runner.is_busy


def test_another_detail_shows_the_last_regions_until_its_own_are_there(maps, qtbot):
    maps.latest()
    qtbot.waitUntil(lambda: not maps.runner.is_busy, timeout=WAIT)
    first = maps.latest()
    maps.session.apply("change of detail", with_settings(detail=0.0))

    assert maps.latest() is first
    qtbot.waitUntil(lambda: not maps.runner.is_busy, timeout=WAIT)
    assert maps.latest().n_regions == 1
    assert maps.latest().tree is first.tree


def test_regions_of_one_picture_are_never_shown_on_another(maps, qtbot):
    maps.latest()
    maps.session.apply("Open", open_image(picture()))

    qtbot.waitUntil(lambda: not maps.runner.is_busy, timeout=WAIT)

    assert maps.latest() is None
    qtbot.waitUntil(lambda: not maps.runner.is_busy, timeout=WAIT)
    assert maps.latest().n_regions == 2


def test_without_a_picture_there_are_none(maps):
    maps.session.document = Document()

    assert maps.latest() is None
    assert not maps.runner.is_busy
