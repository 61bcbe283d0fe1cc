import numpy as np
import pytest

from gmmseg.gui.compute.object_cuts import ObjectCuts
from gmmseg.imaging.image import Image
from gmmseg.imaging.seeds import Click
from gmmseg.session.document import Document, open_image
from gmmseg.session.edits import objects as edits
from gmmseg.session.open_image import OpenImage
from gmmseg.session.session import Session

WAIT = 120_000


def source_of(seed):
    pixels = np.full((40, 50, 3), (40, 90, 160), np.float64)
    pixels[10:30, 10:30] = (200, 90, 40)
    pixels += np.random.default_rng(seed).normal(0, 4, pixels.shape)
    return OpenImage.of(Image.from_array(np.clip(pixels, 0, 255).astype(np.uint8)))


@pytest.fixture
def object_cuts(qapp):
    object_cuts = ObjectCuts(Session(Document(source_of(0))))
    yield object_cuts
    object_cuts.runner.close()


def test_an_object_is_cut_as_it_is_marked(object_cuts, qtbot):
    object_cuts.session.apply("Select object", edits.add_object(Click(20, 20)))
    qtbot.waitUntil(lambda: object_cuts.session.uncut is None, timeout=WAIT)

    assert object_cuts.session.document.objects[0].cut.n_pixels == 400


def test_undo_takes_a_mark_back_and_redo_brings_its_cut(object_cuts, qtbot):
    session = object_cuts.session
    session.apply("Select object", edits.add_object(Click(20, 20)))
    qtbot.waitUntil(lambda: session.uncut is None, timeout=WAIT)

    session.undo()
    assert session.document.objects == ()

    session.redo()
    qtbot.waitUntil(lambda: session.uncut is None, timeout=WAIT)
    assert session.document.objects[0].cut.n_pixels == 400


def test_of_many_marks_in_a_row_the_last_is_answered(object_cuts, qtbot):
    session = object_cuts.session
    session.apply("Select object", edits.add_object(Click(20, 20)))
    for x in range(12, 28):
        session.apply("Add to object", edits.add_mark(1, Click(x, 25)))
    qtbot.waitUntil(lambda: session.uncut is None, timeout=WAIT)

    assert len(session.document.objects[0].cut.marks) == 17
    assert len(session.history.past) == 17


def test_a_cut_of_one_picture_never_comes_to_another(object_cuts, qtbot):
    session = object_cuts.session
    session.apply("Select object", edits.add_object(Click(20, 20)))
    session.apply("Open", open_image(source_of(1)))
    session.apply("Select object", edits.add_object(Click(45, 35)))
    qtbot.waitUntil(lambda: session.uncut is None and not object_cuts.runner.is_busy, timeout=WAIT)

    assert session.document.objects[0].cut.levels[0][35, 45] == 1
    assert session.document.objects[0].cut.marks == (Click(45, 35),)


def test_a_failure_is_told_once(object_cuts, qtbot, monkeypatch):
    def fail(self, marks):
        raise MemoryError

    monkeypatch.setattr("gmmseg.session.compute.object_cutting.ObjectCutter.mask", fail)

    with qtbot.waitSignal(object_cuts.failed, timeout=WAIT):
        object_cuts.session.apply("Select object", edits.add_object(Click(20, 20)))

    assert not object_cuts.runner.is_busy
