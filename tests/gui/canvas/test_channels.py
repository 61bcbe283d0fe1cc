"""Channels in the window: mixed in colours, stretched, as false colours, kept; labels stay."""

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from gmmseg.imaging.rendering.composite import auto_range, bands_of

WAIT = 120_000
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def cells(tmp_path):
    """The file of a picture of three named channels of 16 bits."""
    rng = np.random.default_rng(0)
    pixels = rng.integers(100, 300, (3, 30, 40)).astype(np.uint16)
    pixels[0, :, :20] += 2000
    pixels[1, :15] += 3000
    path = tmp_path / "cells.ome.tif"
    metadata = {"axes": "CYX", "Channel": {"Name": ["DAPI", "GFP", "RFP"]}}
    tifffile.imwrite(path, pixels, metadata=metadata, photometric="minisblack")
    return path


@pytest.fixture
def celled(window, cells, settled, qtbot):
    """The window with that picture, its section of channels unfolded."""
    window.open(cells)
    qtbot.waitUntil(lambda: window.session.document.is_current, timeout=WAIT)
    settled(window)
    window.view_controller.show("image")
    window.side.channels.button.click()
    return window


def colour_at(window, x, y):
    place = window.canvas.place_of(x, y).toPoint()
    return window.canvas.grab().toImage().pixelColor(place).getRgb()[:3]


def names(window):
    return [row.name.text() for row in window.side.channels.rows if not row.isHidden()]


def test_channels_have_their_names_and_colours_and_dark_ones_are_seen(celled):
    assert names(celled) == ["DAPI", "GFP", "RFP"]
    assert bands_of(celled.display_controller.styles) == (2, 1, 0)
    red, green, blue = colour_at(celled, 10, 25)
    assert blue > 180
    assert green < 60
    assert red < 256


def test_a_channel_is_hidden_and_labels_stay(celled):
    labels = celled.session.document.segmentation().labels

    celled.side.channels.rows[0].shown.click()

    assert colour_at(celled, 10, 25)[2] == 0
    assert celled.session.document.is_current
    assert np.array_equal(celled.session.document.segmentation().labels, labels)
    assert celled.session.undoable == "Hide channel"
    celled.controller.undo()
    assert colour_at(celled, 10, 25)[2] > 180
    assert celled.side.channels.rows[0].shown.isChecked()


def test_dragging_the_white_end_brightens_while_it_moves(celled):
    panel = celled.side.channels
    histogram = panel.histogram
    before = colour_at(celled, 10, 25)[2]
    black, white = (QPoint(round(histogram.place_of(end)), 30) for end in histogram.range)

    QTest.mousePress(histogram, LEFT, pos=black)
    QTest.mouseMove(histogram, QPoint(white.x() - 4, 30))
    darker = colour_at(celled, 10, 25)[2]
    QTest.mouseRelease(histogram, LEFT, pos=QPoint(white.x() - 4, 30))

    assert darker < before
    assert celled.session.proposal is None
    assert celled.session.document.styles[0].low > 1000
    assert celled.session.undoable == "Change brightness"


def test_auto_stretches_the_chosen_channel_over_what_it_has(celled, qtbot):
    panel = celled.side.channels
    qtbot.mouseClick(panel.rows[1].name, LEFT)
    stretched = auto_range(celled.session.document.source.image, 1)
    qtbot.keyClick(panel.histogram, Qt.Key.Key_Left)
    brighter = celled.session.document.styles[1]

    qtbot.mouseClick(panel.auto, LEFT)

    style = celled.session.document.styles[1]
    assert (brighter.low, brighter.high) != stretched
    assert (style.low, style.high) == stretched


def test_a_double_click_shows_one_channel_alone_and_all_again(celled, qtbot):
    name = celled.side.channels.rows[1].name

    qtbot.mouseDClick(name, LEFT)
    assert [style.is_shown for style in celled.session.document.styles] == [False, True, False]
    qtbot.mouseDClick(name, LEFT)

    assert all(style.is_shown for style in celled.session.document.styles)


def test_any_three_channels_are_false_colours(celled):
    red = celled.side.channels.bands[0]

    red.setCurrentIndex(0)
    red.activated.emit(0)

    assert celled.session.document.styles[0].colour == (255, 0, 255)  # it is blue, too
    assert not celled.session.document.styles[2].is_shown


def test_gamma_is_typed_and_reset(celled, qtbot):
    gamma = celled.side.channels.gamma

    gamma.number.setValue(2.0)
    assert celled.session.document.styles[0].gamma == 2.0
    gamma.label.reset.emit()

    assert celled.session.document.styles[0].gamma == 1.0


def test_values_under_the_cursor_stand_beside_the_names(celled):
    QTest.mouseMove(celled.canvas, celled.canvas.place_of(3.5, 4.5).toPoint())

    pixel = celled.session.document.source.image.pixels[4, 3]
    assert [row.value.text() for row in celled.side.channels.rows] == [str(value) for value in pixel]


def test_the_way_of_showing_is_kept_in_the_project(celled, qtbot, tmp_path, settled):
    celled.side.channels.rows[0].shown.click()
    styles = celled.session.document.styles
    project_path = tmp_path / "work.gmmseg"
    celled.save_controller.save_to(project_path)
    qtbot.waitUntil(
        lambda: celled.session.project_path == project_path and not celled.save_controller.runner.is_busy
    )

    with qtbot.waitSignal(celled.controller.opened, timeout=WAIT):
        celled.open(project_path)
    settled(celled)

    assert celled.session.document.styles == styles
    assert not celled.side.channels.rows[0].shown.isChecked()


def test_the_section_says_that_it_is_for_the_eye_only(celled):
    assert "for the eye only" in celled.side.channels.button.toolTip()


def test_a_large_picture_is_drawn_at_once_and_then_whole(window, tmp_path, qtbot, settled, monkeypatch):
    from gmmseg.session import open_image

    monkeypatch.setattr(open_image, "QUICK_PIXELS", 400)
    plane = np.random.default_rng(0).integers(0, 5000, (30, 40)).astype(np.uint16)
    tifffile.imwrite(tmp_path / "grey.tif", plane)

    def colours():
        """Those of a row of 40 pixels; drawn at half the size, there are 20 at most."""
        image = window.canvas.grab().toImage()
        places = [window.canvas.place_of(x + 0.5, 10.5).toPoint() for x in range(40)]
        return {image.pixelColor(place).name() for place in places}

    window.open(tmp_path / "grey.tif")
    qtbot.waitUntil(lambda: window.session.document.is_current, timeout=WAIT)
    settled(window)
    window.view_controller.show("image")

    assert window.session.document.source.drawn.levels[0].shape == (15, 20, 3)
    assert window.canvas.picture_size == (40, 30)
    assert window.canvas.camera.scale > 2  # each pixel is drawn as a square
    qtbot.waitUntil(lambda: len(colours()) > 20, timeout=WAIT)
