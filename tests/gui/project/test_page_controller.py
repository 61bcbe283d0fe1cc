"""Pages of a file in the window: turned by slider, key and play; the model stays, work is kept."""

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from gmmseg.imaging.model import Model
from gmmseg.pipeline import apply
from gmmseg.session.edits.segments import rename_segment
from gmmseg.session.paging import number_of

WAIT = 120_000


@pytest.fixture
def stack(tmp_path):
    """The file of a stack of 2 times and 3 depths: left of a border that moves it is dark, right bright."""
    voxels = np.random.default_rng(0).normal(0, 4, (2, 3, 24, 36)) + 60
    for t in range(2):
        for z in range(3):
            voxels[t, z, :, 8 + 4 * z + 2 * t :] += 120
    path = tmp_path / "stack.tif"
    tifffile.imwrite(path, voxels.astype(np.uint8), imagej=True, metadata={"axes": "TZYX"})
    return path


@pytest.fixture
def stacked(window, stack, settled, qtbot):
    """The window with the stack open, in two segments."""
    window.controller.change("n_components", 2, "change of segments")
    window.open(stack)
    qtbot.waitUntil(lambda: window.session.document.is_current, timeout=WAIT)
    settled(window)
    return window


@pytest.fixture
def press(qtbot):
    def press(window, key):
        window.activateWindow()
        qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is window.windowHandle())
        qtbot.keyClick(window, key)

    return press


@pytest.fixture
def on_page(qtbot, settled):
    """A function that waits until a page and its labels are shown."""

    def wait(window, number):
        session = window.session
        qtbot.waitUntil(lambda: number_of(session.document.source) == number, timeout=WAIT)
        qtbot.waitUntil(lambda: session.document.is_current, timeout=WAIT)
        settled(window)

    return wait


def places(window):
    bar = window.page_bar
    parts = zip(bar.names, bar.places, strict=True)
    return [f"{name.text()} {at.text()}" for name, at in parts if not at.isHidden()]


def test_one_picture_has_no_slider(flagged):
    assert not flagged.page_bar.isVisible()


def test_a_stack_has_a_slider_for_each_axis(stacked):
    assert stacked.page_bar.isVisible()
    assert places(stacked) == ["time 1 of 2", "z 1 of 3"]


def test_keys_turn_pages_and_the_model_that_is_there_is_applied(stacked, press, on_page):
    stacked.controller.apply("Rename segment", rename_segment(0, "ground"))
    model = stacked.session.document.model_now

    press(stacked, Qt.Key.Key_PageDown)
    on_page(stacked, 2)

    document = stacked.session.document
    assert places(stacked) == ["time 1 of 2", "z 2 of 3"]
    assert document.segment_styles[0].name == "ground"
    assert np.array_equal(document.segmentation().labels, apply(model, document.source.image).labels)

    press(stacked, Qt.Key.Key_PageUp)
    on_page(stacked, 1)

    assert places(stacked) == ["time 1 of 2", "z 1 of 3"]


def test_the_slider_turns_along_its_axis_and_people_go_on_looking_at_the_spot(stacked, on_page):
    stacked.canvas.zoom_to(8.0)
    before = stacked.canvas.camera

    stacked.page_bar.sliders[1].setValue(3)
    on_page(stacked, 3)
    stacked.page_bar.sliders[0].setValue(2)
    on_page(stacked, 6)

    assert places(stacked) == ["time 2 of 2", "z 3 of 3"]
    assert stacked.canvas.camera == before


def test_a_setting_that_asks_for_it_fits_a_model_to_the_page(stacked, press, on_page, settled):
    press(stacked, Qt.Key.Key_PageDown)
    on_page(stacked, 2)
    assert stacked.page_bar.fit.isVisible()
    assert "time 1 of 2, z 1 of 3" in stacked.page_bar.fit.toolTip()

    stacked.controller.change("n_components", 3, "change of segments")
    settled(stacked)

    assert stacked.session.document.model is None
    assert not stacked.page_bar.fit.isVisible()


def test_fit_here_fits_to_the_page_and_is_undone(stacked, press, on_page, settled, qtbot):
    press(stacked, Qt.Key.Key_PageDown)
    on_page(stacked, 2)

    qtbot.mouseClick(stacked.page_bar.fit, Qt.MouseButton.LeftButton)
    settled(stacked)
    assert stacked.session.document.model is None
    stacked.controller.undo()
    settled(stacked)

    assert stacked.session.document.model is not None


def test_strokes_stay_on_their_page_and_come_back_with_it(stacked, press, on_page, settled):
    stacked.segment_controller.rows.choose(0)
    stacked.segment_controller.paint([(30.0, 10.0)], 2.0)
    settled(stacked)
    labels = stacked.session.document.segmentation().labels

    press(stacked, Qt.Key.Key_PageDown)
    on_page(stacked, 2)
    assert stacked.session.document.strokes == ()
    assert stacked.filmstrip.count() == 2
    press(stacked, Qt.Key.Key_PageUp)
    on_page(stacked, 1)

    assert len(stacked.session.document.strokes) == 1
    assert np.array_equal(stacked.session.document.segmentation().labels, labels)
    assert stacked.session.undoable == "Paint segment 1"


def test_another_pages_model_comes_along_and_undo_leads_back_to_the_pages_own(
    stacked, press, on_page, settled
):
    stacked.segment_controller.rows.choose(0)
    stacked.segment_controller.paint([(30.0, 10.0)], 2.0)
    settled(stacked)
    press(stacked, Qt.Key.Key_PageDown)
    on_page(stacked, 2)
    stacked.controller.change("n_components", 3, "change of segments")
    settled(stacked)

    press(stacked, Qt.Key.Key_PageUp)
    on_page(stacked, 1)
    assert stacked.session.document.settings.n_components == 3
    assert stacked.session.document.model is not None
    assert stacked.session.document.strokes == ()
    stacked.controller.undo()
    settled(stacked)

    assert len(stacked.session.document.strokes) == 1
    assert stacked.session.document.settings.n_components == 2


