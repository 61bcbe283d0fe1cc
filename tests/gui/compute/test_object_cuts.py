import gc
import weakref

import numpy as np
import pytest

from gmmseg.gui.compute.object_cuts import ObjectCuts
from gmmseg.imaging.image import Image
from gmmseg.imaging.seeds import Click
from gmmseg.session.compute.object_cutting import ObjectCutter
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


def test_a_failure_is_reported_once(object_cuts, qtbot, monkeypatch):
    def fail(self, marks):
        raise MemoryError

    monkeypatch.setattr("gmmseg.session.compute.object_cutting.ObjectCutter.mask", fail)

    with qtbot.waitSignal(object_cuts.failed, timeout=WAIT):
        object_cuts.session.apply("Select object", edits.add_object(Click(20, 20)))

    assert not object_cuts.runner.is_busy


def test_what_was_found_out_about_a_picture_that_was_left_is_let_go(object_cuts, qtbot, monkeypatch):
    made = []

    def cutter(*about):
        it = ObjectCutter(*about)
        made.append(weakref.ref(it))
        return it

    monkeypatch.setattr("gmmseg.gui.compute.object_cuts.ObjectCutter", cutter)
    object_cuts.prepare()
    qtbot.waitUntil(lambda: not object_cuts.runner.is_busy, timeout=WAIT)
    gc.collect()
    assert [it() is None for it in made] == [False]

    object_cuts.session.apply("Open", open_image(source_of(1)))

    def let_go():
        gc.collect()  # the thread's last call may still hold it for a moment
        return [it() is None for it in made] == [True]

    qtbot.waitUntil(let_go, timeout=WAIT)


@pytest.fixture
def waiting(qapp, monkeypatch):
    """Two objects that wait to be cut out, the first of which cannot be."""
    good = ObjectCutter.mask

    def mask(self, marks):
        if marks == (Click(45, 35),):
            raise MemoryError
        return good(self, marks)

    monkeypatch.setattr(ObjectCutter, "mask", mask)
    document = Document(source_of(0))
    for click in (Click(45, 35), Click(20, 20)):
        document = edits.add_object(click)(document)
    object_cuts = ObjectCuts(Session(document))  # which is not asked before it listens
    yield object_cuts
    object_cuts.runner.close()


def test_an_object_that_cannot_be_cut_out_keeps_no_other_waiting(waiting, qtbot):
    failures = []
    waiting.failed.connect(lambda error, _: failures.append(error))

    waiting.ask()
    qtbot.waitUntil(lambda: not waiting.runner.is_busy, timeout=WAIT)

    assert [thing.is_cut for thing in waiting.session.document.objects] == [False, True]
    assert len(failures) == 1


def test_where_people_stop_it_no_other_object_is_begun_until_they_go_on(waiting, qtbot):
    waiting.ask()
    waiting.cancel()
    waiting.ask()
    qtbot.waitUntil(lambda: not waiting.runner.is_busy, timeout=WAIT)
    assert not any(thing.is_cut for thing in waiting.session.document.objects)

    waiting.retry()
    waiting.ask()
    qtbot.waitUntil(lambda: not waiting.runner.is_busy, timeout=WAIT)

    assert waiting.session.document.objects[1].is_cut
