"""The scale: its bar, true values under the cursor, and how people set it."""

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from gmmseg.gui.canvas.scale_bar import bar_of, scale_text
from gmmseg.session.edits.scale import set_pixel_size

WAIT = 120_000


@pytest.fixture
def cells(tmp_path):
    """The file of a picture of two named channels of 16 bits, a pixel 0.5 micrometres."""
    pixels = np.random.default_rng(0).integers(100, 4000, (2, 30, 40)).astype(np.uint16)
    pixels[0, 3, 5], pixels[1, 3, 5] = 1234, 40000
    path = tmp_path / "cells.ome.tif"
    metadata = {"axes": "CYX", "Channel": {"Name": ["DAPI", "GFP"]}}
    metadata |= {f"PhysicalSize{a}": 0.5 for a in "XY"} | {f"PhysicalSize{a}Unit": "µm" for a in "XY"}
    tifffile.imwrite(path, pixels, metadata=metadata, photometric="minisblack")
    return path


def opened(window, path, qtbot, settled):
    window.open(path)
    qtbot.waitUntil(lambda: window.session.document.is_current, timeout=WAIT)
    settled(window)


def at(window, x, y):
    return window.canvas.place_of(x, y).toPoint()


def draw_line(window, first, last):
    QTest.mousePress(window.canvas, Qt.MouseButton.LeftButton, pos=at(window, *first))
    middle = ((first[0] + last[0]) / 2, (first[1] + last[1]) / 2)
    for place in (middle, last):
        QTest.mouseMove(window.canvas, at(window, *place))
    QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, pos=at(window, *last))


@pytest.mark.parametrize(
    ("per_point", "wide", "text"),
    [(0.25, 80.0, "20 µm"), (1.0, 100.0, "100 µm"), (0.0001, 100.0, "10 nm"), (2e6, 100.0, "200 m")],
)
def test_the_bar_is_of_a_round_length(per_point, wide, text):
    assert bar_of(per_point, 120.0) == (pytest.approx(wide), text)


def test_lengths_have_units_that_suit_them():
    assert [scale_text(each) for each in (0.05, 5.0, 2500.0, 3e6, 4e9)] == [
        "50 nm",
        "5 µm",
        "2.5 mm",
        "3 m",
        "4 km",
    ]


def test_the_inspector_tells_the_files_own_values_names_and_place(window, cells, qtbot, settled):
    opened(window, cells, qtbot, settled)

    QTest.mouseMove(window.canvas, at(window, 5.5, 3.5))

    assert window.status.colour.text() == "DAPI 1234  GFP 40000"
    assert window.status.place.text() == "x 5  y 3  (2.75 µm, 1.75 µm)"


def test_there_is_a_bar_where_the_scale_is_known_and_none_elsewhere(window, cells, flags, qtbot, settled):
    opened(window, cells, qtbot, settled)
    assert window.canvas.scale == 0.5
    assert window.actions_by_name["scale_bar"].isEnabled()
    with_bar = window.canvas.grab().toImage()
    window.actions_by_name["scale_bar"].trigger()
    without: QImage = window.canvas.grab().toImage()
    assert with_bar != without
    window.actions_by_name["scale_bar"].trigger()
    assert window.canvas.grab().toImage() == with_bar

    opened(window, flags, qtbot, settled)

    assert window.canvas.scale is None
    assert not window.actions_by_name["scale_bar"].isEnabled()


def test_a_line_and_its_length_set_the_scale_and_undo_takes_it_back(flagged, qtbot):
    flagged.actions_by_name["tool_scale"].trigger()
    draw_line(flagged, (5.0, 10.0), (25.0, 10.0))
    dialog = flagged.scale_controller.dialog
    points = at(flagged, 25.0, 10.0).x() - at(flagged, 5.0, 10.0).x()  # about 20 pixels: from point to point
    length = points / flagged.canvas.camera.scale

    qtbot.keyClicks(dialog.length, "10")
    dialog.unit.setCurrentText("mm")
    qtbot.mouseClick(dialog.accepting, Qt.MouseButton.LeftButton)

    assert flagged.session.document.pixel_size == pytest.approx((10_000 / length, 10_000 / length))
    assert flagged.canvas.scale == pytest.approx(10_000 / length)
    assert not flagged.session.is_saved
    assert flagged.scale_controller.dialog is None
    flagged.controller.undo()
    assert flagged.canvas.scale is None


def test_what_is_no_length_is_reported_as_it_is_typed(flagged, qtbot):
    flagged.actions_by_name["tool_scale"].trigger()
    draw_line(flagged, (5.0, 10.0), (25.0, 10.0))
    dialog = flagged.scale_controller.dialog

    qtbot.keyClicks(dialog.length, "-3")

    assert not dialog.accepting.isEnabled()
    assert "a side has to be above 0" in dialog.hint.text()
    assert not dialog.forgetting.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert flagged.session.document.pixel_size is None


def test_the_scale_is_kept_in_the_project(flagged, qtbot, tmp_path, settled):
    flagged.controller.apply("Set the scale", set_pixel_size((0.25, 0.25)))
    project_path = tmp_path / "work.gmmseg"
    flagged.save_controller.save_to(project_path)
    qtbot.waitUntil(
        lambda: flagged.session.project_path == project_path and not flagged.save_controller.runner.is_busy
    )

    with qtbot.waitSignal(flagged.controller.opened, timeout=WAIT):
        flagged.open(project_path)
    settled(flagged)

    assert flagged.session.document.pixel_size == (0.25, 0.25)
    assert flagged.canvas.place_of(0, 0) == QPointF(flagged.canvas.picture_rect.topLeft())