def test_a_project_opens_at_its_page_with_the_same_labels(stacked, press, on_page, settled, tmp_path, qtbot):
    press(stacked, Qt.Key.Key_PageDown)
    on_page(stacked, 2)
    labels = stacked.session.document.segmentation().labels
    project_path = tmp_path / "work.gmmseg"
    stacked.save_controller.save_to(project_path)
    qtbot.waitUntil(
        lambda: stacked.session.project_path == project_path and not stacked.save_controller.runner.is_busy
    )
    assert stacked.session.is_saved

    with qtbot.waitSignal(stacked.controller.opened, timeout=WAIT):
        stacked.open(project_path)
    on_page(stacked, 2)

    assert places(stacked) == ["time 1 of 2", "z 2 of 3"]
    assert isinstance(stacked.session.document.model, Model)
    assert np.array_equal(stacked.session.document.segmentation().labels, labels)


def test_playing_goes_through_the_axis_that_people_moved_along_and_stops(stacked, qtbot, settled, on_page):
    stacked.page_bar.sliders[1].setValue(2)
    on_page(stacked, 2)
    seen = set()
    stacked.controller.changed.connect(lambda: seen.add(number_of(stacked.session.document.source)))

    stacked.page_bar.play.click()
    qtbot.waitUntil(lambda: seen >= {1, 2, 3}, timeout=WAIT)
    stacked.page_bar.play.click()
    settled(stacked)

    assert seen == {1, 2, 3}


def test_planes_become_channels_and_pages_again(stacked, qtbot, on_page):
    bar = stacked.page_bar

    bar.channels.setCurrentIndex(bar.channels.findData("z"))
    bar.channels.activated.emit(bar.channels.currentIndex())
    qtbot.waitUntil(lambda: stacked.session.document.source.image.n_channels == 3)
    on_page(stacked, 1)
    assert places(stacked) == ["time 1 of 2"]

    bar.channels.activated.emit(0)
    qtbot.waitUntil(lambda: stacked.session.document.source.image.n_channels == 1)

    assert places(stacked) == ["time 1 of 2", "z 1 of 3"]


def test_a_file_that_changed_meanwhile_is_reported_and_the_page_stays(stacked, qtbot, stack):
    stack.write_bytes(stack.read_bytes() + b"more")

    stacked.page_bar.sliders[1].setValue(3)  # the second may have been read ahead
    qtbot.waitUntil(stacked.messages.isVisible)

    assert stacked.messages.text.text() == (
        "Cannot read stack.tif: it has changed since it was opened. Open it again."
    )
    assert places(stacked) == ["time 1 of 2", "z 1 of 3"]


def test_results_are_named_after_the_page(stacked, press, on_page, tmp_path, qtbot):
    press(stacked, Qt.Key.Key_PageDown)
    on_page(stacked, 2)

    dialog = stacked.export_controller.ask(rows=(), opacity=0.5, kinds="")

    assert dialog.stem == "stack_t01_z002"
    dialog.close()


def test_escape_stops_playing(stacked, press, settled):
    stacked.page_bar.play.click()
    assert stacked.page_bar.play.isChecked()

    press(stacked, Qt.Key.Key_Escape)

    assert not stacked.page_bar.play.isChecked()
    settled(stacked)


def test_a_page_that_was_worked_on_is_turned_to_in_the_strip_and_one_that_was_not_leaves(
    stacked, press, on_page, settled, qtbot
):
    stacked.controller.apply("Rename segment", rename_segment(0, "ground"))
    press(stacked, Qt.Key.Key_PageDown)
    on_page(stacked, 2)
    strip = stacked.filmstrip
    assert [strip.item(i).toolTip() for i in range(strip.count())] == [
        "stack.tif t01_z001",
        "stack.tif t01_z002",
    ]

    middle = strip.visualItemRect(strip.item(0)).center()
    qtbot.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    on_page(stacked, 1)

    assert stacked.session.others.pages == ()
    assert stacked.session.document.segment_styles[0].name == "ground"
    assert stacked.session.undoable == "Rename segment"


def test_a_turned_page_is_asked_about_once(stacked, press, on_page, monkeypatch):
    asked, real = [], stacked.controller.segmenting
    monkeypatch.setattr("gmmseg.session.open_image.PREVIEW_PIXELS", 400)

    def counted(request, *rest):
        asked.append(request.image.pixels.shape)
        return real(request, *rest)

    monkeypatch.setattr(stacked.controller, "segmenting", counted)
    press(stacked, Qt.Key.Key_PageDown)
    on_page(stacked, 2)

    assert asked == [(24, 36, 1)]  # with no preview, and nothing that is given up at once


def test_the_next_page_is_labelled_before_people_turn_to_it(stacked, press, on_page, qtbot, monkeypatch):
    press(stacked, Qt.Key.Key_PageDown)
    on_page(stacked, 2)
    model = stacked.session.document.model_now
    qtbot.waitUntil(lambda: stacked.controller.at_hand is not None, timeout=WAIT)
    monkeypatch.setattr(stacked.controller, "segmenting", None)  # nothing is to be computed
    press(stacked, Qt.Key.Key_PageDown)
    on_page(stacked, 3)

    document = stacked.session.document
    assert np.array_equal(document.segmentation().labels, apply(model, document.source.image).labels)
